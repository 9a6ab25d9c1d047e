"""The funnel of one corpus or of several side by side, counted by the stages' own answers."""

from __future__ import annotations

from typing import Any

from fridaygram.values.base import Params, Provider, Stores, ValueSource
from fridaygram.values.inline import PUBLISHED, funnel_of


def _names(params: Params) -> list[str]:
    corpus = params["corpus"]
    return [corpus] if isinstance(corpus, str) else list(corpus)


def _sources(params: Params) -> tuple[ValueSource, ...]:
    return tuple(ValueSource(kind="corpus", name=name) for name in _names(params) if name != PUBLISHED)


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    return {"funnels": [funnel_of(name, stores).as_values() for name in _names(params)]}


PROVIDER = Provider(sources=_sources, compute=_compute)
