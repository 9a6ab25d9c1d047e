"""What a preview shows ahead of its build: the pages that are being looked at, made of what the last build knew.

The build that follows looks at everything and has the last word: where nothing can be said ahead, or something is
wrong, it is left to that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from fridaygram.config import Site
from fridaygram.errors import FridaygramError
from fridaygram.files import digest
from fridaygram.graph.outputs import OutputTree
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.body import Body, Facts
from fridaygram.pages.document import Document, encode_document, read_document
from fridaygram.pages.library import Library, visible
from fridaygram.pages.links import bundle_files, pictures_of, resolve
from fridaygram.pages.page import Page, page_again
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.pages.theme.site import site_digest
from fridaygram.pages.theme.styles import bundle
from fridaygram.pages.theme.templating import make_environment
from fridaygram.plan.blog import Live
from fridaygram.plan.citing import works_cited
from fridaygram.plan.live.memory import Kept, Known, unpublished
from fridaygram.plan.live.touched import Touched, touched
from fridaygram.plan.media.pictures import shipped
from fridaygram.plan.rendering import Drawn, Rendering, Stored
from fridaygram.plan.whole.pages import Around, PlannedPages


def show_ahead(live: Live, known: Known, rendering: Rendering, site: Site, tree: OutputTree) -> None:
    """Put into the folder of ``tree`` what files written change of the pages looked at, and tell of it.

    ``known`` are what was kept before they were written, and these files; ``rendering`` is that of the build that
    follows, ``tree`` has no plans yet. Errors are not raised: that build finds them too.
    """
    kept, changed = known
    found = touched(changed, rendering.blog.root, kept)
    if found is None or site != kept.library.site:
        return
    reasons: Mapping[str, str] | None = kept.unpublished
    with suppress(FridaygramError, OSError):
        if found.styles:
            _, sheet = bundle(asset_roots(rendering.blog.root))
            _add(tree, {kept.loaded.styles: sheet})
        wanted = [kept.pages[output] for output in sorted(live.first) if output in kept.pages]
        if found.pages and wanted:
            reasons = _Ahead(rendering, site, kept, tree).plan(wanted, found)
        if reasons is not None and (written := tree.put()):
            live.written(written, reasons)


class _Ahead:
    """The plan of some pages of a site of which all but what was touched is known."""

    def __init__(self, rendering: Rendering, site: Site, kept: Kept, tree: OutputTree):
        self.rendering = rendering
        self.root = rendering.blog.root
        self.site = site
        self.kept = kept
        self.tree = tree
        self.index = FileIndex()

    def plan(self, wanted: Sequence[Page], found: Touched) -> Mapping[str, str] | None:
        """Plan pages and the files that they bring; return what is unpublished, None where all must wait."""
        read = {source: read_document(self.root, source, self.site.timezone) for source in sorted(found.texts)}
        documents = {**self.kept.documents, **read}
        again = found.around.union(*(page.bodies for page in wanted)) & documents.keys()
        drawn, bodies, facts = self._bodies([documents[source] for source in sorted(again)])
        library = self._library(documents.values(), facts)
        shown = [library.documents[source] for source in bodies]
        pictures = set(pictures_of(shown, library.facts, library.files))
        if library.documents.keys() - library.facts.keys() or pictures - (library.pictures or {}).keys():
            return None
        _add(self.tree, drawn.files)
        for path, name in bundle_files(library).items():
            if name in found.files:
                inputs = {"content": self.index.digest(self.root / name), "program": self.rendering.program}
                self.tree.add(path.lstrip("/"), inputs, partial(shipped, self.root, name), owner=name)
        pages = (page_again(page, library, self.site) for page in wanted)
        self._plan_pages((page for page in pages if page is not None), library, bodies)
        return unpublished(library, self.rendering.now)

    def _library(self, documents: Iterable[Document], facts: Mapping[str, Facts]) -> Library:
        before = self.kept.library
        return Library.build(
            self.site,
            documents,
            {**before.facts, **facts},
            now=self.rendering.now,
            drafts=self.rendering.options.drafts,
            files=self.kept.found.files,
            pictures=before.pictures,
            cards=before.cards,
        )

    def _bodies(self, documents: Sequence[Document]) -> tuple[Drawn, Stored[Body], Stored[Facts]]:
        rendering = self.rendering
        shown = [one for one in documents if visible(one, now=rendering.now, drafts=rendering.options.drafts)]
        drawn = rendering.draw(shown, page_only=True)
        works = works_cited(self.root, shown, self.kept.found, self.index, rendering.runner, rendering.program)
        texts = {document.source: encode_document(document) for document in shown}
        return drawn, *rendering.convert(shown, texts, drawn, works)

    def _plan_pages(self, pages: Iterable[Page], library: Library, bodies: Mapping[str, Body]) -> None:
        environment = make_environment(template_roots(self.root), self.site, self.kept.loaded)
        around = Around(environment, site_digest(self.site, self.kept.loaded), self.rendering.program)
        made = PlannedPages(around)
        texts = {source: self.rendering.runner.digest_of(f"body {source}") for source in bodies}
        made.add_to(self.tree, made.take(pages), bodies, resolve(library, self.kept.paths), texts)


def _add(tree: OutputTree, files: Mapping[str, bytes]) -> None:
    """Plan files by site path."""
    for path, data in sorted(files.items()):
        tree.add(path.lstrip("/"), {"content": digest(data)}, partial(bytes, data), owner=path)
