"""HTML as our Markdown: markdownify writes it, and this module says what it should write for what blogs contain."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag
from markdownify import MarkdownConverter

from fridaygram.pages.urls import heading_id
from fridaygram_importers.base import ImportItem, split_url
from fridaygram_importers.report import BlogReport, Kind, words
from fridaygram_importers.text import markup
from fridaygram_importers.text.tidy import LITERAL, alignment, attribute, bare, soup_of, tidy
from fridaygram_importers.text.traced import Traced

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*|sourceCode\s+|code\s+)([\w+#.-]+)")
_BLOCKS = re.compile(
    r"address|article|aside|audio|blockquote|body|center|dd|details|div|dl|dt|fig(?:caption|ure)|footer|form|h[1-6r]|header|iframe|li"
    r"|main|nav|ol|p|pre|section|table|td|th|tr|ul|video|x-box|x-note|\[document\]"
)
# Signs that mean something at the start of a line alone.
_OPENING = re.compile(r"(#|[-+](?=\s|$)|>|!!!|\?\?\?|:(?=\s)|=+(?=\s*$)|-{2,}(?=\s*$)|\|)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_SIGNS = re.compile(
    r"([\\`*]|(?<![^\W_])_|_(?![^\W_])|~~|\[(?=[\^@! xX\]]|[^\]]*\][(\[:])|\{(?=[:#.%])|:(?=[\w+-]*[a-z][\w+-]*:))"
)
_IN_LINKS = re.compile(r"(\\.)|([\[\]]|(?<!\S)\^)")
_ENTITY = re.compile(r"&(?=#[\dxX]|\w+;)")
_ID = re.compile(r"[A-Za-z_][\w.:-]*")


class HtmlNote(NamedTuple):
    """What became of a piece of HTML, to be put into the report."""

    kind: Kind
    message: str
    text: str = ""


def taken(html: str, file: str, line: int, report: BlogReport) -> Traced | None:
    """Return the HTML of a document of ``file``, which began at ``line`` (0: unknown), as Markdown.

    What changed, and words that are not in the Markdown, go into the report. Returns None, and says so there, for
    HTML that is nested too deeply to be turned.
    """
    try:
        text, notes = to_markdown(html)
    except RecursionError:
        report.note("changed", file, line, "HTML that is nested too deeply for Markdown: kept as HTML")
        return None
    for note in notes:
        report.note(note.kind, file, line, note.message, note.text)
    return Traced(text, [line] * (text.count("\n") + 1))


def to_markdown(html: str) -> tuple[str, list[HtmlNote]]:
    """Return HTML as Markdown, and what could not be kept. Raises RecursionError where it is nested too deeply."""
    soup = soup_of(html)
    visible = _words_of(soup)
    notes = [HtmlNote(*note) for note in tidy(soup)]
    footnotes = [one.extract() for one in soup.find_all("x-note")]
    writer = _Writer(notes)
    text = writer.convert_soup(soup)
    for note in footnotes:
        content = writer.convert_soup(note).strip()
        text += f"\n\n[^{note['name']}]: " + (content.replace("\n", "\n    ") or "&nbsp;")
    text = text.strip() + "\n"
    known = set(words(text)) | {word for note in notes for word in words(f"{note.message} {note.text}")}
    if missing := [word for word in visible if word not in known]:
        notes.append(HtmlNote("lost", "words of the HTML are not in the new text", " ".join(missing)))
    return text, notes


def _words_of(soup: BeautifulSoup) -> list[str]:
    """Return the words that readers see, each once. A word that only a tag cuts in two, or joins, is not counted."""
    hidden = soup.find_all(["script", "style", "noscript", "template", "annotation"])
    unseen = {id(text) for one in hidden for text in one.find_all(string=True)}
    texts = (one for one in soup.find_all(string=True) if type(one) is NavigableString)
    shown = [str(one) for one in texts if id(one) not in unseen]
    apart, together = words(" ".join(shown)), set(words("".join(shown)))
    return [word for word in dict.fromkeys(apart) if word in together]


class _Writer(MarkdownConverter):
    """Writes a tidied tree. Methods ``convert_TAG`` get an element, its converted children and the names around it."""

    def __init__(self, notes: list[HtmlNote]) -> None:
        super().__init__(heading_style="ATX", bullets="-", wrap=True, wrap_width=None)
        self._notes = notes

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return a text with its signs escaped, those of a line's start included."""
        if isinstance(el, Comment):
            return ""
        text: str = super().process_text(el, parent_tags)  # type: ignore[misc]
        if not text.strip() and (_is_block(el.previous_sibling) or _is_block(el.next_sibling)):
            return ""
        if "_noformat" in (parent_tags or ()) or not _starts_line(el):
            return text
        text = text.lstrip(" ")
        if opening := _OPENING.match(text):
            # Markdown has no backslash for the others.
            sign = f"\\{opening[0][0]}" if opening[0][0] in "#-+>!|" else f"&#{ord(opening[0][0])};"
            text = f"{sign}{text[1:]}"
        return _NUMBERED.sub(r"\1\\\2", text, count=1) if _NUMBERED.match(text) else text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return a text of prose as Markdown that shows it as it is."""
        text = _ENTITY.sub("&amp;", _SIGNS.sub(r"\\\1", text)).replace("<", "&lt;")
        if "a" in parent_tags:
            text = _IN_LINKS.sub(lambda found: found[1] or f"\\{found[2]}", text)
        return text.replace("|", "\\|") if {"td", "th"} & parent_tags else text

    def convert_x_md(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return Markdown that was made before."""
        made = attribute(el, "text")
        return f"\n\n{made}\n\n" if attribute(el, "block") and "_inline" not in parent_tags else made

    def convert_x_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the text of a footnote."""
        return text

    def _marked(self, text: str, mark: str) -> str:
        inner = text.strip()
        if not inner or "\n\n" in inner:
            return text
        before = text[: len(text) - len(text.lstrip())]
        return f"{before}{mark}{inner}{mark}{text[len(text.rstrip()) :]}"

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return emphasis; none around blocks, and none in code."""
        return text if "_noformat" in parent_tags or {"em", "i"} & parent_tags else self._marked(text, "*")

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return strong words."""
        bold = {"strong", "b", "h1", "h2", "h3", "h4", "h5", "h6"} & parent_tags
        return text if "_noformat" in parent_tags or bold else self._marked(text, "**")

    convert_i, convert_b = convert_em, convert_strong

    def _raw(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags or not text.strip():
            return text
        title = f' title="{_quoted(attribute(el, "title"))}"' if attribute(el, "title") else ""
        return f"<{el.name}{title}>{text}</{el.name}>"

    convert_abbr = convert_kbd = convert_mark = convert_sub = convert_sup = _raw

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a break."""
        if "pre" in parent_tags:
            return "\n"
        return "<br>" if {"td", "th"} & parent_tags else " " if "_inline" in parent_tags else "  \n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph; one of blanks alone is none."""
        text = text.strip(" \t\r\n")
        if "_inline" in parent_tags:
            return f" {text} "
        return f"\n\n{text}\n\n" if text.strip("\xa0\u200b ") else ""

    def _block(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.convert_p(el, text, parent_tags)

    convert_address = convert_aside = convert_center = convert_footer = convert_header = _block
    convert_main = convert_nav = convert_form = convert_div = convert_section = convert_article = _block

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """Return a heading, with its id where ours would be another."""
        text = " ".join(text.split())
        if not text or "_inline" in parent_tags:
            return text
        name = attribute(el, "id")
        text = re.sub(r"(?<=\s)#+$", lambda closing: f"\\{closing[0]}", text)
        other = name != heading_id(el.get_text()) and _ID.fullmatch(name)
        named = f" {{: #{name} }}" if other else ""
        return f"\n\n{'#' * n} {text}{named}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link; a picture that leads to its larger self is that larger picture."""
        href, name = attribute(el, "href").strip(), attribute(el, "id") or attribute(el, "name")
        anchor = f'<a id="{name}"></a>' if name and _ID.fullmatch(name) and attribute(el, "data-target") else ""
        inner = text.strip()
        if "_noformat" in parent_tags or not href or not inner:
            return anchor + text
        if href.lower().startswith(("javascript:", "data:", "vbscript:")):
            self._notes.append(HtmlNote("changed", "a link that runs a script: its words stay", href))
            return text
        pictures = el.find_all("img")
        if len(pictures) == 1 and not el.get_text(strip=True) and _PICTURE.search(split_url(href).path):
            return anchor + text.replace(
                f"]({markup.address(attribute(pictures[0], 'src'))}", f"]({markup.address(href)}"
            )
        if "\n\n" in inner or (pictures and not inner.startswith("![")):
            pieces = [" ".join(piece.split()) for piece in el.stripped_strings]
            inner = self.escape(pieces[0] if pieces else href, {"a", *parent_tags})
            rest = ": " + self.escape(" · ".join(pieces[1:]), parent_tags) if pieces[1:] else ""
            return f"\n\n{anchor}[{inner}]({markup.address(href)}){rest}\n\n"
        if el.get_text() == href and re.match(r"https?://[^\s<>]+$", href):
            return f"{anchor}<{href}>"
        href = href.replace("|", "%7C") if {"td", "th"} & parent_tags else href
        title = f' "{_quoted(attribute(el, "title"))}"' if attribute(el, "title") else ""
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{anchor}{before}[{inner}]({markup.address(href)}{title}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a picture."""
        source = attribute(el, "src")
        if not source or source.startswith("data:"):
            self._notes.append(HtmlNote("lost", "a picture without an address", str(el)[:200]))
            return ""
        alt = attribute(el, "alt")
        return markup.picture(source, "" if alt == source else alt)

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a figure: a picture with its caption, or what it holds with the caption below."""
        caption, pictures = el.find("figcaption"), el.find_all("img")
        others = el.find(["figure", "pre", "table", "blockquote", "iframe", "video", "audio", "ul", "p", LITERAL])
        if others is not None and caption is not None and others.find_parent("figcaption") is not None:
            others = None
        bookmark = any(one.get_text(strip=True) for one in el.find_all("a") if one.find_parent("figcaption") is None)
        if len(pictures) != 1 or others is not None or bookmark or "_inline" in parent_tags:
            return f"\n\n{text.strip()}\n\n"
        said = " ".join(self.process_tag(caption, {"_inline"}).split()) if isinstance(caption, Tag) else ""  # type: ignore[attr-defined]
        source, around = attribute(pictures[0], "src"), pictures[0].find_parent("a")
        link = attribute(around, "href") if isinstance(around, Tag) else ""
        if link and _PICTURE.search(split_url(link).path):
            source, link = link, ""
        if not source or source.startswith("data:"):
            return f"\n\n{text.strip()}\n\n"
        return "\n\n" + markup.picture(source, attribute(pictures[0], "alt"), said, link) + "\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a block of code, its language from the classes around it."""
        for one in el.find_all("br"):
            one.replace_with("\n")
        code = el.get_text().replace("\r\n", "\n").strip("\n")
        if not code.strip():
            return ""
        within = el.find("code")
        near = [one for one in (within, el, el.parent, el.parent.parent if el.parent else None) if isinstance(one, Tag)]
        said = [f"{attribute(one, 'class')} {attribute(one, 'data-lang')}" for one in near]
        data = next((attribute(one, key) for one in near for key in ("data-lang", "data-language") if one.get(key)), "")
        found = next((match for one in said if (match := _LANGUAGE.search(one))), None)
        language = (found[1] if found else data).lower()
        language = "" if language in ("literal-block", "block", "text-only", "auto") else language
        return "\n\n" + "\n".join(markup.fence(code, language)) + "\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a table; one that Markdown has no signs for stays HTML."""
        cells = el.find_all(["td", "th"])
        wide = any(attribute(cell, name) not in ("", "1") for cell in cells for name in ("colspan", "rowspan"))
        blocks = el.find(["table", "ul", "ol", "pre", "blockquote", "figure", "h2", "h3", "h4", "iframe"])
        many = any(len(cell.find_all("p")) > 1 or "|" in "".join(map(str, cell.find_all("code"))) for cell in cells)
        if not cells or wide or blocks is not None or many or "li" in parent_tags:
            return f"\n\n{bare(el)}\n\n"
        caption, _, rows = text.strip().partition("|")
        lines = f"|{rows}".split("\n")
        if len(lines) > 1 and (row := el.find("tr")) is not None:
            marks = [alignment(cell) for cell in row.find_all(["td", "th"])]
            lines[1] = f"| {' | '.join(marks)} |"
        return "\n\n" + (f"{caption.strip()}\n\n" if caption.strip() else "") + "\n".join(lines) + "\n\n"

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return what a frame shows: a film, or the frame itself."""
        source = attribute(el, "src")
        source = f"https:{source}" if source.startswith("//") else source
        if not source.startswith(("http://", "https://", "/")):
            self._notes.append(HtmlNote("lost", "an embedded frame without an address", str(el)[:200]))
            return ""
        if made := markup.film(source, attribute(el, "title")):
            return f"\n\n{made}\n\n"
        sizes = "".join(f' {key}="{_quoted(attribute(el, key))}"' for key in ("width", "height") if el.get(key))
        title = attribute(el, "title") or f"Embedded from {split_url(source).netloc or 'this site'}"
        self._notes.append(HtmlNote("told", "an embedded frame: readers load it from there", source))
        return f'\n\n<iframe src="{_quoted(source)}" title="{_quoted(title)}"{sizes} loading="lazy"></iframe>\n\n'

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a film or sound alone in its paragraph."""
        sources = [attribute(one, "src") for one in (el, *el.find_all("source"))]
        source = next((one for one in sources if one), "")
        what = "Film" if el.name == "video" else "Sound"
        return f"\n\n![{attribute(el, 'title') or what}]({markup.address(source)})\n\n" if source else text

    convert_audio = convert_video

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return folded text."""
        summary = el.find("summary")
        title = " ".join(summary.get_text().split()) if summary is not None else "Details"
        content = text.strip()
        head, _, rest = content.partition("\n\n") if summary is not None else ("", "", content)
        return self._box("???", "note", title, rest if summary is not None and head else content)

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the words above folded text, which ``convert_details`` takes off again."""
        return f"\n\n{' '.join(text.split())}\n\n"

    def convert_x_box(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a callout."""
        return self._box("!!!", attribute(el, "kind"), attribute(el, "title"), text.strip())

    def _box(self, sign: str, kind: str, title: str, content: str) -> str:
        lines = (f"    {line}" if line else "" for line in content.split("\n"))
        said = title.replace('"', "&quot;")
        return f'\n\n{sign} {kind} "{said}"\n\n' + "\n".join(lines) + "\n\n"

    def convert_input(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the box of a task."""
        if attribute(el, "type") != "checkbox":
            return ""
        box, after = "[x]" if "checked" in el.attrs else "[ ]", el.next_sibling
        return box if isinstance(after, NavigableString) and after[:1].isspace() else f"{box} "


def _is_block(node: Any) -> bool:
    is_own = isinstance(node, Tag) and node.name == LITERAL and bool(node.get("block"))
    return is_own or (isinstance(node, Tag) and _BLOCKS.fullmatch(node.name) is not None)


def _starts_line(el: NavigableString) -> bool:
    node: Any = el
    while True:
        before = node.previous_sibling
        while isinstance(before, (Comment, NavigableString)) and not str(before).strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (before.name == "br" or _is_block(before))
        if node.parent is None or _is_block(node.parent):
            return True
        node = node.parent


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def html_item(
    file: str,
    kind: Literal["post", "page"],
    html: str,
    meta: dict[str, Any],
    slug: str,
    report: BlogReport,
    line: int = 0,
) -> ImportItem:
    """Return a document whose text was HTML, as ``taken`` turns it; ``meta`` without what is empty."""
    made = taken(html, file, line, report)
    body = made or Traced(html, [line] * (html.count("\n") + 1))
    full = {key: value for key, value in meta.items() if value not in ("", [], None)}
    return ImportItem(file, kind, body, full, slug, is_html=made is None)
