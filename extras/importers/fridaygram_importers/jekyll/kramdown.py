"""From kramdown's Markdown to ours: what only kramdown knows (kramdown.gettalong.org/syntax.html)."""

from __future__ import annotations

import re

from fridaygram.pages.directives import prose_of
from fridaygram.pages.markup.lines import code_blocks
from fridaygram_importers.base import ImportItem
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.markup import fence
from fridaygram_importers.text.traced import Traced, whole, without_blocks

_COMMENT = re.compile(r"\{::comment\}(.*?)\{:/(?:comment)?\}", re.DOTALL)
_NO_MARKDOWN = re.compile(r"\{::nomarkdown(?: [^}]*)?\}(.*?)\{:/(?:nomarkdown)?\}", re.DOTALL)
_OPTIONS = re.compile(r"^[ ]*\{::(\w+)[^}]*/?\}[ ]*(?:\n|\Z)|\{:/\w*\}", re.MULTILINE)
_TOC = re.compile(
    r"^[ ]{0,3}(?:[*+-]|\d+\.) [^\n]*\n(?=(?:[ ]*\{:[^}\n]*\}\n?)+)(?:[ ]*\{:(?![^}\n]*\btoc\b)[^}\n]*\}\n)*"
    r"[ ]*\{:[^}\n]*(?<![\w.-])\.?toc\b[^}\n]*\}[ ]*(?:\n(?:[ ]*\{:[^}\n]*\}[ ]*(?:\n|\Z))*|\Z)",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^[ ]{0,3}\{:([\w-]+):[ ]*([^}\n]*)\}[ ]*(?:\n|\Z)", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:(?![:/])[ ]*([^{}\n]*?)[ ]*\}")
