"""Titles and names of axes: whole at any width, on the sheet, in each other's way at none."""

from itertools import combinations

import pytest

from fridaygram import figures
from fridaygram.figures import draw
from fridaygram.figures.charts import chart, plot
from fridaygram.figures.charts.sheet import Sheet
from tests.figures.examples import EXAMPLES

LONG = "How many words were written by those who came first"
TITLED = [name for name in EXAMPLES if "title" in draw.load(EXAMPLES[name][0]).params.__struct_fields__]


def long_named(name):
    """Return an example's kind, its values with a long name for every series, and its parameters with a long title."""
    kind, values, params = EXAMPLES[name]
    if kind == "scatter":
        values = {**values, "series": [{**item, "name": f"{LONG} {n}"} for n, item in enumerate(values["series"])]}
    named = {"below": LONG} if kind == "line" else {}
    return kind, values, {**params, "title": LONG, **named}


@pytest.fixture
def sheets(monkeypatch):
    """Collect the sheets that are drawn."""
    found, sheets_of = [], chart.sheets_of

    def keep(*args):
        found.extend(made := sheets_of(*args))
        return made

    monkeypatch.setattr(chart, "sheets_of", keep)
    return found


@pytest.mark.parametrize("name", TITLED)
def test_long_titles_and_names_of_axes_are_wrapped_not_cut(name, sheets):
    kind, values, params = long_named(name)
    figures.render(kind, values, params, "f1")
    assert sheets
    for sheet in sheets:
        assert not [box.text for box in sheet.boxes if box.text.endswith("…") and box.text[:8] in LONG]
        wanted = {"scatter": 3, "line": 2}.get(kind, 1)
        assert " ".join(box.text for box in sheet.boxes).count("who came first") == wanted
        for box in sheet.boxes:
            assert box.left >= -0.01, box
            assert box.right <= sheet.width + 0.5, box
            assert box.bottom <= sheet.height + 0.5, box
        for one, other in combinations(sheet.boxes, 2):
            assert not one.overlaps(other), (one, other)


def test_a_title_takes_room_only_where_there_is_one():
    sheet = Sheet(300, narrow=True)
    assert plot.title(sheet, "", 5, gap=8) == 5
    assert plot.title(sheet, "Short", 5, gap=8) == 5 + 18 + 8
    assert plot.title(sheet, LONG, 5, gap=8) == 5 + 2 * 18 + 8
