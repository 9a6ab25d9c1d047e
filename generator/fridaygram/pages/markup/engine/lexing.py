"""Pygments' lexers without tries that cannot succeed: at each place only rules that can begin with its character.

A lexer of Pygments tries up to a hundred expressions in turn at every place. The characters that an expression can
begin with, and whether it must stand at the beginning of a line, are read off its parsed form; where that is not
certain, the expression is always tried. So the tokens are the same. Only ASCII is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

ASCII = 128
_ALL = frozenset(range(ASCII))
# Space to some expressions and none to others: always counted in.
_UNSURE = frozenset(range(0x1C, 0x20))
_CATEGORIES = {
    "CATEGORY_DIGIT": frozenset(code for code in _ALL if chr(code).isdigit()),
    "CATEGORY_SPACE": frozenset(code for code in _ALL if chr(code).isspace()) - _UNSURE,
    "CATEGORY_WORD": frozenset(code for code in _ALL if chr(code).isalnum() or chr(code) == "_"),
}
Rules = tuple[tuple[Any, Any, Any], ...]
# A state's rules: all of them at the beginning of a line and elsewhere, those by the next character of both (filled as
# needed), and by rule whether it must begin a line, and with what it can begin.
Table = tuple[tuple[Rules, Rules], tuple[list[Rules | None], list[Rules | None]], list[tuple[bool, frozenset[int]]]]


def quicken(lexer: Any) -> bool:
    """Let a lexer choose its rules by the next character; False where it does not work by Pygments' own loop."""
    from pygments.lexer import RegexLexer

    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        return False
    loop = _Loop(lexer)
    lexer.get_tokens_unprocessed, lexer.get_tokens = loop, loop.tokens
    return True


class _Loop:
    """``RegexLexer.get_tokens_unprocessed`` of one lexer."""

    def __init__(self, lexer: Any) -> None:
        self._lexer = lexer
        self._tables: dict[str, Table] = {}

    def tokens(self, text: str) -> list[tuple[Any, str]]:
        """Do as ``get_tokens`` of a lexer without filters."""
        return [(kind, value) for _, kind, value in self(self._lexer._preprocess_lexer_input(text))]

    def __call__(self, text: str, stack: Iterable[str] = ("root",)) -> list[tuple[int, Any, str]]:
        """Return the tokens, with their places."""
        from pygments.token import Error, Whitespace, _TokenType

        found_tokens: list[tuple[int, Any, str]] = []
        append = found_tokens.append
        lexer, position, end = self._lexer, 0, len(text)
        states = list(stack)
        table = self._table(states[-1])
        while True:
            inside = position > 0 and text[position - 1] != "\n"
            sign = ord(text[position]) if position < end else ASCII
            rules = table[1][inside][sign] if sign < ASCII else table[0][inside]
            for match, action, following in self._chosen(table, inside, sign) if rules is None else rules:
                found = match(text, position)
                if not found:
                    continue
                if action is not None:
                    if type(action) is _TokenType:
                        append((position, action, found[0]))
                    else:
                        found_tokens.extend(action(lexer, found))
                position = found.end()
                if following is not None:
                    _go(states, following)
                    table = self._table(states[-1])
                break
            else:
                if position >= end:
                    return found_tokens
                if text[position] == "\n":
                    states = ["root"]
                    table = self._table("root")
                    append((position, Whitespace, "\n"))
                else:
                    append((position, Error, text[position]))
                position += 1

    def _table(self, state: str) -> Table:
        table = self._tables.get(state)
        if table is None:
            rules: Rules = tuple(self._lexer._tokens[state])
            known = [_beginning(rule[0]) for rule in rules]
            inside = tuple(rule for rule, (begins_line, _) in zip(rules, known, strict=True) if not begins_line)
            table = self._tables[state] = ((rules, inside), ([None] * ASCII, [None] * ASCII), known)
        return table

    @staticmethod
    def _chosen(table: Table, inside: bool, sign: int) -> Rules:
        rules, by_sign, known = table
        pairs = zip(rules[0], known, strict=True)
        chosen = tuple(rule for rule, (line, first) in pairs if sign in first and not (inside and line))
        by_sign[inside][sign] = chosen
        return chosen


