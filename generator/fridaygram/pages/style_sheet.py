"""Reads CSS with tinycss2: rules with their declarations, each with its line (CSS Syntax Module Level 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tinycss2

from fridaygram.errors import ContentError

# Written behind a sheet: where it is not read as a rule of its own, a block before it has no end.
_END = "fridaygram-end"
_NO_END = "a block of styles has no end"


@dataclass(frozen=True)
class StyleRule:
    """A rule: its selector, its declarations by property, the line of each, and the at-rules and rules around it.

    Names are in lower case, but for custom properties. A value has its white space made single, and ends in
    "!important" where the sheet says so.
    """

    file: str
    line: int
    selector: str
    declarations: Mapping[str, str]
    lines: Mapping[str, int]
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class AtRule:
    """An at-rule as CSS, on one line."""

    css: str


def read_rules(css: str, file: str) -> Iterator[StyleRule]:
    """Yield the rules of a sheet in order, those within at-rules and other rules too.

    What is no rule is passed over, as browsers do.
    """
    yield from _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), file, ())


def read_strictly(css: str, file: str) -> Iterator[StyleRule | AtRule]:
    """Yield the rules of a sheet in order, and its at-rules unread.

    Raises ContentError, with file and line, for what is no rule, for a rule in a rule, and for a block without an end.
    """
    nodes = tinycss2.parse_stylesheet(f"{css}\n@{_END};", skip_comments=True, skip_whitespace=True)
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == _END:
            return
        if node.type == "error":
            last = css.rstrip().count("\n") + 1
            raise ContentError("this is no rule", file=file, line=last, hint="write: selector { property: value }")
        if node.type == "at-rule":
            yield AtRule(" ".join(tinycss2.serialize([node]).split()))
            continue
        inner = [one for one in _contents(node) if one.type in ("qualified-rule", "error")]
        if inner:
            raise ContentError(_NO_END, file=file, line=node.source_line, hint="close it with }")
        yield _rule(node, file, ())
    raise ContentError(_NO_END, file=file, line=nodes[-1].source_line if nodes else 1, hint="close it with }")


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of an element's ``style`` attribute."""
    return _declared(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True))[0]


def _rules(nodes: list[Any], file: str, conditions: tuple[str, ...]) -> Iterator[StyleRule]:
    for node in nodes:
        if node.type == "qualified-rule":
            rule = _rule(node, file, conditions)
            yield rule
            yield from _rules(_contents(node), file, (*conditions, rule.selector))
        elif node.type == "at-rule" and node.content is not None:
            condition = f"@{node.lower_at_keyword} {_css(node.prelude)}".strip()
            yield from _rules(_contents(node), file, (*conditions, condition))


def _rule(node: Any, file: str, conditions: tuple[str, ...]) -> StyleRule:
    declared, lines = _declared(_contents(node))
    return StyleRule(file, node.source_line, _css(node.prelude), declared, lines, conditions)


def _contents(node: Any) -> list[Any]:
    found: list[Any] = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    return found


def _declared(nodes: list[Any]) -> tuple[dict[str, str], dict[str, int]]:
    declared, lines = {}, {}
    for node in nodes:
        if node.type == "declaration":
            name = node.name if node.name.startswith("--") else node.lower_name
            declared[name] = _css(node.value) + (" !important" if node.important else "")
            lines[name] = node.source_line
    return declared, lines


def _css(tokens: list[Any]) -> str:
    return " ".join(tinycss2.serialize([one for one in tokens if one.type != "comment"]).split())
