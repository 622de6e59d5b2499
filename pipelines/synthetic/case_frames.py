"""The records of cases as frames, one row a record, days as whole numbers: the base of registers, costs and counts.

Not here: how the records come about (`town`) and what an extract shows of them (`case_registers`).
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.town import Town

PLACEMENT_SCHEMA: dict[str, type[pl.DataType]] = {
    "placering_id": pl.String, "cpr": pl.String, "distriktsskole": pl.String, "bopaelsdistrikt": pl.String,
    "betalingskommune": pl.String, "institutionsnummer": pl.String, "tilbudstype": pl.String, "takstgruppe": pl.String,
    "startdato": pl.Int64, "slutdato": pl.Int64, "planlagt_slutdato": pl.Int64, "slutaarsag": pl.String,
    "afgoerelse_id": pl.String, "tilbageplan_dato": pl.Int64, "saerlig_aarsag": pl.String, "registreret_dato": pl.Int64,
    "slut_registreret_dato": pl.Int64, "school_start": pl.Int64, "leisure_to": pl.Int64,
}  # fmt: skip
REFERRAL_SCHEMA: dict[str, type[pl.DataType]] = {
    "indstilling_id": pl.String, "cpr": pl.String, "modtaget_dato": pl.Int64, "indstillende_institution": pl.String,
    "distriktsskole": pl.String, "bopaelsdistrikt": pl.String, "indstillingstype": pl.String,
    "visitationsrunde": pl.String,
    "oensket_tilbudstype": pl.String, "henvisningsaarsag": pl.String, "klassetrin": pl.String, "trukket_dato": pl.Int64,
    "registreret_dato": pl.Int64,
}  # fmt: skip
DECISION_SCHEMA: dict[str, type[pl.DataType]] = {
    "afgoerelse_id": pl.String, "indstilling_id": pl.String, "afgoerelsesdato": pl.Int64, "udfald": pl.String,
    "tilbudstype": pl.String, "institutionsnummer": pl.String, "takstgruppe": pl.String, "gaelder_fra": pl.Int64,
    "gaelder_til": pl.Int64, "registreret_dato": pl.Int64, "is_school": pl.Boolean,
}  # fmt: skip


def placement_frame(town: Town) -> pl.DataFrame:
    """Every spell, with the child's school start and the day a parallel leisure spell ends."""
    rows = [
        (
            p.id, p.child.number, p.child.school_id, p.child.district, p.payer, p.provider_id, p.offer, p.rate_group,
            p.start, p.end, p.planned_end, p.end_reason, p.decision_id, p.return_plan, p.special_cause, p.registered,
            p.end_registered, p.child.school_start, p.parallel.end if p.parallel else None,
        )
        for p in town.placements
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=PLACEMENT_SCHEMA, orient="row")


def referral_frame(town: Town) -> pl.DataFrame:
    """Every referral but the yearly reviews."""
    rows = [
        (
            r.id, r.child.number, r.received, r.by, r.child.school_id, r.child.district, r.kind, r.round, r.requested,
            r.reason, r.child.grade_code(r.received), r.withdrawn, r.registered,
        )
        for r in town.referrals
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=REFERRAL_SCHEMA, orient="row")


def decision_frame(town: Town) -> pl.DataFrame:
    """Every decision but those of the yearly reviews."""
    rows = [
        (
            d.id, d.referral.id, d.day, d.outcome, d.offer, d.provider_id, d.rate_group, d.valid_from, d.valid_to,
            d.registered, d.referral.stage != "daycare" and d.referral.child.grade(d.day) >= -1,
        )
        for d in town.decisions
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=DECISION_SCHEMA, orient="row")
