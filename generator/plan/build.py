"""The build, as prose: documents, their values, figures, bodies, the library, pages, the site.

Nothing of the site changes before everything in it is right.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from generator.clock import moment
from generator.config import FILE, Site, load_site
from generator.errors import BuildError
from generator.graph.cache import Cache, discard, opened
from generator.graph.outputs import OutputTree, Urgent
from generator.graph.runner import Runner
from generator.graph.stamps import FileIndex, entries
from generator.plan import quick
from generator.plan.blog import CONTENT, Blog, Built, Live, Look, Options, check_ownership, output_folder
from generator.plan.live.memory import Kept, Known, Superseded, unpublished
from generator.plan.program import libraries_folder, program_digest, resident_digest, source_tree

if TYPE_CHECKING:
    from generator.pages.document import Document
    from generator.pages.library import Library
    from generator.plan.rendering import Drawn, Rendering
    from generator.plan.writing import Writing

DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ")
CORPUS_HEADER, MODEL_HEADER = "corpus.json", "index.json"


def build(blog: Blog, options: Options) -> Built:
    """Bring the site up to date and say what was done.

    Raises a FridaygramError with file and line for whatever the author can mend; then the site is as it was.
    """
    site = load_site(blog.root, base_url=options.base_url)
    now = moment(site.timezone, options.date)
    target = output_folder(blog, options)
    key = _key(target, options)
    note = None
    if not (options.live or options.refresh or options.inspect):
        note = quick.recall(str(blog.root), key, None if options.date else now.timestamp())
    if note is not None and note.unchanged():
        return Built(target, note.posts, note.pages, reused=note.tasks, warnings=note.warnings)
    try:
        patched = None if note is None or note.tried else _patched(blog, now, target, note, key)
        return patched or _remembering(blog, site, options, now, target, key)
    except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
        problem = getattr(error, "sqlite_errorname", DAMAGE[0])
        if not problem.startswith(DAMAGE):
            raise BuildError(
                f"cannot remember this build: {error}", file=blog.cache, hint="is the disk full?"
            ) from None
    # What was remembered is damaged. It is never needed for a right answer, only for a quick one.
    discard(blog.cache)
    return _remembering(blog, site, options, now, target, key)


def _patched(blog: Blog, now: datetime, target: Path, note: quick.Note, key: str) -> Built | None:
    from generator.plan.patch.patch import patched

    with opened(blog.cache) as cache:
        done = patched(blog.root, target, cache, note, key, now.timestamp())
    if done is None:
        return None
    ran, changed = done
    reused = note.tasks - len(ran)
    return Built(target, note.posts, note.pages, ran, reused, changed, warnings=note.warnings)


def _remembering(blog: Blog, site: Site, options: Options, now: datetime, target: Path, key: str) -> Built:
    with opened(blog.cache) as cache:
        if options.live is not None:
            # A preview builds because something changed: looking whether it did would only take time.
            with options.live.memory.taken(options.live.changed) as kept:
                return _build(blog, site, options, now, target, cache, kept)[0]
        known = any((target / path).is_file() for path in cache.outputs(str(target)))
        check_ownership(target, known)
        taken = time.time_ns()
        sources = quick.Stamps.of(_watched(blog))
        built, until = _build(blog, site, options, now, target, cache)
        note = quick.Note(
            sources,
            quick.Stamps.of(_everything(str(target))),
            built=now.timestamp(),
            until=until.timestamp() if until else 0.0,
            tasks=len(built.ran) + built.reused,
            posts=built.posts,
            pages=built.pages,
            warnings=built.warnings,
        )
        # A build that wrote results.json changed its own sources: the next one looks again.
        computed = any(settled.state == "computed" for settled in built.settled)
        quick.keep(str(blog.root), key, None if computed else note, taken)
        return built


def _watched(blog: Blog) -> Iterator[tuple[str, bool]]:
    """Yield all that a build reads: the blog's sources, the theme, the program, the folder of its libraries."""
    from generator.pages.theme.roots import asset_roots, template_roots

    yield str(blog.root / FILE), False
    content = blog.root / CONTENT
    yield str(content), True
    for path in sorted(content.iterdir()) if content.is_dir() else ():
        if path not in (blog.corpora, blog.models):
            yield from entries(str(path))
    for parent, header in ((blog.corpora, CORPUS_HEADER), (blog.models, MODEL_HEADER)):
        yield str(parent), True
        for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
            if folder.is_dir():
                yield str(folder / header), False
    for name in ("templates", "assets"):
        yield str(blog.root / name), True
    for root in (*template_roots(blog.root), *asset_roots(blog.root)):
        yield from entries(str(root))
    yield from ((str(path), is_folder) for path, is_folder in source_tree())
    libraries = libraries_folder()
    if libraries is not None:
        yield str(libraries), True


def _everything(target: str) -> Iterator[tuple[str, bool]]:
    """Yield all that stands in the output folder."""
    for parent, folders, files in os.walk(target):
        folders[:] = [name for name in folders if name != ".git"]
        yield parent, True
        for name in files:
            yield f"{parent}/{name}", False


