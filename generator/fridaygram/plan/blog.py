"""A blog's folders, and what a build is asked to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fridaygram.clock import moment
from fridaygram.config import FILE, Site, load_site
from fridaygram.errors import BuildError, ConfigError
from fridaygram.graph.cache import Cache
from fridaygram.graph.runner import Progress, Ran, Runner, default_workers
from fridaygram.graph.stamps import FileIndex
from fridaygram.languages import Language, Languages
from fridaygram.languages.catalogue import FOLDER, own_catalogues
from fridaygram.plan import quick
from fridaygram.plan.program import program_digest, resident_digest
from fridaygram.registry import install_hint, missing
from fridaygram.values.freeze import Settled
from fridaygram.values.stores import BlogStores, Shelf

if TYPE_CHECKING:
    from fridaygram.pages.document import Document
    from fridaygram.pages.library import Library
    from fridaygram.pages.page import Page

CONTENT = "content"
SOURCES = (CONTENT, "templates", "assets", FOLDER)
"""The folders that an author writes in."""


@dataclass(frozen=True)
class Blog:
    """Where a blog keeps its things."""

    root: Path

    @property
    def corpora(self) -> Path:
        """The folder of corpora, one folder each."""
        return self.root / CONTENT / "corpus"

    @property
    def models(self) -> Path:
        """The folder of trained models, one folder each, named like their corpora."""
        return self.root / CONTENT / "models"

    @property
    def data(self) -> Path:
        """The folder of data files that several posts share."""
        return self.root / CONTENT / "data"

    @property
    def cache(self) -> Path:
        """The file of what builds remember; deleting it costs time only."""
        return self.root / ".fridaygram" / "cache.sqlite"

    @property
    def site(self) -> Path:
        """The folder that a build writes unless told otherwise."""
        return self.root / "site"

    def shelf(self) -> Shelf:
        """Return the blog's corpora and models, none of them opened yet."""
        return Shelf(self.corpora, self.models)

    def stores(self) -> BlogStores:
        """Return what values are computed from, as no post's day limits it."""
        return BlogStores(self.root, self.shelf(), self.root, None)


class Superseded(Exception):  # noqa: N818 -- nothing is wrong
    """Another build is waiting that looks at everything again: this one has ended, with nothing half done."""


@dataclass(frozen=True)
class Live:
    """What a preview asks of a build beside its options.

    ``first`` are the output files of the pages that browsers show: they are written before others. ``written`` is
    called with each batch of output files as soon as it is in place, and with the reasons why documents are not
    published yet ("draft", or their day, by output file). Once ``superseded`` returns true, another build is waiting:
    this one leaves what is not urgent to it. Style sheet, script and cards keep their names, so that pages can swap
    them without being written again. ``search``: whether the search index is brought up to date, or left as it is.
    """

    first: frozenset[str]
    written: Callable[[Sequence[str], Mapping[str, str]], None]
    superseded: Callable[[], bool]
    search: bool = False


@dataclass(frozen=True)
class Options:
    """What a build is asked to do.

    ``date`` (YYYY-MM-DD) builds the site as of the end of that day; ``drafts`` shows drafts and scheduled
    posts; ``refresh`` names the documents (SOURCE) and the values (SOURCE#KEY) that are computed again, ``reason`` says
    to readers why, and ``stale`` lets them come from a model that is older than its corpus. ``inspect`` builds to be
    looked at: it gives the library and the pages, even where nothing has changed, and writes no results.json.
    ``clean`` removes from the output folder what no build made.
    """

    output: Path | None = None
    base_url: str | None = None
    date: str | None = None
    drafts: bool = False
    refresh: frozenset[str] = frozenset()
    stale: bool = False
    reason: str = ""
    workers: int = field(default_factory=default_workers)
    progress: Progress | None = None
    live: Live | None = None
    inspect: bool = False
    clean: bool = False


