"""What a reader of another program's blog returns, and what it is given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from fridaygram.pages.urls import encoded
from fridaygram_importers.text.traced import Traced


@dataclass
class ImportItem:
    """A document of the other program.

    ``file`` is its path below the folder that is read. ``meta`` holds front matter as ours names it. ``urls`` are
    the URL paths that it had, the one to link to first; ``folder`` is where its relative links to files begin.
    ``beside`` are files of its bundle. ``is_html`` says that its body is no Markdown. ``comments`` is the JSON file of
    its readers' comments, b"" for none. ``source`` is its file in the new blog, ``path`` its site path there:
    ``placing.place`` fills in both.
    """

    file: str
    kind: Literal["post", "page"]
    body: Traced
    meta: dict[str, Any]
    slug: str
    moment: datetime | None = None
    has_time: bool = False
    urls: list[str] = field(default_factory=list)
    folder: str = ""
    beside: list[Path] = field(default_factory=list)
    is_html: bool = False
    comments: bytes = b""
    source: str = ""
    path: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether readers are not to see it yet."""
        return bool(self.meta.get("draft"))


@dataclass
class Origin:
    """Another program's blog, read: what it says of itself, its documents and its files.

    ``url`` is where it lives ("" where it does not say), ``base_path`` the path in front of all its own, decoded.
    ``static`` are files by the URL path that they had; one that stands below a document's own folder has a second
    key, a zero character and its path as ImportItem.file has it. ``heading_id`` gives the id that a heading's text got,
    None where headings had none. ``lists`` are URL paths of lists of posts, ``tag_pages`` those of lists of one tag's.
    ``listed`` counts the posts of a list by its URL path. With ``posts_per_page`` posts on a page, 0 for all,
    ``later_page`` gives the URL path of a later page, for the list's own and the page's number.
    ``feeds`` are the feeds of the whole blog: URL path -> format. ``feed_id`` gives the id of a post's entry in them.
    The importer fills in ``tables``: those of site.toml that keep the old URL paths of feeds and lists.
    """

    title: str = ""
    author: str = ""
    description: str = ""
    url: str = ""
    base_path: str = ""
    timezone: str = ""
    language: str = ""
    email: str = ""
    items: list[ImportItem] = field(default_factory=list)
    static: dict[str, Path] = field(default_factory=dict)
    heading_id: Callable[[str], str] | None = None
    lists: set[str] = field(default_factory=set)
    tag_pages: dict[str, str] = field(default_factory=dict)
    listed: Counter[str] = field(default_factory=Counter)
    later_page: Callable[[str, int], str] | None = None
    posts_per_page: int = 0
    feeds: dict[str, str] = field(default_factory=dict)
    feed_id: Callable[[ImportItem], str] | None = None
    tables: dict[str, dict[str, str]] = field(default_factory=dict)


def inside(root: Path, path: Path) -> bool:
    """Return whether ``path``, all symbolic links followed, lies below ``root``: nothing else may be taken."""
    try:
        return path.resolve().is_relative_to(root.resolve()) and path.is_file()
    except OSError:
        return False


def main_author(items: Iterable[ImportItem]) -> str:
    """Return the name that most documents have as an author, "" for none."""
    names = Counter(name for item in items for name in item.meta.get("authors", []))
    return max(names, key=lambda name: names[name]) if names else ""


def site_url(written: object) -> str:
    """Return where a blog lives without a slash at the end, "" for what is no public address."""
    found = re.fullmatch(r"(https?://[\w.-]+\.[\w-]+(?::\d+)?(?:/[^\r\n\t?#]*)?)", str(written or "").strip())
    return found[1].rstrip("/") if found and "//127." not in found[1] and "//0.0.0.0" not in found[1] else ""


def below(path: str, base: str) -> str:
    """Return a URL path without the path of its blog in front, "/" for the blog itself."""
    inner = path.removeprefix(base) if path == base or path.startswith(f"{base}/") else path
    return f"/{inner.lstrip('/')}"


def address_of(origin: Origin, item: ImportItem) -> str:
    """Return the whole address that a document had, the id of its entry in many feeds; "" for an unknown one."""
    return f"{origin.url}{encoded(origin.base_path + item.urls[0])}" if origin.url and item.urls else ""


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; of one that is none, as ``https://[x``, all are empty."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def tree(root: Path, *, hidden: bool = False) -> list[str]:
    """Return the files below ``root`` as sorted paths; names that begin with a dot only if ``hidden``."""
    found: list[str] = []
    pending = [root]
    while pending:
        folder = pending.pop()
        for entry in folder.iterdir() if folder.is_dir() else ():
            if not hidden and entry.name.startswith("."):
                continue
            if entry.is_dir() and not entry.is_symlink():
                if entry.name not in ("node_modules", "__pycache__"):
                    pending.append(entry)
            elif inside(root, entry):
                found.append(entry.relative_to(root).as_posix())
    return sorted(found)
