"""Hugo's shortcodes, ``{{< name args >}}``, found wherever they stand and replaced (gohugo.io/content-management)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import dedent, indent

from fridaygram_importers.base import ImportItem
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text import markup

_CALL = re.compile(
    r"\{\{(?P<kind>[<%])\s*(?P<close>/)?\s*(?P<name>[\w./-]+?)"
    r"(?P<args>(?:\s+(?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|(?!/?\s*[>%]\}\}|\{\{[<%])[^\"`])*)?)\s*(?P<self>/)?\s*[>%]\}\}"
)
_WORD = re.compile(r"(?:([\w-]+)\s*=\s*)?(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`]+))")
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
# No text has more calls: this ends replacements that make new calls.
_LIMIT = 10_000


@dataclass
class Call:
    """A use of a shortcode at ``line`` of ``item``: words given by name or by place, and what it encloses, if it does.

    ``alone`` says that nothing else stands on its lines. ``source`` is how it was written.
    """

    name: str
    item: ImportItem
    line: int
    source: str
    report: BlogReport
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


def replace_shortcodes(item: ImportItem, known: Mapping[str, Shortcode], report: BlogReport) -> None:
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
            report.note(
                "changed", item.file, call.line, f"a shortcode '{call.name}' ends that never began", call.source
            )
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


def _call(item: ImportItem, opening: re.Match[str], inner: str | None, end: int, report: BlogReport) -> Call:
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
    call.report.note(
        "lost",
        call.item.file,
        call.line,
        f"the shortcode '{call.name}' is not known here; put its text here",
        call.source,
    )
    comment = re.sub(r"--+", "-", call.source).replace(">", "&gt;").replace("{{", "{ {").replace("}}", "} }")
    return f"<!-- {comment} -->{call.inner or ''}"


# The name of a box in a theme -> the kind of admonition here; "" where a parameter gives the kind.
_BOXES = {
    "admonition": "",
    "alert": "",
    "callout": "",
    "notice": "",
    "hint": "",
    "box": "note",
    "note": "note",
    "info": "info",
    "tip": "tip",
    "warning": "warning",
    "danger": "danger",
    "important": "important",
    "caution": "caution",
}
_KIND = re.compile(r"[a-z]+")


def known_shortcodes(
    link: Callable[[Call], str | None], parameter: Callable[[Call], str | None]
) -> dict[str, Shortcode]:
    """Return the shortcodes by name; ``link`` is ``ref``, ``parameter`` is ``param``: they need the whole blog."""
    pictures = dict.fromkeys(("figure", "img", "image", "imgproc", "picture"), _picture)
    details = dict.fromkeys(("details", "expand", "collapse", "spoiler"), _details)
    plain = dict.fromkeys(("rawhtml", "raw", "html", "center", "markdown", "md"), _inner)
    mathematics = dict.fromkeys(("math", "katex", "latex", "mathjax"), _mathematics)
    posts = dict.fromkeys(("tweet", "twitter", "twitter_simple", "x", "x_simple"), _tweet)
    return {
        **dict.fromkeys(_BOXES, _box),
        **pictures,
        **details,
        **plain,
        **mathematics,
        **posts,
        "ref": link,
        "relref": link,
        "param": parameter,
        "highlight": _highlight,
        "youtube": lambda call: _film(call, markup.youtube),
        "vimeo": lambda call: _film(call, markup.vimeo),
        "gist": lambda call: markup.gist(call.placed),
        "instagram": lambda call: f"[A post on Instagram](https://www.instagram.com/p/{call.get('id', place=0)}/)",
        "mermaid": lambda call: "\n".join(markup.fence((call.inner or "").strip("\n"), "mermaid", indent=call.indent)),
        "quote": _quote,
        "blockquote": _quote,
        "video": _media,
        "audio": _media,
        "button": _button,
        "comment": _comment,
        "toc": _contents,
        "tableofcontents": _contents,
    }


def _picture(call: Call) -> str | None:
    src = call.get("src", "path", "file", "url", place=0)
    if not src:
        return None
    title, caption = call.get("title"), call.get("caption") or (call.inner or "").strip()
    if title and caption:
        caption = f"**{title}** {caption}"
    if credit := call.get("attr"):
        linked = f"[{credit}]({call.get('attrlink')})" if call.get("attrlink") else credit
        caption = f"{caption} {linked}".strip()
    more = {name: call.get(name) for name in ("class", "width", "height") if call.get(name)}
    alt = call.get("alt", place=1) or title
    return markup.picture(src, alt, caption or title, call.get("link"), **more)


def _film(call: Call, video: Callable[[str, str], str]) -> str | None:
    identity = call.get("id", place=0)
    found = re.search(r"(?:v=|youtu\.be/|embed/|vimeo\.com/)([\w-]+)", identity)
    return video(found[1] if found else identity, call.get("title", place=1)) if identity else None


def _tweet(call: Call) -> str | None:
    user, identity = call.get("user"), call.get("id", place=0)
    return f"[A post on X](https://x.com/{user or 'i'}/status/{identity})" if identity else None


def _highlight(call: Call) -> str | None:
    if call.inner is None:
        return None
    written = " ".join([*call.placed[1:], *(f"{name}={value}" for name, value in call.named.items())])
    code = dedent(call.inner.strip("\n").rstrip())
    language = call.get("lang", "language", place=0)
    lines = markup.fence(code, language, fence_options(written), call.indent)
    return ("\n".join(lines) if call.alone else "\n\n" + "\n".join(lines) + "\n\n").removeprefix(call.indent)


def fence_options(written: str) -> str:
    """Return what Hugo says of a block of code, ``linenos=table,hl_lines=[2,"4-5"]``, in our words."""
    options = []
    if marked := re.search(r"hl_lines\s*=\s*(?:\[([^\]]*)\]|\"([^\"]*)\"|([\d\s-]+))", written):
        numbers = re.findall(r"\d+(?:-\d+)?", marked[1] or marked[2] or marked[3] or "")
        options += [f'hl_lines="{" ".join(numbers)}"'] if numbers else []
    if numbered := re.search(r"linenos\s*=\s*[\"']?(?!false|0\b)\w+", written):
        first = re.search(r"linenostart\s*=\s*[\"']?(\d+)", written)
        options.append(f'linenums="{first[1] if first else 1}"')
    if named := re.search(r"(?:title|name|filename|file)\s*=\s*\"([^\"]*)\"", written):
        options.append(f'title="{named[1]}"')
    # Hugo and Fridaygram count hl_lines from the first line of the block, also where the numbers start later.
    return " ".join(options) if marked or numbered or named else ""


def _box(call: Call) -> str | None:
    if call.inner is None:
        return None
    said = call.get("type", "level", "style", place=0).lower()
    kind = _BOXES[call.name.lower()] or (said if _KIND.fullmatch(said) else "note")
    title = call.get("title", place=0 if _BOXES[call.name.lower()] else 1)
    quoted = ' "{}"'.format(title.replace('"', "'")) if title else ""
    return _block(call, f"!!! {kind}{quoted}")


def _details(call: Call) -> str | None:
    if call.inner is None:
        return None
    title = call.get("summary", "title", "label", place=0) or "Details"
    sign = "???+" if call.get("open") in ("true", "open") else "???"
    return _block(call, '{} note "{}"'.format(sign, title.replace('"', "'")))


def _block(call: Call, head: str) -> str:
    inner = indent(dedent((call.inner or "").strip("\n").rstrip()), f"{call.indent}    ")
    made = f"{head}\n{inner}\n"
    return made if call.alone else f"\n\n{made}\n"


def _inner(call: Call) -> str | None:
    return call.inner


def _mathematics(call: Call) -> str | None:
    text = (call.inner or "").strip()
    if not text or text.startswith(("$", "\\(", "\\[")):
        return call.inner
    return f"\n$$\n{text}\n$$\n" if "\n" in text else f"${text}$"


def _quote(call: Call) -> str | None:
    if call.inner is None:
        return None
    author, source, address = call.get("author", "cite"), call.get("source"), call.get("url", "link")
    source = f"[{source or address}]({address})" if address else source
    credit = ", ".join(filter(None, (author, source)))
    lines = [*call.inner.strip("\n").split("\n"), *(["", f"\u2014 {credit}"] if credit else [])]
    return "\n".join(f"{'' if not number else call.indent}> {line}".rstrip() for number, line in enumerate(lines))


def _media(call: Call) -> str | None:
    src = call.get("src", "file", "url", place=0)
    return f'<{call.name.lower()} controls src="{escape(src)}"></{call.name.lower()}>' if src else None


def _button(call: Call) -> str | None:
    href, text = call.get("href", "url", "link", "relref"), (call.inner or "").strip() or call.get("text", "label")
    return f"[{text}]({href})" if href and text else None


def _comment(call: Call) -> str | None:
    call.report.note("told", call.item.file, call.line, "a comment left out", call.inner or "")
    return ""


def _contents(call: Call) -> str | None:
    call.item.meta.setdefault("toc", True)
    return ""
