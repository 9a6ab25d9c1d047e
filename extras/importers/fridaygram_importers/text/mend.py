"""Mends what would keep an imported text from building. Each mend is in the report."""

from __future__ import annotations

import re

from fridaygram.pages.directives import prose_of
from fridaygram.pages.document import CONTROL
from fridaygram.pages.markup.lines import code_blocks
from fridaygram_importers.base import ImportItem
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.markup import fence
from fridaygram_importers.text.traced import Traced

_BRACES = re.compile(r"(?<!\\)\{\{(?=.*?\}\}|\s*[A-Za-z_][\w.-])", re.DOTALL)
_ESCAPED_BRACES = re.compile(r"\\\{\\\{")
_MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
# Python-Markdown reads these as footnotes, too: without a name, or with spaces in the name.
_NAMELESS = re.compile(r"(?<!\\)\[\^(?:[^\]\n]*\s[^\]\n]*)?\]")
_NOTE = re.compile(
    r"^[ >]*\[\^([^\]\s]+)\]:[^\n]*(?:\n(?:[ ]{4,}|\t)[^\n]*|\n[ ]*(?=\n(?:[ ]{4,}|\t)\S))*", re.MULTILINE
)
_SIMPLE_MATH = re.compile(r"(?<![\\\w$])(\$\$?)(?=[^\s$])((?:\\[^\n]|[^\\$\n]|\n(?! *\n))+?)(?<=\S)\1(?![\w$])")
_BLOCK_MATH = re.compile(r"^( *)\$\$(?!\$)((?:(?!\$\$)[^\n]|\n(?! *\n))+)\$\$ *$", re.MULTILINE)
_LOOKS_LIKE_MATH = re.compile(r"[\\^_{}=<>]|^-?[A-Za-z]$|^[\w ]*[-+*/][\w ]+$|^[A-Za-z]\(|^\d+(?:\.\d+)?$")
_IMAGE_END = re.compile(r"!\[[ ]*\](\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])(\{:?[^}\n]*\})?")
_IMG = re.compile(r"<img\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(\s*/?)>", re.IGNORECASE)
_FILM = re.compile(r"!\[[^\]\n]*\]\(https://www\.youtube\.com/watch\?v=[^)\s]*\)")
_ADMONITION = re.compile(r"^(?=(?:!!!|\?\?\?)(?! ?\w+))", re.MULTILINE)
_COMMENT = re.compile(r"<!--(?:(?!-->).)*\Z", re.DOTALL)
_SWALLOWING = ("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "plaintext", "iframe", "select")
_SWALLOW = re.compile(rf"<({'|'.join(_SWALLOWING)})\b([^<>]*)>(?![\s\S]*?</\1)", re.IGNORECASE)
_FIGURE = re.compile(r"figure(?: |$)")


def mend(item: ImportItem, report: BlogReport) -> None:
    """Mend a document's body, in place."""
    body = item.body
    body.text = CONTROL.sub("", body.text)
    _fences(item, report)
    _html(item, report)
    if "$" in body.text:
        _mathematics(item, report)
    if "{{" in body.text:
        body.sub(_BRACES, lambda *_: r"\{{")
        body.sub(_ESCAPED_BRACES, lambda *_: r"\{{")
    if "[^" in body.text:
        body.sub(_NAMELESS, lambda found, _: "\\" + body.cut(*found.span()))
        _footnotes(item, report)
    body.sub(_FILM, lambda found, _: None if _stands_alone(body.text, found) else body.cut(*found.span()).lstrip("!"))
    _pictures(item, report)
    body.sub(_ADMONITION, lambda *_: "\\")


def _fences(item: ImportItem, report: BlogReport) -> None:
    body = item.body
    lines = body.text.split("\n")
    for block in code_blocks(lines):
        if block.kind != "fenced":
            continue
        if not block.closed:
            report.note(
                "changed", item.file, body.lines[block.first], "a block of code without end; it ends with the text now"
            )
            mark = re.match(r"`+|~+", lines[block.first][len(block.prefix) :])
            lines.append(f"{' ' * len(block.prefix)}{mark[0] if mark else '```'}")
            body.lines.append(body.lines[-1])
        if _FIGURE.match(block.info):
            lines[block.first] = lines[block.first].replace("figure", "text figure", 1)
    body.text = "\n".join(lines)


def _html(item: ImportItem, report: BlogReport) -> None:
    def unclosed(found: re.Match[str], line: int) -> str:
        report.note("changed", item.file, line, "HTML without end; shown as text", found[0][:200])
        return "&lt;" + item.body.cut(*found.span())[1:]

    item.body.sub(_COMMENT, unclosed)
    item.body.sub(_SWALLOW, unclosed)


def _mathematics(item: ImportItem, report: BlogReport) -> None:
    """Keep mathematics that can be read, show the source of other mathematics, escape dollar signs of prices."""
    from fridaygram.pages.markup.math import mathml

    def kept(found: re.Match[str], line: int, *, block: bool) -> str | None:
        latex = found[2]
        single = not block and found[1] == "$"
        if single and not _LOOKS_LIKE_MATH.search(latex.strip()):
            return "\\" + found[0]
        for text in (latex, latex.replace("{{", "{ {").replace("}}", "} }")):
            try:
                mathml(text, block=block)
            except ValueError as error:
                problem = str(error)
                continue
            if "{{" in latex:
                return found[0].replace("{{", "{ {").replace("}}", "} }")
            return None if text == latex else found[0].replace(latex, text)
        report.note(
            "changed", item.file, line, f"mathematics that cannot be read ({problem}); its source is shown", found[0]
        )
        if block:
            return "\n" + "\n".join(fence(latex.strip("\n"), "latex", indent=found[1])) + "\n"
        mark = "``" if "`" in latex else "`"
        return f"{mark}{' '.join(latex.split())}{mark}"

    item.body.sub(_BLOCK_MATH, lambda found, line: kept(found, line, block=True))
    item.body.sub(_SIMPLE_MATH, lambda found, line: kept(found, line, block=False), look_at=_without_blocks_of_math)


def _without_blocks_of_math(text: str) -> str:
    return _BLOCK_MATH.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose_of(text))


