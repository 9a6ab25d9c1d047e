"""WordPress's content as plain HTML: blocks, shortcodes, and paragraphs that only line breaks mark."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.markup import film

_TAGS = (
    "address|article|aside|blockquote|center|details|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|"
    "iframe|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|x-md"
)
_BLOCK = re.compile(r"<!--\s*(/?)wp:([\w/-]+)\s*(\{.*?\})?\s*(/?)-->", re.DOTALL)
_MARK = re.compile(r"<!--\s*(?:more.*?|nextpage|noteaser)\s*-->", re.DOTALL)
_EMBEDDED = re.compile(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<]+)\s*(</div>)")
_KEPT = re.compile(r"<(pre|script|style|textarea|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_SHORTCODE = re.compile(r"(\[?)\[(\w[\w-]*)((?:\s(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)?)/?\](?:((?:(?!\[\2[\s\]]).)*?)\[/\2\])?(\]?)", re.DOTALL)  # fmt: skip # noqa: E501
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]]+))")
_LATEX = re.compile(r"\$latex\s+(.+?)(?:&(?:amp;)?[a-z]+=\S*)*\s*\$", re.DOTALL)
_SIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w{3,4}$)")
_SOURCE = re.compile(r"(<img\b[^>]*?\ssrc=[\"'])([^\"']+)", re.IGNORECASE)


@dataclass
class Attachment:
    """A file of the old blog's library."""

    url: str
    title: str = ""
    caption: str = ""
    alt: str = ""
    parent: str = ""


@dataclass
class WordPressPost:
    """What the content of one post needs to be turned: where it is, its files, its footnotes."""

    file: str
    line: int
    identity: str
    report: BlogReport
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    footnotes: str = ""

    def note_changed(self, message: str, text: str) -> None:
        """Note that something reads otherwise than before."""
        self.report.note("changed", self.file, self.line, message, text[:300])


def as_plain_html(content: str, post: WordPressPost) -> str:
    """Return a post's content as HTML that stands by itself."""
    has_blocks = "<!-- wp:" in content
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"<x-kept>{len(kept) - 1}</x-kept>"

    text = _EMBEDDED.sub(lambda found: f"{found[1]}{_shown(found[2])}{found[3]}", content.replace("\r\n", "\n"))
    text = _code(text)
    text = _KEPT.sub(keep, text)
    text = _BLOCK.sub(lambda found: _block(found, post), _MARK.sub("", text))
    text = _LATEX.sub(lambda found: f'<span class="math">\\({html.escape(html.unescape(found[1]))}\\)</span>', text)
    for _ in range(4):  # shortcodes within shortcodes
        text, before = _SHORTCODE.sub(lambda found: _shortcode(found, post), text), text
        if text == before:
            break
    text = text if has_blocks else _paragraphs(text)
    text = re.sub(r"<x-kept>(\d+)</x-kept>", lambda found: kept[int(found[1])], text)
    return _full_sizes(text, post) + _footnotes(post)


def _block(found: re.Match[str], post: WordPressPost) -> str:
    """Return what stands in place of a block's comment; a block without HTML of its own is filled by WordPress."""
    closes, name, settings, alone = found.groups()
    if closes or not alone or name == "footnotes":
        return ""
    post.report.note("lost", post.file, post.line, f"the block '{name}', which WordPress fills", settings or name)
    return ""


def _code(text: str) -> str:
    """Return a text with [code] and [sourcecode] as <pre>: what is in them is no HTML, and no shortcode."""

    def block(found: re.Match[str]) -> str:
        said = _attributes(found[2])
        language = said.get("language") or said.get("lang") or ""
        code = html.escape(html.unescape(found[3]).strip("\n"), quote=False)
        return f'\n\n<pre><code class="language-{html.escape(language)}">{code}</code></pre>\n\n'

    pattern = r"\[(code|sourcecode|source)((?:\s[^\]]*)?)\](.*?)\[/\1\]"
    return re.sub(pattern, block, text, flags=re.DOTALL)


def _attributes(text: str) -> dict[str, str]:
    return {found[1].lower(): next((one for one in found.groups()[1:] if one is not None), "")
            for found in _ATTRIBUTE.finditer(text)}  # fmt: skip


def _shortcode(found: re.Match[str], post: WordPressPost) -> str:
    opening, name, written, inside, closing = found.groups()
    if opening and closing:
        return found[0][1:-1].replace("[", "&#91;", 1)  # escaped: it is to be read
    said = _attributes(written)
    made = _KNOWN[name](said, inside or "", written, post) if name in _KNOWN else None
    if made is None:
        if inside is not None or said:
            post.note_changed(f"the shortcode [{name}] is not known here: shown as text", found[0])
        return found[0].replace("[", "&#91;") if made is None and (inside is not None or said) else found[0]
    return f"{opening}{made}{closing}"


