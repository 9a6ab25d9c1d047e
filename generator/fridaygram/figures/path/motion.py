"""The animated SVG of a scene: CSS only, sharp at any size, its ids and class names scoped to the figure.

One animation counts the steps in a variable, ``--t``; a group that is there after step ``--a`` and before step ``--b``
computes from it whether it shows. Without motion (prefers-reduced-motion, or a reader that knows no CSS animation)
``--t`` is the last step.
"""

from __future__ import annotations

import html

from fridaygram.figures.charts.svg import HIDDEN
from fridaygram.figures.path.scene import FONT, LABEL_SIZE, Scene, SceneItem
from fridaygram.figures.path.shapes import Shapes
from fridaygram.languages import word

_FEW_STEPS = 100


def inline(wide: Scene, narrow: Scene, *, scope: str, title: str, text: str) -> str:
    """Return HTML: the animation for a column and for a phone, a pause that needs no script, and a step control."""
    pictures = "".join(
        svg(scene, scope=f"{scope}{letter}", title=title, text=text, classes=classes)
        for scene, letter, classes in ((wide, "w", "fig-wide"), (narrow, "n", "fig-narrow"))
    )
    starts = [f"{sum(wide.seconds[:step]):g}" for step in range(wide.frames)]
    return (
        f'<input type="checkbox" class="fig-stop fig-pause" id="{scope}-stop"><div class="fig-chart">{pictures}</div>'
        f'<label for="{scope}-stop"><span class="fig-icon"></span>{word("pause-animation")}</label>'
        # The theme's script shows this; it stays hidden where scripts do not run.
        f'<label class="fig-steps" hidden>{word("animation-step")} <input type="range" min="0" '
        f'max="{wide.frames - 1}" value="0" data-starts="{" ".join(starts)}"></label>'
    )


def svg(scene: Scene, *, scope: str, title: str, text: str, classes: str) -> str:
    """Return a scene as one SVG element. ``scope`` must be a name that CSS takes, unique in the page."""
    always, *intervals = _intervals(scene)
    write = Shapes().block
    body = write(always[1]) + "".join([f'<g style="{_when(*there)}">{write(items)}</g>' for there, items in intervals])
    return (
        # Without the style sheet it would be a pile of all its steps.
        f'<svg class="fig-svg fig-path {classes}"{HIDDEN} id="{scope}" '
        f'viewBox="0 0 {scene.width} {scene.height}" role="img" '
        f'aria-labelledby="{scope}-t {scope}-d"><title id="{scope}-t">{html.escape(title, quote=False)}</title>'
        f'<desc id="{scope}-d">{html.escape(text, quote=False)}</desc>'
        f"<style>{_rules(scene, scope)}</style>{body}</svg>"
    )


def _intervals(scene: Scene) -> list[tuple[tuple[int, int], list[SceneItem]]]:
    """Return items by when they are there: first what always is, then the longer the earlier.

    An item that covers another never stays longer than it, so this order draws it later. Items that stay equally long
    are ordered by their layers.
    """
    found: dict[tuple[int, int], list[SceneItem]] = {(0, scene.frames): []}
    for item in scene.items:
        found.setdefault((item.start, item.end), []).append(item)
    return sorted(found.items(), key=lambda entry: (entry[0][0] - entry[0][1], entry[0][0]))


def _when(start: int, end: int) -> str:
    """Return when a group is there, as its style: for one step, unless it says ``--b``."""
    return f"--a:{start - 1}" if end == start + 1 else f"--a:{start - 1};--b:{end}"


def _rules(scene: Scene, scope: str) -> str:
    count, total = scene.frames, sum(scene.seconds)
    shown, at, stops = ".3g" if count <= _FEW_STEPS else ".5g", 0.0, ""
    for step, seconds in enumerate(scene.seconds):
        stops += f"{100 * at / total:{shown}}%{{--t:{step}}}"
        at += seconds
    return (
        f"#{scope}{{font-size:{FONT.size}px;--t:{count - 1};animation:{scope} {total:g}s step-end infinite}}"
        f"#{scope} .s{{font-size:{LABEL_SIZE}px}}"
        f"#{scope}>[style]{{--b:calc(var(--a) + 2);opacity:calc((var(--t) - var(--a))*(var(--b) - var(--t)))}}"
        f"@keyframes {scope}{{{stops}}}"
        f"@media(prefers-reduced-motion:reduce){{#{scope}{{animation:none}}}}"
        # Firefox prints animations at their first step; what is important outweighs them.
        f"@media print{{#{scope}{{animation:none;--t:{count - 1}!important}}}}"
    )
