"""What Liquid, Nunjucks and JavaScript say, as far as it can be read without running them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from fridaygram.pages.urls import slugify
from fridaygram_importers.base import ImportItem
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text import markup
from fridaygram_importers.text.traced import whole

# A value of a JavaScript object that stands as it is: text, a list of texts, true or false.
_VALUE = re.compile(
    r"""(?<![\w.])["']?([\w-]+)["']?\s*:\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`|true|false"""
    r"""|\[\s*(?:(?:"[^"\n]*"|'[^'\n]*')[\s,]*)*\])"""
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_CODE = re.compile(
    r"^\{%-?\s*highlight\s+[\"']?([\w+#-]+)[^%]*%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}", re.DOTALL | re.MULTILINE
)
_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}|\{\{-?\s*(.*?)\s*-?\}\}|\{#.*?#\}", re.DOTALL)
_ARGUMENT = re.compile(r"(?:(\w+)\s*[:=]\s*)?(?:\"([^\"]*)\"|'([^']*)')")
_UNSEEN = frozenset(["set", "assign", "css", "js", "endcss", "endjs"])
_MARKED = "\x02"  # what {% raw %} protects, while the tags around it are read
Data = dict[str, Any]


def fill_tags(item: ImportItem, data: Data, report: BlogReport) -> None:
    """Replace what Liquid or Nunjucks would fill, as far as the blog's own data say it."""
    kept: list[str] = []

    def keep(found: re.Match[str], line: int) -> str:
        kept.append(found[1])
        return f"{_MARKED}{len(kept) - 1}{_MARKED}"

    def code(found: re.Match[str], line: int) -> str:
        return "\n".join(markup.fence(found[2], found[1]))

    def filled(found: re.Match[str], line: int) -> str | None:
        if found[0].startswith("{#"):
            return ""
        if found[3] is not None:
            value = evaluated(found[3], data)
            if value is not None:
                return value
        elif (made := _shortcode(found[1], found[2])) is not None:
            return made
        elif found[1] in _UNSEEN:
            report.note("told", item.file, line, f"the tag '{found[1]}' left out", found[0])
            return ""
        report.note("lost", item.file, line, "a template tag that only Eleventy can fill", found[0])
        return f"<!-- {found[0].replace('--', '- -')} -->" if found[3] is None else ""

    item.body.sub(_RAW, keep, look_at=whole)
    item.body.sub(_CODE, code, look_at=whole)
    item.body.sub(_TAG, filled, look_at=whole)
    item.body.sub(re.compile(f"{_MARKED}(\\d+){_MARKED}"), lambda found, _: kept[int(found[1])], look_at=whole)


def plain_values(text: str) -> Data:
    """Return the values of JavaScript objects that stand as they are; of a name given twice the first."""
    found: Data = {}
    for match in _VALUE.finditer(text):
        value: Any = match[2]
        if value in ("true", "false"):
            value = value == "true"
        elif value.startswith("["):
            value = [one or other for one, other in re.findall(r"\"([^\"]*)\"|'([^']*)'", value)]
        else:
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        found.setdefault(match[1], value)
    return found


def evaluated(expression: str, data: Data) -> str | None:
    """Return an expression's value, a quoted text or a dotted name with simple filters; None for any other."""
    first, *filters = [part.strip() for part in expression.split("|")]
    value: Any = first[1:-1] if re.fullmatch(r"\"[^\"]*\"|'[^']*'", first) else data
    for name in first.split(".") if value is data else ():
        value = value.get(name) if isinstance(value, dict) else None
    for one in filters:
        name, _, argument = one.partition("(") if "(" in one else one.partition(":")
        if name.strip() in ("slugify", "slug") and isinstance(value, str):
            value = slugify(value)
        elif name.strip() == "date" and isinstance(value, datetime) and "%" in argument:
            value = value.strftime(argument.strip(" ()\"'"))
        elif name.strip() not in ("url", "safe", "trim", "htmlBaseUrl", "escape", "e", "lower") or not isinstance(
            value, str
        ):
            return None
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _shortcode(name: str, written: str) -> str | None:
    """Return what common shortcodes show; None for others."""
    pairs = [(key, one or other) for key, one, other in _ARGUMENT.findall(written)]
    named = {key: value for key, value in pairs if key}
    plain = [value for key, value in pairs if not key]
    if name in ("image", "img", "figure", "respimg"):
        source = named.get("src") or next((one for one in plain if re.search(r"[./]", one)), "")
        rest = [one for one in plain if one != source and not re.search(r"^\(|vw|px", one)]
        alt = named.get("alt") or (rest[0] if rest else "")
        return markup.picture(source, alt, named.get("caption", "")) if source else None
    if name in ("youtube", "vimeo") and (identity := next(iter(plain), "") or named.get("id", "")):
        return markup.youtube(identity) if name == "youtube" else markup.vimeo(identity)
    if name == "gist" and plain:
        return markup.gist(plain)
    return None
