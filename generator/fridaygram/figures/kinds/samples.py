"""Samples of a model, each with the receipt that lets anyone draw it again.

In a post::

    ```figure samples
    corpus: demo
    order: 6
    pick: [3]
    ```

Values::

    samples:
      - {text: The drums walk home., order: 6, model: mle, seed: 1, index: 3, batch: 5}
      - {text: A bass line like a, order: 6, model: mle, seed: 1, index: 4, batch: 5, ended: false}
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from fridaygram.errors import FigureError
from fridaygram.figures.base import Drawing, Figure, Order, Params, Seed, Table, Values
from fridaygram.figures.style import number

Sample = Mapping[str, Any]


class SamplesParams(Params, frozen=True, kw_only=True):
    """Parameters of a table of samples.

    ``corpus`` and ``model`` name what was trained, ``order`` its order (or several); ``seed`` starts the draw,
    ``count`` is how many are drawn, ``pick`` the numbers (from 0) of those shown; ``temperature`` sharpens
    (below 1) or flattens (above 1) the distribution; ``prompt`` begins each text; ``length`` ends it.
    """

    corpus: str = ""
    model: str = "mle"
    order: Order | list[Order] = 4
    seed: Seed = 1
    count: int = 5
    pick: list[int] | None = None
    temperature: float = 1.0
    prompt: str = ""
    length: Annotated[int, msgspec.Meta(le=100_000)] = 280


def draw(values: Values, params: SamplesParams, scope: str) -> Drawing:
    """Draw ``{"samples": [{"text", "order", "model", "seed", "index", "batch", ..}]}``.

    Besides ``temperature``, ``prompt`` and ``ended`` (false where the text was cut at its greatest length).
    """
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="raise 'count' or change 'pick'")
    items = "".join(_item(sample) for sample in samples)
    text = params.alt or f"{len(samples)} generated text{'s' if len(samples) > 1 else ''}."
    return Drawing(html=f'<ol class="fig-samples" id="{scope}-samples">{items}</ol>', text=text, table=_table(samples))


def _item(sample: Sample) -> str:
    prompt, text = str(sample.get("prompt", "")), str(sample["text"])
    rest = text.removeprefix(prompt)
    begun = f'<b class="fig-prompt">{html.escape(prompt)}</b>' if prompt and rest != text else ""
    body = html.escape(rest if begun else text)
    cut = "" if sample.get("ended", True) else '<span class="fig-cut" title="cut here">…</span>'
    return (
        f"<li><blockquote>{begun}{body}{cut}</blockquote>"
        f'<p class="fig-receipt">{"<span> · </span>".join(html.escape(part) for part in _receipt(sample))}</p></li>'
    )


def _receipt(sample: Sample) -> list[str]:
    parts = [f"order {sample['order']}", str(sample["model"]), f"seed {sample['seed']}"]
    parts.append(f"sample {sample['index'] + 1} of {sample['batch']}")
    if sample.get("temperature", 1.0) != 1.0:
        parts.append(f"temperature {number(sample['temperature'], 2)}")
    return parts


def _table(samples: list[Sample]) -> Table:
    header = ("Text", "Model", "Order", "Seed", "Sample", "Of", "Temperature", "Prompt", "Ended by itself")
    rows = tuple(
        (
            str(sample["text"]),
            str(sample["model"]),
            str(sample["order"]),
            str(sample["seed"]),
            str(sample["index"] + 1),
            str(sample["batch"]),
            number(sample.get("temperature", 1.0), 2),
            str(sample.get("prompt", "")),
            "yes" if sample.get("ended", True) else "no",
        )
        for sample in samples
    )
    return Table(header, rows)


FIGURE = Figure(
    "Samples",
    SamplesParams,
    "samples",
    draw,
    decides=("corpus", "model", "order", "seed", "count", "pick", "temperature", "prompt", "length"),
)
