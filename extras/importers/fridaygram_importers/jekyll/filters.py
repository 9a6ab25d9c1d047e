"""Jekyll's own Liquid filters (jekyllrb.com/docs/liquid/filters), as far as posts use them, and values as text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus

from liquid.stringify import to_liquid_string
from liquid.undefined import Undefined

from fridaygram.pages.urls import slugify
from fridaygram_importers.frontmatter import when


class Unknown(Undefined):
    """A value that only Jekyll knows, such as ``site.posts``: nothing can be said of it."""


UNKNOWN = Unknown("unknown")


def text_of(value: Any) -> str:
    """Return a value as Liquid writes it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S %z")
    if isinstance(value, (list, tuple)):
        return "".join(text_of(one) for one in value)
    return to_liquid_string(value, autoescape=False)


def _date(value: Any, pattern: str = "%Y-%m-%d") -> Any:
    found = (value, True) if isinstance(value, datetime) else when(value, "UTC")
    if found is None:
        return value
    # Ruby's %-d, %e and %P have no portable counterparts in Python.
    moment = found[0]
    own = {
        "%-d": str(moment.day),
        "%e": f"{moment.day:2}",
        "%-m": str(moment.month),
        "%P": moment.strftime("%p").lower(),
    }
    return moment.strftime(re.sub(r"%-?[deMmP]", lambda found: own.get(found[0], found[0]), text_of(pattern)))


def _where(value: Any, key: str, wanted: Any) -> Any:
    if not isinstance(value, list):
        return UNKNOWN
    return [one for one in value if isinstance(one, Mapping) and text_of(one.get(key)) == text_of(wanted)]


def _sorted(value: Any, key: str | None = None) -> Any:
    if not isinstance(value, list):
        return UNKNOWN
    return sorted(value, key=lambda one: text_of(one.get(key) if key and isinstance(one, Mapping) else one))


def _sentence(value: Any, word: str = "and") -> str:
    names = [text_of(one) for one in value] if isinstance(value, list) else [text_of(value)]
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=text_of)


FILTERS: dict[str, Callable[..., Any]] = {
    "array_to_sentence_string": _sentence,
    "cgi_escape": lambda value: quote_plus(text_of(value)),
    "date": _date,
    "date_to_long_string": lambda value, *_: _date(value, "%d %B %Y"),
    "date_to_string": lambda value, *_: _date(value, "%d %b %Y"),
    "date_to_xmlschema": lambda value: _date(value, "%Y-%m-%dT%H:%M:%S%z"),
    "inspect": _json,
    "jsonify": _json,
    "markdownify": text_of,
    "normalize_whitespace": lambda value: " ".join(text_of(value).split()),
    "number_of_words": lambda value, *_: len(text_of(value).split()),
    "slugify": lambda value, *_: slugify(text_of(value)),
    "smartify": text_of,
    "sort": _sorted,
    "uri_escape": lambda value: quote(text_of(value), safe="/:?=&#%,;+@!$'()*~"),
    "where": _where,
    "xml_escape": lambda value: html.escape(text_of(value)),
}
