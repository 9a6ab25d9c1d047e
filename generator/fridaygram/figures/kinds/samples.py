"""Samples of a model, each with the receipt that lets anyone draw it again.

In a post::

    ```figure samples
    corpus: demo
    order: 6
    pick: [3]
    ```

Values::

    samples:
      - text: The drums walk home.
        order: 6
        model: mle
        seed: 1
        index: 3
        batch: 5
        expected: [[0, 0.5, 1, 2, T, 0.5, A, 0.5], [4, 0.25, 2, 3, b, 0.5, d, 0.25, s, 0.25]]
      - {text: A bass line like a, order: 6, model: mle, seed: 1, index: 4, batch: 5, ended: false}
"""

from __future__ import annotations

import html
from typing import Annotated

import msgspec

from fridaygram.errors import FigureError
from fridaygram.figures.answers import answers_html, list_html
from fridaygram.figures.base import Drawing, Figure, Order, Params, Seed, Table, Values
from fridaygram.figures.sample_html import CUT, Sample, text_html
from fridaygram.figures.style import number
from fridaygram.languages import word


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

    Besides ``temperature``, ``prompt``, ``ended`` (false where the text was cut at its greatest length), and
    ``expected``, for each place with a choice [place, chance, rank, count, likeliest, its chance, second, ..].
    """
    samples = values["samples"]
    if not samples:
        raise FigureError("there are no samples to show", hint="raise 'count' or change 'pick'")
    page = list_html(_item(sample, answers_html(sample, len(sample.get("prompt", "")))) for sample in samples)
    feed = list_html(_item(sample, "") for sample in samples)
    text = params.alt or word("sample-texts", count=len(samples))
    return Drawing(html=page, text=text, table=_table(samples), feed=feed)


def _item(sample: Sample, answers: str) -> str:
    body = text_html(sample["text"], sample.get("prompt", ""), None)
    cut = "" if sample.get("ended", True) else CUT
    receipt = "<span> · </span>".join(html.escape(part) for part in _receipt(sample))
    return f'<li><blockquote class="smp-text">{body}{cut}</blockquote>{answers}<p class="smp-line">{receipt}</p></li>'


def _receipt(sample: Sample) -> list[str]:
    parts = [word("order-of", order=sample["order"]), str(sample["model"]), word("sample-seed", seed=sample["seed"])]
    parts.append(word("sample-number", number=sample["index"] + 1, batch=sample["batch"]))
    if sample.get("temperature", 1.0) != 1.0:
        parts.append(word("sample-temperature", value=number(sample["temperature"], 2)))
    return parts


def _table(samples: list[Sample]) -> Table:
    names = ("sample-text", "sample-model", "playground-order", "playground-seed", "sample-sample", "sample-of")
    header = tuple(map(word, (*names, "playground-temperature", "sample-prompt", "sample-ended")))
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
            word("yes") if sample.get("ended", True) else word("no"),
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
