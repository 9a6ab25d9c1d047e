"""Charts speak the language of their page: their own words, numbers and days; what their author wrote stays."""

import json
import re

import pytest

from fridaygram.figures.draw import catalogue, render
from fridaygram.figures.gallery import example
from fridaygram.languages import Languages, speaking
from fridaygram.lm import generation_paths
from tests.figures.examples import HISTOGRAM, ORDER_CURVE

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
    assert drawing.text == "12.345 songs, dann 1.584 reviews. 13\xa0% vom Anfang bleiben übrig."
    assert drawing.table.header[:3] == ("Stufe", "Anzahl", "Vom Anfang")
    assert "of first" not in drawing.html


@pytest.mark.parametrize(
    ("tag", "month", "day"), [("de", "Mai 2018", "4. Mai 2018"), ("ja", "2018年5月", "2018年5月4日")]
)
def test_a_calendar_names_days_and_months(tag, month, day):
    drawing = drawn(tag, "calendar", DAYS, {"data": "d.csv"})
    assert f">{month}<" in drawing.html
    assert day in drawing.text


def test_what_was_drawn_in_between_is_english_again():
    before = render("funnel", FUNNEL, {"corpus": "x"}, "s-")
    drawn("ar", "funnel", FUNNEL, {"corpus": "x"})
    assert render("funnel", FUNNEL, {"corpus": "x"}, "s-").html == before.html


def latin(text):
    """Return the words in Latin letters that a reader sees or hears of HTML."""
    heard = re.findall(r"(?:aria-label|placeholder|title)=\"([^\"]*)\"", text)
    return re.findall("[A-Za-z]{2,}", " ".join([re.sub("<[^>]*>", " ", text), *heard]))


def said_by_script(text):
    """Return the texts that a figure's script says."""
    said = json.loads(re.search(r"data-words='([^']*)'", text)[1]).values()
    return [text for value in said for text in (value.values() if isinstance(value, dict) else [value])]


def test_an_explorer_speaks_japanese():
    values = {**generation_paths("これ", 2), "sentences": ["それ"]}
    html = drawn("ja", "explore-ngrams", values, {"phrase": "これ", "order": 2}).html
    explorer = html[: html.index('<div class="xp-plain">')]
    assert latin(explorer) == []
    assert latin(re.sub(r"{\w+}", "", " ".join(said_by_script(explorer)))) == []


def test_a_playground_speaks_japanese_but_for_its_units():
    with speaking(Languages().of("ja")):
        html = example(next(entry for entry in catalogue() if entry.kind == "playground"), pytest.fail).html
    seen = "".join(re.split("<blockquote.*?</blockquote>", html))
    assert seen != html
    assert latin(seen) == ["KB"]
    assert latin(re.sub(r"{\w+}", "", " ".join(said_by_script(html)))) == ["KB"]


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
