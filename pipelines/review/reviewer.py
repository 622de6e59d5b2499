"""Who sits at the page, and what they may do there.

The name is what the command was started with; the page trusts it as the command `approve` trusts its own. Not here: who
may approve which vintage (`vintages`), who gets in at all (`door`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.errors import UsageError
from pipelines.judgements.wording import LONGEST, problem_of, tidied

Role = Literal["reader", "finance", "approver"]
Right = Literal["adjust", "comment", "explain", "approve"]
RIGHTS: Mapping[Role, frozenset[Right]] = {
    "reader": frozenset(),
    "finance": frozenset({"adjust", "comment", "explain"}),
    "approver": frozenset({"comment", "approve"}),
}


def named(text: str) -> str:
    """The name that stands beside what is said; UsageError for one that cannot."""
    name = tidied(text)
    if problem_of(name, "by") is not None or "\n" in name:
        raise UsageError(
            f"--as skal være et navn på højst {LONGEST['by']} tegn, uden CPR-nummer.",
            f"--as must be a name of at most {LONGEST['by']} characters, without a CPR number.",
        )
    return name


@dataclass(frozen=True)
class Reviewer:
    """A name and a role."""

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in RIGHTS[self.role]
