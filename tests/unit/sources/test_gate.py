from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.codes import RefusalError
from pipelines.sources.gate import decode, split_records


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="aæ ;,\n\r\t'", min_size=1, max_size=40))
def test_a_file_without_quotes_is_cut_as_a_csv_reader_cuts_it(text):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    expected, begins = [], 1
    for record in reader:
        if "".join(record).strip():
            expected.append((begins, record))
        begins = reader.line_num + 1
    assert split_records(text).rows.rows() == expected


def test_a_record_has_the_number_of_the_line_on_which_it_begins():
    records = split_records('a;b\n\n"første\nanden";2\nc;d\n')
    assert records.rows.rows() == [(1, ["a", "b"]), (3, ["første\nanden", "2"]), (5, ["c", "d"])]


def refusal_of(content: bytes) -> str | None:
    try:
        decode(content)
    except RefusalError as refusal:
        return refusal.code
    return None


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=60))
def test_bytes_are_decoded_or_refused_with_a_code_and_nothing_else(content):
    assert refusal_of(content) in (None, "ENCODING", "MOJIBAKE")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_danish_letters_are_the_same_in_every_encoding(encoding):
    assert decode("Åse på Ærø – §11".encode(encoding)) == "Åse på Ærø – §11"