_WORDS = re.compile(r"[\w:-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"']+)|[.#][\w-]+|\S+")
_BEFORE = re.compile(r"(?:\A|\n[ ]*\n)([ ]{0,3}\{:[^{}\n]+\})[ ]*\n((?![ ]*\{:)[^\n]+(?:\n(?![ ]*\{:)[^\n]+)*)")
_IN_ITEM = re.compile(r"^([ ]*(?:[*+-]|\d+\.)[ ]+)(\{:[^{}\n]*\})[ ]+(?!\s)([^\n]+)", re.MULTILINE)
_CODE_BELOW = re.compile(r"[ ]*\{:([^{}\n]*)\}[ ]*")
_LANGUAGE = re.compile(r"\.(?:language|lang|highlight)-([\w+#-]+)|(?:lang|language)=[\"']?([\w+#-]+)|\.([\w+#-]+)")
_EXPLICIT = re.compile(r"language-|lang(?:uage)?=")
_BREAK = re.compile(r"(?<!\\)\\\\[ ]*$", re.MULTILINE)
_BOUNDARY = re.compile(r"^\^[ ]*$", re.MULTILINE)
_NO_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])", re.MULTILINE)
_OPENING, _CLOSING = re.compile(r"(?<![\\<])<<(?![<=\w-]*\n)(?=[ ]?\w)"), re.compile(r"(?<=\S)[ ]?>>(?![>=])")
_HTML = re.compile(
    r"(?P<option>\{::options[^}]*parse_block_html[^}]*\})|<(?P<close>/)?(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>"
)
# What the text of an element is, where it is Markdown (kramdown's HTML_CONTENT_MODEL).
_OF_BLOCKS = re.compile(
    r"address|article|aside|blockquote|dd|details|div|dl|fieldset|figure|figcaption|footer|form|header|li|main|menu|nav|"
    r"section|td"
)
_OF_WORDS = re.compile(r"dt|h[1-6]|legend|p|summary|th")
_VOID = re.compile(r"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_MATHEMATICS = re.compile(r"\$\$(?:(?!\$\$|\n[ ]*\n).)+\$\$", re.DOTALL)
_EQUALS = re.compile(r"\\(?==)")


class Kramdown:
    """Turns one document's body. ``gfm`` is kramdown's GitHub flavour, Jekyll's own choice; ``hard`` keeps breaks."""

    def __init__(self, item: ImportItem, report: BlogReport, *, gfm: bool = True, hard: bool = False) -> None:
        self._item = item
        self._body = item.body
        self._report = report
        self._gfm = gfm
        self._hard = hard
        self._lists: dict[str, str] = {}

    def run(self) -> None:
        """Change the item's body, and its front matter where the text asks for a table of contents."""
        body = self._body
        if "{:" in body.text:
            body.sub(_COMMENT, lambda found, line: self._comment(found), look_at=without_blocks)
            body.sub(_NO_MARKDOWN, lambda found, line: self._own(found, 1))
            self._markdown_in_html()
            body.sub(_OPTIONS, self._option)
            body.sub(_TOC, self._toc, look_at=without_blocks)
            body.sub(_DEFINED, self._defined)
            self._named_code()
            body.sub(_ATTRIBUTES, self._attributes)
            body.sub(_IN_ITEM, lambda found, _: self._behind(found))
            body.sub(_BEFORE, lambda found, _: self._moved(found))
        elif "markdown=" in body.text:
            self._markdown_in_html()
        body.sub(_BREAK, lambda *_: "  ", look_at=_words_only)
        body.sub(_EQUALS, lambda *_: "", look_at=_words_only)
        body.sub(_BOUNDARY, lambda *_: "\n<!-- -->\n", look_at=_words_only)
        body.sub(_NO_HEADING, lambda found, _: f"\\{found[1]}" if self._gfm else f"{found[1]} ", look_at=_words_only)
        if "<<" in body.text and ">>" in body.text:
            body.sub(_OPENING, lambda *_: "\u00ab", look_at=_words_only)
            body.sub(_CLOSING, lambda *_: "\u00bb", look_at=_words_only)
        plain_tables(body)
        if self._hard:
            self._hard_breaks()

    def _own(self, found: re.Match[str], group: int) -> str:
        return self._body.cut(*found.span(group))

    def _comment(self, found: re.Match[str]) -> str:
        return f"<!-- {re.sub('--+', '-', self._own(found, 1)).strip().replace('>', '&gt;')} -->"

    def _option(self, found: re.Match[str], line: int) -> str:
        if found[1]:
            self._report.note("told", self._item.file, line, "a setting of kramdown's left out", found[0])
        return ""

    def _markdown_in_html(self) -> None:
        """Say of each HTML element whether its text is Markdown: where the option parse_block_html is on, or a part is.

        Only what stands directly in Markdown follows the option (kramdown's ``handle_kramdown_html_tag``).
        """
        open_tags: list[tuple[str, int, bool]] = []
        marked: dict[int, str] = {}
        is_on = False
        for found in _HTML.finditer(prose_of(self._body.text)):
            name = (found["name"] or "").lower()
            if found["option"]:
                is_on = self._own_option(found)
            elif found["close"]:
                names = [one for one, _, _ in open_tags]
                if name in names:
                    del open_tags[len(names) - 1 - names[::-1].index(name) :]
            else:
                tag = self._body.cut(*found.span())
                said = re.search(r"\smarkdown\s*=\s*[\"']?(\w+)", tag)
                kind = "block" if _OF_BLOCKS.fullmatch(name) else "span" if _OF_WORDS.fullmatch(name) else ""
                within = not open_tags or open_tags[-1][2]
                parsed = said[1] != "0" if said else is_on and within and bool(kind)
                if parsed and not said:
                    marked[found.end("name")] = kind
                if said and parsed:
                    marked |= {place: "block" for _, place, is_parsed in open_tags if not is_parsed}
                if not tag.endswith("/>") and not _VOID.fullmatch(name):
                    open_tags.append((name, found.end("name"), parsed))
        for place in sorted(marked, reverse=True):
            self._body.put(place, place, f' markdown="{marked[place]}"')

    def _own_option(self, found: re.Match[str]) -> bool:
        return bool(re.search(r"[\"']true[\"']", self._body.cut(*found.span())))

    def _toc(self, found: re.Match[str], line: int) -> str:
        self._item.meta.setdefault("toc", True)
        return ""

    def _defined(self, found: re.Match[str], line: int) -> str:
        self._lists[found[1]] = found[2]
        return ""

    def _attributes(self, found: re.Match[str], line: int) -> str | None:
        """Write attributes as ours: one space, names of lists replaced by what they hold."""
        words = _WORDS.findall(found[1])
        expanded = " ".join(self._lists.get(word, word) for word in words)
        kept = [word for word in _WORDS.findall(expanded) if word[0] in ".#" or "=" in word]
        dropped = [word for word in words if word not in kept and word not in self._lists]
        if dropped and not kept:
            self._report.note("told", self._item.file, line, "attributes that mean nothing here left out", found[0])
        return f"{{: {' '.join(kept)} }}" if kept else ""

    def _behind(self, found: re.Match[str]) -> str | None:
        """Put attributes that an item begins with behind its words; those of a code span stay where they are."""
        is_code = self._own(found, 1) != found[1]
        return None if is_code else f"{found[1]}{self._own(found, 3)} {found[2]}"

    def _moved(self, found: re.Match[str]) -> str | None:
        """Put attributes that stand above a block below it; those of a code span stay where they are."""
        lead = found[0][: found.start(1) - found.start()]
        if self._body.cut(found.start(), found.start(1)) != lead or self._own(found, 1) != found[1]:
            return None
        return f"{lead}{self._own(found, 2)}\n{self._own(found, 1).strip()}"

    def _named_code(self) -> None:
        """Give code the language that stands below it: ``{: .language-ruby}`` under an indented or fenced block."""
        lines = self._body.text.split("\n")
        for block in reversed(code_blocks(lines)):
            below = block.last + 1
            found = _CODE_BELOW.fullmatch(lines[below]) if below < len(lines) and block.closed else None
            if found is None:
                continue
            language = _LANGUAGE.search(found[1])
            name = next((one for one in language.groups() if one), "") if language else ""
            if block.kind == "indented" and (name or not found[1].strip(" .#")):
                width = min(len(one) - len(one.lstrip()) for one in lines[block.first : block.last + 1] if one.strip())
                code = "\n".join(one[width:] for one in lines[block.first : block.last + 1])
                new = fence(code, name, 'linenums="1"' if "line-numbers" in found[1] else "", " " * (width - 4))
            elif block.kind == "fenced" and (not block.info or _EXPLICIT.search(found[1])):
                mark = lines[block.last].strip(" >")
                new = [f"{block.prefix}{mark}{name}", *lines[block.first + 1 : block.last + 1]]
            else:
                continue
            own = self._body.lines[block.first : below + 1]
            self._body.lines[block.first : below + 1] = [own[min(i, len(own) - 1)] for i in range(len(new))]
            lines[block.first : below + 1] = new
        self._body.text = "\n".join(lines)

    def _hard_breaks(self) -> None:
        lines = without_blocks(self._body.text).split("\n")
        kept = self._body.text.split("\n")
        for number, line in enumerate(lines[:-1]):
            text = line.strip()
            is_prose = text and not re.match(r"(?:#{1,6}\s|\||<|\{:|-{3,}$|={3,}$|\[[^\]]+\]:)", text)
            following = lines[number + 1].strip()
            if is_prose and following and not re.match(r"(?:[*+-] |\d+\. |#{1,6} |>|\||\{:|={2,}$|-{2,}$)", following):
                kept[number] = kept[number].rstrip() + "  "
        self._body.text = "\n".join(kept)


def _words_only(text: str) -> str:
    """Return a text with code, comments and mathematics blanked out."""
    return _MATHEMATICS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose_of(text))


