import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.pages.body import CAPTION, Body, FigureFill, Fills
from fridaygram.pages.document import parse_document
from fridaygram.pages.markup.convert import convert
from tests.pages.markup import SOURCE, converted, html, shape


def fails(body: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        html(body)
    assert caught.value.file == SOURCE
    return caught.value


def test_values_are_filled_and_taken_literally() -> None:
    fills = Fills(values={"a.n": 1584, "a.s": "*x* <b>", "a.p": 0.5})
    body = converted("{{ a.n }}, {{ a.s }}, {{ a.p | percent }}", fills)
    assert body.html == "<p>1,584, &#42;x&#42; &#60;b&#62;, 50%</p>"


def test_a_number_at_a_lines_start_makes_no_list() -> None:
    body = converted("{{ a.n }}. That is all.", Fills(values={"a.n": 448}))
    assert body.html == "<p>&#52;48. That is all.</p>"


def test_a_missing_value_and_a_missing_figure_are_told_with_their_line() -> None:
    error = fails("one\n{{ a.b }}\n")
    assert (error.line, "a.b" in str(error)) == (5, True)
    error = fails("one\n\n```figure bar\n```\n")
    assert (error.line, "'bar' was not drawn" in str(error)) == (6, True)


def test_figures_have_a_place_of_their_own_and_a_second_look_for_feeds() -> None:
    fills = Fills(figures={"bar": FigureFill("<figure>page</figure>", "<figure>feed</figure>")})
    body = converted("Before\n```figure bar\n```\nafter", fills)
    assert body.html == "<p>Before</p>\n<figure>page</figure>\n<p>after</p>"
    assert body.feed == "<p>Before</p>\n<figure>feed</figure>\n<p>after</p>"


def test_headings_have_ids_links_and_levels_below_the_title() -> None:
    body = converted("# One\n\n## Two *x*\n\n## Two *x*\n\n## Three {: #mine }\n")
    assert [(heading.level, heading.id, heading.text) for heading in body.facts.headings] == [
        (2, "one", "One"),
        (3, "two-x", "Two x"),
        (3, "two-x-1", "Two x"),
        (3, "mine", "Three"),
    ]
    assert '<h2 id="one">One <a' in body.html
    assert 'href="#two-x-1"' in body.html


def test_a_heading_may_stay_out_of_the_table_of_contents() -> None:
    body = converted("## One {:.no_toc}\n\n## Two\n{: .no_toc .x }\n\n## Three {: .no_tock }\n")
    assert [heading.listed for heading in body.facts.headings] == [False, False, True]


def test_a_heading_does_not_take_a_figures_id() -> None:
    fills = Fills(figures={"bar": FigureFill("<figure></figure>", "")})
    body = converted("## Bar\n\n```figure bar\n```\n", fills)
    assert [heading.id for heading in body.facts.headings] == ["bar-1"]


@pytest.mark.parametrize(
    ("text", "shown", "name"),
    [
        ("## Learning C#", "Learning C#", "learning-c"),
        ("## Learning C# ##", "Learning C#", "learning-c"),
        ("## Learning C# {#c}", "Learning C#", "c"),
        ("## Closed ## {: #c }", "Closed", "c"),
        ("# Closed #  \nText", "Closed", "closed"),
        ("## A \\#", "A #", "a"),
        ("## C\\", "C\\", "c"),
        ("## `C#` and F#", "C# and F#", "c-and-f"),
    ],
)
def test_a_heading_loses_only_the_signs_that_close_it(text: str, shown: str, name: str) -> None:
    (heading,) = converted(text).facts.headings
    assert (heading.text, heading.id) == (shown, name)


def test_seven_signs_are_no_heading() -> None:
    assert shape("####### seven") == "p"
    assert shape("#######") == "p"


def test_footnotes_are_numbered_by_their_marks_and_unused_ones_hidden() -> None:
    text = html("One[^b] two[^a] three[^b].\n\n[^a]: Note a.\n[^b]: Note b.\n[^c]: Never.\n")
    assert text.index("Note b.") < text.index("Note a.")
    assert "Never" not in text
    assert '<a class="footnote-ref" href="#fn-b">1</a>' in text
    assert text.count('role="doc-backlink"') == 3


NOTES = "\n\n[^a]: Note a.\n[^b]: Note b.\n[^c]: Note c.\n[^d]: Note d.\n"


@pytest.mark.parametrize(
    "text",
    [
        "- one[^c]\n\n    more\n\ntwo[^a]\n\nthree[^b]",
        "> - one[^c]\n\ntwo[^a]\n\nthree[^b]",
        "| one[^c] |\n|---|\n| two[^a] |\n\nthree[^b]",
        "*one[^c]* **two[^a]** three[^b]",
        "1. one[^c]\n   - two[^a]\n\nthree[^b]",
        "!!! note\n    one[^c]\n\ntwo[^a]\n\nthree[^b]",
    ],
)
def test_footnotes_are_numbered_in_reading_order_wherever_they_stand(text: str) -> None:
    shown = html(text + NOTES)
    assert re.findall(r'href="#fn-(\w)">(\d)</a>', shown) == [("c", "1"), ("a", "2"), ("b", "3")]
    assert re.findall(r'<li id="fn-(\w)">', shown) == ["c", "a", "b"]
    assert re.findall(r'aria-label="Back to the text, note (\d)"', shown) == ["1", "2", "3"]


def test_a_note_that_is_referred_to_again_leads_back_in_reading_order() -> None:
    shown = html("- one[^a]\n\n    - two[^a]\n\nthree[^a]" + NOTES)
    assert re.findall(r'<sup id="(fnref\d?-a)">', shown) == ["fnref-a", "fnref2-a", "fnref3-a"]
    assert re.findall(r'href="#(fnref\d?-a)"', shown) == ["fnref-a", "fnref2-a", "fnref3-a"]


def test_marks_within_notes_come_after_those_of_the_text() -> None:
    shown = html(
        "One[^b] two[^a].\n\n[^a]: Note a.\n[^b]: Note b, see[^c].\n[^c]: Note c.\n[^d]: Unseen[^e][^a].\n[^e]: E.\n"
    )
    assert re.findall(r'<li id="fn-(\w)">', shown) == ["b", "a", "c"]
    assert re.findall(r'href="#fn-(\w)">(\d)</a>', shown) == [("b", "1"), ("a", "2"), ("c", "3")]
    assert shown.count('href="#fnref-a"') == 1
    assert "fnref2" not in shown


def test_a_text_that_runs_on_from_its_own_note_is_shown() -> None:
    shown = html("[^a]: Note a.\nThe text[^a] and more[^b].\n\n[^b]: Note b.\n")
    assert re.findall(r'<li id="fn-(\w)">', shown) == ["a", "b"]
    assert "The text" in shown


def test_marks_of_the_authors_own_making_are_left_alone() -> None:
    own = '<sup><a class="footnote-ref" href="#x">9</a></sup>'
    assert own in html(f'<p markdown="1" id="x">{own} a[^a]</p>\n\n[^a]: Note a.\n')


def test_a_place_for_notes_that_nothing_refers_to_stays_empty() -> None:
    assert "note" not in html("- a list\n\n    ///Footnotes Go Here///\n\n[^1]: A note.\n").replace("footnote", "")


def test_broken_footnotes_are_errors() -> None:
    error = fails("One\n\ntwo[^nope].\n\n[^note]: x\n")
    assert (error.line, "[^nope] has no definition" in str(error)) == (6, True)
    assert "defined twice" in str(fails("a[^x]\n\n[^x]: one\n[^x]: two\n"))
    assert "footnote-ref" not in html("`[^x]` is written `[^x]: note`")


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("a\n\n[^2]:\n", 6, "[^2] has no text"),
        ("a[^1]\n\n[^1]: x\n[^2]:\n\nb\n", 7, "[^2] has no text"),
        ("a[^1]\n\n[^1]:\n[^2]: x\n", 6, "[^1] has no text"),
        ("> a[^1]\n>\n> [^1]:\n\nb\n", 6, "[^1] has no text"),
        ("[^]:\n", 4, "[^] has no name"),
        ("a\n\n[^ ]: x\n", 6, "[^ ] has no name"),
        ("a[^b c]\n\n[^b c]: x\n", 6, "[^b c] has a name with a space in it"),
    ],
)
def test_a_footnote_has_a_name_and_a_text(body: str, line: int, problem: str) -> None:
    error = fails(body)
    assert (error.line, problem in str(error)) == (line, True)


