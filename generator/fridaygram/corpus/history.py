"""Earlier snapshots of a corpus: what each run knew, kept as steps back from what stands now.

    history.jsonl    one step a line, oldest first, each from a snapshot back to the one before it

A step names lines of the later files that go, by number, and those that come in their places: the reverse deltas of
W. F. Tichy, "RCS - A System for Version Control" (1985). So an earlier snapshot is had again to the byte, and a week
in which little changed takes little room. Lines of both files stand in a total order, so what stays keeps its order,
and both are compared side by side, without holding either.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import compress, groupby, islice, zip_longest
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import numpy.typing as npt

from fridaygram.corpus.funnel import fate_key
from fridaygram.corpus.lines import Again
from fridaygram.corpus.records import review_key
from fridaygram.errors import CorpusError

Marks = npt.NDArray[np.uint64]


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
    """A corpus as lines: the head of its ledger, fates, reviews; ``taken`` is the day of the run that wrote them.

    The lines can be looked at more than once, and come from a file each time.
    """

    taken: str
    head: bytes
    fates: Iterable[bytes]
    reviews: Iterable[bytes]

    def before(self, step: HistoryStep) -> Snapshot:
        """Return the snapshot that ``step`` leads back to."""
        head = bytes(step.head)
        return Snapshot(
            step.taken,
            self.head if head == b"null" else head,
            Again(lambda: _applied(step.fates, self.fates)),
            Again(lambda: _applied(step.reviews, self.reviews)),
        )


class _Link(msgspec.Struct, gc=False):
    """What names a link in a ledger, and whether it was kept ("")."""

    url: str
    song: str = ""
    stage: str = ""


class _Day(msgspec.Struct):
    taken: str


_read_link, _read_day = msgspec.json.Decoder(_Link).decode, msgspec.json.Decoder(_Day).decode
_read_step = msgspec.json.Decoder(HistoryStep).decode


class History:
    """The steps of a file, oldest first; one at a time is in memory. Raises CorpusError where it is damaged."""

    def __init__(self, path: Path):
        self._path = path
        self.days: list[str] = []
        self._places: list[int] = []
        place = 0
        with self._opened() as stream:
            for line in stream:
                self.days.append(_read_day(line).taken)
                self._places.append(place)
                place += len(line)

    def back(self, number: int) -> Iterator[HistoryStep]:
        """Yield the last ``number`` steps, the newest first."""
        with self._opened() as stream:
            for place in islice(reversed(self._places), number):
                stream.seek(place)
                yield _read_step(stream.readline())

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        try:
            with self._path.open("rb") as stream:
                yield stream
        except (msgspec.DecodeError, OSError) as error:
            hint = "acquire or import it again"
            raise CorpusError(f"damaged history: {error}", file=self._path, hint=hint) from None


def steps_back(days: Sequence[str], as_of: str) -> int:
    """Return how many steps lead back from the last of the runs of ``days`` to what was known on the day ``as_of``.

    That is the last snapshot of that day or before; for days before the first run, what that run's day knew.
    """
    limit = max(as_of, days[0])
    return len(days) - 1 - max(place for place, day in enumerate(days) if day <= limit)


def write_step(out: IO[bytes], last: Snapshot, new: Snapshot) -> str:
    """Write the step back from ``new`` to ``last``, and return the day of ``new``.

    Where nothing has changed there is no step, and the day is that of ``last``.
    """
    same = last.head == new.head
    if same and _equal(last.fates, new.fates) and _equal(last.reviews, new.reviews):
        return last.taken
    out.write(b'{"taken":%s,"head":%s,"fates":' % (msgspec.json.encode(last.taken), b"null" if same else last.head))
    out.writelines(_delta(last.fates, new.fates, fate_key))
    out.write(b',"reviews":')
    out.writelines(_delta(last.reviews, new.reviews, review_key))
    out.write(b"}\n")
    return new.taken


def write_judged_anew(out: IO[bytes], steps: Iterable[HistoryStep], last: Snapshot, new: Snapshot) -> str:
    """Write all steps where ``new`` was judged by other rules, and return its day: earlier days are judged by them too.

    ``steps`` are those from ``last``, the newest first. Each snapshot keeps the links that it knew, with the answers of
    ``new``; a link is known by eight bytes of a digest.
    """
    links = _link_marks(new.fates)
    posts = marks_of(link.url for link in map(_read_link, new.fates))
    kept = np.fromiter((not link.stage for link in map(_read_link, new.fates)), bool)
    reviews = marks_of(review_key(line).url for line in new.reviews)
    known = _link_marks(last.fates)
    snapshots = [(last.taken, np.packbits(_among(links, known)))]
    for step in steps:
        known = _marks_before(step.fates, known)
        snapshots.append((step.taken, np.packbits(_among(links, known))))
    before: Snapshot | None = None
    for taken, bits in reversed(snapshots):
        chosen = np.unpackbits(bits, count=len(links)).view(bool)
        current = Snapshot(
            taken, new.head, _chosen(new.fates, chosen), _chosen(new.reviews, _among(reviews, posts[chosen & kept]))
        )
        day = write_step(out, before, current) if before else taken
        before = msgspec.structs.replace(current, taken=day)
    return write_step(out, before, new) if before else new.taken


def _chosen(lines: Iterable[bytes], chosen: npt.NDArray[np.bool_]) -> Iterable[bytes]:
    return Again(lambda: compress(lines, chosen))


def _link_marks(fates: Iterable[bytes]) -> Marks:
    return marks_of(f"{link.url}\0{link.song}" for link in map(_read_link, fates))


def marks_of(names: Iterable[str]) -> Marks:
    """Return eight bytes of the digest of each name, in their order."""
    digests = (blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.fromiter((int.from_bytes(one, "big") for one in digests), np.uint64)


def _among(marks: Marks, known: Marks) -> npt.NDArray[np.bool_]:
    """Return which marks are known, as numpy.isin does in four times the memory."""
    if not len(known):
        return np.zeros(len(marks), bool)
    known = np.sort(known)
    places = np.searchsorted(known, marks)
    found: npt.NDArray[np.bool_] = known[np.minimum(places, len(known) - 1, out=places)] == marks
    return found


def _marks_before(delta: Delta, later: Marks) -> Marks:
    stays = np.ones(len(later), bool)
    stays[list(delta.gone)] = False
    come = [number for number, _ in delta.come]
    comes = np.zeros(len(come) + np.count_nonzero(stays), bool)
    comes[come] = True
    marks = np.empty(len(comes), np.uint64)
    marks[~comes], marks[comes] = later[stays], _link_marks(line for _, line in delta.come)
    return marks


def _equal(one: Iterable[bytes], other: Iterable[bytes]) -> bool:
    return all(left == right for left, right in zip_longest(one, other))


def _delta(earlier: Iterable[bytes], later: Iterable[bytes], key: Callable[[bytes], Any]) -> Iterator[bytes]:
    """Yield the JSON of a Delta in pieces."""
    gone = array("Q", (number for is_later, number, _ in _changes(earlier, later, key) if is_later))
    yield b"{"
    yield b'"gone":[%s]' % b",".join(b"%d" % number for number in gone) if gone else b""
    before = b',"come":[' if gone else b'"come":['
    end = b"}"
    for is_later, number, line in _changes(earlier, later, key):
        if not is_later:
            yield b"%s[%d,%s]" % (before, number, line)
            before, end = b",", b"]}"
    yield end


def _changes(
    earlier: Iterable[bytes], later: Iterable[bytes], key: Callable[[bytes], Any]
) -> Iterator[tuple[bool, int, bytes]]:
    """Yield the lines that one of two files has more often than the other: whether it is the later, number, line."""
    before, after = _counted(earlier), _counted(later)
    one, other = next(before, None), next(after, None)
    while one or other:
        if one and other and one[0] == other[0]:
            yield from _rest(False, *one, than=other[2])
            yield from _rest(True, *other, than=one[2])
            one, other = next(before, None), next(after, None)
        elif other is None or (one and key(one[0]) <= key(other[0])):
            yield from _rest(False, *one)  # type: ignore[misc]
            one = next(before, None)
        else:
            yield from _rest(True, *other)
            other = next(after, None)


def _counted(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Yield each line with the number of its first place and how often it stands there: equal ones stand together."""
    place = 0
    for line, same in groupby(lines):
        count = sum(1 for _ in same)
        yield line, place, count
        place += count


def _rest(is_later: bool, line: bytes, place: int, count: int, than: int = 0) -> Iterator[tuple[bool, int, bytes]]:
    """Yield a line as often as it stands in one file more ``than`` in the other."""
    return ((is_later, place + number, line) for number in range(count - than))


def _applied(delta: Delta, later: Iterable[bytes]) -> Iterator[bytes]:
    gone = set(delta.gone)
    kept = (line for number, line in enumerate(later) if number not in gone)
    place = 0
    for number, line in delta.come:
        yield from islice(kept, number - place)
        yield bytes(line)
        place = number + 1
    yield from kept
