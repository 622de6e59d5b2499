-- one row per fiscal year and heading of this municipality's kommune.yaml; ALL is all headings.
-- Notice and own classes and frames are teaching; only a heading with teaching counts places.
with headed as (
    select year(month) as fiscal_year,
        case
            when service = 'befordring' then 'Befordring'
            when offer_type = 'specialskole' then 'Specialskoler'
            when offer_type = 'specialklasse' then 'Specialklasser'
            when offer_type = 'dagbehandling' and (service = 'undervisning' or is_notice) then 'Dagbehandling'
        end as category,
        cost_kr, 0::double as places
    from cost_month
    where is_ours
    union all
    select year(month), if(offer_type = 'specialskole', 'Specialskoler', 'Specialklasser'), cost_kr, 0
    from own_cost_month
    union all
    select year(day), case offer_type when 'specialskole' then 'Specialskoler' when 'specialklasse' then 'Specialklasser'
        when 'dagbehandling' then 'Dagbehandling' end, 0, 1 / days_of_year(day)
    from stay_day
    where is_ours
)

select fiscal_year, coalesce(category, 'ALL') as category, sum(cost_kr) as cost_kr,
    case when coalesce(category, 'ALL') <> 'Befordring' then round(sum(places), 4) end as full_year_places
from headed
where category is not null
group by fiscal_year, cube (category)
