"""Curves on a narrow sheet: what heads them is wrapped, not cut, and the axis counts in regular steps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures import fonts
from fridaygram.figures.charts import curves, plot
from fridaygram.figures.charts.sheet import Sheet
from fridaygram.figures.style import LAYOUT_WIDTHS, NARROW, SMALL_SIZE

HEADING = "Perplexity, unseen histories skipped, on 92 held-out texts (20%)"


def sheet_of(width, orders, heading=HEADING):
    sheet = Sheet(width, narrow=width <= NARROW)
    series = [{"name": "Unsmoothed", "values": [20 / order for order in orders]}]
    curves.draw(sheet, series=series, labels=[str(order) for order in orders], below="order", heading=heading)
    return sheet


def labels_below(sheet):
    """Return the numbers in the lowest row but the axis's name, from left to right."""
    baseline = sorted({box.bottom for box in sheet.boxes})[-2]
    return [int(box.text) for box in sorted(sheet.boxes, key=lambda box: box.left) if box.bottom == baseline]


@pytest.mark.parametrize("width", [NARROW, LAYOUT_WIDTHS["normal"]])
def test_a_long_heading_is_wrapped_and_nothing_lies_upon_it(width):
    sheet = sheet_of(width, range(1, 16))
    assert not [box.text for box in sheet.boxes if "…" in box.text]
    assert HEADING in " ".join(box.text for box in sheet.boxes)
    for place, box in enumerate(sheet.boxes):
        assert box.right <= sheet.width + 0.5
        assert not [other for other in sheet.boxes[place + 1 :] if box.overlaps(other)]


def test_on_a_narrow_sheet_it_takes_a_second_line_more():
    long, short = sheet_of(NARROW, range(1, 16)), sheet_of(NARROW, range(1, 16), "Perplexity")
    assert long.height == short.height + 14


@pytest.mark.parametrize("last", [5, 15, 16, 20, 40, 120])
def test_orders_are_counted_in_regular_steps(last):
    for width in LAYOUT_WIDTHS["normal"], NARROW:
        written = labels_below(sheet_of(width, range(1, last + 1)))
        assert written[0] == 1
        assert len({after - before for before, after in pairwise(written)}) == 1
        assert written[-1] > last / 2
    assert last != 15 or written == [1, 3, 5, 7, 9, 11, 13, 15]


@given(st.lists(st.tuples(st.floats(5, 60), st.text("ab 1", max_size=12)), max_size=30))
def test_the_step_is_the_least_at_which_labels_keep_apart(pieces):
    x, labels = 0.0, []
    for gap, label in pieces:
        x += gap
        labels.append((x, label))

    def touch(step):
        return any(
            after - before < (fonts.width(one, SMALL_SIZE) + fonts.width(other, SMALL_SIZE)) / 2 + 5.99
            for (before, one), (after, other) in pairwise(labels[::step])
        )

    step = plot.regular_step(labels)
    assert not touch(step)
    assert all(touch(less) for less in range(1, step)) or step == 1
