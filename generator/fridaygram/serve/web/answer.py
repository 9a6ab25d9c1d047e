"""The answer to a request for a page or file of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fridaygram.serve.inject import CLIENT, EVENTS, client_source, decorated, waiting_page
from fridaygram.serve.web.content import HTML, TYPES, Header, Response, conditional, content_type, entity
from fridaygram.serve.web.paths import INDEX, Found, Moved, locate

READ_METHODS = ("GET", "HEAD")
NOT_FOUND = "404.html"


@dataclass(frozen=True)
class View:
    """What the preview shows now: a folder at a base path, its build number, and the pages not yet published.

    ``unpublished`` says, by page file below ``root``, why it is not published yet: "draft", or its day. ``desk``
    gives the address at which samples are chosen for a page file, "" for none.
    """

    root: Path
    base: str
    build: int
    unpublished: Mapping[str, str]
    desk: Callable[[str], str] = lambda _: ""


def answer(view: View, method: str, target: str, header: Header) -> Response:
    """Return the answer to a request that has passed the guard."""
    if method not in READ_METHODS:
        return plain(405, "The preview only shows pages.", Allow=", ".join(READ_METHODS))
    if target.partition("?")[0] == CLIENT:
        return conditional(entity(client_source(), TYPES[".js"]), header)
    place = locate(view.root, view.base, target)
    if isinstance(place, Moved):
        # Never to be remembered: another blog may be served from this port tomorrow.
        return plain(301 if place.permanent else 302, "", Location=place.location)
    try:
        if place is not None:
            return conditional(_file(view, place), header)
        return _missing(view)
    except OSError:
        # The file was replaced or removed between the look-up and the reading.
        return _missing(view)


def plain(status: int, text: str, **headers: str) -> Response:
    """Return an answer of one line of text."""
    fixed = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return Response(status, {**fixed, **headers}, (text + "\n").encode() if text else b"")


def is_events(target: str) -> bool:
    """Return whether a request asks for the stream of events."""
    return target.partition("?")[0] == EVENTS


def _file(view: View, place: Found) -> Response:
    body = place.file.read_bytes()
    kind = content_type(place.file)
    if kind == HTML:
        name = place.file.relative_to(view.root.resolve()).as_posix()
        why = view.unpublished.get(name)
        body = decorated(body, build=view.build, unpublished=why, desk=view.desk(name) if why else "")
    return entity(body, kind)


def _missing(view: View) -> Response:
    if not (view.root / INDEX).is_file():
        return entity(waiting_page(view.build), HTML, 503)
    try:
        body = (view.root / NOT_FOUND).read_bytes()
    except OSError:
        body = b"<!doctype html><title>404</title><h1>404: there is no such page</h1>"
    return entity(decorated(body, build=view.build, missing=True), HTML, 404)
