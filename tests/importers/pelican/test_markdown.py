import pytest

from fridaygram_importers.base import ImportItem
from fridaygram_importers.pelican.markdown import lead_braces, name_code, plugin_tags, read_metadata, space_headings
from fridaygram_importers.pelican.settings import filled, slug_of
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    :::python\n    x = 1\n\n    y = 2\n\nText", "```python\nx = 1\n\ny = 2\n```\n\nText"),
        ("    #!ruby\n    x\n\nText", '```ruby linenums="1"\nx\n```\n\nText'),
        ('    :::c hl_lines="1 3"\n    x\n', '```c hl_lines="1 3"\nx\n```\n'),
        ("```\n:::sh\nls\n```", "```sh\nls\n```"),
        ("    #!/bin/sh\n    ls", "    #!/bin/sh\n    ls"),
        ("    plain\n", "    plain\n"),
        ("```python\n:::x\n```", "```python\n:::x\n```"),
    ],
)
def test_code_with_a_language_is_fenced(old, new):
    body = Traced(old)
    name_code(body)
    assert body.text == new
    assert len(body.lines) == new.count("\n") + 1


def test_headings_of_python_markdown_get_a_space():
    body = Traced("#One\n##Two\n\n# Three\n\n`#no`\n\n    #!python\n    #no\n\na #no")
    space_headings(body)
    assert body.text == "# One\n## Two\n\n# Three\n\n`#no`\n\n    #!python\n    #no\n\na #no"


def test_bars_in_tables_are_no_links():
    item = ImportItem("x.md", "post", Traced("| a |tag|x |\n\n[a](|filename|b.md) ({static}c.png)"), {}, "x")
    lead_braces(item, lambda kind, path: f"/{kind}/{path}", BlogReport())
    assert item.body.text == "| a |tag|x |\n\n[a](/filename/b.md) (/static/c.png)"


def test_tags_of_plugins_are_replaced_or_told(tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code/a.py").write_text("x = '```'\n")
    (tmp_path / "secret").write_text("secret words")
    text = (
        "{% youtube dQw4w9WgXcQ 1 2 %}\n{% gist kai/abc %}\n{% img left /a.png 2 'T' 'Alt' %}\n"
        "{% include_code a.py %}\n"
        "{% include_code ../secret %}\n{% soundcloud x %}\n{% unheard of %}"
    )
    item, report = ImportItem("x.md", "post", Traced(text), {}, "x"), BlogReport()
    plugin_tags(item, tmp_path / "code", report)
    assert item.body.text == (
        "![Video on YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n"
        "[Gist kai/abc](https://gist.github.com/kai/abc)\n"
        "![Alt](/a.png)\n````py title=\"a.py\"\nx = '```'\n````\n"
        "{% include_code ../secret %}\n{% soundcloud x %}\n{% unheard of %}"
    )
    assert [(note.line, note.message) for note in report.notes] == [
        (5, "there is no code '../secret' to show"),
        (6, "the tag 'soundcloud' of a plugin is not known here"),
    ]


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
    report = BlogReport()
    raw, _, _, rest, first = read_metadata(text, "x.md", report)
    assert (raw, rest, first) == (found, body, line)
    assert not report.notes


def test_the_head_of_html_is_metadata_and_its_body_the_text():
    head = '<title>A &amp; b</title>\n<meta content="x, y" name="tags"/>'
    text = f'<html>\n<head>{head}</head>\n<body class="c">\n<p>P</p></body>'
    raw, _, _, body, first = read_metadata(text, "x.html", BlogReport())
    assert raw == {"title": "A & b", "tags": "x, y"}
    assert (body, first) == ("\n<p>P</p>", 4)


def test_slugs_and_addresses_are_pelicans():
    assert slug_of(" Éa  C++: so_so -- x ") == "ea-c-so_so-x"
    assert filled("{category}/{slug}/index.html", {"category": "tea", "slug": "a"}, None) == "/tea/a/"
    assert filled("{slug}-{nothing}.html", {"slug": "a"}, None) == ""