@pytest.mark.parametrize(
    "note", ["`code`", "\n    next line", "\nlazy", "\n\n    block", "\n\tin tabs", "\n\n    ```\n    code\n    ```"]
)
def test_a_footnotes_text_may_stand_below_its_mark(note: str) -> None:
    shown = html(f"a[^1]\n\n[^1]: {note}\n").partition("<section")[2]
    assert any(word in shown for word in ("code", "next line", "lazy", "block", "in tabs"))


@pytest.mark.parametrize("empty", ["- [^2]:", "[^2]: *[LM]: language model", "[^2]: [ref]: https://example.org/"])
def test_a_footnote_in_which_nothing_is_left_is_not_shown(empty: str) -> None:
    text = html(f"a[^1]\n\n{empty}\n\n[^1]: Note.\n")
    assert 'id="fn-1"' in text
    assert 'id="fn-2"' not in text


@pytest.mark.parametrize(
    "deep", ["> " * 3000 + "x", "- " * 3000 + "x", "\n".join("  " * level + "- x" for level in range(400))]
)
def test_too_deep_nesting_is_an_error_and_does_no_harm_to_the_next_text(deep: str) -> None:
    error = fails(f"- a\n- b\n\n{deep}\n\nend\n")
    assert (error.line, "nested too deeply" in str(error)) == (7 + deep.count("\n"), True)
    assert html("- a\n- b\n") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


