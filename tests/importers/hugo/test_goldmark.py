import pytest

from fridaygram_importers.hugo.goldmark import heading_id, ours
from fridaygram_importers.text.traced import Traced


def turned(text, **options):
    body = Traced(text)
    ours(body, **{"mathematics": False, **options})
    assert len(body.lines) == body.text.count("\n") + 1
    return body.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One\n\n<!--more-->\n\nTwo", "One\n\n\nTwo"),
        ("Text\n{.lead #x}", "Text\n{: .lead #x }"),
        ("> Text\n> {.lead}", "> Text\n> {: .lead }"),
        ('![a](b.png){width="3"}', '![a](b.png){: width="3" }'),
        ("~~~go {hl_lines=[1]}\nx\n~~~", '~~~go hl_lines="1"\nx\n~~~'),
        ("~a b~, H~2~O and ~~c~~", "~~a b~~, H~~2~~O and ~~c~~"),
        ("See https://a.b/c_d_e, or (https://a.b/).", "See <https://a.b/c_d_e>, or (<https://a.b/>)."),
    ],
)
def test_what_only_goldmark_knows_becomes_ours(old, new):
    assert turned(old) == new


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://a.b/c) <https://a.b> `https://a.b` [x]: no",
        "[ref]: https://a.b/c",
        '<a href="https://a.b">https://a.b</a>',
        "```\n<!--more-->\n{.lead}\nhttps://a.b\n```",
        "## Part {#x .y}",
        "a ~ b ~ c, ~5 and <https://a.b/~c> <https://a.b/~d>, [x](/~a) [y](/~b)",
        "~~~\n~a~\n~~~",
        "Plain \\(text\\)",
        "`x`{.c}",
        "> `x`{.c}",
    ],
)
def test_what_is_ours_already_stays(text):
    assert turned(text) == text


def test_mathematics_has_dollars():
    assert turned("\\( a_1 \\) so", mathematics=True) == "$a_1$ so"
    assert turned("\\(a_1\\) and\n\n\\[\nb\n\\]\n", mathematics=True) == "$a_1$ and\n\n$$\nb\n$$\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Why \u2013 these 3?", "why--these-3"), ("1. Über C++ & so", "1-über-c--so"), ("a_b c", "a_b-c")],
)
def test_ids_of_headings_are_hugos(text, wanted):
    assert heading_id(text) == wanted
