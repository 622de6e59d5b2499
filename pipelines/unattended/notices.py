"""Word to those named in kommune.yaml, by e-mail and by a webhook: a run stopped, or something waits for a person.

A notice says what the run's report says, which holds no personal value. A notice that cannot be delivered stops
nothing: it is told where the attempt was made. Not here: what is worth a notice (`watching`, `oversight`).
"""

from __future__ import annotations

import json
import smtplib
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from pipelines.municipality.model import Unattended

TIMEOUT_SECONDS = 15
WEBHOOK, MAIL_USER, MAIL_PASSWORD = (
    "PLADSPROGNOSE_WEBHOOK", "PLADSPROGNOSE_MAIL_USER", "PLADSPROGNOSE_MAIL_PASSWORD",
)  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """A heading and what is said."""

    heading: str
    text: str


def send(notice: Notice, chosen: Unattended, environment: Mapping[str, str]) -> list[str]:
    """Deliver by every channel there is; returns what to tell of those that did not take it."""
    failed = []
    if chosen.mailserver and chosen.besked_til:
        try:
            _mail(notice, chosen, environment)
        except (OSError, smtplib.SMTPException) as error:
            failed.append(f"Mailserveren {chosen.mailserver} tog ikke imod beskeden ({type(error).__name__}).")
    if environment.get(WEBHOOK):
        try:
            _post(notice, environment[WEBHOOK])
        except (OSError, ValueError) as error:
            failed.append(f"Webhooken i {WEBHOOK} tog ikke imod beskeden ({type(error).__name__}).")
    return failed


def _mail(notice: Notice, chosen: Unattended, environment: Mapping[str, str]) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        notice.heading, chosen.besked_fra or chosen.besked_til[0], ", ".join(chosen.besked_til),
    )  # fmt: skip
    message.set_content(notice.text)
    host, _, port = (chosen.mailserver or "").partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=TIMEOUT_SECONDS) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        if environment.get(MAIL_USER):
            server.login(environment[MAIL_USER], environment.get(MAIL_PASSWORD, ""))
        server.send_message(message)


def _post(notice: Notice, address: str) -> None:
    if not address.startswith(("https://", "http://")):
        raise ValueError("not a web address")
    body = json.dumps({"title": notice.heading, "text": notice.text}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - checked above
        pass
