"""Characters made visible, and what happens at each step said in words."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from fridaygram.figures import fonts
from fridaygram.figures.style import integer, number, series_role
from fridaygram.languages import capital, word

_SHOWN = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "␍", "\N{NO-BREAK SPACE}": "⍽"}
_INVISIBLE = "▯"
_COLOURS = ("green", "blue", "red", "grey", "violet")  # of the series in style.py
_MOST_FACTORS = 3


def visible(character: str) -> str:
    """Return what stands for one character: itself, or a sign where it has no ink or no place of its own."""
    if character in _SHOWN:
        return _SHOWN[character]
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc"}:
        return fonts.DOTTED_CIRCLE + character
    if category[0] in "CZ":
        return _INVISIBLE
    return character


def shown(text: str) -> str:
    """Return a text with every character visible; the end of a text is named."""
    return "".join(map(visible, text)) if text else word("explore-script-end")


def quoted(history: str) -> str:
    """Return a history in quotes."""
    return word("path-quoted", text=shown(history))


def probability(value: float) -> str:
    """Return a probability as the dictionary writes it: ``1``, ``0.5``, ``<0.01``."""
    return f"<{number(0.01, 2)}" if 0 < value < 0.005 else number(value, 2)


def chance(value: float) -> str:
    """Return a path's probability: ``0.25``, or ``1 in 3,200`` where decimals would hide it."""
    if value >= 0.01:
        return probability(value)
    return word("path-one-in", number=integer(1 / value)) if value > 1e-9 else word("path-rarer", number="10⁹")


def odds(path: Mapping[str, Any]) -> list[str]:
    """Return what is said of a path's probability, the longest first: how it comes about, it, nothing.

    A probability belongs to a finished text; of one that goes on, it is that of what stands so far.
    """
    value = path.get("probability")
    if value is None:
        return [""]
    written = chance(value)
    if not is_finished(path):
        return [word("path-probability-so-far", chance=written), word("path-so-far", chance=written), ""]
    said = [word("path-probability", chance=written), written, ""]
    # As they are written, so that a reader who multiplies them gets what stands there.
    factors = [round(step["p"], 2) for step in path["steps"] if step["p"] < 1]
    if 1 < len(factors) <= _MOST_FACTORS and value >= 0.01 and math.isclose(math.prod(factors), value):
        product = " × ".join(map(probability, factors))
        said.insert(0, word("path-probability-of", factors=product, chance=written))
    return said


def colour(index: int) -> str:
    """Return what a path's colour is called, as prose has it: the first path is green."""
    return word(f"path-colour-{_COLOURS[int(series_role(index)) - 1]}")


def is_finished(path: Mapping[str, Any]) -> bool:
    """Return whether a path's text ends, instead of going on past the picture."""
    return bool(path["steps"]) and path["steps"][-1]["char"] == ""


def transcript(values: Mapping[str, Any]) -> str:
    """Return the whole animation as text: each path, what it writes, where it parts, and how it ends."""
    lines = []
    for index, path in enumerate(values["paths"]):
        text = shown(path["text"]) if path["text"] else word("nothing")
        line = word("path-tells", path=name_of(values, index), text=text)
        if fork := path.get("forks_from"):
            step = path["steps"][fork["step"]]
            line = word(
                "path-tells-fork",
                before=line,
                other=name_of(values, fork["path"]),
                history=quoted(step["history"]),
                character=shown(step["char"]),
                chance=probability(step["p"]),
            )
        if path.get("loops_to") is not None:
            line = word("path-tells-loop", before=line, history=quoted(path["steps"][path["loops_to"]]["history"]))
        elif is_finished(path):
            line = word("path-tells-end", before=line)
        likely, line = odds(path)[0], capital(line)
        lines.append(word("sentence", text=word("named", name=line, value=likely) if likely else line))
    return "\n".join(lines)


def name_of(values: Mapping[str, Any], index: int) -> str:
    """Return a path's colour and name: ``green (happy)``."""
    return f"{colour(index)} ({values['paths'][index].get('name') or index + 1})"


def introduction(values: Mapping[str, Any]) -> str:
    """Return what the figure is, in one sentence."""
    order = values["order"]
    if values.get("corpus"):
        return word("path-about-corpus", order=order, corpus=values["corpus"])
    phrase = "".join(visible(c) if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in values["phrase"])
    return word("path-about-phrase", order=order, phrase=phrase)


def right_to_left(text: str) -> bool:
    """Return whether a text runs from right to left: by its first strong character (Unicode Annex 9, rule P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"
