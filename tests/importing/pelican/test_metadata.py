import pytest

from fridaygram.importing.pelican.addresses import filled, slug_of
from fridaygram.importing.pelican.metadata import read_metadata
from fridaygram.importing.report import Report


@pytest.mark.parametrize(
    ("text", "found", "body", "line"),
    [
        ("Title: A: b\nTags: x\n\nText\n", {"title": "A: b", "tags": "x"}, "Text\n", 4),
        ("Title: A\nSummary: one\n    two\n\ttabbed\n\nText", {"title": "A", "summary": "one two tabbed"}, "Text", 6),
        ("Author: A\nAuthor: B\n\nText", {"author": "A, B"}, "Text", 4),
        ("---\nTitle: A\n---\nText", {"title": "A"}, "Text", 4),
        ("---\nTitle: A: b\nTags: x\n---\nText", {"title": "A: b", "tags": "x"}, "Text", 5),
        ("No metadata here\nat all", {}, "No metadata here\nat all", 1),
        ("\nTitle: late\n", {}, "\nTitle: late\n", 1),
        ("Title: only", {"title": "only"}, "", 2),
        ("", {}, "", 1),
    ],
)
def test_metadata_is_read_as_markdown_does(text, found, body, line):
    report = Report()
    raw, _, _, rest, first = read_metadata(text, "x.md", report)
    assert (raw, rest, first) == (found, body, line)
    assert not report.notes


def test_the_head_of_html_is_metadata_and_its_body_the_text():
    head = '<title>A &amp; b</title>\n<meta content="x, y" name="tags"/>'
    text = f'<html>\n<head>{head}</head>\n<body class="c">\n<p>P</p></body>'
    raw, _, _, body, first = read_metadata(text, "x.html", Report())
    assert raw == {"title": "A & b", "tags": "x, y"}
    assert (body, first) == ("\n<p>P</p>", 4)


def test_slugs_and_addresses_are_pelicans():
    assert slug_of(" Éa  C++: so_so -- x ") == "ea-c-so_so-x"
    assert filled("{category}/{slug}/index.html", {"category": "tea", "slug": "a"}, None) == "/tea/a/"
    assert filled("{slug}-{nothing}.html", {"slug": "a"}, None) == ""
