"""Liquid's and Jekyll's filters, as far as posts use them (jekyllrb.com/docs/liquid/filters)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus

from fridaygram.pages.urls import slugify
from fridaygram_importers.frontmatter import when

Filter = Callable[..., Any]


class Unknown:
    """A value that only the other program knows: nothing can be said of it."""

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown()


def text_of(value: Any) -> str:
    """Return a value as Liquid writes it."""
    if value is None or isinstance(value, Unknown):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "".join(text_of(one) for one in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S %z")
    return str(value)


def _number(value: Any) -> float | int:
    if isinstance(value, (int, float)):
        return value
    try:
        return int(text_of(value))
    except ValueError:
        try:
            return float(text_of(value))
        except ValueError:
            return 0


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
    return moment.strftime(re.sub(r"%-?[deMmP]", lambda m: own.get(m[0], m[0]), text_of(pattern)))


def _divided(value: Any, by: Any) -> Any:
    return _number(value) // (_number(by) or 1) if isinstance(_number(by), int) else _number(value) / _number(by)


def _sized(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, tuple, Mapping)) else 0


def _truncated(value: Any, length: Any = 50, end: str = "...") -> str:
    text = text_of(value)
    return text if len(text) <= _number(length) else text[: max(0, int(_number(length)) - len(end))] + end


def _few_words(value: Any, count: Any = 15, end: str = "...") -> str:
    words = text_of(value).split()
    return " ".join(words) if len(words) <= _number(count) else " ".join(words[: int(_number(count))]) + end


def _mapped(value: Any, key: str) -> Any:
    return [one.get(key) for one in value if isinstance(one, Mapping)] if isinstance(value, list) else UNKNOWN


def _where(value: Any, key: str, wanted: Any) -> Any:
    if not isinstance(value, list):
        return UNKNOWN
    return [one for one in value if isinstance(one, Mapping) and text_of(one.get(key)) == text_of(wanted)]


def _sorted(value: Any, key: str | None = None) -> Any:
    if not isinstance(value, list):
        return UNKNOWN
    return sorted(value, key=lambda one: text_of(one.get(key) if key and isinstance(one, Mapping) else one))


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, (list, str)) and value else None


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, (list, str)) and value else None


def _sentence(value: Any, word: str = "and") -> str:
    names = [text_of(one) for one in value] if isinstance(value, list) else [text_of(value)]
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _sliced(value: Any, start: Any, length: Any = 1) -> Any:
    begin = int(_number(start))
    return value[begin:][: int(_number(length))] if isinstance(value, (str, list)) else value


def _t(change: Callable[..., Any]) -> Filter:
    """Return a filter of text from a function of strings."""
    return lambda value, *more: change(text_of(value), *[text_of(one) for one in more])


FILTERS: dict[str, Filter] = {
    "append": _t(lambda text, more="": text + more),
    "prepend": _t(lambda text, more="": more + text),
    "upcase": _t(str.upper),
    "downcase": _t(str.lower),
    "capitalize": _t(lambda text: text[:1].upper() + text[1:]),
    "strip": _t(str.strip),
    "lstrip": _t(str.lstrip),
    "rstrip": _t(str.rstrip),
    "replace": _t(lambda text, old="", new="": text.replace(old, new)),
    "replace_first": _t(lambda text, old="", new="": text.replace(old, new, 1)),
    "remove": _t(lambda text, old="": text.replace(old, "")),
    "remove_first": _t(lambda text, old="": text.replace(old, "", 1)),
    "strip_html": _t(lambda text: re.sub(r"<[^>]*>", "", text)),
    "strip_newlines": _t(lambda text: text.replace("\n", "")),
    "newline_to_br": _t(lambda text: text.replace("\n", "<br />\n")),
    "normalize_whitespace": _t(lambda text: " ".join(text.split())),
    "escape": _t(html.escape),
    "escape_once": _t(lambda text: html.escape(html.unescape(text))),
    "xml_escape": _t(html.escape),
    "url_encode": _t(quote_plus),
    "cgi_escape": _t(quote_plus),
    "uri_escape": _t(lambda text: quote(text, safe="/:?=&#%,;+@!$'()*~")),
    "slugify": _t(lambda text, *_: slugify(text)),
    "split": _t(lambda text, at=" ": text.split(at) if at.strip() else text.split()),
    "markdownify": _t(lambda text: text),
    "smartify": _t(lambda text: text),
    "number_of_words": _t(lambda text: len(text.split())),
    "jsonify": lambda value: json.dumps(value, ensure_ascii=False, default=str),
    "inspect": lambda value: json.dumps(value, ensure_ascii=False, default=str),
    "join": lambda value, at=" ": text_of(at).join(map(text_of, value if isinstance(value, list) else [value])),
    "array_to_sentence_string": _sentence,
    "date": _date,
    "date_to_string": lambda value, *_: _date(value, "%d %b %Y"),
    "date_to_long_string": lambda value, *_: _date(value, "%d %B %Y"),
    "date_to_xmlschema": lambda value: _date(value, "%Y-%m-%dT%H:%M:%S%z"),
    "default": lambda value, other="": other if value in (None, "", False, [], {}) else value,
    "size": _sized,
    "first": _first,
    "last": _last,
    "reverse": lambda value: value[::-1] if isinstance(value, list) else value,
    "uniq": lambda value: list(dict.fromkeys(map(text_of, value))) if isinstance(value, list) else value,
    "compact": lambda value: [one for one in value if one is not None] if isinstance(value, list) else value,
    "concat": lambda value, more: [*value, *more] if isinstance(value, list) and isinstance(more, list) else UNKNOWN,
    "map": _mapped,
    "where": _where,
    "sort": _sorted,
    "slice": _sliced,
    "truncate": _truncated,
    "truncatewords": _few_words,
    "plus": lambda value, more: _number(value) + _number(more),
    "minus": lambda value, more: _number(value) - _number(more),
    "times": lambda value, more: _number(value) * _number(more),
    "divided_by": _divided,
    "modulo": lambda value, more: _number(value) % (_number(more) or 1),
    "round": lambda value, digits=0: round(_number(value), int(_number(digits))) if digits else round(_number(value)),
    "floor": lambda value: int(_number(value) // 1),
    "ceil": lambda value: int(-(-_number(value) // 1)),
    "abs": lambda value: abs(_number(value)),
}
