"""Many results in a file rather than in memory: read one by one, also by forks of this process."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping


class Spool(Mapping[str, bytes]):
    """Data by name, each name once, in a file without a name that goes with this object."""

    def __init__(self, rows: Iterable[tuple[str, bytes]]) -> None:
        self._places: dict[str, int] = {}
        self._starts = array("Q", [0])
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- it lives as long as this does
        for name, data in rows:
            self._places[name] = len(self._places)
            self._starts.append(self._starts[-1] + self._file.write(data))
        self._file.flush()

    def __getitem__(self, name: str) -> bytes:
        """Return the data of a name. Raises KeyError."""
        place = self._places[name]
        start, end = self._starts[place : place + 2]
        return os.pread(self._file.fileno(), end - start, start)

    def __iter__(self) -> Iterator[str]:
        """Give the names in their order."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._places)

    def __del__(self) -> None:
        """Let the file go."""
        self._file.close()
