"""The explorer counts what lm counts, for any sentence and order, and works by keyboard, by touch and by link."""

import math
import random
from functools import lru_cache
from urllib.parse import urlencode

import pytest

from fridaygram import figures
from fridaygram.figures.path import words
from fridaygram.figures.scripts import script
from fridaygram.languages import Languages, speaking
from fridaygram.lm import END, PAD, build_index, generation_paths
from tests.browser.hosting import hosted
from tests.browser.needed import REPOSITORY, both, judge
from tests.browser.test_axe import RUN

pytestmark = pytest.mark.browser
SHEETS = ("1-tokens.css", "2-base.css", "figures.css", "explore.css")
CSS = "".join((REPOSITORY / "assets" / "css" / name).read_text("utf-8") for name in SHEETS)
ALPHABETS = (
    "ab",
    "abc d.",
    "àéïñ ü",
    "🎵🙂👩\u200d👧 a",
    "日本語の歌。",
    "e\u0301a\u0308 o",
    "~¬^ |a",
    "<&>\"'` ",
    "שלום عر ",
    "\u00a0\t a",
)
PHRASES = (
    *(
        "",
        "a",
        "This is the remix.",
        "she sells sea shells by the sea shore",
        "~~~",
        "~¬^|·¤§␂",
        "</b>&lt;",
        "aaaaaaaaaaaaaaaa",
    ),
    *(
        "".join(random.Random(seed).choices(letters, k=3 + 9 * (seed % 4)))
        for seed in range(4)
        for letters in ALPHABETS
    ),
)
READ = """([key, phrase]) => {
  const root = document.querySelector(`[data-key="${key}"]`);
  const field = root.querySelector("[name=phrase]");
  field.value = phrase;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  return [1, 2, 3, 4, 5, 6].map((order) => {
    const slider = root.querySelector("[data-part=order]");
    slider.value = order;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    return [...root.querySelector("tbody").rows].map((row) => [
      row.querySelector("th").textContent,
      [...row.querySelectorAll("data")].map((chip) => [chip.textContent, chip.value]),
    ]);
  });
}"""


def write_page(folder, phrase, order, tag="en"):
    """Write a page of one explorer and its files; return its name."""
    values = {**generation_paths(phrase, order), "sentences": ["to be or not to be"]}
    with speaking(Languages().of(tag)):
        drawing = figures.render("explore-ngrams", values, {"phrase": phrase, "order": order}, "remix-")
    for asset in drawing.assets:
        (folder / asset.name).write_bytes(asset.data)
    page = (
        f'<!doctype html><html lang="{tag}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<link rel="icon" href="data:,"><title>Explorer</title><style>{CSS}</style>'
        f"<main><h1>Explorer</h1>{drawing.html.replace('asset:', '')}</main></html>"
    )
    (folder / "index.html").write_text(page, "utf-8")
    return "index.html"


@pytest.fixture
def opened(tmp_path, look):
    """Give a function that opens a page of one explorer, which must have nothing to complain of."""
    windows = []
    with hosted(tmp_path, "/") as served:

        def make(phrase="This is the remix.", order=2, address="", moving=False, tag="en", **settings):
            quiet = {} if moving else {"reduced_motion": "reduce"}
            windows.append(look(served, **quiet, **settings))
            windows[-1].page.goto(served.url(write_page(tmp_path, phrase, order, tag)) + address)
            return windows[-1].page

        yield make
    assert [window.complaints for window in windows] == [[]] * len(windows)


@lru_cache
def index_of(phrase):
    return build_index([phrase])


def counted(phrase, history):
    """Return what lm counted after a history: next character -> how often."""
    index = index_of(phrase)
    return index.counts(*index.find(index.symbols(history)))


def dictionary(phrase, order):
    """Return the rows that the page must show, from lm's index: each history, what follows it, how often, its share."""
    padded = PAD * order + phrase
    pad = next((pad for pad in "~¬^|·¤§␂" if pad not in phrase), "~")

    def shown(text):
        return text.replace(PAD, pad) if text == PAD else words.visible(text)

    rows = {}
    for place in range(len(phrase) + 1):
        history = padded[place : place + order]
        following = counted(phrase, history)
        total = sum(following.values())
        if history not in rows:
            rows[history] = ["".join(map(shown, history)), []]
        char = phrase[place : place + 1] or END
        said = f"{shown(char) if char else 'end'} {following[char]}{f'/{total}' if len(following) > 1 else ''}"
        entry = [said, repr(following[char] / total).removesuffix(".0")]
        if entry not in rows[history][1]:
            rows[history][1].append(entry)
    return list(rows.values())


