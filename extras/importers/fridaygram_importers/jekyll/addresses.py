"""Where Jekyll puts a document (jekyllrb.com/docs/permalinks)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fridaygram.pages.urls import slugify

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_PART = re.compile(r":([a-z_]+)")
# What Jekyll writes as a hyphen in the name of a post (its slugify mode "pretty").
_UNWRITTEN = re.compile(r"[^\w.~!$&'()+,;=@]+")


def post_url(pattern: str, moment: datetime, title: str, categories: list[str], slug: str = "") -> str:
    """Return the URL path of a post under a permalink style or pattern."""
    parts = {
        "year": f"{moment.year:04d}",
        "short_year": f"{moment.year % 100:02d}",
        "month": f"{moment.month:02d}",
        "i_month": str(moment.month),
        "short_month": moment.strftime("%b"),
        "long_month": moment.strftime("%B"),
        "day": f"{moment.day:02d}",
        "i_day": str(moment.day),
        "short_day": moment.strftime("%a"),
        "long_day": moment.strftime("%A"),
        "y_day": moment.strftime("%j"),
        "week": moment.strftime("%V"),
        "w_year": moment.strftime("%G"),
        "w_day": moment.strftime("%u"),
        "hour": moment.strftime("%H"),
        "minute": moment.strftime("%M"),
        "second": moment.strftime("%S"),
        "title": _UNWRITTEN.sub("-", slug or title).strip("-"),
        "slug": slugify(slug or title),
        "name": title,
        "basename": title,
        "categories": "/".join(category.lower() for category in categories),
        "slugified_categories": "/".join(slugify(category) for category in categories),
        "output_ext": ".html",
        "collection": "posts",
        "path": title,
    }
    return filled(STYLES.get(pattern, pattern), parts)


def page_url(path: str, style: str, permalink: str = "") -> str:
    """Return the URL path of a page at ``path`` below the blog; ``style`` is the blog's permalink style."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    parts = {
        "path": folder,
        "basename": stem,
        "name": stem,
        "title": stem,
        "slug": slugify(stem),
        "output_ext": ".html",
    }
    if permalink:
        return filled(permalink, parts)
    folder = f"/{folder}/" if folder else "/"
    if stem == "index":
        return folder
    pretty = style == "pretty" or STYLES.get(style, style).endswith("/")
    return f"{folder}{stem}/" if pretty else f"{folder}{stem}.html"


def filled(pattern: str, parts: Mapping[str, Any]) -> str:
    """Put parts into a pattern; a longer name wins, and slashes that empty parts leave are one."""
    names = sorted(parts, key=len, reverse=True)

    def part(found: re.Match[str]) -> str:
        name = next((name for name in names if found[1].startswith(name)), None)
        return found[0] if name is None else str(parts[name]) + found[1][len(name) :]

    return re.sub(r"/{2,}", "/", f"/{_PART.sub(part, pattern)}")


def all_urls(url: str) -> list[str]:
    """Return the paths under which a file server shows one address: Jekyll writes ``/a/b`` to ``/a/b.html``."""
    if url.endswith("/"):
        return [url]
    if url.endswith(".html"):
        bare = url.removesuffix(".html")
        return [url, f"{bare}/"] if not bare.endswith("/index") else [bare.removesuffix("index")]
    return [f"{url}/", f"{url}.html"] if "." not in url.rpartition("/")[2] else [url]