def _caption(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    shown = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", inside, re.DOTALL)
    if shown is None:
        return None
    words = said.get("caption") or shown[2].strip()
    return f"\n\n<figure>{shown[1]}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    names = re.findall(r"\d+", said.get("ids") or said.get("include") or "")
    if not names:
        names = [name for name, one in post.attachments.items() if one.parent == post.identity]
    found = [post.attachments[name] for name in names if name in post.attachments]
    if len(found) != len(names) or not found:
        missing = f"{len(names) - len(found)} of {len(names)} pictures" if names else "the pictures"
        post.report.note(
            "lost", post.file, post.line, f"a gallery: {missing} are not in the export", f"[gallery{written}]"
        )
    return "".join(
        f'\n\n<figure><img src="{html.escape(one.url)}" alt="{html.escape(one.alt or one.title)}">'
        f"<figcaption>{one.caption}</figcaption></figure>\n\n"
        for one in found
    )


def _played(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    source = next(
        (said[key] for key in ("src", "mp4", "mp3", "m4v", "webm", "ogv", "ogg", "m4a", "wav") if said.get(key)), ""
    )
    return f'\n\n<video src="{html.escape(source)}"></video>\n\n' if source else None


def _film(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    url = said.get("url") or said.get("id") or inside.strip() or written.strip(" =")
    url = f"https://vimeo.com/{url}" if url.isdigit() else url
    url = f"https://youtu.be/{url}" if re.fullmatch(r"[\w-]{11}", url) else url
    return f"\n\n{_shown(html.unescape(url))}\n\n" if url.startswith("http") else None


def _formula(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    return f'<span class="math">\\({inside}\\)</span>' if inside else None


def _gist(said: Mapping[str, str], inside: str, written: str, post: WordPressPost) -> str | None:
    identity = said.get("id") or re.sub(r"^https?://gist\.github\.com/", "", inside.strip() or written.strip())
    return f'<script src="https://gist.github.com/{html.escape(identity)}.js"></script>' if identity else None


_Handler = Callable[[Mapping[str, str], str, str, WordPressPost], str | None]
_KNOWN: dict[str, _Handler] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "audio": _played,
    "video": _played,
    "embed": _film,
    "youtube": _film,
    "vimeo": _film,
    "latex": _formula,
    "gist": _gist,
}


def _shown(url: str) -> str:
    """Return a film, or a link, for an address that WordPress embeds."""
    url = html.unescape(url)
    if made := film(url):
        return f'<x-md text="{html.escape(made)}" block="1"></x-md>'
    return f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>'


def _paragraphs(text: str) -> str:
    """Return text with paragraphs where blank lines are, and breaks where lines end.

    It does what WordPress's own ``wpautop`` does (wp-includes/formatting.php), but for its rarer cases.
    """
    text = re.sub(r"<[^<>]*>", lambda found: found[0].replace("\n", " "), text)
    text = re.sub(rf"(<(?:{_TAGS}|x-kept)(?:\s[^>]*)?>)", r"\n\n\1", text)
    text = re.sub(rf"(</(?:{_TAGS}|x-kept)>|<hr\s*/?>)", r"\1\n\n", text)
    made = []
    for chunk in re.split(r"\n\s*\n", text):
        piece = chunk.strip()
        if re.fullmatch(r"https?://[^\s<]+", piece):
            made.append(_shown(piece))
        elif re.match(rf"</?(?:{_TAGS}|x-kept)\b", piece) or not piece:
            made.append(piece)
        else:
            made.append("<p>" + re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\n", "<br>\n", piece) + "</p>")
    return "\n".join(made)


def _full_sizes(text: str, post: WordPressPost) -> str:
    """Let pictures be the files themselves, not the small copies that WordPress made of them."""
    files = {one.url for one in post.attachments.values()}

    def whole(found: re.Match[str]) -> str:
        full = _SIZED.sub("", found[2])
        return found[1] + (full if full in files else found[2])

    return _SOURCE.sub(whole, text)


def _footnotes(post: WordPressPost) -> str:
    """Return the notes of WordPress's own footnotes, which it keeps beside the content."""
    try:
        notes = json.loads(post.footnotes) if post.footnotes else []
        items = [(str(one["id"]), str(one["content"])) for one in notes]
    except (ValueError, TypeError, KeyError):
        post.report.note("lost", post.file, post.line, "footnotes that cannot be read", post.footnotes)
        return ""
    lines = (
        f'<li id="{html.escape(name)}">{content} <a href="#{html.escape(name)}-link">↩</a></li>'
        for name, content in items
    )
    return f"\n<ol>{''.join(lines)}</ol>" if items else ""
