"""The funnel of one corpus or of several side by side, counted by the stages' own answers."""

from __future__ import annotations

from typing import Any

from fridaygram.errors import ContentError
from fridaygram.values.base import Params, Provider, Stores, ValueSource
from fridaygram.values.inline import PUBLISHED


def _names(params: Params) -> list[str]:
    corpus = params["corpus"]
    return [corpus] if isinstance(corpus, str) else list(corpus)


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return tuple(ValueSource(kind="corpus", name=name) for name in _names(params) if name != PUBLISHED)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.corpus.funnel import published_funnel

    funnels = []
    for name in _names(params):
        if name == PUBLISHED:
            funnels.append(published_funnel().as_values())
            continue
        funnel = stores.corpus(name).funnel(stores.day(name))
        if funnel is None:
            raise ContentError(
                f"corpus '{name}' has no funnel", hint="only an acquired or imported corpus counts its drops"
            )
        funnels.append(funnel.as_values())
    return {"funnels": funnels}


PROVIDER = Provider(sources=_sources, compute=_compute)