def heading_id(text: str) -> str:
    """Return the id that kramdown's GitHub flavour gives a heading (kramdown-parser-gfm, generate_gfm_header_id)."""
    return re.sub(r"[ \t]", "-", re.sub(r"[^\w\- \t]", "", text.lower()))


def plain_heading_id(text: str) -> str:
    """Return the id that kramdown itself gives a heading (its HTML converter, basic_generate_id)."""
    kept = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"^[^a-zA-Z]+", "", text))
    return kept.replace(" ", "-").lower() or "section"


def brackets(item: ImportItem) -> None:
    """Turn MathJax's brackets, as kramdown lets them through, into dollar signs."""
    item.body.sub(_DISPLAY, lambda found, _: f"$${found[2]}$$")
    item.body.sub(_INLINE, lambda found, _: f"${found[2].strip()}$")
    item.body.sub(_SCRIPT, _from_script, look_at=whole)


_INLINE = re.compile(r"(\\\\)\([ ]*(?=[^\s)])((?:(?!\\\)|\n[ ]*\n).)+?)\1\)", re.DOTALL)
_DISPLAY = re.compile(r"(\\\\)\[((?:(?!\\\]|\n[ ]*\n).)+?)\1\](?![(\[:])", re.DOTALL)
_SCRIPT = re.compile(r"<script type=[\"']math/tex(; mode=display)?[\"']>(.*?)</script>", re.DOTALL)


