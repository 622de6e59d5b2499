"""What a budget edition of a year ago counted on for the year that now goes on, what was adopted, and what came.

The earlier edition is read from the register of releases, as it was printed; the adopted budget came back as a
delivery, and what comes is this vintage's own forecast of the year. Not here: what earlier releases hide
(`publishing.earlier`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.privacy.release import Release
from pipelines.publishing.budget.content import WAYS, ZERO, Budget, LastBudget
from pipelines.publishing.budget.tables import BUDGET, PEOPLE, budget_of, column, table, titled
from pipelines.publishing.budget.ways_tables import WAYS as WAY_TABLE
from pipelines.publishing.content import ALL, EFFECTS, Prognosis, Style
from pipelines.publishing.numbers import amount_in_words, date_text, share_text
from pipelines.publishing.table import Row, Table, Value, headed_column
from pipelines.publishing.texts import name

ASSUMED, CAUSES = "sidste_budget", "sidste_aarsager"
FIRST_YEAR = "year_0"


def last_budget(releases: Sequence[Release], year: int) -> LastBudget | None:
    """The newest sealed edition whose budget year is the one that goes on now; None where there is none."""
    found = [one for one in releases if one.edition.startswith(f"{year}/budget-")]
    if not found:
        return None
    newest = found[-1]
    ways: dict[str, Decimal] = {
        way: kr for way in WAYS if (kr := _number(newest.printed(WAY_TABLE, way, FIRST_YEAR))) is not None
    }
    return LastBudget(newest.edition, newest.as_of, ways, _number(newest.printed("aktivitet", ALL, "places_this")))


def _number(printed: str) -> Decimal | None:
    """A figure as a Danish CSV has it; None where there is none, or a mark."""
    try:
        return Decimal(printed.replace(",", "."))
    except ArithmeticError:
        return None


def assumed_table(prognosis: Prognosis, style: Style) -> Table | None:
    """What was counted on a year ago, what was adopted, what is now expected; None without an edition of a year ago."""
    budget = budget_of(prognosis)
    last, running = budget.last, budget.running
    if last is None:
        return None
    columns = [
        column("assumption", "text", style),
        column("assumed", "amount", style),
        headed_column("places", "places", style),
        column("came_less", "amount", style),
        column("came_share", "share", style),
    ]
    rows = [Row(code, (label, kr, places, running.expected_kr - kr, _share(running.expected_kr - kr, kr)))
            for code, label, kr, places in _assumptions(budget, last, style)]  # fmt: skip
    whole: tuple[Value, ...] = (style.text("budget_way", "came", **titled(budget)), running.expected_kr,
                                running.places, None, None)  # fmt: skip
    return table(ASSUMED, "money_running", columns, [*rows, Row("came", whole, is_total=True)],
                 ["last_budget"], prognosis, style, (BUDGET,))  # fmt: skip


def _assumptions(
    budget: Budget, last: LastBudget, style: Style
) -> Iterator[tuple[str, str, Decimal, Decimal | None]]:  # fmt: skip
    for way, kr in last.ways_kr.items():
        places = last.places if way == "trend" else None
        yield way, style.text("budget_way", f"{way}_then", **titled(budget)), kr, places
    if budget.running.adopted_kr is not None:
        label = style.text("budget_way", "adopted", **titled(budget))
        yield "adopted", label, budget.running.adopted_kr, budget.running.planned_places


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None


def came_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Why what is now expected differs from the budget of the year that goes on; None without a budget of it."""
    budget = budget_of(prognosis)
    effects = budget.running.effects_kr
    if not effects:
        return None
    columns = [headed_column("effect", "text", style), column("contribution", "amount", style, is_summed=True)]
    rows = [Row(effect, (name("effect", effect, style.language), effects[effect]))
            for effect in EFFECTS if effects[effect]]  # fmt: skip
    total = sum(effects.values(), ZERO)
    label = style.text("budget_column", "came_less_budget", **titled(budget))
    return table(CAUSES, "money_running", columns, [*rows, Row("total", (label, total), is_total=True)], ["causes"],
                 prognosis, style, (BUDGET, PEOPLE))  # fmt: skip


def last_sentences(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """How near the edition of a year ago came, and whether the council took another figure; else that there is none."""
    budget = budget_of(prognosis)
    last, running = budget.last, budget.running
    if last is None or "trend" not in last.ways_kr:
        yield style.text("budget_text", "no_last_budget", **titled(budget))
        return
    miss = running.expected_kr - last.ways_kr["trend"]
    code = "last_too_low" if miss > 0 else "last_too_high"
    yield _say(
        code, style, **titled(budget), date=date_text(last.as_of, style.language),
        assumed=amount_in_words(last.ways_kr["trend"], style.unit, style.language),
        came=amount_in_words(running.expected_kr, style.unit, style.language),
        miss=amount_in_words(miss, style.unit, style.language),
        share=share_text(abs(miss) / last.ways_kr["trend"], 1, style.language),
    )  # fmt: skip
    plain = last.ways_kr.get("previous")
    if plain:
        yield _say("last_plain", style, **titled(budget), share=share_text(abs(running.expected_kr - plain) / plain, 1,
                                                                           style.language))  # fmt: skip
    if running.adopted_kr is not None:
        less = running.expected_kr - running.adopted_kr
        yield _say(
            "last_adopted", style, **titled(budget),
            adopted=amount_in_words(running.adopted_kr, style.unit, style.language),
            miss=amount_in_words(less, style.unit, style.language),
            way=style.text("budget_text", "above" if less > 0 else "below"),
        )  # fmt: skip


def _say(code: str, style: Style, **values: object) -> str:
    """A sentence filled in; a unit that ends in a full stop closes the sentence with it."""
    return style.text("budget_text", code, **values).replace("..", ".")
