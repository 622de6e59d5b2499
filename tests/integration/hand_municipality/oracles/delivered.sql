-- The delivery files as tables, read as text and converted here; shares nothing with the pipeline's readers.
-- Expects the variable `folder`. The as-of day is 30 April 2024, the last day of the newest edition.
create macro day_of(text) as
    case when nullif(text, '') is not null then strptime(text, '%d-%m-%Y')::date end;
create macro kroner(text) as cast(replace(replace(nullif(text, ''), '.', ''), ',', '.') as decimal(18, 4));
create macro month_of(day) as date_trunc('month', day)::date;
create macro days_of_year(day) as (make_date(year(day) + 1, 1, 1) - make_date(year(day), 1, 1));
create macro as_of() as date '2024-04-30';

create table institution as
select institutionsnummer as institution_id, day_of(gyldig_fra) as valid_from, day_of(gyldig_til) as valid_to,
    navn as institution_name, institutionstype as institution_type, ejer as owner,
    nullif(distrikt, '') as district_id, nullif(omraade, '') as area_id, nullif(efterfoelger, '') as successor_id,
    try_cast(pladser as integer) as place_count
from read_csv(getvariable('folder') || '/institutioner_202404.csv', delim = ';', header = true, all_varchar = true);

create table placement as
select placering_id as placement_id, cpr, bopaelsdistrikt as district_id,
    ltrim(betalingskommune, '0') = '185' as is_ours, institutionsnummer as institution_id,
    tilbudstype as offer_type, takstgruppe as rate_group, day_of(startdato) as start_date, day_of(slutdato) as end_date,
    nullif(slutaarsag, '') as end_reason, nullif(klassetrin, '') as grade, nullif(afgoerelse_id, '') as decision_id,
    nullif(saerlig_aarsag, '') as special_cause, day_of(slut_registreret_dato) as end_registered_date,
    tilbudstype not in ('special_sfo_klub', 'enkeltintegration') as is_in_total
from read_csv(getvariable('folder') || '/placeringer_202404.csv', delim = ';', header = true, all_varchar = true);

create table rate as
select institutionsnummer as institution_id, tilbudstype as offer_type, takstgruppe as rate_group, ydelse as service,
    day_of(gyldig_fra) as valid_from, day_of(gyldig_til) as valid_to, enhed as unit, kroner(beloeb) as amount_kr,
    try_cast(opsigelsesvarsel_dage as integer) as notice_days, opsigelse_til_maanedsslut = 'ja' as to_month_end,
    coalesce(nullif(afregningsform, ''), 'takst') as settlement_form,
    try_cast(boern_pr_klasse as integer) as children_per_class,
    kroner(beloeb) * case enhed when 'dag' then 1.0::double when 'uge' then 52 / 365 when 'maaned' then 12 / 365
        else 1 / 365 end as kr_per_day
from read_csv(getvariable('folder') || '/takster_202404.csv', delim = ';', header = true, all_varchar = true);

create table budget as
select budget_id, cast(budgetaar as integer) as fiscal_year, bevillingsomraade as grant_area,
    nullif(tilbudstype, '') as offer_type, nullif(distrikt, '') as district_id, budgettype as budget_type,
    day_of(beslutningsdato) as decided_date, kroner(helaarspladser) as full_year_places,
    kroner(enhedspris) as unit_price_kr, kroner(beloeb) as amount_kr, nullif(saerlig_aarsag, '') as special_cause
from read_csv(getvariable('folder') || '/budget_202404.csv', delim = ';', header = true, all_varchar = true);

-- March's vouchers were delivered twice: only the corrected file counts. The trailer is not a row.
create table posting as
select bilagsnummer as voucher_id, bilagslinje as voucher_line, day_of(bogfoeringsdato) as posting_date,
    coalesce(try_cast(regnskabsaar as integer), year(day_of(periode_til)), year(day_of(bogfoeringsdato))) as fiscal_year,
    day_of(periode_fra) as service_from, day_of(periode_til) as service_to, konto as account_code, art as account_type,
    bevillingsomraade as own_grant_area, nullif(institutionsnummer, '') as institution_id,
    nullif(tilbudstype, '') as offer_type, nullif(placering_id, '') as placement_id, kroner(beloeb) as amount_kr,
    coalesce(engangspost = 'ja', false) as is_one_off, nullif(saerlig_aarsag, '') as special_cause
