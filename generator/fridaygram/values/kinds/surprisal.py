"""Surprisal of kept samples: at each character where the model had a choice, its bits and what else it could write."""

from __future__ import annotations

import math
from typing import Any

from fridaygram.errors import ModelError
from fridaygram.values.base import Params, Provider, Stores
from fridaygram.values.kinds.curated import chosen, sources
from fridaygram.values.samples.expectations import expected_of
from fridaygram.values.samples.replay import model_of, replay, writer_is_here


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
                "steps": len(sample.trace),
                "bits": math.fsum(-math.log2(step.probability) for step in sample.trace),
                "expected": expected_of(sample.trace, len(sample.prompt)),
            }
        )
    return {"samples": samples, "corpus": params["corpus"]}


PROVIDER = Provider(sources=sources, compute=_compute, follows=("file",), version=2)
