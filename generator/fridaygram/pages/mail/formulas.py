"""Formulas of a letter: in plain HTML where that can say them, else drawn, else as the LaTeX that they were."""

from __future__ import annotations

import io
from functools import lru_cache

from fridaygram.pages.mail.pictures import Pictures
from fridaygram.pages.mail.tree import Content, Node

PAPER, INK = "#fffdf8", "#231d17"
SIZE = 20  # CSS pixels
DENSITY = 2
_ROWS = frozenset({"math", "mrow", "mstyle", "mpadded", "semantics"})
_SCRIPTS = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup")}
_SPACED = frozenset("=<>\u2264\u2265\u2260\u2248\u2261\u2208+\u2212\u00b1\u00d7\u2192\u21a6\u223c\u221d|")
_SIGNS = frozenset("()[]{},;:.!/\u2032\u2223\u22c5\u00b7\u2026\u22ef*")


def formula(math: Node, pictures: Pictures) -> Node:
    """Return a MathML element as something that mail programs show; its LaTeX is the alternative text."""
    latex = math.attributes.get("alttext", "")
    block = math.attributes.get("display") == "block"
    try:
        return Node("span", {"class": "math"}, _plain(math))
    except ValueError:
        pass
    drawn = _drawn(latex) if pictures.carried else None
    shown = pictures.carry(drawn[0], "png", *drawn[1:3]) if drawn else None
    if drawn is None or shown is None:
        return Node("code", {}, [latex or math.text])
    style = "display: inline; border: 0" if block else f"display: inline; border: 0; vertical-align: -{drawn[3]}px"
    size = {"width": str(shown.width), "height": str(shown.height)}
    return Node("img", {"src": shown.address, "alt": latex, **size, "style": style, "class": "drawn"})


def _plain(node: Node) -> list[Content]:
    """Return the HTML of a formula of letters, numbers, signs and indices. Raises ValueError for any other."""
    inside = [child for child in node.children if isinstance(child, Node)]
    if node.tag in _ROWS:
        return [piece for child in inside for piece in _plain(child)]
    text = node.text.strip()
    if node.tag == "mi":
        return [Node("i", {}, [text])] if len(text) == 1 else [text]
    if node.tag in ("mn", "mtext"):
        return [text]
    if node.tag == "mo" and text in _SPACED:
        return [f" {text} "]
    if node.tag == "mo" and (not text or text in _SIGNS):
        return [f"{text} " if text in ",;" else text]
    if node.tag in _SCRIPTS and len(inside) == len(_SCRIPTS[node.tag]) + 1:
        base, *indices = inside
        scripts = zip(_SCRIPTS[node.tag], indices, strict=True)
        return [*_plain(base), *(Node(tag, {}, _tight(child)) for tag, child in scripts)]
    raise ValueError(node.tag)


def _tight(node: Node) -> list[Content]:
    return [piece.strip() if isinstance(piece, str) else piece for piece in _plain(node)]


@lru_cache(maxsize=256)
def _drawn(latex: str) -> tuple[bytes, int, int, int] | None:
    """Return a formula as a PNG, its width, height and depth in CSS pixels; None for what cannot be drawn."""
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    font = FontProperties(size=SIZE, math_fontfamily="cm")
    try:
        width, height, depth, *_ = MathTextParser("path").parse(f"${latex}$", dpi=72, prop=font)
    except (ValueError, RuntimeError):  # what mathtext cannot read: environments, some commands
        return None
    wide, high = width + 6, height + 6
    sheet = Figure(figsize=(wide / 72, high / 72), facecolor=PAPER)
    sheet.text(3 / wide, (depth + 3) / high, f"${latex}$", fontproperties=font, color=INK)
    stream = io.BytesIO()
    sheet.savefig(stream, format="png", dpi=72 * DENSITY, facecolor=PAPER, metadata={"Software": None})
    return stream.getvalue(), round(wide), round(high), round(depth + 3)
