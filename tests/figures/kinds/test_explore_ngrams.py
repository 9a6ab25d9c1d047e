"""The explorer's HTML: its controls, and the animation that stands there without its script."""

import re

import pytest

from fridaygram import figures
from fridaygram.errors import FigureError
from tests.figures.naive import remix

VALUES = {**remix(), "sentences": ["<b> & c", 'a "quoted" one']}


def drawn(values=VALUES, **params):
    return figures.render("explore-ngrams", values, {"phrase": "This is the remix.", **params}, "x-")


def test_the_animation_stands_there_and_goes_to_feeds():
    made, animation = drawn(), figures.render("generation-path", remix(), {"phrase": "This is the remix."}, "x-")
    assert animation.html in made.html
    assert (made.fallback, made.still, made.poster) == ("path.gif", "path.png", "narrow.png")
    assert (made.text, made.table) == (animation.text, animation.table)
    assert [asset.name for asset in made.assets if asset not in animation.assets] == ["explore.js"]


def test_without_script_no_control_is_seen():
    html = drawn().html
    assert re.search(r'<div class="xp extra" [^>]*hidden>', html)
    assert html.count('<script type="module" src="asset:explore.js"></script>') == html.count("<script") == 1


def test_every_field_has_its_label():
    html = drawn().html
    fields = re.findall(r'<(?:input|select) id="([^"]+)" (?:name|type="range")', html)
    assert fields == ["x-phrase", "x-take", "x-order", "x-2-order"]
    assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', html))
    assert "&lt;b&gt; &amp; c" in html
    assert "<select" not in drawn({**VALUES, "sentences": []}).html


def test_the_second_order_is_another_one():
    orders = [re.findall(r'max="6" value="(\d)"', drawn({**VALUES, "order": order}).html) for order in (1, 2, 6)]
    assert orders == [["1", "6"], ["2", "6"], ["6", "2"]]


@pytest.mark.parametrize(("name", "value"), [("order", 7), ("order", 0), ("phrase", "x" * 101), ("seed", -1)])
def test_a_wrong_parameter_is_named(name, value):
    with pytest.raises(FigureError, match=f"parameter '{name}'"):
        drawn(**{name: value})
