"""Reading and writing so that nothing is half-written: write beside, then rename.

Digests are BLAKE2b (RFC 7693) of 16 bytes, as hexadecimal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

from fridaygram.errors import ContentError

DIGEST_BYTES = 16


def digest(data: bytes | memoryview | str) -> str:
    """Return the hexadecimal digest of bytes, or of text as UTF-8."""
    from hashlib import blake2b  # late: it loads OpenSSL, which takes as long as all of this file

    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return blake2b(raw, digest_size=DIGEST_BYTES).hexdigest()


def digest_pieces(pieces: Iterable[bytes]) -> str:
    """Return the digest of bytes that come in pieces."""
    from hashlib import blake2b

    state = blake2b(digest_size=DIGEST_BYTES)
    for piece in pieces:
        state.update(piece)
    return state.hexdigest()


def digest_file(path: Path) -> str:
    """Return the digest of a file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return digest_pieces(iter(lambda: stream.read(1 << 20), b""))


def digest_json(value: Any) -> str:
    """Return the digest of a value's canonical JSON (keys sorted, no white space)."""
    import msgspec

    return digest(msgspec.json.encode(value, order="deterministic"))


def json_text(value: Any) -> str:
    """Return JSON to be read in a diff: keys sorted, two spaces, a newline at the end."""
    import json

    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def read_text(path: Path) -> str:
    """Return a text file's content with ``\\n`` line ends and no byte order mark.

    Raises ContentError where the file is missing or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise ContentError("no such file", file=path) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError("not UTF-8 text", file=path, line=line, hint="save it as UTF-8") from None


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write ``path`` whole or not at all: beside it first, then renamed over it."""
    import tempfile

    raw = data.encode("utf-8") if isinstance(data, str) else data
    with _room_for(path):
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(raw)
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


@contextmanager
def _room_for(path: Path) -> Iterator[None]:
    """Make the folders above ``path``; where writing fails they are removed, and the error names ``path``."""
    made = list(takewhile(lambda folder: not folder.exists(), path.parents))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        if isinstance(error, OSError) and f"{os.sep}.{path.name}." in f"{os.sep}{error.filename or f'.{path.name}.'}":
            # A full disk names no file, and the author does not know the temporary file's name.
            error.filename = str(path)
        for folder in made:
            with suppress(OSError):  # another process may have put something there meanwhile
                folder.rmdir()
        raise


@contextmanager
def folder_atomic(path: Path) -> Iterator[Path]:
    """Yield a new folder beside ``path``; on success it takes the place of ``path``, on error it goes."""
    import shutil
    import tempfile

    with _room_for(path):
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            yield beside
            beside.chmod(0o755)
            _take_place(beside, path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise


def _take_place(new: Path, path: Path) -> None:
    """Rename the folder ``new`` to ``path``; what was there is removed, or restored where that fails."""
    if not path.exists():
        new.replace(path)
        return
    import shutil
    import tempfile

    aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.old."))
    old = aside / path.name
    try:
        path.replace(old)
        new.replace(path)
    except BaseException:
        if old.exists():
            old.replace(path)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def hold(path: Path) -> IO[bytes] | None:
    """Lock a file, until it is closed or this process ends, however it ends. None where another process holds it."""
    stream = path.open("wb")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        return None
    return stream
