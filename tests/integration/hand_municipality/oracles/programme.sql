-- one row per programme; referrals from its institution in the 12 months before and after it really began,
-- empty when the register does not reach that far back or the 12 months are not over
select institutionsnummer as institution_id, metode as method, day_of(planlagt_start) as planned_start_date,
    nullif(indsats, '') as initiative, day_of(planlagt_slut) as planned_end_date, day_of(faktisk_start) as actual_start_date,
    day_of(faktisk_slut) as actual_end_date, status as programme_status,
    case
        when day_of(faktisk_start) - interval 12 month >= (select month_of(min(received_date)) from referral)
            then (
                select count(*) from referral
                where referring_institution_id = institutionsnummer and received_date < day_of(faktisk_start)
                    and received_date >= day_of(faktisk_start) - interval 12 month
            )
    end as referrals_before_count,
    case
        when day_of(faktisk_start) + interval 12 month <= as_of() + interval 1 day
            then (
                select count(*) from referral
                where referring_institution_id = institutionsnummer and received_date >= day_of(faktisk_start)
                    and received_date < day_of(faktisk_start) + interval 12 month
            )
    end as referrals_after_count
from programme
