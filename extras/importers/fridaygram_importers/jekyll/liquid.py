"""Evaluates the Liquid in a post: what is known is put in, what only Jekyll would know is noted with its line.

Text keeps the lines that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from fridaygram_importers.jekyll.filters import FILTERS, UNKNOWN, Unknown, text_of
from fridaygram_importers.jekyll.template import BRANCHES, Node, on_line, parse, written
from fridaygram_importers.report import ImportReport
from fridaygram_importers.text.traced import Traced

Tag = Callable[["Liquid", Node], "str | None"]
Pieces = list[tuple[str, int]]

_STRING = r"\"[^\"]*\"|'[^']*'"
_TOKEN = re.compile(rf"{_STRING}|\(.*?\)|[^\s|:,\"'=<>!]+|==|!=|<>|<=|>=|<|>|[|:,=]")
_FILTERS = re.compile(rf"\|(?=(?:[^\"']|{_STRING})*$)")
_NAMED = re.compile(rf"([\w-]+)\s*=\s*({_STRING}|[^\s\"']+)")
_STEPS = re.compile(r"\.?([\w-]+\??)|\[\s*(" + _STRING + r"|[\w.-]+)\s*\]")
_DEEPEST = 12
_LONGEST_LOOP = 500


class Liquid:
    """The evaluation of one file's Liquid. ``tags`` are those that Liquid itself does not have."""

    def __init__(self, scope: Mapping[str, Any], tags: Mapping[str, Tag], file: str, report: ImportReport) -> None:
        self.scope = dict(scope)
        self.file = file
        self.report = report
        self.filters = dict(FILTERS)
        self.depth = 0
        self._line = 0
        self._tags = tags
        self.pieces: Pieces = []

    def run(self, body: Traced) -> Traced:
        """Return a body with its Liquid evaluated."""
        if "{%" not in body.text and "{{" not in body.text:
            return body
        self._nodes(parse(body.text, body.lines[0]))
        lines, fresh, text = [], True, "".join(piece for piece, _ in self.pieces)
        for piece, line in self.pieces:
            step = 0 if "\0" in piece else 1
            for number, part in enumerate(piece.split("\n")):
                if number:
                    fresh = True
                if fresh and (part or number < piece.count("\n")):
                    lines.append(line + number * step)
                    fresh = False
        lines += [lines[-1] if lines else body.lines[0]] * (text.count("\n") + 1 - len(lines))
        return Traced(text.replace("\0", ""), lines[: text.count("\n") + 1])

    def inner(self, text: str, line: int) -> str:
        """Return a template within this one, such as an include, evaluated; all of it counts as on ``line``."""
        if self.depth >= _DEEPEST:
            self.report.person(self.file, line, "includes within includes without end", text[:200])
            return ""
        kept, self.pieces = self.pieces, []
        self.depth += 1
        try:
            self._nodes(on_line(parse(text), line))
            return "".join(piece for piece, _ in self.pieces).replace("\0", "")
        finally:
            self.pieces = kept
            self.depth -= 1

    def content(self, node: Node) -> str:
        """Return what a block holds, evaluated."""
        kept, self.pieces = self.pieces, []
        self._nodes(node.children)
        inside, self.pieces = "".join(piece for piece, _ in self.pieces).replace("\0", ""), kept
        return inside

    def _nodes(self, nodes: list[Node]) -> None:
        for node in nodes:
            self._line = node.line
            if node.kind in ("text", "raw"):
                self.pieces.append((node.text, node.line))
            elif node.kind == "comment":
                self.report.tell(self.file, node.line, "a Liquid comment left out", node.text)
            elif node.kind == "output":
                self._output(node)
            else:
                self._tag(node)

    def put(self, text: str, line: int) -> None:
        """Write text that all came from one line."""
        if text:
            self.pieces.append((text + "\0" if "\n" in text else text, line))

    def _output(self, node: Node) -> None:
        value = self.value(node.text)
        # In an include, a parameter that was not given is nothing unusual.
        if isinstance(value, Unknown) or (value is None and not node.text.startswith("include.")):
            self.report.person(self.file, node.line, f"'{node.text}' has no value here; left out", node.source)
        self.put(text_of(value), node.line)

    def value(self, expression: str) -> Any:
        """Return the value of an expression with its filters."""
        first, *filters = _FILTERS.split(expression)
        value = self.operand(first.strip())
        for one in filters:
            name, _, rest = one.strip().partition(":")
            known = self.filters.get(name.strip())
            if known is None:
                self.report.person(
                    self.file, self._line, f"the Liquid filter '{name.strip()}' is not known here", expression
                )
                continue
            if isinstance(value, Unknown) and name.strip() != "default":
                return UNKNOWN
            arguments = [
                self.operand(word) for word in re.findall(rf"{_STRING}|[^,\s]+", rest) if not word.endswith(":")
            ]
            try:
                value = known(None if isinstance(value, Unknown) else value, *arguments)
            except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError):
                return UNKNOWN
        return value

    def operand(self, word: str) -> Any:
        """Return the value of a name, a text or a number."""
        if re.fullmatch(_STRING, word):
            return word[1:-1]
        if re.fullmatch(r"-?\d+", word):
            return int(word)
        if re.fullmatch(r"-?\d+\.\d+", word):
            return float(word)
        if word in ("true", "false", "nil", "null", "blank", "empty", ""):
            return {"true": True, "false": False}.get(word)
        if span := re.fullmatch(r"\(\s*(\S+?)\s*\.\.\s*(\S+?)\s*\)", word):
            first, last = self.operand(span[1]), self.operand(span[2])
            both = isinstance(first, int) and isinstance(last, int)
            return list(range(first, min(last, first + _LONGEST_LOOP) + 1)) if both else UNKNOWN
        return self._looked_up(word)

    def _looked_up(self, word: str) -> Any:
        value: Any = self.scope
        for step in _STEPS.finditer(word):
            key = step[1] if step[1] is not None else text_of(self.operand(step[2]))
            if isinstance(value, Mapping):
                value = value.get(key, len(value) if key == "size" and value is not self.scope else None)
            elif isinstance(value, (list, str)) and key in ("size", "first", "last"):
                value = FILTERS[key](value)
            elif isinstance(value, list) and re.fullmatch(r"-?\d+", key):
                value = value[int(key)] if -len(value) <= int(key) < len(value) else None
            else:
                return value if isinstance(value, Unknown) else None
        return value

    def named(self, text: str) -> dict[str, Any]:
        """Return the ``name=value`` pairs of a tag."""
        return {found[1]: self.operand(found[2]) for found in _NAMED.finditer(text)}

    def _tag(self, node: Node) -> None:
        if own := _OWN.get(node.name):
            own(self, node)
        elif tag := self._tags.get(node.name):
            made = tag(self, node)
            if made is None:
                self._not_known(node)
            else:
                self.put(made, node.line)
        elif node.name.startswith("end") or node.name in BRANCHES:
            self.report.person(self.file, node.line, f"a Liquid '{node.name}' without a beginning", node.source)
        else:
            self._not_known(node)

    def _not_known(self, node: Node) -> None:
        self.report.person(self.file, node.line, f"the Liquid tag '{node.name}' is not known here", written([node]))
        comment = re.sub(r"--+", "-", node.source).replace(">", "&gt;")
        self.put(f"<!-- {comment} -->", node.line)
        self._nodes(node.children)

    def truth(self, text: str) -> bool:
        """Return whether a condition holds; ``and`` and ``or`` go from right to left, as in Liquid."""
        tokens: list[str] = _TOKEN.findall(text)
        for place, token in enumerate(tokens):
            if token in ("and", "or"):
                first, rest = self.truth(" ".join(tokens[:place])), " ".join(tokens[place + 1 :])
                return first and self.truth(rest) if token == "and" else first or self.truth(rest)
        if len(tokens) >= 3 and tokens[1] in _COMPARE:
            blank = tokens[2] in ("blank", "empty")
            left = self.operand(tokens[0])
            if blank:
                return bool(left) != (tokens[1] == "==")
            return _COMPARE[tokens[1]](left, self.operand(tokens[2]))
        value = self.operand(tokens[0]) if tokens else None
        return value is not None and value is not False and not isinstance(value, Unknown)


