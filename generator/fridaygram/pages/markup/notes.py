"""Footnotes numbered in reading order; a definition that nothing refers to is not shown.

Each note stands twice: in a section at the end, and before the block with its mark. Wide windows show that one beside
the text, all others the section: what is not shown is not read out. Feeds and emails have the section alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER, FootnoteExtension, FootnoteReorderingProcessor
from markdown.treeprocessors import Treeprocessor

from fridaygram.errors import ContentError, suggestion
from fridaygram.languages import word

_REFERENCE = re.compile(r"\[(?<![!\\]\[)\^([^\]\s]+)\](?!:)")
# Where a line begins with one; first looked for is what is rare, without the line's beginning.
_DEFINITION = re.compile(r"([ >]*)\[\^([^\]\n]*)\]:")
_MAY_DEFINE = re.compile(r"\[\^[^\]\n]*\]:")
_BACK, _BESIDE = "footnote-backref", ' data-beside=""'
_SIDENOTE = re.compile(r'<aside class="sidenote".*?</aside>\n?', re.DOTALL)


def add_footnotes(md: Markdown) -> FootnoteExtension:
    """Add Python-Markdown's footnotes to ``md``, in reading order and as a section with a name of its own."""
    notes = FootnoteExtension(
        USE_DEFINITION_ORDER=False,
        SEPARATOR="-",
        BACKLINK_TEXT="\u21a9\ufe0e",
        BACKLINK_TITLE="{}",
    )
    notes.extendMarkdown(md)
    md.treeprocessors.register(_Empty(), "footnotes-empty", 49)
    md.treeprocessors.register(_ReadingOrder(notes), "footnote-reorder", 19)
    md.treeprocessors.register(_NotesSection(notes), "footnotes-section", 12)
    return notes


class _Empty(Treeprocessor):
    """Takes out notes in which nothing is left to show: Python-Markdown falls over those without a way back.

    Such are definitions of an abbreviation within a note, and what ``check_footnotes`` cannot see in lists.
    """

    def run(self, root: Element) -> None:
        for block in root.iter("div"):
            notes = block.find("ol") if block.get("class") == "footnote" else None
            for note in list(notes) if notes is not None else []:
                if notes is not None and not any(link.get("class") == _BACK for link in note.iter("a")):
                    notes.remove(note)


class _ReadingOrder(FootnoteReorderingProcessor):
    """Numbers the marks as a reader meets them: those of the text, then those within its notes, note by note.

    Python-Markdown numbers them as it reads the tree: paragraphs before what lies in lists, quotes and tables.
    """

    def run(self, root: Element) -> None:
        notes = self.footnotes
        block = next((div for div in root.iter("div") if div.get("class") == "footnote"), None)
        if block is None:
            return
        places = {note.get("id", ""): note for note in block.iter("li")}
        notes.footnote_order, notes.found_refs, notes.used_refs = [], {}, set()
        self._names = {f"#{notes.makeFootnoteId(name)}": name for name in notes.footnotes}
        self._number(_without(root, block))
        done = 0
        for name in ("", *notes.footnotes):
            if name not in notes.footnote_order and _refers_to_itself(places.get(notes.makeFootnoteId(name))):
                notes.addFootnoteRef(name)
            while done < len(notes.footnote_order):  # which grows, as notes hold marks themselves
                note = places.get(notes.makeFootnoteId(notes.footnote_order[done]))
                self._number(note.iter() if note is not None else ())
                done += 1
        super().run(root)

    def _number(self, elements: Iterable[Element]) -> None:
        for element in elements:
            mark = element.find("a[@class='footnote-ref']") if element.tag == "sup" else None
            name = self._names.get(mark.get("href", "")) if mark is not None else None
            if name and mark is not None:
                self.footnotes.addFootnoteRef(name)
                element.set("id", self.footnotes.makeFootnoteRefId(name, found=True))
                mark.text = str(self.footnotes.footnote_order.index(name) + 1)


def _refers_to_itself(note: Element | None) -> bool:
    """Return whether a note holds its own mark: a paragraph straight below a definition runs on from it."""
    return note is not None and any(link.get("href") == f"#{note.get('id')}" for link in note.iter("a"))


def _without(element: Element, left_out: Element) -> Iterator[Element]:
    """Yield an element and what is in it, in reading order, but for what is left out."""
    if element is not left_out:
        yield element
        for child in element:
            yield from _without(child, left_out)


