"""The freeze: decides for each value whether to compute it or to show what stands in results.json.

- fresh: computed from exactly the sources that are here, with these parameters, by this version of the provider;
- frozen: a source is not here, so what was computed stands;
- stale: a source, a parameter or the provider has changed since; a published value stands until a refresh;
- edited: what stands in results.json is not what the program wrote there;
- future: computed from a source that is newer than the post;
- computed: made now. There was none, or it was never published and a source has changed, or a refresh asked for it;
- open: a prediction that is not decided yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fridaygram import __version__
from fridaygram.errors import FridaygramError
from fridaygram.files import digest
from fridaygram.values.base import Provider, Stores, ValueSource, rounded
from fridaygram.values.results import INLINE_KIND, Entry, Erratum, content_key, sealed

State = Literal["fresh", "frozen", "stale", "edited", "future", "computed", "open"]
LISTED, LONG = 20, 80
TELL = "; or tell readers why: fridaygram publish --because TEXT"
_DATED = re.compile(r"-\d{4}-\d\d-\d\d$")


@dataclass(frozen=True)
class WantedValue:
    """A value that a post asks for: by a directive or inline, at a line of its source.

    ``key`` is the author's name for it: a figure's id, or the inline expression.
    """

    key: str
    kind: str
    params: Mapping[str, Any]
    provider: Provider
    file: str
    line: int

    @property
    def content(self) -> str:
        """What the value is of: its key in results.json."""
        return content_key(self.kind, rounded(dict(self.params)))

    @property
    def place(self) -> str:
        """The file and line that ask for it, as messages begin."""
        return f"{self.file}:{self.line}"

    @property
    def is_figure(self) -> bool:
        """Whether a figure asks for it, rather than a sentence."""
        return self.kind != INLINE_KIND


@dataclass(frozen=True)
class Settled:
    """What was decided for a wanted value, why, and what its provider's check said.

    ``remark`` warns the author of a value that was computed now. ``note`` says what happened, though nothing is wrong.
    ``way_out`` is from a model that is newer than the post.
    """

    wanted: WantedValue
    entry: Entry
    state: State
    why: str = ""
    checked: str = ""
    remark: str = ""
    note: str = ""
    way_out: str = ""

    @property
    def warning(self) -> str:
        """The line that warns the author, "" where all is well."""
        wanted, place = self.wanted, self.wanted.place
        if self.state in ("stale", "edited", "future"):
            way_out = {
                "stale": "renew it with 'fridaygram refresh'",
                "edited": f"take it back from git, or: fridaygram refresh {wanted.file}#{wanted.key}{TELL}",
                "future": f"{self.way_out}{TELL}",
            }
            said = "; ".join(filter(None, (self.why, way_out[self.state])))
            return f"{place}: {self.state}: {wanted.key}: {said}"
        return f"{place}: {wanted.key}: {'; '.join(filter(None, (self.remark, self.way_out)))}" if self.remark else ""


def warnings_of(settled: Iterable[Settled]) -> tuple[str, ...]:
    """Return the lines that warn the author: of all values that are newer than their post for one reason, the first."""
    told: dict[tuple[str, str], list[str]] = {}
    for one in settled:
        if one.warning:
            key = (one.wanted.file, one.why or one.remark) if one.way_out else ("", one.warning)
            told.setdefault(key, []).append(one.warning)
    return tuple(f"{first} ({len(rest)} more of this post)" if rest else first for first, *rest in told.values())


@dataclass(frozen=True)
class Policy:
    """When to compute.

    ``keep`` holds a published post's values. ``refresh`` are the keys of those that are computed again, for a
    ``reason``; None stands for all of them. ``today`` (YYYY-MM-DD) dates what is computed now, ``as_of`` is the post's
    day, "" where it has none.
    """

    keep: bool
    today: str
    as_of: str = ""
    refresh: frozenset[str] | None = field(default_factory=frozenset)
    reason: str = ""

    def refreshes(self, key: str) -> bool:
        """Return whether the value of a key is to be computed again."""
        return self.refresh is None or key in self.refresh


def settle(wanted: WantedValue, old: Entry | None, stores: Stores, policy: Policy) -> Settled:
    """Decide for one value. Raises the provider's error at the line that asked where it cannot be had."""
    params = rounded(dict(wanted.params))
    try:
        sources = wanted.provider.sources(params)
        held = policy.keep or (old is not None and bool(old.published))
        here = digests_here(sources, stores, old if held else None)
        if old is None or policy.refreshes(wanted.key):
            return _computed(wanted, old, stores, policy)
        if not old.is_intact:
            return Settled(wanted, old, "edited", "it was changed by hand since it was computed")
        gone = None in here.values()
        change, newer = moved(params, here, old), wanted.provider.version != old.version
        if not change and not newer:
            future = from_the_future(old, policy.as_of)
            state: State = "future" if future else "frozen" if gone else "fresh"
            return Settled(wanted, old, state, future, way_out=_way_out(old, policy.as_of) if future else "")
        held = held or (gone and not change)
        if held and not _follows(wanted.provider, sources, here, old):
            return Settled(wanted, old, "stale", change or "this version of Fridaygram computes it differently")
        return _computed(wanted, old, stores, policy)
    except FridaygramError as error:
        raise error.at(wanted.file, wanted.line) from None


