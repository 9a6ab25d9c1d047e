"""Reading a page and analysing a text: the work of a worker process, and the process itself.

A worker (``python -P -m fridaygram.corpus.text.work``) takes batches of work on standard input and writes their
results to standard output. It ends when its input ends, so it ends with its parent. A message is msgpack behind a
length of four bytes (big-endian).
"""

from __future__ import annotations

import logging
import sys
import zlib
from typing import IO

import msgspec

from fridaygram.corpus.text.clean import clean, drop_paragraphs
from fridaygram.corpus.text.extract import OURS, PageText, extract, read_page
from fridaygram.corpus.text.language import detect
from fridaygram.corpus.text.near import signature

VERSION = 5
"""Raise it when the same page is read differently: texts of another version are read again."""
SAMPLE = b"<html><title>A song</title><body><p>Un caf\xc3\xa9, two chords and a kettle on the beat.</body></html>"


class PageWork(msgspec.Struct, frozen=True, tag="page"):
    """A stored page to be read: zlib-compressed bytes as served, and their Content-Type."""

    url: str
    address: str
    media: str
    packed: bytes


class TextWork(msgspec.Struct, frozen=True, tag="text"):
    """A text to be analysed, without the paragraphs whose keys its host repeats."""

    url: str
    text: str
    repeated: frozenset[str] = frozenset()


class CheckWork(msgspec.Struct, frozen=True, tag="check"):
    """A request to read a sample page: it fails where a library is missing or broken.

    What texts are analysed with would take a second more; a fault in that stops the run later, and loses nothing.
    """


class PageRead(msgspec.Struct, frozen=True, tag="page"):
    """A page that has been read."""

    url: str
    page: PageText


class Reading(msgspec.Struct, frozen=True, tag="text"):
    """A text that has been analysed.

    ``share`` is that of language.Tongue, ``mark`` the MinHash signature; ``problem`` says why there is no analysis, ""
    where there is one.
    """

    url: str
    text: str
    lang: str
    share: float
    words: int
    mark: bytes
    problem: str = ""


class Checked(msgspec.Struct, frozen=True, tag="check"):
    """The sample page could be read."""


class WorkerFault(msgspec.Struct, frozen=True, tag="fault"):
    """An error of the program or the machine: the batch is not done, and no page is to blame."""

    error: str


Work = PageWork | TextWork | CheckWork
Done = PageRead | Reading | Checked
Answer = list[Done] | WorkerFault


def do(work: Work) -> Done:
    """Do one piece of work. Raises what is not the page's fault (see extract.OURS)."""
    if isinstance(work, PageWork):
        page = read_page(zlib.decompress(work.packed), work.url, work.address, work.media)
        if page.state == "text":
            text = clean(page.text)
            page = msgspec.structs.replace(page, text=text, state="text" if text else "no text")
        return PageRead(work.url, page)
    if isinstance(work, TextWork):
        text = drop_paragraphs(work.text, work.repeated)
        tongue = detect(text)
        return Reading(work.url, text, tongue.lang, tongue.share, len(text.split()), signature(text))
    clean(extract(SAMPLE, "https://sample.example/1", "https://sample.example/1", "text/html").text)
    return Checked()


def given_up(work: Work, why: str) -> Done:
    """Return the result that stands for a page or text that could not be done."""
    if isinstance(work, TextWork):
        return Reading(work.url, "", "", 0.0, 0, b"", problem=why)
    return PageRead(getattr(work, "url", ""), PageText(state="not readable", detail=why))


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
        write_message(sink, msgspec.msgpack.encode(_answer(decoder.decode(message))))


def _answer(batch: list[Work]) -> Answer:
    """Return the results of a batch. What breaks on one text costs that text alone."""
    done: list[Done] = []
    for work in batch:
        try:
            done.append(do(work))
        except OURS as error:
            return WorkerFault(f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - hostile texts break libraries in ways that cannot be listed
            if isinstance(work, CheckWork):
                return WorkerFault(f"{type(error).__name__}: {error}")
            done.append(given_up(work, type(error).__name__))
    return done


if __name__ == "__main__":
    main()
