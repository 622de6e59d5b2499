"""Who sits at the page, and what they may do there.

The name is what the command was started with; the page trusts it as the command `approve` trusts its own. Not here: who
may approve which vintage (`vintages`), who gets in at all (`door`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "finance", "approver"]
Right = Literal["adjust", "comment", "explain", "approve"]
RIGHTS: Mapping[Role, frozenset[Right]] = {
    "reader": frozenset(),
    "finance": frozenset({"adjust", "comment", "explain"}),
    "approver": frozenset({"comment", "approve"}),
}


@dataclass(frozen=True)
class Reviewer:
    """A name and a role."""

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in RIGHTS[self.role]
