"""Footnotes numbered in the order of their marks; a definition that nothing refers to is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from fridaygram.errors import ContentError, suggestion

_REFERENCE = re.compile(r"\[(?<![!\\]\[)\^([^\]\s]+)\](?!:)")
# Where a line begins with one; first looked for is what is rare, without the line's beginning.
_DEFINITION = re.compile(r"([ >]*)\[\^([^\]\n]*)\]:")
_MAY_DEFINE = re.compile(r"\[\^[^\]\n]*\]:")
_BACK = "footnote-backref"


def add_footnotes(md: Markdown) -> FootnoteExtension:
    """Add Python-Markdown's footnotes to ``md``, in reading order and as a section with a name of its own."""
    notes = FootnoteExtension(
        USE_DEFINITION_ORDER=False,
        SEPARATOR="-",
        BACKLINK_TEXT="\u21a9\ufe0e",
        BACKLINK_TITLE="Back to the text, note {}",
    )
    notes.extendMarkdown(md)
    md.treeprocessors.register(_Empty(), "footnotes-empty", 49)
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
        block.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": "Footnotes"})
        for back in block.iter("a"):
            if back.get("class") == _BACK:
                back.set("role", "doc-backlink")
                back.set("aria-label", back.attrib.pop("title", ""))


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
