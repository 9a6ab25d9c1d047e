"""Formulas within a line: a page is never wider for them, and a line is no higher.

What does not fit scrolls by itself, and browsers let a keyboard reach what scrolls, and only that.
"""

from pathlib import Path

import pytest

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.hosting import hosted

pytestmark = pytest.mark.browser

FIT = (Path(__file__).parent / "fit.js").read_text("utf-8")
LONG = r"$H = -\frac{1}{n} \sum_{i=1}^{n} \log_2 p(x_i \mid x_1, x_2, \ldots, x_{i-1}) + \lambda \sqrt{\frac{a+b}{c}}$"
SHORT = [rf"${latex}$" for latex in ("x", "p(x_i)", r"\frac{1}{n}", r"\sqrt{2}", r"\hat{x}^{2^2}_{i_j}", r"\sum_i f_i")]
PLACES = f"""The entropy {LONG} in a line.

## Of {LONG}

- a point {LONG}
    - one below {LONG}

1. a step {LONG}

> said {LONG}

!!! note "On {LONG}"
    So {LONG}

| a | b |
| --- | --- |
| {LONG} | c |

Term
:   It is {LONG}

**Strong {LONG}** and a [link {LONG}](https://example.org/) with a note.[^1]

[^1]: Below {LONG}
"""
TEXT = "\n\n".join(f"Before {latex} and after it runs ({latex}), over {latex} lines of a phone." for latex in SHORT)
MEASURE = """() => [...document.querySelectorAll('.prose p')].map(one => [one.getBoundingClientRect(),
  ...[...one.querySelectorAll('math')].map(math => math.getBoundingClientRect())]
  .flatMap(box => [box.left, box.top, box.height].map(Math.round)))"""
UNFRAMED = ".formula-in-line { display: contents !important }"
SCROLLERS = """[...document.querySelectorAll('.formula-in-line')]
  .filter(one => one.scrollWidth > one.clientWidth).length"""


@pytest.fixture
def post(tmp_path, look):
    """Give a function that shows a post of this text: ``post(text, width=...)`` is the browser's page."""
    hosts = []

    def opened(text, **window):
        (tmp_path / "site.toml").write_text('title = "T"\nauthor = "A"\nbase_url = "https://x.example/"\n', "utf-8")
        file = tmp_path / "content" / "posts" / "2018-06-08-long.md"
        file.parent.mkdir(parents=True)
        file.write_text(f"---\ntitle: Formulas\ndescription: Wide ones.\n---\n{text}\n", "utf-8")
        built = build(Blog(tmp_path), Options(date="2018-06-08"))
        hosts.append(hosted(built.output, "/"))
        return look(hosts[-1].__enter__(), **window).open("2018/06/long/index.html")

    yield opened
    for host in hosts:
        host.__exit__(None, None, None)


@pytest.mark.parametrize("width", [320, 360, 390])
def test_a_long_formula_does_not_widen_the_page(post, width):
    page = post(PLACES, width=width)
    assert page.locator("math").count() == PLACES.count(LONG) + 1  # a note stands in the margin too
    assert page.evaluate(FIT) == []


def test_a_line_with_a_formula_that_fits_is_as_it_was(post):
    page = post(TEXT, width=320)
    framed = page.evaluate(MEASURE)
    page.add_style_tag(content=UNFRAMED)
    assert page.evaluate(MEASURE) == framed


def test_a_keyboard_reaches_and_scrolls_a_formula_that_is_wide_and_no_other(post):
    page = post(f"Short {SHORT[0]}, then {LONG}, then {SHORT[2]}.", width=320)
    reached = []
    for _ in range(page.evaluate("document.querySelectorAll('a[href], [tabindex]').length") + 3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.formula-in-line')"):
            reached.append(page.evaluate("document.activeElement.outerHTML"))
            page.keyboard.press("ArrowRight")
            page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert len(reached) == 1
    assert page.evaluate(SCROLLERS) == 1
