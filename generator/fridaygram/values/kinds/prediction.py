"""A prediction: a claim about a value, open until its day, then held to the value of that day once and for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from fridaygram.errors import ContentError, FridaygramError
from fridaygram.pages.claims import parse_claim
from fridaygram.values.base import Params, Provider, Stores, ValueSource, rounded
from fridaygram.values.freeze import Policy, Settled, WantedValue, beyond, moved, settle, settled_anew
from fridaygram.values.inline import INLINE
from fridaygram.values.results import Entry


def _sources(params: Params) -> tuple[ValueSource, ...]:
    names = parse_claim(params["claim"]).names
    return tuple(dict.fromkeys(source for name in names for source in INLINE.sources({"name": name})))


def _compute(params: Params, stores: Stores) -> dict[str, Any]:
    claim = parse_claim(params["claim"])
    numbers = {name: rounded(INLINE.compute({"name": name}, stores)["value"]) for name in claim.names}
    return {**params, "kept": claim.holds(numbers), "numbers": numbers}


def _due(params: Params) -> date:
    return date.fromisoformat(params["by"])


PROVIDER = Provider(sources=_sources, compute=_compute, due=_due)


def settle_prediction(wanted: WantedValue, old: Entry | None, stores: Stores, policy: Policy) -> Settled:
    """Decide for a prediction: it is open until its day, then computed by the first build that can, then frozen.

    An open one is frozen too, as a claim without an answer: once published it is held to what it said. Raises
    ContentError at its line where its day is not after the post's.
    """
    refreshed = policy.refreshes(wanted.key)
    held = old is not None and not refreshed and bool(old.published)
    written = rounded(dict(wanted.params))
    claim = old.params if old is not None and held else written
    due = _due(claim)
    if not held and policy.as_of and due.isoformat() <= policy.as_of:
        problem, hint = f"a prediction of {policy.as_of} for {due}", "'by' names a day after the post's"
        raise ContentError(problem, file=wanted.file, line=wanted.line, hint=hint)
    stores, policy = stores.at(due), replace(policy, as_of=due.isoformat())
    if old is not None and not refreshed and not (old.is_open and old.is_intact):
        return settle(wanted, old, stores, policy)
    asked = replace(wanted, params=claim)
    try:
        if old is None or refreshed or old.params != claim:
            values = claim if policy.today < policy.as_of else _compute(claim, stores)
            return settled_anew(asked, old, values, stores, policy)
        here = {source.label: stores.digest(source) for source in _sources(claim)}
        # On its day it waits for that day's corpus or model. From the day after on, what is here counts.
        if policy.today < policy.as_of or (policy.today == policy.as_of and not moved(claim, here, old)):
            change = moved(written, {}, old)
            return Settled(wanted, old, "stale" if change else "open", change)
        made = settled_anew(asked, old, _compute(claim, stores), stores, policy)
        missing = beyond(made.entry, policy.as_of)
    except FridaygramError as error:
        if old is None or refreshed:
            raise error.at(wanted.file, wanted.line) from None
        missing = str(error)
    if missing:
        return Settled(wanted, old, "open", note=f"due on {due}, but not decided: {missing}")
    return replace(made, note=f"decided: {'kept' if made.entry.values['kept'] else 'missed'}")


def next_decision(settled: Iterable[Settled], now: datetime, other: datetime | None) -> datetime | None:
    """Return the moment after ``now`` from which an open prediction may be decided, or the ``other`` if that is first.

    None where nothing is to come.
    """
    dues = [_due(one.entry.params) for one in settled if one.wanted.provider is PROVIDER and one.entry.is_open]
    days = [day for due in dues for day in (due, due + timedelta(days=1)) if day > now.date()]
    moments = [datetime.combine(day, time(), now.tzinfo) for day in days]
    return min([*moments, *([other] if other else [])], default=None)
