"""Characters made visible, and what happens at each step said in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from fridaygram.figures.style import number

PAD_NAME = "the start"
_SHOWN = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "␍", "\N{NO-BREAK SPACE}": "⍽"}
_DOTTED_CIRCLE, _INVISIBLE = "◌", "▯"


def visible(character: str) -> str:
    """Return what stands for one character: itself, or a sign where it has no ink or no place of its own."""
    if character in _SHOWN:
        return _SHOWN[character]
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc"}:
        return _DOTTED_CIRCLE + character
    if category[0] in "CZ":
        return _INVISIBLE
    return character


def shown(text: str) -> str:
    """Return a text with every character visible; the end of a text is ``end``."""
    return "".join(map(visible, text)) if text else "end"


def quoted(history: str) -> str:
    """Return a history in quotes."""
    return f"'{shown(history)}'"


def probability(value: float) -> str:
    """Return a probability as the dictionary writes it: ``1``, ``0.5``, ``<0.01``."""
    return "<0.01" if 0 < value < 0.005 else number(value, 2)


def choices(next_characters: Sequence[Sequence[Any]], *, most: int = 4) -> str:
    """Return the continuations as a list in words: ``i or t``, ``a, b, c or 9 others``."""
    listed = [shown(str(character)) if character else "the end" for character, _ in next_characters]
    if len(listed) > most:
        listed = [*listed[: most - 1], f"{len(listed) - most + 1} others"]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


def transcript(values: Mapping[str, Any]) -> str:
    """Return the whole animation as text: each path, what it writes, where it parts and where it loops."""
    lines = []
    for index, path in enumerate(values["paths"]):
        written = shown(path["text"]) if path["text"] else "nothing"
        line = f"{name_of(values, index)} writes {written}"
        if fork := path.get("forks_from"):
            step = path["steps"][fork["step"]]
            line += (
                f", leaving {name_of(values, fork['path'])} after {quoted(step['history'])} "
                f"with {shown(step['char'])} ({probability(step['p'])})"
            )
        if path.get("loops_to") is not None:
            line += f", and comes back to {quoted(path['steps'][path['loops_to']]['history'])} again and again"
        elif path["steps"] and path["steps"][-1]["char"] == "":
            line += ", and ends"
        lines.append(f"{line}.")
    return "\n".join(lines)


def name_of(values: Mapping[str, Any], index: int) -> str:
    """Return the name of a path as a subject: ``The happy path``."""
    name = str(values["paths"][index].get("name") or f"number {index + 1}")
    return f"The {name} path"


def introduction(values: Mapping[str, Any]) -> str:
    """Return what the figure is, in one sentence."""
    phrase = "".join(visible(c) if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in values["phrase"])
    trained = f"the corpus {values['corpus']}" if values.get("corpus") else f"the phrase '{phrase}'"
    return f"What a model of order {values['order']}, trained on {trained}, may write, character by character."
