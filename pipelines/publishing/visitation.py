"""What the visitation unit sees of its own table: what waits and how old, what it will cost, what is left of the frame.

Internal: no person, no case number, but nothing is hidden either. The cases themselves are in `restricted/`
(`assets.worktop`). Not here: what one place costs (`offer_prices`), the frame itself (`frame`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.publishing.frame import Frame, frames
from pipelines.publishing.numbers import EN_DASH, amount_text, date_text
from pipelines.publishing.offer_prices import free_text
from pipelines.publishing.published_file import PublishedFile, Row, open_published
from pipelines.publishing.summary import fixed_width
from pipelines.publishing.texts import name, text
from pipelines.settings import Language

AGES = """
select
    case_kind,
    sum(case_count) filter (where waited_from_days < 0) as ahead_count,
    coalesce(sum(case_count) filter (where waited_from_days = 0), 0) as first_count,
    coalesce(sum(case_count) filter (where waited_from_days = 30), 0) as second_count,
    coalesce(sum(case_count) filter (where waited_from_days = 60), 0) as third_count,
    coalesce(sum(case_count) filter (where waited_from_days >= 90), 0) as oldest_count,
    sum(case_count) as case_count,
    sum(late_count) as late_count,
    sum(cost_this_year_kr) as this_year_kr,
    sum(cost_next_year_kr) as next_year_kr
from mart.case_age
where offer_type = 'ALL'
group by case_kind
order by list_position(['indstilling', 'bevilling', 'start', 'revisitation'], case_kind)
"""

ROUNDS = """
-- the rounds that decided anything in the as-of year, in their order, with what they bind one after the other
select
    round, min(decision_month) as first_month, sum(decided_places) as decided_places,
    sum(cost_this_year_kr) as this_year_kr, sum(cost_next_year_kr) as next_year_kr,
    sum(sum(cost_this_year_kr)) over (order by min(decision_month), round) as running_kr
from mart.visitation_commitment
where
    offer_type = 'ALL' and round <> 'ALL' and decided_places > 0
    and year(decision_month) = (select year(as_of_date) from meta.publication)
group by round
order by first_month, round
"""

PENDING = """
select outlook.fiscal_year, outlook.mean_kr, outlook.p10_kr, outlook.p90_kr
from forecast.fiscal_year as outlook
inner join (
    select vintage_id, year(as_of_date) as this_year from forecast.vintage
    where scenario = 'baseline' order by as_of_date desc, created_at desc, vintage_id limit 1
) as newest on outlook.vintage_id = newest.vintage_id and outlook.fiscal_year <= newest.this_year + 1
where
    outlook.component = 'pending' and outlook.grant_area = 'ALL' and outlook.district_id = 'ALL'
    and outlook.offer_type = 'ALL'
order by outlook.fiscal_year
"""

FREE = """
-- the coming month and the next 1 August: places left at some, and children too many at others, never set off
with day as (
    select min(month) as next_month, min(month) filter (where month(month) = 8) as august from mart.free_places
)
select
    offer_type,
    sum(greatest(free_places_count, 0)) filter (where month = day.next_month) as next_month_count,
    sum(greatest(-free_places_count, 0)) filter (where month = day.next_month) as next_month_over_count,
    sum(place_count) filter (where month = day.august) as august_place_count,
    sum(greatest(free_places_count, 0)) filter (where month = day.august) as august_count,
    sum(greatest(-free_places_count, 0)) filter (where month = day.august) as august_over_count,
    any_value(day.next_month) as next_month,
    any_value(day.august) as august
from mart.free_places cross join day
where provider_id <> 'ALL'
group by offer_type
order by offer_type = 'ALL', offer_type
"""

REVIEWS = """
select
    sum(due_count) as due_count, sum(done_count) as done_count, sum(overdue_count) as overdue_count,
    sum(returned_count) as returned_count,
    sum(places_count) filter (where month = this_month) as places_count,
    sum(return_plan_count) filter (where month = this_month) as return_plan_count
from mart.review_monthly
cross join (select date_trunc('month', as_of_date) as this_month, as_of_date from meta.publication)
where
    area_id = 'ALL' and district_id = 'ALL' and provider_id = 'ALL' and offer_type = 'ALL'
    and month <= this_month and month > this_month - interval 12 months
