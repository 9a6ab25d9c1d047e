"""What rules see: a built site, its pages as trees, and where the source of something is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from fridaygram.check.remote import Remote
from fridaygram.config import FILE, Site
from fridaygram.pages.document import Document
from fridaygram.pages.html_tree import Tag, Tree, around, classes
from fridaygram.pages.page import Page
from fridaygram.pages.theme.roots import asset_roots, named_theme, template_roots, theme_root
from fridaygram.pages.urls import output_file
from fridaygram.plan.blog import Blog, Built, Look
from fridaygram.plan.writing import DIGESTS

TEXTS = (".html", ".xml", ".json", ".txt", ".svg", ".css", ".csv", ".js")


@dataclass(frozen=True)
class SourcePlace:
    """Where the source of something is: a file below the blog's root, and its line where one is known."""

    file: str
    line: int | None = None


class PageView:
    """A page of the site: its data, its file, its tree. ``document`` is its source, if it has one."""

    def __init__(self, page: Page, file: Path, document: Document | None) -> None:
        self.page = page
        self.file = file
        self.document = document

    @cached_property
    def text(self) -> str:
        """The file's text."""
        return self.file.read_text("utf-8")

    @cached_property
    def tree(self) -> Tree:
        """The file's HTML as a tree."""
        return Tree(self.text)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the file's elements."""
        return frozenset(node.attributes["id"] or "" for node in self.tree.css("[id]"))

    @property
    def is_stub(self) -> bool:
        """Whether the page only sends readers on to another."""
        return self.page.kind == "alias"


