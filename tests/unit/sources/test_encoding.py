from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources import encoding
from pipelines.sources.codes import RefusalError
from pipelines.sources.encoding import encoded_text


def text_of(content: bytes) -> str:
    return "".join(encoded_text(content).blocks())


def refusal_of(content: bytes) -> str | None:
    try:
        text_of(content)
    except RefusalError as refusal:
        return refusal.code
    return None


@settings(max_examples=150)
@given(content=st.binary(max_size=60))
def test_bytes_are_decoded_or_refused_with_a_code_and_nothing_else(content):
    assert refusal_of(content) in (None, "ENCODING", "MOJIBAKE")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_danish_letters_are_the_same_in_every_encoding(name):
    assert text_of("Åse på Ærø – §11".encode(name)) == "Åse på Ærø – §11"


@settings(max_examples=150)
@given(
    text=st.text(alphabet="aåÅæø;\n\r", max_size=80),
    name=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    size=st.integers(min_value=1, max_value=9),
)
def test_a_text_is_the_same_in_blocks_of_any_size_and_each_block_is_whole_lines(text, name, size):
    content = text.encode(name)
    before, encoding.BLOCK_BYTES = encoding.BLOCK_BYTES, size
    try:
        encoded = encoded_text(content)
        blocks = list(encoded.blocks())
    finally:
        encoding.BLOCK_BYTES = before
    assert "".join(blocks) == text
    assert all(block.endswith(("\n", "\r")) for block in blocks[:-1] if block)
    assert not any(a.endswith("\r") and b.startswith("\n") for a, b in pairwise(blocks))
    if text:
        assert encoded.ends_with_newline == text.endswith(("\n", "\r"))


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory():
    assert refusal_of(b"x;" * 5_000_000) == "LONG_LINE"


@pytest.mark.parametrize("end", ["\x1a", "\x1a\r\n", "\n\x1a", "\x1a\x1a\n"])
def test_the_end_of_file_sign_of_older_systems_is_no_part_of_the_text(end):
    assert text_of(f"a;b\n1;2{end}".encode()).rstrip("\n") == "a;b\n1;2"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a;b\r\n1;2\r\n3;\x00\r\n", "3"),
        (b"a;b\n1;2\n3;r\x81n\n", "3"),
        ("a;b\n1;2\n3;4".encode("utf-16")[:-1], "3"),
        ("a;b\n1;2".encode("utf-32"), "1"),
    ],
)
@pytest.mark.parametrize("size", [4_000_000, 7])
def test_the_first_line_that_cannot_be_read_is_named(content, line, size, monkeypatch):
    monkeypatch.setattr(encoding, "BLOCK_BYTES", size)
    with pytest.raises(RefusalError) as refusal:
        text_of(content)
    assert refusal.value.facts["line"] == line


@pytest.mark.parametrize(
    ("content", "line"), [("a;å\rÅben;2\rÃ…ben;3\r", "3"), ("a;å\n" * 20 + "Ã…ben;3\n", "21"), ("a;å\n", None)]
)
@pytest.mark.parametrize("size", [4_000_000, 7])
def test_the_first_line_with_broken_letters_is_known(content, line, size, monkeypatch):
    monkeypatch.setattr(encoding, "BLOCK_BYTES", size)
    assert encoded_text(content.encode()).broken_line == line


def test_an_end_of_file_sign_with_text_behind_it_is_refused():
    assert refusal_of(b"a;b\n1;2\x1a\n3;4\n") == "ENCODING"
