"""Texts that are not in memory: sequences like any other, whose texts are read when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryFile
from typing import overload

import numpy as np


class Texts(Sequence[str]):
    """A sequence of texts that makes each of them by its number."""

    @abstractmethod
    def _text(self, number: int) -> str:
        """Return the text of a number from 0."""

    @overload
    def __getitem__(self, which: int) -> str: ...
    @overload
    def __getitem__(self, which: slice) -> list[str]: ...
    def __getitem__(self, which: int | slice) -> str | list[str]:
        numbers = range(len(self))[which]
        return self._text(numbers) if isinstance(numbers, int) else list(map(self._text, numbers))


class ChosenTexts(Texts):
    """Those of ``texts`` that have these ``numbers``, in their order."""

    def __init__(self, texts: Sequence[str], numbers: Sequence[int]):
        self._texts, self._numbers = texts, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def _text(self, number: int) -> str:
        return self._texts[self._numbers[number]]


class StoredTexts(Texts):
    """Texts in a file of ``folder`` that has no name and goes with this object. Eight bytes each stay in memory.

    ``characters``: how many they have together. Raises OSError, which names the folder, where they cannot be written.
    """

    def __init__(self, folder: Path, texts: Iterable[str]):
        self._bytes: mmap | bytes = b""
        self.characters, ends = 0, [0]
        try:
            with TemporaryFile(dir=folder) as file:
                for text in texts:
                    self.characters += len(text)
                    ends.append(ends[-1] + file.write(text.encode("utf-8", "surrogatepass") + b"\n"))
                file.flush()
                if ends[-1]:
                    self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
        except OSError as error:
            error.filename = str(folder)
            raise
        self._ends = np.array(ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _text(self, number: int) -> str:
        begin, end = self._ends[number : number + 2].tolist()
        return self._bytes[begin : end - 1].decode("utf-8", "surrogatepass")
