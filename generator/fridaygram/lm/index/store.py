"""The index on disk: a folder of plain arrays and a JSON header with their digests. No pickle.

``index.json`` names the format and its version, the corpus and its digest, the alphabet, and for each array its
type, length and digest; a digest of the header itself stands on the header's last line. Each array is a file of
little-endian numbers, ``NAME.bin``. What models learn from an index is kept so too, beside it: NAME+MODEL.

Opening reads the header and maps the arrays: some milliseconds whatever the size. An array is checked against its
digest when it is first used, once in a process, so that a damaged file is refused and never believed; and so that not
even a foreign file with right digests makes compiled code read outside of an array, its numbers are looked through.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from fridaygram.errors import ModelError
from fridaygram.files import digest, digest_file, folder_atomic
from fridaygram.lm.index.alphabet import Alphabet, place_type
from fridaygram.lm.index.index import HeldOut, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = "fridaygram-index"
VERSION = 1
HEADER = "index.json"
TRAIN_AGAIN = "train the model again"
_BY_SYMBOL = ("codes", "following")
_BY_ROW = ("positions", "successor")
_BY_TEXT = ("starts", "numbers")

Header = TypeVar("Header", bound=msgspec.Struct)


class ArrayEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One array's file: numpy type name, length, digest of its bytes."""

    dtype: str
    length: int
    digest: str


class IndexHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of ``index.json`` but for its last line."""

    format: str
    version: int
    corpus: str
    corpus_digest: str
    alphabet: str
    singles: int
    held_out: HeldOut | None
    arrays: dict[str, ArrayEntry]
    as_of: str = ""
    last: str = ""


class StoredArrays(Mapping[str, Any]):
    """Arrays of a folder, mapped when first asked for and checked then; ``limits`` are above all numbers of an array.

    ``mode`` "c" lets a process change its copy in memory, and never the file.
    """

    def __init__(
        self, folder: Path, entries: Mapping[str, ArrayEntry], limits: Mapping[str, int], again: str, mode: Any = "r"
    ):
        self.folder, self.entries, self.limits, self.again, self.mode = folder, entries, limits, again, mode
        self._mapped: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._mapped:
            self._mapped[name] = self._map(name)
        return self._mapped[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def _map(self, name: str) -> NDArray[Any]:
        import numpy as np

        entry, file = self.entries[name], self.folder / f"{name}.bin"
        _check_length(file, entry, self.again)
        if digest_file(file) != entry.digest:
            raise ModelError("damaged: its digest is not the header's", file=file, hint=self.again)
        dtype = np.dtype(entry.dtype).newbyteorder("<")
        array = np.asarray(np.memmap(file, dtype=dtype, mode=self.mode)).astype(np.dtype(entry.dtype), copy=False)
        if name in self.limits and int(array.max()) >= self.limits[name]:
            raise ModelError("foreign: a number in it points outside of the model", file=file, hint=self.again)
        return array


def folder_beside(index: Index, kind: str) -> Path | None:
    """Return the folder of what a kind of model learnt from an index, None where the index is not from a folder."""
    home: Path | None = getattr(index.arrays, "folder", None)
    return None if home is None else home.with_name(f"{home.name}+{kind}")


def write_arrays(folder: Path, arrays: Mapping[str, Any]) -> dict[str, ArrayEntry]:
    """Write each array to a file of a folder, all cores at work, and return what a header says of them."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    def written(name: str) -> ArrayEntry:
        array: NDArray[Any] = arrays[name]
        raw = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        file = folder / f"{name}.bin"
        if not _linked(array, file):
            file.write_bytes(raw.data)
        return ArrayEntry(dtype=array.dtype.name, length=array.size, digest=digest(raw.data))

    names = sorted(arrays)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(names, pool.map(written, names), strict=True))


def _linked(array: NDArray[Any], file: Path) -> bool:
    """Give the file that an array maps a second name, and say whether that could be done."""
    import numpy as np

    source = array.filename if isinstance(array, np.memmap) else None
    if source is None or Path(source).stat().st_size != array.nbytes:
        return False
    try:
        os.link(source, file)
    except OSError:
        return False  # another disk, or one without links: copy it
    return True


def write_header(file: Path, header: msgspec.Struct) -> None:
    """Write a header as JSON, and its digest as the last line."""
    body = json.dumps(msgspec.to_builtins(header), sort_keys=True, ensure_ascii=True, indent=1)
    file.write_text(f"{body}\n{digest(body)}\n", encoding="ascii")


