"""What a reader's settings change: less motion, paper, colours, no script."""

import itertools

import pytest

from tests.browser.needed import everywhere

pytestmark = pytest.mark.browser

RUNNING = """() => document.getAnimations().filter(one => one.playState === 'running')
  .map(one => one.animationName || one.transitionProperty || 'animation')"""
FILMS = """() => [...document.images].filter(one => one.checkVisibility() && /\\.gif$/.test(one.currentSrc))
  .map(one => one.currentSrc)"""
PAINTED = """() => [document.documentElement, document.body, document.querySelector('main')]
  .map(one => getComputedStyle(one)).map(style => [style.backgroundColor, style.color])"""
CONTROLS = ("nav", ".skip", "button", "figure summary", "figure label")
WHITE = ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


@everywhere
def test_nothing_moves_for_readers_who_wish_so(host, look):
    window = look(host, reduced_motion="reduce")
    moving = []
    for path in host.kinds():
        page = window.open(path)
        page.evaluate("document.images.length && [...document.images].forEach(one => { one.loading = 'eager'; })")
        moving += [f"{path}: {what}" for what in (*page.evaluate(RUNNING), *page.evaluate(FILMS))]
    assert moving == []


def test_something_moves_for_the_others(demo, look):
    """Else the test above would be content with a site without animations."""
    window = look(demo)
    found = []
    for path in demo.kinds():
        page = window.open(path)
        page.evaluate("[...document.images].forEach(one => { one.loading = 'eager'; })")
        page.wait_for_function("[...document.images].every(one => one.complete)")
        found += [*page.evaluate(RUNNING), *page.evaluate(FILMS)]
    assert found


def test_paper_is_white_and_carries_no_menus(host, look):
    window = look(host, width=720)
    wrong = []
    for path, scheme in itertools.product(host.kinds(), ("light", "dark")):
        page = window.page if scheme == "dark" else window.open(path)
        page.emulate_media(media="print", color_scheme=scheme)
        grounds = [ground for ground, _ in page.evaluate(PAINTED)]
        ink = page.evaluate(PAINTED)[1][1]
        if not set(grounds) <= set(WHITE) or ink != "rgb(0, 0, 0)":
            wrong.append(f"{path}: {ink} on {grounds}")
        seen = [one for one in CONTROLS if page.locator(f"{one}:visible").count()]
        wrong += [f"{path}: {one} is printed" for one in seen]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path}: wider than the sheet")
        if not page.locator("h1").first.is_visible():
            wrong.append(f"{path}: no title")
    assert wrong == []


SCROLLED = """() => [...document.querySelectorAll('main *')]
  .filter(one => /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""


def test_paper_neither_scrolls_nor_moves(demo, look):
    """Long lines of code are broken, and of what moves there is the end."""
    window = look(demo, width=720)
    wrong, ends = [], 0
    for path in demo.kinds():
        page = window.open(path)
        page.emulate_media(media="print")
        wrong += [f"{path}: {what}" for what in (*page.evaluate(SCROLLED), *page.evaluate(RUNNING))]
        wrong += [f"{path}: a film"] * page.locator(".fig-moving:visible").count()
        ends += page.locator(".fig-still:visible").count()
    assert wrong == []
    assert ends


def test_a_post_prints(demo, look):
    """The browser's own printer lays it out: a few sheets, not one a paragraph."""
    window = look(demo)
    posts = [path for path in demo.kinds() if path.startswith("2018/")]
    assert posts
    for path in posts:
        sheets = window.open(path).pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= 20, (path, sheets)


TEXTS = """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, li, figcaption, td)')]
  .filter(one => one.checkVisibility() && !one.closest('[data-play], [aria-live], form, noscript, .xp, .xp-plain'))
  .map(one => [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join(' '))"""


def test_pages_say_the_same_without_script(host, look):
    """What scripts add are controls, never words of the text. An explorer is a control; its animation goes for it."""
    window, bare = look(host), look(host, java_script_enabled=False)
    for path in host.kinds():
        said = window.open(path).evaluate(TEXTS)
        assert any(said), path
        assert bare.open(path).evaluate(TEXTS) == said, path
    assert bare.complaints == []