@dataclass(frozen=True)
class BuildRequest:
    """Which site is asked for: with which settings, as of which moment, written to which folder."""

    blog: Blog
    site: Site
    options: Options
    now: datetime
    target: Path
    languages: Languages

    @classmethod
    def of(cls, blog: Blog, options: Options) -> BuildRequest:
        """Read the blog's settings.

        Raises ConfigError, also for the blog's own words and where its search lacks the extra, UsageError for a wrong
        date, BuildError for a wrong folder.
        """
        site = load_site(blog.root, base_url=options.base_url)
        if site.search and missing("search"):
            hint = f"{install_hint('search')}, or set search = false"
            raise ConfigError("search = true needs pagefind-bin", file=FILE, hint=hint)
        now, target = moment(site.timezone, options.date), output_folder(blog, options)
        return cls(blog, site, options, now, target, Languages(own_catalogues(blog.root)))

    def language(self, document: Document | None = None) -> Language:
        """Return the language of a document, of the site for none."""
        return self.languages.of((document and document.meta.language) or self.site.language)

    def remarks(self, documents: Sequence[Document]) -> list[str]:
        """Return warnings about words that the languages of the site and of ``documents`` lack, and about documents."""
        lacking = self.languages.remarks([self.site.language, *(one.meta.language for one in documents)])
        return [*lacking, *(remark for one in documents for remark in one.remarks)]

    @property
    def key(self) -> str:
        """The key of this site's note: see ``quick.key_of``."""
        return quick.key_of(str(self.target), self.options.base_url, self.options.date, self.options.drafts)


class BuildContext:
    """What the steps of a build share: the request, digests of files, the runner, the program's own digest."""

    def __init__(self, request: BuildRequest, cache: Cache):
        self.request = request
        self.cache = cache
        self.root = request.blog.root
        self.steady = request.options.live is not None
        # All that is in a preview's folder is ours.
        self.clean = request.options.clean or self.steady
        self.index = FileIndex(cache.stamps())
        # A process that builds again and again goes on with the program that it has loaded.
        self.program = resident_digest() if self.steady else program_digest(self.index)
        self.runner = Runner(cache, workers=request.options.workers, progress=request.options.progress)

    def finish(self) -> None:
        """Forget the tasks that the build did not ask for, and keep the digests of files."""
        self.runner.finish()
        if self.index.changed:
            self.cache.set_stamps(self.index.known)


@dataclass(frozen=True)
class Look:
    """What ``Options.inspect`` asks for: all ``documents``, hidden ones too, the ``library``, outlines of ``pages``."""

    documents: tuple[Document, ...]
    library: Library
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Built:
    """What a build did. ``changed`` and ``removed`` are paths below ``output``; ``warnings`` are for the author,
    ``notes`` too: what a reader of numbers should know, though nothing is wrong.

    ``hidden`` says in words which documents are not shown yet, "" for none. ``kept`` are paths below ``output`` that no
    build made, named by the first build that finds them.
    ``unpublished`` says, by output file, which documents are shown before their time: "draft" or their day.
    ``look`` is what an inspecting build shows of its inside.
    """

    output: Path
    posts: int
    pages: int
    ran: tuple[Ran, ...] = ()
    reused: int = 0
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: str = ""
    kept: tuple[str, ...] = ()
    unpublished: Mapping[str, str] = field(default_factory=dict)
    look: Look | None = None


def output_folder(blog: Blog, options: Options) -> Path:
    """Return the folder to write. Raises BuildError where writing there would destroy something else."""
    target = (options.output or blog.site).resolve()
    root = blog.root.resolve()
    sources = {root / name for name in (*SOURCES, ".git")}
    if target == root or target in root.parents or sources & {target, *target.parents}:
        raise BuildError("the site cannot be written over the blog's sources", file=target, hint="name another folder")
    if target.exists() and not target.is_dir():
        raise BuildError("not a folder", file=target, hint="name another folder for the site")
    return target


def check_ownership(target: Path, known: bool) -> None:
    """Raise BuildError for a folder that is full of other things and holds no site of a build."""
    if known or not target.exists():
        return
    foreign = [entry.name for entry in sorted(target.iterdir()) if entry.name not in (".git", ".gitkeep")]
    if foreign and not is_our_page(target / "index.html"):
        raise BuildError(
            f"this folder holds other things ({foreign[0]})", file=target, hint="name an empty folder for the site"
        )


def is_our_page(file: Path) -> bool:
    """Return whether a file is a page that a build of ours made."""
    if file.suffix != ".html" or not file.is_file():
        return False
    with file.open("rb") as stream:
        return b'content="Fridaygram' in stream.read(4096)
