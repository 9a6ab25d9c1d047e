import pytest

from fridaygram_importers.base import ImportItem
from fridaygram_importers.jekyll.kramdown import Kramdown, brackets, heading_id, plain_heading_id, plain_tables
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced


def turned(text, **options):
    """Return kramdown's text as ours, and what its item says besides."""
    item = ImportItem("x.md", "post", Traced(text), {}, "x")
    brackets(item)
    Kramdown(item, BlogReport(), **options).run()
    return item.body.text, item.meta


ON = '{::options parse_block_html="true" /}'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("* TOC\n{:toc}\n\nText", "\nText"),
        ("1. here\n{: toc}\n{: .side}\n\nText", "\nText"),
        ("## Part\n{:.no_toc}", "## Part\n{: .no_toc }"),
        ("## Part\n{: #a   .b title='c d'}", "## Part\n{: #a .b title='c d' }"),
        ("{:note: .box lang='en'}\nText\n{:note}", "Text\n{: .box lang='en' }"),
        ("{: .lead}\nFirst words\nof two lines\n\nNext", "First words\nof two lines\n{: .lead }\n\nNext"),
        ("* {: .done} Tea", "* Tea {: .done }"),
        ("{::comment}\nNot --> said\n{:/comment}", "<!-- Not -&gt; said -->"),
        ("{::nomarkdown}<b>*</b>{:/}", "<b>*</b>"),
        ("{::nomarkdown}<b>`*`</b>{:/}", "<b>`*`</b>"),
        ("- `x`{: .y} text", "- `x`{: .y } text"),
        ("`x`{: .y}\nmore", "`x`{: .y }\nmore"),
        ("a\n\n`code`{: .y} b\n\n`x`\n{: .y}\nmore", "a\n\n`code`{: .y } b\n\n`x`\n{: .y }\nmore"),
        ("a\n`code`\n{: .y}\nmore", "a\n`code`\n{: .y }\nmore"),
        ('{::options parse_block_html="true" /}\nText', "Text"),
        (f"{ON}\n<div>\n*a*\n<p>b</p>\n</div>", '<div markdown="block">\n*a*\n<p markdown="span">b</p>\n</div>'),
        (f"{ON}\n<div markdown='0'>\n*a*\n<p>b</p>\n</div>", "<div markdown='0'>\n*a*\n<p>b</p>\n</div>"),
        (f"{ON}\n<table><tr><td>*a*</td></tr></table>\n", "<table><tr><td>*a*</td></tr></table>\n"),
        (f"{ON}\n{ON.replace('true', 'false')}\n<div>\n*a*\n</div>", "<div>\n*a*\n</div>"),
        (f"{ON}\n<https://a.b/>\n\n<div>a<br>b</div>", '<https://a.b/>\n\n<div markdown="block">a<br>b</div>'),
        (f"{ON}\n`<div>` <em>a</em>\n", "`<div>` <em>a</em>\n"),
        ('<div><p markdown="1">a</p></div>', '<div markdown="block"><p markdown="1">a</p></div>'),
        ('<hr><div markdown="1">a</div>\n<div>b</div>', '<hr><div markdown="1">a</div>\n<div>b</div>'),
        ("    x = 1\n{: .language-ruby}", "```ruby\nx = 1\n```"),
        ("~~~\nx = 1\n~~~\n{: .language-ruby}", "~~~ruby\nx = 1\n~~~"),
        ("Broken \\\\\nline", "Broken   \nline"),
        ("One\n^\nTwo", "One\n\n<!-- -->\n\nTwo"),
        ("#hash", "\\#hash"),
        ("<<said>> so", "\u00absaid\u00bb so"),
        ("\\\\(a+b\\\\) and \\\\[c\\\\]", "$a+b$ and $$c$$"),
        ("\\\\( a + b \\\\) and \\\\[ c \\\\]", "$a + b$ and $$ c $$"),
        ("`x`{: .c}\nwords", "`x`{: .c }\nwords"),
        ('<script type="math/tex; mode=display">a</script>', "$$a$$"),
    ],
)
def test_what_only_kramdown_knows_becomes_ours(old, new):
    assert turned(old)[0] == new


@pytest.mark.parametrize(
    "text",
    [
        "```\n* TOC\n{:toc}\n{::comment}x{:/comment}\n#hash \\\\\n```",
        "Inline `{:.x}` stays",
        "$$\n\\begin{aligned}\nx &= y \\\\\n#2 << 3 >> 4\n\\end{aligned}\n$$",
        "$$a << b >> c$$",
        "1 << 2 and 3 >= 2",
        "Plain words, **bold**.",
    ],
)
def test_code_and_mathematics_are_left_alone(text):
    assert turned(text)[0] == text


def test_a_table_of_contents_is_asked_for_in_front_matter():
    assert turned("* TOC\n{:toc}")[1] == {"toc": True}
    assert turned("* TOC")[1] == {}


def test_settings_of_kramdown_decide():
    assert turned("#hash", gfm=False)[0] == "# hash"
    assert turned("One\ntwo\n\n- three\n- four", hard=True)[0] == "One  \ntwo\n\n- three\n- four"


@pytest.mark.parametrize(
    ("text", "github", "plain"),
    [
        ("Sugar & spice, C++", "sugar--spice-c", "sugar--spice-c"),
        ("1. The «café» – or_so?", "1-the-café--or_so", "the-caf--orso"),
        ("42", "42", "section"),
    ],
)
def test_ids_of_headings_are_kramdowns(text, github, plain):
    assert (heading_id(text), plain_heading_id(text)) == (github, plain)


def test_lines_of_the_source_are_kept_through_every_change():
    item = ImportItem(
        "x.md", "post", Traced("* TOC\n{:toc}\n\n{:note: .box}\n    a = 1\n{: .ruby}\n\nWords\n", 10), {}, "x"
    )
    Kramdown(item, BlogReport()).run()
    text, lines = item.body.text.split("\n"), item.body.lines
    assert len(text) == len(lines)
    assert lines[text.index("Words")] == 17
    assert lines[text.index("a = 1")] in (14, 15)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("|a|b|\n|c|d|", "| a | b |\n| c | d |"),
        ("|h|i|\n|:-|-:|\n|a|b|", "| h | i |\n|:-|-:|\n| a | b |"),
        ("|h|\n|---|\n|a|\n|===|\n|sum|", "| h |\n|---|\n| a |\n| **sum** |"),
        ("|h|i|\n|---+---|\n|a|b|\n|---|\n|c|d|", "| h | i |\n|---|---|\n| a | b |\n| c | d |"),
        ("|a `x|y`|b|\n|c|d|", "| a `x|y` | b |\n| c | d |"),
    ],
)
def test_tables_are_written_as_ours(old, new):
    body = Traced(old)
    plain_tables(body)
    assert body.text == new
    assert len(body.lines) == new.count("\n") + 1


@pytest.mark.parametrize("text", ["```\n|a|b|\n```", "Words | with a pipe\nand more words.", "no pipe"])
def test_what_is_no_table_stays(text):
    body = Traced(text)
    plain_tables(body)
    assert body.text == text
