"""The paths of a phrase through a model: of the phrase alone, or of a trained corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fridaygram.errors import ContentError, suggestion
from fridaygram.values.base import Params, Provider, Stores, ValueSource

_NUMBERED = re.compile(r"(branch|loop)(?: ([2-9]))?")


def _sources(params: Params) -> tuple[ValueSource, ...]:
    corpus = params.get("corpus")
    return (ValueSource(kind="model", name=corpus),) if corpus else ()


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    from fridaygram.lm import generation_paths

    corpus = params.get("corpus") or None
    index = stores.index(corpus) if corpus else None
    if not params["phrase"]:
        raise ContentError("the phrase is empty", hint="write the text whose paths are to be shown")
    wanted = [_named(item) for item in params.get("paths") or ()]
    counts = {kind: _most(wanted, kind) for kind in ("branch", "loop")}
    made = generation_paths(
        params["phrase"],
        params["order"],
        index=index,
        corpus=corpus,
        branches=counts["branch"],
        loops=counts["loop"],
    )
    return chosen(made, wanted) if wanted else made


def _named(item: Any) -> tuple[str, str]:
    """Return the path that an author chooses and what it is to be called: ``loop``, or ``{loop: stuck}``."""
    if isinstance(item, Mapping) and len(item) == 1:
        ((name, shown),) = item.items()
        return str(name), str(shown)
    if isinstance(item, str):
        return item, item
    raise ContentError(f"{item!r} chooses no path", hint="write a path's name, or {loop: what to call it}")


def _most(wanted: Sequence[tuple[str, str]], kind: str) -> int:
    """Return how many paths of a kind must be sought: one, or up to the highest number asked for."""
    found = [_NUMBERED.fullmatch(name) for name, _ in wanted]
    return max([1, *(int(match[2] or 1) for match in found if match and match[1] == kind)])


def chosen(values: Mapping[str, Any], wanted: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return values with the paths that are wanted, in that order and called so.

    A path whose parent is not shown stands on its own. Raises ContentError where there is no such path, or one is
    wanted twice.
    """
    names = [path["name"] for path in values["paths"]]
    for place, (name, _) in enumerate(wanted):
        if name not in names:
            raise ContentError(f"there is no path '{name}' of this phrase", hint=suggestion(name, names))
        if name in [earlier for earlier, _ in wanted[:place]]:
            raise ContentError(f"the path '{name}' is chosen twice", hint="name each path once")
    places = [names.index(name) for name, _ in wanted]
    paths = []
    for place, (_, shown) in zip(places, wanted, strict=True):
        path = values["paths"][place]
        fork = path["forks_from"]
        if fork is not None:
            parent = fork["path"]
            fork = {**fork, "path": places.index(parent)} if parent in places else None
        paths.append({**path, "name": shown, "forks_from": fork})
    return {**values, "paths": paths}


PROVIDER = Provider(sources=_sources, compute=_compute)
