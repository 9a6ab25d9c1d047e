"""A whole build up to where it writes: documents, their values, figures, bodies, the library, pages, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.graph.outputs import OutputTree
from fridaygram.graph.runner import Runner
from fridaygram.graph.spool import Spool
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.document import Document, Sources, decode_document
from fridaygram.pages.library import Library, visible
from fridaygram.pages.links import pictures_of
from fridaygram.plan.blog import Asked, Built, Live, Look, Options
from fridaygram.plan.citing import works_cited
from fridaygram.plan.live.memory import Kept, Known, Superseded, unpublished
from fridaygram.plan.media.cards import Shown, make_cards
from fridaygram.plan.media.pictures import make_pictures
from fridaygram.plan.patch.base import Mark, base_rows
from fridaygram.plan.program import program_digest, resident_digest
from fridaygram.plan.rendering import Rendering
from fridaygram.plan.searching import search_index
from fridaygram.plan.whole.pages import PlannedPages
from fridaygram.plan.writing import Writing


@dataclass(frozen=True)
class Plan:
    """A site that is to be written: what is due, and how it is made. What else was known of it is gone by now.

    ``built`` is as much of the answer as is known, ``until`` when another post is published. ``kept`` is for the next
    build of a preview, ``base`` what is remembered beside the ``pages``: of builds that nobody looks into.
    """

    tree: OutputTree
    pages: PlannedPages
    built: Built
    until: datetime | None
    kept: Kept | None = None
    base: Spool | None = None


def planned(asked: Asked, runner: Runner, index: FileIndex, known: Known | None) -> Plan:
    """Return the plan of a site; ``known`` is what a preview knows already.

    Raises a FridaygramError with file and line for whatever the author can mend.
    """
    blog, site, options, now = asked.blog, asked.site, asked.options, asked.now
    steady = options.live is not None
    program = resident_digest() if steady else program_digest(index)
    rendering = Rendering(blog, options, runner, program, now)
    _show_ahead(known, rendering, site, asked.target)
    writing = Writing(blog, site, index, runner, program, steady=steady)
    found, documents, texts = writing.documents()
    shown = _shown(documents, options, now)
    drawn = rendering.draw(shown)
    works = works_cited(blog.root, shown, found, index, runner, program)
    bodies, told = rendering.convert(shown, texts, drawn, works)
    # A preview asks for them again and again.
    facts = dict(told) if steady else told
    pictures = make_pictures(blog.root, pictures_of(shown, facts, found.files), index, runner)
    cards = make_cards(blog.root, site, shown, Shown(drawn.fills, facts, drawn.files), index, runner, steady=steady)
    _go_on(options.live)
    if steady or options.inspect:
        documents = [decode_document(texts[one.source]) for one in documents]
    made, files, drafts = pictures.made, found.files, options.drafts
    library = Library.build(
        site, documents, facts, now=now, drafts=drafts, files=files, pictures=made, cards=cards.paths
    )
    tree = OutputTree(asked.target, runner.cache, runner)
    found_words = search_index(library, bodies, runner, program, steady=steady)
    writing.add_files(tree, library, {**drawn.files, **cards.files, **found_words}, pictures.files)
    writing.add_pages(tree, library, bodies)
    look = Look(tuple(documents), library, writing.outlines)
    built = Built(
        output=asked.target,
        posts=len(library.posts),
        pages=len(writing.outlines),
        settled=drawn.settled,
        warnings=drawn.warnings,
        unpublished=unpublished(library, now),
    )
    return _plan(asked, tree, writing, found, built, look)


def _plan(asked: Asked, tree: OutputTree, writing: Writing, found: Sources, built: Built, look: Look) -> Plan:
    """Return a plan with no more of its making than who asked has a use for."""
    library, until = look.library, look.library.next_change
    if asked.options.live is not None:
        known = look.documents, look.pages, writing.paths, writing.loaded, built.unpublished
        kept = Kept.of(library, found, *known)
        return Plan(tree, writing.pages, built, until, kept=kept)
    if asked.options.inspect:
        return Plan(tree, writing.pages, replace(built, look=look), until)
    mark = Mark(asked.key, writing.program, writing.site, writing.loaded)
    return Plan(tree, writing.pages, built, until, base=Spool(base_rows(library, writing, mark)))


def _show_ahead(known: Known | None, rendering: Rendering, site: Site, target: Path) -> None:
    """Show a preview's pages before the rest of the site is looked at."""
    from fridaygram.plan.live.ahead import show_ahead

    if known is not None and rendering.options.live is not None:
        tree = OutputTree(target, rendering.runner.cache, rendering.runner)
        show_ahead(rendering.options.live, known, rendering, site, tree)
        _go_on(rendering.options.live)


def _go_on(live: Live | None) -> None:
    """Raise Superseded where a preview has another build waiting."""
    if live is not None and live.superseded():
        raise Superseded


def _shown(documents: Sequence[Document], options: Options, now: datetime) -> list[Document]:
    """Return the documents that readers see. Raises BuildError where one to be refreshed is not among them."""
    shown = [document for document in documents if visible(document, now=now, drafts=options.drafts)]
    hidden = options.refresh - {document.source for document in shown}
    if hidden:
        hint = "refresh it with --drafts, or as of a later --date"
        raise BuildError("this post is a draft or scheduled", file=min(hidden), hint=hint)
    return shown
