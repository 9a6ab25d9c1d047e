"""Where Hugo puts a page (gohugo.io/content-management/urls)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

_PART = re.compile(r":(sections\[[^\]]*\]|[a-z]+)")
_DROPPED = re.compile(r"[^\w\s./+@#~-]")


def sanitized(name: str) -> str:
    """Return a file's or folder's name as a part of a path: lower case, hyphens for spaces, odd signs dropped."""
    return re.sub(r"\s", "-", _DROPPED.sub("", name.strip().lower()))


def _of_title(title: str) -> str:
    """Return a title as a part of a path: like a name, but no two hyphens where nobody wrote two."""
    text = _DROPPED.sub("", re.sub(r"[+/]", " ", title.strip().lower())).strip()
    return re.sub(r"\s+", "-", re.sub(r"\s*(-+)\s*", r"\1", text))


def page_url(
    pattern: str, sections: list[str], name: str, *, title: str = "", slug: str = "", moment: datetime | None = None
) -> str:
    """Return the URL path of a page in ``sections`` (folders below content/) under a permalink pattern.

    Without a pattern it is the folders and the slug, or the file's ``name``.
    """
    folders = [sanitized(section) for section in sections]
    if not pattern:
        return "/" + "".join(f"{part}/" for part in [*folders, sanitized(slug or name)])
    parts = {
        "section": folders[0] if folders else "",
        "sections": "/".join(folders),
        "title": _of_title(title),
        "slug": sanitized(slug) or _of_title(title),
        "slugorfilename": sanitized(slug or name),
        "slugorcontentbasename": sanitized(slug or name),
        "filename": sanitized(name),
        "contentbasename": sanitized(name),
    }
    if moment is not None:
        parts |= _of_day(moment)
    filled = _PART.sub(lambda found: _part(found[1], parts, folders) or found[0], pattern)
    return re.sub(r"/{2,}", "/", f"/{filled}" if filled.endswith((".html", "/")) else f"/{filled}/")


def _part(name: str, parts: Mapping[str, str], folders: list[str]) -> str:
    if span := re.fullmatch(r"sections\[(\d*)(:?)(\d*)\]|sections\[last\]", name):
        if name.endswith("[last]"):
            return folders[-1] if folders else ""
        first, last = int(span[1] or 0), int(span[3]) if span[3] else None
        return "/".join(folders[first:last] if span[2] else folders[first : first + 1])
    return parts.get(name, "")


def _of_day(moment: datetime) -> dict[str, str]:
    return {
        "year": str(moment.year),
        "month": f"{moment.month:02d}",
        "monthname": moment.strftime("%B").lower(),
        "day": f"{moment.day:02d}",
        "weekday": str(moment.isoweekday() % 7),
        "weekdayname": moment.strftime("%A").lower(),
        "yearday": str(moment.timetuple().tm_yday),
    }
