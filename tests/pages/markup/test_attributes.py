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
