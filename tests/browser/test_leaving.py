"""What readers see of a post away from its style sheet: in a reading view, on the clipboard, in their own colours."""

import re

import pytest

from tests.browser.needed import judge

pytestmark = pytest.mark.browser

READING_VIEW = "() => new Readability(document.cloneNode(true)).parse().content"
OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter(one => one.checkVisibility()).filter(one => {
  const box = one.getBBox(), all = one.ownerSVGElement.viewBox.baseVal;
  return box.x < -1 || box.y < -1 || box.x + box.width > all.width + 1 || box.y + box.height > all.height + 1;
}).map(one => one.textContent)"""
DRAWN = """() => [...document.querySelectorAll('svg')].filter(one => one.checkVisibility())
  .map(one => [...one.querySelectorAll('path')]
    .filter(path => getComputedStyle(path).fill === 'rgb(0, 0, 0)').length)"""
COPIED = """one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return getSelection().toString();
}"""
BARE = """one => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll('.smp-ref').forEach(ref => ref.remove());
  return copy.textContent;
}"""
COLOURS = """() => {
  const paper = document.body.appendChild(document.createElement('p'));
  paper.style.background = 'Canvas';
  return [...document.querySelectorAll('mark')].filter(one => one.checkVisibility()).map(one => {
  let ground = one;
  const clear = () => /^rgba.* 0[)]$/.test(getComputedStyle(ground).backgroundColor);
  while (ground && clear()) ground = ground.parentElement;
  ground ??= paper;
  return [getComputedStyle(one).color, getComputedStyle(ground).backgroundColor];
});
}"""


def posts(host):
    """Return the posts of a site, as files."""
    return [path for path in host.pages() if re.match(r"\d{4}/\d{2}/[^/]+/index\.html", path)]


def test_a_reading_view_shows_each_chart_once_and_every_text_whole(demo, look, chromium):
    window = look(demo)
    script = judge("@mozilla/readability/Readability.js")
    blank = chromium.new_page()
    charts = 0
    for path in posts(demo):
        page = window.open(path)
        page.evaluate(script.read_text("utf-8"))
        content = page.evaluate(READING_VIEW)
        assert "end of copy" not in re.sub(r'aria-label="[^"]*"', "", content)
        blank.set_content(f"<!DOCTYPE html><base href='{demo.home}'>{content}")
        assert blank.evaluate(OUTSIDE) == [], path
        drawn = blank.evaluate(DRAWN)
        # No shape is black, and a chart that the view keeps is there once.
        assert not any(drawn), path
        assert len(drawn) <= page.locator(".fig-chart:has(.fig-svg:not(.fig-path))").count(), path
        charts += len(drawn)
        pictures = blank.evaluate("() => [...document.images].map(one => one.alt)")
        assert len(pictures) == len(set(pictures)), path
    blank.close()
    assert charts > 2


def test_a_copied_sample_has_no_numbers_of_its_copies(demo, look):
    window = look(demo)
    numbered = 0
    for path in posts(demo):
        page = window.open(path)
        for text in page.locator(".smp-text:visible:has(.smp-ref)").all():
            assert text.evaluate(COPIED).split() == text.evaluate(BARE).split()
            numbered += 1
    assert numbered


@pytest.mark.parametrize(
    ("engine", "scheme"), [("chromium", "light"), ("chromium", "dark"), ("firefox", "light")], indirect=["engine"]
)
def test_copies_can_be_read_in_a_readers_own_colours(demo, look, scheme):
    window = look(demo, forced_colors="active", color_scheme=scheme)
    seen = []
    for path in posts(demo):
        seen += window.open(path).evaluate(COLOURS)
    assert seen
    assert all(ink != ground for ink, ground in seen)


def test_paper_shows_the_wide_chart_and_leaves_no_sheet_half_empty(demo, look):
    window = look(demo, width=680)
    page = window.open(next(path for path in posts(demo) if "week-1" in path))
    page.emulate_media(media="print")
    assert page.locator(".fig-wide:visible").count()
    assert page.locator(".fig-narrow:visible").count() == 0
    # A sheet of A4 has some 1,000 pixels of height.
    tall = """() => [...document.querySelectorAll('main *')].filter(one => one.checkVisibility()
      && getComputedStyle(one).breakInside === 'avoid' && one.getBoundingClientRect().height > 400)
      .map(one => `${one.tagName} ${one.className} ${one.getBoundingClientRect().height}`)"""
    assert page.evaluate(tall) == []