def _contains(left: Any, right: Any) -> bool:
    return text_of(right) in (left if isinstance(left, (str, list)) else ())


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        alike = isinstance(left, (int, float)) and isinstance(right, (int, float))
        return (alike or (isinstance(left, str) and isinstance(right, str))) and test(left, right)

    return compare


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<>": lambda left, right: bool(left != right),
    "<": _ordered(lambda left, right: left < right),
    ">": _ordered(lambda left, right: left > right),
    "<=": _ordered(lambda left, right: left <= right),
    ">=": _ordered(lambda left, right: left >= right),
    "contains": _contains,
}


def _branches(node: Node) -> list[tuple[str, str, list[Node]]]:
    branches: list[tuple[str, str, list[Node]]] = [(node.name, node.text, [])]
    for child in node.children:
        if child.kind == "tag" and child.name in BRANCHES:
            branches.append((child.name, child.text, []))
        else:
            branches[-1][2].append(child)
    return branches


def _if(liquid: Liquid, node: Node) -> None:
    subject = liquid.operand(node.text.strip()) if node.name == "case" else None
    chosen = False
    for name, condition, nodes in _branches(node):
        if chosen:
            holds = False
        elif name == "else":
            holds = True
        elif name == "when":
            holds = any(liquid.operand(word) == subject for word in re.findall(rf"{_STRING}|[^\s,]+", condition))
        elif name == "case":
            holds = False
        else:
            holds = liquid.truth(condition) != (name == "unless")
        if holds:
            chosen = True
            liquid._nodes(nodes)
        elif any(one.kind == "text" and one.text.strip() for one in nodes):
            liquid.report.tell(liquid.file, node.line, f"'{name} {condition}' does not hold: left out", written(nodes))


