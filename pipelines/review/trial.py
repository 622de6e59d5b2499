"""What the attack says of the newest vintage's edition, for who is to approve it: tried on a copy, and nothing leaves.

An edition is written and attacked once, one at a time; the answer holds while the file, kommune.yaml, what has left
and what people have said are the same. Not here: the attack (`publishing.edition`), the page it stands on (`desk`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipelines.errors import PladsprognoseError
from pipelines.judgements.store import read_judgements
from pipelines.privacy.register import Register
from pipelines.publishing.edition import try_edition
from pipelines.publishing.explained import explanations_of
from pipelines.review.cells import cells_of
from pipelines.review.newest_file import NewestFile, State, state_of
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer

SEE_OTHER, REFUSED = 303, 403


@dataclass(frozen=True)
class Answer:
    """Whether nothing could be found out, and the attack's own words."""

    is_fine: bool
    words: str


@dataclass(frozen=True)
class Trial:
    """The newest answer, which the file keeps for all who read it."""

    file: NewestFile

    def known(self, vintage_id: str) -> Answer | None:
        """What the attack has said of the vintage's edition as it would be now; None where it has not been tried."""
        return self.file.tried.get(self._key(vintage_id))

    def answer(self, vintage_id: str, kind: str) -> Answer:
        """The same, tried first where it has not been."""
        kept, key = self.file.tried, self._key(vintage_id)
        with self.file.trying:
            if key not in kept:
                found = self._tried(vintage_id, kind)
                kept.clear()
                kept[key] = found
            answer: Answer = kept[key]
            return answer

    def _tried(self, vintage_id: str, kind: str) -> Answer:
        data, language = self.file.data, self.file.language
        with TemporaryDirectory(prefix="pladsprognose-") as folder:
            copy = Path(shutil.copy(data.analysis, folder))
            try:
                left, said = Register(data.release_register), explanations_of(data, vintage_id)
                words = try_edition(copy, vintage_id, kind, self.file.municipality, Path(folder), left, language, said)
            except PladsprognoseError as error:
                return Answer(is_fine=False, words=error.said(language))
        return Answer(is_fine=True, words=words)

    def _key(self, vintage_id: str) -> tuple[str | State, ...]:
        data = self.file.data
        states = (state_of(path) for path in (data.analysis, data.configuration, data.release_register))
        return (vintage_id, read_judgements(data).last, *states)


def trial_routes(trial: Trial, reviewer: Reviewer) -> Iterator[Route]:
    """The address that tries, for who may approve; it leads back to the page for approval."""

    def attack(request: Request) -> Response:
        if not reviewer.may("approve"):
            raise HTTPException(REFUSED, "refused_role")
        cells = trial.file.ask(cells_of)
        trial.answer(cells.vintage_id, trial.file.municipality.prognosekalender.report_of(cells.as_of))
        tell(request, "try_edition", vintage_id=cells.vintage_id)
        return RedirectResponse("/godkendelse#angreb", SEE_OTHER)

    yield Route("/godkendelse/angreb", attack)
