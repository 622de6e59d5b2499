"""The key of the backups: from where it is read, and what it must be.

It is another than the key of the pseudonyms, which may lie in the data directory and is then in the backup. This one
lies outside: whoever has lost the data directory still has it. Not here: what it seals (`sealed_stream`).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import ConfigurationError
from pipelines.settings import DataDirectory

KEY_VARIABLE = "PLADSPROGNOSE_BACKUP_KEY"
KEY_FILE_VARIABLE = "PLADSPROGNOSE_BACKUP_KEY_FILE"
KEY_FORM = re.compile(r"[0-9a-fA-F]{64}")
HOW_TO_MAKE = "(umask 077; openssl rand -hex 32 > backup.key)"


def read_backup_key(data: DataDirectory, key_file: Path | None, environment: Mapping[str, str]) -> bytes:
    """The key in the file where one is named, else in the environment; ConfigurationError says what is wrong."""
    text = environment.get(KEY_VARIABLE, "") if key_file is None else _text_of(data, key_file)
    if not text.strip():
        raise ConfigurationError(
            f"Nøglen til sikkerhedskopier mangler. Lav en uden for datamappen: {HOW_TO_MAKE}, og angiv den med "
            f"--key-file, {KEY_FILE_VARIABLE} eller {KEY_VARIABLE}. Gem den også et andet sted end kopierne.",
            f"The key of the backups is missing. Make one outside the data folder: {HOW_TO_MAKE}, and give it with "
            f"--key-file, {KEY_FILE_VARIABLE} or {KEY_VARIABLE}. Keep it in another place than the backups too.",
        )
    if not KEY_FORM.fullmatch(text.strip()):
        raise ConfigurationError(
            f"Nøglen til sikkerhedskopier skal være 64 hexadecimale tegn. Lav en: {HOW_TO_MAKE}",
            f"The key of the backups must be 64 hexadecimal digits. Make one: {HOW_TO_MAKE}",
        )
    return bytes.fromhex(text.strip())


def _text_of(data: DataDirectory, key_file: Path) -> str:
    if not key_file.is_file():
        raise ConfigurationError(
            f"Nøglefilen »{key_file}« findes ikke. Lav den med {HOW_TO_MAKE}, eller angiv den rigtige.",
            f'The key file "{key_file}" does not exist. Make it with {HOW_TO_MAKE}, or give the right one.',
        )
    if key_file.resolve().is_relative_to(data.root.resolve()):
        raise ConfigurationError(
            f"Nøglefilen »{key_file}« ligger i datamappen og ville gå tabt med den. Flyt den ud.",
            f'The key file "{key_file}" lies in the data folder and would be lost with it. Move it out.',
        )
    if stat.S_IMODE(key_file.stat().st_mode) & 0o077:
        raise ConfigurationError(
            f"Nøglefilen »{key_file}« må kun kunne læses af ejeren. Sæt rettighederne til 0600.",
            f'The key file "{key_file}" must be readable by its owner only. Set its mode to 0600.',
        )
    return key_file.read_text(encoding="ascii", errors="replace")