def _go(states: list[str], following: Any) -> None:
    """Change the stack of states as a rule says."""
    if isinstance(following, tuple):
        for state in following:
            if state == "#pop":
                if len(states) > 1:
                    states.pop()
            else:
                states.append(states[-1] if state == "#push" else state)
    elif isinstance(following, int):
        del states[1 if abs(following) >= len(states) else following :]
    else:
        states.append(states[-1])


def _beginning(match: Callable[..., Any]) -> tuple[bool, frozenset[int]]:
    """Return whether what an expression's ``match`` finds begins a line, and the ASCII characters it can begin with."""
    pattern = getattr(match, "__self__", None)
    return _of_pattern(pattern) if isinstance(pattern, re.Pattern) else (False, _ALL)


@cache  # many states share their rules
def _of_pattern(pattern: re.Pattern[str]) -> tuple[bool, frozenset[int]]:
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        found, may_be_empty = _of_sequence(parsed, pattern.flags)
        begins_line = _begins_line(parsed)
    except (ImportError, AttributeError, ValueError, TypeError, RecursionError, IndexError):
        return False, _ALL  # another Python's parser
    return begins_line, _ALL if may_be_empty else found


def _begins_line(parts: Sequence[tuple[Any, Any]]) -> bool:
    """Return whether a sequence begins with ``^``, in a group or not."""
    kind, value = parts[0] if len(parts) else ("", None)
    if str(kind) == "SUBPATTERN":
        return value is not None and _begins_line(value[3])
    return str(kind) == "AT" and str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING")


def _of_sequence(parts: Iterable[tuple[Any, Any]], flags: int) -> tuple[frozenset[int], bool]:
    """Return which characters a sequence can begin with, and whether it may match nothing."""
    found: frozenset[int] = frozenset()
    for kind, value in parts:
        more, may_be_empty = _of_part(str(kind), value, flags)
        found |= more
        if not may_be_empty:
            return found, False
    return found, True


def _of_part(kind: str, value: Any, flags: int) -> tuple[frozenset[int], bool]:
    if kind == "LITERAL":
        return _letter(value, flags), False
    if kind == "IN":
        return _of_set(value, flags), False
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        found, may_be_empty = _of_sequence(value[2], flags)
        return found, may_be_empty or value[0] == 0
    if kind == "SUBPATTERN":
        return _of_sequence(value[3], (flags | value[1]) & ~value[2])
    if kind == "ATOMIC_GROUP":
        return _of_sequence(value, flags)
    if kind == "BRANCH":
        every = [_of_sequence(one, flags) for one in value[1]]
        return frozenset().union(*(found for found, _ in every)), any(empty for _, empty in every)
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset(), True
    return _ALL, kind.startswith("GROUPREF")


def _letter(code: int, flags: int) -> frozenset[int]:
    if not flags & re.IGNORECASE:
        return frozenset({code})
    # A few letters beyond ASCII are the same as one of ASCII to expressions that ignore case.
    return frozenset(map(ord, {chr(code).lower(), chr(code).upper()})) if code < ASCII else _ALL


def _of_set(parts: Sequence[tuple[Any, Any]], flags: int) -> frozenset[int]:
    found: frozenset[int] = frozenset()
    sure, negated = True, False
    for kind, value in ((str(kind), value) for kind, value in parts):
        if kind == "NEGATE":
            negated = True
        elif kind == "LITERAL":
            found |= _letter(value, flags)
        elif kind == "RANGE":
            sure = sure and (value[1] < ASCII or not flags & re.IGNORECASE)
            for code in range(value[0], min(value[1], ASCII - 1) + 1):
                found |= _letter(code, flags)
        elif kind == "CATEGORY":
            name = str(value)
            positive = _CATEGORIES.get(name.replace("_NOT", ""))
            sure = sure and positive is not None
            found |= (positive or _ALL) if "_NOT" not in name else _ALL - (positive or _ALL)
        else:
            sure = False
    if not sure or (negated and flags & re.IGNORECASE):
        return _ALL
    return (_ALL - found if negated else found) | _UNSURE
