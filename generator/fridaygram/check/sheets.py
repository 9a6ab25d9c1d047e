"""Style sheets as declarations with their lines, and custom properties followed to their values in one scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"[{};]|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[^{};\"']+")
_SCHEME = re.compile(r"prefers-color-scheme:\s*(light|dark)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_LIGHT_DARK = re.compile(r"light-dark\(\s*((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)")
# A custom property may name others; a chain of these many names itself.
DEEPEST = 20


@dataclass(frozen=True)
class Rule:
    """A rule of a style sheet: its selector, its declarations by property, the line of each, and the scheme it is for.

    ``conditions`` are the at-rules around it; ``scheme`` is None where it holds in both.
    """

    file: str
    selector: str
    declarations: Mapping[str, str]
    lines: Mapping[str, int]
    scheme: Scheme | None
    conditions: tuple[str, ...]

    @property
    def is_for_print(self) -> bool:
        """Whether it holds on paper only."""
        return any(re.search(r"\bprint\b", condition) for condition in self.conditions)


def rules(text: str, file: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet, nested at-rules opened, in order."""
    plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    around: list[str] = []
    declared: dict[str, str] = {}
    lines: dict[str, int] = {}
    words, start = "", 1
    line = 1
    for found in _PIECE.finditer(plain):
        piece = found[0]
        if piece not in "{};":
            if not words.strip():
                start = line + len(piece[: len(piece) - len(piece.lstrip())].split("\n")) - 1
                words = ""
            words += piece
        elif piece == "{":
            around.append(" ".join(words.split()))
            words = ""
        else:
            name, colon, value = words.partition(":")
            if colon:
                key = name.strip() if name.strip().startswith("--") else name.strip().lower()
                declared[key], lines[key] = " ".join(value.split()), start
            words = ""
            if piece == "}" and around:
                selector = around.pop()
                if declared and not selector.startswith("@"):
                    yield Rule(file, selector, declared, lines, _scheme(around), tuple(around))
                declared, lines = {}, {}
        line += piece.count("\n")


def _scheme(conditions: Iterable[str]) -> Scheme | None:
    for condition in conditions:
        if found := _SCHEME.search(condition):
            return "dark" if found[1] == "dark" else "light"
    return None


def custom_properties(all_rules: Iterable[Rule], scheme: Scheme) -> dict[str, str]:
    """Return the custom properties of ``:root`` (or ``html``) as they are in a scheme."""
    found = {}
    for rule in all_rules:
        if rule.scheme in (None, scheme) and re.search(r"(?:^|[\s,])(?::root|html)(?:$|[\s,])", rule.selector):
            found.update({name: value for name, value in rule.declarations.items() if name.startswith("--")})
    return found


def resolved(value: str, properties: Mapping[str, str], scheme: Scheme) -> str:
    """Return a value with its ``var()`` and ``light-dark()`` followed; what leads nowhere stays as it is."""
    for _ in range(DEEPEST):
        found = _VAR.search(value)
        if found is None:
            break
        fallback: str | None = found[2]
        known = properties.get(found[1], fallback)
        if known is None:
            return value
        value = value[: found.start()] + known.strip() + value[found.end() :]
    return _LIGHT_DARK.sub(lambda pair: pair[1 if scheme == "light" else 2].strip(), value)
