"""Footnotes numbered in the order of their marks; a definition that nothing refers to is not shown."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from generator.errors import ContentError, suggestion

_REFERENCE = re.compile(r"\[(?<![!\\]\[)\^([^\]\s]+)\](?!:)")
_DEFINITION = re.compile(r"^[ >]*\[\^([^\]\s]+)\]:", re.MULTILINE)


def add_footnotes(md: Markdown) -> FootnoteExtension:
    """Add Python-Markdown's footnotes to ``md``, in reading order and as a section with a name of its own."""
    notes = FootnoteExtension(
        USE_DEFINITION_ORDER=False,
        SEPARATOR="-",
        BACKLINK_TEXT="\u21a9\ufe0e",
        BACKLINK_TITLE="Back to the text, note {}",
    )
    notes.extendMarkdown(md)
    md.treeprocessors.register(_NotesSection(notes), "footnotes-section", 12)
    return notes


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
            root.remove(block)
            return
        block.tag = "section"
        block.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": "Footnotes"})
        for back in block.iter("a"):
            if back.get("class") == "footnote-backref":
                back.set("role", "doc-backlink")
                back.set("aria-label", back.attrib.pop("title", ""))


def check_footnotes(prose: str, file: str, first: int) -> None:
    """Check that every mark in ``prose`` (a body without its code, from line ``first`` on) has one definition.

    Raises ContentError with the line of a mark without definition, or of a second definition.
    """
    defined: dict[str, int] = {}
    for match in _DEFINITION.finditer(prose):
        line = first + prose.count("\n", 0, match.start(1))
        if match[1] in defined:
            hint = f"the first is on line {defined[match[1]]}"
            raise ContentError(f"footnote [^{match[1]}] is defined twice", file=file, line=line, hint=hint)
        defined[match[1]] = line
    for match in _REFERENCE.finditer(prose):
        if match[1] not in defined:
            line = first + prose.count("\n", 0, match.start())
            raise ContentError(
                f"footnote [^{match[1]}] has no definition", file=file, line=line, hint=suggestion(match[1], defined)
            )