@both
def test_every_count_and_probability_is_that_of_lm(opened):
    page = opened()
    for phrase in PHRASES:
        seen = page.evaluate(READ, ["remix", phrase])
        for order, rows in enumerate(seen, 1):
            assert rows == dictionary(phrase, order), (phrase, order)


def press(page, name, panel=0):
    page.locator(f"[data-do={name}]").nth(panel).click()


def wrote(page, panel=0):
    return page.locator("[data-part=text]").nth(panel).evaluate("one => one.textContent").removesuffix("▏")


def ended(page, panel=0):
    page.wait_for_function(
        "at => /whole|Stopped/.test(document.querySelectorAll('[data-part=status]')[at].textContent)", arg=panel
    )


@pytest.mark.parametrize(("order", "engine"), [(1, "chromium"), (2, "firefox"), (4, "chromium")], indirect=["engine"])
def test_what_it_writes_has_the_probability_that_lm_gives_it(opened, order):
    phrase = "she sells sea shells by the sea shore"
    page = opened(phrase, order)
    texts = set()
    for _ in range(6):
        press(page, "run")
        ended(page)
        text, shares = wrote(page), []
        whole = page.locator("[data-part=status]").first.inner_text().startswith("A whole")
        for place in range(len(text) + whole):
            following = counted(phrase, (PAD * order + text)[place : place + order])
            if len(following) > 1:
                shares.append(following[text[place : place + 1]] / sum(following.values()))
        assert float(page.locator("[data-part=chance]").first.get_attribute("value")) == math.prod(shares)
        texts.add(text)
    assert len(texts) > 1


@both
def test_it_is_seen_to_count_before_it_writes(opened):
    page = opened(moving=True)
    reel = page.locator("[data-part=reel]").first
    assert (reel.get_attribute("max"), reel.input_value()) == ("19", "19")
    reel.focus()
    page.keyboard.press("Home")
    assert page.locator(".xp-panel:visible tbody tr:not(.wait)").count() == 0
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert page.locator("[data-part=counted]").first.inner_text() == "6 of 19: after s␣ comes i."
    assert reel.get_attribute("aria-valuetext") == "6 of 19: after s␣ comes i."
    row = page.locator(".xp-panel:visible tr.here")
    assert row.inner_text().split() == ["s␣", "i", "1/1"]
    window = page.locator(".xp-panel:visible .xp-tape")
    assert ["".join(window.locator(name).all_inner_texts()) for name in (".in", ".then")] == ["s␣", "i"]
    heights = "() => document.querySelector('.xp-memory').getBoundingClientRect().height"
    before = page.evaluate(heights)
    press(page, "watch")
    page.wait_for_function("() => document.querySelector('.fly')")
    page.wait_for_function("() => document.querySelector('[data-do=watch]').textContent === 'Watch it read'")
    assert reel.input_value() == "19"
    assert page.locator(".xp-panel:visible tbody tr:not(.wait)").count() == 17
    # Nothing moves while rows drop into the dictionary.
    assert page.evaluate(heights) == before
    page.wait_for_function("() => !document.querySelector('.fly')")


@both
def test_a_coin_is_flipped_at_the_fork_and_taken_back(opened):
    page = opened()
    flip = page.locator("[data-do=flip]").first
    assert flip.inner_text() == "Go on"
    flip.click()
    page.wait_for_function("() => document.querySelector('[data-do=flip]').textContent === 'Flip the coin'")
    assert wrote(page) == "This "
    faces = page.locator(".xp-panel:visible [data-part=faces] button")
    assert faces.all_text_contents() == ["i 1/2", "t 1/2"]
    flip.click()
    page.wait_for_function("() => document.querySelector('[data-part=chance]').textContent.includes('= 0.5')")
    assert wrote(page).startswith(("This i", "This t"))
    page.locator("[data-do=anew]").first.click()
    assert page.locator("[data-do=back]").first.is_disabled()
    flip.click()
    page.wait_for_function("() => document.querySelector('[data-do=flip]').textContent === 'Flip the coin'")
    faces.nth(1).click()
    assert wrote(page) == "This t"
    page.locator("[data-do=back]").first.click()
    assert wrote(page) == "This "
    page.keyboard.press("Tab")
    faces.first.focus()
    page.keyboard.press("Enter")
    assert wrote(page) == "This i"
    # The face that was pressed is gone; the keyboard is not lost with it.
    assert page.evaluate("document.activeElement.dataset.do") == "flip"