def test_links_within_the_page_must_arrive() -> None:
    assert html("[down](#part)\n\n## Part\n").startswith('<p><a href="#part">')
    error = fails("text\n\n[down](#prt)\n\n## Part\n")
    assert (error.line, "#prt" in str(error)) == (6, True)


def test_an_open_block_of_code_is_an_error() -> None:
    assert fails("a\n\n```python\nx = 1\n").line == 6


def test_facts_count_words_without_code_and_notes() -> None:
    body = converted("One two *three*[^1].\n\n```\nfour five\n```\n\n[^1]: six\n")
    assert body.facts.words == 4
    assert body.facts.summary == "One two three."
    assert body.facts.minutes == 1


def test_a_summary_ends_at_a_word() -> None:
    summary = converted("word " * 100).facts.summary
    assert summary.endswith("word…")
    assert len(summary) <= 241


def test_everyday_markdown() -> None:
    assert "<del>x</del>" in html("~~x~~")
    assert 'type="checkbox" disabled checked' in html("- [x] done")
    assert '<div class="admonition note">' in html("!!! note\n    Text")
    assert "<summary>More</summary>" in html('??? note "More"\n    Text')
    assert '<abbr title="language model">LM</abbr>' in html("An LM.\n\n*[LM]: language model")
    assert '<p class="lead">' in html("Text\n{: .lead }")
    assert '<div class="scroll" tabindex="0"' in html("|a|\n|-|\n|1|")
    assert "<dt>T</dt>" in html("T\n:   D")
    assert html('<div class="x" markdown="1">\n*a*\n</div>') == '<div class="x">\n<p><em>a</em></p>\n</div>'


