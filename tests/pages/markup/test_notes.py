"""Notes beside the text: each stands before the block with its mark, and once more at the end."""

import re

import pytest

from fridaygram.pages.markup.notes import without_sidenotes
from tests.pages.markup import converted

TEXT = """One[^a] and two[^b].

- in a list[^c], and the first once more[^a]

[^a]: A *note*, with [a link](https://x.example/).
[^b]: Two

    paragraphs.
[^c]: The last.
"""


def beside(html):
    return re.findall(r'<aside class="sidenote".*?</aside>', html, re.DOTALL)


def test_each_note_stands_before_the_block_with_its_first_mark():
    html = converted(TEXT).html
    places = [html.index(note) for note in beside(html)]
    assert [re.search("<b>(.)</b>", note)[1] for note in beside(html)] == ["1", "2", "3"]
    assert places[1] < html.index("<p>One") < places[2] < html.index("<ul>") < html.index("<section")
    assert "<section" in html and "data-beside" in html
    assert "paragraphs." in beside(html)[1]


def test_a_note_beside_the_text_has_no_ids_and_no_way_back():
    body = converted(TEXT)
    for note in beside(body.html):
        assert " id=" not in note
        assert "footnote-backref" not in note
        assert not re.search(r"\s</p></aside>$|&#160;", note)
    ids = re.findall(r' id="([^"]*)"', body.html)
    assert len(ids) == len(set(ids))


def test_feeds_counts_and_reader_modes_have_each_note_once():
    body = converted(TEXT)
    assert beside(body.feed) == []
    assert 'class="footnotes"' in body.feed
    assert "data-beside" not in body.feed
    assert body.facts.words == 11
    assert body.feed.count('class="footnote-ref"') == 4
    assert all(" hidden" in note.partition(">")[0] for note in beside(body.html)), "reader modes pass what is hidden"
    assert without_sidenotes(body.html) == body.feed


@pytest.mark.parametrize(
    "text",
    [
        "One[^a].\n\n[^a]: See[^b].\n[^b]: Marked in a note alone.\n",
        "No notes at all.\n",
    ],
)
def test_where_one_has_no_block_of_its_own_all_stand_at_the_end(text):
    html = converted(text).html
    assert beside(html) == []
    assert "data-beside" not in html
