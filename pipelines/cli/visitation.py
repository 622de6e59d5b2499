"""The command `visitation`: what waits for the visitation unit, what it will cost and what is left of the frame."""

from __future__ import annotations

from pipelines.cli.options import DataDir, Json, Lang
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language


def visitation(data_dir: DataDir = DEFAULT_DATA_DIR, lang: Lang = "da", as_json: Json = False) -> None:
    """Visitationens bord: åbne sager efter alder, hvad de vil koste, runder, rammen og ledige pladser."""
    from pipelines.publishing.visitation import visitation_text

    data = DataDirectory(data_dir)
    print(visitation_text(data.analysis, data.restricted, language(lang), as_json=as_json))