class _NotesSection(Treeprocessor):
    def __init__(self, notes: FootnoteExtension) -> None:
        super().__init__()
        self._notes = notes

    def run(self, root: Element) -> None:
        for block in root.iter("div"):
            if block.get("class") == "footnote":
                self._rebuild(root, block)
                return

    def _rebuild(self, root: Element, block: Element) -> None:
        wanted = {self._notes.makeFootnoteId(name) for name in self._notes.footnote_order}
        notes = block.find("ol")
        for note in list(notes) if notes is not None else []:
            if note.get("id") not in wanted and notes is not None:
                notes.remove(note)
        for rule in block.findall("hr"):
            block.remove(rule)
        if notes is None or not len(notes):
            next(parent for parent in root.iter() if block in list(parent)).remove(block)
            return
        block.tag = "section"
        block.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": word("footnotes")})
        for back in block.iter("a"):
            if back.get("class") == _BACK:
                back.set("role", "doc-backlink")
                back.set("aria-label", word("back-to-note", number=back.attrib.pop("title", "")))
        if _put_beside(root, block, list(notes)):
            block.set("data-beside", "")


def _put_beside(root: Element, block: Element, notes: list[Element]) -> bool:
    """Put a copy of each note before the block of the text with its first mark, or of none if one has no such block.

    Return whether there are copies. The mark of a note may stand in another note alone.
    """
    blocks: dict[str, Element] = {}
    for child in root:
        for link in child.iter("a") if child is not block else ():
            if link.get("class") == "footnote-ref":
                blocks.setdefault(link.get("href", "")[1:], child)
    if any(note.get("id") not in blocks for note in notes):
        return False
    for number, note in enumerate(notes, 1):
        root.insert(list(root).index(blocks[note.get("id", "")]), _sidenote(note, number))
    return True


def _sidenote(note: Element, number: int) -> Element:
    """Return a copy of a note without ids and without its ways back."""
    copy = deepcopy(note)
    aside = Element("aside", {"class": "sidenote", "role": "note", "hidden": "hidden"})
    SubElement(aside, "b").text = str(number)
    aside.extend(copy)
    aside.tail = "\n"
    for element in list(aside.iter()):
        element.attrib.pop("id", None)
        for back in element.findall("a"):
            if back.get("class") == _BACK:
                element.remove(back)
        if len(element):
            element[-1].tail = (element[-1].tail or "").removesuffix(NBSP_PLACEHOLDER)
        elif element.text:
            element.text = element.text.removesuffix(NBSP_PLACEHOLDER)
    return aside


def without_sidenotes(html: str) -> str:
    """Return HTML with each note at the end alone."""
    return _SIDENOTE.sub("", html).replace(_BESIDE, "")


def check_footnotes(prose: str, body: str, file: str, first: int) -> None:
    """Check that every mark in ``prose`` (``body`` with its code blanked out) has one definition, with a text.

    ``first`` is the line of the file at which the body begins. Raises ContentError with the line of a mark
    without definition, of a second definition, and of a definition without name or text.
    """
    defined: dict[str, int] = {}

    def line_of(position: int) -> int:
        return first + prose.count("\n", 0, position)

    for match in _definitions(prose):
        name, problem, hint = match[2], "", ""
        if name in defined:
            problem, hint = "is defined twice", f"the first is on line {line_of(defined[name])}"
        elif not name or re.search(r"\s", name):
            problem = "has a name with a space in it" if name.strip() else "has no name"
            hint = "write '[^name]: text', or '\\[' where no footnote is meant"
        elif not _has_text(body[match.end() :], len(match[1])):
            problem, hint = "has no text", f"write it behind '[^{name}]:', or drop the line"
        if problem:
            raise ContentError(f"footnote [^{name}] {problem}", file=file, line=line_of(match.start(2)), hint=hint)
        defined[name] = match.start(2)
    for match in _REFERENCE.finditer(prose):
        if match[1] not in defined:
            problem, hint = f"footnote [^{match[1]}] has no definition", suggestion(match[1], defined)
            raise ContentError(problem, file=file, line=line_of(match.start()), hint=hint)


def _definitions(prose: str) -> Iterator[re.Match[str]]:
    for found in _MAY_DEFINE.finditer(prose):
        match = _DEFINITION.match(prose, prose.rfind("\n", 0, found.start()) + 1)
        if match and match.start(2) == found.start() + 2:
            yield match


def _has_text(rest: str, indent: int) -> bool:
    """Return whether a definition, at ``indent`` and followed by ``rest``, has a text there or further down."""
    own, *below = rest.split("\n", 30)
    if own.strip():
        return True
    after_blank = False
    for line in below:
        text = line.lstrip(" >")
        if text:
            inside = len(line) - len(text) >= indent + 4 or text.startswith("\t")
            return inside or not (after_blank or _DEFINITION.match(line))
        after_blank = True
    return False
