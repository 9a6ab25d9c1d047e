"""Addresses: slugs, permalinks, and the step from a path below the site's root to a URL.

A *site path* starts with "/" and does not depend on where the site is hosted: "/2018/06/week-1/". The base path is
added when a page is rendered, so that a site can move without anything being converted again.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, unquote

_NOT_IN_SLUGS = re.compile(r"[^\w\s-]")
_SPACE = re.compile(r"\s")
_BETWEEN = re.compile(r"[\s_-]+")
_SAFE = "/-._~!$&'()*+,;=:@"
_SIGNS = {"+": "plus", "#": "sharp", "&": "and", "@": "at", "%": "percent", "*": "star", "=": "equals", "$": "dollar"}


@lru_cache(maxsize=4096)
def slugify(text: str) -> str:
    """Return a path segment for ``text``: lower case, any script's letters, digits and single hyphens.

    >>> slugify("Neo Soul & Funk!")
    'neo-soul-funk'
    """
    kept = _NOT_IN_SLUGS.sub("", unicodedata.normalize("NFC", text).lower()).replace("_", "-")
    return re.sub(r"[\s-]+", "-", kept).strip("-")


def spelling(name: str) -> str:
    """Return what all spellings of one tag or series share: its letters in lower case and its signs, hyphens as spaces.

    Names that share it share their slug; other names may do so, too.

    >>> spelling("N-Grams") == spelling("n grams"), spelling("C++"), spelling("C")
    (True, 'c++', 'c')
    """
    return _BETWEEN.sub("-", unicodedata.normalize("NFC", name).lower()).strip("-")


def in_words(name: str) -> str:
    """Return a name with the signs that no slug can hold as words, where they have one.

    >>> in_words("C++"), in_words("R&B")
    ('C plus plus', 'R and B')
    """
    return " ".join("".join(f" {_SIGNS[sign]} " if sign in _SIGNS else sign for sign in name).split())


def heading_id(text: str) -> str:
    """Return a heading's id as kramdown and GitHub make it: each space a hyphen, punctuation gone.

    Dashes that typography made count as the hyphens they were written with, so that deep links to imported
    posts still arrive.

    >>> heading_id("Part I -- where from?")
    'part-i----where-from'
    """
    plain = unicodedata.normalize("NFC", text).replace("\u2014", "---").replace("\u2013", "--")
    return _SPACE.sub("-", _NOT_IN_SLUGS.sub("", plain.lower()).strip()) or "section"


def permalink(pattern: str, slug: str, moment: datetime) -> str:
    """Return the site path of a post from the pattern of site.toml ({year}, {month}, {day}, {slug})."""
    path = pattern.format(year=f"{moment.year:04d}", month=f"{moment.month:02d}", day=f"{moment.day:02d}", slug=slug)
    return closed(path)


def closed(path: str) -> str:
    """Return a site path with the slash at its end that a page has, unless it ends with the name of a file.

    >>> closed("/old/name"), closed("/old/"), closed("/old.html")
    ('/old/name/', '/old/', '/old.html')
    """
    return path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else path + "/"


def beside(path: str) -> str:
    """Return the site path of the folder with a page's files: its own, or one named as the page's file is.

    >>> beside("/old/"), beside("/old.html")
    ('/old/', '/old/')
    """
    return path if path.endswith("/") else f"{path.rpartition('.')[0]}/"


@lru_cache(maxsize=1 << 14)
def output_file(path: str) -> str:
    """Return the file below the output folder that serves a site path."""
    inside = unquote(path).lstrip("/")
    return f"{inside}index.html" if not inside or inside.endswith("/") else inside


@lru_cache(maxsize=1 << 10)
def encoded(path: str) -> str:
    """Return a site path with everything percent-encoded that a URL's path may not hold."""
    return quote(path, safe=_SAFE)


def under_base(path: str, base_path: str) -> str:
    """Return the URL path of a site path on a site that lives below ``base_path`` ("/" or "/blog/")."""
    return base_path.rstrip("/") + encoded(path)


def absolute(path: str, base_url: str) -> str:
    """Return the full URL of a site path; ``base_url`` ends with a slash."""
    return base_url.rstrip("/") + encoded(path)
