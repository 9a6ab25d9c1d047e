"""Surprisal of kept samples: at each character where the model had a choice, its bits and what else it could write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.values.base import Params, Provider, Stores
from fridaygram.values.kinds.curated import chosen, sources
from fridaygram.values.samples.replay import model_of, replay, writer_is_here

if TYPE_CHECKING:
    from fridaygram.lm import TraceStep

OTHERS = 6


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    path, kept = chosen(params, stores)
    samples = []
    for placed in kept:
        receipt = placed.receipt
        if not writer_is_here(receipt, stores):
            raise ModelError(
                f"the model that wrote this sample of '{receipt.corpus}' is not here",
                hint="train the corpus that its receipt names, or show its text alone: figure curated",
                file=path,
                line=placed.line,
            )
        sample = replay(placed, model_of(placed, stores, path), path, trace=True)
        samples.append(
            {
                "text": sample.text,
                "prompt": sample.prompt,
                "order": sample.order,
                "model": sample.model,
                "seed": sample.seed,
                "index": sample.index,
                "batch": sample.batch,
                "ended": sample.ended,
                **choices(sample.trace, len(sample.prompt)),
            }
        )
    return {"samples": samples, "corpus": params["corpus"]}


def choices(trace: Sequence[TraceStep], begun: int) -> dict[str, Any]:
    """Return the steps of a sample at which more than one thing had a chance, and the sum of bits of all steps.

    ``steps`` counts characters after the prompt of ``begun``, and the end where the model chose it. Of a choice:
    ``at`` is its place in the text, ``chosen`` the character ("" the end), ``bits`` its -log2 p before any temperature,
    ``count`` how many had a chance, ``others`` the most probable of the rest with their chances.
    """
    found = []
    for place, step in enumerate(trace, begun):
        likely = {name: chance for name, chance in step.distribution.items() if chance > 0}
        if len(likely) < 2:
            continue
        others = sorted(((chance, name) for name, chance in likely.items() if name != step.choice), reverse=True)
        found.append(
            {
                "at": place,
                "after": step.history,
                "chosen": step.choice,
                "bits": -math.log2(step.probability),
                "chance": step.probability,
                "count": len(likely),
                "others": [[name, chance] for chance, name in others[:OTHERS]],
            }
        )
    bits = math.fsum(-math.log2(step.probability) for step in trace)
    return {"steps": len(trace), "bits": bits, "choices": found}


PROVIDER = Provider(sources=sources, compute=_compute, follows=("file",))
