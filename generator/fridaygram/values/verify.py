"""Verification: a frozen value is computed again from the sources as of its post's day, and compared.

- equal: the program computes what stands in results.json;
- different: it computes something else, because a source or the program has changed, or the number was never right;
- cannot: a source is not here, or the value cannot be computed from it any more;
- edited: what stands in results.json is not what the program wrote there;
- excused: it was set by hand, and readers are told why.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from fridaygram import __version__
from fridaygram.errors import FridaygramError
from fridaygram.values.base import Provider, Stores, rounded
from fridaygram.values.freeze import WantedValue, differences, digests_here, moved, train_as_of
from fridaygram.values.results import Entry

Verdict = Literal["equal", "different", "cannot", "edited", "excused"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Verified:
    """What was found of a value. ``old`` and ``new`` are the numbers that differ, by path; ``why`` is in words."""

    wanted: WantedValue
    verdict: Verdict
    why: str = ""
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        one = self.wanted
        found = {"file": one.file, "line": one.line, "key": one.key, "verdict": self.verdict, "why": self.why}
        return {**found, "frozen": self.old, "computed": self.new}


def verify(wanted: WantedValue, entry: Entry | None, stores: Stores) -> Verified:
    """Compute the value of ``entry``, which a post shows for ``wanted``, again. Nothing is written."""
    return replace(_verified(wanted, entry, stores), entry=entry)


def _verified(wanted: WantedValue, entry: Entry | None, stores: Stores) -> Verified:
    if entry is None:
        return Verified(wanted, "cannot", "it is not frozen yet; 'fridaygram build' does that")
    if not entry.is_intact:
        return Verified(wanted, "edited", "it was changed by hand since it was computed")
    if entry.excuse:
        return Verified(wanted, "excused", f"it was set by hand: {entry.excuse}")
    if wanted.provider.due is not None:
        due = wanted.provider.due(entry.params)
        if entry.is_open:
            return Verified(wanted, "cannot", f"it is open, and due on {due}")
        stores = stores.at(due)
    try:
        sources = wanted.provider.sources(entry.params)
        here = digests_here(sources, stores, entry)
        missing = [label for label, known in sorted(here.items()) if known is None and entry.sources.get(label)]
        if missing:
            why = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not here"
            for name in sorted(source.name for source in sources if stores.is_newer(source)):
                why += f" as of the post's day: {train_as_of(name, str(stores.as_of))}"
            return Verified(wanted, "cannot", why)
        values = rounded(wanted.provider.compute(entry.params, stores))
    except FridaygramError as error:
        return Verified(wanted, "cannot", str(error))
    if values == entry.values:
        return Verified(wanted, "equal")
    old, new, _ = differences(entry.values, values)
    return Verified(
        wanted, "different", moved(entry.params, here, entry) or _other_program(wanted.provider, entry), old, new
    )


def _other_program(provider: Provider, entry: Entry) -> str:
    if provider.version != entry.version:
        return f"version {provider.version} of the values, and the number is of version {entry.version}"
    return "the sources are the same: the program computes it differently" + (
        f" (Fridaygram {__version__} now, {entry.program} then)" if entry.program not in ("", __version__) else ""
    )