def read_header(file: Path, kind: type[Header], form: str, version: int, again: str = TRAIN_AGAIN) -> Header:
    """Return a header. Raises ModelError where it is missing, foreign, of another version or damaged."""
    try:
        raw = file.read_bytes()
    except OSError:
        raise ModelError("no trained model here", file=file.parent, hint="train one first") from None
    body, _, seal = raw.removesuffix(b"\n").rpartition(b"\n")
    try:
        found = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = {}
    if found.get("format") != form:
        raise ModelError("not the header of a trained model", file=file, hint=again)
    if found.get("version") != version:
        raise ModelError(f"format version {found.get('version')!r}, not {version}", file=file, hint=again)
    if digest(body).encode() != seal:
        raise ModelError("damaged: the header's digest does not fit it", file=file, hint=again)
    try:
        return msgspec.convert(found, type=kind)
    except msgspec.ValidationError as error:
        raise ModelError(f"not a header of this version: {error}", file=file, hint=again) from None


def save_index(folder: Path, index: Index, *, corpus: str, corpus_digest: str, as_of: str = "", last: str = "") -> None:
    """Write an index whole or not at all, in the place of what was at ``folder``.

    ``as_of``: the day, YYYY-MM-DD, by which the corpus was cut before training; empty for all of it. ``last``: the day
    of the newest text; empty where no text has a day. ``corpus_digest``: of the reviews up to ``as_of``.
    """
    with folder_atomic(folder) as beside:
        header = IndexHeader(
            format=FORMAT,
            version=VERSION,
            corpus=corpus,
            corpus_digest=corpus_digest,
            alphabet=index.alphabet.characters,
            singles=index.alphabet.singles,
            held_out=index.held_out,
            arrays=write_arrays(beside, index.arrays),
            as_of=as_of,
            last=last,
        )
        write_header(beside / HEADER, header)


def open_index(folder: Path, *, corpus_digest: str | None = None) -> Index:
    """Open an index by memory map.

    Raises ModelError where the folder is missing, foreign, of another version, truncated or damaged, and, given a
    ``corpus_digest``, where the index was trained on another corpus. Damage inside an array is found on first use.
    """
    header = read_header(folder / HEADER, IndexHeader, FORMAT, VERSION)
    if corpus_digest is not None and header.corpus_digest != corpus_digest:
        raise ModelError(f"trained on another state of corpus '{header.corpus}'", file=folder, hint=TRAIN_AGAIN)
    alphabet = Alphabet(header.alphabet, header.singles)
    _check_shape(folder / HEADER, header, alphabet)
    for name, entry in sorted(header.arrays.items()):
        _check_length(folder / f"{name}.bin", entry, TRAIN_AGAIN)
    rows = header.arrays["positions"].length
    limits = dict.fromkeys((*_BY_ROW, "starts"), rows) | dict.fromkeys(_BY_SYMBOL, alphabet.size)
    return Index(
        alphabet,
        StoredArrays(folder, header.arrays, limits, TRAIN_AGAIN),
        header.held_out,
        header.corpus,
        header.corpus_digest,
        header.as_of,
        header.last,
    )


def _check_shape(file: Path, header: IndexHeader, alphabet: Alphabet) -> None:
    """Refuse a header whose arrays are not those of an index over its alphabet."""
    rows = {entry.length for name, entry in header.arrays.items() if name not in _BY_TEXT}
    places = place_type(max(rows, default=0))
    types = dict.fromkeys((*_BY_ROW, *_BY_TEXT), places) | dict.fromkeys(_BY_SYMBOL, alphabet.dtype)
    fits = {name: entry.dtype for name, entry in header.arrays.items()} == types | {"common": "uint8"}
    texts = {entry.length for name, entry in header.arrays.items() if name in _BY_TEXT}
    if not (fits and len(rows) == len(texts) == 1 and min(rows) >= min(texts) > 0 < header.singles <= 256):
        raise ModelError("the header does not fit an index of this version", file=file, hint=TRAIN_AGAIN)


def _check_length(file: Path, entry: ArrayEntry, again: str) -> None:
    import numpy as np

    try:
        size, wanted = file.stat().st_size, entry.length * np.dtype(entry.dtype).itemsize
    except OSError:
        raise ModelError("this part of the model is missing", file=file, hint=again) from None
    except TypeError:
        raise ModelError(f"'{entry.dtype}' is no type of numbers", file=file, hint=again) from None
    if size != wanted:
        raise ModelError(f"truncated or foreign: {size} bytes, not {wanted}", file=file, hint=again)
