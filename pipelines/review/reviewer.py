"""Who sits at the page, and what they may do there.

On this machine the name is what the command was started with; the page trusts it as the command `approve` trusts its
own. Behind a proxy it is the one that logged in there. Not here: who may approve which vintage (`vintages`), who gets
in at all (`door`, `proxy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pipelines.errors import UsageError

Role = Literal["reader", "finance", "approver", "visitation", "area", "school"]
ROLES: tuple[Role, ...] = get_args(Role)
Right = Literal["figures", "own", "cases", "bills", "adjust", "comment", "explain", "approve"]
"""`figures`: pages with small counts; `own`: a leader's own; `cases` and `bills`: lists. What is sealed all may see."""
RIGHTS: Mapping[Role, frozenset[Right]] = {
    "reader": frozenset(),
    "finance": frozenset({"figures", "cases", "bills", "adjust", "comment", "explain"}),
    "approver": frozenset({"figures", "comment", "approve"}),
    "visitation": frozenset({"figures", "cases", "comment"}),
    "area": frozenset({"own", "cases"}),
    "school": frozenset({"own", "cases"}),
}
NARROW: frozenset[Role] = frozenset({"area", "school"})
"""The roles that see their own only, and must say which that is."""


@dataclass(frozen=True)
class Reviewer:
    """A name and a role; `own` are the areas of an area leader, the institution numbers of a school leader."""

    name: str
    role: Role
    own: frozenset[str] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in RIGHTS[self.role]


def owned(role: Role, own: Iterable[str], option: str) -> frozenset[str]:
    """The areas or institutions that are the role's own; UsageError where one must be named, or none can be."""
    found = frozenset(name.strip() for name in own if name.strip())
    if bool(found) == (role in NARROW):
        return found
    raise UsageError(
        f"{option} siger områdelederens område (fx O1) eller skolelederens institutionsnummer: det skal rollerne area "
        "og school have, og de andre ikke.",
        f"{option} names the area leader's area (such as O1) or the school leader's institution number: the roles "
        "area and school must have it, and the others must not.",
    )