class SiteView:
    """A built site as rules see it, as of ``now``. Paths of files are below the output folder, with slashes."""

    def __init__(
        self, blog: Blog, config: Site, built: Built, look: Look, now: datetime, remote: Remote | None
    ) -> None:
        self.blog = blog
        self.config = config
        self.built = built
        self.look = look
        self.now = now
        self.remote = remote
        self._texts: dict[str, str] = {}
        self._targets: dict[tuple[str, str], str | None] = {}

    @cached_property
    def files(self) -> dict[str, int]:
        """The size in bytes of every file of the site."""
        found = (path for path in sorted(self.built.output.rglob("*")) if path.is_file())
        return {path.relative_to(self.built.output).as_posix(): path.stat().st_size for path in found}

    @cached_property
    def views(self) -> tuple[PageView, ...]:
        """The HTML pages of the site."""
        documents = self.look.library.documents
        pages = [page for page in self.look.pages if page.media == "html"]
        owned = {page.output: page.bodies[0] for page in pages if page.kind in ("post", "page") and page.bodies}
        return tuple(
            PageView(page, self.built.output / page.output, documents.get(owned.get(page.output, ""))) for page in pages
        )

    def view(self, output: str) -> PageView | None:
        """Return the page that is written to the file ``output``."""
        return self._by_output.get(output)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every file of text, but for the list of all files: its path and what it says."""
        for path in self.files:
            if path.endswith(TEXTS) and path != DIGESTS:
                yield path, (self.built.output / path).read_text("utf-8", "replace")

    def target(self, page: str, url: str) -> str | None:
        """Return the file below the output folder that an address on the page of the file ``page`` leads to.

        None for an address of another site and for what is no address. The file need not exist. An address of this host
        outside of the base path begins with ``../``.
        """
        # An address from the root, as most are, is the same on every page.
        key = ("", url) if url.startswith("/") else (page, url)
        if key not in self._targets:
            self._targets[key] = self._target(page, url)
        return self._targets[key]

    def _target(self, page: str, url: str) -> str | None:
        here = urljoin(self.config.base_url, page.removesuffix("index.html"))
        try:
            parts = urlsplit(urljoin(here, url))
        except ValueError:
            return None
        base = urlsplit(self.config.base_url)
        if parts.scheme not in ("http", "https") or parts.netloc != base.netloc:
            return None
        path = unquote(parts.path) or "/"
        if not path.startswith(base.path):
            return "index.html" if f"{path}/" == base.path else f"..{path}"
        below = path[len(base.path) :]
        file = output_file("/" + below)
        is_folder = file not in self.files and f"{file}/index.html" in self.files
        return f"{file}/index.html" if is_folder else file

    def place(self, view: PageView, node: Tag | None, *needles: str) -> SourcePlace:
        """Return the source of something on a page.

        That is its figure's directive, the line of its document that holds one of ``needles`` (as written or
        decoded), site.toml where that does, else the template of the page.
        """
        inside = node is None or any("prose" in classes(one) for one in around(node))
        if view.document is not None and inside:
            return self._in_document(view.document, node, needles)
        line = _line_with(self.text(FILE), needles)
        if line is not None:
            return SourcePlace(FILE, line)
        return self.template(view.page.template, *needles)

    def document_place(self, source: str, *needles: str) -> SourcePlace:
        """Return the place of ``needles`` in a document, else its first line of text."""
        return self._in_document(self.look.library.documents[source], None, needles)

    def asset_place(self, *needles: str) -> SourcePlace:
        """Return the place of ``needles`` in the style sheets of the blog or of the theme."""
        for root in asset_roots(self.blog.root):
            for sheet in sorted((root / "css").glob("*.css")):
                line = _line_with(self._read(sheet), needles)
                if line is not None:
                    return SourcePlace(self.shown(sheet), line)
        return SourcePlace("assets/css")

    def shown(self, path: Path) -> str:
        """Return a source file as findings name it: below the blog's root, or by its name in its theme."""
        theme = named_theme(self.blog.root)
        for root in (self.blog.root, *([theme] if theme else []), theme_root()):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return str(path)

    def template(self, name: str, *needles: str) -> SourcePlace:
        """Return the place of ``needles`` in a template, in what it includes, or at least the template."""
        roots = template_roots(self.blog.root)
        parts = {f"parts/{path.name}" for root in roots for path in (root / "parts").glob("*.html")}
        # A template of the blog stands before the one of that name in the theme.
        held = {}
        for candidate in (name, "base.html", *sorted(parts)):
            file = next((root / candidate for root in roots if (root / candidate).is_file()), None)
            if file is not None:
                held[candidate] = file
        for file in held.values():
            line = _line_with(self._read(file), needles)
            if line is not None:
                return SourcePlace(self.shown(file), line)
        return SourcePlace(self.shown(held[name]) if name in held else f"templates/{name}")

    def text(self, file: str) -> str:
        """Return the text of a source file below the blog's root, "" where there is none."""
        return self._read(self.blog.root / file)

    @cached_property
    def _by_output(self) -> dict[str, PageView]:
        return {view.page.output: view for view in self.views}

    def _in_document(self, document: Document, node: Tag | None, needles: tuple[str, ...]) -> SourcePlace:
        keys = {directive.key: directive.line for directive in document.figures}
        for one in around(node) if node is not None else ():
            key = one.attributes.get("id") or ""
            if one.tag == "figure" and key in keys:
                return SourcePlace(document.source, keys[key])
        line = _line_with(document.body, needles)
        if line is not None:
            return SourcePlace(document.source, document.body_line + line - 1)
        return SourcePlace(document.source, _line_with(self.text(document.source), needles) or document.body_line)

    def _read(self, path: Path) -> str:
        key = str(path)
        if key not in self._texts:
            self._texts[key] = path.read_text("utf-8-sig", "replace") if path.is_file() else ""
        return self._texts[key]


def _line_with(text: str, needles: tuple[str, ...]) -> int | None:
    """Return the first line of a text that holds one of ``needles``; the first needle that is found decides."""
    for needle in needles:
        for written in dict.fromkeys((needle, unquote(needle))):
            place = text.find(written) if written.strip() else -1
            if place >= 0:
                return text.count("\n", 0, place) + 1
    return None