def _build(
    blog: Blog, site: Site, options: Options, now: datetime, target: Path, cache: Cache, known: Known | None = None
) -> tuple[Built, datetime | None]:
    from generator.pages.library import Library
    from generator.pages.links import pictures_of
    from generator.pages.page import all_pages
    from generator.plan.citing import works_cited
    from generator.plan.media.cards import Shown, make_cards
    from generator.plan.media.pictures import make_pictures
    from generator.plan.rendering import Rendering
    from generator.plan.searching import search_index
    from generator.plan.writing import Writing

    steady = options.live is not None
    runner = Runner(cache, workers=options.workers, progress=options.progress)
    index = FileIndex(cache.stamps())
    program = resident_digest() if steady else program_digest(index)
    rendering = Rendering(blog, options, runner, program, now)
    _show_ahead(known, rendering, site, target)
    writing = Writing(blog, site, index, runner, program, steady=steady)
    found, documents = writing.documents()
    shown = _shown(documents, options, now)
    drawn = rendering.draw(shown)
    bodies = rendering.convert(shown, drawn, works_cited(blog.root, shown, found, index, runner, program))
    facts = bodies.facts
    pictures = make_pictures(blog.root, pictures_of(shown, facts, found.files), index, runner)
    cards = make_cards(blog.root, site, shown, Shown(drawn.fills, facts, drawn.files), index, runner, steady=steady)
    _go_on(options.live)
    looked_into = steady or options.inspect
    documents, shown = (documents, shown) if looked_into else (_bare(documents), [])
    made, files, drafts = pictures.made, found.files, options.drafts
    library = Library.build(
        site, documents, facts, now=now, drafts=drafts, files=files, pictures=made, cards=cards.paths
    )
    pages = all_pages(library, site)
    tree = OutputTree(target, cache, runner)
    found_words = search_index(library, bodies, runner, program, steady=steady)
    writing.add_files(tree, library, {**drawn.files, **cards.files, **found_words}, pictures.files)
    writing.add_pages(tree, library, pages, bodies)
    pages = pages if looked_into else writing.pages
    plan = Kept.of(library, found, documents, pages, writing.paths, writing.loaded, unpublished(library, now))
    with _based(cache, options, writing, target, library):
        tree.commit(urgent=_urgent(options.live, plan) if options.live else None)
    _remember(runner, index, cache)
    built = _built(tree, runner, drawn, Look(tuple(documents), library, pages), plan.unpublished)
    return built if options.inspect else replace(built, look=None), library.next_change


def _bare(documents: Sequence[Document]) -> list[Document]:
    """Return documents without their texts, which are in their bodies now: thousands would only fill the memory."""
    return [msgspec.structs.replace(one, body="") for one in documents]


def _show_ahead(known: Known | None, rendering: Rendering, site: Site, target: Path) -> None:
    """Show a preview's pages before the rest of the site is looked at."""
    from generator.plan.live.ahead import show_ahead

    if known is not None and rendering.options.live is not None:
        tree = OutputTree(target, rendering.runner.cache, rendering.runner)
        show_ahead(rendering.options.live, known, rendering, site, tree)
        _go_on(rendering.options.live)


def _go_on(live: Live | None) -> None:
    """Raise Superseded where a preview has another build waiting."""
    if live is not None and live.superseded():
        raise Superseded


@contextmanager
def _based(
    cache: Cache,
    options: Options,
    writing: Writing,
    target: Path,
    library: Library,
) -> Iterator[None]:
    """Remember, once the site is written, what it was made of; while it is written, nothing is known of it."""
    from generator.plan.patch.base import Mark, keep_base

    cache.drop_kept(str(target))
    yield
    if options.live is None and not options.inspect:
        mark = Mark(_key(target, options), writing.program, writing.site, writing.loaded)
        keep_base(cache, str(target), library, writing, mark)


def _key(target: Path, options: Options) -> str:
    return quick.key_of(str(target), options.base_url, options.date, options.drafts)


def _remember(runner: Runner, index: FileIndex, cache: Cache) -> None:
    runner.finish()
    if index.changed:
        cache.set_stamps(index.known)


def _built(tree: OutputTree, runner: Runner, drawn: Drawn, look: Look, unpublished: Mapping[str, str]) -> Built:
    """Return what a build did, with its look inside."""
    return Built(
        output=tree.target,
        posts=len(look.library.posts),
        pages=len(look.pages),
        ran=tuple(runner.report.ran),
        reused=runner.report.reused,
        changed=tuple(tree.changed),
        removed=tuple(tree.removed),
        settled=drawn.settled,
        warnings=drawn.warnings,
        unpublished=unpublished,
        look=look,
    )


def _shown(documents: Sequence[Document], options: Options, now: datetime) -> list[Document]:
    """Return the documents that readers see. Raises BuildError where one to be refreshed is not among them."""
    from generator.pages.library import visible

    shown = [document for document in documents if visible(document, now=now, drafts=options.drafts)]
    hidden = options.refresh - {document.source for document in shown}
    if hidden:
        hint = "refresh it with --drafts, or as of a later --date"
        raise BuildError("this post is a draft or scheduled", file=min(hidden), hint=hint)
    return shown


def _urgent(live: Live, plan: Kept) -> Urgent:
    """Return what a preview waits for: the pages that are being looked at and all that pages load."""
    # From here on the plan is right, whether all of it is written now or by the next build.
    live.memory.keep(plan)
    return Urgent(
        is_urgent=lambda path: path in live.first or not path.endswith((".html", ".xml", ".json", ".txt")),
        written=lambda changed: live.written(changed, plan.unpublished),
        superseded=live.superseded,
    )
