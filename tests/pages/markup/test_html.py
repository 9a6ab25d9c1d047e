import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.body import Link, marker, picture_markers
from fridaygram.pages.markup.html import LinkPass
from tests.pages.markup import SOURCE, converted


def run(text: str) -> tuple[str, list[Link]]:
    links = LinkPass(SOURCE, lambda _: 7)
    return links.run(text), links.links


@pytest.mark.parametrize(
    ("written", "kind", "path", "fragment"),
    [
        ("../2018-06-01-motive/index.md#part", "page", "content/posts/2018-06-01-motive/index.md", "part"),
        ("../2018-06-01-motive/", "page", "content/posts/2018-06-01-motive", ""),
        ("../../pages/about.md", "page", "content/pages/about.md", ""),
        ("a%20b.png", "file", "content/posts/2018-06-08-week-1/a b.png", ""),
        ("data/x.csv", "file", "content/posts/2018-06-08-week-1/data/x.csv", ""),
        ("/archive/#year-2018", "site", "/archive/", "year-2018"),
    ],
)
def test_internal_targets_become_markers(written: str, kind: str, path: str, fragment: str) -> None:
    text, (link,) = run(f'<a href="{written}">x</a>')
    assert (link.kind, link.path, link.fragment, link.line) == (kind, path, fragment, 7)
    assert text == f'<a href="{marker(link.target)}">x</a>'


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1", "//example.org", "mailto:a@example.org", "data:image/png;base64,AA"]
)
def test_what_leads_elsewhere_stays(url: str) -> None:
    assert run(f'<a href="{url}">x</a>') == (f'<a href="{url}">x</a>', [])


def test_raw_html_counts_as_well_but_not_comments_scripts_and_code() -> None:
    _, links = run("<a class=x href='b.csv'>x</a><video src=v.mp4 poster=\"p.png\"></video>")
    assert [link.path.rsplit("/", 1)[1] for link in links] == ["b.csv", "v.mp4", "p.png"]
    same = '<!-- <a href="b.csv"> --><script src-x>"<a href=b>"</script>&lt;a href="b.csv"&gt;'
    assert run(same) == (same, [])


def test_indented_code_can_be_focused_to_be_scrolled() -> None:
    assert '<pre tabindex="0"><code>' in converted("Text.\n\n    indented").html


def test_a_size_that_the_author_gives_stays_alone() -> None:
    _, size = picture_markers("content/posts/2018-06-08-week-1/a.svg", "text")
    assert size in run('<img src="a.svg" alt="A">')[0]
    for given in ('width="90"', 'height="90"'):
        assert size not in run(f'<img src="a.svg" alt="A" {given}>')[0]


def test_pictures_need_an_alternative_text() -> None:
    for bad in ('<img src="a.png">', '<img src="a.png" alt="">', "<img alt=' '>"):
        with pytest.raises(ContentError, match="no alternative text"):
            run(bad)
    assert run('<img src="a.png" alt="" role="presentation">')[1]
    with pytest.raises(ContentError) as caught:
        converted("text\n\n![](a.png)\n")
    assert caught.value.line == 6


def test_ids_are_collected() -> None:
    links = LinkPass(SOURCE, lambda _: 1)
    links.run('<h2 id="a">x</h2><p class="b">y</p><span id=\'c&amp;d\'></span>')
    assert links.ids == ["a", "c&d"]


def test_lines_are_those_of_the_source() -> None:
    facts = converted("one\n\n[two](a.csv)\n\n[three](b.csv)\n").facts
    assert [link.line for link in facts.links] == [6, 8]


@pytest.mark.parametrize("text", ["write <your name> here", "a List<String> of </things>", "<foo>\n\nbar"])
def test_tags_of_no_known_language_are_text(text: str) -> None:
    import re
    from html import unescape

    shown = unescape(re.sub(r"</?p>", "", converted(text).html))
    assert "".join(shown.split()) == "".join(text.split())


def test_known_and_custom_tags_stay() -> None:
    for tag in ("<b>x</b>", "<my-element>x</my-element>", "<math><mi>x</mi></math>"):
        assert tag in converted(f"a {tag}").html


def test_boxes_of_tasks_say_what_they_mean() -> None:
    text = converted("- [ ] one\n- [x] two\n").html
    assert '<input type="checkbox" disabled aria-label="To do">' in text
    assert '<input type="checkbox" disabled checked aria-label="Done">' in text
