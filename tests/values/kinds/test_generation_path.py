"""Paths of a phrase: the model's own; an author chooses, orders and names them."""

import pytest

from fridaygram import figures
from fridaygram.errors import ContentError
from fridaygram.values.kinds.generation_path import PROVIDER

REMIX = {"phrase": "This is the remix.", "order": 2}


def paths(given=None, **more):
    made = PROVIDER.compute({**REMIX, **more, "paths": given}, None)
    return made, [(path["name"], path["kind"]) for path in made["paths"]]


def test_without_a_choice_all_are_shown():
    assert paths()[1] == [("happy", "happy"), ("branch", "branch"), ("loop", "loop")]


def test_the_directive_chooses_orders_and_names():
    made, named = paths([{"loop": "stuck"}, "happy"])
    assert named == [("stuck", "loop"), ("happy", "happy")]
    assert made["paths"][0]["forks_from"]["path"] == 1
    text = figures.render("generation-path", made, {"scale": 1}, "f1").text
    assert "Green (stuck) writes" in text
    assert "leaving blue (happy) after" in text


def test_a_path_without_its_parent_stands_on_its_own():
    made, _ = paths(["branch"])
    assert made["paths"][0]["forks_from"] is None
    assert figures.render("generation-path", made, {"scale": 1}, "f1").text.count(" writes ") == 1


def test_more_branches_are_sought_where_they_are_asked_for():
    _, named = paths(["happy", "branch", "branch 2"], phrase="to be or not to be", order=1)
    assert [kind for _, kind in named] == ["happy", "branch", "branch"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["lop"], "there is no path 'lop' of this phrase; did you mean 'loop'"),
        (["branch 2"], "there is no path 'branch 2'"),
        (["loop", {"loop": "again"}], "the path 'loop' is chosen twice"),
        ([{"loop": "a", "happy": "b"}], "chooses no path"),
    ],
)
def test_a_wrong_choice_is_said(given, message):
    with pytest.raises(ContentError, match=message):
        paths(given)
