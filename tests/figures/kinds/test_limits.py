"""The limits of order, drawn: two pictures one above the other, words, a table, no text upon another."""

import pytest

from fridaygram.figures.charts.chart import sheets_of
from fridaygram.figures.kinds import limits
from tests.figures.examples import LIMITS

PARAMS = limits.LimitsParams(corpus="demo", title="What more memory buys")


@pytest.fixture
def drawing():
    return limits.FIGURE.draw(LIMITS, PARAMS, "x")


def test_words_say_what_the_picture_shows(drawing):
    assert drawing.text == (
        "Orders 1 to 16. Held-out bits a character of Kneser-Ney: lowest, 2.08, at order 16. "
        "Histories of held-out text that training never met: 0% at order 1, 96% at order 16. "
        "Characters of generated text that stand in no copy: 100% at order 1, 0% at order 16. "
        "Generated texts that repeat themselves at once: 0% at order 1, 7% at order 16."
    )


def test_people_stand_in_the_table_and_below_the_picture(drawing):
    assert drawing.table.rows[2][:6] == ("8", "2.087", "54%", "26%", "183", "5%")
    assert drawing.table.rows[-1][:6] == ("people", "–", "–", "96%", "39", "2%")
    assert "people wrote, 96%." in drawing.html
    assert "of people's, 2%." in drawing.html
    assert "Of the held-out reviews, 0.4% stands in training in runs of 50 characters or more" in drawing.html


@pytest.mark.parametrize("width", [0, 1])
def test_no_text_lies_on_another_or_leaves_the_sheet(width):
    sheet = sheets_of(lambda one: limits._plot(one, LIMITS, PARAMS), PARAMS)[width]
    for place, box in enumerate(sheet.boxes):
        assert box.left >= -0.5, box
        assert box.right <= sheet.width + 0.5, box
        assert box.bottom <= sheet.height + 0.5, box
        assert not [other for other in sheet.boxes[place + 1 :] if box.overlaps(other)], box
    headings = [box.top for box in sheet.boxes if box.text.startswith(("Sense", "Memory"))]
    assert headings[1] - headings[0] > 200


def test_infinite_bits_are_said():
    values = {**LIMITS, "model": "Unsmoothed", "bits": [None] * 4}
    drawing = limits.FIGURE.draw(values, PARAMS, "x")
    assert "infinite at every order" in drawing.text
    assert {row[1] for row in drawing.table.rows[:-1]} == {"∞"}


def test_it_is_the_same_every_time(drawing):
    assert limits.FIGURE.draw(LIMITS, PARAMS, "x") == drawing
