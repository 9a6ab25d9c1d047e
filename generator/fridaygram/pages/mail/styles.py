"""Styles moved from a sheet into the elements, as many mail programs read nothing else.

A sheet may hold rules whose selectors are elements, classes, both, and descendants (``pre code``, ``td.number``);
later rules win over earlier ones. What stands in ``@media`` stays a sheet, for the programs that do read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from fridaygram.errors import ContentError
from fridaygram.pages.mail.tree import Node

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)*)")
_CLASS = re.compile(r"\.([\w-]+)")


class Compound(msgspec.Struct, frozen=True):
    """One step of a selector: an element's tag, "" for any, and classes that it must have."""

    tag: str
    classes: frozenset[str]

    def matches(self, node: Node) -> bool:
        """Return whether an element is meant."""
        return self.tag in ("", node.tag) and self.classes <= node.classes


class Rule(msgspec.Struct, frozen=True):
    """A selector, outermost step first, and its declarations by property."""

    steps: tuple[Compound, ...]
    declarations: dict[str, str]

    def matches(self, path: Sequence[Node]) -> bool:
        """Return whether the last element of a path from the root is meant."""
        if not self.steps[-1].matches(path[-1]):
            return False
        wanted = list(self.steps[:-1])
        for node in reversed(path[:-1]):
            if wanted and wanted[-1].matches(node):
                wanted.pop()
        return not wanted


class Sheet(msgspec.Struct, frozen=True):
    """The rules of a sheet to be moved, and those that stay, as CSS."""

    rules: tuple[Rule, ...]
    kept: str


def parse_sheet(css: str, file: str) -> Sheet:
    """Return a style sheet for letters. Raises ContentError, with file and line, for what it may not hold."""
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), css)
    rules: list[Rule] = []
    kept: list[str] = []
    place = 0
    while opening := re.compile(r"\S[^{}]*\{").search(text, place):
        line = text.count("\n", 0, opening.start()) + 1
        end = _end(text, opening.end())
        if end < 0:
            raise ContentError("a block of styles has no end", file=file, line=line, hint="close it with }")
        selectors, inside = opening[0][:-1].strip(), text[opening.end() : end]
        if selectors.startswith("@"):
            kept.append(f"{selectors} {{ {' '.join(inside.split())} }}")
        else:
            rules += [Rule(_steps(one, file, line), _declarations(inside)) for one in selectors.split(",")]
        place = end + 1
    if rest := text[place:].strip():
        line = text.count("\n", 0, text.index(rest, place)) + 1
        raise ContentError(f"no rule: '{rest[:20]}'", file=file, line=line)
    return Sheet(tuple(rules), "\n".join(kept))


def move_in(root: Node, sheet: Sheet) -> None:
    """Give every element below ``root`` the styles that the sheet has for it.

    An element's own styles win. Classes that only the moved rules know are taken away.
    """
    _move(root, [], sheet, frozenset(_CLASS.findall(sheet.kept)))


def _move(node: Node, above: list[Node], sheet: Sheet, kept: frozenset[str]) -> None:
    path = [*above, node]
    for child in node.children:
        if isinstance(child, Node):
            _move(child, path, sheet, kept)
    # The classes of an element count for those inside it, which therefore came first.
    found: dict[str, str] = {}
    for rule in sheet.rules if node.tag else ():
        if rule.matches(path):
            found |= rule.declarations
    found |= _declarations(node.attributes.pop("style", ""))
    if found:
        node.attributes["style"] = "; ".join(f"{name}: {value}" for name, value in found.items())
    classes = [name for name in node.attributes.pop("class", "").split() if name in kept]
    if classes:
        node.attributes["class"] = " ".join(classes)


def _end(text: str, start: int) -> int:
    """Return where the block that was opened before ``start`` ends, -1 where it does not."""
    depth = 1
    for brace in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.start()
    return -1


def _steps(selector: str, file: str, line: int) -> tuple[Compound, ...]:
    steps = []
    for part in selector.split():
        found = _COMPOUND.fullmatch(part)
        if found is None:
            hint = "elements, classes and descendants can be, as in 'pre code' and 'td.number'"
            raise ContentError(f"'{part}' cannot be moved into elements", file=file, line=line, hint=hint)
        steps.append(Compound(found[1] or "", frozenset(_CLASS.findall(found[2]))))
    if not steps:
        raise ContentError("a rule without a selector", file=file, line=line)
    return tuple(steps)


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";"))
    return {name.strip(): " ".join(value.split()) for name, colon, value in pairs if colon and value.strip()}
