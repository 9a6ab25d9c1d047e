"""Texts that answer: what the model expected at a character and whose a copy is, by mouse, keys and touch."""

import json
import math
import re

import msgspec
import pytest

from tests.browser.needed import REPOSITORY, both, judge
from tests.browser.test_axe import RUN

pytestmark = pytest.mark.browser
PAGE = "2018/06/week-1/index.html"
FROZEN = REPOSITORY / "content/posts/2018-06-08-week-1/results.json"
BOX = """([selector, wanted]) => {
  const text = document.querySelector(selector);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let place = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('.smp-ref, .smp-cut')) continue;
    if (place + node.data.length > wanted) {
      const range = document.createRange();
      range.setStart(node, wanted - place);
      range.setEnd(node, wanted - place + 1);
      const box = range.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    }
    place += node.data.length;
  }
}"""


@pytest.fixture(scope="module")
def frozen():
    """The values of the first post by their kind."""
    entries = msgspec.json.decode(FROZEN.read_bytes())["values"].values()
    return {entry["kind"]: entry["values"] for entry in entries if entry["kind"] in ("curated", "surprisal")}


@pytest.fixture
def page(demo, look):
    window = look(demo)
    yield window.open(PAGE)
    assert window.complaints == []
    assert window.off_site() == []


def answer(page):
    """Return what the open answer says, in one line."""
    page.locator(".smp-answer:popover-open").wait_for()
    return " ".join(page.locator(".smp-says").inner_text().split())


def expected_at(sample, place):
    """Return what the frozen values have of a place, None where the model had no choice."""
    rows = map(json.loads, sample["expected"])
    return next((row for row in rows if row[0] == place), None)


def point(page, selector, place, at=(0, 0)):
    page.locator(selector).scroll_into_view_if_needed()
    x, y = page.evaluate(BOX, [selector, place])
    return x + at[0], y + at[1]


def closed(page):
    page.wait_for_function("() => !document.querySelector('.smp-answer:popover-open')")


SECOND = "#samples li:nth-child(2) > .smp-text"


@both
def test_the_mouse_asks_any_character(page, frozen):
    sample = frozen["curated"]["samples"][1]
    text = sample["text"]
    asked = sure = 0
    for place in [*range(0, 60, 7), len(text) - 1]:
        page.mouse.move(*point(page, SECOND, place))
        row = expected_at(sample, place)
        history = text[max(0, place - sample["order"]) : place].replace(" ", "␣").replace("\n", "⏎")
        begin = f"After “{history}”" if place else "At the start of the text"
        page.locator(".smp-says").filter(has_text=begin).wait_for()
        said = answer(page)
        assert said.startswith(begin)
        if row is None:
            assert "only" in said
            sure += 1
        else:
            assert f", rank {row[2]} of {row[3]}, {-math.log2(row[1]):.1f} bits." in said
            asked += 1
    assert asked and sure
    page.mouse.move(5, 5)
    closed(page)


