import re

import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.body import FigureFill, Fills
from fridaygram.pages.markup.pictures import player_of
from tests.pages.markup import converted, html

FIGURE = '<figure class="figure picture" id="figure-a"><div class="figure-body">'


def flat(text: str) -> str:
    return re.sub(r">\s+<", "><", text)


def test_a_title_makes_a_figure_with_a_number_and_a_caption_in_markdown() -> None:
    text = flat(html('![Words](a.svg "Two *kinds* of `code`, \\"quoted\\" and $x$.")'))
    assert text.startswith(f'{FIGURE}<img alt="Words" src=')
    assert '<span class="figure-number">Figure 1.</span> Two <em>kinds</em> of <code>code</code>' in text
    assert '\u201cquoted\u201d and <span class="formula-in-line"><math' in text


def test_a_picture_without_title_or_among_words_stays_what_it_was() -> None:
    assert "<figure" not in html("![Words](a.svg)")
    assert "<figure" not in html('Look: ![Words](a.svg "A title")')
    assert 'title="A title"' in html('Look: ![Words](a.svg "A title")')


def test_layouts_and_ids_belong_to_the_figure_and_all_else_to_the_picture() -> None:
    text = flat(html('![Words](a.svg "C."){: #mine .margin width="30" }\n\n![Wide](b.svg){: .wide }'))
    assert '<figure class="figure picture margin" id="mine">' in text
    assert re.search(r'<img alt="Words" class="margin" src="[^"]*" width="30">', text)
    assert '<figure class="figure picture wide"><div' in text
    assert text.count("figure-number") == 1


def test_computed_figures_and_pictures_count_together() -> None:
    fills = Fills(figures={"bar": FigureFill("<figure id='bar'></figure>", "")})
    text = '![One](a.svg "One.")\n\n```figure bar\n```\n\n![Three](a.svg "Three.")\n\n[](#bar), [](#figure-a-2)'
    body = converted(text, fills)
    assert body.facts.figures == {"figure-a": 1, "bar": 2, "figure-a-2": 3}
    assert '<a href="#bar">Figure 2</a>, <a href="#figure-a-2">Figure 3</a>' in body.html


def test_links_without_words_take_those_of_headings_and_documents() -> None:
    assert '<a href="#so-it-is">So it is</a>' in html("[](#so-it-is)\n\n## So *it* is\n")
    assert "\x02@content/posts/b.md#x\x03</a>" in html("[](../b.md#x)")
    assert ">example.org/a</a>" in html("[](https://example.org/a)")
    with pytest.raises(ContentError, match="has no words"):
        html("[](#here)\n\n<i id='here'></i>")


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube"),
        ("https://youtu.be/dQw4w9WgXcQ?t=12s", "youtube"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "youtube"),
        ("https://www.youtube.com/playlist", ""),
        ("https://example.org/a.mp3", "audio"),
        ("take.webm", "video"),
        ("a.png", ""),
    ],
)
def test_what_plays_an_address(address: str, player: str) -> None:
    assert player_of(address) == player


def test_a_film_asks_nobody_before_the_click() -> None:
    text = html("![A talk](https://youtu.be/dQw4w9WgXcQ?t=12)")
    assert (
        '<a class="facade" data-embed="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&amp;start=12"'
        in text
    )
    assert 'href="https://youtu.be/dQw4w9WgXcQ?t=12"' in text
    assert not re.search(r"<(?:iframe|img|source|script)", text)
    assert "<audio" not in html("![A sound](https://example.org/a.mp3)")


def test_a_sound_beside_the_post_is_a_file_of_the_site() -> None:
    body = converted("![A sound](a.mp3)")
    assert '<audio aria-label="A sound" controls preload="none" src="\x02' in body.html
    assert [link.kind for link in body.facts.links] == ["file"]


def test_what_is_played_needs_words_too() -> None:
    with pytest.raises(ContentError, match="no alternative text"):
        html("![](https://youtu.be/dQw4w9WgXcQ)")


@pytest.mark.parametrize("more", ["", ' "A title"'])
def test_an_address_that_is_none_is_a_picture_that_cannot_be_seen(more):
    assert 'src="https://[bad"' in html(f"![x](https://[bad{more})")
