"""Surprisal: how many bits each character of a sample cost, and what else could have stood there.

In a post::

    ```figure surprisal
    corpus: demo
    pick: [4]
    ```

Values::

    samples:
      - text: The bass walk in.
        prompt: ""
        order: 3
        index: 0
        batch: 5
        ended: true
        steps: 18
        bits: 3.17
        expected:
          - [4, 0.33, 2, 2, d, 0.67, b, 0.33]
          - [13, 0.67, 1, 2, " ", 0.67, s, 0.33]
          - [14, 0.5, 1, 2, h, 0.5, i, 0.5]
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fridaygram import languages
from fridaygram.errors import FigureError
from fridaygram.figures.answers import SIGNS, Expected, answers_html, expected_in, list_html
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.sample_html import CUT, disclosure
from fridaygram.figures.style import integer, number
from fridaygram.languages import capital, word

STEPS = ((0.0, "sur-1", "surprisal-low"), (1.0, "sur-2", "surprisal-middle"), (3.0, "sur-3", "surprisal-high"))
"""From how many bits a character carries which line, and the word for that."""
AFTER = 16


class SurprisalParams(Params, frozen=True, kw_only=True):
    """Parameters of a figure of surprisal.

    ``corpus`` names the trained corpus; ``data`` is the file beside the post that ``fridaygram curate`` writes;
    ``pick`` are the numbers (from 1) of those of the corpus's samples that are shown; without it all are.
    """

    corpus: str
    data: str = "samples.toml"
    pick: list[int] | None = None


def draw(values: Values, params: SurprisalParams, scope: str) -> Drawing:
    """Draw ``{"samples": [{"text", "prompt", "ended", "steps", "bits", "expected", ..}]}``.

    ``expected`` lists, for each place where the model had a choice, [place, chance, rank, count, likeliest, its chance,
    second, ..], as JSON in a line or not; "" is the end.
    """
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="keep some: fridaygram curate")
    marks = word("comma").join(f'<span class="{name}">{word(said)}</span>' for _, name, said in STEPS)
    legend = f'<p class="fig-source">{word("surprisal-legend", marks=marks)}</p>'
    html = list_html(_item(sample, answers_html(sample, len(sample["prompt"]))) for sample in samples)
    feed = list_html(_item(sample, "") for sample in samples)
    text = params.alt or " ".join(word("named", name=disclosure(sample), value=_measures(sample)) for sample in samples)
    return Drawing(html=html + legend, text=text, table=_table(samples), feed=feed + legend)


def _item(sample: Mapping[str, Any], answers: str) -> str:
    return (
        f'<li><blockquote class="smp-text">{_text(sample)}</blockquote>{answers}<p class="smp-line">'
        f"<b>{disclosure(sample)}</b><span> · </span>{_measures(sample)}</p></li>"
    )


def _text(sample: Mapping[str, Any]) -> str:
    text, place = sample["text"], len(sample["prompt"])
    begun = f'<b class="smp-prompt">{escape(sample["prompt"])}</b>' if sample["prompt"] else ""
    parts = [begun]
    for expected in expected_in(sample):
        at = expected.place
        parts.append(escape(text[place:at]))
        parts.append(_marked(expected, text[at : at + 1]))
        place = at + 1
    parts.append(escape(text[place:]))
    if not sample["ended"]:
        parts.append(CUT)
    return "".join(parts)


def _marked(expected: Expected, written: str) -> str:
    name = next(name for least, name, _ in reversed(STEPS) if expected.bits >= least)
    others = word("surprisal-else", bits=number(expected.bits), others=_others(expected, written))
    told = f'class="{name}" title="{escape(others)}"'
    # What has no width could carry no line: its sign stands for it. The page's script takes a sign for what follows it.
    if written == "":
        return f'<span class="smp-cut"> </span><span {told} data-sign>[{word("explore-script-end")}]</span>'
    if written == "\n":
        return f"<span {told} data-sign>⏎</span>\n"
    return f"<span {told}>{escape(written)}</span>"


def _others(expected: Expected, written: str) -> str:
    others = [(name, chance) for name, chance in expected.likely if name != written]
    named = [f"{shown(name)} {_percent(chance)}" for name, chance in others]
    more = expected.among - 1 - len(named)
    return word("comma").join(named) + (f" {word('and-more', count=more)}" if more else "")


def shown(character: str) -> str:
    """Return a character as it can be read in a list."""
    return {"": word("script-the-end"), "\N{NO-BREAK SPACE}": word("script-fixed-space"), **SIGNS}.get(
        character, character
    )


def _percent(chance: float) -> str:
    if chance < 0.0005:
        return word("surprisal-rare", share=languages.percent(number(0.1)))
    return languages.percent(number(100 * chance, 0 if chance >= 0.1 else 1))


def _measures(sample: Mapping[str, Any]) -> str:
    each = sample["bits"] / max(1, sample["steps"])
    return word(
        "surprisal-measures",
        choices=integer(len(expected_in(sample))),
        places=integer(sample["steps"]),
        bits=number(sample["bits"]),
        each=number(each, 2),
    )


def _table(samples: list[Mapping[str, Any]]) -> Table:
    names = ("sample-sample", "surprisal-place", "explore-after", "surprisal-written", "bits", "surprisal-chance")
    header = tuple(capital(word(name)) for name in (*names, "surprisal-others"))
    rows = []
    for sample in samples:
        text = sample["text"]
        for expected in expected_in(sample):
            written = text[expected.place : expected.place + 1]
            rows.append(
                (
                    disclosure(sample),
                    integer(expected.place + 1),
                    "".join(map(shown, _history(sample, expected.place)[-AFTER:])),
                    shown(written),
                    number(expected.bits, 2),
                    _percent(expected.chance),
                    _others(expected, written),
                )
            )
    return Table(header, tuple(rows))


def _history(sample: Mapping[str, Any], place: int) -> str:
    """Return what the model saw before a place: as many characters as its order, "~" before the text's start."""
    order: int | None = sample["order"]
    before: str = sample["text"][:place]
    return ("~" + before) if order is None else ("~" * order + before)[place:]


FIGURE = Figure("Surprisal", SurprisalParams, "surprisal", draw, decides=("corpus", "data", "pick"))
