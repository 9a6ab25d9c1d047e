"""Earlier snapshots of a corpus: what each run knew, kept as steps back from what stands now.

    history.jsonl    one step a line, oldest first, each from a snapshot back to the one before it

A step names lines of the later files that go, by number, and those that come in their places: the reverse deltas of
W. F. Tichy, "RCS - A System for Version Control" (1985). So an earlier snapshot is had again to the byte, and a week
in which little changed takes little room. Lines of both files stand in a total order, so what stays keeps its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec


class Delta(msgspec.Struct, frozen=True, omit_defaults=True):
    """``gone``: numbers of the later lines that the earlier file has not; ``come``: its own, as (number, line)."""

    gone: tuple[int, ...] = ()
    come: tuple[tuple[int, msgspec.Raw], ...] = ()


class HistoryStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """The way back to the snapshot of the day ``taken`` (YYYY-MM-DD, "" where unknown).

    ``head`` is the first line of its ledger where that differs from the later one's.
    """

    taken: str
    head: msgspec.Raw = msgspec.Raw(b"null")
    fates: Delta = Delta()
    reviews: Delta = Delta()


class Snapshot(msgspec.Struct, frozen=True):
    """A corpus as lines: the head of its ledger, fates, reviews; ``taken`` is the day of the run that wrote them."""

    taken: str
    head: bytes
    fates: list[bytes]
    reviews: list[bytes]

    def before(self, step: HistoryStep) -> Snapshot:
        """Return the snapshot that ``step`` leads back to."""
        head = bytes(step.head)
        return Snapshot(
            step.taken,
            self.head if head == b"null" else head,
            _applied(step.fates, self.fates),
            _applied(step.reviews, self.reviews),
        )


class _Link(msgspec.Struct, gc=False):
    """What names a link in a ledger, and whether it was kept ("")."""

    url: str
    song: str = ""
    stage: str = ""


class _Post(msgspec.Struct, gc=False):
    """What names a review."""

    url: str


_LINK, _POST = msgspec.json.Decoder(_Link), msgspec.json.Decoder(_Post)


def steps_back(steps: Sequence[HistoryStep], taken: str, as_of: str) -> tuple[HistoryStep, ...]:
    """Return the steps from a corpus taken on ``taken`` to what was known on the day ``as_of``, in their order.

    That is the last snapshot of that day or before; for days before the first run, what that run's day knew.
    """
    days = [*(step.taken for step in steps), taken]
    limit = max(as_of, days[0])
    target = max(place for place, day in enumerate(days) if day <= limit)
    return tuple(reversed(steps[target:]))


def grown(steps: Sequence[HistoryStep], last: Snapshot, new: Snapshot) -> tuple[tuple[HistoryStep, ...], str]:
    """Return the steps back from ``new``, and its day: that of ``last`` where nothing has changed since."""
    same = last.head == new.head
    fates, reviews = _delta(last.fates, new.fates), _delta(last.reviews, new.reviews)
    if same and fates == reviews == Delta():
        return tuple(steps), last.taken
    head = msgspec.Raw(b"null" if same else last.head)
    return (*steps, HistoryStep(last.taken, head, fates, reviews)), new.taken


def judged_anew(steps: Sequence[HistoryStep], last: Snapshot, new: Snapshot) -> tuple[tuple[HistoryStep, ...], str]:
    """Return steps as ``grown`` does, where ``new`` was judged by other rules: earlier days are judged by them too.

    Each snapshot keeps the links that it knew, with the answers of ``new``.
    """
    snapshots = [last]
    for step in reversed(steps):
        snapshots.append(snapshots[-1].before(step))
    links = [_LINK.decode(line) for line in new.fates]
    urls = [_POST.decode(line).url for line in new.reviews]
    made: tuple[HistoryStep, ...] = ()
    before: Snapshot | None = None
    for earlier in (*reversed(snapshots), None):
        current = new if earlier is None else _known_then(earlier, new, links, urls)
        if before is not None:
            made, day = grown(made, before, current)
            current = msgspec.structs.replace(current, taken=day)
        before = current
    return made, before.taken if before else new.taken


def _known_then(earlier: Snapshot, new: Snapshot, links: list[_Link], urls: list[str]) -> Snapshot:
    known = {(link.url, link.song) for link in map(_LINK.decode, earlier.fates)}
    chosen = [place for place, link in enumerate(links) if (link.url, link.song) in known]
    kept = {links[place].url for place in chosen if not links[place].stage}
    reviews = [line for line, url in zip(new.reviews, urls, strict=True) if url in kept]
    return Snapshot(earlier.taken, new.head, [new.fates[place] for place in chosen], reviews)


def _delta(earlier: list[bytes], later: list[bytes]) -> Delta:
    extra = Counter(later) - Counter(earlier)
    missing = Counter(earlier) - Counter(later)
    come = tuple((place, msgspec.Raw(line)) for place, line in _picked(earlier, missing))
    return Delta(tuple(place for place, _ in _picked(later, extra)), come)


def _picked(lines: list[bytes], wanted: Counter[bytes]) -> Iterable[tuple[int, bytes]]:
    """Yield each line as often as it is wanted, with its number; equal lines stand side by side."""
    left = dict(wanted)
    for place, line in enumerate(lines):
        if left.get(line, 0):
            left[line] -= 1
            yield place, line


def _applied(delta: Delta, later: list[bytes]) -> list[bytes]:
    gone, come = set(delta.gone), {place: bytes(line) for place, line in delta.come}
    kept = iter([line for place, line in enumerate(later) if place not in gone])
    number = len(later) - len(gone) + len(come)
    return [come[place] if place in come else next(kept) for place in range(number)]


def encoded(steps: Sequence[HistoryStep]) -> bytes:
    """Return history.jsonl."""
    return msgspec.json.Encoder().encode_lines(steps)


def decoded(data: bytes) -> tuple[HistoryStep, ...]:
    """Read what ``encoded`` wrote. Raises msgspec.DecodeError."""
    return tuple(msgspec.json.Decoder(HistoryStep).decode_lines(data))