def _footnotes(item: ImportItem, report: BlogReport) -> None:
    body = item.body
    prose = prose_of(body.text)
    notes = list(_NOTE.finditer(prose))
    last = {found[1]: found.start() for found in notes}

    def once(found: re.Match[str], line: int) -> str | None:
        if last[found[1]] == found.start():
            return None
        report.note(
            "lost",
            item.file,
            line,
            f"footnote [^{found[1]}] defined twice; the last one stays",
            body.cut(*found.span()),
        )
        return ""

    if len(notes) != len(last):
        body.sub(_NOTE, once)

    def defined(found: re.Match[str], line: int) -> str | None:
        if found[1] in last:
            return None
        report.note("changed", item.file, line, f"footnote [^{found[1]}] has no text; its mark is shown", found[0])
        return "\\" + body.cut(*found.span())

    body.sub(_MARK, defined)
    prose = prose_of(body.text)
    marked = {found[1] for found in _MARK.finditer(prose)}

    def unmarked(found: re.Match[str], line: int) -> str | None:
        if found[1] in marked:
            return None
        written = body.cut(*found.span())
        report.note("told", item.file, line, f"nothing refers to footnote [^{found[1]}]: not shown", written)
        # Markdown cannot number an empty footnote.
        return "" if not written.partition("]:")[2].strip() else None

    body.sub(_NOTE, unmarked)


def _pictures(item: ImportItem, report: BlogReport) -> None:
    """Mark pictures without alternative text as decoration, and report them."""
    body = item.body
    message = "a picture without alternative text: say what it shows"

    def markdown(found: re.Match[str], line: int) -> str:
        text = body.cut(*found.span())
        report.note("todo", item.file, line, message, text)
        attributes = found[2] or ""
        picture = text[: len(text) - len(attributes)]
        return f"{picture}{{: {attributes.strip('{}: ')} role=presentation }}".replace("{:  ", "{: ")

    def tag(found: re.Match[str], line: int) -> str | None:
        if re.search(r"\balt\s*=\s*(?:\"[^\"]*\S[^\"]*\"|'[^']*\S[^']*'|[^\s\"'>]+)", found[1]) or re.search(
            r"\brole\s*=\s*[\"']?(?:presentation|none)", found[1]
        ):
            return None
        report.note("todo", item.file, line, message, body.cut(*found.span()))
        attributes = re.sub(r"\s\balt(?:\s*=\s*(?:\"\s*\"|'\s*'))?(?=\s|$)", "", found[1])
        return f'<img{attributes} alt="" role="presentation"{found[2]}>'

    body.sub(_IMAGE_END, markdown)
    body.sub(_IMG, tag)


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Return whether a match is a paragraph of its own."""
    before, after = text[: found.start()], text[found.end() :]
    return bool(re.search(r"(?:\A|\n[ ]*\n)[ ]*\Z", before)) and bool(re.match(r"[ ]*(?:\Z|\n[ ]*(?:\n|\Z))", after))


def as_html(item: ImportItem) -> None:
    """Make a body of HTML one block that Markdown leaves alone."""
    inside = re.search(r"<body\b[^>]*>(.*)</body>", item.body.text, re.DOTALL | re.IGNORECASE)
    if inside:
        first = item.body.line(inside.start(1))
        item.body = Traced(inside[1], first)
    text = item.body.text.strip("\n")
    lead = len(item.body.text) - len(item.body.text.lstrip("\n"))
    rows = text.count("\n") + 1
    lines = item.body.lines[lead : lead + rows]
    first, last = (lines[0], lines[-1]) if lines else (1, 1)
    item.body = Traced(f"<div>\n{text}\n</div>\n", [first, *lines, last, last])


_INLINE = re.compile(r"\\\\?\([ ]*(?=\S)((?:(?!\\\\?\)|\n[ ]*\n)[^\n])+?)\\\\?\)")
_DISPLAY = re.compile(r"\\\\?\[((?:(?!\\\\?\]|\n[ ]*\n).)+?)\\\\?\](?![(\[:])", re.DOTALL)


def dollars(body: Traced) -> None:
    """Write a body's mathematics between dollar signs, in place."""
    body.sub(_DISPLAY, lambda found, _: f"$${found[1]}$$")
    body.sub(_INLINE, lambda found, _: f"${found[1].strip()}$")
