"""Notes in charts: beside the value that they name, over nothing, and one line where there is no such value."""

from datetime import date
from itertools import combinations

import pytest

from fridaygram import figures
from fridaygram.errors import FigureError
from fridaygram.figures import draw
from fridaygram.figures.charts import chart
from fridaygram.figures.charts.sheet import Sheet
from tests.figures.examples import EXAMPLES

CHARTS = [name for name in EXAMPLES if issubclass(draw.load(EXAMPLES[name][0]).params, chart.ChartParams)]
SHORT = "Here it bends"
LONG = "Of all that is drawn here this alone would be remembered by those who look at it for a moment, and it is wrong"


def sheets_of(name, notes):
    """Draw an example with notes; return its sheets."""
    kind, values, params = EXAMPLES[name]
    found = []
    with pytest.MonkeyPatch.context() as patch:
        made = chart.sheets_of
        patch.setattr(chart, "sheets_of", lambda *args: found.extend(made(*args)) or found)
        figures.render(kind, values, {**params, "notes": notes}, "f1")
    return found


def spots_of(name):
    wide, narrow = sheets_of(name, [])
    kept = {(spot.at, spot.series) for spot in narrow.spots}
    return [spot for spot in wide.spots if (spot.at, spot.series) in kept]


@pytest.mark.parametrize("text", [SHORT, LONG])
@pytest.mark.parametrize("name", CHARTS)
def test_a_note_stands_at_any_value_and_covers_nothing(name, text):
    spots = spots_of(name)
    assert spots
    for spot in (spots[0], spots[len(spots) // 2], spots[-1]):
        before = sheets_of(name, [])
        for plain, sheet in zip(
            before, sheets_of(name, [{"at": spot.at, "series": spot.series, "text": text}]), strict=True
        ):
            written = sheet.boxes[len(plain.boxes) :]
            assert " ".join(box.text for box in written).endswith(text)
            for box in written:
                assert box.left >= 0
                assert box.right <= sheet.width + 0.5
                assert box.bottom <= sheet.height
            for one, other in combinations(sheet.boxes, 2):
                assert not one.overlaps(other), (one, other)


def test_notes_that_find_no_room_are_written_below_by_name():
    notes = [{"at": "week 8", "series": "training", "text": f"{n} {LONG}"} for n in range(9)]
    wide, narrow = sheets_of("line", notes)
    for sheet, plain in zip((wide, narrow), sheets_of("line", []), strict=True):
        assert sheet.height > plain.height
        assert any(box.text.startswith("week 8, training: ") for box in sheet.boxes)


@pytest.mark.parametrize(
    ("name", "at", "found"),
    [
        ("order-curve", 4, "4"),
        ("histogram", 132, "101–200"),
        ("histogram", 5000, "> 1,000"),
        ("calendar", date(2018, 6, 8), "2018-06-08"),
        ("learning-curve", "2018-06-15", "2018-06-15"),
        ("bar", "pytorch", "PyTorch"),
    ],
)
def test_a_value_is_named_as_an_author_writes_it(name, at, found):
    series = {"order-curve": "Kneser-Ney", "learning-curve": "Kneser-Ney"}.get(name, "")
    plain, noted = (sheets_of(name, notes)[0] for notes in ([], [{"at": at, "text": SHORT, "series": series}]))
    (spot,) = (spot for spot in plain.spots if spot.at == found and series in ("", spot.series))
    ring = [stroke for stroke in noted.drawn() if len(getattr(stroke, "points", ())) == 25]
    assert len(ring) == 1
    assert ring[0].points[0] == pytest.approx((spot.x + 5, spot.y))


@pytest.mark.parametrize(
    ("note", "message", "hint"),
    [
        ({"at": "week 9", "text": ""}, "there is no value at 'week 9'", "did you mean 'week"),
        ({"at": 40, "text": ""}, "there is no value at '40'", "known: week 1, week 2"),
        ({"at": "week 1", "text": ""}, "at 'week 1' there is more than one series", "held out, training"),
        ({"at": "week 1", "text": "", "series": "x"}, "at 'week 1' there is no series 'x'", "held out, training"),
        ({"at": "week 5", "text": "", "series": "held out"}, "there is no series 'held out'", "training"),
        ({"text": ""}, "missing required field", ""),
    ],
)
def test_a_note_at_what_is_not_there_is_one_line_with_the_way_out(note, message, hint):
    with pytest.raises(FigureError) as error:
        sheets_of("line", [note])
    assert message in str(error.value)
    assert hint in (error.value.hint or "")


def test_a_narrow_heatmap_names_what_it_leaves_out():
    letters = "abcdefghijklmnopqrstuvwxyz"
    values = {
        "categories": list(letters),
        "series": [{"name": name, "values": [n + 1] * len(letters)} for n, name in enumerate(letters)],
    }
    found = []
    with pytest.MonkeyPatch.context() as patch:
        made = chart.sheets_of
        patch.setattr(chart, "sheets_of", lambda *args: found.extend(made(*args)) or found)
        figures.render("heatmap", values, {"notes": [{"at": "z", "series": "a", "text": LONG}]}, "f1")
    wide, narrow = found
    assert "z" in {spot.at for spot in wide.spots}
    assert "z" not in {spot.at for spot in narrow.spots}
    assert " ".join(box.text for box in narrow.boxes).endswith(f"z, a: {LONG}")


def test_no_word_of_a_long_note_is_lost():
    text = " ".join(f"word{n}" for n in range(200))
    for sheet in sheets_of("bar", [{"at": "Keras", "text": text}]):
        assert " ".join(box.text for box in sheet.boxes).endswith(text)


def test_notes_are_in_the_description_of_a_chart():
    kind, values, params = EXAMPLES["calendar"]
    notes = [{"at": date(2018, 6, 8), "text": "It began."}]
    assert figures.render(kind, values, {**params, "notes": notes}, "f1").text.endswith("Note at 2018-06-08: It began.")


def test_a_note_decides_no_values():
    assert all("notes" not in draw.load(kind).decides for kind in figures.names())


def test_a_rule_ends_before_a_label():
    sheet = Sheet(100, narrow=True)
    sheet.height = 40
    sheet.text(40, 24, "blog")
    sheet.line([(0, 20), (100, 20)], "rule", yields=True)
    sheet.line([(50, 0), (50, 40)], "ink", yields=True)
    sheet.line([(0, 35), (100, 35)], "rule", yields=True)
    (box,) = sheet.boxes
    pieces = [shape.points for shape in sheet.drawn() if hasattr(shape, "points")]
    assert pieces == [
        ((0, 20), (box.left - 3, 20)), ((box.right + 3, 20), (100, 20)),
        ((50, 0), (50, box.top - 3)), ((50, box.bottom + 3), (50, 40)),
        ((0, 35), (100, 35)),
    ]  # fmt: skip
