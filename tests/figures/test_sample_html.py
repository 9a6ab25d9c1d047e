"""Copies as HTML: whole, escaped, readable without colour and by a screen reader."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures.kinds.curated import FIGURE, CuratedParams
from fridaygram.figures.sample_html import command, copies_html, legend_html, summary_html, text_html

SOURCE = {"domain": "a.example", "url": "https://a.example/?x=1&y=2"}


def copies(covers, pieces=()):
    return {"longest": 44, "novel": 0.25, "count": 3, "covers": covers, "pieces": list(pieces)}


def read(html):
    """Return what a reader sees of a text: without tags, and without the numbers of copies."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<sup.*?</sup>", "", html)))


@given(
    text=st.text("ab<&\n é", max_size=60),
    prompt=st.integers(0, 8),
    cuts=st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0, 19, 20, 40, 80, 300])), max_size=12),
    pieces=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=3),
)
def test_no_character_is_lost_or_moved(text, prompt, cuts, pieces):
    covers, left = [], len(text)
    for length, cover in [*cuts, (len(text), 0)]:
        if left:
            covers.append([min(length, left), cover])
            left -= covers[-1][0]
    placed = [
        {"start": start, "length": length, "texts": 1, "sources": []}
        for start, length in pieces
        if start + length <= len(text)
    ]
    html = text_html(text, text[:prompt], copies(covers, placed))
    assert read(html) == text
    tags = re.findall(r"</?(mark|b|sup|span)", html)
    assert len(tags) % 2 == 0


def test_the_longer_the_copy_the_heavier_its_line():
    html = text_html("x" * 100, "", copies([[10, 19], [20, 20], [30, 40], [40, 120]]))
    assert html == (
        "x" * 10
        + f'<mark class="smp-c1">{"x" * 20}</mark><mark class="smp-c2">{"x" * 30}</mark>'
        + f'<mark class="smp-c3">{"x" * 40}</mark>'
    )


def test_the_end_of_a_copy_is_numbered_and_said():
    piece = {"start": 0, "length": 20, "texts": 1, "sources": [SOURCE]}
    html = text_html("y" * 25, "", copies([[20, 20], [5, 3]], [piece]))
    assert html == (f'<mark class="smp-c1">{"y" * 20}</mark><sup class="smp-ref">\N{WORD JOINER}1</sup>yyyyy')


@pytest.mark.parametrize("end", [" ", "\n", " \n\n"])
def test_a_number_stands_at_the_last_word_of_its_copy(end):
    """After a space it could begin a line, after a new line it would."""
    text = "y" * 20 + end + "zz"
    piece = {"start": 0, "length": 20 + len(end), "texts": 1, "sources": [SOURCE]}
    html = text_html(text, "", copies([[20 + len(end), 20], [2, 3]], [piece]))
    assert html == (f'<mark class="smp-c1">{"y" * 20}</mark><sup class="smp-ref">\N{WORD JOINER}1</sup>{end}zz')


def test_a_copy_of_spaces_alone_keeps_its_number_at_its_end():
    piece = {"start": 1, "length": 3, "texts": 1, "sources": [SOURCE]}
    html = text_html("a   b", "", copies([[5, 3]], [piece]))
    assert html == 'a   <sup class="smp-ref">\N{WORD JOINER}1</sup>b'


def test_a_prompt_is_bold_even_where_it_is_copied():
    html = text_html("z" * 30, "z" * 5, copies([[30, 30]]))
    assert html.startswith(f'<b class="smp-prompt"><mark class="smp-c1">{"z" * 5}</mark></b><mark')


def test_without_copies_the_text_is_plain():
    assert text_html("a<b", "", None) == "a&lt;b"
    assert text_html("a<b", "a", None) == '<b class="smp-prompt">a</b>&lt;b'


def test_whose_a_copy_is_with_a_short_excerpt_at_most():
    piece = {"start": 2, "length": 90, "texts": 5, "sources": [SOURCE]}
    html = copies_html("ab" + "w" * 90, copies([[92, 90]], [piece]))
    assert '<a href="https://a.example/?x=1&amp;y=2">a.example</a> and 4 more' in html
    assert '<li data-from="2" data-length="90">' in html
    assert f"<q>{'w' * 59}…</q>, 90 characters, from" in html
    assert "w" * 60 not in html
    unknown = {**piece, "texts": 1, "sources": []}
    assert "90 characters, in 1 review<" in copies_html("ab" + "w" * 90, copies([], [unknown]))
    assert "<li" not in copies_html("ab", copies([]))


def test_a_text_that_was_copied_is_named_by_title_blog_and_day():
    source = {**SOURCE, "title": "A <b>", "day": "2018-06-08"}
    piece = {"start": 0, "length": 20, "texts": 1, "sources": [source]}
    html = copies_html("w" * 20, copies([[20, 20]], [piece]))
    assert 'from <a href="https://a.example/?x=1&amp;y=2">A &lt;b&gt;</a> (a.example, 8 June 2018)</li>' in html
    undated = copies_html("w" * 20, copies([], [{**piece, "sources": [{**source, "day": ""}]}]))
    assert "</a> (a.example)</li>" in undated
    untitled = copies_html("w" * 20, copies([], [{**piece, "sources": [{**source, "title": ""}]}]))
    assert ">a.example</a> (8 June 2018)</li>" in untitled


