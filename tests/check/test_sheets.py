"""Style sheets as rules with lines, and custom properties in two schemes."""

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.check.sheets import custom_properties, resolved, rules

SHEET = """\
/* a { color: red } */
:root { --ink: #111; --text: var(--ink);
  --paper: white }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --paper: black }
  a { color: gold }
}
@media print { p { color: #000 } }
p::before { content: "};{"; color: var(--text) }
"""


def test_rules_with_their_lines_schemes_and_conditions():
    found = list(rules(SHEET, "a.css"))
    assert [rule.selector for rule in found] == [":root", ":root", "a", "p", "p::before"]
    assert [rule.scheme for rule in found] == [None, "dark", "dark", None, None]
    assert [rule.is_for_print for rule in found] == [False, False, False, True, False]
    assert found[0].lines == {"--ink": 2, "--text": 2, "--paper": 3}
    assert found[4].declarations == {"content": '"};{"', "color": "var(--text)"}
    assert found[4].lines["color"] == 9


def test_properties_are_those_of_a_scheme_and_are_followed():
    found = list(rules(SHEET, "a.css"))
    light, dark = (custom_properties(found, scheme) for scheme in ("light", "dark"))
    assert resolved("var(--text)", light, "light") == "#111"
    assert resolved("var(--text)", dark, "dark") == "#eee"
    assert resolved("var(--none, blue)", light, "light") == "blue"
    assert resolved("var(--none)", light, "light") == "var(--none)"
    assert resolved("light-dark(var(--ink), rgb(1, 2, 3))", light, "dark") == "rgb(1, 2, 3)"


def test_properties_that_name_themselves_come_to_an_end():
    assert "var(" in resolved("var(--a)", {"--a": "var(--b)", "--b": "var(--a)"}, "light")


@given(st.text(alphabet="{};:/*\"'@ab-\n", max_size=60))
def test_whatever_is_written_is_read(text):
    for rule in rules(text, "a.css"):
        assert set(rule.lines) == set(rule.declarations)
