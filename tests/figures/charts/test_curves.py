"""Curves on a narrow sheet: what heads them is wrapped, not cut, and the axis counts in regular steps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures import fonts
from fridaygram.figures.charts import curves, plot
from fridaygram.figures.charts.sheet import Sheet, Stroke
from fridaygram.figures.style import LAYOUT_WIDTHS, NARROW, SMALL_SIZE

HEADING = "Perplexity, unseen histories skipped, on 92 held-out texts (20%)"


def sheet_of(width, orders, heading=HEADING):
    sheet = Sheet(width, narrow=width <= NARROW)
    series = [{"name": "Unsmoothed", "values": [20 / order for order in orders]}]
    curves.draw(sheet, curves.Axis.orders(orders), [curves.CurvePanel(heading, series)])
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


def test_points_of_two_panels_stand_above_one_another():
    panels = [
        curves.CurvePanel("Bits", [{"name": "Kneser-Ney", "values": [3.5, 2.2, 2.1]}]),
        curves.CurvePanel("Characters", [{"name": "a name that is longer", "values": [1, 20_000, 1_000_000]}]),
    ]
    for width in LAYOUT_WIDTHS["normal"], NARROW:
        sheet = Sheet(width, narrow=width <= NARROW)
        curves.draw(sheet, curves.Axis.orders([1, 4, 8]), panels)
        above, below = ([spot.x for spot in sheet.spots if spot.series == panel.series[0]["name"]] for panel in panels)
        assert above == below
        assert len(above) == 3


def test_days_stand_as_far_apart_as_they_lie_in_time_and_orders_do_not():
    days = curves.Axis.categories(["2018-06-01", "2018-06-08", "2018-06-29"])
    assert [place - days.places[0] for place in days.places] == [0, 7, 28]
    assert days.labels == ["1 Jun", "8 Jun", "29 Jun"]
    orders = curves.Axis.orders([1, 2, 3, 8])
    assert list(orders.places) == [0, 1, 2, 3]
    assert orders.skips == {2}
    assert list(curves.Axis.categories(["2018-06-08", "2018-06-01"]).places) == [0, 1]


def test_the_axis_is_broken_where_orders_are_left_out():
    def dashes(orders):
        sheet = Sheet(NARROW, narrow=True)
        curves.draw(sheet, curves.Axis.orders(orders), [curves.CurvePanel("", [{"name": "a", "values": list(orders)}])])
        return [shape for shape in sheet.drawn() if isinstance(shape, Stroke) and shape.dash]

    assert not dashes([1, 2, 3])
    assert len(dashes([1, 2, 4, 5, 9])) == 2


@pytest.mark.parametrize(("values", "begins"), [([2.31, 2.14], True), ([11.7, 1.3], False), ([0.0, -1.0], False)])
def test_an_axis_that_does_not_begin_at_zero_says_so(values, begins):
    sheet = Sheet(LAYOUT_WIDTHS["normal"], narrow=False)
    curves.draw(sheet, curves.Axis.orders([1, 2]), [curves.CurvePanel("Bits", [{"name": "a", "values": values}])])
    texts = [box.text for box in sheet.boxes]
    assert any("the axis begins at" in text for text in texts) == begins
    assert begins or any(float(text) == 0 for text in texts if text.replace(".", "").isdigit())


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


@pytest.mark.parametrize("width", [NARROW, LAYOUT_WIDTHS["normal"]])
def test_a_single_point_stands_in_the_middle(width):
    sheet = sheet_of(width, [4])
    (spot,) = sheet.spots
    numbers = [box for box in sheet.boxes if box.text != HEADING]
    assert min(box.right for box in numbers) + width / 4 < spot.x < width * 0.75
