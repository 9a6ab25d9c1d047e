"""Everything fits: nothing is too small, cut off, out of the window or over something else, from phone to desk.

1280 px at 200 % zoom are 640 px at twice the density; at 400 % they are 320 px, the narrowest of WCAG 2.2, 1.4.10.
"""

from pathlib import Path

import pytest

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.hosting import hosted
from tests.browser.looking import FLAGS, Look
from tests.browser.needed import CHROMIUM, everywhere

pytestmark = pytest.mark.browser

FIT = (Path(__file__).parent / "fit.js").read_text("utf-8")
WIDTHS = (320, 360, 390, 480, 640, 768, 1024, 1280, 1366, 1920)
# A phone, a large phone, a desk at 200 %, a desk: there every text is looked at.
READ = (320, 390, 640, 1280)
WIDER = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true; })"


@everywhere
def test_every_page_fits_and_all_text_can_be_read(host, look, engine):
    window = look(host, reduced_motion="reduce")
    wrong = []
    for path in host.kinds():
        page = window.open(path)
        page.evaluate(OPEN)
        for width in WIDTHS if engine == "chromium" else READ:
            page.set_viewport_size({"width": width, "height": 900})
            wide, held = page.evaluate(WIDER)
            if wide > held:
                wrong.append(f"{path}: {wide} px in {held} px")
            if width in READ:
                wrong += [f"{path} at {width} px: {problem}" for problem in page.evaluate(FIT)]
    assert wrong == []
    assert window.complaints == []


LARGE_TYPE = "--blink-settings=defaultFontSize=32,primaryHoverType=1,availableHoverTypes=1"


def test_text_of_twice_the_size_can_be_read(host, chromium):
    """WCAG 2.2, 1.4.4, by the browser's own setting, where nothing hovers, as on a phone."""
    large = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, LARGE_TYPE])
    problems = []
    try:
        window = Look(host, large.new_page(reduced_motion="reduce"))
        for path in host.kinds():
            page = window.open(path)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            for width in (320, 390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                problems += [f"{path} at {width} px: {problem}" for problem in page.evaluate(FIT)]
    finally:
        large.close()
    assert problems == []


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


WIDE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='900' height='90'/%3E"


def test_words_and_pictures_that_are_wider_than_a_phone_fit(tmp_path, look):
    (tmp_path / "site.toml").write_text('title = "T"\nauthor = "A"\nbase_url = "https://x.example/"\n', "utf-8")
    post = tmp_path / "content" / "posts" / "2018-06-08-long.md"
    post.parent.mkdir(parents=True)
    front = f"title: {LONG}\ndescription: {LONG}\ntags: [{LONG}]\nseries: {LONG}\nauthors: [{LONG}]"
    picture = f'<img src="{WIDE}" alt="A wide one" style="max-width: 645px">'
    post.write_text(f"---\n{front}\n---\n## {LONG}\n\n{LONG} `{LONG}`\n\n- {LONG}\n\n> {LONG}\n\n{picture}\n", "utf-8")
    built = build(Blog(tmp_path), Options(date="2018-06-08"))
    with hosted(built.output, "/") as host:
        window = look(host, width=320)
        problems = [f"{path}: {problem}" for path in host.pages() for problem in window.open(path).evaluate(FIT)]
    assert problems == []


TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
svg * { letter-spacing: normal !important; word-spacing: normal !important }"""


def test_readers_may_space_letters_as_they_need(demo, look):
    """WCAG 2.2, 1.4.12: nothing is lost where a reader sets letters and lines wider."""
    window = look(demo, width=390, reduced_motion="reduce")
    problems = []
    for path in demo.kinds():
        page = window.open(path)
        page.add_style_tag(content=TEXT_SPACING)
        wide, held = page.evaluate(WIDER)
        if wide > held:
            problems.append(f"{path}: {wide} px in {held} px")
    assert problems == []


FAULTS = {
    "is too small": "<p style='font-size: 9px'>Tiny</p>",
    "runs out of the window": "<p style='position: relative; left: -50px'>Left out</p>",
    "cut off": "<p style='width: 40px; overflow: hidden; white-space: nowrap'>A long line</p>",
    "lies over": "<p style='margin: 0'>Below</p><p style='margin: -1.4em 0 0'>Above</p>",
    "the page is": "<div style='width: 500px; height: 1px'></div>",
    "by keyboard": "<pre style='width: 60px; overflow: auto'>A line that is longer than that</pre>",
    "2.0 px is too small": "<svg width='20' viewBox='0 0 100 20'><text y='10' font-size='10'>ab</text></svg>",
}


@pytest.mark.parametrize("words", FAULTS)
def test_what_does_not_fit_is_seen(demo, look, words):
    page = look(demo, width=390).open("404.html")
    assert page.evaluate(FIT) == []
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", FAULTS[words])
    assert any(words in problem for problem in page.evaluate(FIT)), page.evaluate(FIT)