@both
def test_a_shaded_character_says_whose_it_is(page, frozen):
    copies = frozen["curated"]["samples"][1]["copies"]
    assert copies["overlaps"]
    for copy in (copies["pieces"][0], copies["overlaps"][0]):
        page.mouse.click(*point(page, SECOND, copy["start"] + copy["length"] // 2))
        said = answer(page)
        assert "Copied: " in said
        pieces = (*copies["pieces"], *copies["overlaps"])
        named = {source["title"] for piece in pieces for source in piece["sources"]}
        link = page.locator(".smp-answer a")
        assert link.inner_text() in named
        assert re.match(r"https?://", link.get_attribute("href"))
        page.keyboard.press("Escape")
        closed(page)


@both
def test_keys_move_along_the_text_and_the_answer_is_said(page, frozen):
    (sample,) = frozen["surprisal"]["samples"]
    text = page.locator("#comfort .smp-text")
    text.focus()
    page.keyboard.press("Enter")
    assert answer(page).startswith("At the start of the text")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    row = expected_at(sample, 2)
    assert f"rank {row[2]} of {row[3]}" in answer(page)
    said = page.locator("[role=status].unseen").inner_text()
    assert said == answer(page)
    page.keyboard.press("End")
    assert "the end" in answer(page)
    page.keyboard.press("ArrowRight")
    assert "the end" in answer(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert answer(page).startswith("At the start of the text")
    # One stop a text: after it come its answer's buttons.
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.smp-answer') !== null")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert answer(page).startswith(f"After “{sample['text'][0]}”")
    page.keyboard.press("Escape")
    closed(page)
    assert text.evaluate("one => one === document.activeElement")
    page.keyboard.press("ArrowRight")
    assert answer(page).startswith(f"After “{sample['text'][0]}”")


@both
def test_leaving_the_text_by_key_closes_its_answer(page):
    text = page.locator("#comfort .smp-text")
    text.focus()
    page.keyboard.press("Enter")
    answer(page)
    for _ in range(3):
        page.keyboard.press("Tab")
    closed(page)
    assert page.evaluate("() => document.activeElement.closest('.smp-answer, .smp-text') === null")


@both
def test_a_new_line_and_the_end_of_a_strip_answer_too(page, frozen):
    (sample,) = frozen["surprisal"]["samples"]
    box = page.locator("#comfort [data-sign]").last.bounding_box()
    page.locator("#comfort .smp-text").scroll_into_view_if_needed()
    box = page.locator("#comfort [data-sign]").last.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    row = expected_at(sample, len(sample["text"]))
    assert f"Written: the end, {round(100 * row[1])}%" in answer(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_finger_asks_and_nothing_jumps(demo, look, frozen, scheme):
    window = look(demo, width=360, height=740, has_touch=True, color_scheme=scheme, is_mobile=True)
    page = window.open(PAGE)
    before = page.locator(SECOND).evaluate("one => [one.offsetTop, document.body.scrollHeight]")
    page.touchscreen.tap(*point(page, SECOND, 30))
    first = answer(page)
    box = page.locator(".smp-answer").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.locator(SECOND).evaluate("one => [one.offsetTop, document.body.scrollHeight]") == before
    later = page.get_by_role("button", name="After ›")
    assert later.bounding_box()["height"] >= 24
    later.tap()
    assert answer(page) != first
    page.evaluate(judge("axe-core/axe.min.js").read_text("utf-8"))
    assert page.evaluate(RUN) == []
    page.touchscreen.tap(8, 8)
    closed(page)
    assert window.complaints == []


def test_without_its_script_a_text_is_as_it_was(demo, look):
    page = look(demo, java_script_enabled=False).open(PAGE)
    assert page.locator("[data-hint]").first.evaluate("one => getComputedStyle(one, '::before').content") == "none"
    assert page.locator(".smp-asked").count() == 0
    assert page.locator(".sur-1[title]").count()


@both
def test_a_copy_never_parts_from_its_number(demo, look):
    parted = """() => [...document.querySelectorAll('.smp-ref')].filter(one => one.checkVisibility()).filter(one => {
      const range = document.createRange();
      const walker = document.createTreeWalker(one.closest('.smp-text'), NodeFilter.SHOW_TEXT);
      let before = null;
      while (walker.nextNode() && !one.contains(walker.currentNode)) {
        if (walker.currentNode.data.trim()) before = walker.currentNode;
      }
      const end = before.data.trimEnd().length;
      range.setStart(before, end - 1);
      range.setEnd(before, end);
      const [text, number] = [range.getBoundingClientRect(), one.getBoundingClientRect()];
      return number.top > text.bottom || number.left < text.left;
    }).map(one => one.textContent)"""
    window = look(demo, width=700)
    page = window.open(PAGE)
    count = page.locator(".smp-text .smp-ref").count()
    assert count > 8
    for width in range(320, 700, 11):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(parted) == [], width
