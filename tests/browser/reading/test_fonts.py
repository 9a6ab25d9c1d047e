"""Pages are set in the fonts that come along, as the browser itself says: never in those of the machine."""

import pytest

from tests.browser.needed import both

pytestmark = pytest.mark.browser

WEEK_1 = "2018/06/week-1/index.html"
VISITS = 20
SEEN = {
    "h1": {"Literata"},
    ".prose > p": {"Literata"},
    ".lead": {"Literata"},
    ".masthead nav a": {"Inter"},
    "code": {"JetBrains Mono"},
    "figure svg text": {"Inter"},
}


def used(page, selector):
    """Return the names of the fonts that draw an element's text, and whether each came with the page."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    session.detach()
    return {(font["familyName"], font["isCustomFont"]) for font in fonts}


@pytest.mark.parametrize("selector", SEEN)
def test_text_is_drawn_with_the_fonts_that_come_along(demo, look, selector):
    window = look(demo)
    wanted = {(name, True) for name in SEEN[selector]}
    # A font that comes late is for the next visit (font-display: optional), so the page is visited again.
    page = window.open(WEEK_1, wait_until="networkidle")
    for _ in range(VISITS):
        if used(page, selector) == wanted:
            break
        page.reload(wait_until="networkidle")
    assert used(page, selector) == wanted


@both
def test_a_page_loads_no_group_of_characters_that_it_does_not_show(demo, look):
    window = look(demo)
    window.open("index.html", wait_until="networkidle")
    fonts = {url.rsplit("/", 1)[-1].rsplit("-", 1)[0] for url in window.requested if url.endswith(".woff2")}
    assert fonts == {"text-basic", "sans-basic"}
