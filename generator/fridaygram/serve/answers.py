"""What a URL of the preview answers: which file it means, as GitHub Pages decides it, and how that file is sent.

Entity tags, conditional requests and byte ranges follow RFC 9110, sections 8.8, 13 and 14.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from fridaygram.files import digest
from fridaygram.serve.inject import CLIENT, client_source, decorated, waiting_page

READ_METHODS = ("GET", "HEAD")
INDEX = "index.html"
NOT_FOUND = "404.html"
HTML = "text/html; charset=utf-8"
# Python's own table, not the machine's, with the types that some versions of Python lack or name otherwise.
TYPES = mimetypes.MimeTypes().types_map[True] | {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".rss": "application/rss+xml",
    ".ttf": "font/ttf",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".xsl": "application/xml",
}
UNKNOWN_TYPE = "application/octet-stream"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII | re.IGNORECASE)

RequestHeader = Callable[[str], str | None]


@dataclass(frozen=True)
class WebResponse:
    """Status, headers (without Content-Length) and body of an answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Redirect:
    """The right address: a folder's with its slash at the end, or the site's from outside it."""

    location: str
    permanent: bool = True


@dataclass(frozen=True)
class PreviewView:
    """What the preview shows now: a folder at a base path, the number of its build, the pages not yet published.

    ``unpublished`` gives, by page file below ``root``, why readers do not see it yet: "draft", or its day.
    ``samples_page`` gives the address where samples are chosen for a page file, "" for none.
    """

    root: Path
    base: str
    build: int
    unpublished: Mapping[str, str]
    samples_page: Callable[[str], str] = lambda _: ""


def answer(view: PreviewView, method: str, target: str, header: RequestHeader) -> WebResponse:
    """Return the answer to a request that ``guard`` has let through."""
    if method not in READ_METHODS:
        return plain(405, "The preview only shows pages.", Allow=", ".join(READ_METHODS))
    if target.partition("?")[0] == CLIENT:
        return conditional(entity(client_source(), content_type(Path(CLIENT))), header)
    found = locate(view.root, view.base, target)
    if isinstance(found, Redirect):
        # Not to be kept by the browser: another blog may be served from this port tomorrow.
        return plain(301 if found.permanent else 302, "", Location=found.location)
    try:
        return _missing(view) if found is None else conditional(_file(view, found), header)
    except OSError:
        # The file was replaced or removed after it was found.
        return _missing(view)


def plain(status: int, text: str, **headers: str) -> WebResponse:
    """Return an answer of one line of text."""
    fixed = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return WebResponse(status, {**fixed, **headers}, (text + "\n").encode() if text else b"")


def _file(view: PreviewView, file: Path) -> WebResponse:
    body, kind = file.read_bytes(), content_type(file)
    if kind == HTML:
        name = file.relative_to(view.root.resolve()).as_posix()
        why = view.unpublished.get(name)
        samples = view.samples_page(name) if why else ""
        body = decorated(body, build=view.build, unpublished=why, samples_page=samples)
    return entity(body, kind)


def _missing(view: PreviewView) -> WebResponse:
    if not (view.root / INDEX).is_file():
        return entity(waiting_page(view.build), HTML, 503)
    try:
        body = (view.root / NOT_FOUND).read_bytes()
    except OSError:
        body = b"<!doctype html><title>404</title><h1>404: there is no such page</h1>"
    return entity(decorated(body, build=view.build, missing=True), HTML, 404)


def locate(root: Path, base: str, target: str) -> Path | Redirect | None:
    """Return what the request target ``target`` means in the site at ``root``, None where it means nothing.

    ``base`` is the base path, with a slash at both ends. Files outside ``root``, dotfiles, and files behind a
    symbolic link that leads out of ``root`` are never found.
    """
    path = decoded(target)
    if path is None:
        return None
    if path + "/" == base or path == "/" != base:
        return Redirect(base, permanent=path != "/")
    below = path.removeprefix(base)
    if not path.startswith(base) or not _is_plain(below):
        return None
    file = root / below
    try:
        if below == "" or below.endswith("/"):
            return _inside(root, file / INDEX)
        if file.is_dir():
            _, mark, query = target.partition("#")[0].partition("?")
            return Redirect(quote(path + "/") + mark + query) if _inside(root, file / INDEX) else None
        return _inside(root, file) or _inside(root, file.with_name(file.name + ".html"))
    except (OSError, RuntimeError):
        # The name is too long, or a link leads to itself.
        return None


def decoded(target: str) -> str | None:
    """Return a request target's path with its per cent signs decoded once; None for what is not a path of text."""
    if not target.startswith("/"):
        return None
    try:
        return unquote_to_bytes(urlsplit("//host" + target).path).decode("utf-8")
    except ValueError:
        return None


def _is_plain(below: str) -> bool:
    """Return whether a decoded path has plain names only: no dotfiles, steps up, back slashes or controls."""
    if any(ord(char) < 32 or char in "\\\x7f" for char in below):
        return False
    names = below.removesuffix("/").split("/") if below else []
    return all(name and not name.startswith(".") for name in names)


def _inside(root: Path, file: Path) -> Path | None:
    if not file.exists():
        return None
    real = file.resolve(strict=True)
    return real if real.is_relative_to(root.resolve(strict=True)) and real.is_file() else None


def content_type(file: Path) -> str:
    """Return a file's content type by its suffix."""
    kind = TYPES.get(file.suffix.lower(), UNKNOWN_TYPE)
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
    return f"{kind}; charset=utf-8" if is_text else kind


def entity(body: bytes, kind: str, status: int = 200) -> WebResponse:
    """Return a whole body with its tag. Browsers keep it, but ask each time whether it is still right."""
    headers = {"Content-Type": kind, "Cache-Control": "no-cache", "ETag": f'"{digest(body)}"', "Accept-Ranges": "bytes"}
    return WebResponse(status, headers, body)


def conditional(whole: WebResponse, header: RequestHeader) -> WebResponse:
    """Return what the request's headers ask for: the whole, "not modified", or a part.

    ``header`` gives a header of the request by its name. A request for several ranges gets the whole, as the RFC
    allows.
    """
    if whole.status != 200:
        return whole
    tag = whole.headers["ETag"]
    known = [part.strip().removeprefix("W/") for part in (header("If-None-Match") or "").split(",")]
    if "*" in known or tag in known:
        return WebResponse(304, {name: whole.headers[name] for name in ("ETag", "Cache-Control")})
    asked = header("Range")
    if asked is None or (header("If-Range") or tag) != tag:
        return whole
    size = len(whole.body)
    try:
        part = byte_range(asked, size)
    except ValueError:
        return WebResponse(416, {"Content-Range": f"bytes */{size}", "Content-Type": "text/plain; charset=utf-8"})
    if part is None:
        return whole
    first, last = part
    headers = {**whole.headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    return replace(whole, status=206, headers=headers, body=whole.body[first : last + 1])


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for, None where it is to be ignored.

    Raises ValueError where the range lies outside of the ``size`` bytes.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[0][-1] == "=" or found[1] + found[2] == "":
        return None
    if found[1] == "":
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), int(found[2] or size - 1)
        if found[2] and last < first:
            return None
        last = min(last, size - 1)
    if first > last:
        raise ValueError(header)
    return first, last
