"""Charts that are pointed at: the nearest value with pointer, finger and keys, on the width that is shown."""

import re

import pytest

from fridaygram import figures
from fridaygram.figures import draw
from fridaygram.figures.charts.chart import ChartParams
from tests.browser.needed import REPOSITORY, both
from tests.figures.examples import EXAMPLES

pytestmark = pytest.mark.browser

ASSETS = REPOSITORY / "assets"
SCRIPT = (ASSETS / "js" / "4-charts.js").read_text("utf-8")
STYLES = "".join((ASSETS / "css" / name).read_text("utf-8") for name in ("1-tokens.css", "figures.css"))
MOST = 4 * 1024
CHARTS = [name for name in EXAMPLES if issubclass(draw.load(EXAMPLES[name][0]).params, ChartParams)]


@pytest.fixture
def shown(chromium):
    """Give a function that shows an example in a window, with the script unless told otherwise."""
    contexts = []

    def show(name, width=800, script=SCRIPT, **settings):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        page = context.new_page()
        kind, values, params = EXAMPLES[name]
        html = figures.render(kind, values, params, "f1").html
        style = f"{STYLES}body{{margin:20px;font:16px sans-serif;background:var(--paper)}}"
        page.set_content(
            f"<style>{style}</style><button>before</button><figure>{html}</figure><button>after</button>"
            f"<script>{script}</script>"
        )
        return page

    yield show
    for context in contexts:
        context.close()


def spots(page):
    """Return each value's text with its place in the window, as the chart that is shown draws it."""
    return page.evaluate(
        """() => {
          const chart = document.querySelector('.fig-chart'), sheets = [...chart.querySelectorAll('svg')];
          const at = sheets.findIndex(one => one.getClientRects().length);
          const box = sheets[at].getBoundingClientRect(), scale = box.width / sheets[at].viewBox.baseVal.width;
          return JSON.parse(chart.dataset.values).filter(row => row[1 + 2 * at] !== null).map(row =>
            [row[0], box.left + row[1 + 2 * at] * scale, box.top + row[2 + 2 * at] * scale]);
        }"""
    )


def told(page):
    tip = page.locator(".fig-tip")
    return tip.inner_text() if tip.is_visible() else ""


def test_the_script_is_small():
    assert len(SCRIPT.encode()) <= MOST


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("name", CHARTS)
def test_pointing_at_any_value_shows_that_value_inside_the_window(shown, name, width):
    page = shown(name, width)
    known = spots(page)
    assert known
    for text, x, y in known[:: max(1, len(known) // 5)]:
        page.mouse.move(x, y)
        same_place = {other for other, left, top in known if abs(left - x) < 2 and abs(top - y) < 2}
        assert told(page) in same_place, text
        box = page.locator(".fig-tip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    page.mouse.move(1, 1)
    assert told(page) == ""


def test_a_chart_is_one_stop_of_the_tab_key_and_arrows_reach_every_value(shown):
    page = shown("line")
    page.get_by_text("before").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "fig-chart"
    known = [text for text, _, _ in spots(page)]
    read = [told(page)]
    for _ in known[1:]:
        page.keyboard.press("ArrowRight")
        read.append(told(page))
    assert read == known
    page.keyboard.press("ArrowRight")
    assert told(page) == known[-1]
    page.keyboard.press("Home")
    assert told(page) == "held out, week 1: 3.4\N{NO-BREAK SPACE}bits a character"
    page.keyboard.press("ArrowDown")
    assert told(page).startswith("training, week 1:")
    page.keyboard.press("ArrowUp")
    assert told(page).startswith("held out, week 1:")
    page.keyboard.press("Escape")
    assert told(page) == ""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "after"


def test_a_screen_reader_hears_what_a_chart_is_and_each_value(shown):
    page = shown("bar")
    chart = page.get_by_role("group", name="The values of this chart")
    assert chart.count() == 1
    chart.focus()
    assert page.get_by_role("status").inner_text() == "TensorFlow: 73.5%"
    assert page.get_by_role("img", name="Share of developers").count() == 1


def test_a_tap_shows_a_value_and_the_next_tap_elsewhere_puts_it_away(shown):
    page = shown("order-curve", 360, has_touch=True)
    text, x, y = spots(page)[-1]
    page.touchscreen.tap(x, y)
    assert told(page) == text
    page.get_by_text("before").tap()
    assert told(page) == ""


def test_the_values_follow_the_width_that_is_shown(shown):
    page = shown("histogram", 800)
    page.set_viewport_size({"width": 360, "height": 900})
    text, x, y = spots(page)[2]
    page.mouse.move(x, y)
    assert told(page) == text
    ring = page.locator(".fig-ring").bounding_box()
    assert ring["x"] + ring["width"] / 2 == pytest.approx(x, abs=2)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(y, abs=2)


def test_the_value_is_seen_in_forced_colours(shown):
    page = shown("bar", forced_colors="active", color_scheme="dark")
    _, x, y = spots(page)[0]
    page.mouse.move(x, y)
    ink, ground = page.locator(".fig-tip").evaluate(
        "tip => [getComputedStyle(tip).color, getComputedStyle(tip).backgroundColor]"
    )
    assert ink != ground


def test_without_the_script_nothing_is_in_the_way(shown):
    page = shown("bar", script="")
    assert page.locator(".fig-tip").count() == 0
    page.get_by_text("before").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "DIV"


@both
def test_a_post_of_the_demo_shows_the_values_of_its_charts(look, demo):
    window = look(demo)
    page = window.open("2018/06/week-2/")
    charts = page.locator(".fig-chart[data-values]")
    assert charts.count() >= 4
    for chart in charts.all():
        chart.focus()
        page.keyboard.press("End")
        assert re.search(r"\d|infinite", chart.locator(".fig-tip").inner_text())
    assert window.complaints == []
