"""Changing the key of the pseudonyms, because it may have been seen or on a day agreed: nothing but the key is new.

Children keep their pseudonyms, so the warehouse, its forecasts and approvals, what people have said of them, and who is
erased stand as they stood. Not here: how what is marked follows the key (`privacy.keys`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines.audit import note
from pipelines.errors import UsageError, nothing_loaded
from pipelines.judgements.acts import now
from pipelines.operations.erasure_copies import copy_beside_backups
from pipelines.privacy.keys import KEY_VARIABLE, fingerprint, read_key, with_new_part, write_key
from pipelines.privacy.pseudonyms import check_key, open_vault, vault_fingerprint
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory, Language
from pipelines.verdicts import stated

WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "changed": "Nøglen er skiftet. Gem den nye, hvor den gamle lå, tag en sikkerhedskopi, og slet de gamle kopier: "
        "den gamle nøgle åbner dem.",
        "missed": "Loggen over sletninger kunne ikke lægges i »{folder}«. Tag en sikkerhedskopi dertil.",
    },
    "en": {
        "changed": "The key is changed. Keep the new one where the old one lay, make a backup, and delete the old "
        "backups: the old key opens what they hold.",
        "missed": 'The log of erasures could not be put in "{folder}". Make a backup there.',
    },
}


def change_key(data: DataDirectory, by: str, reason: str, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Give the key a new part and let all that it marks follow; returns the folders that miss the log of erasures.

    A key in the environment is changed there first, by who keeps it. UsageError where it has not been.
    """
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    before = vault_fingerprint(data)
    if before is None:
        raise nothing_loaded(data.root)
    with held_data_directory(data):
        check_key(data, environment)
        key = read_key(data, environment, is_new=False)
        if not environment.get(KEY_VARIABLE, "").strip():
            write_key(data, with_new_part(key))
        elif fingerprint(key) == before:
            raise UsageError(
                f"Nøglen står i {KEY_VARIABLE}: skriv en ny bag den gamle med et mellemrum imellem, og kør kommandoen "
                "igen. Behold begge.",
                f"The key stands in {KEY_VARIABLE}: write a new one behind the old with a blank between, and run the "
                "command again. Keep both.",
            )
        note(data, now(), made_by, "change_key", why)
        with open_vault(data, environment):
            pass
        return tuple(copy_beside_backups(data))
