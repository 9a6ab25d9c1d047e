"""Compares a site that is served with one that was built here, file by file.

It trusts nothing that the other side says: it fetches each file of the build and compares it whole. Only which
other files the site has is known from its own ``digests.json``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from fridaygram import __version__
from fridaygram.corpus.net.transport import HttpTransport, Request, Transport, TransportError
from fridaygram.errors import NetworkError, UsageError
from fridaygram.plan.writing import DIGESTS

AGENT = f"Fridaygram/{__version__} (compares a site with its sources)"
MOST_BYTES = 32 << 20
MOST_SHOWN = 200
TIMEOUT_S = 30.0
MISSING = (404, 410)
Verdict = Literal["equal", "different", "missing", "extra"]
_ADDRESS, _DAY = re.compile(r"https?://[\w.:-]+/[\w.~/-]*", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Manifest(msgspec.Struct, frozen=True):
    """The ``digests.json`` of a site, as far as it is needed here."""

    program: str
    base_url: str
    as_of: str
    files: dict[str, str]


class ComparedFile(NamedTuple):
    """A file below the site's root, its verdict, and why in words."""

    path: str
    verdict: Verdict
    why: str = ""


def served_url(url: str) -> str:
    """Return the address of a site with a slash at its end. Raises UsageError for one that is not safe to compare."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError(f"'{url}' is not the address of a site", hint='name it as in "https://you.github.io/blog/"')
    return url if url.endswith("/") else f"{url}/"


def read_manifest(url: str, transport: Transport) -> Manifest:
    """Return what a site says of itself. Raises NetworkError where it does not answer, or says nothing usable."""
    answer = transport.send(Request(urljoin(url, DIGESTS)))
    if answer.status != 200:
        moved = answer.headers.get("location")
        hint = f"it redirects to {moved[:200]!r}: name the address itself" if moved else "Fridaygram writes it"
        raise NetworkError(f"{urljoin(url, DIGESTS)} answers {answer.status}", hint=hint)
    try:
        found = msgspec.json.decode(answer.body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NetworkError(f"{urljoin(url, DIGESTS)}: {error}") from None
    if not _ADDRESS.fullmatch(found.base_url) or not (found.as_of == "" or _DAY.fullmatch(found.as_of)):
        raise NetworkError(f"{urljoin(url, DIGESTS)}: base_url is no address, or as_of is no day")
    return found


def compare(
    url: str,
    site: Path,
    files: list[str],
    manifest: Manifest,
    transport: Transport,
    advance: Callable[[int, int, str], None],
) -> Iterator[ComparedFile]:
    """Yield the verdict of each of ``files`` below the folder ``site``, and of those that only the manifest has.

    ``advance`` is called after each with how many are done and how many there are. Raises NetworkError where the site
    stops answering: that is no verdict.
    """
    for done, path in enumerate(files, start=1):
        yield _compare_one(url, path, (site / path).read_bytes(), transport)
        advance(done, len(files), "comparing")
    for path in sorted(manifest.files.keys() - {*files}):
        yield ComparedFile(
            path[:MOST_SHOWN] if path.isprintable() else ascii(path[:MOST_SHOWN]),
            "extra",
            "the site lists it, and the build has no such file",
        )


def _compare_one(url: str, path: str, expected: bytes, transport: Transport) -> ComparedFile:
    folder, _, name = path.rpartition("/")
    below = (f"{folder}/" if folder else "") if name == "index.html" else path
    try:
        answer = transport.send(Request(urljoin(url, quote(below))))
    except TransportError as error:
        if error.kind == "too large":
            return ComparedFile(path, "different", f"{len(expected):,} bytes here, more there")
        raise NetworkError(f"{path}: {error}", hint="try again later; the other files were not compared") from None
    if answer.status in MISSING:
        return ComparedFile(path, "missing", f"answers {answer.status}")
    if 300 <= answer.status < 400:
        return ComparedFile(path, "different", f"it redirects ({answer.status})")
    if answer.status != 200:
        hint = "try again later; the other files were not compared"
        raise NetworkError(f"{path}: the site answers {answer.status}", hint=hint)
    if answer.body == expected:
        return ComparedFile(path, "equal")
    return ComparedFile(path, "different", f"{len(expected):,} bytes here, {len(answer.body):,} there")


def first_transport() -> Transport:
    """Return the transport by which a site's ``digests.json`` is read."""
    return HttpTransport(AGENT, timeout_s=TIMEOUT_S, most_bytes=MOST_BYTES)


def transport_for(site: Path, files: list[str]) -> Transport:
    """Return a transport that reads no answer longer than the longest file."""
    most = max(((site / path).stat().st_size for path in files), default=0)
    return HttpTransport(AGENT, timeout_s=TIMEOUT_S, most_bytes=most + 1)
