"""Each kept sample has a link of its own, in its page and nowhere else."""

import re

from fridaygram.figures.kinds.curated import FIGURE, CuratedParams
from fridaygram.figures.sample_html import text_key

SAMPLE = {
    "text": "So it goes.",
    "corpus": "demo",
    "corpus_digest": "c" * 32,
    "model_digest": "m" * 32,
    "batch_digest": "b" * 32,
    "seed": 1,
    "index": 2,
    "batch": 20,
    "limit": 400,
    "version": "0.1.0",
    "model": "mle",
    "order": 8,
    "temperature": 1.0,
    "prompt": "",
    "note": "",
    "state": "recorded",
}


def drawn(*texts, scope="kept-"):
    samples = [{**SAMPLE, "text": text} for text in texts]
    return FIGURE.draw({"samples": samples, "batches": {}}, CuratedParams(corpus="demo"), scope)


def test_a_sample_has_an_anchor_and_a_link_to_it():
    html = drawn("So it goes.", "It does not.").html
    anchors = re.findall(r'<li id="([^"]+)"', html)
    assert anchors == [f"sample-kept-{text_key(text)}" for text in ("So it goes.", "It does not.")]
    links = re.findall(r'<a href="#([^"]+)" aria-label="Link to this sample, 3rd of 20, order 8">Link</a>', html)
    assert links == anchors


def test_an_anchor_is_the_same_wherever_its_text_stands_in_the_figure():
    (alone,) = re.findall(r'<li id="([^"]+)"', drawn("So it goes.").html)
    assert re.findall(r'<li id="([^"]+)"', drawn("Other.", "So it goes.").html)[1] == alone


def test_no_two_samples_share_an_anchor():
    same = drawn("Same.", "Same.", "Same.").html
    other = drawn("Same.", scope="more-").html
    anchors = re.findall(r' id="([^"]+)"', same + other)
    assert len(set(anchors)) == len(anchors) == 4


def test_feeds_have_the_texts_without_links_into_a_page():
    drawing = drawn("So it goes.")
    assert "So it goes." in drawing.feed
    assert "3rd of 20, order 8" in drawing.feed
    assert "href" not in drawing.feed
    assert " id=" not in drawing.feed
