"""Formulas of an email: plain HTML where that is enough, else a picture, else their LaTeX."""

from __future__ import annotations

import io
from functools import lru_cache
from html import escape

from fridaygram.pages.email.message import EmailPictures
from fridaygram.pages.html_tree import Node

PAPER, INK = "#fffdf8", "#231d17"
SIZE = 20  # CSS pixels
DENSITY = 2
_ROWS = frozenset({"math", "mrow", "mstyle", "mpadded", "semantics"})
_SCRIPTS = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup")}
_SPACED = frozenset("=<>\u2264\u2265\u2260\u2248\u2261\u2208+\u2212\u00b1\u00d7\u2192\u21a6\u223c\u221d|")
_SIGNS = frozenset("()[]{},;:.!/\u2032\u2223\u22c5\u00b7\u2026\u22ef*")


def formula(math: Node, pictures: EmailPictures) -> str:
    """Return HTML for a MathML element that mail programs show; its LaTeX is the alternative text."""
    latex = math.attributes.get("alttext") or ""
    try:
        return f'<span class="math">{"".join(_plain(math))}</span>'
    except ValueError:
        pass
    drawn = _drawn(latex) if pictures.carried else None
    shown = pictures.carry(drawn[0], "png", *drawn[1:3]) if drawn else None
    if drawn is None or shown is None:
        return f"<code>{escape(latex or math.text(), quote=False)}</code>"
    raised = "" if math.attributes.get("display") == "block" else f"; vertical-align: -{drawn[3]}px"
    size = f'width="{shown.width}" height="{shown.height}"'
    style = f'style="display: inline; border: 0{raised}"'
    return f'<img src="{shown.address}" alt="{escape(latex)}" {size} {style} class="drawn">'


def _plain(node: Node) -> list[str]:
    """Return the HTML of a formula of letters, numbers, signs and indices. Raises ValueError for any other."""
    inside = list(node.iter())
    if node.tag in _ROWS:
        return [piece for child in inside for piece in _plain(child)]
    written = node.text().strip()
    shown = escape(written, quote=False)
    if node.tag == "mi":
        return [f"<i>{shown}</i>" if len(written) == 1 else shown]
    if node.tag in ("mn", "mtext"):
        return [shown]
    if node.tag == "mo" and written in _SPACED:
        return [f" {shown} "]
    if node.tag == "mo" and (not shown or shown in _SIGNS):
        return [f"{shown} " if shown in ",;" else shown]
    if node.tag in _SCRIPTS and len(inside) == len(_SCRIPTS[node.tag]) + 1:
        base, *indices = inside
        scripts = zip(_SCRIPTS[node.tag], indices, strict=True)
        return [*_plain(base), *(f"<{tag}>{_tight(child)}</{tag}>" for tag, child in scripts)]
    raise ValueError(node.tag)


def _tight(node: Node) -> str:
    return "".join(piece.strip() for piece in _plain(node))


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
