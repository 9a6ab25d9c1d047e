import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fridaygram.errors import ContentError, FridaygramError
from fridaygram.values.base import rounded
from fridaygram.values.results import Entry, Erratum, Results, content_key, read_results, sealed, write_results

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
).map(rounded)
TABLES = st.dictionaries(TEXT, VALUES, max_size=3)
DAYS = st.sampled_from(["", "2018-06-08"])
ERRATA = st.builds(Erratum, day=TEXT, reason=TEXT, old=TABLES, new=TABLES)
ENTRIES = st.builds(
    Entry,
    kind=st.sampled_from(["bar", "order-curve"]),
    params=TABLES,
    sources=st.dictionaries(TEXT, TEXT, max_size=2),
    computed=TEXT,
    values=TABLES,
    published=DAYS,
    retired=DAYS,
    errata=st.lists(ERRATA, max_size=2).map(tuple),
).map(sealed)
RESULTS = st.lists(ENTRIES, max_size=3).map(lambda entries: Results(values={entry.key: entry for entry in entries}))


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
    write_results(tmp_path / "results.json", Results(values={"demo.reviews": sealed(entry)}))
    assert (
        (tmp_path / "results.json").read_text()
        == """\
{
  "format": 2,
  "values": {
    "demo.reviews": {
      "computed": "2018-06-08",
      "digest": "DIGEST",
      "kind": "inline",
      "params": {
        "name": "demo.reviews"
      },
      "sources": {},
      "values": {
        "value": 3
      }
    }
  }
}
""".replace("DIGEST", sealed(entry).digest)
    )


def test_a_key_says_what_a_value_is_of():
    assert content_key("inline", {"name": "demo.reviews"}) == "demo.reviews"
    key = content_key("order_curve", {"corpus": "demo", "orders": None})
    assert key == content_key("order-curve", {"corpus": "demo"})
    assert key.startswith("order-curve-")
    assert key != content_key("order-curve", {"corpus": "demo", "orders": [1]})


OLD = {"kind": "bar", "params": {"data": "a.csv"}, "sources": {}, "computed": "2018-06-08", "values": {"n": 1}}
OLD_INLINE = {**OLD, "kind": "inline", "params": {"name": "demo.reviews"}, "values": {"value": 3}}


def test_format_1_is_read(tmp_path):
    path = tmp_path / "results.json"
    figures = {"bar": OLD, "bar-2": OLD}
    path.write_text(json.dumps({"format": 1, "figures": figures, "inline": {"demo.reviews": OLD_INLINE}}))
    results = read_results(path)
    key = content_key("bar", {"data": "a.csv"})
    assert results.values.keys() == {key, "demo.reviews"}
    assert results.values[key].places == ("bar", "bar-2")
    assert (results.values[key].computed, results.values[key].values) == ("2018-06-08", {"n": 1})
    assert all(entry.is_intact for entry in results.values.values())
    write_results(path, results)
    assert read_results(path) == results


def test_two_numbers_of_one_figure_cannot_be_told_apart(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"format": 1, "figures": {"bar": OLD, "bar-2": {**OLD, "values": {"n": 2}}}}))
    with pytest.raises(ContentError, match="the figures bar and bar-2 are the same, but their numbers differ"):
        read_results(path)


def test_nothing_to_keep_leaves_no_file(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("{}")
    write_results(path, Results())
    write_results(path, Results())
    assert not path.exists()
    assert read_results(path) == Results()


HINT = "get it back: git checkout HEAD -- "


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "damaged results: "),
        (b"[]", "damaged results: Expected `object`"),
        (b'{"values": {"a": {}}}', "damaged results: Object contains unknown field `values`"),
        (b'{"format": 2, "values": {"a": {}}}', "damaged results: Object missing required field `kind`"),
        (json.dumps({"format": 2, "values": {"a": OLD}}).encode(), "damaged results: 'a' holds the value of 'bar-"),
        (
            json.dumps({"format": 2, "values": {"demo.reviews": {**OLD_INLINE, "values": {}}}}).encode(),
            "damaged results: 'demo.reviews' has no value",
        ),
        (b'{"format": 1, "figures": {"a": {}}}', "damaged results: Object missing required field `kind`"),
        (b'{"more": 1}', "damaged results: Object contains unknown field `more`"),
        (b'{"figures": {"\xff": 1}}', "damaged results: "),
        (b'{"figures": {"a": {"values": ' + b"[" * 100_000, "damaged results: nested too deeply"),
    ],
)
def test_a_damaged_file_is_an_error_for_guessing_would_change_numbers(tmp_path, data, problem):
    path = tmp_path / "results.json"
    path.write_bytes(data)
    with pytest.raises(ContentError) as caught:
        read_results(path)
    assert str(caught.value).startswith(f"{path}: {problem}")
    assert HINT in str(caught.value)


def test_what_a_merge_left_and_what_a_newer_program_wrote_are_told(tmp_path):
    path = tmp_path / "results.json"
    path.write_bytes(b"{\n<<<<<<< HEAD\n}\n=======\n")
    with pytest.raises(ContentError, match=r":2: a merge left conflicts here; tell git how .*merge-results"):
        read_results(path)
    path.write_bytes(b'{"format": 3}')
    with pytest.raises(ContentError, match="results of format 3; this version reads 1 and 2; a newer Fridaygram"):
        read_results(path)


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
