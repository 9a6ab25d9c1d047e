"""The animated SVG of a scene: CSS only, sharp at any size, its ids and keyframes scoped to the figure.

Items that come and go together share a group, whose visibility a keyframes rule switches. Without motion
(prefers-reduced-motion, or a reader that knows no CSS animation) the last frame stands.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from generator.figures.path import captions, layout, words
from generator.figures.path.scene import Item, Scene

# Characters whose run a browser spreads evenly by textLength; all others stand alone in their cell.
_PLAIN = frozenset(map(chr, range(33, 127))) | {"␣", "…"}


def inline(values: Mapping[str, Any], *, scope: str, text: str, seconds: float, width: int = 0, height: int = 0) -> str:
    """Return HTML: the animation for a column and for a phone, a pause that needs no script, and a step control."""
    wide = layout.scene(values, width=width or layout.WIDE, height=height, seconds=seconds)
    narrow = layout.scene(values, width=layout.NARROW, seconds=seconds)
    title = words.introduction(values)
    pictures = "".join(
        svg(scene, scope=f"{scope}{letter}", title=title, text=text, classes=classes)
        for scene, letter, classes in ((wide, "w", "fig-wide"), (narrow, "n", "fig-narrow"))
    )
    return (
        f'<input type="checkbox" class="fig-stop fig-pause" id="{scope}-stop"><div class="fig-chart">{pictures}</div>'
        f'<label for="{scope}-stop"><span class="fig-icon"></span>Pause</label>{_steps(wide, scope)}'
    )


def svg(scene: Scene, *, scope: str, title: str, text: str, classes: str) -> str:
    """Return a scene as one SVG element. ``scope`` must be a name that CSS takes, unique in the page."""
    intervals = sorted({(item.start, item.end) for item in scene.items} - {(0, scene.frames)})
    names = {interval: f"{scope}{number}" for number, interval in enumerate(intervals)}
    body = "".join(_group(list(items), names.get(interval)) for interval, items in _groups(scene))
    return (
        f'<svg class="fig-svg fig-path {classes}" id="{scope}" viewBox="0 0 {scene.width} {scene.height}" role="img" '
        f'aria-labelledby="{scope}-t {scope}-d"><title id="{scope}-t">{html.escape(title, quote=False)}</title>'
        f'<desc id="{scope}-d">{html.escape(text, quote=False)}</desc>'
        f"<style>{_rules(scene, scope, names)}</style>{body}</svg>"
    )


def _groups(scene: Scene) -> Iterator[tuple[tuple[int, int], Iterator[Item]]]:
    """Yield items by interval, lower layers first, so that what covers still covers."""
    ordered = sorted(scene.items, key=lambda item: (item.layer, item.start, item.end))
    for (_, start, end), items in groupby(ordered, key=lambda item: (item.layer, item.start, item.end)):
        yield (start, end), items


def _group(items: list[Item], name: str | None) -> str:
    inside = "".join(map(_shape, items))
    return f'<g class="{name}">{inside}</g>' if name else inside


def _shape(item: Item) -> str:
    box = f"M{item.x} {item.y}h{item.width}v{item.height}h-{item.width}z"
    drawn = f'<path class="ff-{item.fill}" d="{box}"/>' if item.fill else ""
    if item.prose:
        return drawn + _text(item, f'class="s ff-{item.role}" x="{item.x}"', item.prose)
    size = f' font-size="{item.size}"' if item.size != captions.SIZE else ""
    named = f'class="ff-{item.role}"{size}'
    if len(item.cells) > 1 and all(cell.columns == 1 and cell.glyph in _PLAIN for cell in item.cells):
        text = "".join(cell.glyph for cell in item.cells)
        return drawn + _text(item, f'{named} x="{item.x}" textLength="{item.width}"', text)
    return drawn + "".join(
        _text(item, f'{named} x="{x}"', cell.glyph) for x, cell in zip(_starts(item), item.cells, strict=True)
    )


def _text(item: Item, attributes: str, text: str) -> str:
    return f'<text {attributes} y="{item.y + item.ascent}">{html.escape(text, quote=False)}</text>'


def _starts(item: Item) -> list[int]:
    """Return the x of every cell."""
    return [
        item.x + item.advance * sum(cell.columns for cell in item.cells[:place]) for place in range(len(item.cells))
    ]


def _rules(scene: Scene, scope: str, names: Mapping[tuple[int, int], str]) -> str:
    total = sum(scene.seconds)
    marks = [0.0]
    for seconds in scene.seconds:
        marks.append(marks[-1] + 100 * seconds / total)
    moving = ",".join(f".{name}" for name in names.values())
    rules = [f"{moving}{{animation:{total:g}s step-end infinite}}"] if moving else []
    if hidden := ",".join(f".{name}" for (_, end), name in names.items() if end < scene.frames):
        rules.append(f"{hidden}{{visibility:hidden}}")
    for (start, end), name in names.items():
        stops = ["0%{visibility:hidden}"] if start else []
        stops.append(f"{marks[start]:.4g}%{{visibility:visible}}")
        if end < scene.frames:
            stops.append(f"{marks[end]:.4g}%{{visibility:hidden}}")
        rules.append(f".{name}{{animation-name:{name}}}@keyframes {name}{{{''.join(stops)}}}")
    rules.append(f"@media(prefers-reduced-motion:reduce){{#{scope} g{{animation:none}}}}")
    return "".join(rules)


def _steps(scene: Scene, scope: str) -> str:
    """Return a slider that sets the step; a little script shows it, so that it is not there where it cannot work."""
    starts, at = [], 0.0
    for seconds in scene.seconds:
        starts.append(f"{1000 * at + 1:g}")
        at += seconds
    return (
        f'<label class="fig-steps" hidden>Step <input type="range" min="0" max="{scene.frames - 1}" value="0"></label>'
        f'<script>(f=>{{let l=f.querySelector(".fig-steps"),p=f.querySelector(".fig-pause"),t=[{",".join(starts)}],'
        "a=c=>f.getAnimations({subtree:true}).forEach(c);l.hidden=false;"
        "l.oninput=e=>{p.checked=true;a(m=>{m.pause();m.currentTime=t[e.target.value]})};"
        "p.onchange=()=>a(m=>p.checked?m.pause():m.play())"
        f'}})(document.getElementById("{scope}-anim"))</script>'
    )
