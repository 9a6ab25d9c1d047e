"""A worker process: batches of work on standard input, results on standard output, an end when input ends.

Messages are msgpack behind a length of four bytes (big-endian). A worker whose parent dies reads the end of
its input and ends too.
"""

from __future__ import annotations

import logging
import sys
from typing import IO

import msgspec

from fridaygram.corpus.text.work import Work, do


def read_message(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def write_message(stream: IO[bytes], body: bytes) -> None:
    """Write a message."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def main() -> None:
    """Work until the input ends."""
    logging.disable(logging.CRITICAL)
    decoder = msgspec.msgpack.Decoder(list[Work])
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (message := read_message(source)) is not None:
        write_message(sink, msgspec.msgpack.encode([do(work) for work in decoder.decode(message)]))


if __name__ == "__main__":
    main()
