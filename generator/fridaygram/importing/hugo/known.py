"""What Hugo's own shortcodes, and those that many themes have, become here (gohugo.io/shortcodes)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from textwrap import dedent, indent

from fridaygram.importing.body import markup
from fridaygram.importing.hugo.shortcodes import Call, Shortcode

# A theme's word for a box -> ours.
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
    # hl_lines count from the block's first line in Hugo and here, whatever number that one has.
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
    credit = call.get("author", "cite", "source")
    lines = [*call.inner.strip("\n").split("\n"), *(["", f"\u2014 {credit}"] if credit else [])]
    return "\n".join(f"{'' if not number else call.indent}> {line}".rstrip() for number, line in enumerate(lines))


def _media(call: Call) -> str | None:
    src = call.get("src", "file", "url", place=0)
    return f'<{call.name.lower()} controls src="{escape(src)}"></{call.name.lower()}>' if src else None


def _button(call: Call) -> str | None:
    href, text = call.get("href", "url", "link", "relref"), (call.inner or "").strip() or call.get("text", "label")
    return f"[{text}]({href})" if href and text else None


def _comment(call: Call) -> str | None:
    call.report.tell(call.item.file, call.line, "a comment left out", call.inner or "")
    return ""


def _contents(call: Call) -> str | None:
    call.item.meta.setdefault("toc", True)
    return ""
