"""Pieces of our own Markdown that several programs' shortcodes turn into."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs, quote

from fridaygram_importers.base import split_url
from fridaygram_importers.frontmatter import plain_text

_LANGUAGES = {"plaintext": "text", "none": "text", "txt": "text", "golang": "go", "conf": "ini", "vue": "html"}
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,2}")
_ALT = re.compile(r"([\[\]\\])")


def fence(code: str, language: str = "", options: str = "", indent: str = "") -> list[str]:
    """Return the lines of a block of code; its fence is longer than any in the code."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    mark = "`" * (longest + 1)
    name = _LANGUAGES.get(language.lower(), language)
    head = f"{mark}{name or ('text' if options else '')}" + (f" {options}" if options else "")
    return [indent + head, *[indent + line if line else "" for line in code.split("\n")], indent + mark]


def picture(src: str, alt: str = "", caption: str = "", link: str = "", **more: str) -> str:
    """Return a picture; one with a caption is a figure where it stands alone."""
    described = plain_text(alt or _MARKS.sub(r"\1", caption))
    extra = "".join(f' {name}="{escape(str(value))}"' for name, value in more.items() if value)
    title = " ".join(caption.split())
    if not caption or (not link and '"' not in title):
        title = f' "{title}"' if title else ""
        shown = f"![{_escaped(described)}]({address(src)}{title})" + (f"{{:{extra} }}" if extra else "")
        return f"[{shown}]({address(link)})" if link else shown
    shown = f'<img src="{escape(address(src))}" alt="{escape(described)}"{extra}>'
    shown = f'<a href="{escape(address(link))}">{shown}</a>' if link else shown
    return f'<figure>{shown}<figcaption markdown="span">{" ".join(caption.split())}</figcaption></figure>'


def youtube(identity: str, title: str = "") -> str:
    """Return a video, which plays on a click where it stands alone; elsewhere ``mend`` makes it a link."""
    return f"![{_escaped(title) or 'Video on YouTube'}](https://www.youtube.com/watch?v={quote(identity)})"


def vimeo(identity: str, title: str = "") -> str:
    """Return a link to a video."""
    return f"[{_escaped(title) or 'Video on Vimeo'}](https://vimeo.com/{quote(identity)})"


def gist(words: list[str]) -> str:
    """Return a link to a gist, given ``user identity [file]`` or ``user/identity [file]``."""
    if words and "/" not in words[0] and len(words) > 1:
        words = [f"{words[0]}/{words[1]}", *words[2:]]
    if not words:
        return ""
    name = f", {words[1]}" if len(words) > 1 else ""
    return f"[Gist {words[0]}{name}](https://gist.github.com/{quote(words[0])})"


def _escaped(text: str) -> str:
    return _ALT.sub(r"\\\1", text)


def paragraphs(text: str) -> str:
    """Return plain words as HTML: a paragraph for each block of lines."""
    return "".join(f"<p>{escape(part, quote=False)}</p>\n" for part in re.split(r"\n\s*\n", text) if part.strip())


def film(source: str, title: str = "") -> str:
    """Return the Markdown of a film at YouTube or Vimeo, "" for what is none."""
    parts = split_url(source)
    host = parts.netloc.removeprefix("www.").removeprefix("m.").removeprefix("player.")
    if host in ("youtube.com", "youtube-nocookie.com"):
        named = re.match(r"/(?:embed|shorts|live|v)/([\w-]{6,})", parts.path)
        identity = named[1] if named else (parse_qs(parts.query).get("v") or [""])[0]
        return youtube(identity, title) if re.fullmatch(r"[\w-]{6,}", identity) else ""
    if host == "youtu.be" and (named := re.match(r"/([\w-]{6,})", parts.path)):
        return youtube(named[1], title)
    if host == "vimeo.com" and (named := re.match(r"/(?:video/)?(\d+)", parts.path)):
        return vimeo(named[1], title)
    return ""


def address(url: str) -> str:
    """Return an address as it can stand in the parentheses of a link."""
    url = url.strip()
    is_none = "//" in url and not split_url(url).netloc  # such as https://[x
    return re.sub(r"[\s<>()\"`|\\\[\]]" if is_none else r"[\s<>()\"`\\]", lambda found: quote(found[0]), url)
