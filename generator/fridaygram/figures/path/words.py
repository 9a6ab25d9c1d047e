"""Characters made visible, and what happens at each step said in words."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from fridaygram.figures.style import number, series_role

_SHOWN = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "␍", "\N{NO-BREAK SPACE}": "⍽"}
_DOTTED_CIRCLE, _INVISIBLE = "◌", "▯"
_COLOURS = ("green", "blue", "red", "grey", "violet")  # of the series in style.py
_MOST_FACTORS = 3


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


def chance(value: float) -> str:
    """Return a path's probability: ``0.25``, or ``1 in 3,200`` where decimals would hide it."""
    return probability(value) if value >= 0.01 else f"1 in {round(1 / value):,}" if value > 1e-9 else "below 1 in 10⁹"


def odds(path: Mapping[str, Any]) -> list[str]:
    """Return what is said of a path's probability, the longest first: how it comes about, it, nothing.

    A probability belongs to a finished text; of one that goes on, it is that of what stands so far.
    """
    value = path.get("probability")
    if value is None:
        return [""]
    if not is_finished(path):
        return [f"probability so far {chance(value)}", f"so far {chance(value)}", ""]
    said = [f"probability {chance(value)}", chance(value), ""]
    # As they are written, so that a reader who multiplies them gets what stands there.
    factors = [round(step["p"], 2) for step in path["steps"] if step["p"] < 1]
    if 1 < len(factors) <= _MOST_FACTORS and value >= 0.01 and math.isclose(math.prod(factors), value):
        said.insert(0, f"probability {' × '.join(map(probability, factors))} = {chance(value)}")
    return said


def colour(index: int) -> str:
    """Return what a path's colour is called, as prose has it: the first path is green."""
    return _COLOURS[int(series_role(index)) - 1]


def is_finished(path: Mapping[str, Any]) -> bool:
    """Return whether a path's text ends, instead of going on past the picture."""
    return bool(path["steps"]) and path["steps"][-1]["char"] == ""


def transcript(values: Mapping[str, Any]) -> str:
    """Return the whole animation as text: each path, what it writes, where it parts, and how it ends."""
    lines = []
    for index, path in enumerate(values["paths"]):
        line = f"{name_of(values, index)} writes {shown(path['text']) if path['text'] else 'nothing'}"
        if fork := path.get("forks_from"):
            step = path["steps"][fork["step"]]
            line += (
                f", leaving {name_of(values, fork['path'])} after {quoted(step['history'])} "
                f"with {shown(step['char'])} ({probability(step['p'])})"
            )
        if path.get("loops_to") is not None:
            line += f", and comes back to {quoted(path['steps'][path['loops_to']]['history'])} again and again"
        elif is_finished(path):
            line += ", and ends"
        likely = odds(path)[0]
        lines.append(f"{line[0].upper()}{line[1:]}{f': {likely}' if likely else ''}.")
    return "\n".join(lines)


def name_of(values: Mapping[str, Any], index: int) -> str:
    """Return a path's colour and name: ``green (happy)``."""
    return f"{colour(index)} ({values['paths'][index].get('name') or index + 1})"


def introduction(values: Mapping[str, Any]) -> str:
    """Return what the figure is, in one sentence."""
    phrase = "".join(visible(c) if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in values["phrase"])
    trained = f"the corpus {values['corpus']}" if values.get("corpus") else f"the phrase '{phrase}'"
    return f"What a model of order {values['order']}, trained on {trained}, may write, character by character."
