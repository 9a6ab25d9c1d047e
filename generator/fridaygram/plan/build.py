"""A build, from documents to the site: ``_build`` is the whole line, on one screen.

Where no stamp has moved, there is nothing to do. Else every step plans its tasks with the digests of all they need, and
the tasks whose inputs have changed run. The command line, checks and the preview build in this one way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from fridaygram.clock import is_today
from fridaygram.config import FILE
from fridaygram.errors import BuildError
from fridaygram.graph.cache import DAMAGED, Cache, discard, opened
from fridaygram.graph.outputs import OutputTree, Urgent
from fridaygram.graph.stamps import entries
from fridaygram.languages import speaking
from fridaygram.languages.catalogue import FOLDER
from fridaygram.pages.body import Body
from fridaygram.pages.front import MOST_BYTES, front_figure
from fridaygram.pages.library import Library
from fridaygram.pages.links import pictures_of
from fridaygram.pages.mentions import mentions_shown
from fridaygram.plan import quick
from fridaygram.plan.blog import (
    CONTENT,
    SOURCES,
    Blog,
    BuildContext,
    BuildRequest,
    Built,
    Live,
    Look,
    Options,
    Superseded,
    check_ownership,
)
from fridaygram.plan.documents import (
    hidden_in_words,
    read_documents,
    refreshed_unseen,
    visible_documents,
    works_cited,
)
from fridaygram.plan.media.fonts import make_fonts
from fridaygram.plan.media.pictures import make_cards, make_pictures
from fridaygram.plan.program import libraries_folder, source_tree
from fridaygram.plan.proofs import badge_text, built_with, samples_kept, statements_used
from fridaygram.plan.rendering import Drawn, Rendering
from fridaygram.plan.searching import search_index
from fridaygram.plan.writing import SiteWriter, made_by_us
from fridaygram.values.kinds.prediction import next_decision

DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ")
CORPUS_HEADER, MODEL_HEADER = "corpus.json", "index.json"


def build(blog: Blog, options: Options) -> Built:
    """Bring the site up to date and say what was done.

    Raises a FridaygramError with file and line for whatever the author can mend; then the site is as it was.
    """
    request = BuildRequest.of(blog, options)
    if not (options.live or options.refresh or options.inspect or options.clean):
        note = quick.answer(str(blog.root), request.key, None if options.date else request.now.timestamp())
        if note is not None:
            return Built(
                request.target, note.posts, note.pages, reused=note.tasks, warnings=note.warnings, hidden=note.hidden
            )
    try:
        return _remembering(request)
    except (*DAMAGED, msgspec.DecodeError) as error:
        problem = getattr(error, "sqlite_errorname", DAMAGE[0])
        if not problem.startswith(DAMAGE):
            raise BuildError(
                f"cannot remember this build: {error}", file=blog.cache, hint="is the disk full?"
            ) from None
    finally:
        quick.forget_outdated()
    # The cache is damaged. It is never needed for a right answer, only for a quick one.
    discard(blog.cache)
    return _remembering(request)


def _build(context: BuildContext) -> tuple[Built, datetime | None]:
    """Build; return what was done, and the moment from which another post is published or a prediction is due."""
    request, runner = context.request, context.runner
    found, documents = read_documents(context)
    shown = visible_documents(documents, request)
    rendering = Rendering(context)
    drawn = rendering.draw(shown)
    drawn.said_too(rendering.draw(refreshed_unseen(documents, shown, request.options)))
    facts = rendering.convert(shown, drawn, works_cited(context, shown, found))
    pictures = make_pictures(context, pictures_of(shown, facts, found.files))
    cards = make_cards(context, shown, drawn, facts)
    library = Library(
        request.site,
        documents,
        facts,
        now=request.now,
        drafts=request.options.drafts,
        files=found.files,
        pictures=pictures.made,
        cards=cards.paths,
    )
    _fill_in(library, context, drawn)
    search = search_index(context, library)

    tree = OutputTree(request.target, context.cache, runner, clean=context.clean, is_ours=made_by_us(request.target))
    writer = SiteWriter(context, badge_text(request, documents, drawn.settled), make_fonts(context, shown, facts))
    writer.add_files(tree, library, {**drawn.files, **cards.files}, pictures.files, search)
    writer.add_digests(tree, built_with(library, drawn.settled))
    writer.add_pages(tree, library)
    writer.prepare(tree.due())
    unpublished = library.unpublished(request.now)
    tree.commit(urgent=_urgent(request.options.live, unpublished))
    context.finish()
    built = Built(
        request.target,
        posts=len(library.posts),
        pages=len(writer.outlines),
        ran=tuple(runner.report.ran),
        reused=runner.report.reused,
        changed=tuple(tree.changed),
        removed=tuple(tree.removed),
        settled=drawn.settled,
        warnings=(*found.left_out, *request.remarks(shown), *drawn.warnings),
        notes=(*drawn.notes, *_too_heavy(context, tree, library)),
        hidden=hidden_in_words(documents, shown),
        kept=_newly_kept(context, tree),
        unpublished=unpublished,
        look=Look(tuple(documents), library, writer.outlines) if request.options.inspect else None,
    )
    return built, next_decision(drawn.settled, request.now, library.next_change)


def _fill_in(library: Library, context: BuildContext, drawn: Drawn) -> None:
    """Tell the library what pages show beside texts."""
    library.changes, library.languages = drawn.changes, context.request.languages
    library.statements = statements_used(context.root, drawn.settled)
    with speaking(context.request.language()):
        library.samples = samples_kept(drawn.settled)
    library.mentions = mentions_shown(context.root, library.documents)


def _too_heavy(context: BuildContext, tree: OutputTree, library: Library) -> Iterator[str]:
    """Yield a note where a new home page shows none of the newest post's drawings, for all are too heavy."""
    if "index.html" in tree.changed and library.posts and library.posts[0].figures:
        source = library.posts[0].source
        body = msgspec.msgpack.decode(context.runner.load(f"body {source}"), type=Body)
        if "<svg" in body.html and not front_figure(body.html, ""):
            most = f"{MOST_BYTES:,} bytes compressed"
            yield f"{source}: the home page shows no figure of this post: its drawings have more than {most}"


