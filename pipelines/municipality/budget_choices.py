"""What `kommune.yaml` says of the budget edition: the year whose share is frozen, and how the plan's effect comes.

Not here: what the edition makes of it (`forecasting.budgets`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from pipelines.municipality.section import Day, FiscalYear, Section, Share


class BudgetChoices(Section):
    """The frozen year (none: the last whole one), and from when, how fast and how much of the plan's saving comes.

    Shares are of the planned saving of a whole year. No expected share: what has been reported as realised of what was
    planned in past years, else all of it.
    """

    andel_aar: FiscalYear | None = None
    plan_virker_fra: Day | None = None
    plan_indfases_maaneder: Annotated[int, Field(ge=0, le=60)] = 12
    plan_mindst: Share = Decimal(0)
    plan_forventet: Share | None = None
    plan_hoejst: Share = Decimal(1)

    @field_validator("plan_forventet", "plan_hoejst")
    @classmethod
    def is_not_less(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """The least, the expected and the most come in that order."""
        before = [found for name, found in info.data.items() if name in ("plan_mindst", "plan_forventet") and found]
        if value is not None and any(value < each for each in before):
            raise PydanticCustomError("effect_order", "")
        return value
