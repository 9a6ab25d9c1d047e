"""From matplotlib's SVG to ours: a fifth of the size, real text, colours that follow the page's scheme.

Colours become classes ``ff-ROLE`` (fill) and ``fs-ROLE`` (stroke), which mean the same in every figure and
are defined once in assets/css/figures.css; ids carry the figure's scope. No ``<style>`` stands inside an
inline SVG, because it would hold for the whole page.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from fridaygram.figures.style import DARK, FONT_SIZE, LIGHT, SMALL_SIZE, variables

_SVG = "{http://www.w3.org/2000/svg}"
_ROLES = {colour: role for role, colour in LIGHT.roles().items()}
_KEPT = {
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "fill-opacity": "1",
    "stroke-dasharray": "none",
    "font-size": f"{SMALL_SIZE:g}px",
}
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


def clean(source: str, *, scope: str, title: str, text: str, classes: str) -> str:
    """Return inline SVG made of matplotlib's. ``title`` and ``text`` name and describe it for screen readers."""
    # The source is matplotlib's own output, made a moment ago: no foreign XML is parsed here.
    root = ET.fromstring(source)
    body = "".join(_shapes(root))
    ids = f"{scope}-t", f"{scope}-d"
    return (
        f'<svg class="fig-svg {classes}" viewBox="{root.get("viewBox")}" role="img" '
        f'aria-labelledby="{ids[0]} {ids[1]}"><title id="{ids[0]}">{html.escape(title, quote=False)}</title>'
        f'<desc id="{ids[1]}">{html.escape(text, quote=False)}</desc>{body}</svg>'
    )


def _shapes(root: ET.Element) -> Iterator[str]:
    """Yield paths and texts; neighbours of one look become one path where none shines through."""
    look, pieces = "", list[str]()
    for element in root.iter():
        if element.tag == f"{_SVG}path" and element.get("d"):
            style = _declarations(element)
            if style.get("opacity"):
                style["fill-opacity"] = style.pop("opacity")
            attributes = _attributes(style)
            if attributes != look or "opacity" in look:
                yield from _path(look, pieces)
                look, pieces = attributes, []
            pieces.append(path(element.get("d", "")))
        elif element.tag == f"{_SVG}text":
            yield from _path(look, pieces)
            look, pieces = "", []
            yield _text(element)
    yield from _path(look, pieces)


def _path(look: str, pieces: list[str]) -> Iterator[str]:
    if look and pieces:
        yield f'<path{look} d="{"".join(pieces)}"/>'


def _text(element: ET.Element) -> str:
    style = _declarations(element)
    style.setdefault("fill", "#000000")
    x, y = element.get("x"), element.get("y")
    if x is None or y is None:
        move = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
        x, y = (move.group(1), move.group(2)) if move else ("0", "0")
    anchor = {"middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}.get(style.get("text-anchor", ""), "")
    weight = ' font-weight="700"' if style.get("font-weight") in {"700", "bold"} else ""
    place = f' x="{_short(x)}" y="{_short(y)}"'
    return f"<text{place}{anchor}{weight}{_attributes(style)}>{html.escape(element.text or '', quote=False)}</text>"


def _declarations(element: ET.Element) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _attributes(style: dict[str, str]) -> str:
    classes = []
    if (fill := style.get("fill")) in _ROLES:
        classes.append(f"ff-{_ROLES[fill]}")
    if (stroke := style.get("stroke")) in _ROLES:
        classes.append(f"fs-{_ROLES[stroke]}")
    named = f' class="{" ".join(classes)}"' if classes else ""
    kept = "".join(
        f' {name}="{_NUMBER.sub(lambda found: _short(found.group()), style[name]).removesuffix("px")}"'
        for name, default in _KEPT.items()
        if style.get(name, default) != default
    )
    return named + kept if named else ""


def _short(value: str | float) -> str:
    text = f"{float(value):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(data: str) -> str:
    """Return path data with one decimal, no spare white space, and straight lines as h and v commands."""
    out: list[str] = []
    here = ("", "")
    for command, arguments in re.findall(r"([MLCQZz])([^MLCQZz]*)", data):
        numbers = [_short(item) for item in _NUMBER.findall(arguments)]
        if command == "L" and numbers[0] == here[0]:
            out.append(f"V{numbers[1]}")
        elif command == "L" and numbers[1] == here[1]:
            out.append(f"H{numbers[0]}")
        else:
            out.append(command.replace("Z", "z") + " ".join(numbers))
        if numbers:
            here = (numbers[-2], numbers[-1])
    return "".join(out).replace(" -", "-")


def standalone(inline: str) -> str:
    """Return an inline SVG as a file of its own: with its fonts and its colours for both schemes inside."""
    fills = "".join(
        f".ff-{role}{{fill:var(--fig-{role})}}.fs-{role}{{stroke:var(--fig-{role})}}" for role in _ROLES.values()
    )
    style = (
        f"<style>svg{{{variables(LIGHT)};fill:var(--fig-ink);font:{SMALL_SIZE:g}px system-ui,sans-serif}}"
        f"svg.fig-path{{font:{FONT_SIZE:g}px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}}"
        f".fig-path .s{{font:{SMALL_SIZE:g}px system-ui,sans-serif}}"
        f"path{{stroke-linejoin:round}}path[class^=fs]{{fill:none}}{fills}"
        f"@media(prefers-color-scheme:dark){{svg{{{variables(DARK)};background:{DARK.paper}}}}}</style>"
    )
    head, rest = inline.split(">", 1)
    view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    size = f' width="{view.group(1)}" height="{view.group(2)}"' if view else ""
    return f'{head} xmlns="http://www.w3.org/2000/svg"{size}>{style}{rest}\n'
