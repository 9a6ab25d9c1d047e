"""The index on disk: a folder of plain arrays and a JSON header with their digests. No pickle.

``index.json`` names the format and its version, the corpus and its digest, the alphabet, and for each array its
type, length and digest; a digest of the header itself stands on the header's last line. Each array is a file of
little-endian numbers, ``NAME.bin``.

Opening reads the header and maps the arrays: some milliseconds whatever the size. An array is checked against its
digest when it is first used, once in a process, so that a damaged file is refused and never believed; and so that not
even a foreign file with right digests makes compiled code read outside of an array, its numbers are looked through.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ModelError
from fridaygram.files import digest, digest_file, folder_atomic
from fridaygram.lm.index.alphabet import Alphabet
from fridaygram.lm.index.index import HeldOut, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = "fridaygram-index"
VERSION = 1
HEADER = "index.json"
_TRAIN_AGAIN = "train the model again"
_BY_SYMBOL = ("codes", "following")
_BY_ROW = ("positions", "successor")
_BY_TEXT = ("starts", "numbers")


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
    """Arrays of a folder, mapped when first asked for and checked then."""

    def __init__(self, folder: Path, header: IndexHeader):
        self.folder = folder
        self.header = header
        rows = header.arrays["positions"].length
        self._limits = dict.fromkeys((*_BY_ROW, "starts"), rows) | dict.fromkeys(_BY_SYMBOL, len(header.alphabet) + 1)
        self._mapped: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._mapped:
            self._mapped[name] = self._map(name)
        return self._mapped[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.header.arrays)

    def __len__(self) -> int:
        return len(self.header.arrays)

    def _map(self, name: str) -> NDArray[Any]:
        import numpy as np

        entry, file = self.header.arrays[name], self.folder / f"{name}.bin"
        _check_length(file, entry)
        if digest_file(file) != entry.digest:
            raise ModelError("damaged: its digest is not the header's", file=file, hint=_TRAIN_AGAIN)
        dtype = np.dtype(entry.dtype).newbyteorder("<")
        array = np.asarray(np.memmap(file, dtype=dtype, mode="r")).astype(np.dtype(entry.dtype), copy=False)
        if name in self._limits and int(array.max()) >= self._limits[name]:
            raise ModelError("foreign: a number in it points outside of the model", file=file, hint=_TRAIN_AGAIN)
        return array


def save_index(folder: Path, index: Index, *, corpus: str, corpus_digest: str, as_of: str = "", last: str = "") -> None:
    """Write an index whole or not at all, in the place of what was at ``folder``.

    ``as_of``: the day, YYYY-MM-DD, by which the corpus was cut before training; empty for all of it. ``last``: the day
    of the newest text; empty where no text has a day. ``corpus_digest``: of the reviews up to ``as_of``.
    """
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    def written(name: str) -> ArrayEntry:
        array: NDArray[Any] = index.arrays[name]
        raw = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        file = beside / f"{name}.bin"
        file.write_bytes(raw.data)
        return ArrayEntry(dtype=array.dtype.name, length=len(array), digest=digest_file(file))

    names = sorted(index.arrays)
    with folder_atomic(folder) as beside:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            entries = dict(zip(names, pool.map(written, names), strict=True))
        header = IndexHeader(
            format=FORMAT,
            version=VERSION,
            corpus=corpus,
            corpus_digest=corpus_digest,
            alphabet=index.alphabet.characters,
            singles=index.alphabet.singles,
            held_out=index.held_out,
            arrays=entries,
            as_of=as_of,
            last=last,
        )
        body = json.dumps(msgspec.to_builtins(header), sort_keys=True, ensure_ascii=True, indent=1)
        (beside / HEADER).write_text(f"{body}\n{digest(body)}\n", encoding="ascii")


def open_index(folder: Path, *, corpus_digest: str | None = None) -> Index:
    """Open an index by memory map.

    Raises ModelError where the folder is missing, foreign, of another version, truncated or damaged, and, given a
    ``corpus_digest``, where the index was trained on another corpus. Damage inside an array is found on first use.
    """
    header = _read_header(folder / HEADER)
    if corpus_digest is not None and header.corpus_digest != corpus_digest:
        raise ModelError(f"trained on another state of corpus '{header.corpus}'", file=folder, hint=_TRAIN_AGAIN)
    alphabet = Alphabet(header.alphabet, header.singles)
    _check_shape(folder / HEADER, header, alphabet)
    for name, entry in sorted(header.arrays.items()):
        _check_length(folder / f"{name}.bin", entry)
    return Index(
        alphabet,
        StoredArrays(folder, header),
        header.held_out,
        header.corpus,
        header.corpus_digest,
        header.as_of,
        header.last,
    )


def _read_header(file: Path) -> IndexHeader:
    try:
        raw = file.read_bytes()
    except OSError:
        raise ModelError("no trained model here", file=file.parent, hint="train one first") from None
    body, _, seal = raw.removesuffix(b"\n").rpartition(b"\n")
    try:
        found = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = {}
    if found.get("format") != FORMAT:
        raise ModelError("not the header of a trained model", file=file, hint=_TRAIN_AGAIN)
    if found.get("version") != VERSION:
        raise ModelError(f"format version {found.get('version')!r}, not {VERSION}", file=file, hint=_TRAIN_AGAIN)
    if digest(body).encode() != seal:
        raise ModelError("damaged: the header's digest does not fit it", file=file, hint=_TRAIN_AGAIN)
    try:
        header = msgspec.convert(found, type=IndexHeader)
    except msgspec.ValidationError as error:
        raise ModelError(f"not a header of this version: {error}", file=file, hint=_TRAIN_AGAIN) from None
    return header


def _check_shape(file: Path, header: IndexHeader, alphabet: Alphabet) -> None:
    """Refuse a header whose arrays are not those of an index over its alphabet."""
    types = dict.fromkeys(_BY_ROW, "uint32") | dict.fromkeys(_BY_SYMBOL, alphabet.dtype) | {"common": "uint8"}
    types |= dict.fromkeys(_BY_TEXT, "uint32")
    fits = {name: entry.dtype for name, entry in header.arrays.items()} == types
    rows = {entry.length for name, entry in header.arrays.items() if name not in _BY_TEXT}
    texts = {entry.length for name, entry in header.arrays.items() if name in _BY_TEXT}
    if not (fits and len(rows) == len(texts) == 1 and min(rows) >= min(texts) > 0 < header.singles <= 256):
        raise ModelError("the header does not fit an index of this version", file=file, hint=_TRAIN_AGAIN)


def _check_length(file: Path, entry: ArrayEntry) -> None:
    wanted = entry.length * {"uint8": 1, "uint16": 2, "uint32": 4}[entry.dtype]
    try:
        size = file.stat().st_size
    except OSError:
        raise ModelError("this part of the model is missing", file=file, hint=_TRAIN_AGAIN) from None
    if size != wanted:
        raise ModelError(f"truncated or foreign: {size} bytes, not {wanted}", file=file, hint=_TRAIN_AGAIN)
