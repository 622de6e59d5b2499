"""The sentences of `doctor` in both languages: what is said, and what to do. Not here: when (the checks)."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.settings import Language

Text = Mapping[Language, str]
NOTHING: Text = {"da": "", "en": ""}
RESTORE: Text = {
    "da": "Gendan den nyeste sikkerhedskopi (runbogen: Installationen er ødelagt).",
    "en": "Restore the newest backup (runbook: The installation is destroyed).",
}
SENTENCES: Mapping[str, tuple[Text, Text]] = {
    "versions": (
        {
            "da": "Python {python} og {count} pakker som i låsen.",
            "en": "Python {python} and {count} packages as locked.",
        },
        NOTHING,
    ),
    "old_python": (
        {"da": "Python {python} er for gammel.", "en": "Python {python} is too old."},
        {"da": "Installér Python 3.11 eller nyere.", "en": "Install Python 3.11 or newer."},
    ),
    "no_lock": (
        {
            "da": "Python {python}; requirements.lock findes ikke.",
            "en": "Python {python}; there is no requirements.lock.",
        },
        {"da": "Kør fra kildekoden for at se efter.", "en": "Run from the source code to check."},
    ),
    "other_versions": (
        {
            "da": "{count} pakker er ikke som i requirements.lock: {names}.",
            "en": "{count} packages are not as in requirements.lock: {names}.",
        },
        {
            "da": "Installér igen: pip install --no-deps --require-hashes -r requirements.lock.",
            "en": "Install again: pip install --no-deps --require-hashes -r requirements.lock.",
        },
    ),
    "disk": (
        {"da": "{free} MB fri; en kørsel kan bruge {needed} MB.", "en": "{free} MB free; a run may take {needed} MB."},
        NOTHING,
    ),
    "little_disk": (
        {
            "da": "Kun {free} MB fri; en kørsel kan bruge {needed} MB.",
            "en": "Only {free} MB free; a run may take {needed} MB.",
        },
        {"da": "Skaf plads.", "en": "Make room."},
    ),
    "rights": (
        {"da": "Det fortrolige kan kun læses af ejeren.", "en": "Only the owner can read what is restricted."},
        NOTHING,
    ),
    "open_to_others": (
        {
            "da": "{count} filer eller mapper er åbne for andre: {names}.",
            "en": "{count} files or folders are open to others: {names}.",
        },
        {
            "da": "Kør: chmod -R go= {root}/restricted {root}/warehouse",
            "en": "Run: chmod -R go= {root}/restricted {root}/warehouse",
        },
    ),
    "writable_by_all": (
        {"da": "Alle kan skrive i {names}.", "en": "Anyone can write in {names}."},
        {
            "da": "Kør: chmod o-w {root} {root}/published {root}/reports",
            "en": "Run: chmod o-w {root} {root}/published {root}/reports",
        },
    ),
    "not_ours": (
        {
            "da": "{count} filer eller mapper kan ikke læses og skrives: {names}.",
            "en": "{count} files or folders cannot be read and written: {names}.",
        },
        {"da": "Kør som den konto, der ejer datamappen.", "en": "Run as the account that owns the data folder."},
    ),
    "backup_key": ({"da": "Er der og holder.", "en": "Is there and holds."}, NOTHING),
    "configuration": ({"da": "Holder.", "en": "Holds."}, NOTHING),
    "no_configuration": ({"da": "Ingen; alt er som standard.", "en": "None; all is by default."}, NOTHING),
    "warehouse": ({"da": "Helt; alle rækker kan læses.", "en": "Whole; every row can be read."}, NOTHING),
    "no_warehouse": (
        {"da": "Findes ikke.", "en": "Is not there."},
        {"da": "Kør `pladsprognose run`.", "en": "Run `pladsprognose run`."},
    ),
    "warehouse_older": (
        {"da": "Helt, men lavet af en anden version.", "en": "Whole, but made by another version."},
        {"da": "Kør `pladsprognose run`, og se efter igen.", "en": "Run `pladsprognose run` and check again."},
    ),
    "warehouse_damaged": (
        {"da": "Kan ikke læses helt: afkortet eller ødelagt.", "en": "Cannot be read in full: cut short or damaged."},
        RESTORE,
    ),
    "warehouse_can_be_mended": (
        {"da": "Kan ikke læses helt: afkortet eller ødelagt.", "en": "Cannot be read in full: cut short or damaged."},
        {
            "da": "Kør `pladsprognose run`: den går videre fra det, den sidste hele kørsel efterlod.",
            "en": "Run `pladsprognose run`: it goes on from what the last whole run left.",
        },
    ),
    "nothing_kept": (
        {"da": "Ingen, der er hel; disken kan være fuld.", "en": "None that is whole; the disk may be full."},
        {"da": "Skaf plads; næste kørsel laver en.", "en": "Make room; the next run makes one."},
    ),
    "vault": (
        {"da": "{count} børn; nøglen er den rigtige.", "en": "{count} children; the key is the right one."},
        NOTHING,
    ),
    "no_vault": (
        {"da": "Ingen endnu.", "en": "None yet."},
        {"da": "Den første kørsel laver dem.", "en": "The first run makes them."},
    ),
    "vault_gone": (
        {
            "da": "restricted/vault er væk, og datalageret bygger på den.",
            "en": "restricted/vault is gone, and the warehouse builds on it.",
        },
        RESTORE,
    ),
    "children_unknown": (
        {
            "da": "{count} børn i datalageret kendes ikke i restricted/vault: den er ændret eller fra en anden dag.",
            "en": "{count} children of the warehouse are unknown in restricted/vault: it is changed or of another day.",
        },
        RESTORE,
    ),
    "vault_damaged": ({"da": "restricted/vault er ødelagt.", "en": "restricted/vault is damaged."}, RESTORE),
    "raw": ({"da": "{count} filer, som de kom.", "en": "{count} files, as they came."}, NOTHING),
    "raw_changed": (
        {
            "da": "{count} filer er ikke, som de kom: leverancer/{names}…",
            "en": "{count} files are not as they came: leverancer/{names}…",
        },
        {
            "da": "Læg de oprindelige i leverancemappen, slet dem her, og kør med --full-refresh; eller gendan.",
            "en": "Put the originals in the deliveries folder, delete them here, run with --full-refresh; or restore.",
        },
    ),
    "published": (
        {"da": "{count} filer med Parquet, hele og ens.", "en": "{count} files with Parquet, whole and alike."},
        NOTHING,
    ),
    "nothing_published": (
        {"da": "Intet endnu.", "en": "Nothing yet."},
        {"da": "Kør `pladsprognose run`.", "en": "Run `pladsprognose run`."},
    ),
    "published_damaged": (
        {
            "da": "Ødelagt, eller Parquet siger noget andet: {names}.",
            "en": "Damaged, or its Parquet says something else: {names}.",
        },
        {
            "da": "Flyt dem til side, og kør igen med deres --as-of, den nyeste dag først.",
            "en": "Move them aside and run again with their --as-of, the newest day first.",
        },
    ),
    "audit": ({"da": "{count} linjer kan læses.", "en": "{count} lines can be read."}, NOTHING),
    "audit_broken": (
        {
            "da": "{count} linjer i restricted/audit.jsonl kan ikke læses: {names}.",
            "en": "{count} lines of restricted/audit.jsonl cannot be read: {names}.",
        },
        {
            "da": "En enkelt blev afbrudt, mens den blev skrevet, og beslutningen gælder ikke. Er der flere, så "
            "sammenlign med en sikkerhedskopi.",
            "en": "One such line was cut off while it was written, and its decision does not count. If there are more, "
            "compare with a backup.",
        },
    ),
    "audit_changed": (
        {
            "da": "Linje {line} i restricted/audit.jsonl følger ikke den før: en linje er ændret eller fjernet.",
            "en": "Line {line} of restricted/audit.jsonl does not follow the one before: one is changed or gone.",
        },
        {
            "da": "Sammenlign med en sikkerhedskopi, og spørg, hvem der har haft adgang til filen.",
            "en": "Compare with a backup, and ask who has had access to the file.",
        },
    ),
    "judgements": (
        {
            "da": "{count} justeringer, bemærkninger og godkendelser kan læses; ingen justering er udløbet.",
            "en": "{count} adjustments, comments and approvals can be read; no adjustment has expired.",
        },
        NOTHING,
    ),
    "adjustments_expired": (
        {
            "da": "{count} justeringer er udløbet og tæller ikke med længere: {names}.",
            "en": "{count} adjustments have expired and no longer count: {names}.",
        },
        {
            "da": "Se dem under Justeringer i `pladsprognose review`, og træk dem tilbage, eller lav nye.",
            "en": "See them under Adjustments in `pladsprognose review`, and withdraw them or make new ones.",
        },
    ),
    "no_leftovers": ({"da": "Intet.", "en": "Nothing."}, NOTHING),
    "leftovers": (
        {
            "da": "{count} halve filer efter en kørsel, der blev afbrudt.",
            "en": "{count} half files of a run that was cut off.",
        },
        {"da": "Kør igen; det rydder op.", "en": "Run again; that clears up."},
    ),
    "editions": ({"da": "{count} som de blev forseglet.", "en": "{count} as they were sealed."}, NOTHING),
    "edition_missing": (
        {"da": "I registret, men væk: {names}.", "en": "In the register, but gone: {names}."},
        {"da": "Udgiv igen, eller hent dem fra en sikkerhedskopi.", "en": "Publish again, or take them from a backup."},
    ),
    "edition_changed": (
        {"da": "Ikke som forseglet: {names}.", "en": "Not as sealed: {names}."},
        {"da": "Hent dem fra en sikkerhedskopi.", "en": "Take them from a backup."},
    ),
    "edition_unknown": (
        {"da": "Ikke i registret: {names}.", "en": "Not in the register: {names}."},
        {"da": "Find ud af, hvem der har lagt dem der.", "en": "Find out who put them there."},
    ),
    "register_unreadable": (
        {"da": "Registret udgivelser.jsonl kan ikke læses.", "en": "The register udgivelser.jsonl cannot be read."},
        {"da": "Hent det fra en sikkerhedskopi.", "en": "Take it from a backup."},
    ),
    "run": ({"da": "Set fra {as_of}, kode 0.", "en": "As of {as_of}, code 0."}, NOTHING),
    "no_run": (
        {"da": "Ingen endnu.", "en": "None yet."},
        {"da": "Kør `pladsprognose run`.", "en": "Run `pladsprognose run`."},
    ),
    "report_unreadable": (
        {"da": "{file} kan ikke læses.", "en": "{file} cannot be read."},
        {"da": "Kør igen.", "en": "Run again."},
    ),
    "run_without": (
        {
            "da": "Set fra {as_of}, kode {code}: uden en frivillig fil.",
            "en": "As of {as_of}, code {code}: without an optional file.",
        },
        {"da": "Læs »message« i {file}.", "en": 'Read "message" in {file}.'},
    ),
    "run_stopped": (
        {
            "da": "Set fra {as_of}, kode {code}: intet nyt blev offentliggjort.",
            "en": "As of {as_of}, code {code}: nothing new was published.",
        },
        {"da": "Læs »message« i {file}, og gør det, den siger.", "en": 'Read "message" in {file} and do what it says.'},
    ),
    "no_holds": ({"da": "Ingen.", "en": "None."}, NOTHING),
    "holds": (
        {"da": "{count}: {names}.", "en": "{count}: {names}."},
        {"da": "Svar: `pladsprognose hold list`.", "en": "Answer: `pladsprognose hold list`."},
    ),
    "no_aside": ({"da": "Ingen rækker.", "en": "No rows."}, NOTHING),
    "aside": (
        {"da": "{count} rækker i {files} filer.", "en": "{count} rows in {files} files."},
        {"da": "Se hvilke: `pladsprognose quarantine list`.", "en": "See which: `pladsprognose quarantine list`."},
    ),
    "sources": ({"da": "{count}, alle så nye som ventet.", "en": "{count}, all as new as expected."}, NOTHING),
    "sources_late": (
        {
            "da": "{count} har ikke fået en ny udgave, siden det var ventet: {names}.",
            "en": "{count} have had no new edition since one was expected: {names}.",
        },
        {"da": "Spørg afsenderen.", "en": "Ask the sender."},
    ),
    "backup": ({"da": "Taget {made}.", "en": "Made {made}."}, NOTHING),
    "no_backup": (
        {"da": "Der er aldrig taget en.", "en": "None was ever made."},
        {
            "da": "Kør `pladsprognose backup --out <mappe på en anden disk>`.",
            "en": "Run `pladsprognose backup --out <folder on another disk>`.",
        },
    ),
    "backup_old": (
        {"da": "Den nyeste er {days} dage gammel.", "en": "The newest is {days} days old."},
        {
            "da": "Kør `pladsprognose backup --out <mappe på en anden disk>`.",
            "en": "Run `pladsprognose backup --out <folder on another disk>`.",
        },
    ),
    "backup_before_run": (
        {"da": "Taget {made}; der er kørt siden.", "en": "Made {made}; there has been a run since."},
        {"da": "Tag en ny.", "en": "Make a new one."},
    ),
}
