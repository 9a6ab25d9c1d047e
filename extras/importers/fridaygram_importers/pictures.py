"""PictureFetcher that a blog only links: fetched politely if the author asks for it, else left where they are."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from fridaygram import __version__
from fridaygram.corpus.net.pace import RETRY_AFTER_MOST_S, Clock, retry_after_s, system_clock
from fridaygram.corpus.net.robots import Robots, RobotsText
from fridaygram.corpus.net.transport import HttpTransport, Request, Response, Transport, TransportError, redirect_target
from fridaygram_importers.base import ImportItem, Origin, below, split_url
from fridaygram_importers.report import BlogReport

_SHOWN = re.compile(
    r"!\[[^\]\n]*\]\(\s*<?((?:https?://|/)[^\s)>]+)|<img\b[^>]*?\ssrc=[\"']((?:https?://|/)[^\"'\s>]+)", re.IGNORECASE
)
_SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "image/avif": ".avif",
    "image/svg+xml": ".svg",
}  # fmt: skip
_FILMS = ("youtube.com", "youtu.be", "youtube-nocookie.com")
_PLAYED = (".mp4", ".webm", ".mp3", ".ogg", ".m4a", ".wav", ".mov")
MOST_BYTES = 30 << 20
PAUSE_S = 1.0
"""The least pause between two requests to a host."""
HOPS = 5


def network(agent: str) -> tuple[Transport, Clock]:
    """Return the way to the network, to public addresses only and each answer with an end, and its clock."""
    return HttpTransport(agent, most_bytes=MOST_BYTES), system_clock()


class PictureFetcher:
    """Fetches pictures into ``folder``, one by one: heeds robots.txt, pauses, and leaves a host that asks for it."""

    def __init__(self, folder: Path, progress: Callable[[int, int, str], None]) -> None:
        self.folder, self.progress = folder, progress
        self._agent = f"fridaygram/{__version__}"
        self._transport, self._clock = network(self._agent)
        self._robots: dict[str, Robots] = {}
        self._ready: dict[str, float] = {}
        self._refused: dict[str, str] = {}

    def fetched(self, url: str) -> tuple[Path | None, str]:
        """Return the file of a picture and "", else None and why there is none."""
        target = url
        for _ in range(HOPS + 1):
            host = split_url(target).netloc
            if problem := self._refused.get(host) or self._forbidden(target):
                return None, problem
            answer = self._ask(target)
            if isinstance(answer, str):
                return None, answer
            if answer.status not in (301, 302, 303, 307, 308):
                return self._kept(url, answer)
            moved = redirect_target(target, answer)
            if not moved:
                return None, f"status {answer.status} to nowhere"
            target = moved
        return None, "too many redirects"

    def _kept(self, url: str, answer: Response) -> tuple[Path | None, str]:
        suffix = _SUFFIXES.get(answer.content_type)
        if answer.status != 200 or suffix is None:
            what = answer.content_type or "of no type"
            return None, f"status {answer.status}" if answer.status != 200 else f"no picture but {what}"
        stem = re.sub(r"[^\w-]+", "-", PurePosixPath(unquote(split_url(url).path)).stem).strip("-")[-60:] or "picture"
        path = self.folder / hashlib.sha256(url.encode()).hexdigest()[:12] / f"{stem}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer.body)
        return path, ""

    def _forbidden(self, url: str) -> str:
        host = split_url(url).netloc
        if host not in self._robots:
            answer = self._send(Request(urljoin(url, "/robots.txt")))
            self._robots[host] = Robots(RobotsText.of(answer), self._agent)
        refusal = self._robots[host].refuses(url)
        return refusal[1] if refusal else ""

    def _ask(self, url: str) -> Response | str:
        """Return an answer, or why there is none. A host that wants a pause gets one; at its second wish it is left."""
        for attempt in (1, 2):
            answer = self._send(Request(url, types=("image/", "application/octet-stream", "binary/")))
            if isinstance(answer, TransportError):
                return str(answer)
            if answer.status not in (429, 503):
                return answer
            wait = retry_after_s(answer.headers.get("retry-after"), self._clock.now()) or 10.0
            if attempt == 1 and wait <= RETRY_AFTER_MOST_S:
                self._clock.sleep(wait)
        host = split_url(url).netloc
        self._refused[host] = f"{host} asks for a pause: try again later"
        return self._refused[host]

    def _send(self, request: Request) -> Response | TransportError:
        host = split_url(request.url).netloc
        pause = self._ready.get(host, 0.0) - self._clock.monotonic()
        if pause > 0:
            self._clock.sleep(pause)
        try:
            return self._transport.send(request)
        except TransportError as error:
            return error
        finally:
            delay = self._robots[host].delay_s() if host in self._robots else None
            self._ready[host] = self._clock.monotonic() + max(PAUSE_S, delay or 0.0)


def bring_pictures(origin: Origin, report: BlogReport, pictures: PictureFetcher | None) -> None:
    """Fetch the pictures that ``origin`` links and does not have; without ``pictures`` only report them."""
    linked = [(item.file, *one) for item in origin.items for one in _linked(origin, item)]
    if pictures is None:
        for file, line, written, url in linked:
            if not _is_own(origin, url):
                message = "a picture at another site: it stays there; --fetch-pictures brings it"
                report.note("told", file, line, message, written)
        return
    files: dict[str, Path] = {}
    problems: dict[str, str] = {}
    wanted = list(dict.fromkeys(url for _, _, _, url in linked))
    for number, url in enumerate(wanted):
        pictures.progress(number, len(wanted), "fetching pictures")
        path, problems[url] = pictures.fetched(url)
        if path is not None:
            files[url] = path
    for file, line, written, url in linked:
        if problems[url]:
            report.note("todo", file, line, f"a picture that could not be fetched: {problems[url]}", written)
    for item in origin.items:
        _lead(origin, item, files)


def _lead(origin: Origin, item: ImportItem, files: dict[str, Path]) -> None:
    """Let a document show fetched pictures: the old blog's own at their paths, others as if they lay beside it."""

    def place(written: str) -> str | None:
        url = _absolute(origin, written)
        file = files.get(url)
        if file is None:
            return None
        if _is_own(origin, url):
            origin.static.setdefault(below(unquote(split_url(url).path), origin.base_path), file)
            return None
        name = f"{file.parent.name}/{file.name}"
        origin.static["\0" + posixpath.normpath(posixpath.join(posixpath.dirname(item.file), name))] = file
        return name

    def led(found: re.Match[str], line: int) -> str | None:
        first, last = found.span(1 if found[1] else 2)
        name = place(item.body.cut(first, last))
        return name and item.body.cut(found.start(), first) + name + item.body.cut(last, found.end())

    item.body.sub(_SHOWN, led)
    if item.meta.get("cover"):
        item.meta["cover"] = place(item.meta["cover"]) or item.meta["cover"]


