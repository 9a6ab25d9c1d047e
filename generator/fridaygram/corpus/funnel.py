"""The ledger of stage answers, and the funnel counted from it.

Every link that came in has one fate: kept, or dropped by one stage for one reason. A funnel is nothing
but the count of those fates, so it cannot say anything else than what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from fridaygram.corpus.lines import Again, in_order, read_lines, write_lines
from fridaygram.errors import CorpusError, UsageError, suggestion

_Row = TypeVar("_Row", bound=msgspec.Struct)
PUBLISHED = Path(__file__).with_name("published.toml")


class StageLabel(msgspec.Struct, frozen=True):
    """A stage's short name, for commands, and its label, for figures."""

    name: str
    label: str


class Fate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of one link. ``stage`` is "" where it was kept, else the name of the stage that dropped it.

    ``date`` is the post's day (ISO 8601), "" where unknown; ``song`` reads "Artist - Title"; ``detail``
    says more than ``reason`` does ("404 after 1 try"); reasons are few and countable.
    """

    url: str
    date: str = ""
    song: str = ""
    stage: str = ""
    reason: str = ""
    detail: str = ""


class _Slim(msgspec.Struct, gc=False):
    """What a count needs of a fate: a third of the time that all of it takes to read."""

    stage: str = ""
    reason: str = ""
    date: str = ""


class FunnelStage(msgspec.Struct, frozen=True):
    """A stage of a funnel: how many links came through it, and how many it dropped by reason."""

    name: str
    label: str
    count: int
    drops: dict[str, int] = {}


class Funnel(msgspec.Struct, frozen=True):
    """A funnel; the first stage is what came in and drops nothing.

    Raises CorpusError where for some stage in != kept + drops.
    """

    title: str
    stages: tuple[FunnelStage, ...]

    def __post_init__(self) -> None:
        for before, stage in zip(self.stages, self.stages[1:], strict=False):
            if before.count != stage.count + sum(stage.drops.values()):
                raise CorpusError(
                    f"the funnel '{self.title}' does not add up at stage '{stage.name}': {before.count} in,"
                    f" {stage.count} kept, {sum(stage.drops.values())} dropped"
                )

    def as_values(self) -> dict[str, Any]:
        """Return plain JSON: ``{"title", "stages": [{"label", "count", "drops"?}, ..]}``."""
        rows: list[dict[str, Any]] = []
        for position, stage in enumerate(self.stages):
            row: dict[str, Any] = {"label": stage.label, "count": stage.count}
            if position:
                row["drops"] = dict(sorted(stage.drops.items()))
            rows.append(row)
        return {"title": self.title, "stages": rows}


def published_funnel() -> Funnel:
    """Return the funnel that the first project published in 2018."""
    import tomllib

    raw = tomllib.loads(PUBLISHED.read_text("utf-8"))
    stages: list[FunnelStage] = []
    for row in raw["stage"]:
        drops = {row["reason"]: stages[-1].count - row["count"]} if stages else {}
        stages.append(FunnelStage(row["name"], row["label"], row["count"], drops))
    return Funnel(raw["title"], tuple(stages))


class Ledger(msgspec.Struct, frozen=True):
    """The stages in their order (the first is the source) and the fate of every link.

    ``fates`` can be looked at more than once; those of a file are read again each time (see lines.Again).
    """

    title: str
    stages: tuple[StageLabel, ...]
    fates: Iterable[Fate]

    def funnel(self, as_of: date | None = None) -> Funnel:
        """Return the funnel of the links dated up to ``as_of`` (undated ones count always)."""
        return count_fates(self.title, self.stages, self.fates, as_of)

    def why(self, url: str) -> tuple[Fate, ...]:
        """Return the fates of a post, one a song that it was linked for; none where it was never linked."""
        from fridaygram.corpus.urls import canonical

        sought = canonical(url)
        return tuple(fate for fate in self.fates if sought in (fate.url, canonical(fate.url)))

    def drops(self, stage: str, sample: int | None = None, seed: int = 1) -> tuple[Fate, ...]:
        """Return what ``stage`` dropped, in the ledger's order, or a seeded sample of it.

        Raises UsageError where the ledger has no such stage.
        """
        known = [label.name for label in self.stages[1:]]
        if stage not in known:
            raise UsageError(f"unknown stage '{stage}'", hint=suggestion(stage, known))
        dropped = [fate for fate in self.fates if fate.stage == stage]
        if sample is None or sample >= len(dropped):
            return tuple(dropped)
        import random

        chosen = sorted(random.Random(seed).sample(range(len(dropped)), sample))
        return tuple(dropped[position] for position in chosen)


def count_fates(
    title: str, stages: Sequence[StageLabel], fates: Iterable[Fate | _Slim], as_of: date | None = None
) -> Funnel:
    """Count fates into a funnel: all, or those dated up to ``as_of`` and those without a date.

    Raises CorpusError where a fate names a stage that is not among ``stages``.
    """
    from collections import Counter

    last = as_of.isoformat() if as_of else None
    counted = Counter((fate.stage, fate.reason) for fate in fates if last is None or fate.date[:10] <= last)
    left = sum(counted.values())
    rows = [FunnelStage(stages[0].name, stages[0].label, left)]
    for stage in stages[1:]:
        drops = {reason: number for (name, reason), number in sorted(counted.items()) if name == stage.name}
        left -= sum(drops.values())
        rows.append(FunnelStage(stage.name, stage.label, left, drops))
    kept = sum(number for (name, _), number in counted.items() if not name)
    if left != kept:
        known = {stage.name for stage in stages}
        foreign = sorted({name for name, _ in counted if name and name not in known})
        raise CorpusError(f"the ledger of '{title}' names stages it does not have: {', '.join(foreign)}")
    return Funnel(title, tuple(rows))


class _Header(msgspec.Struct):
    title: str
    stages: tuple[StageLabel, ...]


class _Key(msgspec.Struct, order=True, gc=False):
    """All that a fate says, in the order by which a ledger is sorted."""

    date: str = ""
    url: str = ""
    song: str = ""
    stage: str = ""
    reason: str = ""
    detail: str = ""


fate_key = msgspec.json.Decoder(_Key).decode
"""Returns the place of a line in the order of a ledger."""


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Write a ledger as JSON lines: a header with title and stages, then the fates by (date, url, song)."""
    header = msgspec.json.encode(_Header(ledger.title, ledger.stages))
    fates = in_order(map(msgspec.json.Encoder().encode, ledger.fates), fate_key, path.parent)
    write_lines(path, chain([header], fates))


