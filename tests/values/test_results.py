import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fridaygram.errors import ContentError, FridaygramError
from fridaygram.values.base import rounded
from fridaygram.values.results import FORMAT, Entry, Results, read_results, write_results

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(rounded)
TABLES = st.dictionaries(TEXT, VALUES, max_size=3)
ENTRIES = st.builds(
    Entry, kind=TEXT, params=TABLES, sources=st.dictionaries(TEXT, TEXT, max_size=2), computed=TEXT, values=TABLES
)
RESULTS = st.builds(
    Results,
    format=st.just(FORMAT),
    figures=st.dictionaries(TEXT, ENTRIES, max_size=3),
    inline=st.dictionaries(TEXT, ENTRIES, max_size=3),
)


@given(RESULTS)
def test_round_trip(tmp_path_factory, results):
    path = tmp_path_factory.getbasetemp() / "results.json"
    write_results(path, results)
    assert read_results(path) == results
    if path.exists():
        first = path.read_bytes()
        write_results(path, read_results(path))
        assert path.read_bytes() == first


def test_it_reads_well_in_a_diff(tmp_path):
    entry = Entry(
        kind="inline", params={"name": "demo.reviews"}, sources={}, computed="2018-06-08", values={"value": 3}
    )
    write_results(tmp_path / "results.json", Results(inline={"demo.reviews": entry}))
    lines = (tmp_path / "results.json").read_text().splitlines()
    assert lines[:3] == ["{", '  "figures": {},', '  "format": 1,']
    assert lines[-1] == "}"


def test_nothing_to_keep_leaves_no_file(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("{}")
    write_results(path, Results())
    write_results(path, Results())
    assert not path.exists()
    assert read_results(path) == Results()


HINT = "take the last good one from version control, or delete it to compute all values again"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "damaged results: "),
        (b"[]", "damaged results: Expected `object`"),
        (b'{"format": 2}', "results of format 2; this version reads format 1"),
        (b'{"format": 1, "figures": {"a": {}}}', "damaged results: Object missing required field `kind`"),
        (b'{"more": 1}', "damaged results: Object contains unknown field `more`"),
        (b'{"figures": {"\xff": 1}}', "damaged results: "),
        (b'{"figures": {"a": {"values": ' + b"[" * 100_000, "damaged results: nested too deeply"),
        (b"<<<<<<< HEAD\n{}\n=======\n", "damaged results: JSON is malformed"),
    ],
)
def test_a_damaged_file_is_an_error_for_guessing_would_change_numbers(tmp_path, data, problem):
    path = tmp_path / "results.json"
    path.write_bytes(data)
    with pytest.raises(ContentError) as caught:
        read_results(path)
    assert str(caught.value).startswith(f"{path}: {problem}")
    assert str(caught.value).endswith(HINT)


@given(st.binary(max_size=100))
@example(b"null")
def test_random_bytes_give_results_or_one_line(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "random.json"
    path.write_bytes(data)
    try:
        assert isinstance(read_results(path), Results)
    except FridaygramError as error:
        assert "\n" not in str(error)


@settings(max_examples=200)
@given(RESULTS, st.data())
def test_damage_gives_results_or_one_line(tmp_path_factory, results, data):
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    whole = json.dumps({"format": 1, "figures": {}, "inline": {}}).encode()
    write_results(path, results)
    whole = path.read_bytes() if path.exists() else whole
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 12)))
    path.write_bytes(whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:])
    try:
        assert isinstance(read_results(path), Results)
    except FridaygramError as error:
        assert "\n" not in str(error)
