-- Typed tables from the delivery files, every edition of each: what a plain script would load. Expects `folder`.
-- No gate, no kept-aside rows, no pseudonyms, no history of what was known when.
create macro day_of(text) as
    case when nullif(text, '') is not null then strptime(text, '%d-%m-%Y')::date end;
create macro kroner(text) as cast(replace(replace(nullif(text, ''), '.', ''), ',', '.') as decimal(18, 4));
create macro edition_of(file) as cast(regexp_extract(file, '_(\d{6})', 1) as integer);

create table placement as
select
    edition_of(filename) as edition, placering_id as placement_id, cpr, bopaelsdistrikt as district_id,
    betalingskommune as paying_municipality, institutionsnummer as institution_id, tilbudstype as offer_type,
    takstgruppe as rate_group, day_of(startdato) as start_date, day_of(slutdato) as end_date,
    day_of(registreret_dato) as registered_date, day_of(slut_registreret_dato) as end_registered_date
from read_csv(
    getvariable('folder') || '/placeringer_*.csv', delim = ';', header = true, all_varchar = true, filename = true
);

create table posting as
select
    edition_of(filename) as edition, bilagsnummer as voucher_id, bilagslinje as voucher_line,
    day_of(bogfoeringsdato) as posting_date,
    coalesce(try_cast(regnskabsaar as integer), year(day_of(periode_til)), year(day_of(bogfoeringsdato)))
        as fiscal_year,
    konto as account_code, bevillingsomraade as grant_area, nullif(institutionsnummer, '') as institution_id,
    nullif(tilbudstype, '') as offer_type, nullif(placering_id, '') as placement_id, kroner(beloeb) as amount_kr
from read_csv(
    getvariable('folder') || '/omkostninger_*.csv', delim = ';', header = true, all_varchar = true, filename = true
);

create table budget as
select
    edition_of(filename) as edition, budget_id, cast(budgetaar as integer) as fiscal_year,
    bevillingsomraade as grant_area, nullif(tilbudstype, '') as offer_type, nullif(distrikt, '') as district_id,
    budgettype as budget_type, day_of(beslutningsdato) as decided_date, kroner(helaarspladser) as full_year_places,
    kroner(enhedspris) as unit_price_kr, kroner(beloeb) as amount_kr
from read_csv(
    getvariable('folder') || '/budget_*.csv', delim = ';', header = true, all_varchar = true, filename = true
);

create table account as
select edition_of(filename) as edition, konto as account_code, medtages = 'ja' as is_included
from read_csv(
    getvariable('folder') || '/kontoplan_*.csv', delim = ';', header = true, all_varchar = true, filename = true
);
