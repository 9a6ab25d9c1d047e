"""The site by keyboard alone: a way past the menu, a visible focus in reading order, every control within reach."""

import pytest

from tests.browser.needed import both, everywhere

pytestmark = pytest.mark.browser

# What plays has a stop for each of its buttons.
FOCUSABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"], audio[controls], video[controls]')]
  .filter(one => !one.disabled && (one.tabIndex >= 0 || one.controls) && one.type !== 'hidden')
  .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && one.getClientRects().length)
  .map((one, place) => { one.dataset.place = place; return one.outerHTML.slice(0, 80); })"""
# A busy browser scrolls to what has the focus some frames later.
FOCUSED = """async () => {
  const one = document.activeElement;
  if (!one || one === document.body) { return null; }
  const isInside = () => {
    const box = one.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  };
  for (let frame = 0; frame < 300 && !isInside(); frame++) { await new Promise(requestAnimationFrame); }
  // A control that is drawn by its label shows its focus there.
  const drawn = [one, ...(one.labels || [])];
  const marked = drawn.some(element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
  });
  return {
    place: one.dataset.place === undefined ? -1 : Number(one.dataset.place),
    html: one.outerHTML.slice(0, 80),
    marked,
    inside: isInside(),
  };
}"""
# A GIF moves while it is shown; a drawing moves while one of its animations does.
MOVES = """box => {
  const film = box.parentElement.querySelector('.fig-moving');
  if (film) { return film.checkVisibility() && !box.parentElement.querySelector('.fig-still').checkVisibility(); }
  return box.parentElement.getAnimations({subtree: true}).some(one => one.playState === 'running');
}"""
# The search page puts the focus into its field.
FROM_THE_TOP = "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');"
MOST = 2000


def walked(page, last):
    """Press Tab from the top to the last stop, or until it leaves the page; return what had the focus, in order.

    Beyond the last stop Firefox would go on to its own buttons, and stay there.
    """
    found = []
    while len(found) < MOST:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (found and focused["place"] == 0):
            return found
        found.append(focused)
        if focused["place"] == last:
            return found
    raise AssertionError(f"no end after {MOST} steps: the keyboard is trapped near {found[-1]['html']}")


@everywhere
def test_tab_reaches_everything_in_reading_order_and_shows_where_it_is(host, look):
    window = look(host, reduced_motion="reduce")
    wrong = []
    for path in host.kinds():
        page = window.open(path)
        wanted = page.evaluate(FOCUSABLE)
        page.evaluate(FROM_THE_TOP)
        steps = walked(page, len(wanted) - 1)
        places = [step["place"] for step in steps]
        # Of radio buttons of one name only one is a stop; everything else is.
        missed = [wanted[place] for place in range(len(wanted)) if place not in places and "radio" not in wanted[place]]
        wrong += [f"{path}: not reached: {html}" for html in missed]
        if places != sorted(places):
            wrong.append(f"{path}: out of order: {places}")
        wrong += [f"{path}: no sign of focus: {step['html']}" for step in steps if not step["marked"]]
        wrong += [f"{path}: focus out of sight: {step['html']}" for step in steps if not step["inside"]]
    assert wrong == []


@both
def test_the_first_stop_leads_past_the_menu(host, look):
    page = look(host).open("index.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    box = skip.bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_details_open_and_close(host, look):
    window = look(host, reduced_motion="reduce")
    opened = 0
    for path in host.kinds():
        page = window.open(path)
        for summary in page.locator("summary:visible").all()[:3]:
            details = "one => one.closest('details').open"
            before = summary.evaluate(details)
            summary.focus()
            page.keyboard.press("Enter")
            assert summary.evaluate(details) is not before
            page.keyboard.press("Space")
            assert summary.evaluate(details) is before
            opened += 1
    assert opened >= 2


@everywhere
def test_films_and_animations_stop_by_keyboard(host, look):
    """WCAG 2.2, 2.2.2: what moves for more than five seconds can be stopped, without script too."""
    stopped = 0
    for script in (True, False):
        window = look(host, java_script_enabled=script)
        for path in host.kinds():
            if b"fig-stop" not in (host.folder / path).read_bytes():
                continue
            page = window.open(path)
            for box in page.locator(".fig-stop").all():
                if not box.evaluate("box => box.parentElement.checkVisibility()"):
                    continue  # its figure's script has put an explorer in its place
                for is_moving in (True, False, True):
                    assert box.evaluate(MOVES) is is_moving, path
                    box.focus()
                    page.keyboard.press("Space")
                stopped += 1
    assert stopped >= 2
