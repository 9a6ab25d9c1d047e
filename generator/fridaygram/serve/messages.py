"""What the preview and its building process say to one another: MessagePack, each message after its length."""

from __future__ import annotations

from typing import IO, TypeVar

import msgspec

from fridaygram.serve.hub import Problem

LENGTH_BYTES = 4

Kind = TypeVar("Kind")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What every build of a preview is told; sent once."""

    root: str
    output: str
    base_url: str
    date: str | None
    drafts: bool
    workers: int


class Order(msgspec.Struct, frozen=True):
    """Build now; ``first`` are the output files of the pages that are being looked at. Orders are numbered.

    ``changed`` are the files written since the order before, None where that is not known.
    """

    first: tuple[str, ...]
    number: int
    changed: tuple[str, ...] | None = None

    def with_those_of(self, before: Order) -> Order:
        """Return the order that does for this one and for the one before it."""
        if self.changed is None or before.changed is None:
            return msgspec.structs.replace(self, changed=None)
        return msgspec.structs.replace(self, changed=tuple(sorted({*self.changed, *before.changed})))


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a build has done so far: the files it changed since the last message; at the end, how it went.

    ``unpublished`` says why pages among the output files are not published yet. ``order`` is the number of the
    order that was carried out, and with it of all before it.
    """

    changed: tuple[str, ...] = ()
    unpublished: dict[str, str] | None = None
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    ended: bool = False
    order: int = 0


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message. Raises OSError where nobody reads any more."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    stream.flush()


def receive(stream: IO[bytes], kind: type[Kind]) -> Kind:
    """Read one message. Raises EOFError where the other side has gone."""
    length = _exactly(stream, LENGTH_BYTES)
    return msgspec.msgpack.decode(_exactly(stream, int.from_bytes(length, "big")), type=kind)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = stream.read(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