def digests_here(sources: Iterable[ValueSource], stores: Stores, published: Entry | None) -> dict[str, str | None]:
    """Return the digests of sources by label, None for one that is not here.

    The model of a ``published`` value is not here either where there are only models newer than the post.
    """
    here = {source.label: stores.digest(source) for source in sources}
    if published is not None:
        others = [source for source in sources if here[source.label] != published.sources.get(source.label)]
        here |= {source.label: None for source in others if stores.is_newer(source)}
    return here


def _follows(provider: Provider, sources: tuple[ValueSource, ...], here: Mapping[str, str | None], old: Entry) -> bool:
    """Return whether the author's own words, which a published post follows at once, have changed."""
    followed = [source.label for source in sources if source.kind in provider.follows]
    return any(here[label] not in (None, old.sources.get(label)) for label in followed)


def moved(params: Mapping[str, Any], here: Mapping[str, str | None], old: Entry) -> str:
    """Say in words what has changed since ``old`` was computed, "" where nothing has."""
    names = {name for name in {*params, *old.params} if params.get(name) != old.params.get(name)}
    if names:
        return f"parameters changed: {', '.join(sorted(names))}"
    changed = [known for known, now in sorted(here.items()) if now is not None and old.sources.get(known) != now]
    return f"{' and '.join(changed)} changed since {old.computed}" if changed else ""


def beyond(entry: Entry, as_of: str) -> str:
    """Say which sources of an entry reach further than a day, "" where none is known to."""
    newer = [f"{label} reaches to {day}" for label, day in sorted(entry.dates.items()) if as_of and day > as_of]
    return " and ".join(newer)


def from_the_future(entry: Entry, as_of: str) -> str:
    """Say which sources of an entry are newer than its post, "" where none is known to be, or readers are told why."""
    newer = "" if any(one.state == "future" for one in entry.errata) else beyond(entry, as_of)
    return f"{newer}, and the post is of {as_of}" if newer else ""


def _way_out(entry: Entry, as_of: str) -> str:
    """Return how to have the model of the post's day, where one is newer."""
    for label, day in sorted(entry.dates.items()):
        kind, _, name = label.partition(" ")
        if as_of and day > as_of and kind == "model":
            return f"train one of that day: {train_as_of(name, as_of)}; then refresh"
    return "name an earlier day"


def train_as_of(name: str, day: str) -> str:
    """Return the command that trains a model of a corpus as of a day; ``name`` is the corpus's or a dated model's."""
    corpus = _DATED.sub("", name)
    return f"fridaygram train {corpus} --as {corpus}-{day} --date {day}"


def _computed(wanted: WantedValue, old: Entry | None, stores: Stores, policy: Policy) -> Settled:
    values = wanted.provider.compute(rounded(dict(wanted.params)), stores)
    return settled_anew(wanted, old, values, stores, policy)


def settled_anew(
    wanted: WantedValue, old: Entry | None, values: dict[str, Any], stores: Stores, policy: Policy
) -> Settled:
    """Return new values of a wanted one in the place of the ``old``, with where they are from."""
    params, values = rounded(dict(wanted.params)), rounded(values)
    here = {source.label: (source, stores.digest(source)) for source in wanted.provider.sources(params)}
    extents = {label: stores.extent(source) for label, (source, known) in here.items() if known is not None}
    entry = Entry(
        kind=wanted.kind,
        params=params,
        sources={label: known or "" for label, (_, known) in here.items()},
        dates={label: extent.day for label, extent in extents.items() if extent.day},
        texts={label: extent.texts for label, extent in extents.items() if extent.texts},
        version=wanted.provider.version,
        program=__version__,
        computed=policy.today,
        values=values,
        published=old.published if old else "",
        errata=tuple(_errata(wanted, old, values, policy)) if old else (),
    )
    future = from_the_future(entry, policy.as_of)
    way_out = _way_out(entry, policy.as_of) if future else ""
    return Settled(wanted, sealed(entry), "computed", remark=future, way_out=way_out)


def _errata(wanted: WantedValue, old: Entry, values: dict[str, Any], policy: Policy) -> Iterator[Erratum]:
    """Yield the errata that stay, and that of a published value that a refresh changes.

    A new version of its provider that only says more corrects nothing.
    """
    yield from (one for one in old.errata if one.state != "future")
    stands = dict(_leaves(old.values, "")).items() <= dict(_leaves(values, "")).items()
    only_more = wanted.provider.version != old.version and stands
    if old.published and policy.refreshes(wanted.key) and values != old.values and not only_more:
        before, now, more = differences(old.values, values)
        yield Erratum(day=policy.today, reason=policy.reason, old=before, new=now, more=more)


def differences(old: Any, new: Any) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return what differs between two values: that of the old, that of the new, by path; and how much is not listed.

    A path is dotted: "bins.3.count". Long texts are described.
    """
    before, now = dict(_leaves(old, "")), dict(_leaves(new, ""))
    differ = [path for path in dict.fromkeys([*before, *now]) if before.get(path) != now.get(path)]
    # What stands outermost says most: a total before its parts.
    paths = sorted(differ, key=lambda path: path.count("."))
    listed = paths[:LISTED]
    return (
        {path: _short(before[path]) for path in listed if path in before},
        {path: _short(now[path]) for path in listed if path in now},
        len(paths) - len(listed),
    )


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping | list) and value:
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONG:
        return f"a text of {len(value):,} characters, digest {digest(value)[:8]}"
    return value
