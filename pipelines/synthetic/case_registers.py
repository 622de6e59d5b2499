"""The registers of cases as deliveries show them: placeringer, indstillinger and visitationer.

Here: which records a register still holds, what is blank until it is entered, and the fields that follow the day of
the extract (grade, review). Not here: how the records come about (`town`, `reviews`).
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.calibration import DAYCARE_TYPES, REGISTER_YEAR
from pipelines.synthetic.days import HIGHEST_GRADE, day_of
from pipelines.synthetic.key_draws import key_days, key_draw, one_in
from pipelines.synthetic.registers import NEVER, Late, Register
from pipelines.synthetic.reviews import Reviews

FIRST_DECISION_YEAR = 2021  # decisions carried over from the system before have no last day
HEARD_SHARE, NOT_HEARD_SHARE, ADVISED_SHARE, COMPLETE_SHARE = 0.86, 0.60, 0.62, 0.83  # assumed
BARNETS_LOV = (2024, 1, 1)
SCHOOL_ACT = (2025, 9, 5)
REMARKS = ("Ønsker tilbud tæt på hjemmet", "Kørsel aftalt", "Afventer statusmøde", "Overgangsmøde holdt")


def in_register(placements: pl.DataFrame) -> pl.DataFrame:
    """The spells that were in force when the registers began, or came later."""
    return placements.filter(pl.col("slutdato") >= day_of(REGISTER_YEAR, 1, 1))


def placement_register(placements: pl.DataFrame, reviews: Reviews) -> Register:
    """`placeringer`: an end is blank until it is entered; grade and review follow the day."""
    has_remark, has_no_date = one_in(17, "placering_id"), one_in(331, "placering_id")
    rows = placements.with_columns(
        known="registreret_dato",
        end_known="slut_registreret_dato",
        end_day="slutdato",
        bemaerkninger=pl.when(has_remark)
        .then(pl.lit(REMARKS[0]))
        .when(one_in(23, "placering_id"))
        .then(pl.lit(REMARKS[1])),
        afgoerelse_id=pl.when(one_in(211, "placering_id")).then(None).otherwise("afgoerelse_id"),
        registreret_dato=pl.when(has_no_date).then(None).otherwise("registreret_dato"),
    )
    done = reviews.done.select("placering_id", "review_entered", "review_outcome", "next_due").sort("review_entered")
    is_reviewed = (
        ~pl.col("tilbudstype").is_in([*DAYCARE_TYPES, "special_sfo_klub"]) & pl.col("tilbudstype").is_not_null()
    )

    def on_day(rows: pl.DataFrame, day: int) -> pl.DataFrame:
        last = done.filter(pl.col("review_entered") <= day).unique("placering_id", keep="last", maintain_order=True)
        reference = pl.min_horizontal(pl.lit(day), pl.col("slutdato"))
        grade = school_year_of(reference) - pl.col("school_start")
        first_due = day_of(2021, 11, 30)
        started_due = pl.concat_str(school_year_of(pl.max_horizontal(pl.col("startdato"), pl.lit(day_of(2021, 8, 1)))))
        started_due = pl.date(started_due.cast(pl.Int32), 11, 30).to_physical().cast(pl.Int64)
        due = pl.coalesce("next_due", pl.max_horizontal(started_due, pl.lit(first_due)))
        return rows.join(last, on="placering_id", how="left", validate="1:1", maintain_order="left").with_columns(
            klassetrin=pl.when(grade < 0)
            .then(pl.lit("dagtilbud"))
            .otherwise(pl.min_horizontal(grade, pl.lit(HIGHEST_GRADE)).cast(pl.String)),
            revisitation_frist=pl.when(is_reviewed & (pl.col("slutdato").fill_null(NEVER) > due)).then(due),
            revisitation_udfald="review_outcome",
        )

    return Register(
        "placeringer", rows, (Late("end_known", ("slutdato", "slutaarsag", "slut_registreret_dato")),), on_day
    )


def school_year_of(day: pl.Expr) -> pl.Expr:
    """The year in which the school year of a day began."""
    found = pl.from_epoch(day, time_unit="d")
    return found.dt.year().cast(pl.Int64) - (found.dt.month() < 8).cast(pl.Int64)  # noqa: PLR2004 - August


def referral_register(referrals: pl.DataFrame, reviews: Reviews, seed: int) -> Register:
    """`indstillinger`: referrals and reviews; a withdrawal is blank until its day."""
    rows = pl.concat([referrals, reviews.referrals()]).sort("indstilling_id")
    received, key = pl.col("modtaget_dato"), "indstilling_id"
    is_new = pl.col("indstillingstype") != "revisitation"
    is_heard = key_draw(key, seed, 1) < HEARD_SHARE
    not_heard = pl.when(key_draw(key, seed, 2) < NOT_HEARD_SHARE).then(pl.lit("nej")).otherwise(pl.lit("ukendt"))
    was_advised = is_new & (key_draw(key, seed, 3) < ADVISED_SHARE)
    is_complete = key_draw(key, seed, 4) < COMPLETE_SHARE
    rows = rows.with_columns(
        known=pl.max_horizontal("registreret_dato", received),
        withdrawn_day="trukket_dato",
        ppv_dato=pl.when(is_new).then(received - key_days(key, seed, 5, 10, 260)),
        raadgivning_dato=pl.when(was_advised).then(received - key_days(key, seed, 6, 20, 200)),
        notat_komplet=pl.when(is_complete).then(pl.lit("ja")).otherwise(pl.lit("nej")),
        boern_hoert=pl.when(is_heard).then(pl.lit("ja")).otherwise(not_heard),
    ).with_columns(
        registreret_dato=pl.when(one_in(373, key)).then(None).otherwise("registreret_dato"),
        klassetrin=pl.when(one_in(251, key)).then(None).otherwise("klassetrin"),
    )
    return Register("indstillinger", rows, (Late("withdrawn_day", ("trukket_dato",)),))


def decision_register(decisions: pl.DataFrame, reviews: Reviews, known_referrals: Register) -> Register:
    """`visitationer`: each with its law, complaint body and guidance; never known before its referral."""
    referral_known = known_referrals.rows.select("indstilling_id", referral_known="known")
    rows = (
        pl.concat([decisions, reviews.decisions()])
        .join(referral_known, on="indstilling_id", validate="m:1")
        .sort("afgoerelse_id")
    )
    day, is_old = pl.col("afgoerelsesdato"), pl.col("afgoerelsesdato") < day_of(FIRST_DECISION_YEAR, 8, 1)
    new_act, old_act = (pl.lit(f"folkeskoleloven, {act}LBK 1100 af 05-09-2025, § 20, stk. 2") for act in ("", "før "))
    school = pl.when(day >= day_of(*SCHOOL_ACT)).then(new_act).otherwise(old_act)
    new_law, old_law = pl.lit("barnets lov, i kraft 01-01-2024, § 82"), pl.lit("serviceloven, til 31-12-2023, § 32")
    daycare = pl.when(day >= day_of(*BARNETS_LOV)).then(new_law).otherwise(old_law)
    is_final = pl.col("udfald") != "tilbagesendt"
    return Register(
        "visitationer",
        rows.with_columns(
            known=pl.max_horizontal("registreret_dato", day, "referral_known"),
            gaelder_til=pl.when(is_old & pl.col("is_school")).then(None).otherwise("gaelder_til"),
            lovgrundlag=pl.when(is_final).then(pl.when("is_school").then(school).otherwise(daycare)),
            klageinstans=pl.when(is_final).then(
                pl.when("is_school").then(pl.lit("klagenaevnet")).otherwise(pl.lit("ankestyrelsen"))
            ),
            klagevejledning_dato=pl.when(is_final & ~one_in(29, "afgoerelse_id")).then(day + 2),
            registreret_dato=pl.max_horizontal("registreret_dato", day, "referral_known"),
        ),
    )
