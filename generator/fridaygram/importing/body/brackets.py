"""Mathematics between ``\\(`` and ``\\)`` or ``\\[`` and ``\\]``, as MathJax and KaTeX take it, gets dollar signs."""

from __future__ import annotations

import re

from fridaygram.importing.body.traced import Traced

_INLINE = re.compile(r"\\\\?\((?=\S)((?:(?!\\\\?\)|\n[ ]*\n)[^\n])+?)\\\\?\)")
_DISPLAY = re.compile(r"\\\\?\[((?:(?!\\\\?\]|\n[ ]*\n).)+?)\\\\?\](?![(\[:])", re.DOTALL)


def dollars(body: Traced) -> None:
    """Write a body's mathematics between dollar signs, in place."""
    body.sub(_DISPLAY, lambda found, _: f"$${found[1]}$$")
    body.sub(_INLINE, lambda found, _: f"${found[1].strip()}$")
