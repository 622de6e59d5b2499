"""The sentences of `dependencies` in both languages: what is said, and what to do. Not here: when."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.operations.doctor.sentences import NOTHING, Text
from pipelines.settings import Language

HEADS: Mapping[Language, tuple[str, ...]] = {
    "da": ("Pakke", "Låst", "Her", "Filer", "Licens"),
    "en": ("Package", "Locked", "Here", "Files", "Licence"),
}
HERE: Mapping[Language, Mapping[str, str]] = {
    "da": {"no": "nej", "changed": "ikke som installeret"},
    "en": {"no": "no", "changed": "not as installed"},
}
INSTALL: Text = {
    "da": "Installér igen: pip install --no-deps --require-hashes --force-reinstall -r requirements.lock.",
    "en": "Install again: pip install --no-deps --require-hashes --force-reinstall -r requirements.lock.",
}
FETCH: Text = {
    "da": "Hent https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip på en maskine med netværk, bær den "
    "hertil, og kør `make audit ADVISORIES=all.zip`.",
    "en": "Fetch https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip on a machine with a network, carry it "
    "here, and run `make audit ADVISORIES=all.zip`.",
}
UPDATE: Text = {
    "da": "Læs meldingen, skift udgave i requirements.in, og lås igen (`make lock`); eller spørg leverandøren.",
    "en": "Read the advisory, change the version in requirements.in and lock again (`make lock`); or ask the supplier.",
}
SENTENCES: Mapping[str, tuple[Text, Text]] = {
    "no_lock": (
        {"da": "requirements.lock findes ikke.", "en": "There is no requirements.lock."},
        {"da": "Kør fra kildekoden for at se efter.", "en": "Run from the source code to check."},
    ),
    "lock": (
        {
            "da": "{count} pakker, hver med én udgave og dens hash; ingen linje nævner et sted at hente fra.",
            "en": "{count} packages, each with one version and its hash; no line names a place to fetch from.",
        },
        NOTHING,
    ),
    "lock_faults": (
        {
            "da": "{count} linjer har ingen hash, nævner et sted at hente fra eller er ikke én udgave: {names}.",
            "en": "{count} lines have no hash, name a place to fetch from or are not one version: {names}.",
        },
        {
            "da": "Sammenlign med den udgave, I hentede, eller lås igen med `make lock`.",
            "en": "Compare with the release you fetched, or lock again with `make lock`.",
        },
    ),
    "versions": ({"da": "{count}, alle i den låste udgave.", "en": "{count}, all in the locked version."}, NOTHING),
    "other_versions": (
        {"da": "{count} er her ikke i den låste udgave: {names}.", "en": "{count} are not here as locked: {names}."},
        INSTALL,
    ),
    "files": (
        {"da": "{count}, alle som de blev installeret.", "en": "{count}, all as they were installed."},
        NOTHING,
    ),
    "files_changed": (
        {
            "da": "{count} er ændret, væk eller uden hash, og {bare} pakker har ingen liste over deres filer: {names}.",
            "en": "{count} are changed, gone or without a hash, and {bare} packages have no list of files: {names}.",
        },
        INSTALL,
    ),
    "licences": ({"da": "{count} forskellige.", "en": "{count} different ones."}, NOTHING),
    "no_licence": (
        {"da": "{count} pakker siger ingen: {names}.", "en": "{count} packages say none: {names}."},
        {"da": "Spørg den, der har lavet pakken.", "en": "Ask whoever makes the package."},
    ),
    "reasons": (
        {"da": "Hver direkte afhængighed har en.", "en": "Every direct requirement has one."},
        NOTHING,
    ),
    "no_reason": (
        {
            "da": "{count} linjer i requirements.in har ingen: {names}.",
            "en": "{count} lines of requirements.in have none: {names}.",
        },
        {"da": "Skriv den ved siden af, eller fjern linjen.", "en": "Write it beside the line, or remove the line."},
    ),
    "no_requirements": (
        {"da": "requirements.in findes ikke.", "en": "There is no requirements.in."},
        {"da": "Kør fra kildekoden for at se efter.", "en": "Run from the source code to check."},
    ),
    "not_looked_up": ({"da": "Der er ikke slået op.", "en": "They were not looked up."}, FETCH),
    "looked_up": (
        {
            "da": "{count} meldinger, den nyeste fra {newest}; de nævner {hits} pakker i den låste udgave.",
            "en": "{count} advisories, the newest of {newest}; they name {hits} packages in the locked version.",
        },
        NOTHING,
    ),
    "old_advisories": (
        {
            "da": "{count} meldinger, den nyeste fra {newest}: kopien er gammel. De nævner {hits} pakker.",
            "en": "{count} advisories, the newest of {newest}: the copy is old. They name {hits} packages.",
        },
        FETCH,
    ),
    "no_advisories": (
        {"da": "Filen har ingen meldinger om Python-pakker.", "en": "The file has no advisories on Python packages."},
        FETCH,
    ),
    "unreadable": (
        {"da": "{count} meldinger kan ikke læses.", "en": "{count} advisories cannot be read."},
        {"da": "Hent filen igen.", "en": "Fetch the file again."},
    ),
    "hit": (
        {
            "da": "{name} {version} er ramt af {advisory}: {summary} (rettet i: {fixed}).",
            "en": "{name} {version} is affected by {advisory}: {summary} (fixed in: {fixed}).",
        },
        UPDATE,
    ),
    "unclear": (
        {
            "da": "{name} {version} kan være ramt af {advisory}: {summary} (rettet i: {fixed}). Meldingens udgaver kan "
            "ikke sammenlignes.",
            "en": "{name} {version} may be affected by {advisory}: {summary} (fixed in: {fixed}). The versions of the "
            "advisory cannot be compared.",
        },
        UPDATE,
    ),
}
