"""Where Pelican puts a document (docs.getpelican.com/en/stable/settings.html#url-settings)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def slug_of(text: str) -> str:
    """Return the slug that Pelican makes of a title: ASCII where Unicode has it so, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip()).lower()


def filled(pattern: str, parts: Mapping[str, str], moment: datetime | None) -> str:
    """Return the URL path of a pattern such as ``{date:%Y}/{slug}.html``; "" where a part of it is not known."""
    missing = False

    def part(found: re.Match[str]) -> str:
        nonlocal missing
        if found[1] == "date" and moment is not None:
            return moment.strftime(found[2] or "%Y-%m-%d")
        missing = missing or not parts.get(found[1])
        return parts.get(found[1], "")

    path = re.sub(r"/{2,}", "/", "/" + _FIELD.sub(part, pattern))
    path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return "" if missing else path
