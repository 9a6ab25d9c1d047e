"""Charts speak the language of their page: their own words, numbers and days; what their author wrote stays."""

import json
import re
from html import unescape
from itertools import chain

import pytest
import yaml

from fridaygram.figures import fonts
from fridaygram.figures.draw import catalogue, load, names, render
from fridaygram.figures.path.captions import Captions, Strip
from fridaygram.figures.path.moments import readings
from fridaygram.figures.path.scene import FONT
from fridaygram.languages import Language, Languages, speaking, translated
from fridaygram.languages.catalogue import packaged
from fridaygram.lm import generation_paths
from tests.figures.examples import EXAMPLES, HISTOGRAM, LIMITS, ORDER_CURVE

FUNNEL = {
    "funnels": [
        {"title": "", "stages": [{"label": "songs", "count": 12345}, {"label": "reviews", "count": 1584}]},
    ]
}
DAYS = {"unit": "words", "categories": ["2018-05-04", "2018-05-11"], "series": [{"name": "w", "values": [1584.5, 2]}]}


def drawn(tag, kind, values, params):
    with speaking(Languages().of(tag)):
        return render(kind, values, params, "s-")


def test_a_funnel_speaks_german():
    drawing = drawn("de", "funnel", FUNNEL, {"corpus": "x"})
    assert "12.345" in drawing.html
    assert ">vom Anfang<" in drawing.html
    assert drawing.text == "12.345 songs, dann 1.584 Rezensionen. 13\xa0% vom Anfang bleiben übrig."
    assert drawing.table.header[:3] == ("Stufe", "Anzahl", "Vom Anfang")
    assert "of first" not in drawing.html


@pytest.mark.parametrize(
    ("tag", "month", "day"), [("de", "Mai 2018", "4. Mai 2018"), ("ja", "2018年5月", "2018年5月4日")]
)
def test_a_calendar_names_days_and_months(tag, month, day):
    drawing = drawn(tag, "calendar", DAYS, {"data": "d.csv"})
    assert f">{month}<" in drawing.html
    assert day in drawing.text


# Its caption names the end of the text.
AGAIN = "generation-path", generation_paths("abab", 1), {"phrase": "abab", "order": 1, "format": "svg"}


@pytest.mark.parametrize("given", [EXAMPLES["funnel"], AGAIN])
def test_what_was_drawn_in_between_is_english_again(given):
    before = render(*given, "s-").html
    german = drawn("de", *given).html
    assert render(*given, "s-").html == before
    assert drawn("ja", *given).html != german != before
    assert drawn("de", *given).html == german
    seen = re.sub("<style.*?</style>|<[^>]*>|Ende|endet", "", german)
    assert "end" not in seen


def strange(text):
    """Return a text of a catalogue without a Latin letter outside its placeholders."""
    return re.sub(r"({\w+})|[A-Za-z]", lambda found: found[1] or "ж", text)


STRANGE = {
    name: {form: strange(one) for form, one in text.items()} if isinstance(text, dict) else strange(text)
    for name, text in packaged("en").items()
}
# Of programs, options and models, and units that all languages write so.
NAMES = {"Fridaygram", "fridaygram", "sample", "model", "order", "seed", "count", "length", "prompt", "mle", "KB"}
HEARD = r"""(?:aria-label|placeholder|title|alt|data-hint|data-label)="([^"]*)"|data-(?:values|words)='([^']*)'"""


def everything(drawing):
    """Return all text of a drawing that a reader sees or hears, on the page and in feeds."""
    html = re.sub("<script.*?</script>|<style.*?</style>|<code>.*?</code>", "", drawing.html + drawing.feed, flags=re.S)
    rows = [drawing.table.header, *drawing.table.rows] if drawing.table else []
    heard = [label for label, _ in re.findall(HEARD, html)]
    heard += [text for _, data in re.findall(HEARD, html) if data for text in leaves(json.loads(unescape(data)))]
    return " ".join([unescape(re.sub("<[^>]*>", " ", html)), *heard, drawing.text, *chain(*rows)])


def leaves(value):
    """Yield the texts of values; those of a funnel have reasons for names."""
    if isinstance(value, dict):
        yield from value.get("drops", ())
        value = [*value.values()]
    if isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)


def asked(kind):
    """Return the values and parameters that a kind's docstring shows."""
    entry = next(entry for entry in catalogue() if entry.kind == kind)
    given = yaml.safe_load("\n".join(entry.asked.splitlines()[1:-1]))
    return kind, yaml.safe_load(entry.example), given


