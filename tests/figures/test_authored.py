"""An author's own figure: what it may return, its errors at their line in the author's file."""

import pytest

from fridaygram import figures
from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing


def draw(function, values=None, params=None):
    return figures.draw_authored(function, values or {}, params or {}, path=__file__, file="post/figures.py")


def test_a_function_that_returns_text_is_a_drawing():
    made = draw(lambda values, params: f"<svg><title>{values['x']}</title></svg>", {"x": 3}, {"alt": "Three"})
    assert made == Drawing("<svg><title>3</title></svg>", "Three")


def test_a_function_may_return_a_whole_drawing():
    whole = Drawing("<i></i>", "all mine")
    assert draw(lambda values, params: whole) is whole


def divides(values, params):
    return str(1 / values["zero"])


def calls(values, params):
    return divides(values, params)


def sorts_what_cannot_be(values, params):
    return [int(item) for item in ("1", "a")]


@pytest.mark.parametrize(
    ("function", "inside", "message"),
    [
        (divides, divides, "ZeroDivisionError: division by zero"),
        (calls, divides, "ZeroDivisionError: division by zero"),
        (sorts_what_cannot_be, sorts_what_cannot_be, "ValueError: invalid literal for int() with base 10: 'a'"),
    ],
)
def test_an_exception_is_told_with_its_innermost_line(function, inside, message):
    with pytest.raises(FigureError) as caught:
        draw(function, {"zero": 0})
    assert str(caught.value) == f"post/figures.py:{inside.__code__.co_firstlineno + 1}: {message}"


@pytest.mark.parametrize("made", [None, "", "  ", 5, b"<svg/>", ["<svg/>"]])
def test_what_is_not_a_drawing_is_refused(made):
    with pytest.raises(FigureError, match=r"^post/figures.py: the function returned .*; return SVG or HTML"):
        draw(lambda values, params: made)


def test_an_authors_own_figure_error_keeps_its_words():
    def refuses(values, params):
        raise FigureError("too few dots", hint="add some")

    with pytest.raises(FigureError, match=r"post/figures.py:\d+: too few dots; add some"):
        draw(refuses)


def test_an_author_cannot_end_the_program():
    def leave(values, params):
        raise SystemExit(0)

    with pytest.raises(FigureError, match="SystemExit: 0"):
        draw(leave)
