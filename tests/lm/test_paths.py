"""The paths of the first post's phrase, and laws that hold for any phrase."""

import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import UsageError
from fridaygram.lm import build_index, generation_paths

PHRASE = "This is the remix."


def by_kind(values, kind):
    return [path for path in values["paths"] if path["kind"] == kind]


def test_the_bigram_model_of_the_phrase():
    values = generation_paths(PHRASE, 2)
    happy, branch, loop = values["paths"]
    assert (happy["text"], happy["probability"], happy["forks_from"]) == (PHRASE, 0.25, None)
    assert (branch["text"], branch["probability"]) == ("This the remix.", 0.5)
    assert branch["forks_from"] == {"path": 0, "step": 5}
    assert loop["text"].startswith("This is is is") and loop["loops_to"] == 6
    assert {entry["history"]: entry["next"] for entry in values["histories"]}["s "] == [["i", 0.5], ["t", 0.5]]
    assert [entry["history"] for entry in values["histories"]][:4] == ["~~", "~T", "Th", "hi"]
    assert values["histories"][-1] == {"history": "x.", "next": [["", 1.0]]}


def test_four_characters_of_history_leave_only_the_phrase():
    values = generation_paths(PHRASE, 4)
    assert [(path["name"], path["probability"]) for path in values["paths"]] == [("happy", 1.0)]


def test_a_phrase_alone_needs_no_arrays(monkeypatch):
    for module in ("numpy", "numba", "pydivsufsort"):
        monkeypatch.setitem(sys.modules, module, None)
    assert generation_paths(PHRASE, 2)["paths"]


def test_a_phrase_with_the_pad_in_it_gets_another():
    values = generation_paths("~a~", 2)
    assert values["pad"] != "~" and values["histories"][0]["history"] == values["pad"] * 2


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="ab .~", min_size=1, max_size=14), st.integers(1, 4), st.booleans())
def test_every_path_is_a_walk_in_the_model(phrase, order, with_index):
    index = build_index([phrase, phrase[::-1], "ab a"]) if with_index else None
    values = generation_paths(phrase, order, index=index, branches=3, loops=3)
    table = {entry["history"]: dict(entry["next"]) for entry in values["histories"]}
    for following in table.values():
        assert math.isclose(sum(following.values()), 1)
    happy = values["paths"][0]
    assert happy["text"] == phrase and happy["steps"][-1]["char"] in ("", phrase[-1])
    for path in values["paths"]:
        history = values["pad"] * order
        for step in path["steps"]:
            assert step["history"] == history
            assert step["p"] == table[history][step["char"]] and step["choices"] == len(table[history])
            history = (history + step["char"])[-order:]
        assert math.isclose(path["probability"], math.prod(step["p"] for step in path["steps"]))
        if path["kind"] != "happy":
            fork = path["forks_from"]["step"]
            assert path["steps"][:fork] == happy["steps"][:fork] and path["steps"][fork] != happy["steps"][fork]
        if path["kind"] == "loop":
            assert path["steps"][path["loops_to"]]["history"] == history


def test_in_a_corpus_the_phrase_need_not_stand_as_such():
    index = build_index(["This is a song.", "Is the remix here?", "the remix."])
    values = generation_paths(PHRASE, 2, index=index, corpus="three")
    assert values["corpus"] == "three" and values["paths"][0]["text"] == PHRASE


@pytest.mark.parametrize(
    ("phrase", "order", "said"),
    [
        ("abz", 2, "character 3 of 'abz': in the corpus 'z' never follows 'ab'; try a lower order, or a phrase"),
        ("bab", 2, "'b' begins no text; begin as one of its texts does"),
    ],
)
def test_a_phrase_that_the_corpus_cannot_write_is_refused_with_the_reason(phrase, order, said):
    with pytest.raises(UsageError, match=said):
        generation_paths(phrase, order, index=build_index(["abab", "ab"]), corpus="two")


@pytest.mark.parametrize(("phrase", "order"), [("", 2), ("ab", 0)])
def test_nothing_to_walk_is_refused(phrase, order):
    with pytest.raises(UsageError):
        generation_paths(phrase, order)
