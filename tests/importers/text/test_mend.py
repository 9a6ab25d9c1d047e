import pytest

from fridaygram_importers.base import ImportItem
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.mend import as_html, mend
from fridaygram_importers.text.traced import Traced


def mended(text):
    """Return a mended text and the messages about it."""
    item, report = ImportItem("x.md", "post", Traced(text), {}, "x"), BlogReport()
    mend(item, report)
    assert len(item.body.lines) == item.body.text.count("\n") + 1
    return item.body.text, [f"{note.line}: {note.message}" for note in report.notes]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Costs $5 and $6.", "Costs $5 and $6."),
        ("From $5 until 6$ each", "From \\$5 until 6$ each"),
        ("{{ braces }} and `{{ code }}`", "\\{{ braces }} and `{{ code }}`"),
        ("```figure x\n```", "```text figure x\n```"),
        ("!!! surely not", "!!! surely not"),
        ("a[^a b] c[^]", "a\\[^a b] c\\[^]"),
        ("text\n\n[^1]:\n\nmore", "text\n\n\n\nmore"),
        ("![Film](https://www.youtube.com/watch?v=abcdefg)", "![Film](https://www.youtube.com/watch?v=abcdefg)"),
        ("See ![Film](https://www.youtube.com/watch?v=abcdefg)", "See [Film](https://www.youtube.com/watch?v=abcdefg)"),
        ("$a_1 + b$ and $$c^2$$", "$a_1 + b$ and $$c^2$$"),
    ],
)
def test_what_would_mean_something_else_here_is_mended(old, new):
    assert mended(old)[0] == new


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a\n```\nx", "a\n```\nx\n```", "2: a block of code without end"),
        ("a <!-- b", "a &lt;!-- b", "1: HTML without end"),
        ("a\n<textarea> b", "a\n&lt;textarea> b", "2: HTML without end"),
        ("a[^1]", "a\\[^1]", "1: footnote [^1] has no text"),
        ("a[^1]\n\n[^1]: b\n[^1]: c", "a[^1]\n\n\n[^1]: c", "3: footnote [^1] defined twice"),
        ("$\\frac{a$", "`\\frac{a`", "1: mathematics that cannot be read"),
        ("![](a.png){: .b }", "![](a.png){: .b role=presentation }", "1: a picture without alternative text"),
        ("<img src='a.png' />", '<img src=\'a.png\' alt="" role="presentation" />', "1: a picture without alternative"),
    ],
)
def test_what_cannot_build_is_mended_and_told(old, new, message):
    text, told = mended(old)
    assert text == new
    assert [one for one in told if one.startswith(message)]


def test_html_becomes_one_block_of_its_body():
    item = ImportItem("x.html", "page", Traced("<html><body>\n\n<p>A</p>\n</body></html>"), {}, "x")
    as_html(item)
    assert item.body.text == "<div>\n<p>A</p>\n</div>\n"
    assert item.body.lines[1] == 3
