"""A small published file written by hand: one municipality, three grant areas, ten offer types, as of 30 April 2025."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

EFFECTS = ("population", "share", "timing", "mix", "index", "price", "one_off", "unexplained")

# grant area, offer type, adopted, supplementary, reserved, spend to date, expected, p10, p90, previous, then in
# thousands of kroner the effects: population, share, timing, mix, index, price, one-off (the rest is unexplained)
LINES = [
    ("Specialdagtilbud", "basisplads", 3_200, 0, 0, 1_102, 3_349, 3_251, 3_460, 3_300,
     (-20, -90, 0, 0, -30, -9, 0)),
    ("Specialdagtilbud", "specialboernehave", 12_400, 150, 0, 4_015, 12_199, 11_790, 12_640, 12_350,
     (-80, 410, 60, 0, -20, -19, 0)),
    ("Specialundervisning", "mellemform", 5_100, 0, 0, 1_610, 4_873, 4_702, 5_061, 4_900,
     (-30, 260, 20, 0, -10, -13, 0)),
    ("Specialundervisning", "specialklasse", 31_000, 400, 250, 10_880, 32_589, 31_902, 33_310, 32_100,
     (-210, -620, 110, -40, -60, -119, 0)),
    ("Specialundervisning", "specialskole", 38_900, 600, 500, 14_330, 43_132, 42_011, 44_390, 42_700,
     (-260, -2_110, 180, -190, -120, -632, 0)),
    ("Specialundervisning", "dagbehandling", 8_700, 0, 0, 3_020, 9_298, 8_950, 9_702, 9_410,
     (-50, -380, 40, -60, -30, -118, 0)),
    ("Specialundervisning", "intern_skole", 4_600, 0, 0, 1_640, 4_971, 4_650, 5_333, 5_020,
     (-20, -190, 0, -70, -20, -71, 0)),
    ("Specialundervisning", "enkeltintegration", 340, 0, 0, 98, 307, 260, 361, 310, (0, 30, 0, 0, 0, 3, 0)),
    ("Specialundervisning", "ikke_fordelt", 8_900, 0, 0, 2_960, 9_214, 8_870, 9_602, 9_150, (0, 0, 0, 0, 0, 0, 414)),
    ("Særlige klubtilbud", "special_sfo_klub", 16_800, 0, 0, 5_540, 16_992, 16_601, 17_420, 16_900,
     (-110, -140, 60, 0, -30, 28, 0)),
]  # fmt: skip

# grant area -> p10, p90 of its own total; the whole under ALL
INTERVALS = {
    "Specialdagtilbud": (15_090, 16_031),
    "Specialundervisning": (102_404, 106_580),
    "Særlige klubtilbud": (16_601, 17_420),
    "ALL": (134_510, 139_420),
}

# offer type -> full-year places last year, this year, next year, planned, unit price in kroner
PLACES = {
    "basisplads": ("17.2", "18.4", "19.0", "17.5", 182_000),
    "specialboernehave": ("21.0", "22.1", "22.8", "22.9", 552_000),
    "mellemform": ("36.5", "41.3", "44.2", "43.5", 118_000),
    "specialklasse": ("117.1", "121.6", "124.9", "119.0", 268_000),
    "specialskole": ("92.8", "98.7", "102.3", "93.5", 437_000),
    "dagbehandling": ("30.1", "31.2", "31.9", "29.8", 298_000),
    "intern_skole": ("12.6", "13.4", "13.5", "12.9", 371_000),
    "enkeltintegration": ("2.9", "3.2", "3.4", "3.5", 96_000),
    "special_sfo_klub": ("85.0", "88.5", "91.0", "87.0", 192_000),
    "ALL": ("327.3", "346.7", "358.6", "339.1", 345_000),
}

OFFER_ORDER = ("basisplads", "specialboernehave", "mellemform", "specialklasse", "specialskole", "dagbehandling",
               "intern_skole", "special_sfo_klub", "enkeltintegration")  # fmt: skip

# component -> mean, p10, p90 in thousands, full-year places; the means sum to 136,924
COMPONENTS = {
    "booked": (41_290, 41_290, 41_290, "103.9"),
    "unbilled": (3_905, 3_720, 4_110, "10.2"),
    "known": (74_655, 73_900, 75_420, "210.4"),
    "decided": (3_120, 2_960, 3_300, "9.8"),
    "pending": (1_480, 940, 2_050, "5.2"),
    "expected_intake": (2_760, 1_490, 4_120, "7.2"),
    "transport": (7_420, 7_190, 7_660, "0"),
    "income": (-1_830, -1_960, -1_700, "0"),
    "other": (3_538, 3_300, 3_790, "0"),
    "one_off": (586, 586, 586, "0"),
    "adjustment": (0, 0, 0, "0"),
    "total": (136_924, 134_510, 139_420, "346.7"),
}

# since 31 January: kroner in thousands and places by cause; 136,140 + 784 = 136,924 and 345.6 + 1.1 = 346.7
CHANGES = {
    "in_place": (-420, "-1.2"), "decided": (310, "0.9"), "pending": (-150, "-0.4"), "unknown": (640, "1.8"),
    "price": (500, "0"), "bills": (-230, "0"), "one_off": (134, "0"), "correction": (0, "0"), "other": (0, "0"),
    "adjustment": (0, "0"), "model": (0, "0"), "model_or_correction": (0, "0"),
}  # fmt: skip
PREVIOUS_PARTS = {"decided": (5_200, "15.6"), "pending": (2_300, "7.4"), "expected_intake": (5_100, "14.2")}

STAYS = {"2022/23": (47, 0, 275, 10), "2023/24": (37, 4_532, 269, 12), "2024/25": (42, 4_515, 0, 0)}

PLAN_COLUMNS = {
    "initiative": "varchar", "initiative_name": "varchar", "status_date": "date", "fiscal_year": "integer",
    "phase": "varchar", "temperature": "varchar", "allocated_kr": "decimal(18,2)", "committed_kr": "decimal(18,2)",
    "spent_kr": "decimal(18,2)", "committed_share": "decimal(9,6)", "planned_saving_kr": "decimal(18,2)",
    "schools_started_count": "integer", "schools_planned_count": "integer", "institutions_started_count": "integer",
    "institutions_planned_count": "integer", "main_deliverable": "varchar", "expected_effect": "varchar",
    "risks": "varchar", "realised_saving_kr": "decimal(18,2)",
}  # fmt: skip
# The whole is table 1 of Copenhagen's status of 23 April 2020; its split on initiatives is not published, so the two
# are an example. An older status is not printed.
PLAN = [(*row, None) for row in [
    ("a", "Eksempel 1", date(2025, 4, 23), 2025, "fortsaetter", "groen", 20_000_000, 16_365_000, 4_000_000, 0.818250,
     None, 3, 8, None, None, "Forløb for lærere", "Færre indstillinger", "=1+1"),
    ("b", "Eksempel 2", date(2025, 4, 23), 2025, "tilpasses", "gul", 15_075_000, 12_000_000, 2_000_000, 0.796020,
     1_500_000, None, None, 2, 5, None, None, "Rekruttering"),
    ("ALL", "I alt", date(2025, 4, 23), 2025, None, None, 35_075_000, 28_365_000, 6_000_000, 0.808696,
     1_500_000, 3, 8, 2, 5, None, None, None),
    ("a", "Eksempel 1", date(2025, 1, 31), 2025, "fortsaetter", "roed", 20_000_000, 1, 1, 0.1,
     None, None, None, None, None, None, None, None),
]]  # fmt: skip

RESERVED = {"ALL": 750}
"""In thousands: 250 and 500 of the lines."""

# method, schools that run it and that wait, effect, its ends, and the least fall that could have been seen
METHODS = [
    ("aktionslaering", 9, 3, -0.21, -0.34, -0.06, 0.19),
    ("co-teaching", 8, 1, -0.05, -0.36, 0.41, 0.43),
    ("konflikthaandtering", 2, 0, None, None, None, None),
]

# fiscal year -> mean, p10, p90 in thousands, places, budget (None: not adopted)
YEARS = {
    2025: (136_924, 134_510, 139_420, "346.7", 131_840),
    2026: (145_310, 139_800, 151_060, "358.6", 138_200),
    2027: (152_700, 143_900, 161_900, "367.0", None),
    2028: (159_950, 147_800, 172_600, "374.1", None),
    2029: (167_200, 151_700, 183_400, "380.6", None),
}

# received, granted, alternative, refused, returned, withdrawn by month of 2024 and 2025, January to April
REFERRALS = {
    2024: [(31, 20, 3, 5, 2, 1, 24), (9, 6, 0, 2, 1, 0, 7), (12, 8, 1, 1, 0, 1, 9), (10, 9, 2, 1, 1, 0, 10)],
    2025: [(38, 22, 4, 6, 1, 0, 30), (11, 8, 1, 1, 0, 1, 9), (14, 9, 2, 2, 1, 0, 12), (13, 10, 1, 2, 0, 0, 13)],
}
STARTED = {2024: 12, 2025: 13}
"""Starts of granted places in each month."""
# received, in favour, forwarded; by the board: confirmed, changed, remitted, dismissed, withdrawn
COMPLAINTS = {
    2024: [(8, 2, 6, 2, 1, 0, 0, 0), (3, 1, 2, 1, 0, 1, 0, 0), (2, 1, 1, 1, 1, 0, 1, 0), (4, 2, 2, 1, 0, 0, 0, 0)],
    2025: [(9, 3, 5, 2, 2, 1, 0, 1), (2, 1, 1, 1, 0, 0, 1, 0), (5, 1, 3, 2, 1, 0, 0, 0), (4, 0, 3, 1, 2, 1, 0, 0)],
}

# month, step, taken, in time: of the year 44 reconsidered, 33 of them in time, and one still to come; 15 of its 20
# complaints have a deadline to keep, and all 12 that were forwarded
RECONSIDERATIONS = [
    (date(2024, 12, 1), "genvurdering", 50, 1), (date(2025, 1, 1), "genvurdering", 40, 31),
    (date(2025, 4, 1), "genvurdering", 4, 2), (date(2025, 5, 1), "genvurdering", 9, 0),
    (date(2025, 1, 1), "klage", 9, 9), (date(2025, 3, 1), "klage", 6, 6), (date(2025, 2, 1), "videresendelse", 12, 7),
]  # fmt: skip

# month and last day, and how it agrees with the sender's control total
RECONCILED = [(1, 31, "afstemt"), (2, 28, "afstemt"), (3, 31, "uden_kontrolsum"), (4, 30, "afstemt")]

# level, method, horizon, n, wape, bias, coverage of the 80 % interval
ACCURACY = [
    ("total_kr", "pladsprognose", "year", 9, 0.0091, 0.0021, 0.78),
    ("total_kr", "pladsprognose", "next_year", 8, 0.0312, -0.0064, 0.75),
    ("total_kr", "naive_last_month", "year", 9, 0.0172, -0.0110, None),
    ("total_kr", "naive_last_month", "next_year", 8, 0.0587, -0.0391, None),
    ("total", "pladsprognose", "year", 9, 0.0042, 0.0011, 0.78),
    ("total", "naive_last_month", "year", 9, 0.012527, -0.0090, None),
]


DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Example:
    """What a test may vary."""

    status: str = "approved"
    grant_area_name: str = "Specialundervisning"
    is_demonstration: bool = False
    adjustment_reason: str = "Ny gruppe åbner 1. august på Skovskolen"
    previous: bool = True
    is_split: bool = True
    file_name: str = "placeringer_202504.csv"
    places: dict[str, tuple[str, str, str, str, int]] = field(default_factory=lambda: dict(PLACES))
    special_causes: list[tuple] = field(default_factory=list)
    previous_parts: dict[str, tuple[int, str]] = field(default_factory=lambda: dict(PREVIOUS_PARTS))
    stays: dict[str, tuple[int, int, int, int]] = field(default_factory=lambda: dict(STAYS))
    """Intake, ordinary pupils, in an offer on 1 August and back by school year."""
    duration: tuple[int, int, int] = (517, 343, 1_009)
    """Stays that have ended, those that go on, and days until half have ended."""
    offered: tuple[str, ...] = OFFER_ORDER
    action_plan: list[tuple[object, ...]] = field(default_factory=lambda: list(PLAN))
    expectations: dict[str, tuple[str | None, int, int, int]] = field(default_factory=dict)
    """Places, the areas' thousands, the corrected budget's and what is not decided, by offer type and ALL."""
    version: int | None = 1
    dearest: dict[tuple[str, str, str], tuple[int, int, int]] = field(default_factory=dict)
    """Thousands of all and of the two dearest children, by part of the year, area and offer type."""


def write_example(path: Path, example: Example | None = None) -> Path:
    """Write the file and return its path."""
    example = example or Example()
    with duckdb.connect(str(path)) as connection:
        for schema in ("mart", "forecast", "meta"):
            connection.execute(f"create schema {schema}")
        _vintages(connection, example)
        _deviation(connection, example)
        _fiscal_year(connection, example)
        _activity(connection, example)
        _rest(connection, example)
        _expectations(connection, example)
        _since_last(connection, example)
        _stays(connection, example)
    return path


CURVE = [
    ("real_price_cost", 0.02, -0.31, 0.37, 0.05, 0.54),
    ("referrals", -0.25, -0.40, -0.10, 0.05, 0.37),
    ("age_adjusted_share", None, None, None, None, None),
]
"""Series, effect, the ends of its interval, false alarms, and the least effect that could be seen."""


def kr(thousands: int) -> Decimal:
    return Decimal(thousands) * 1000


def insert(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[tuple]) -> None:
    connection.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if rows:
        marks = ", ".join(f"({', '.join('?' * len(columns))})" for _ in rows)
        connection.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])


def _vintages(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    columns = dict.fromkeys(("vintage_id",), "varchar") | {
        "as_of_date": "date", "created_at": "timestamp", "data_fingerprint": "varchar", "code_version": "varchar",
        "seed": "integer", "scenario": "varchar", "status": "varchar", "approved_by": "varchar",
        "approved_at": "timestamp", "is_demonstration": "boolean", "method_summary": "varchar",
    }  # fmt: skip
    approved = example.status == "approved"
    insert(connection, "forecast.vintage", columns, [
        ("f3a91c07", date(2025, 4, 30), datetime(2025, 5, 6, 9, 12), "9b1d44e0c2", "2026.11.0+0a1b2c3d4e", 1,
         "baseline",
         example.status, "økonomichef" if approved else None, datetime(2025, 5, 7, 10, 0) if approved else None,
         example.is_demonstration, "Kendte placeringer føres frem dag for dag; ventet tilgang simuleres."),
        ("b70e21aa", date(2025, 1, 31), datetime(2025, 2, 5, 9, 0), "11aa22bb33", "2026.11.0+0a1b2c3d4e", 1, "baseline",
         "approved", "økonomichef", datetime(2025, 2, 6, 10, 0), False, "Som ovenfor."),
    ])  # fmt: skip


def _deviation(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    money = ["adopted", "corrected", "budget", "spend_to_date", "expected", "p10", "p90", "deviation",
             "ordinary_operation", "carry_over", *(f"{effect}_effect" for effect in EFFECTS),
             "adjustment_effect"]  # fmt: skip
    columns = {"vintage_id": "varchar", "fiscal_year": "integer", "grant_area": "varchar", "district_id": "varchar",
               "offer_type": "varchar", **{f"{name}_kr": "decimal(18,2)" for name in money},
               "previous_vintage_id": "varchar", "previous_expected_kr": "decimal(18,2)"}  # fmt: skip
    cells: dict[tuple[str, str], list[int]] = {}
    for area, offer, adopted, extra, reserved, spend, expected, p10, p90, previous, effects in LINES:
        named = example.grant_area_name if area == "Specialundervisning" else area
        budget = adopted + extra + reserved
        rest = budget - expected - sum(effects)
        values = [adopted, adopted + extra, budget, spend, expected, p10, p90, budget - expected, budget - expected, 0,
                  *effects, rest, 0, previous]  # fmt: skip
        keys = [(named, "ALL"), ("ALL", "ALL"), *([(named, offer), ("ALL", offer)] if example.is_split else [])]
        for key in keys:
            old = cells.get(key, [0] * len(values))
            cells[key] = [a + b for a, b in zip(old, values, strict=True)]
    rows = []
    for (area, offer), values in sorted(cells.items()):
        if offer == "ALL":
            name = "Specialundervisning" if area == example.grant_area_name else area
            values[5:7] = INTERVALS[name]
        previous = ("b70e21aa", kr(values[-1])) if example.previous else (None, None)
        rows.append(("f3a91c07", 2025, area, "ALL", offer, *(kr(value) for value in values[:-1]), *previous))
    budget_2026 = [138_200, 138_200, 138_200, 0, 145_310, 139_800, 151_060, -7_110, -7_110, 0, *[0] * 7, -7_110, 0]
    rows.append(("f3a91c07", 2026, "ALL", "ALL", "ALL", *(kr(value) for value in budget_2026), None, None))
    insert(connection, "forecast.deviation", columns, rows)


def _fiscal_year(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    columns = {"vintage_id": "varchar", "scenario": "varchar", "fiscal_year": "integer", "grant_area": "varchar",
               "district_id": "varchar", "offer_type": "varchar", "component": "varchar", "mean_kr": "decimal(18,2)",
               "p10_kr": "decimal(18,2)", "p90_kr": "decimal(18,2)", "full_year_places": "decimal(12,4)",
               "unit_price_kr": "decimal(18,2)"}  # fmt: skip
    key = ("f3a91c07", "baseline")
    rows = [
        (*key, 2025, "ALL", "ALL", "ALL", code, kr(mean), kr(p10), kr(p90), Decimal(places), None)
        for code, (mean, p10, p90, places) in COMPONENTS.items()
        if code != "total"
    ]
    for year, (mean, p10, p90, places, _) in YEARS.items():
        shown = Decimal(example.places["ALL"][1] if year == 2025 else places)
        rows.append((*key, year, "ALL", "ALL", "ALL", "total", kr(mean), kr(p10), kr(p90), shown, kr(345)))
    for area, offer, *_, expected, p10, p90, _, _ in LINES:
        _, now, coming, _, price = example.places.get(offer, ("0", "0", "0", "0", None))
        named = example.grant_area_name if area == "Specialundervisning" else area
        for year, places in ((2025, now), (2026, coming)):
            amounts = (kr(expected), kr(p10), kr(p90), Decimal(places), price)
            rows += [(*key, year, shown, "ALL", offer, "total", *amounts) for shown in (named, "ALL")]
    insert(connection, "forecast.fiscal_year", columns, rows)


def _since_last(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    """The change since the vintage before, and what that one expected of children without a place."""
    columns = {"vintage_id": "varchar", "previous_vintage_id": "varchar", "ends_in": "varchar",
               "fiscal_year": "integer", "district_id": "varchar", "offer_type": "varchar",
               "previous_places": "decimal(12,4)", "places": "decimal(12,4)", "previous_kr": "decimal(18,2)",
               "expected_kr": "decimal(18,2)", **{f"{cause}_kr": "decimal(18,2)" for cause in CHANGES},
               **{f"{cause}_places": "decimal(12,4)" for cause in CHANGES},
               "previous_budget_kr": "decimal(18,2)", "budget_kr": "decimal(18,2)"}  # fmt: skip
    row = ("f3a91c07", "b70e21aa", "forecast", 2025, "ALL", "ALL", Decimal("345.6"), Decimal("346.7"), kr(136_140),
           kr(136_924), *(kr(thousands) for thousands, _ in CHANGES.values()),
           *(Decimal(places) for _, places in CHANGES.values()), kr(131_590), kr(131_840))  # fmt: skip
    insert(connection, "forecast.vintage_change", columns, [row] if example.previous else [])
    for code, (mean, places) in example.previous_parts.items():
        amounts = (kr(mean), kr(mean), kr(mean), Decimal(places), None)
        key = ("b70e21aa", "baseline", 2025, "ALL", "ALL", "ALL", code)
        connection.execute(f"insert into forecast.fiscal_year values ({', '.join('?' * 12)})", [*key, *amounts])


def _stays(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    insert(connection, "mart.transitions_yearly", {"school_year": "varchar", "grade": "varchar",
           **dict.fromkeys([f"{what}_count" for what in ("intake", "ordinary", "stock", "return")], "integer")},
           [(year, "ALL", *counts) for year, counts in example.stays.items()])  # fmt: skip
    insert(connection, "mart.duration", {"offer_type": "varchar", "ended_count": "integer", "open_count": "integer",
           "median_days": "integer", **{f"still_there_{years}_year_share": "decimal(9,6)" for years in (1, 3)}},
           [("ALL", *example.duration, Decimal("0.784284"), Decimal("0.478036"))])  # fmt: skip


def _activity(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    """A year's places spread over its months by their days, a little rising; the interval ahead widens."""
    past, ahead = [], []
    for offer, (last, now, coming, _, _) in example.places.items():
        for year, yearly in ((2023, "309.0" if offer == "ALL" else last), (2024, last), (2025, now), (2026, coming)):
            for month in range(1, 13):
                places = Decimal(yearly) * (DAYS[month - 1] + Decimal(month - 6) / 20) / 365
                if (year, month) <= (2025, 4):
                    past.append((date(year, month, 1), "ALL", "ALL", offer, 300, places, 3, 2))
                elif offer == "ALL":
                    width = Decimal(month + 12 * (year - 2025) - 4) * Decimal("0.09")
                    ahead.append(("f3a91c07", "baseline", date(year, month, 1), "ALL", "ALL", "full_year_places",
                                  places,
                                  places - width, places + width))  # fmt: skip
    insert(connection, "mart.activity_monthly", {"month": "date", "provider_id": "varchar", "district_id": "varchar",
           "offer_type": "varchar", "children_count": "integer", "full_year_places": "decimal(12,4)",
           "starts_count": "integer", "ends_count": "integer"}, past)  # fmt: skip
    insert(connection, "forecast.activity", {"vintage_id": "varchar", "scenario": "varchar", "month": "date",
           "district_id": "varchar", "offer_type": "varchar", "measure": "varchar", "mean": "decimal(12,4)",
           "p10": "decimal(12,4)", "p90": "decimal(12,4)"}, ahead)  # fmt: skip