def test_captions_are_one_line_of_markdown() -> None:
    assert caption('From *songs* to "reviews"') == " From <em>songs</em> to “reviews”"
    assert caption("1. `a  b`\n  and $x$").startswith(' 1. <code>a b</code> and <span class="formula-in-line"><math ')
    assert caption("") == ""


def test_captions_link_and_refer_as_their_text_does() -> None:
    body = captioned("[there](#two), [file](../2018-06-01-motive/index.md), [](#two).[^a]")
    assert '<a href="#two">there</a>' in body.html
    assert '<a href="#two">Two</a>.<sup id="fnref-a">' in body.html
    assert [link.path for link in body.facts.links] == ["content/posts/2018-06-01-motive/index.md"]
    assert body.facts.summary == "Words."
    with pytest.raises(ContentError, match=r":7: link to '#three'"):
        captioned("[there](#three)")


def test_captions_may_stand_in_lists_and_quotes() -> None:
    figures = Fills(figures={"bar": FigureFill(f"<figure>{CAPTION}</figure>", "")})
    for text in (
        "- a\n\n  ```figure bar\n  caption: In *it*\n  ```\n- b",
        "> ```figure bar\n> caption: In *it*\n> ```",
    ):
        assert "<figure> In <em>it</em></figure>" in converted(text, figures).html
        assert "data-caption" not in converted(text, figures).html


def captioned(text: str) -> Body:
    """A body with a figure that has this caption."""
    fills = Fills(figures={"bar": FigureFill(f"<figure>{CAPTION}</figure>", f"<figure>{CAPTION}</figure>")})
    return converted(f"Words.\n\n```figure bar\ncaption: {text!r}\n```\n\n## Two\n\n[^a]: A note.\n", fills)


def caption(text: str) -> str:
    """A figure's caption as HTML."""
    shown = text.replace("\n", "\n  ")
    fills = Fills(figures={"bar": FigureFill(f"<figure>{CAPTION}</figure>", "")})
    html = converted(f"```figure bar\ncaption: |\n  {shown}\n```\n", fills).html
    return html.strip().removeprefix("<figure>").removesuffix("</figure>")


def test_conversion_is_a_pure_function() -> None:
    text = "# One\n\ntext[^1] {{ a.b }}\n\n[^1]: note\n\n*[LM]: x\n"
    document = parse_document(f"---\ntitle: A\n---\n{text}", SOURCE, "UTC")
    fills = Fills(values={"a.b": 2})
    first = convert(document, fills)
    convert(parse_document("---\ntitle: B\n---\nAn LM[^1]\n\n[^1]: other\n", SOURCE, "UTC"), Fills())
    assert convert(document, fills) == first


def test_an_empty_text_has_nothing_of_the_one_before() -> None:
    assert converted('## One\n\n![x](a.png "A caption.")\n').facts.headings
    facts = converted("").facts
    assert (facts.headings, facts.figures, facts.ids) == ((), {}, ())


def test_reading_documents_imports_no_converter() -> None:
    code = (
        "import sys; from fridaygram.pages import document, library, links, page; "
        "print({'markdown', 'jinja2', 'pygments', 'numpy', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab *_`~[]()<>!#-|:^1.\n\\\"'&{}=", max_size=120))
def test_any_text_is_converted_or_refused_in_one_line(text: str) -> None:
    try:
        body = converted(text)
    except ContentError as error:
        assert "\n" not in str(error)
        return
    assert "klzzwxh" not in body.html
    assert "wzxhzdk" not in body.html


def test_headings_in_feeds_have_no_sign_for_a_link() -> None:
    body = convert(parse_document("---\ntitle: A\n---\n\n## One\n\nText.\n", "content/pages/a.md", "UTC"), Fills())
    assert "permalink" in body.html
    assert "permalink" not in body.feed
    assert ">One</h2>" in body.feed
