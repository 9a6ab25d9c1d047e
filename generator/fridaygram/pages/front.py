"""What the home page shows of the newest post beside its title: its first figure, where that is light."""

from __future__ import annotations

import re
import zlib

MOST_BYTES = 4000
"""Bytes of a compressed figure. The home page stays under 60 KB with its fonts and styles, which take up to 53."""
_FIGURE = re.compile(r'<figure class="figure .*?</figure>', re.DOTALL)
_HEAVY = re.compile(r"<(?:img|picture|video|audio|iframe|script|form)\b|data-src=")
_LEFT_OUT = re.compile(
    r'<details class="figure-data">.*?</details>|<p class="figure-origin">.*?</p>|'
    r'<span class="figure-number">.*?</span>|<sup id="fnref.*?</sup>',
    re.DOTALL,
)
# The values that readers point at have their places in both pictures, so they go with the wide one.
_WIDE = re.compile(
    r"""<svg class="[^"]*\bfig-wide\b.*?</svg>| data-label="[^"]*"[^>]* data-values='[^']*'""", re.DOTALL
)


def front_figure(html: str, path: str) -> str:
    """Return the first figure of a post that is a drawing or a table of at most ``MOST_BYTES``, "" where it has none.

    Of a drawing that is heavier, the picture for phones may do. ``html`` is the post's text with its links in place,
    ``path`` leads to it. The number, the data and where the numbers are from stay there.
    """
    for found in _FIGURE.finditer(html):
        figure = _LEFT_OUT.sub("", found[0])
        if not _is_light(figure):
            figure = _WIDE.sub("", figure).replace("fig-narrow", "fig-only")
        if _is_light(figure):
            figure = re.sub(r'^(<figure[^>]*?) id="[^"]*"', r"\1", figure)
            return re.sub(r'(<a [^>]*?href=")#', rf"\1{path}#", figure)
    return ""


def _is_light(figure: str) -> bool:
    return not _HEAVY.search(figure) and len(zlib.compress(figure.encode())) <= MOST_BYTES
