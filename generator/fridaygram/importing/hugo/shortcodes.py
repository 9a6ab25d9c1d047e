"""Hugo's shortcodes, ``{{< name args >}}``, found wherever they stand and replaced (gohugo.io/content-management)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fridaygram.importing.base import Item
from fridaygram.importing.report import Report

_CALL = re.compile(
    r"\{\{(?P<kind>[<%])\s*(?P<close>/)?\s*(?P<name>[\w./-]+?)"
    r"(?P<args>(?:\s+(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|(?!/?\s*[>%]\}\}|\{\{[<%])[^\"`])*)?)\s*(?P<self>/)?\s*[>%]\}\}"
)
_WORD = re.compile(r"(?:([\w-]+)\s*=\s*)?(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`]+))")
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
# A text with more is no text.
_LIMIT = 10_000


@dataclass
class Call:
    """A use of a shortcode at ``line`` of ``item``: words given by name or by place, and what it encloses, if it does.

    ``alone`` says that nothing else stands on its lines. ``source`` is how it was written.
    """

    name: str
    item: Item
    line: int
    source: str
    report: Report
    named: dict[str, str] = field(default_factory=dict)
    placed: list[str] = field(default_factory=list)
    inner: str | None = None
    alone: bool = False
    indent: str = ""

    def get(self, *names: str, place: int | None = None) -> str:
        """Return the first of ``names`` that was given, else the word at ``place``, else ""."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.placed[place] if place is not None and place < len(self.placed) else ""


Shortcode = Callable[[Call], "str | None"]


def replace_shortcodes(item: Item, known: Mapping[str, Shortcode], report: Report) -> None:
    """Replace the shortcodes of a document, the inner ones first.

    What none of ``known`` can replace goes into the report; its call stays as a comment, and what it encloses stays.
    """
    body = item.body
    if "{{" not in body.text:
        return
    for _ in range(_LIMIT):
        calls = list(_CALL.finditer(body.text))
        if not calls:
            break
        opening, closing = _next(calls)
        inner = body.text[opening.end() : closing.start()] if closing else None
        end = closing.end() if closing else opening.end()
        call = _call(item, opening, inner, end, report)
        if opening["close"]:
            report.person(item.file, call.line, f"a shortcode '{call.name}' ends that never began", call.source)
            made: str | None = ""
        else:
            shortcode = known.get(call.name.lower())
            made = shortcode(call) if shortcode else None
        body.put(opening.start(), end, _unknown(call) if made is None else made)
    body.sub(_ESCAPED, lambda found, _: f"{{{{{found[1]}{found[2]}{found[3]}}}}}", look_at=str)


def _next(calls: list[re.Match[str]]) -> tuple[re.Match[str], re.Match[str] | None]:
    """Return the first call that encloses no other of its kind, with its end; or the last one that stands alone."""
    for number, call in enumerate(calls):
        if call["close"]:
            before = (one for one in reversed(calls[:number]) if one["name"] == call["name"] and not one["self"])
            opening = next(before, None)
            return (opening, call) if opening else (call, None)
    return calls[-1], None


def _call(item: Item, opening: re.Match[str], inner: str | None, end: int, report: Report) -> Call:
    text = item.body.text
    before = text[text.rfind("\n", 0, opening.start()) + 1 : opening.start()]
    after = text[end:].partition("\n")[0]
    call = Call(opening["name"], item, item.body.line(opening.start()), opening[0], report, inner=inner)
    call.alone = not before.strip() and not after.strip()
    call.indent = before if call.alone else ""
    for found in _WORD.finditer(opening["args"]):
        quoted = re.sub(r"\\(.)", r"\1", found[2]) if found[2] is not None else None
        value = next((one for one in (quoted, found[3], found[4]) if one is not None), "")
        if found[1]:
            call.named[found[1].lower()] = value
        else:
            call.placed.append(value)
    return call


def _unknown(call: Call) -> str:
    call.report.person(
        call.item.file, call.line, f"the shortcode '{call.name}' is not known here; put its text here", call.source
    )
    comment = re.sub(r"--+", "-", call.source).replace(">", "&gt;").replace("{{", "{ {").replace("}}", "} }")
    return f"<!-- {comment} -->{call.inner or ''}"
