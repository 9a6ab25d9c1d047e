"""An author's own figure: run from its source, its errors at their line in the author's file."""

import pytest

from generator import figures
from generator.errors import FigureError
from generator.figures.base import Drawing

SOURCE = """
def draw(values, params):
    return f"<svg><title>{values['x']}</title></svg>"


def other(values, params):
    return helper(values)


def helper(values):
    return "<p>" + str(1 / values["zero"])
"""


def test_a_function_that_returns_text_is_a_drawing():
    function = figures.from_source(SOURCE, "figures.py")
    made = figures.authored(function, {"x": 3}, {"alt": "Three"})
    assert made == Drawing("<svg><title>3</title></svg>", "Three")


def test_a_function_may_return_a_whole_drawing():
    whole = Drawing("<i></i>", "all mine")
    assert figures.authored(lambda values, params: whole, {}, {}) is whole


def test_an_exception_is_told_with_its_line():
    function = figures.from_source(SOURCE, "post/figures.py", "other")
    with pytest.raises(FigureError) as caught:
        figures.authored(function, {"zero": 0}, {}, file="post/figures.py")
    assert str(caught.value) == "post/figures.py:11: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def draw(:\n", "figures.py:1: not Python"),
        ("x = 1\nraise ValueError('no')\n", "figures.py:2: ValueError: no"),
        ("def drow(values, params): ...\n", "did you mean 'drow'"),
        ("", "no function 'draw'"),
        ("import sys\nsys.not_there\n", "figures.py:2: AttributeError"),
    ],
)
def test_a_source_that_does_not_run_is_told_with_its_line(source, message):
    with pytest.raises(FigureError, match=message):
        figures.from_source(source, "figures.py")


@pytest.mark.parametrize("made", [None, "", "  ", 5, b"<svg/>", ["<svg/>"]])
def test_what_is_not_a_drawing_is_refused(made):
    with pytest.raises(FigureError, match="returned"):
        figures.authored(lambda values, params: made, {}, {})


def test_an_authors_own_figure_error_keeps_its_words():
    def draw(values, params):
        raise FigureError("too few dots", hint="add some")

    with pytest.raises(FigureError, match=r"figures.py: too few dots; add some"):
        figures.authored(draw, {}, {})