@both
def test_a_run_can_be_paused_and_gone_on_with(opened):
    page = opened(moving=True)
    press(page, "run")
    page.wait_for_function("() => document.querySelector('[data-part=text]').textContent.length > 3")
    press(page, "run")
    paused = wrote(page)
    assert page.locator("[data-do=run]").first.inner_text() == "Let it run"
    press(page, "run")
    ended(page)
    assert wrote(page).startswith(paused)


def test_the_graph_has_every_history_and_its_roundabout(opened):
    page = opened()
    graph = page.locator(".xp-panel:visible svg")
    assert graph.locator("g:has(rect)").all_text_contents() == [
        *("~~", "~T", "Th", "hi", "is", "s␣", "␣i", "␣t", "th", "he", "e␣", "␣r", "re", "em", "mi", "ix", "x.", "end")
    ]
    assert graph.locator("g.round").count() == 3
    assert graph.locator("g.fork").all_text_contents() == ["s␣"]
    assert graph.locator("> text").all_text_contents() == ["i 1/2", "t 1/2"]
    assert graph.get_attribute("aria-label") == "The dictionary as a graph. 1 fork, and a roundabout: the thick arrows."
    order = page.locator("[data-part=order]").first
    order.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert graph.locator("g.round").count() == 0
    assert "No forks, no roundabout" in graph.get_attribute("aria-label")


