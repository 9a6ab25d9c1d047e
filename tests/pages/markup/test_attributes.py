import pytest

from tests.pages.markup import html


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Text\n{: .x #y }", '<p class="x" id="y">'),
        ("> quote\n{: .x }", '<blockquote class="x">'),
        ("- a\n- b\n{: .x }", '<ul class="x">'),
        ("1. a\n{: .x }", '<ol class="x">'),
        (
            "| a |\n|---|\n| 1 |\n{: .x }",
            '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table class="x">',
        ),
        ("## Head\n{: #mine }", '<h2 id="mine">'),
        ("## Head {: #mine }", '<h2 id="mine">'),
        ("text ![a](https://e.org/a.png){: .x }", "<p>text <img"),
    ],
)
def test_attributes_of_blocks(text: str, start: str) -> None:
    found = html(text)
    assert found.startswith(start)
    assert "{:" not in found


def test_what_follows_the_attributes_is_its_own_block() -> None:
    assert html("- a\n{: .x }\nText") == '<ul class="x">\n<li>a</li>\n</ul>\n<p>Text</p>'


def test_attributes_in_code_are_code() -> None:
    assert "{: .x }" in html("```\n- a\n{: .x }\n```")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## getset(key) {block}", '<h2 id="getsetkey-block">getset(key) {block} <a'),
        ("## The set {a, b}", '<h2 id="the-set-a-b">The set {a, b} <a'),
        ("## A {.b} and a {: .c }", '<h2 class="c" id="a-b-and-a">A {.b} and a <a'),
        ("## A {#mine}", '<h2 id="mine">A <a'),
        ("## A {.mine lang=de}", '<h2 class="mine" id="a" lang="de">A <a'),
        ("`set`{a, b} text", "<p><code>set</code>{a, b} text</p>"),
        ("The sets are\n{a, b}", "<p>The sets are\n{a, b}</p>"),
        ("`code`{.x} and {b} more", '<p><code class="x">code</code> and {b} more</p>'),
        ("*a*{: title='}' .x } b {c}", '<p><em class="x" title="}">a</em> b {c}</p>'),
        ("*a*{: } b", "<p><em>a</em>{: } b</p>"),
        ("`code`{: .x } text", '<p><code class="x">code</code> text</p>'),
        ("`code`{.x} text", '<p><code class="x">code</code> text</p>'),
    ],
)
def test_braces_with_words_are_text(text: str, shown: str) -> None:
    assert html(text).startswith(shown)
