"""The playground's HTML: what stands there without a script, and what it says of itself."""

import json
import re
import zlib
from base64 import b64encode

import pytest

from fridaygram.errors import FigureError
from fridaygram.figures.draw import render
from fridaygram.figures.kinds.playground import FIGURE, MOST_CHARACTERS, PlaygroundParams
from fridaygram.figures.sample_html import text_key

VALUES = {
    "model": [b64encode(b"model").decode()],
    "digest": "0123abcd",
    "bytes": 99_753,
    "order": 3,
    "least": 3,
    "contexts": {"all": 213_622, "shared": 56_537, "kept": 16_365},
    "bits": {"training": {"all": 0.83, "kept": 1.58}, "held_out": {"all": 2.42, "kept": 2.28}},
    "examples": [{"order": 1, "text": "a <b> & c", "ended": False, "seed": 1}],
    "replays": [],
    "beyond": 0,
}
KEPT = [{"text": "So it goes."}]
REPLAYS = {
    **VALUES,
    "replays": [{"order": 8, "seed": 1, "index": 2, "batch": 20}],
    "samples": [b64encode(zlib.compress(json.dumps(KEPT).encode())).decode()],
    "beyond": 1,
}


def drawn(values=VALUES, **params):
    return FIGURE.draw(values, PlaygroundParams(corpus="demo", **params), "p-")


def test_it_says_what_was_pruned_and_what_that_cost():
    html = drawn().html
    assert "100 KB: 16,365 histories of up to 3 characters, out of 213,622." in html
    assert "Of a history that fewer than 3 reviews share it knows nothing" in html
    assert "That costs 0.75\N{NO-BREAK SPACE}bits a character of the reviews it was trained on" in html
    assert "it saves 0.14\N{NO-BREAK SPACE}bits" in html
    assert "Histories of single reviews are among them." in drawn({**VALUES, "least": 1}).html


def test_without_a_script_texts_stand_and_the_form_does_not():
    html = drawn().html
    assert "<form hidden>" in html
    assert "a &lt;b&gt; &amp; c" in html
    assert "<form" not in drawn().feed
    assert "<script" not in drawn().feed


def test_every_field_has_its_label():
    html = drawn(REPLAYS).html
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', html)
    assert fields == ["p-order", "p-temperature", "p-seed", "p-start", "p-sample"]
    assert re.findall(r'<label for="([^"]+)"', html) == fields


def test_files_come_along_and_samples_only_where_there_are_some():
    assert [asset.name for asset in drawn().assets] == ["model.bin", "page.js", "worker.js"]
    assert [asset.name for asset in drawn(REPLAYS).assets] == ["model.bin", "page.js", "worker.js", "samples.bin"]
    html = drawn(REPLAYS).html
    assert "3rd of 20, order 8" in html
    assert "To replay a sample of this page, the page also has what followed each history" in html
    assert "1 of the samples here need more than a page should carry" in html


def test_a_sample_is_known_by_its_text():
    assert f'<option value="0" data-key="{text_key("So it goes.")}">3rd of 20' in drawn(REPLAYS).html
    with pytest.raises(FigureError, match="samples: "):
        render("playground", {**REPLAYS, "samples": ["AAAA"]}, {"corpus": "demo"}, "p-")


def test_a_page_does_not_write_for_ever():
    assert f'data-limit="{MOST_CHARACTERS}"' in drawn(limit=10**9).html
    assert 'data-limit="600"' in drawn().html
