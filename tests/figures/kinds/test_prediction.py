"""A prediction in words: open, kept, missed."""

import pytest

from fridaygram import figures
from fridaygram.errors import FigureError

PARAMS = {"claim": "demo.reviews > 500", "by": "2018-06-22"}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Open. Its day is Friday 22 June 2018."),
        ({"kept": True, "numbers": {"demo.reviews": 1584}}, "Kept. On Friday 22 June 2018, demo.reviews was 1,584."),
        (
            {"kept": False, "numbers": {"demo.a": -1.87231, "demo.b": 2}},
            "Missed. On Friday 22 June 2018, demo.a was −1.87231 and demo.b was 2.",
        ),
    ],
)
def test_it_says_what_became_of_the_claim(values, told):
    drawing = figures.render("prediction", {**PARAMS, **values}, PARAMS, "p-")
    assert drawing.text == f"Prediction: demo.reviews > 500. {told}"
    assert "<code>demo.reviews &gt; 500</code>" in drawing.html
    assert told.partition(". ")[2] in drawing.html


@pytest.mark.parametrize("wrong", [{"by": "soon"}, {"by": "2018-02-30"}, {"kept": True}])
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(FigureError):
        figures.parameters("prediction", {**PARAMS, **wrong})