"""

AS_OF = "select as_of_date from meta.publication"


def visitation_text(published_file: Path, lists: Path, language: Language, *, as_json: bool) -> str:
    """The worktop as one page of text, or as data; UsageError when nothing is published yet."""
    with open_published(published_file) as source:
        known: date = source.rows(AS_OF)[0]["as_of_date"]
        if as_json:
            return json.dumps(_content(source, known), ensure_ascii=False, indent=2)
        return "\n".join(_lines(source, known, lists, language))


def _content(source: PublishedFile, known: date) -> dict[str, Any]:
    sections = {"cases": AGES, "rounds": ROUNDS, "pending": PENDING, "free_places": FREE, "reviews": REVIEWS}
    found = {code: [_plain(row) for row in source.rows(query)] for code, query in sections.items()}
    return {"as_of": known.isoformat(), **found, "frames": [_plain(asdict(frame)) for frame in frames(source)]}


def _plain(row: Row) -> Row:
    """Kroner as text with two decimals, counts as numbers, days as text."""
    return {
        key: str(value) if key.endswith("_kr") and value is not None
        else float(value) if key.endswith("_places")
        else int(value) if isinstance(value, Decimal)
        else value.isoformat() if isinstance(value, date)
        else value
        for key, value in row.items()
    }  # fmt: skip


def _lines(source: PublishedFile, known: date, lists: Path, language: Language) -> Iterator[str]:
    day = date_text(known, language)
    yield text("visitation", "title", language, day=day)
    yield from _section("waiting", _age_rows(source, language), _age_header(language), language)
    yield ""
    yield text("visitation", "waiting_note", language)
    yield from (_pending_sentence(row, language) for row in source.rows(PENDING))
    yield from _review_sentences(source.rows(REVIEWS), language)
    yield from _section("rounds", *_rounds(source, language), language)
    yield from _section("frames", *_frames(frames(source), language), language)
    yield from _section("free", *_free(source, language), language)
    yield text("visitation", "free_note", language)
    yield ""
    yield text("visitation", "lists", language, folder=lists / "visitation" / known.isoformat())


def _section(code: str, rows: list[list[str]], header: list[str], language: Language) -> Iterator[str]:
    """A heading with its lines; a sentence where there are none."""
    yield ""
    yield text("visitation", code, language)
    yield ""
    yield from fixed_width(header, rows, (0,)) if rows else [text("visitation", f"no_{code}", language)]


def _words(codes: tuple[str, ...], language: Language) -> list[str]:
    return [text("visitation", code, language) for code in codes]


def _age_header(language: Language) -> list[str]:
    return _words(("kind", "ahead", "first", "second", "third", "oldest", "total", "late", "this_year", "next_year"),
                  language)  # fmt: skip


def _age_rows(source: PublishedFile, language: Language) -> list[list[str]]:
    counts = ("ahead_count", "first_count", "second_count", "third_count", "oldest_count", "case_count", "late_count")
    return [
        [
            text("visitation", row["case_kind"], language),
            *(EN_DASH if row[code] is None else str(row[code]) for code in counts),
            *(_thousand(row[code], language) for code in ("this_year_kr", "next_year_kr")),
        ]
        for row in source.rows(AGES)
    ]


def _pending_sentence(row: Row, language: Language) -> str:
    return text("visitation", "pending", language, year=row["fiscal_year"], mean=_thousand(row["mean_kr"], language),
                ends=EN_DASH.join(_thousand(row[end], language) for end in ("p10_kr", "p90_kr")))  # fmt: skip


def _review_sentences(rows: list[Row], language: Language) -> Iterator[str]:
    (row,) = rows
    if row["due_count"]:
        yield text("visitation", "reviews", language, **{key: int(value or 0) for key, value in row.items()})


def _rounds(source: PublishedFile, language: Language) -> tuple[list[list[str]], list[str]]:
    rows = [
        [
            row["round"],
            str(int(row["decided_places"])),
            *(_thousand(row[code], language) for code in ("this_year_kr", "next_year_kr", "running_kr")),
        ]
        for row in source.rows(ROUNDS)
    ]
    return rows, _words(("round", "decided", "this_year", "next_year", "running"), language)


def _frames(found: list[Frame], language: Language) -> tuple[list[list[str]], list[str]]:
    this_year = min((frame.fiscal_year for frame in found), default=0)
    rows = [
        [
            name("offer_type", frame.offer_type, language),
            *(
                _thousand(value, language)
                for value in (frame.budget_kr, frame.committed_kr, frame.left_after_committed_kr, frame.expected_kr)
            ),
            EN_DASH.join(_thousand(end, language) for end in (frame.p10_kr, frame.p90_kr)),
            _thousand(frame.left_as_expected_kr, language),
        ]
        for frame in sorted(found, key=lambda frame: frame.offer_type == "ALL")
        if frame.fiscal_year == this_year
    ]
    return rows, _words(("offer", "budget", "committed", "left_committed", "expected", "ends", "left"), language)


def _free(source: PublishedFile, language: Language) -> tuple[list[list[str]], list[str]]:
    found = source.rows(FREE)
    days = [date_text(found[0][code], language) if found else "" for code in ("next_month", "august")]
    rows = [
        [
            name("offer_type", row["offer_type"], language),
            free_text(int(row["next_month_count"]), language, int(row["next_month_over_count"])),
            str(row["august_place_count"]),
            free_text(int(row["august_count"]), language, int(row["august_over_count"])),
        ]
        for row in found
    ]
    return rows, [
        text("visitation", "offer", language),
        text("visitation", "free_on", language, day=days[0]),
        text("visitation", "places_on", language, day=days[1]),
        text("visitation", "free_on", language, day=days[1]),
    ]


def _thousand(value: Decimal | None, language: Language) -> str:
    return EN_DASH if value is None else amount_text(value, "tkr", language)
