"""Many results in a file rather than in memory: read one by one, also by forks of this process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping


class Spool(Mapping[str, bytes]):
    """Data by name, in a file without a name that goes with this object."""

    def __init__(self, rows: Iterable[tuple[str, bytes]]) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- it lives as long as this does
        at = 0
        for name, data in rows:
            self._places[name] = (at, len(data))
            at += self._file.write(data)
        self._file.flush()

    def __getitem__(self, name: str) -> bytes:
        """Return the data of a name. Raises KeyError."""
        start, length = self._places[name]
        return os.pread(self._file.fileno(), length, start)

    def __iter__(self) -> Iterator[str]:
        """Give the names in their order."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._places)

    def __del__(self) -> None:
        """Let the file go."""
        self._file.close()
