"""Style sheets as rules with lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.pages.style_sheet import AtRule, declarations, read_rules, read_strictly

SHEET = """\
/* a { color: red } */
:root { --ink: #111; --Text: var(--ink);
  --paper: white }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --paper: black }
  a { COLOR: gold ! important }
}
@media print { p { color: #000 } }
p::before { content: "};{"; color: var(--text) }
nav { a { color: blue } }
"""


def test_rules_have_lines_and_conditions():
    found = list(read_rules(SHEET, "a.css"))
    assert [rule.selector for rule in found] == [":root", ":root", "a", "p", "p::before", "nav", "a"]
    dark = ("@media (prefers-color-scheme: dark)",)
    assert [rule.conditions for rule in found] == [(), dark, dark, ("@media print",), (), (), ("nav",)]
    assert found[0].lines == {"--ink": 2, "--Text": 2, "--paper": 3}
    assert found[2].declarations == {"color": "gold !important"}
    assert found[4].declarations == {"content": '"};{"', "color": "var(--text)"}
    assert (found[4].line, found[4].lines["color"]) == (9, 9)


def test_strict_reading_keeps_at_rules_as_they_are():
    found = list(read_strictly("p { margin: 0 }\n@media print {\n  p { margin: 1px }\n}\n", "a.css"))
    assert [getattr(one, "selector", None) for one in found] == ["p", None]
    assert found[1] == AtRule("@media print { p { margin: 1px } }")


@pytest.mark.parametrize("css", ["p { margin: 0", "p { margin: 0 } @media print { p { margin: 0 }", "p { a { b: c } }"])
def test_strict_reading_finds_a_block_without_an_end(css):
    with pytest.raises(ContentError, match="a block of styles has no end"):
        list(read_strictly(css, "a.css"))


def test_declarations_of_one_element():
    assert declarations("color : red ; margin:0") == {"color": "red", "margin": "0"}
    assert declarations("") == {}


@given(st.text(alphabet="{};:/*\"'@ab-\n", max_size=60))
def test_any_text_can_be_read(css):
    for rule in read_rules(css, "a.css"):
        assert set(rule.lines) == set(rule.declarations)