def _newly_kept(context: BuildContext, tree: OutputTree) -> tuple[str, ...]:
    """Return the files of the output folder that no build made, where these are others than the last build named."""
    if _kept_before(context.cache, tree.key) == tree.kept:
        return ()
    context.cache.set_note(f"kept in {tree.key}", msgspec.json.encode(tree.kept))
    return tuple(tree.kept)


def _kept_before(cache: Cache, target: str) -> list[str]:
    note = cache.note(f"kept in {target}")
    return msgspec.json.decode(note, type=list[str]) if note else []


def _urgent(live: Live | None, unpublished: dict[str, str]) -> Urgent | None:
    """Return what a preview waits for: the pages that browsers show, and all that pages load.

    Raises Superseded where another build is waiting already.
    """
    if live is None:
        return None
    if live.superseded():
        raise Superseded
    return Urgent(
        is_urgent=lambda path: path in live.first or not path.endswith((".html", ".xml", ".json", ".txt")),
        written=lambda changed: live.written(changed, unpublished),
        superseded=live.superseded,
    )


def _remembering(request: BuildRequest) -> Built:
    """Build with the cache of the blog, and leave a note for the quick answer of the next build."""
    blog, root, target = request.blog, str(request.blog.root), str(request.target)
    with opened(blog.cache) as cache:
        if request.options.live is not None:
            # The folder is the preview's own, and a preview builds because something has changed.
            return _build(BuildContext(request, cache))[0]
        known = any((request.target / path).is_file() for path in cache.output_paths(target))
        check_ownership(request.target, known)
        taken = time.time_ns()
        sources = quick.Stamps.of(_watched(blog))
        built, until = _build(BuildContext(request, cache))
        # A build that wrote results.json changed its own sources: the next one looks again.
        computed = is_today(request.now) and any(settled.state == "computed" for settled in built.settled)
        if computed or not sources.settled(taken):
            quick.drop(root, request.key)
            return built
        note = quick.BuildNote(
            sources + quick.Stamps.of(_standing(target, [*cache.output_paths(target), *_kept_before(cache, target)])),
            built=request.now.timestamp(),
            until=until.timestamp() if until else 0.0,
            counts=(len(built.ran) + built.reused, built.posts, built.pages),
            warnings=built.warnings,
            hidden=built.hidden,
        )
        quick.keep(root, request.key, note)
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
    for name in SOURCES[1:]:
        yield str(blog.root / name), True
    yield from entries(str(blog.root / FOLDER))
    for root in (*template_roots(blog.root), *asset_roots(blog.root)):
        yield from entries(str(root))
    yield from source_tree()
    libraries = libraries_folder()
    if libraries is not None:
        yield str(libraries), True


def _standing(target: str, paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield the files that stand in the output folder after a build, and their folders."""
    folders = {""}
    for path in paths:
        yield f"{target}/{path}", False
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in sorted(folders):
        yield f"{target}/{folder}" if folder else target, True