def _for(liquid: Liquid, node: Node) -> None:
    found = re.match(r"(\w+)\s+in\s+(\(.*?\)|\S+)(.*)", node.text, re.DOTALL)
    values = liquid.operand(found[2]) if found else UNKNOWN
    branches = _branches(node)
    if found is None or isinstance(values, Unknown):
        liquid.report.person(liquid.file, node.line, "a list that a template made; it is left out", written([node]))
        return
    if isinstance(values, Mapping):
        values = [list(pair) for pair in values.items()]
    items = [*values] if isinstance(values, list) else []
    items = items[::-1] if "reversed" in found[3] else items
    limits = dict(re.findall(r"(limit|offset)\s*:\s*(\d+)", found[3]))
    items = items[int(limits.get("offset", 0)) :][: int(limits.get("limit", _LONGEST_LOOP))]
    kept = dict(liquid.scope)
    for number, item in enumerate(items):
        loop = {"index": number + 1, "index0": number, "first": number == 0, "last": number == len(items) - 1}
        liquid.scope.update({found[1]: item, "forloop": {**loop, "length": len(items)}})
        liquid._nodes(branches[0][2])
    liquid.scope = kept
    if not items:
        for _, _, nodes in branches[1:]:
            liquid._nodes(nodes)


def _assign(liquid: Liquid, node: Node) -> None:
    name, _, expression = node.text.partition("=")
    liquid.scope[name.strip()] = liquid.value(expression.strip())


def _capture(liquid: Liquid, node: Node) -> None:
    liquid.scope[node.text.strip().strip("\"'")] = liquid.content(node)


_OWN: dict[str, Callable[[Liquid, Node], None]] = {
    "if": _if,
    "unless": _if,
    "case": _if,
    "for": _for,
    "assign": _assign,
    "capture": _capture,
}
