"""Contrast of style sheets, in both schemes."""

import pytest


def own(faulty, css):
    faulty.write("assets/css/90-own.css", css)
    faulty.post("One.")
    return faulty.found("contrast")


@pytest.mark.parametrize(
    "css",
    [
        "p { color: var(--ink) }",
        "p { color: #fff; background: #333 }",
        "p { color: inherit; fill: none; stroke: currentColor }",
        "@media print { p { color: #ccc } }",
        "p::selection { color: #ccc }",
        "p { color: transparent } a { color: rgb(0 0 0 / 10%) }",
    ],
)
def test_what_can_be_read(faulty, css):
    assert own(faulty, css) == []


def test_the_theme_itself_can_be_read(faulty):
    faulty.post("One.")
    assert faulty.found("contrast") == []


def test_what_cannot_is_told_with_its_line_and_scheme(faulty):
    found = own(
        faulty, ".a { color: #777; background: #fff }\n.b {\n  fill: var(--ghost);\n}\n:root { --ghost: #ddd }\n"
    )
    assert [line.partition(", under")[0] for line in found] == [
        "assets/css/90-own.css:1: error: color of .a has 4.48 to 1 in the dark scheme",
        "assets/css/90-own.css:1: error: color of .a has 4.48 to 1 in the light scheme",
        "assets/css/90-own.css:3: error: fill of .b has 1.26 to 1 in the light scheme",
    ]


def test_a_ground_of_its_own_in_one_scheme(faulty):
    found = own(faulty, "@media (prefers-color-scheme: dark) { .c { color: #999; background: #777 } }\n")
    assert len(found) == 1
    assert "in the dark scheme" in found[0]