def read_ledger(path: Path) -> Ledger:
    """Read what write_ledger wrote. Raises CorpusError where it is damaged, also while its fates are looked at."""
    head, rows = ledger_lines(path)
    header = _header(path, head)
    return Ledger(header.title, header.stages, Again(lambda: _decoded(path, rows, Fate)))


def read_funnel(path: Path, as_of: date | None = None, parts: tuple[bytes, Iterable[bytes]] | None = None) -> Funnel:
    """Count what write_ledger wrote, as ``Ledger.funnel`` does, or in its place the ``parts`` of an earlier ledger.

    Raises CorpusError where it is damaged.
    """
    head, rows = parts or ledger_lines(path)
    header = _header(path, head)
    return count_fates(header.title, header.stages, _decoded(path, rows, _Slim), as_of)


def ledger_lines(path: Path) -> tuple[bytes, Iterable[bytes]]:
    """Return the first line of a ledger's file, and the others. Raises CorpusError where it cannot be read."""
    try:
        head = next(read_lines(path), b"")
    except OSError as error:
        raise CorpusError(f"damaged ledger: {error}", file=path, hint="acquire or import it again") from None
    return head, Again(lambda: read_lines(path, skip=1))


def _header(path: Path, head: bytes) -> _Header:
    (header,) = _decoded(path, [head], _Header)
    return header


def _decoded(path: Path, rows: Iterable[bytes], kind: type[_Row]) -> Iterator[_Row]:
    decode = msgspec.json.Decoder(kind).decode
    try:
        for row in rows:
            yield decode(row)
    except (msgspec.DecodeError, OSError) as error:
        raise CorpusError(f"damaged ledger: {error}", file=path, hint="acquire or import it again") from None
