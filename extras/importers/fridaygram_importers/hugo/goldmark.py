"""From Goldmark's Markdown, as Hugo sets it up, to ours."""

from __future__ import annotations

import re
import unicodedata

from fridaygram.pages.directives import prose_of
from fridaygram.pages.markup.lines import code_blocks
from fridaygram_importers.hugo.shortcodes import fence_options
from fridaygram_importers.text.mend import dollars
from fridaygram_importers.text.traced import Traced, without_blocks

_DIVIDER = re.compile(r"^[ ]*<!--[ ]*more[ ]*-->[ ]*\n?", re.MULTILINE)
_BELOW = re.compile(r"^([ >]*)\{([ ]*[.#][^{}\n]*|[ ]*[\w-]+=[^{}\n]*)\}[ ]*$", re.MULTILINE)
_AFTER_PICTURE = re.compile(r"(!\[[^\]\n]*\]\([^)\n]*\))\{(?!:)([^{}\n]+)\}")
_OPTIONS = re.compile(r"^([\w+#.-]*)[ ]*\{([^}]*)\}[ ]*$")
_BARE = re.compile(r"(?<!\]\()(?<![\w\"'<=/.:\[])https?://(?:[^\s<>\"'\])}(]|\([^\s<>()]*\))++")


_STRUCK = re.compile(r"(?<![~\\])~(?=[^\s~])([^~\n]*[\w)])~(?!~)")


def heading_id(text: str) -> str:
    """Return the id that Hugo gives a heading with this text, as seen of version 0.168 (autoHeadingIDType "github")."""
    kept = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return kept.replace(" ", "-")


def ascii_heading_id(text: str) -> str:
    """Return the id of autoHeadingIDType "github-ascii": accents are dropped, and what is no ASCII then."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return heading_id(plain)


def blackfriday_heading_id(text: str) -> str:
    """Return the id of autoHeadingIDType "blackfriday": letters and digits, one hyphen for all between them."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))


def ours(body: Traced, *, mathematics: bool) -> None:
    """Turn a body, in place; with ``mathematics`` Hugo passed ``\\(`` and ``\\[`` on to a library that sets it."""
    body.sub(_DIVIDER, lambda *_: "", look_at=without_blocks)
    if "{" in body.text:
        body.sub(_BELOW, lambda found, _: _below(body, found))
        body.sub(_AFTER_PICTURE, lambda found, _: f"{body.cut(*found.span(1))}{{: {found[2].strip()} }}")
        _fences(body)
    body.sub(_BARE, lambda found, _: _linked(found[0]), look_at=_outside_tags)
    # One tilde strikes through, too, as on GitHub.
    body.sub(_STRUCK, lambda found, _: f"~~{body.cut(*found.span(1))}~~", look_at=_outside_tags)
    if mathematics:
        dollars(body)


def _below(body: Traced, found: re.Match[str]) -> str | None:
    """Return attributes below a block as ours; behind code in a line they are none."""
    before = body.cut(*found.span(1))
    return f"{before}{{: {found[2].strip()} }}" if before == found[1] else None


def _linked(address: str) -> str:
    kept = address.rstrip(".,;:!?*_~")
    return f"<{kept}>{address[len(kept) :]}"


def _outside_tags(text: str) -> str:
    """Return a text without code and what stands between angle brackets or defines a link."""
    hidden = re.sub(
        r"<a\b[^<>]*>[^<>]*</a>|<[^<>]*>|^[ ]{0,3}\[[^\]\n]+\]:[^\n]*",
        lambda found: " " * len(found[0]),
        prose_of(text),
        flags=re.M,
    )
    return hidden if len(hidden) == len(text) else prose_of(text)


def _fences(body: Traced) -> None:
    lines = body.text.split("\n")
    for block in code_blocks(lines):
        found = _OPTIONS.match(block.info) if block.kind == "fenced" else None
        if found is not None:
            options = fence_options(found[2])
            language = found[1] or ("text" if options else "")
            mark = re.match(r"`+|~+", lines[block.first][len(block.prefix) :])
            lines[block.first] = f"{block.prefix}{mark[0] if mark else '```'}{language} {options}".rstrip()
    body.text = "\n".join(lines)
