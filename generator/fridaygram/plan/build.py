"""The build, as prose: documents, their values, figures, bodies, the library, pages, the site.

Nothing of the site changes before everything in it is right.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from fridaygram.clock import moment
from fridaygram.config import FILE, load_site
from fridaygram.errors import BuildError
from fridaygram.graph.cache import Cache, discard, opened
from fridaygram.graph.outputs import Urgent
from fridaygram.graph.runner import Runner
from fridaygram.graph.stamps import FileIndex, entries
from fridaygram.plan import quick
from fridaygram.plan.blog import CONTENT, Asked, Blog, Built, Live, Options, check_ownership, output_folder
from fridaygram.plan.live.memory import Kept, Known
from fridaygram.plan.program import libraries_folder, source_tree

DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ")
CORPUS_HEADER, MODEL_HEADER = "corpus.json", "index.json"


def build(blog: Blog, options: Options) -> Built:
    """Bring the site up to date and say what was done.

    Raises a FridaygramError with file and line for whatever the author can mend; then the site is as it was.
    """
    site = load_site(blog.root, base_url=options.base_url)
    asked = Asked(blog, site, options, moment(site.timezone, options.date), output_folder(blog, options))
    note = None
    if not (options.live or options.refresh or options.inspect):
        note = quick.recall(str(blog.root), asked.key, None if options.date else asked.now.timestamp())
    if note is not None and note.unchanged():
        return Built(asked.target, note.posts, note.pages, reused=note.tasks, warnings=note.warnings)
    try:
        patched = None if note is None or note.tried else _patched(asked, note)
        return patched or _remembering(asked)
    except (sqlite3.DatabaseError, msgspec.DecodeError) as error:
        problem = getattr(error, "sqlite_errorname", DAMAGE[0])
        if not problem.startswith(DAMAGE):
            raise BuildError(
                f"cannot remember this build: {error}", file=blog.cache, hint="is the disk full?"
            ) from None
    # What was remembered is damaged. It is never needed for a right answer, only for a quick one.
    discard(blog.cache)
    return _remembering(asked)


def _patched(asked: Asked, note: quick.Note) -> Built | None:
    from fridaygram.plan.patch.patch import patched

    with opened(asked.blog.cache) as cache:
        done = patched(asked.blog.root, asked.target, cache, note, asked.key, asked.now.timestamp())
    if done is None:
        return None
    ran, changed = done
    reused = note.tasks - len(ran)
    return Built(asked.target, note.posts, note.pages, ran, reused, changed, warnings=note.warnings)


def _remembering(asked: Asked) -> Built:
    live, target = asked.options.live, asked.target
    with opened(asked.blog.cache) as cache:
        if live is not None:
            # A preview builds because something changed: looking whether it did would only take time.
            with live.memory.taken(live.changed) as kept:
                return _build(asked, cache, kept)[0]
        known = any((target / path).is_file() for path in cache.outputs(str(target)))
        check_ownership(target, known)
        taken = time.time_ns()
        sources = quick.Stamps.of(_watched(asked.blog))
        built, until = _build(asked, cache)
        note = quick.Note(
            sources,
            quick.Stamps.of(_everything(str(target))),
            built=asked.now.timestamp(),
            until=until.timestamp() if until else 0.0,
            tasks=len(built.ran) + built.reused,
            posts=built.posts,
            pages=built.pages,
            warnings=built.warnings,
        )
        # A build that wrote results.json changed its own sources: the next one looks again.
        computed = any(settled.state == "computed" for settled in built.settled)
        quick.keep(str(asked.blog.root), asked.key, None if computed else note, taken)
        return built


def _watched(blog: Blog) -> Iterator[tuple[str, bool]]:
    """Yield all that a build reads: the blog's sources, the theme, the program, the folder of its libraries."""
    from fridaygram.pages.theme.roots import asset_roots, template_roots

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


def _build(asked: Asked, cache: Cache, known: Known | None = None) -> tuple[Built, datetime | None]:
    from fridaygram.plan.patch.base import keep_base
    from fridaygram.plan.whole.planning import planned

    live = asked.options.live
    runner = Runner(cache, workers=asked.options.workers, progress=asked.options.progress)
    index = FileIndex(cache.stamps())
    plan = planned(asked, runner, index, known)
    tree, target = plan.tree, str(asked.target)
    # While the site is written, nothing is known of it.
    cache.drop_kept(target)
    tree.commit(urgent=_urgent(live, plan.kept) if live and plan.kept else None)
    if plan.base is not None:
        keep_base(cache, target, plan.base.items(), plan.pages)
    runner.finish()
    if index.changed:
        cache.set_stamps(index.known)
    ran, reused = tuple(runner.report.ran), runner.report.reused
    built = replace(plan.built, ran=ran, reused=reused, changed=tuple(tree.changed), removed=tuple(tree.removed))
    return built, plan.until


def _urgent(live: Live, plan: Kept) -> Urgent:
    """Return what a preview waits for: the pages that are being looked at and all that pages load."""
    # From here on the plan is right, whether all of it is written now or by the next build.
    live.memory.keep(plan)
    return Urgent(
        is_urgent=lambda path: path in live.first or not path.endswith((".html", ".xml", ".json", ".txt")),
        written=lambda changed: live.written(changed, plan.unpublished),
        superseded=live.superseded,
    )
