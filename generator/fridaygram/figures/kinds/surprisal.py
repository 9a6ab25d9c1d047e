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
        choices:
          - {at: 4, after: "he ", chosen: b, bits: 1.58, chance: 0.33, count: 2, others: [[d, 0.67]]}
          - {at: 13, after: alk, chosen: " ", bits: 0.58, chance: 0.67, count: 2, others: [[s, 0.33]]}
          - {at: 14, after: "lk ", chosen: i, bits: 1.0, chance: 0.5, count: 2, others: [[h, 0.5]]}
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Figure, Params, Table, Values
from fridaygram.figures.sample_html import disclosure
from fridaygram.figures.style import integer, number

Choice = Mapping[str, Any]
STEPS = ((0.0, "sur-1", "under 1 bit"), (1.0, "sur-2", "1 to 3 bits"), (3.0, "sur-3", "3 bits or more"))
"""From how many bits a character carries which line, and that in words."""
NAMES = {"": "the end", " ": "␣", "\n": "⏎", "\N{NO-BREAK SPACE}": "fixed space"}
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
    """Draw ``{"samples": [{"text", "prompt", "ended", "steps", "bits", "choices", ..}]}``.

    A choice has ``at``, ``after``, ``chosen``, ``bits``, ``chance``, ``count`` and ``others`` [[character, chance]].
    """
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="keep some: fridaygram curate")
    items = "".join(
        f'<li><blockquote class="smp-text">{_text(sample)}</blockquote><p class="smp-line"><b>{disclosure(sample)}</b>'
        f"<span> · </span>{_measures(sample)}</p></li>"
        for sample in samples
    )
    marks = ", ".join(f'<span class="{name}">{words}</span>' for _, name, words in STEPS)
    legend = (
        f"A line stands under each character that the model chose among others: the thicker, the less it was expected "
        f"({marks}). Of all other characters it was certain. What else could have stood in each place is in the data."
    )
    html = f'<ol class="smp-list">{items}</ol><p class="fig-source">{legend}</p>'
    text = params.alt or " ".join(f"{disclosure(sample)}: {_measures(sample)}" for sample in samples)
    return Drawing(html=html, text=text, table=_table(samples))


def _text(sample: Mapping[str, Any]) -> str:
    text, place = sample["text"], len(sample["prompt"])
    begun = f'<b class="smp-prompt">{escape(sample["prompt"])}</b>' if sample["prompt"] else ""
    parts = [begun]
    for choice in sample["choices"]:
        at = choice["at"]
        parts.append(escape(text[place:at]))
        parts.append(_marked(choice))
        place = at + len(choice["chosen"])
    parts.append(escape(text[place:]))
    if not sample["ended"]:
        parts.append('<span class="smp-cut"> […]</span>')
    return "".join(parts)


def _marked(choice: Choice) -> str:
    chosen = choice["chosen"]
    name = next(name for least, name, _ in reversed(STEPS) if choice["bits"] >= least)
    told = f"{number(choice['bits'])} bits; else {_others(choice)}"
    if chosen == "":
        return f' <span class="{name}" title="{escape(told)}">[end]</span>'
    # A new line has no width that could carry a line: its sign stands for it.
    shown = "⏎" if chosen == "\n" else escape(chosen)
    after = "\n" if chosen == "\n" else ""
    return f'<span class="{name}" title="{escape(told)}">{shown}</span>{after}'


def _others(choice: Choice) -> str:
    named = [f"{shown(character)} {_percent(chance)}" for character, chance in choice["others"]]
    more = choice["count"] - 1 - len(named)
    return ", ".join(named) + (f" and {integer(more)} more" if more else "")


def shown(character: str) -> str:
    """Return a character as it can be read in a list."""
    return NAMES.get(character, character)


def _percent(chance: float) -> str:
    return f"{number(100 * chance, 0 if chance >= 0.1 else 1)}%" if chance >= 0.0005 else "under 0.1%"


def _measures(sample: Mapping[str, Any]) -> str:
    each = sample["bits"] / max(1, sample["steps"])
    return (
        f"a choice at {integer(len(sample['choices']))} of {integer(sample['steps'])} places; "
        f"{number(sample['bits'])} bits in all, {number(each, 2)} each on average."
    )


def _table(samples: list[Mapping[str, Any]]) -> Table:
    header = ("Sample", "Place", "After", "Written", "Bits", "Chance", "Else")
    rows = []
    for sample in samples:
        for choice in sample["choices"]:
            after = "".join(NAMES.get(character, character) for character in choice["after"][-AFTER:])
            rows.append(
                (
                    disclosure(sample),
                    integer(choice["at"] + 1),
                    after,
                    shown(choice["chosen"]),
                    number(choice["bits"], 2),
                    _percent(choice["chance"]),
                    _others(choice),
                )
            )
    return Table(header, tuple(rows))


FIGURE = Figure("Surprisal", SurprisalParams, "surprisal", draw, decides=("corpus", "data", "pick"))