def _from_script(found: re.Match[str], line: int) -> str:
    text = re.sub(r"^\s*% ?<!\[CDATA\[|%?\s*\]\]>\s*$", "", found[2]).strip()
    return f"$${text}$$" if found[1] else f"${text}$"


_SEPARATOR = re.compile(r"^[ ]{0,3}\|?[ ]*:?[-=]+:?[ ]*(?:[|+][ ]*:?[-=]+:?[ ]*)*\|?[ ]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_ATTRIBUTES_ALONE = re.compile(r"^[ ]*\{:[^{}]*\}[ ]*$")


def plain_tables(body: Traced) -> None:
    """Write tables as ours: at most one separator, below the header, and pipes at both ends where there is none."""
    if "|" not in body.text:
        return
    seen = prose_of(body.text).split("\n")
    lines = body.text.split("\n")
    number = 0
    new_lines: list[str] = []
    new_numbers: list[int] = []
    while number < len(lines):
        last = number
        starts = (number == 0 or not seen[number - 1].strip() or seen[number].lstrip().startswith("|")) and (
            not seen[number].lstrip().startswith((">", "<", "{"))
        )
        while starts and last < len(lines) and _is_row(seen[last], lines[last]):
            last += 1
        ends_well = last > number and (
            last == len(lines) or not seen[last].strip() or _ATTRIBUTES_ALONE.match(seen[last])
        )
        if not ends_well or all(_SEPARATOR.match(line) for line in lines[number:last]):
            last = max(last, number + 1)
            new_lines += lines[number:last]
            new_numbers += body.lines[number:last]
        else:
            rows = _rearranged(lines[number:last], seen[number:last])
            new_lines += [row for row, _ in rows]
            new_numbers += [body.lines[number + place] for _, place in rows]
        number = last
    body.text, body.lines = "\n".join(new_lines), new_numbers


def _is_row(seen: str, line: str) -> bool:
    return bool(seen.strip()) and bool(_PIPE.search(seen) or (_SEPARATOR.match(line) and "|" in line + seen))


def _rearranged(lines: list[str], seen: list[str]) -> list[tuple[str, int]]:
    """Return a table's rows, each with its place: a footer's cells bold, other separators gone."""
    separators = [place for place, line in enumerate(lines) if _SEPARATOR.match(line)]
    rows = [place for place in range(len(lines)) if place not in separators]
    if not rows:
        return [(line, place) for place, line in enumerate(lines)]
    header = next((place for place in separators if place == rows[0] + 1 and "=" not in lines[place]), None)
    footer = next((place for place in separators if "=" in lines[place]), len(lines))
    made = []
    for place in rows:
        cells = _cells(lines[place], seen[place])
        if place > footer:
            cells = [f"**{cell}**" if cell and not cell.startswith("**") else cell for cell in cells]
        made.append((f"| {' | '.join(cells)} |", place))
        if place == rows[0] and header is not None:
            marks = [cell.strip().replace("=", "-") for cell in re.split(r"[|+]", lines[header].strip().strip("|"))]
            marks += ["---"] * (len(cells) - len(marks))
            made.append((f"|{'|'.join(mark if re.search('-', mark) else '---' for mark in marks)}|", header))
    return made


def _cells(line: str, seen: str) -> list[str]:
    """Cut a row at its pipes; ``seen`` is the row with code blanked out, whose pipes are no borders."""
    borders = [found.start() for found in _PIPE.finditer(seen)]
    cells = [line[first + 1 : last] for first, last in zip([-1, *borders], [*borders, len(line)], strict=True)]
    if not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]
