"""The door of the command, open before anything else is imported: Ctrl-C in the first moment is told like any other.

What is said is UTF-8, as the files are, also where the machine's language is none and has no letters for it.
Not here: the command itself (`cli`).
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from pipelines.errors import INTERRUPTED, InterruptedRunError
from pipelines.settings import language_asked_for


def main() -> None:
    """Import and run the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        from pipelines.cli.command import main as run_command  # noqa: PLC0415 - importing it is what may be interrupted
    except KeyboardInterrupt:
        print(INTERRUPTED[language_asked_for(sys.argv)], file=sys.stderr)  # noqa: T201 - a message to whoever interrupted
        raise SystemExit(InterruptedRunError.exit_code) from None
    run_command()


if __name__ == "__main__":
    main()