def _linked(origin: Origin, item: ImportItem) -> list[tuple[int, str, str]]:
    """Return the pictures of a document that are not among the files: line, address as written, whole address."""
    found: list[tuple[int, str]] = []

    def seen(match: re.Match[str], line: int) -> None:
        found.append((line, item.body.cut(*match.span(1 if match[1] else 2))))

    item.body.sub(_SHOWN, seen)
    if item.meta.get("cover"):
        found.append((1, item.meta["cover"]))
    addresses = ((line, written, _absolute(origin, written)) for line, written in found)
    return [one for one in addresses if one[2] and not _is_here(origin, one[2])]


def _is_here(origin: Origin, url: str) -> bool:
    """Return whether an address is that of a file, or of a film, whose still is no picture to fetch."""
    parts = split_url(url)
    host, path = parts.netloc.removeprefix("www."), parts.path
    if host in _FILMS or path.lower().endswith(_PLAYED):
        return True
    known = {path, unquote(path), below(unquote(path), origin.base_path)} & origin.static.keys()
    return _is_own(origin, url) and bool(known)


def _is_own(origin: Origin, url: str) -> bool:
    """Return whether an address is on the old blog's host."""
    return split_url(url).netloc.removeprefix("www.") == split_url(origin.url).netloc.removeprefix("www.")


def _absolute(origin: Origin, written: str) -> str:
    """Return a picture's whole address, "" for one that has none."""
    try:
        url = urljoin(f"{origin.url}/" if origin.url else "", written)
        return url if split_url(url).scheme in ("http", "https") and split_url(url).hostname else ""
    except ValueError:
        return ""