def _rest(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    insert(connection, "mart.offer_type", {"offer_type": "varchar", "sort_order": "integer", "is_in_total": "boolean",
           "is_offered": "boolean"},
           [(offer, order, offer not in ("special_sfo_klub", "enkeltintegration"), offer in example.offered)
            for order, offer in enumerate(OFFER_ORDER, 1)])  # fmt: skip
    insert(connection, "mart.special_cause_yearly", {"fiscal_year": "integer", "grant_area": "varchar",
           "special_cause": "varchar", "booked_kr": "decimal(18,2)"}, example.special_causes)  # fmt: skip
    insert(connection, "mart.budget_position", {"fiscal_year": "integer", "grant_area": "varchar",
           "district_id": "varchar",
           "offer_type": "varchar", "as_of": "date", "planned_full_year_places": "decimal(12,4)",
           "planned_unit_price_kr": "decimal(18,2)", "reserved_kr": "decimal(18,2)"},
           [(2025, "ALL", "ALL", offer, date(2025, 4, 30), Decimal(planned), Decimal(price), kr(RESERVED.get(offer, 0)))
            for offer, (_, _, _, planned, price) in example.places.items()])  # fmt: skip
    counts = ("received", "granted", "alternative", "refused", "returned", "withdrawn", "within_deadline")
    insert(connection, "mart.referral_monthly", {"month": "date", "district_id": "varchar", "referral_type": "varchar",
           **{f"{count}_count": "integer" for count in counts},
           "median_case_days_to_date": "decimal(12,2)", "p90_case_days_to_date": "decimal(12,2)",
           "started_count": "integer", "median_start_days_to_date": "decimal(12,2)",
           "p90_start_days_to_date": "decimal(12,2)"},
           [(date(year, month, 1), "ALL", "ALL", *row, Decimal("48.50"), Decimal(90 + month),
             STARTED[year], Decimal("31.50"), Decimal(80 + month))
            for year, rows in REFERRALS.items() for month, row in enumerate(rows, 1)])  # fmt: skip
    insert(connection, "mart.complaint_clock", {"month": "date", "step": "varchar", "taken_count": "integer",
           "in_time_count": "integer"}, RECONSIDERATIONS)  # fmt: skip
    steps = ("received", "reconsidered_in_favour", "forwarded", "board_confirmed", "board_changed", "board_remitted",
             "board_dismissed", "board_withdrawn")  # fmt: skip
    insert(connection, "mart.complaint_monthly", {"month": "date", **{f"{step}_count": "integer" for step in steps}},
           [(date(year, month, 1), *row)
            for year, rows in COMPLAINTS.items() for month, row in enumerate(rows, 1)])  # fmt: skip
    insert(connection, "forecast.accuracy", {"vintage_id": "varchar", "origin": "date", "horizon": "varchar",
           "level": "varchar", "method": "varchar", "n": "integer", "wape": "double", "bias": "double",
           "coverage_80": "double", "coverage_95": "double", "interval_low": "double", "interval_high": "double"},
           [("f3a91c07", date(2016 + k, 4, 30), horizon, level, method, 1, wape, bias, coverage, coverage, None, None)
            for level, method, horizon, n, wape, bias, coverage in ACCURACY for k in range(n)])  # fmt: skip
    insert(connection, "forecast.adjustment", {"vintage_id": "varchar", "fiscal_year": "integer",
           "grant_area": "varchar",
           "district_id": "varchar", "offer_type": "varchar", "amount_kr": "decimal(18,2)", "factor": "double",
           "reason": "varchar", "expires": "date", "withdrawn_at": "timestamp", "first_month": "integer",
           "last_month": "integer"},
           [("f3a91c07", 2025, example.grant_area_name, "ALL", "specialklasse", Decimal(250_000), None,
             example.adjustment_reason, date(2025, 12, 31), None, None, None)])  # fmt: skip
    insert(connection, "forecast.event_test", {"vintage_id": "varchar", "series": "varchar",
           **dict.fromkeys(("effect", "interval_low", "interval_high", "false_alarm_rate", "smallest_visible_effect"),
                           "double")}, [("f3a91c07", *row) for row in CURVE])  # fmt: skip
    insert(connection, "mart.action_plan", PLAN_COLUMNS, example.action_plan)
    insert(connection, "forecast.programme_effect", {"vintage_id": "varchar", "method": "varchar",
           "started_count": "integer", "waiting_count": "integer",
           **dict.fromkeys(("effect", "interval_low", "interval_high", "smallest_visible_effect"), "double")},
           [("f3a91c07", *row) for row in METHODS])  # fmt: skip
    insert(connection, "meta.delivery", {"source": "varchar", "file_name": "varchar", "sha256": "varchar",
           "is_in_use": "boolean"},
           [("placeringer", example.file_name, "a" * 64, True), ("budget", "budget_202504.csv", "b" * 64, True),
            ("takster", "takster_202504.csv", "c" * 64, False)])  # fmt: skip
    insert(connection, "meta.reconciliation", {"edition_date": "date", "grant_area": "varchar",
           "price_level_year": "integer", "reconciliation": "varchar"},
           [(date(2025, month, day), area, 2025, said)
            for month, day, said in RECONCILED for area in ("ALL", "Special")])  # fmt: skip


CONCENTRATION = {"fiscal_year": "integer", "part": "varchar", "area_id": "varchar", "offer_type": "varchar",
                 **dict.fromkeys(("cost_kr", "largest_kr", "second_kr", "largest_child_kr", "second_child_kr"),
                                 "decimal(18,2)")}  # fmt: skip


def _expectations(connection: duckdb.DuckDBPyConnection, example: Example) -> None:
    insert(connection, "mart.district", {"district_id": "varchar", "area_id": "varchar"}, [])
    insert(connection, "mart.residence_share", {"offer_type": "varchar", "booked_district_id": "varchar",
           "district_id": "varchar", "share": "decimal(12,10)"}, [])  # fmt: skip
    rows = [(2025, part, area, offer, *(kr(each) for each in (*amounts, *amounts[1:])))
            for (part, area, offer), amounts in example.dearest.items()]  # fmt: skip
    insert(connection, "mart.cost_concentration", CONCENTRATION, rows)
    insert(connection, "mart.expectation_figure", {"fiscal_year": "integer", "area_id": "varchar", "month": "date",
           "offer_type": "varchar", "expected_places": "decimal(12,4)", "expected_kr": "decimal(18,2)",
           "frozen_at": "date", "agreed_by": "varchar", "version": "integer"},
           [(2025, "ALL", date(2025, 1, 1), offer, places, None, date(2025, 1, 31), "Direktøren", example.version)
            for offer, (places, *_) in example.expectations.items()])  # fmt: skip
    insert(connection, "mart.expectation_tie", {"fiscal_year": "integer", "grant_area": "varchar",
           "offer_type": "varchar", **dict.fromkeys(("areas_kr", "corrected_kr", "not_decided_kr"), "decimal(18,2)")},
           [(2025, "ALL", offer, *(kr(each) for each in amounts))
            for offer, (_, *amounts) in example.expectations.items()])  # fmt: skip