@both
def test_two_orders_stand_side_by_side_and_a_link_holds_it_all(opened):
    page = opened()
    page.get_by_label("Two orders side by side").check()
    panels = page.locator(".xp-panel")
    assert [panels.nth(at).is_visible() for at in (0, 1)] == [True, True]
    boxes = [panels.nth(at).bounding_box() for at in (0, 1)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    page.get_by_label("A sentence to learn from").fill("to be é🎵~ or not to be")
    for panel in (0, 1):
        press(page, "run", panel)
        ended(page, panel)
    texts = [wrote(page, panel) for panel in (0, 1)]
    link = page.get_by_role("link", name="Link to what you see").evaluate("one => one.hash")
    other = opened(address=link)
    assert [wrote(other, panel) for panel in (0, 1)] == texts
    assert other.get_by_label("A sentence to learn from").input_value() == "to be é🎵~ or not to be"
    assert other.locator("[data-part=chance]").nth(1).get_attribute("value") == page.locator("[data-part=chance]").nth(
        1
    ).get_attribute("value")
    assert other.get_by_role("link", name="Link to what you see").evaluate("one => one.hash") == link


@pytest.mark.parametrize(
    "told",
    [
        {"phrase": "x" * 5000, "order": "99"},
        {"order": "-1"},
        {"phrase": "ab", "order": "2", "wrote": "zzz\nab"},
        {"phrase": "<img src=x onerror=alert(1)>", "wrote": "<img src=x>"},
    ],
)
def test_a_strange_link_does_no_harm(opened, told):
    page = opened(address=f"#remix?{urlencode(told)}")
    assert len(page.get_by_label("A sentence to learn from").input_value()) <= 100
    assert page.locator(".xp-panel:visible svg").count() == 1
    assert page.locator("img[src=x]").count() == 0


def test_a_sentence_of_the_corpus_can_be_taken(opened):
    page = opened()
    page.get_by_label("or take one").select_option("to be or not to be")
    assert page.get_by_label("A sentence to learn from").input_value() == "to be or not to be"
    assert page.locator("[data-part=reel]").first.get_attribute("max") == "19"


@both
def test_without_script_the_animation_stands_there(opened):
    page = opened(java_script_enabled=False)
    assert page.locator(".xp").is_hidden()
    assert page.locator(".fig-anim").is_visible()
    assert opened().locator(".fig-anim").is_hidden()


def test_a_reading_view_has_the_animation_and_no_controls(opened):
    page = opened()
    page.evaluate(judge("@mozilla/readability/Readability.js").read_text("utf-8"))
    prose = "".join(f"<p>{'A sentence of prose, and another one. ' * 20}</p>" for _ in range(4))
    page.evaluate("prose => document.querySelector('h1').insertAdjacentHTML('afterend', prose)", prose)
    read = page.evaluate("() => new Readability(document.cloneNode(true)).parse().content")
    assert "A sentence of prose" in read
    assert 'alt="What a model of order 2' in read
    assert "It remembers" not in read
    assert "<button" not in read


def test_it_speaks_the_language_of_its_page(opened):
    page = opened(tag="de")
    assert page.locator("[data-part=counted]").first.inner_text() == "Alle Fenster gezählt: 19. Vorgeschichten: 17."
    assert page.locator("[data-part=map] p").first.inner_text() == "1 Gabelung und ein Kreisverkehr: die dicken Pfeile."
    press(page, "run")
    page.wait_for_function("() => document.querySelector('[data-part=text]').textContent.length > 3")
    press(page, "back")
    assert page.locator("[data-do=run]").first.inner_text() == "Laufen lassen"
    page.get_by_label("Ein Satz zum Lernen").fill("aa bb")
    assert page.locator("[data-part=map] g:has(rect)").last.text_content() == "Ende"


def test_the_script_is_small():
    assert len(script("explore/explore.js")) <= 12 * 1024


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 320), ("light", 768), ("dark", 1280)])
def test_axe_finds_nothing_and_everything_fits(opened, scheme, width):
    page = opened(width=width, color_scheme=scheme, has_touch=True)
    page.get_by_label("Two orders side by side").check()
    press(page, "flip")
    page.wait_for_function("() => document.querySelector('[data-do=flip]').textContent === 'Flip the coin'")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    small = """() => [...document.querySelectorAll('.xp button, .xp input, .xp select')].filter((one) => {
      const {width, height} = (one.closest('label') ?? one).getBoundingClientRect();
      return one.checkVisibility() && Math.min(width, height) < 24;
    }).map((one) => one.outerHTML)"""
    assert page.evaluate(small) == []
    tiny = """() => [...document.querySelectorAll('.xp *')].filter((one) => one.checkVisibility() && one.textContent
      && parseFloat(getComputedStyle(one).fontSize) < 11).map((one) => one.outerHTML)"""
    assert page.evaluate(tiny) == []
    page.evaluate(judge("axe-core/axe.min.js").read_text("utf-8"))
    assert page.evaluate(RUN) == []


COVERED = """() => [...document.querySelectorAll('.xp-map svg > text')].flatMap((label) => {
  const at = label.getBoundingClientRect();
  return [...label.parentNode.querySelectorAll('rect')].map((one) => one.getBoundingClientRect()).filter((box) =>
    Math.min(at.right, box.right) - Math.max(at.left, box.left) > 1
    && Math.min(at.bottom, box.bottom) - Math.max(at.top, box.top) > 1).map(() => label.textContent);
})"""


@pytest.mark.parametrize("phrase", ["to be or not to be", "This is the remix.", "la la la land"])
def test_no_box_covers_a_label_on_a_phone(opened, phrase):
    page = opened(phrase, width=360)
    assert page.locator(".xp-map svg > text").count() >= 2
    assert page.evaluate(COVERED) == []


def test_forced_colours_show_where_it_stands(opened):
    page = opened(forced_colors="active")
    page.locator("[data-part=reel]").first.fill("6")
    style = "(one, name) => getComputedStyle(one)[name]"

    def differ(found, one, other, name):
        return found.nth(one).evaluate(style, name) != found.nth(other).evaluate(style, name)

    assert differ(page.locator(".xp-panel:visible .xp-tape span"), 5, 1, "backgroundColor")
    assert differ(page.locator(".xp-panel:visible svg rect"), 5, 1, "fill")
    # Text is seen on its ground.
    for text in page.locator(".xp-panel:visible .here bdi, [data-do=flip]:visible").all():
        ground = text.locator("xpath=ancestor-or-self::*[self::td or self::button][1]")
        assert text.evaluate(style, "color") != ground.evaluate(style, "backgroundColor")
