"""The animated SVG of a scene: CSS only, sharp at any size, its ids and class names scoped to the figure.

One animation counts the steps in a variable, ``--t``; a group that is there after step ``--a`` and before step ``--b``
computes from it whether it shows. Without motion (prefers-reduced-motion, or a reader that knows no CSS animation)
``--t`` is the last step.
"""

from __future__ import annotations

import html

from fridaygram.figures.charts.svg import HIDDEN
from fridaygram.figures.path.scene import Scene, SceneItem
from fridaygram.figures.path.shapes import Shapes

_FEW_STEPS = 100


def inline(wide: Scene, narrow: Scene, *, scope: str, title: str, text: str) -> str:
    """Return HTML: the animation for a column and for a phone, a pause that needs no script, and a step control."""
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
    always, *intervals = _intervals(scene)
    write = Shapes().block
    body = write(always[1]) + "".join(
        [f'<g style="{_when(there, scene.frames)}">{write(items)}</g>' for there, items in intervals]
    )
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


def _when(there: tuple[int, int], frames: int) -> str:
    """Return when a group is there, as its style: for one step, unless it says ``--b``."""
    start, end = there
    return f"--a:{start - 1}" if end == start + 1 else f"--a:{start - 1};--b:{end}"


def _rules(scene: Scene, scope: str) -> str:
    count, total = scene.frames, sum(scene.seconds)
    shown, at, stops = ".3g" if count <= _FEW_STEPS else ".5g", 0.0, ""
    for step, seconds in enumerate(scene.seconds):
        stops += f"{100 * at / total:{shown}}%{{--t:{step}}}"
        at += seconds
    return (
        f"#{scope}{{--t:{count - 1};animation:{scope} {total:g}s step-end infinite}}"
        f"#{scope}>[style]{{--b:calc(var(--a) + 2);opacity:calc((var(--t) - var(--a))*(var(--b) - var(--t)))}}"
        f"@keyframes {scope}{{{stops}}}"
        f"@media(prefers-reduced-motion:reduce){{#{scope}{{animation:none}}}}"
    )


def _steps(scene: Scene, scope: str) -> str:
    """Return a slider that sets the step; a small script shows it, so it stays hidden where scripts do not run."""
    starts, at = [], 0.0
    for seconds in scene.seconds:
        starts.append(f"{at:g}")
        at += seconds
    return (
        f'<label class="fig-steps" hidden>Step <input type="range" min="0" max="{scene.frames - 1}" value="0"></label>'
        '<script>(f=>{let q=s=>f.querySelector(s),l=q(".fig-steps"),p=q(".fig-pause"),r=q("[type=range]"),'
        f'v=f.querySelectorAll("svg"),d,t=[{",".join(starts)}],'
        # Of the two pictures one is seen; the other one does not move. A slider in use is not moved by the animation.
        'n=()=>getComputedStyle([...v].find(s=>s.getClientRects()[0])||v[0]).getPropertyValue("--t");l.hidden=false;'
        'r.oninput=()=>{p.checked=true;d=t[r.value];v.forEach(s=>s.style.cssText="animation:none;--t:"+r.value)};'
        "p.onchange=()=>{if(p.checked)r.value=n();"
        'else if(d!=null){v.forEach(s=>s.style.cssText="animation-delay:-"+d+"s");d=null}};'
        "setInterval(()=>{p.checked||r==document.activeElement||(r.value=n())},200)"
        f'}})(document.getElementById("{scope}-anim"))</script>'
    )
