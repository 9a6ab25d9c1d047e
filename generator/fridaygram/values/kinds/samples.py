"""Samples: texts that the model writes again from order, seed and number, never texts that someone typed in."""

from __future__ import annotations

from typing import Any

from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, ValueSource


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return (ValueSource(kind="model", name=params["corpus"]),)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm import load_model
    from fridaygram.lm.base import MOST_TEXTS
    from fridaygram.values.samples.expectations import expected_of

    if params["pick"] is None and params["count"] > MOST_TEXTS:
        raise ContentError(
            f"count {params['count']:,} is more texts than anybody reads", hint=f"at most {MOST_TEXTS:,}, or pick some"
        )
    index = stores.index(params["corpus"])
    orders = params["order"] if isinstance(params["order"], list) else [params["order"]]
    picks = list(range(params["count"])) if params["pick"] is None else params["pick"]
    beyond = [pick for pick in picks if not 0 <= pick < params["count"]]
    if beyond:
        raise ContentError(f"pick {beyond[0]} is outside a batch of {params['count']}", hint="numbers start at 0")
    if params["length"] < 1:
        raise ContentError(f"length {params['length']} leaves nothing to read", hint="write 1 or more characters")
    samples = []
    for order in orders:
        model = load_model(params["model"], index, order)
        for pick in picks:
            sample = model.sample(
                params["seed"],
                index=pick,
                batch=params["count"],
                prompt=params["prompt"],
                temperature=params["temperature"],
                limit=params["length"],
                trace=True,
            )
            samples.append(
                {
                    "text": sample.text,
                    "order": order,
                    "model": params["model"],
                    "seed": params["seed"],
                    "index": pick,
                    "batch": params["count"],
                    "temperature": params["temperature"],
                    "prompt": params["prompt"],
                    "ended": sample.ended,
                    "expected": expected_of(sample.trace, len(sample.prompt)),
                }
            )
    return {"samples": samples, "corpus": params["corpus"]}


PROVIDER = Provider(sources=_sources, compute=_compute, version=2)
