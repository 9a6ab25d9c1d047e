"""Figures as a browser shows them: the GIF and the animated SVG alike, every text of every kind in its place."""

import base64
import io
import re

import pytest
from PIL import Image, ImageChops

from fridaygram import figures
from fridaygram.figures import fonts, gif, glyphs
from fridaygram.figures.base import Drawing
from fridaygram.figures.path import layout, motion, raster
from fridaygram.figures.style import LIGHT
from tests.browser.needed import REPOSITORY
from tests.figures.examples import EXAMPLES
from tests.figures.naive import generation_path, remix

pytestmark = pytest.mark.browser

CSS = (REPOSITORY / "assets" / "css" / "figures.css").read_text("utf-8")
SCRIPT = REPOSITORY / "assets" / "js" / "5-motion.js"
# Blocks of so many pixels are compared: glyphs stand a fraction of a pixel elsewhere, nothing stands in another block.
# The signs ␣ and ↻ come from DejaVu, whose hints make them narrower in pictures: with them, blocks differ by more.
BLOCK, ALIKE, ALIKE_WITH_SIGNS, OTHER = 8, 100, 130, 150
FACES = {"Mono": fonts.MONO, "MonoToo": "DejaVuSansMono", "Sans": fonts.SANS, "SansToo": "DejaVuSans"}
CHARTS = [name for name in EXAMPLES if EXAMPLES[name][0] not in {"samples", "generation-path", "explore-ngrams"}]


def faces():
    """Return the fonts that the pictures are drawn with, for the page."""
    rules = []
    for name, file in FACES.items():
        data = base64.b64encode(fonts.file_of(file).read_bytes()).decode()
        rules.append(f"@font-face{{font-family:{name};font-weight:400 700;src:url(data:font/woff2;base64,{data})}}")
    return "".join(rules)


def settled(data, count):
    """Return what a GIF shows at the end of each step."""
    shown = []
    with Image.open(io.BytesIO(data)) as image:
        for number in range(image.n_frames):
            image.seek(number)
            if image.info["duration"] > 20:
                shown.append(image.convert("RGB"))
    assert len(shown) == count
    return shown


def farthest(one, other):
    small = [image.convert("L").reduce(BLOCK) for image in (one, other)]
    return ImageChops.difference(*small).getextrema()[1]


@pytest.mark.parametrize(
    ("name", "width"), [("remix", 696), ("remix", 300), ("This-is-the-remix.", 696), ("to-be-or-not-to-be", 300)]
)
def test_gif_and_svg_show_the_same_frames(chromium, name, width):
    values = remix() if name == "remix" else generation_path(name, 3 if "be" in name else 2, 2)
    alike = ALIKE_WITH_SIGNS if name == "remix" else ALIKE
    scene = layout.scene(values, width=width)
    frames = settled(gif.encode(raster.frames(scene, 2), scene.seconds, glyphs.colours(LIGHT)), scene.frames)
    drawn = motion.svg(scene, scope="a", title="", text="", classes="")
    style = (
        f"{faces()}{CSS}body{{margin:0;background:{LIGHT.paper}}}"
        f".fig-path{{display:block;width:{width}px;max-width:none;font-family:Mono,MonoToo,SansToo}}"
        ".fig-path .s{font-family:Sans,SansToo}"
    )
    window = chromium.new_page(viewport={"width": width, "height": scene.height}, device_scale_factor=2)
    window.set_content(f"<style>{style}</style>{drawn}")
    window.evaluate("document.fonts.ready")
    at = 0.0
    for step, stay in enumerate(scene.seconds):
        moment = 1000 * (at + stay / 2)
        window.evaluate("t => document.getAnimations().forEach(one => { one.pause(); one.currentTime = t })", moment)
        with Image.open(io.BytesIO(window.screenshot())) as shot:
            seen = shot.convert("RGB")
        assert farthest(seen, frames[step]) <= alike, step
        assert farthest(seen, frames[step - 1]) >= OTHER, step
        at += stay
    window.close()


@pytest.fixture
def pages(chromium):
    """Give a function that shows a drawing in a page of some width, as a post does."""
    opened = []

    def show(drawing, width, scheme="light"):
        window = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(window)
        body = re.sub(r"asset:[\w.-]+", "data:,", drawing.html)
        column = f"{faces()}body{{margin:0 10px;font:17px/1.6 Sans,SansToo}}figure{{margin:0;max-width:45.5rem}}"
        window.set_content(
            f'<style>{CSS}{column}</style><figure class="figure"><div class="figure-body">{body}</div></figure>'
        )
        window.evaluate("document.fonts.ready.then(() => null)")
        return window

    yield show
    for window in opened:
        window.close()


TEXTS = """() => [...document.querySelectorAll('.fig-svg')].filter(svg => svg.getClientRects().length).flatMap(svg =>
  [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).map(text => {
    const box = text.getBoundingClientRect(), own = svg.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * own.width / svg.viewBox.baseVal.width;
    return {text: text.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom, size,
            from: own.left, to: own.right};
  }))"""
