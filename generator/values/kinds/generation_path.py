"""The paths of a phrase through a model: of the phrase alone, or of a trained corpus."""

from __future__ import annotations

from typing import Any

from generator.errors import ContentError
from generator.values.base import Params, Provider, Source, Stores


def _sources(params: Params) -> tuple[Source, ...]:
    corpus = params.get("corpus")
    return (Source(kind="model", name=corpus),) if corpus else ()


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from generator.lm import generation_paths

    corpus = params.get("corpus") or None
    index = stores.index(corpus) if corpus else None
    if not params["phrase"]:
        raise ContentError("the phrase is empty", hint="write the text whose paths are to be shown")
    return generation_paths(params["phrase"], params["order"], index=index, corpus=corpus)


PROVIDER = Provider(sources=_sources, compute=_compute)