ALL = {**{name: asked(name) for name in names() if name not in EXAMPLES}, **EXAMPLES}


@pytest.mark.parametrize("name", ALL)
def test_a_figure_has_no_word_that_is_not_of_the_catalogue(name):
    kind, values, params = ALL[name]
    with speaking(Language("ja", STRANGE)):
        drawing = render(kind, values, params, "x-")
        # A word of the program is one where a value holds it; in a file of the author's, it is the author's.
        held = [text for text in leaves([values, params]) if translated(text) == text or load(kind).values == "data"]
    said = re.sub(r"{\w+}", "", everything(drawing))
    assert "ж" in said
    known = " ".join([*held, *NAMES]).lower()
    assert {one for one in re.findall("[A-Za-z]{2,}", said) if one.lower() not in known} == set()


def test_the_words_of_charts_are_those_of_the_language():
    histogram = drawn("de", "histogram", HISTOGRAM, {"corpus": "x"})
    assert ">Mittelwert 132<" in histogram.html
    assert "Median 98" in histogram.text
    assert "die Flächen zeigen die Anzahlen" in re.sub("<[^>]*>", " ", histogram.html)
    assert 'data-label="Die Werte dieses Diagramms: mit den Pfeiltasten bewegen"' in histogram.html
    curve = drawn("de", "order-curve", ORDER_CURVE, {"corpus": "x"})
    assert ': unendlich"' in curve.html


@pytest.mark.parametrize("form", ["gif", "svg"])
def test_what_stands_around_an_animation_is_german(form):
    params = {"phrase": "Ein Satz.", "order": 2, "format": form}
    drawing = drawn("de", "generation-path", generation_paths("Ein Satz.", 2), params)
    labels = re.findall(r"<label[^>]*>(?:<span[^>]*></span>)?([^<]*)", drawing.html)
    labels += re.findall("<summary>([^<]*)", drawing.html)
    controls = {"gif": ["Animation anhalten und das Ende zeigen"], "svg": ["Pause", "Schritt "]}
    assert labels == [*controls[form], "Die Animation in Worten"]
    assert drawing.table.header == ("Vorgeschichte", "Nächstes Zeichen und seine Wahrscheinlichkeit")


def caption(tag, name, room):
    """Return the rows of a caption in a strip of ``room`` columns."""
    values = generation_paths("This is the remix.", 2)
    with speaking(Languages().of(tag)):
        said = getattr(Captions(values, readings(values)), name)()
        return list(Strip([said], room * FONT.advance).items(0, 0))


def test_a_caption_in_arabic_begins_at_the_right_and_joins_the_letters_of_a_word():
    (row,) = caption("ar", "rest", 40)
    assert [cell.glyph for _, run, *_ in row.look.spans for cell in run.cells] == [".", "النهاية", "حتى", "وهكذا"]
    assert row.x + row.look.width == 40 * FONT.advance


def test_a_caption_in_japanese_breaks_between_letters_but_not_before_a_full_stop():
    rows = ["".join(run.text for _, run, *_ in row.look.spans) for row in caption("ja", "signs", 20)]
    assert "".join(rows).startswith("これだけから学びます。")
    assert len(rows) > 2
    assert all(row[0] not in "。、" for row in rows)
    assert all(row.look.width <= 20 * FONT.advance for row in caption("ja", "signs", 20))


def test_a_picture_whose_words_no_font_has_speaks_english_and_says_so(monkeypatch):
    known = fonts.face_of
    lacking = lambda glyph, face: fonts.LAST_RESORT if max(glyph) > "⿿" else known(glyph, face)  # noqa: E731
    monkeypatch.setattr(fonts, "face_of", lacking)
    values, params = generation_paths("This.", 2), {"phrase": "This.", "order": 2, "format": "svg"}
    japanese, english = (drawn(tag, "generation-path", values, params) for tag in ("ja", "en"))
    assert [asset.data for asset in japanese.assets] == [asset.data for asset in english.assets]
    assert "書き始めます" in re.sub("<[^>]*>", "", japanese.html)
    (warning,) = japanese.warnings
    assert "animation are English" in warning
    assert english.warnings == ()


@pytest.mark.parametrize("series", ["novel", "neu"])
def test_a_note_names_a_value_in_english_or_as_its_chart_shows_it(series):
    params = {"corpus": "demo", "notes": [{"at": LIMITS["orders"][1], "series": series, "text": "Hier"}]}
    drawing = drawn("de", "limits", LIMITS, params)
    assert f"Anmerkung zu {LIMITS['orders'][1]}, neu: Hier." in drawing.text
    assert ">Hier<" in drawing.html
