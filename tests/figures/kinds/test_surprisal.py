"""Surprisal as HTML: the text whole, thicker lines for what was less expected, everything else in the table."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from fridaygram.figures.kinds.surprisal import FIGURE, SurprisalParams

PARAMS = SurprisalParams(corpus="demo")


def choice(at, chosen, bits=1.0, others=(("e", 0.5),), count=2):
    likely = sorted([(chosen, 2**-bits), *others], key=lambda one: -one[1])
    return [at, 2**-bits, 1, count, *(part for one in likely for part in one)]


def values(text, *expected, **fields):
    sample = {"text": text, "prompt": "", "order": 4, "index": 2, "batch": 20, "ended": True, "expected": expected}
    return {"samples": [{**sample, "steps": len(text) + 1, "bits": 3.0, **fields}]}


def html_of(text, *choices, **fields):
    return FIGURE.draw(values(text, *choices, **fields), PARAMS, "x").html.partition("</blockquote>")[0]


@given(text=st.text("a<&é \n", min_size=1, max_size=30), places=st.sets(st.integers(0, 29)), begun=st.integers(0, 5))
def test_no_character_is_lost_or_moved(text, places, begun):
    marked = [choice(at, text[at]) for at in sorted(places) if begun <= at < len(text)]
    html = html_of(text, *marked, prompt=text[:begun])
    assert unescape(re.sub("<[^>]+>", "", html)).replace("⏎", "") == text
    assert html.count('class="sur-2"') == len(marked)


def test_the_less_expected_the_thicker():
    html = html_of("abc", choice(0, "a", 0.4), choice(1, "b", 2.9), choice(2, "c", 3.0))
    assert re.findall(r'class="(sur-\d)" title="[^"]*">(.)', html) == [("sur-1", "a"), ("sur-2", "b"), ("sur-3", "c")]


def test_an_end_that_was_chosen_is_shown_and_a_cut_is_told():
    assert html_of("ab", choice(2, "")).endswith(">[end]</span>")
    assert html_of("ab", ended=False).endswith('ab<span class="smp-cut"> […]</span>')


def test_what_else_could_have_stood_there_is_in_the_table():
    others = (("", 0.25), (" ", 0.12), ("\n", 0.034), ('"', 0.0001))
    drawing = FIGURE.draw(values("a \nb", choice(3, "b", 2.0, others, 9)), PARAMS, "x")
    assert drawing.table.rows == (
        ("3rd of 20, order 4", "4", "~a␣⏎", "b", "2", "25%", 'the end 25%, ␣ 12%, ⏎ 3.4%, " under 0.1% and 4 more'),
    )
    assert "&quot; under 0.1%" in drawing.html
    assert drawing.text == "3rd of 20, order 4: a choice at 1 of 5 places; 3 bits in all, 0.6 each on average."
