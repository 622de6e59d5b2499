"""The command `price`: what one decision costs, asked by the visitation unit before the letter is sent."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pipelines.cli.options import DataDir, Json, Lang, read_day
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language


def price(
    offer: Annotated[str, typer.Option("--offer", help="Tilbudstype.")],
    start: Annotated[date, typer.Option("--from", parser=read_day, help="Pladsens første dag, ÅÅÅÅ-MM-DD.")],
    provider: Annotated[str | None, typer.Option("--provider", help="Institutionsnummer; ellers alle.")] = None,
    rate_group: Annotated[str | None, typer.Option("--rate-group", help="Takstgruppe; ellers alle.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Hvad én afgørelse koster i år og næste år, før den sendes."""
    from pipelines.publishing.offer_prices import Wish, price_text

    wish = Wish(offer, provider, rate_group, start)
    print(price_text(DataDirectory(data_dir).analysis, wish, language(lang), as_json=as_json))
