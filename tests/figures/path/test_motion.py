"""The animated SVG: well-formed, scoped, small, and it draws what covers after what is covered."""

import gzip
import re
import xml.etree.ElementTree as ET

import pytest

from fridaygram import figures
from fridaygram.figures.path import layout, motion
from fridaygram.figures.path.scene import BLANK, Line, SceneBox
from tests.figures.naive import remix
from tests.figures.path.phrases import WIDTHS, values
from tests.figures.path.test_layout import pairs_that_meet, pieces

SVG = "{http://www.w3.org/2000/svg}"


def drawn(scene, scope="f1w"):
    text = motion.svg(scene, scope=scope, title="A & B", text="<words>", classes="fig-wide")
    return text, ET.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("number", range(0, 1000, 5))
def test_it_is_well_formed_and_draws_what_covers_later(number):
    scene = layout.scene(values(number), width=WIDTHS[number % 2])
    drawn(scene)
    texts = [p for _, items in motion._intervals(scene) for p in pieces(items) if isinstance(p.look, Line)]
    for one, other in pairs_that_meet(texts):
        assert texts[one].layer <= texts[other].layer, (texts[one], texts[other])


@pytest.mark.parametrize("width", WIDTHS)
def test_every_character_of_the_scene_is_there_at_its_place(width):
    scene = layout.scene(remix(), width=width)
    _, root = drawn(scene)
    wanted = sorted(c for piece in pieces(scene.items) for _, _, text in piece.texts for c in text if c != BLANK)
    written = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text") if text.get("class", " ")[0] != "s")
    assert sorted(written.replace(" ", "")) == wanted


@pytest.mark.parametrize("width", WIDTHS)
def test_every_box_of_the_scene_is_there(width):
    scene = layout.scene(remix(), width=width)
    _, root = drawn(scene)
    boxes = sum(isinstance(piece.look, SceneBox) for piece in pieces(scene.items))
    lines = [piece.look for piece in pieces(scene.items) if isinstance(piece.look, Line)]
    boxes += sum(bool(fill) + bool(under) for look in lines for *_, fill, under in look.spans)
    assert sum(path.get("d").count("M") for path in root.iter(f"{SVG}path")) == boxes


def test_each_group_is_there_in_its_steps_and_in_no_other():
    scene = layout.scene(remix(), width=696)
    text, root = drawn(scene)
    assert "#f1w>[style]{--b:calc(var(--a) + 2);opacity:calc((var(--t) - var(--a))*(var(--b) - var(--t)))}" in text
    steps = []
    for group in root.findall(f"{SVG}g[@style]"):
        told = {name: int(number) for name, number in re.findall(r"--(\w):(-?\d+)", group.get("style"))}
        steps.append((told["a"] + 1, told.get("b", told["a"] + 2)))
    assert len(steps) == len(set(steps))
    assert set(steps) == {(item.start, item.end) for item in scene.items} - {(0, scene.frames)}


def test_keyframes_are_the_timeline_and_the_last_step_stands_where_nothing_moves():
    scene = layout.scene(remix(), width=696)
    text, _ = drawn(scene)
    frames = re.search(r"@keyframes f1w\{(.*?\})\}", text)[1]
    stops = [(float(share), int(step)) for share, step in re.findall(r"([\d.]+)%\{--t:(\d+)\}", frames)]
    total = sum(scene.seconds)
    assert [step for _, step in stops] == list(range(scene.frames))
    for share, step in stops:
        assert abs(share / 100 * total - sum(scene.seconds[:step])) < 0.02
    assert f"animation:f1w {total:g}s step-end infinite" in text
    assert f"--t:{scene.frames - 1};" in text.split("@keyframes")[0]
    assert "@media(prefers-reduced-motion:reduce){#f1w{animation:none}}" in text
    assert f"@media print{{#f1w{{animation:none;--t:{scene.frames - 1}!important}}}}" in text


def test_ids_classes_and_keyframes_are_scoped_so_that_two_in_a_page_leave_each_other_alone():
    scene = layout.scene(remix(), width=696)
    own = [set(), set()]
    for names, scope in zip(own, ("figa", "figb"), strict=True):
        _, root = drawn(scene, scope)
        style = root.find(f"{SVG}style").text
        names |= {element.get("id") for element in root.iter() if element.get("id")}
        names |= set(re.findall(r"@keyframes (\S+?)\{", style))
        names |= set(re.findall(r"(?:^|[,}])\.([a-z]\w*)\{", style))
        selectors = re.findall(r"(?:^|\})([^{}@%]+)\{", re.sub(r"@keyframes.*?\}\}", "", style))
        assert selectors
        assert all(scope in selector for selector in selectors), selectors
    assert not own[0] & own[1]


def test_the_remix_keeps_to_its_budget():
    html = figures.render("generation-path", remix(), {"format": "svg"}, "f1").html
    wide = re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]
    assert len(gzip.compress(wide.encode(), 9, mtime=0)) <= 4300


def test_it_has_a_pause_without_script_and_steps_that_the_theme_s_script_shows():
    html = figures.render("generation-path", remix(), {"format": "svg"}, "f1").html
    assert re.search(r'<input type="checkbox" class="fig-stop fig-pause" id="f1-stop">.*<label for="f1-stop">', html)
    assert '<label class="fig-steps" hidden>' in html
    assert "<script" not in html
    seconds = layout.scene(remix(), width=696).seconds
    starts = [float(start) for start in re.search(r'data-starts="(.*?)"', html)[1].split()]
    assert starts == pytest.approx([sum(seconds[:step]) for step in range(len(seconds))])
    assert f'max="{len(seconds) - 1}"' in html


@pytest.mark.parametrize("form", ["svg", "gif"])
def test_a_phrase_of_any_characters_gives_html_without_controls(form):
    for number in range(0, 400, 17):
        html = figures.render("generation-path", values(number), {"format": form, "scale": 1}, "f1").html
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028]", html), number
