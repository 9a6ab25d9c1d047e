"""Files of more lines than memory holds: read one by one, put in order on disk. A line is bytes without its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

RUN_BYTES = 4 << 20
"""So many bytes of lines are put in order in memory. With their keys they take four times as much."""
MOST_RUNS = 200
"""So many files are open at once while they are merged: few enough for the limit of any system."""
_Item = TypeVar("_Item")


class Again(Generic[_Item]):
    """What ``make`` yields, made anew each time that it is looked at: a file or a query is read again, never held."""

    def __init__(self, make: Callable[[], Iterable[_Item]]):
        self._make = make

    def __iter__(self) -> Iterator[_Item]:
        return iter(self._make())


def read_lines(path: Path, skip: int = 0) -> Iterator[bytes]:
    """Yield the lines of a file without the first ``skip``. Raises OSError."""
    with path.open("rb") as stream:
        for line in islice(stream, skip, None):
            yield line.rstrip(b"\n")


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file of lines. Raises OSError."""
    with path.open("wb") as stream:
        stream.writelines(line + b"\n" for line in lines)


def in_order(lines: Iterable[bytes], key: Callable[[bytes], Any], folder: Path) -> Iterator[bytes]:
    """Yield lines in the order of their keys; of many, sorted runs lie in ``folder`` until they are merged.

    D. E. Knuth, "The Art of Computer Programming", volume 3, section 5.4 (external sorting). Raises OSError.
    """
    with ExitStack() as stack:
        runs: list[IO[bytes]] = []
        held: list[bytes] = []
        size = 0
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= RUN_BYTES:
                runs.append(stack.enter_context(_run(sorted(held, key=key), folder)))
                held, size = [], 0
            if len(runs) == MOST_RUNS:
                with stack.pop_all():
                    merged = _run(merge(*map(_lines, runs), key=key), folder)
                runs = [stack.enter_context(merged)]
        yield from merge(*map(_lines, runs), sorted(held, key=key), key=key)


def _run(lines: Iterable[bytes], folder: Path) -> IO[bytes]:
    """Return a file that goes when it is closed, holding ``lines``."""
    import tempfile

    stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - the caller closes it
    stream.writelines(line + b"\n" for line in lines)
    stream.seek(0)
    return stream


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    return (line.rstrip(b"\n") for line in stream)