LEAST_SIZE, SLACK, AIR = 11, 1.5, 4


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_overflows_overlaps_or_is_too_small(pages, name):
    kind, values, params = EXAMPLES[name]
    window = pages(figures.render(kind, values, params, "f1"), 320)
    for width in (320, 390, 1280):
        window.set_viewport_size({"width": width, "height": 900})
        texts = window.evaluate(TEXTS)
        assert len(texts) > 3
        for text in texts:
            assert text["left"] >= text["from"] - SLACK, (width, text)
            assert text["right"] <= text["to"] + SLACK, (width, text)
            assert text["size"] >= LEAST_SIZE - 0.05, (width, text)
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                across = min(one["right"], other["right"]) - max(one["left"], other["left"])
                down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                assert across <= SLACK or down <= AIR, (width, one, other)
        assert window.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("form", ["svg", "gif"])
def test_the_pause_needs_no_script(chromium, form):
    kind, values, params = EXAMPLES["generation-path"]
    html = figures.render(kind, values, {**params, "format": form}, "f1").html
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.set_content(f"<style>{CSS}</style>{html}")
    moving = window.locator(".fig-moving" if form == "gif" else ".fig-wide")
    assert moving.is_visible()
    window.locator("label[for=f1-stop]").click()
    assert window.locator("#f1-stop").is_checked()
    if form == "gif":
        assert not moving.is_visible()
        assert window.locator(".fig-still").is_visible()
    context.close()


STEP = """() => getComputedStyle([...document.querySelectorAll('.fig-path')].find(one => one.getClientRects().length))
  .getPropertyValue('--t')"""
# The page's script hears that an animation stands still before this does: it has asked earlier.
STOPPED = """async () => {
  await Promise.all(document.getAnimations().map(one => one.ready));
  return document.getAnimations().every(one => one.playState === 'paused');
}"""
SLIDER = "document.querySelector('.fig-steps input').value"


@pytest.fixture(params=[360, 1280])
def stepped(request, chromium):
    """Show the animated SVG with the theme's script, on a phone and on a desk."""
    html = figures.render("generation-path", remix(), {"format": "svg"}, "f1").html
    window = chromium.new_page(viewport={"width": request.param, "height": 800})
    window.set_content(f"<style>{CSS}</style>{html}")
    window.add_script_tag(path=SCRIPT)
    yield window
    window.close()


def test_the_slider_goes_along_while_it_plays_and_stays_where_it_is_paused(stepped):
    slider = stepped.locator(".fig-steps input")
    assert slider.is_visible()
    for _ in range(2):
        before = slider.input_value()
        stepped.wait_for_function(f"before => {SLIDER} !== before", arg=before)
    # Focus alone does not hold it.
    slider.focus()
    before = slider.input_value()
    stepped.wait_for_function(f"before => {SLIDER} !== before", arg=before)
    stepped.locator("label[for=f1-stop]").click()
    stepped.wait_for_function(STOPPED)
    assert slider.input_value() == stepped.evaluate(STEP)


def test_the_slider_sets_the_step_and_the_pause_goes_on_from_there(stepped):
    slider = stepped.locator(".fig-steps input")
    stepped.locator("label[for=f1-stop]").click()
    slider.focus()
    slider.press("Home")
    for _ in range(3):
        slider.press("ArrowRight")
    assert stepped.evaluate(STEP) == slider.input_value() == "3"
    assert stepped.locator("#f1-stop").is_checked()
    # The picture that is not seen is at the same step, for when the window changes.
    steps = "[...document.querySelectorAll('.fig-path')].map(one => one.style.getPropertyValue('--t'))"
    assert stepped.evaluate(steps) == ["3", "3"]
    stepped.locator("label[for=f1-stop]").click()
    assert int(stepped.evaluate(STEP)) >= 3
    stepped.wait_for_function(f"{SLIDER} > 4")
    stepped.locator("label[for=f1-stop]").click()
    stepped.wait_for_function(STOPPED)
    assert slider.input_value() == stepped.evaluate(STEP)


def test_where_motion_is_unwanted_the_last_step_stands(chromium):
    html = figures.render("generation-path", remix(), {"format": "svg"}, "f1").html
    context = chromium.new_context(reduced_motion="reduce")
    window = context.new_page()
    window.set_content(f"<style>{CSS}</style>{html}")
    assert window.evaluate("document.getAnimations().length") == 0
    step = "() => getComputedStyle(document.querySelector('.fig-wide')).getPropertyValue('--t')"
    assert window.evaluate(step) == window.locator(".fig-steps input").get_attribute("max")
    assert not window.locator("label[for=f1-stop]").is_visible()
    context.close()


def test_two_figures_in_a_page_look_as_each_does_alone(pages):
    drawings = [figures.render("generation-path", remix(order), {"format": "svg"}, f"f{order}") for order in (2, 4)]

    def look(html):
        framed = "".join(f'<div style="height:700px;overflow:hidden">{one}</div>' for one in html)
        window = pages(Drawing(html=framed, text=""), 800)
        window.emulate_media(reduced_motion="reduce")
        return [wide.screenshot() for wide in window.locator(".fig-wide").all()]

    alone = [look([drawing.html])[0] for drawing in drawings]
    assert look([drawing.html for drawing in drawings]) == alone