def test_copies_across_the_ends_of_pieces_are_listed_too():
    piece = {"start": 0, "length": 20, "texts": 1, "sources": [SOURCE]}
    found = {**copies([[40, 30]], [piece]), "overlaps": [{"start": 10, "length": 30, "texts": 2, "sources": []}]}
    html = copies_html("w" * 40, found, "a")
    assert '<li id="a-1" data-from="0" data-length="20">' in html
    assert '<li data-from="10" data-length="30">' in html
    assert "30 characters, in 2 reviews" in html


def test_a_review_without_an_address_is_counted_and_not_linked():
    own = {"domain": "", "url": "reviews.jsonl#21"}
    piece = {"start": 0, "length": 20, "texts": 2, "sources": [own, own]}
    html = copies_html("w" * 20, copies([[20, 20]], [piece]))
    assert "20 characters, in 2 reviews<" in html and "<a " not in html
    html = copies_html("w" * 20, copies([[20, 20]], [{**piece, "sources": [own, SOURCE]}]))
    assert "from <a " in html and html.count("<a ") == 1 and "</a> and 1 more" in html
    nameless = {"domain": "", "url": "https://a.example/1"}
    assert ">https://a.example/1</a>" in copies_html("w" * 20, copies([], [{**piece, "sources": [nameless]}]))


def test_measures_and_baseline_are_said_in_words():
    assert (
        "<summary>What it copies</summary><p>Longest copy: 44 characters. Novel: 25%. Stitched of 3 pieces, 10 "
        "characters each on average.</p>"
    ) in copies_html("w" * 30, copies([]))
    baseline = {"texts": 92, "limit": 400, "longest": 19.5, "most": 32, "novel": 0.96, "characters_a_piece": 7.11}
    said = read(legend_html(baseline))
    assert "in a run of 20 to 39, 40 to 79, 80 or more characters" in said
    assert "the longest copy has 19.5 in the median and 32 at most; 96% is novel" in said
    assert "by people" not in legend_html(None)


RECEIPT = {
    "text": "A hum & a drum",
    "corpus": "demo",
    "corpus_digest": "c" * 32,
    "model_digest": "m" * 32,
    "batch_digest": "b" * 32,
    "seed": 1,
    "index": 2,
    "batch": 4,
    "limit": 80,
    "version": "0.1.0",
    "model": "mle",
    "order": 8,
    "temperature": 1.0,
    "prompt": "",
    "note": "",
    "ended": True,
    "state": "replayed",
}


def test_a_batch_is_shown_once_and_pointed_to_afterwards():
    texts = ["one", "two", RECEIPT["text"], "four"]
    values = {"samples": [RECEIPT, {**RECEIPT, "index": 3, "text": "four"}], "batches": {"b" * 32: texts}}
    html = FIGURE.draw(values, CuratedParams(corpus="demo"), "x-").html
    assert html.count("The other 3 of this batch</summary>") == 1
    assert html.count("The other 3 of its batch are shown above.") == 1
    assert html.count("<b>3rd of 4, order 8</b>") == 1
    assert '<li value="1"><blockquote>one</blockquote></li><li value="2"><blockquote>two</blockquote>' in html


def test_a_recorded_sample_claims_nothing_about_others_or_copies():
    values = {"samples": [{**RECEIPT, "state": "recorded"}] * 2, "batches": {}}
    drawing = FIGURE.draw(values, CuratedParams(corpus="demo"), "x-")
    assert "Recorded: the model was not at hand" in drawing.html
    assert "shown above" not in drawing.html
    assert "Longest copy" not in drawing.html
    assert drawing.table.rows[0][2:6] == ("recorded", "–", "–", "–")


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, ""),
        ({"ended": False}, " --until character"),
        ({"ended": False, "until": "word"}, ""),
        ({"ended": False, "until": "sentence"}, " --until sentence"),
        ({"temperature": 0.5, "prompt": "A b"}, " --temperature 0.5 --prompt 'A b'"),
        ({"top_k": 5, "top_p": 0.9, "first_sentence": True}, " --top-k 5 --top-p 0.9 --first-sentence"),
    ],
)
def test_the_command_writes_the_sample_again(changes, written):
    plain = "fridaygram sample demo --order 8 --model mle --seed 1 --count 4 --length 80"
    assert command({**RECEIPT, **changes}) == plain + written


def test_the_command_of_a_text_about_a_song_names_the_song():
    slots = {"artist": ["Tilbury Weir"], "title": ["Gauge Board"]}
    sample = {
        "corpus": "demo", "order": None, "model": "song", "seed": 4, "batch": 2, "limit": 400, "temperature": 1.0,
        "prompt": "", "ended": True, "card": {"slots": slots},
    }  # fmt: skip
    assert command(sample).startswith(
        "fridaygram sample demo --model song --song 'Tilbury Weir - Gauge Board' --seed 4"
    )


def test_a_sample_has_one_line_and_folds_the_rest():
    values = {"samples": [{**RECEIPT, "copies": copies([[14, 0]])}], "batches": {"b" * 32: ["x", "y", "z", "w"]}}
    html = FIGURE.draw(values, CuratedParams(corpus="demo"), "x-").html
    line = summary_html(values["samples"][0])
    assert read(line) == "3rd of 4, order 8 · mle · seed 1 · 25% novel, longest copy 44 characters"
    assert html.count('class="smp-line"') == 1
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert "Stitched" in html and "Stitched" not in outside
    assert html.count("<details") == 3
