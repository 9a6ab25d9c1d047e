"""Jekyll's own Liquid tags, and those of its common plugins (jekyllrb.com/docs/liquid/tags)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram_importers.base import inside
from fridaygram_importers.frontmatter import split
from fridaygram_importers.jekyll.filters import text_of
from fridaygram_importers.jekyll.liquid import TagFunction, TagUse
from fridaygram_importers.text import markup

_PICTURE = ("image_path", "path", "src", "url", "image", "img", "file", "filename")
_TEXTS = ("caption", "text", "content", "title", "description", "message", "quote")
_FILE = re.compile(r"^\s*([^\s\"'{}]+|\{\{.*?\}\}(?:[^\s=]*)?|\"[^\"]*\"|'[^']*')\s*(.*)$", re.DOTALL)
_DATED = re.compile(r"(?:(.*)/)?(\d{4}-\d{1,2}-\d{1,2})-(.+?)(?:\.\w+)?$")


class Tags:
    """The tags of a Jekyll blog: ``posts`` and ``pages`` give URL paths by the names that authors link to."""

    def __init__(self, root: Path, posts: Mapping[str, str], pages: Mapping[str, str]) -> None:
        self._root = root
        self._posts = posts
        self._pages = pages

    def known(self) -> dict[str, TagFunction]:
        """Return the tags by name."""
        return {
            "include": self._include,
            "include_cached": self._include,
            "include_relative": self._include_relative,
            "post_url": self._post_url,
            "link": self._link,
            "highlight": _highlight,
            "gist": lambda use: markup.gist(text_of(use.inner(use.text)).split()),
            "youtube": _video(markup.youtube),
            "vimeo": _video(markup.vimeo),
            "seo": _nothing,
            "feed_meta": _nothing,
            "img": _img,
            "image": _img,
        }

    def _post_url(self, use: TagUse) -> str:
        name = use.inner(use.text).strip().strip("\"'").strip("/")
        url = self._posts.get(name) or self._posts.get(name.rpartition("/")[2])
        if url is None:
            use.note("todo", f"there is no post '{name}' to link to")
            dated = _DATED.match(name)
            return "/" + "/".join([*dated[2].split("-"), dated[3]]) + "/" if dated else f"/{name}"
        return url

    def _link(self, use: TagUse) -> str:
        name = use.inner(use.text).strip().strip("\"'").lstrip("/")
        url = self._pages.get(name)
        if url is None:
            use.note("todo", f"there is no file '{name}' to link to")
        return url or f"/{name}"

    def _include(self, use: TagUse) -> str | None:
        return self._included(use, self._root / "_includes")

    def _include_relative(self, use: TagUse) -> str | None:
        return self._included(use, (self._root / use.liquid.file).parent)

    def _included(self, use: TagUse, folder: Path) -> str | None:
        found = _FILE.match(use.text)
        if found is None:
            return None
        name = found[1].strip("\"'")
        name = use.inner(name).strip() if "{{" in name else name
        given = use.named(found[2])
        path = folder / name
        if not inside(self._root, path):
            return _guessed(use, name, given)
        try:
            _, _, body, _ = split(read_text(path))
        except ContentError:
            return None
        made = use.inner(body, include=given)
        _note_words(use, given, made)
        # `-%}` strips the newline behind the tag, so the include's own newline must stay.
        end = "\n" if use.source.endswith("-%}") and made.endswith("\n") else ""
        return made.strip("\n") + end


def _note_words(use: TagUse, given: Mapping[str, Any], made: str) -> None:
    for name, value in given.items():
        if isinstance(value, str) and len(value.split()) > 1 and value not in made:
            use.note("lost", f"the include does not show its '{name}'", value)


def _guessed(use: TagUse, name: str, given: Mapping[str, Any]) -> str:
    """Return what an include of a theme that is not here most likely shows, from its name and parameters."""
    src = next((text_of(given[key]) for key in _PICTURE if given.get(key)), "")
    texts = [text_of(given[key]) for key in _TEXTS if given.get(key)]
    identity = text_of(given.get("id") or given.get("youtubeId") or given.get("video_id") or "")
    stem = name.rpartition("/")[2].partition(".")[0].lower()
    if identity and ("youtube" in stem or stem == "video"):
        provider = text_of(given.get("provider", "youtube"))
        return (markup.vimeo if provider == "vimeo" else markup.youtube)(identity, " ".join(texts[:1]))
    if src and re.search(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", src, re.IGNORECASE):
        use.note("told", f"the include '{name}' taken for a picture")
        caption = text_of(given.get("caption") or given.get("description") or "")
        alt = text_of(given.get("alt") or given.get("title") or "")
        return markup.picture(src, alt, caption, text_of(given.get("link") or given.get("href") or ""))
    use.note("lost", f"there is no include '{name}'; put its text here")
    comment = re.sub(r"--+", "-", use.source).replace(">", "&gt;")
    return "\n\n".join([f"<!-- {comment} -->", *texts])


def _highlight(use: TagUse) -> str:
    words = use.text.split()
    options = use.named(use.text)
    numbered = any(word.startswith("linenos") for word in words[1:])
    marked = text_of(options.get("mark_lines") or options.get("hl_lines") or "")
    said = [f'hl_lines="{marked}"'] if marked else []
    said += ['linenums="1"'] if numbered else []
    before = use.before()
    indent = before if not before.strip() else ""
    code = use.content().strip("\n").rstrip()
    if indent:
        code = "\n".join(line.removeprefix(indent) for line in code.split("\n"))
    first, *lines = markup.fence(code, words[0] if words else "", " ".join(said), indent)
    around = "\n\n" if before.strip() else ""
    return around + use.by_line([first.removeprefix(indent), *lines]) + around


def _video(link: Callable[[str], str]) -> TagFunction:
    def tag(use: TagUse) -> str | None:
        words = use.inner(use.text).strip().strip("\"'").split()
        if not words:
            return None
        found = re.search(r"(?:v=|youtu\.be/|embed/|vimeo\.com/)([\w-]+)", words[0])
        return link(found[1] if found else words[0])

    return tag


def _img(use: TagUse) -> str | None:
    """Octopress' and jekyll-image-tag's ``[class] src [width [height]] [title [alt]]``."""
    quoted = [one or other for one, other in re.findall(r"\"([^\"]*)\"|'([^']*)'", use.text)]
    words = [word for word in re.sub(r"\"[^\"]*\"|'[^']*'", " ", use.text).split() if "=" not in word]
    src = next((word for word in words if re.search(r"[./]", word) and not word.isdigit()), "")
    given = use.named(use.text)
    src = src or text_of(given.get("src") or given.get("path") or "")
    if not src:
        return None
    return markup.picture(
        src, text_of(given.get("alt", "")) or " ".join(quoted[-1:]), text_of(given.get("caption", ""))
    )


def _nothing(use: TagUse) -> str:
    return ""
