import pytest

from fridaygram.importing.base import Item
from fridaygram.importing.body.traced import Traced
from fridaygram.importing.pelican.markup import lead_braces, name_code, plugin_tags
from fridaygram.importing.report import Report


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


def test_bars_in_tables_are_no_links():
    item = Item("x.md", "post", Traced("| a |tag|x |\n\n[a](|filename|b.md) ({static}c.png)"), {}, "x")
    lead_braces(item, lambda kind, path: f"/{kind}/{path}", Report())
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
    item, report = Item("x.md", "post", Traced(text), {}, "x"), Report()
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
