"""What the synthetic municipality is calibrated to: one constant a quantity, with its source or the mark "assumed".

Sources: KL's accounts of inclusion (segregation 5.3 % in 2018, 6.6 % in 2022, 7.1 % in 2025); STIL 2018/19 by grade
(3.5 % in grade 1, 5.2 % in grade 5, 7.2 % in grade 9: 0.43-0.50 percentage points a grade); school start in a special
offer 3.3 % (2018/19) to 3.6 % (2022/23); Fredensborg's forecast of March 2018 (prices by type, transport 44-45 t.kr. a
child); rate lists of 2015-2025 for special schools and day-care; VIVE 2022 (a special class 4,638 kr. a week);
Klagenævnet for Specialundervisning 2023 (outcomes, about one board case per 100 segregated pupils). Referrals,
approvals and returns are published by no municipality: those are wide assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping

WARM_UP_YEAR = 2004  # the municipality runs unseen from here, so that stocks are in balance when the registers begin
REGISTER_YEAR = 2016  # the registers hold every spell in force since 1 January of this year
GROWTH_MEAN, GROWTH_SD, GROWTH_MEMORY = 0.05, 0.035, 0.35  # yearly growth of referrals per child; memory assumed
SLOWDOWN_GROWTH = -0.01  # growth once a slowdown has come; assumed
BOYS_SHARE = 0.72  # 7.5 % of boys against 2.9 % of girls are segregated (STIL 2018/19)
LATE_START_SHARE, EARLY_START_SHARE = 0.16, 0.01  # who begin school a year late or early; assumed
MUNICIPAL_SHARE = 0.81  # of children in municipal school types: 570,240 of 709,996 in 2014/15

SCHOOL_START_RATE = 0.0290  # of a year's children referred for school start in 2022, before refusals
DAYCARE_RATE: Mapping[int, float] = {1: 0.0046, 2: 0.0120, 3: 0.0180, 4: 0.0158, 5: 0.0080}
SCHOOL_RATE: Mapping[int, float] = {
    6: 0.0066, 7: 0.0098, 8: 0.0122, 9: 0.0134, 10: 0.0140, 11: 0.0146, 12: 0.0150, 13: 0.0146, 14: 0.0112, 15: 0.0032,
}  # fmt: skip
SCHOOL_SEASON = (0.10, 0.10, 0.14, 0.12, 0.06, 0.04, 0.01, 0.06, 0.12, 0.06, 0.10, 0.09)
START_SEASON = (0.06, 0.04, 0.04, 0.0, 0.0, 0.0, 0.0, 0.0, 0.06, 0.20, 0.32, 0.28)
DAYCARE_SEASON = (0.09, 0.09, 0.10, 0.09, 0.09, 0.08, 0.03, 0.08, 0.09, 0.09, 0.10, 0.07)
MONTH_SHOCK_SHAPE = 45.0  # referrals of a month vary by about 15 % beyond chance

URGENT_SHARE: Mapping[str, float] = {"school": 0.18, "start": 0.03, "daycare": 1.0, "change": 0.22}
OUTCOMES: Mapping[str, Mapping[str, float]] = {
    "school": {"bevilget": 0.61, "bevilget_alternativ": 0.12, "afslag": 0.27},
    "start": {"bevilget": 0.72, "bevilget_alternativ": 0.11, "afslag": 0.17},
    "daycare": {"bevilget": 0.70, "bevilget_alternativ": 0.10, "afslag": 0.20},
    "change": {"bevilget": 0.74, "bevilget_alternativ": 0.10, "afslag": 0.16},
}
WITHDRAWN_SHARE, RETURNED_SHARE, NOT_STARTED_SHARE, AGAIN_AFTER_REFUSAL = 0.05, 0.07, 0.012, 0.30

SCHOOL_MIX: Mapping[str, Mapping[str, float]] = {
    "start": {"mellemform": 0.04, "specialklasse": 0.56, "specialskole": 0.37, "dagbehandling": 0.03},
    "lower": {
        "mellemform": 0.07,
        "specialklasse": 0.52,
        "specialskole": 0.27,
        "dagbehandling": 0.09,
        "intern_skole": 0.05,
    },
    "middle": {
        "mellemform": 0.06,
        "specialklasse": 0.42,
        "specialskole": 0.24,
        "dagbehandling": 0.19,
        "intern_skole": 0.09,
    },
    "upper": {
        "mellemform": 0.04,
        "specialklasse": 0.32,
        "specialskole": 0.20,
        "dagbehandling": 0.27,
        "intern_skole": 0.17,
    },
}
DAYCARE_MIX: Mapping[str, float] = {"basisplads": 0.46, "specialboernehave": 0.39, "enkeltintegration": 0.15}
MILDER: Mapping[str, str] = {
    "intern_skole": "dagbehandling", "dagbehandling": "specialklasse", "specialskole": "specialklasse",
    "specialklasse": "mellemform", "mellemform": "specialklasse", "specialboernehave": "basisplads",
    "basisplads": "enkeltintegration", "enkeltintegration": "basisplads",
}  # fmt: skip
CHANGE_MIX: Mapping[str, Mapping[str, float]] = {
    "mellemform": {"specialklasse": 0.75, "specialskole": 0.15, "dagbehandling": 0.10},
    "specialklasse": {"specialskole": 0.45, "dagbehandling": 0.30, "specialklasse": 0.15, "intern_skole": 0.10},
    "specialskole": {"specialskole": 0.35, "specialklasse": 0.25, "dagbehandling": 0.25, "intern_skole": 0.15},
    "dagbehandling": {"specialklasse": 0.35, "dagbehandling": 0.30, "intern_skole": 0.20, "specialskole": 0.15},
    "intern_skole": {"intern_skole": 0.40, "dagbehandling": 0.35, "specialskole": 0.25},
    "basisplads": {"specialboernehave": 0.90, "basisplads": 0.10},
    "specialboernehave": {"specialboernehave": 0.70, "basisplads": 0.30},
    "enkeltintegration": {"basisplads": 0.80, "specialboernehave": 0.20},
}
RETURN_RATE: Mapping[str, float] = {  # at a school-year end, first year, falling afterwards; assumed
    "mellemform": 0.18, "specialklasse": 0.035, "specialskole": 0.015, "dagbehandling": 0.13, "intern_skole": 0.09,
    "basisplads": 0.10, "specialboernehave": 0.03, "enkeltintegration": 0.25,
}  # fmt: skip
CHANGE_RATE: Mapping[str, float] = {  # wishes to change a year; assumed
    "mellemform": 0.15, "specialklasse": 0.06, "specialskole": 0.04, "dagbehandling": 0.11, "intern_skole": 0.09,
    "basisplads": 0.06, "specialboernehave": 0.03, "enkeltintegration": 0.10,
}  # fmt: skip
LEAVE_RATE: Mapping[str, float] = {"flyttet": 0.024, "andet": 0.008, "tilbage_til_almen": 0.008}  # at any time of year
TENTH_GRADE_SHARE = 0.28
INTO_SCHOOL: Mapping[str, float] = {"specialboernehave": 0.70, "basisplads": 0.30, "enkeltintegration": 0.10}
UNLIMITED = 999.0  # an own offer that always has room for one more
CAPACITY_GROWTH = 0.032  # own places grow a little slower than the need, so that more is bought; assumed
OWN_SHARE: Mapping[str, float] = {  # of the children whom an own place would suit, when there is room
    "mellemform": 1.0, "specialklasse": 0.95, "specialskole": 0.62, "specialboernehave": 0.85, "basisplads": 1.0,
    "enkeltintegration": 1.0,
}  # fmt: skip
LEISURE_SHARE: Mapping[str, tuple[float, float]] = {  # grades 0-3, grades 4-6
    "specialskole": (0.85, 0.60), "specialklasse": (0.50, 0.28), "dagbehandling": (0.0, 0.0),
    "intern_skole": (0.0, 0.0),
    "mellemform": (0.0, 0.0),
}  # fmt: skip
DAYCARE_TYPES = ("basisplads", "specialboernehave", "enkeltintegration")
SCHOOL_TYPES = ("mellemform", "specialklasse", "specialskole", "dagbehandling", "intern_skole")
LEISURE_TYPE = "special_sfo_klub"

CLOSING_DAY = (2023, 7, 31)
CLOSING_KNOWN = (2023, 3, 20)
MOVE_DAY = (2024, 1, 1)
MOVE_KNOWN = (2023, 11, 15)
OTHER_MUNICIPALITIES = ("891", "892", "893")  # numbers that no Danish municipality has
