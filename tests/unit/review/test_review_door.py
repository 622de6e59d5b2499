"""Only this machine's addresses are served, and a key is spent once."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from pipelines.review.door import Access, Address
from pipelines.review.service import listening, loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "10.0.0.1", "example.org", "", "127.0.0.1.example"])  # noqa: S104
def test_another_machines_address_is_refused_with_what_to_do(host: str) -> None:
    with pytest.raises(UsageError, match="Udelad --host"):
        loopback(host)


def test_this_machine_may_be_named_in_the_ways_it_is_named() -> None:
    assert [loopback(host) for host in ("127.0.0.1", "localhost", "127.1.2.3", "::1")] == [
        "127.0.0.1", "127.0.0.1", "127.1.2.3", "::1",
    ]  # fmt: skip


def test_a_port_in_use_is_said_with_its_number() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} "):
            listening("127.0.0.1", port)


def test_a_browser_names_an_address_of_the_sixth_version_in_brackets() -> None:
    assert Address("::1", 8080).origin == "http://[::1]:8080"


def test_no_other_key_opens_and_the_right_one_only_once() -> None:
    access = Access()
    key = str(access.key)
    assert not any(access.spend(wrong) for wrong in ("", key[:-1], key + "x", "æøå", access.session))
    assert access.spend(key)
    assert not access.spend(key)
    assert not access.spend("None")


def test_every_start_has_its_own_key_and_session() -> None:
    first, second = Access(), Access()
    assert len({first.key, first.session, second.key, second.session}) == 4
