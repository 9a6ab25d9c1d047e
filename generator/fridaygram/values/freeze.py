"""Fresh, frozen or stale: decides for each value whether to compute it or to keep what stands in results.json.

- fresh: computed from exactly the sources that are here, with these parameters;
- frozen: its sources are not here, so what was computed stands;
- stale: sources or parameters have moved since; a published post keeps its number until it is refreshed;
- computed: made now, because there was none, or because a draft or a refresh wants it new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fridaygram.errors import FridaygramError
from fridaygram.values.base import Provider, Source, Stores, rounded
from fridaygram.values.results import Entry

State = Literal["fresh", "frozen", "stale", "computed"]


@dataclass(frozen=True)
class Wanted:
    """A value that a post asks for: by a directive or inline, at a line of its source."""

    key: str
    kind: str
    params: Mapping[str, Any]
    provider: Provider
    file: str
    line: int


@dataclass(frozen=True)
class Settled:
    """What was decided for a wanted value, why it is stale where it is, and what its provider's check said."""

    wanted: Wanted
    entry: Entry
    state: State
    why: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Policy:
    """When to compute.

    ``keep`` holds a published post's numbers, ``forget`` computes all of them again (a refresh); ``today``
    dates what is computed now; ``digest`` fingerprints a source, None where it is not here.
    """

    keep: bool
    today: str
    digest: Callable[[Source], str | None]
    forget: bool = False


def settle(wanted: Wanted, old: Entry | None, stores: Stores, policy: Policy) -> Settled:
    """Decide for one value. Raises the provider's error at the line that asked where it cannot be had."""
    params = rounded(dict(wanted.params))
    try:
        sources = wanted.provider.sources(params)
        here = {source.label: policy.digest(source) for source in sources}
        if old is None or old.kind != wanted.kind or policy.forget:
            return _compute(wanted, params, here, stores, policy)
        moved = _moved(params, here, old)
        if not moved:
            gone = any(digest is None for digest in here.values())
            return Settled(wanted, old, "frozen" if gone else "fresh")
        if policy.keep and not _follows(wanted.provider, sources, here, old):
            return Settled(wanted, old, "stale", moved)
        return _compute(wanted, params, here, stores, policy)
    except FridaygramError as error:
        raise error.at(wanted.file, wanted.line) from None


def _follows(provider: Provider, sources: tuple[Source, ...], here: Mapping[str, str | None], old: Entry) -> bool:
    """Return whether the author's own words, which a published post follows at once, have changed."""
    followed = [source.label for source in sources if source.kind in provider.follows]
    return any(here[label] not in (None, old.sources.get(label)) for label in followed)


def _moved(params: Mapping[str, Any], here: Mapping[str, str | None], old: Entry) -> str:
    """Say in words what has moved since ``old`` was computed, "" where nothing has."""
    if old.params != params:
        names = sorted(name for name in {*params, *old.params} if params.get(name, old) != old.params.get(name, old))
        return f"parameters changed: {', '.join(names)}"
    changed = [
        label for label, digest in sorted(here.items()) if digest is not None and old.sources.get(label) != digest
    ]
    return f"{' and '.join(changed)} changed since {old.computed}" if changed else ""


def _compute(
    wanted: Wanted, params: dict[str, Any], here: Mapping[str, str | None], stores: Stores, policy: Policy
) -> Settled:
    values = rounded(wanted.provider.compute(params, stores))
    sources = {label: digest or "" for label, digest in here.items()}
    entry = Entry(kind=wanted.kind, params=params, sources=sources, computed=policy.today, values=values)
    return Settled(wanted, entry, "computed")
