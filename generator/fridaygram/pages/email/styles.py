"""Moves the styles of a sheet into the elements, as many mail programs read nothing else.

Later rules win over earlier ones, whatever their selectors. What stands in ``@media`` stays a sheet, for the programs
that do read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import SelectolaxError

from fridaygram.errors import ContentError
from fridaygram.pages.html_tree import Node, Tree
from fridaygram.pages.style_sheet import AtRule, StyleRule, declarations, read_strictly

# These depend only on where an element stands.
_CHILDREN = "first-child last-child only-child nth-child nth-last-child first-of-type last-of-type nth-of-type"
_STRUCTURE = frozenset(f":{name}" for name in f"{_CHILDREN} not is where has empty root".split())
_PSEUDO = re.compile(r"::?[a-z-]+")
_CLASS = re.compile(r"\.([\w-]+)")


@dataclass(frozen=True)
class EmailSheet:
    """The rules of a sheet to be moved, and those that stay, as CSS."""

    rules: tuple[StyleRule, ...]
    kept: str


def parse_sheet(css: str, file: str) -> EmailSheet:
    """Return a style sheet for emails. Raises ContentError, with file and line, for what cannot be moved."""
    parts = list(read_strictly(css, file))
    rules = tuple(part for part in parts if isinstance(part, StyleRule))
    for rule in rules:
        _matches(Tree(""), rule)
    return EmailSheet(rules, "\n".join(part.css for part in parts if isinstance(part, AtRule)))


def move_in(html: str, sheet: EmailSheet) -> str:
    """Return a page in which every element has the styles that the sheet has for it.

    An element's own styles win. Classes that only the moved rules know are taken away.
    """
    tree = Tree(html)
    found: dict[Node, dict[str, str]] = {}
    for rule in sheet.rules:
        for node in _matches(tree, rule):
            found.setdefault(node, {}).update(rule.declarations)
    known = frozenset(_CLASS.findall(sheet.kept))
    for node in tree.css("*"):
        styles = found.get(node, {}) | declarations(node.attributes.get("style") or "")
        kept = [name for name in (node.attributes.get("class") or "").split() if name in known]
        _set(node, "style", "; ".join(f"{name}: {value}" for name, value in styles.items()))
        _set(node, "class", " ".join(kept))
    # As every page of the site begins; lexbor writes it in capitals.
    return (tree.html or "").replace("<!DOCTYPE html>", "<!doctype html>", 1)


def _matches(tree: Tree, rule: StyleRule) -> list[Node]:
    problem = f"'{rule.selector}' cannot be moved into elements"
    if not set(_PSEUDO.findall(rule.selector)) <= _STRUCTURE:
        hint = "an element has no state such as :hover, and no ::before, in its style attribute"
        raise ContentError(problem, file=rule.file, line=rule.line, hint=hint)
    try:
        return tree.css(rule.selector)
    except SelectolaxError:
        raise ContentError(problem, file=rule.file, line=rule.line, hint="is it a CSS selector?") from None


def _set(node: Node, name: str, value: str) -> None:
    if name in node.attributes:
        del node.attrs[name]
    if value:
        node.attrs[name] = value
