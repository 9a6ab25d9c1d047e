"""Which file a URL means, as GitHub Pages decides it, and which it never means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

INDEX = "index.html"


@dataclass(frozen=True)
class Found:
    """A file of the site."""

    file: Path


@dataclass(frozen=True)
class Moved:
    """Another address is the right one: a folder's with its slash at the end, or the site's from outside it."""

    location: str
    permanent: bool = True


def locate(root: Path, base: str, target: str) -> Found | Moved | None:
    """Return what the request target ``target`` means in the site at ``root``, None where it means nothing.

    ``base`` is the base path, with a slash at both ends. Nothing outside ``root``, no dotfile, and nothing behind
    a symbolic link that leads out of ``root`` is ever found.
    """
    path = decoded(target)
    if path is None:
        return None
    if path + "/" == base:
        return Moved(base)
    if path == "/" != base:
        return Moved(base, permanent=False)
    if not path.startswith(base):
        return None
    below = path[len(base) :]
    try:
        return _look_up(root, below, quote(path + "/") + _query(target)) if _is_plain(below) else None
    except (OSError, RuntimeError):
        # Too long a name, a link to itself: the system's ways to say that there is no such file.
        return None


def _look_up(root: Path, below: str, with_slash: str) -> Found | Moved | None:
    file = root / below
    if below == "" or below.endswith("/"):
        return _inside(root, file / INDEX)
    if file.is_dir():
        return Moved(with_slash) if _inside(root, file / INDEX) else None
    return _inside(root, file) or _inside(root, file.with_name(file.name + ".html"))


def decoded(target: str) -> str | None:
    """Return a request target's path with its per cent signs decoded once; None for what is no path of text."""
    if not target.startswith("/"):
        return None
    try:
        return unquote_to_bytes(urlsplit("//host" + target).path).decode("utf-8")
    except ValueError:
        return None


def _is_plain(below: str) -> bool:
    """Return whether a decoded path is made of plain names: no dotfiles, steps up, back slashes or controls."""
    if any(ord(char) < 32 or char in "\\\x7f" for char in below):
        return False
    names = below.removesuffix("/").split("/") if below else []
    return all(name and not name.startswith(".") for name in names)


def _inside(root: Path, file: Path) -> Found | None:
    if not file.exists():
        return None
    real, home = file.resolve(strict=True), root.resolve(strict=True)
    return Found(real) if real.is_relative_to(home) and real.is_file() else None


def _query(target: str) -> str:
    _, mark, query = target.partition("?")
    return mark + query.partition("#")[0]
