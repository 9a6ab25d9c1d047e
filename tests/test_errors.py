import copy
import json
import tomllib
from xml.etree.ElementTree import ParseError, fromstring
from xml.sax.saxutils import escape

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fridaygram import errors
from fridaygram.errors import (
    ContentError,
    FridaygramError,
    json_problem,
    near,
    suggestion,
    toml_problem,
    type_problem,
    unreadable,
    yaml_problem,
)

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FridaygramError)]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ({}, "no title"),
        ({"file": "a.md"}, "a.md: no title"),
        ({"file": "a.md", "line": 3}, "a.md:3: no title"),
        ({"line": 3}, "no title"),
        ({"file": "a.md", "line": 3, "hint": "add one"}, "a.md:3: no title; add one"),
    ],
)
def test_place_problem_and_way_out_on_one_line(place, shown):
    assert str(ContentError("no title", **place)) == shown


@given(st.text(), st.text(), st.text())
def test_never_more_than_one_line(message, file, hint):
    assert len(str(ContentError(message, file=file, line=1, hint=hint)).splitlines()) <= 1


@given(st.text())
def test_what_xml_can_hold_is_readable(text):
    try:
        fromstring(f"<a>{escape(text)}</a>".encode())
    except (ParseError, UnicodeEncodeError):
        assert unreadable({"a": [text]}).startswith("a character that no feed or drawing can hold (U+")
        assert unreadable({text: 1})
    else:
        assert unreadable([text, 1, None, ("x",)]) is None


def test_a_place_is_given_once():
    error = ContentError("no title").at("a.md", 2).at("b.md", 5)
    assert str(error) == "a.md:2: no title"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_in_the_tree_and_survives_a_worker_process(kind):
    assert kind.__name__ in errors.__doc__
    there = kind("wrong", file="a.md", line=3, hint="mend it")
    back = copy.copy(there)  # by the way that a result of another process takes
    assert (type(back), str(back)) == (kind, str(there))


def test_suggestion_names_the_nearest_else_all():
    known = ["funnel", "histogram", "bar"]
    assert suggestion("funel", known) == "did you mean 'funnel'?"
    assert suggestion("xyzzy", known) == "known: bar, funnel, histogram"
    assert suggestion("x", []) == "there are none yet"
    assert suggestion("zz", [f"n{number:02}" for number in range(20)]).endswith("n11, ...")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("titel", "title"), ("Title", "title"), ("hist", "histogram"), ("version", None), ("list", None), ("t", None)],
)
def test_only_what_is_near_is_offered(name, meant):
    assert near(name, ["title", "verify", "histogram", "status", "this"]) == meant


BROKEN = [
    "a = \n", "a = 1\na = 2\n", "a = [1\n", 'a = "x\n', "a = 'x", "a 1", "= 1", "[a\nb=1", "a = {b=1", 'a = "\\x"',
    "[a]\n[a]\n", "a = 1 b = 2", 'a = """x', "a = {b=1, b=2}", 'x = "\x01"', "[[a]]\n[a]\n",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_tomls_own_words_become_a_sentence_with_a_way_out(text):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    theirs, _, place = str(caught.value).partition(" (at")
    ours, hint, line = toml_problem(caught.value)
    assert ours != theirs
    assert hint
    assert place == " end of document)" if line is None else place.startswith(f" line {line},")


BROKEN_YAML = [
    "a: b: c", 'a: "b', "a: [b, c", "a: {b: c", "a: @b", "a: `b`", "a: %b", "a: *b", "a: &", "a: !b c", "a: - b",
    'a: "\\q"', 'a: "\\xq"', "a: b\n\tc: d", "a: b\nwords\nc: d", 'a: "b" c', "- a\nb: c", "a: ]", "a: >b\n c",
    "a: b\n---\n", "a: \x01", "a:\n  - b\n- c",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN_YAML)
def test_yamls_own_words_become_a_sentence_with_a_way_out(text):
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.load(text, yaml.CSafeLoader)
    theirs = getattr(caught.value, "problem", None) or str(caught.value)
    ours, hint = yaml_problem(theirs)
    assert ours != theirs
    assert hint


BROKEN_JSON = [
    "", "{", '{"a": 1,}', "[1,]", "{'a': 1}", '{"a" 1}', '{"a": 1 "b": 2}', "[1] 2", '["a', '["a\nb"]', r'["\x"]',
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN_JSON)
def test_jsons_own_words_become_a_sentence_with_a_way_out(text):
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    ours, hint = json_problem(caught.value.msg)
    assert ours != caught.value.msg
    assert hint


def test_types_are_named_in_words():
    assert type_problem("Expected `int | null`, got `str`") == (
        "this is text, and it must be a whole number",
        "write it without quotes: 3",
    )
    assert type_problem("Invalid RFC3339 encoded date") == ("this is not a date", "write it as 2026-12-25")
    assert type_problem("Object missing required field `x`") is None
