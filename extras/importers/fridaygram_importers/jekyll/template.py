"""Liquid's syntax: a template cut into text, outputs and tags, and its tags nested (shopify.github.io/liquid)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PIECE = re.compile(r"\{%(-?)\s*(.*?)\s*(-?)%\}|\{\{(-?)(.*?)(-?)\}\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_COMMENT = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_DEEPEST = 50
BLOCKS = frozenset(("if", "unless", "case", "for", "capture", "highlight", "tablerow"))
BRANCHES = frozenset(("else", "elsif", "when"))


@dataclass
class Node:
    """A piece of a template: "text", "output" or "tag", its ``text`` (of a tag: what follows the name), its line.

    ``source`` is how it was written. A block's ``children`` are what it holds, its branches among them.
    """

    kind: str
    text: str
    line: int
    name: str = ""
    source: str = ""
    children: list[Node] = field(default_factory=list)


def parse(text: str, first: int = 1) -> list[Node]:
    """Return a template's nodes. A block without an end ends with the template."""
    flat = _flat(text, first)
    closing = {node.name for node in flat if node.kind == "tag" and node.name.startswith("end")}
    known = BLOCKS | {name[3:] for name in closing}
    nodes, _ = _nested(flat, 0, (), known)
    return nodes


def on_line(nodes: list[Node], line: int) -> list[Node]:
    """Return nodes, those within them too, as standing on one line."""
    for node in nodes:
        node.line = line
        on_line(node.children, line)
    return nodes


def _flat(text: str, first: int) -> list[Node]:
    nodes: list[Node] = []
    position, line, strip_next = 0, first, False
    while found := _PIECE.search(text, position):
        before = text[position : found.start()]
        shown = before.lstrip() if strip_next else before
        if "-" in (found[1], found[4]):
            shown = shown.rstrip()
        skipped = before.count("\n") - before.lstrip().count("\n") if strip_next and before.lstrip() else 0
        if shown:
            nodes.append(Node("text", shown, line + skipped))
        line += before.count("\n")
        end, strip_next = found.end(), "-" in (found[3], found[6])
        if found[2] is None:
            nodes.append(Node("output", found[5].strip(), line, source=found[0]))
        else:
            name, rest = (*re.split(r"\s+", found[2], maxsplit=1), "")[:2]
            if name in ("raw", "comment") and (close := (_RAW if name == "raw" else _COMMENT).search(text, end)):
                nodes.append(Node(name, text[end : close.start()], line, source=text[found.start() : close.end()]))
                end = close.end()
            else:
                nodes.append(Node("tag", rest.strip(), line, name=name, source=found[0]))
        line += text.count("\n", found.start(), end)
        position = end
    rest = text[position:]
    if rest := rest.lstrip() if strip_next else rest:
        nodes.append(Node("text", rest, line))
    return nodes


def _nested(
    flat: list[Node], position: int, within: tuple[str, ...], blocks: frozenset[str] | set[str]
) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while position < len(flat):
        node = flat[position]
        position += 1
        if node.kind == "tag" and within and node.name == f"end{within[-1]}":
            return nodes, position
        if node.kind == "tag" and node.name in blocks and len(within) < _DEEPEST:
            node.children, position = _nested(flat, position, (*within, node.name), blocks)
        nodes.append(node)
    return nodes, position


def written(nodes: list[Node]) -> str:
    """Return nodes as they were written, near enough to read in a report."""
    pieces = []
    for node in nodes:
        pieces.append(node.text if node.kind == "text" else node.source)
        if node.children:
            pieces += [written(node.children), f"{{% end{node.name} %}}"]
    return "".join(pieces)
