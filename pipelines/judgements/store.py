"""Where acts are kept: one line each in `judgements/judgements.jsonl`, chained, and noted in the audit file first.

An act carries the line its author had seen the acts up to. What came after it and touches the same cell is shown to
the author before anything is added, so nobody overwrites another unseen. Not here: what an act holds (`acts`).
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence

from pydantic import ValidationError

from pipelines import chain
from pipelines.audit import note
from pipelines.errors import JudgementError
from pipelines.judgements.acts import Act
from pipelines.judgements.standing import Standing
from pipelines.settings import DataDirectory

IN_AUDIT = {"act_id", "vintage_id", "cell", "months", "table", "amount_kr", "places", "factor", "expires", "about"}


class ConflictError(JudgementError):
    """Others have acted on the same since the author looked; `acts` are theirs, empty where the store was replaced."""

    def __init__(self, acts: Sequence[Act]) -> None:
        super().__init__(
            "En anden har rettet det samme, mens du skrev. Intet er gemt.",
            "Someone else has changed the same while you were writing. Nothing is saved.",
        )
        self.acts = tuple(acts)


def read_judgements(data: DataDirectory) -> Standing:
    """Every act there is; JudgementError where a line was changed or removed."""
    return _standing(chain.lines_of(data.judgements))


def add(data: DataDirectory, act: Act, seen: str) -> None:
    """Add an act whose author had seen the acts up to the line `seen`; ConflictError where another came between."""

    def check(lines: Sequence[bytes]) -> None:
        prints = ["", *(chain.fingerprint(line) for line in lines)]
        if seen not in prints:
            raise ConflictError([])
        since = _standing(lines).acts[len(_standing(lines[: prints.index(seen)]).acts) :]
        between = [earlier for earlier in since if earlier.disturbs(act)]
        if between:
            raise ConflictError(between)
        what = act.model_dump(mode="json", include=IN_AUDIT, exclude_defaults=True)
        note(data, act.at, act.by, act.kind, act.text, user=getpass.getuser(), **what)

    chain.append(data.judgements, act.model_dump(mode="json", exclude_defaults=True), check)


def _standing(lines: Sequence[bytes]) -> Standing:
    changed = chain.broken_line(lines, passes_cut_off=True)
    if changed is not None:
        raise _damaged(changed)
    acts = []
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
        except ValueError:  # cut off while it was written: its author was never told that it was saved
            continue
        try:
            acts.append(Act.model_validate(content))
        except ValidationError:
            raise _damaged(number) from None
    return Standing(tuple(acts), chain.fingerprint(lines[-1]) if lines else "")


def _damaged(number: int) -> JudgementError:
    return JudgementError(
        f"Linje {number} i judgements/judgements.jsonl er ændret, eller en linje før den er fjernet, så justeringerne "
        "kan ikke bruges. Hent filen fra en sikkerhedskopi, og spørg, hvem der har haft adgang til den.",
        f"Line {number} of judgements/judgements.jsonl is changed, or one before it is gone, so the adjustments cannot "
        "be used. Take the file from a backup, and ask who has had access to it.",
    )