from read_csv(
    [getvariable('folder') || '/omkostninger_' || edition || '.csv'
        for edition in ['202312', '202401', '202403_v2', '202404']],
    delim = ';', header = true, all_varchar = true, null_padding = true
)
where bilagsnummer <> 'SLUT';

create table account as
select konto as account_code, medtages = 'ja' as is_included
from read_csv(getvariable('folder') || '/kontoplan_202404.csv', delim = ';', header = true, all_varchar = true);

create table capacity as
select institutionsnummer as institution_id, tilbudstype as offer_type, day_of(gyldig_fra) as valid_from,
    cast(pladser as integer) as place_count
from read_csv(getvariable('folder') || '/kapacitet_202404.csv', delim = ';', header = true, all_varchar = true);

-- a referral from an institution that is not delivered is kept aside
create table referral as
select indstilling_id as referral_id, cpr, day_of(modtaget_dato) as received_date,
    indstillende_institution as referring_institution_id, bopaelsdistrikt as district_id,
    indstillingstype as referral_type, nullif(visitationsrunde, '') as visitation_round,
    nullif(oensket_tilbudstype, '') as requested_offer_type, day_of(trukket_dato) as withdrawn_date
from read_csv(getvariable('folder') || '/indstillinger_202404.csv', delim = ';', header = true, all_varchar = true)
where indstillende_institution in (select institution_id from institution);

create table decision as
select afgoerelse_id as decision_id, indstilling_id as referral_id, day_of(afgoerelsesdato) as decision_date,
    udfald as outcome, nullif(tilbudstype, '') as offer_type, nullif(institutionsnummer, '') as institution_id,
    nullif(takstgruppe, '') as rate_group, day_of(gaelder_fra) as valid_from, day_of(gaelder_til) as valid_to
from read_csv(getvariable('folder') || '/visitationer_202404.csv', delim = ';', header = true, all_varchar = true);

create table complaint as
select klage_id as complaint_id, day_of(modtaget_dato) as received_date, day_of(genvurdering_dato) as reconsidered_date,
    genvurdering_udfald, day_of(videresendt_dato) as forwarded_date, day_of(naevn_dato) as board_date, naevn_udfald
from read_csv(getvariable('folder') || '/klager_202404.csv', delim = ';', header = true, all_varchar = true);

create table pupil as
select day_of(opgoerelsesdato) as census_date, institutionsnummer as institution_id, distrikt as district_id,
    klassetrin as grade, klassetype as class_type, cast(antal as integer) as pupil_count
from read_csv(
    [getvariable('folder') || '/elevtal_202209.csv', getvariable('folder') || '/elevtal_202309.csv'],
    delim = ';', header = true, all_varchar = true
);

create table absence as
select institutionsnummer as institution_id, day_of(maaned) as month, cast(elever as integer) as pupil_count,
    kroner(skoledage) as school_days, kroner(sygefravaer_pct) as sick_pct, kroner(lovligt_fravaer_pct) as lawful_pct,
    kroner(ulovligt_fravaer_pct) as unlawful_pct, cast(elever_over_10_pct as integer) as over_10_count,
    cast(elever_over_15_pct_ulovligt as integer) as over_15_count
from read_csv(
    [getvariable('folder') || '/fravaer_202403.csv', getvariable('folder') || '/fravaer_202404.csv'],
    delim = ';', header = true, all_varchar = true
);

create table well_being as
select institutionsnummer as institution_id, skoleaar as school_year, cast(besvarelser as integer) as answer_count,
    kroner(social) as social, kroner(faglig) as faglig, kroner(stoette_inspiration) as stoette_inspiration,
    kroner(ro_orden) as ro_orden, kroner(generel) as generel
from read_csv(getvariable('folder') || '/trivsel_202404.csv', delim = ';', header = true, all_varchar = true);

create table action_plan as
select * from read_csv(getvariable('folder') || '/indsatsplan_202404.csv', delim = ';', header = true, all_varchar = true);

create table programme as
select * from read_csv(getvariable('folder') || '/forloeb_202404.csv', delim = ';', header = true, all_varchar = true);

create table indicator as
select * from read_csv(
    [getvariable('folder') || '/noegletal_202403.csv', getvariable('folder') || '/noegletal_202404.csv'],
    delim = ';', header = true, all_varchar = true
);

create table survey as
select *
from read_csv(getvariable('folder') || '/statusanalyse_202404.csv', delim = ';', header = true, all_varchar = true);
