"""From files to documents, and from pages to files: the two ends of a build."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from fridaygram.config import Site
from fridaygram.errors import ContentError
from fridaygram.files import digest, read_text
from fridaygram.graph.outputs import OutputTree
from fridaygram.graph.runner import Runner, Task
from fridaygram.graph.spool import Spool
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.body import Body
from fridaygram.pages.document import (
    Document,
    Sources,
    decode_document,
    encode_document,
    find_sources,
    owner_of,
    read_document,
)
from fridaygram.pages.frontmatter import key_line
from fridaygram.pages.library import Library
from fridaygram.pages.links import Resolved, bundle_files, check_menu, resolve
from fridaygram.pages.markup.notebook import SUFFIX
from fridaygram.pages.page import Page, all_pages, site_paths
from fridaygram.pages.theme.icons import ICON, icon_set
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.pages.theme.site import Loaded, site_digest
from fridaygram.pages.theme.styles import bundle, script, static_files
from fridaygram.plan.blog import Blog
from fridaygram.plan.media.pictures import shipped
from fridaygram.plan.program import compiled_templates
from fridaygram.plan.whole.pages import Around, PlannedPages

if TYPE_CHECKING:
    from fridaygram.pages.theme.templating import Templates


STEADY_STYLES, STEADY_SCRIPT = "/assets/site.css", "/assets/site.js"


class Writing:
    """Reads documents, plans the site's files. A ``steady`` site's style sheet and script keep their names.

    Once the pages have been added, ``paths`` are all site paths that will exist, ``resolved`` is where links lead,
    ``pages`` are the pages, and ``outlines`` are they without their data, by output file.
    """

    def __init__(self, blog: Blog, site: Site, index: FileIndex, runner: Runner, program: str, *, steady: bool = False):
        self.blog = blog
        self.site = site
        self.index = index
        self.runner = runner
        self.program = program
        self.steady = steady
        styles, stylesheet = bundle(asset_roots(blog.root))
        own_script, code = script(asset_roots(blog.root))
        if steady:
            styles, own_script = STEADY_STYLES, STEADY_SCRIPT
        self._bundles = {styles: stylesheet, own_script: code}
        self._static = static_files(asset_roots(blog.root))
        icon = self._static.pop(ICON, None)
        if icon is not None:
            self._bundles |= icon_set(icon)
            for path in ("/favicon.svg", *self._bundles):
                self._static.pop(path, None)
        self.loaded = Loaded(styles, own_script, drawn_icon=icon is None)
        self._paths: set[str] = set()
        self.resolved: Resolved = {}
        self.paths: frozenset[str] = frozenset()
        self.outlines: tuple[Page, ...] = ()
        self.pages: PlannedPages

    def documents(self) -> tuple[Sources, list[Document], Spool]:
        """Return what was found, and every document, drafts included, in the order of their sources.

        The documents are without their texts; they are whole, and encoded, in the last of the three.
        """
        found = find_sources(self.blog.root)
        tasks = []
        for source in found.documents:
            inputs = {
                "source": self.index.digest(f"{self.blog.root}/{source}"),
                "time zone": self.site.timezone,
                "program": self.program,
            }
            if source.endswith(SUFFIX):
                inputs["post"] = self.index.digest(self.blog.root / owner_of(source))
            tasks.append(Task(f"read {source}", inputs, partial(self._read, source)))
        # A preview reads again and again; a whole build never again.
        self.runner.run(tasks, "reading", apart=not self.steady)
        bare: dict[str, Document] = {}
        rows = ((name.removeprefix("read "), data) for name, data in self.runner.cache.all_data("read "))
        texts = Spool(_noted(rows, frozenset(found.documents), bare))
        return found, [bare[source] for source in found.documents], texts

    def _read(self, source: str) -> bytes:
        return encode_document(read_document(self.blog.root, source, self.site.timezone))

    def add_files(
        self, tree: OutputTree, library: Library, drawn: Mapping[str, bytes], copies: Mapping[str, Callable[[], bytes]]
    ) -> None:
        """Plan what is no page: the stylesheet, the theme's assets, figures' files, files beside posts, copies.

        The names of ``copies``, which bring their bytes when asked, hold what they were made of.
        """
        made = {**self._bundles, **drawn}
        for path, data in sorted(made.items()):
            self._paths.add(path)
            tree.add(path.lstrip("/"), {"content": digest(data)}, partial(bytes, data), owner=path)
        for path, make in sorted(copies.items()):
            self._paths.add(path)
            tree.add(path.lstrip("/"), {"name": path}, make, owner=path)
        for path, file in self._static.items():
            self._paths.add(path)
            tree.add(path.lstrip("/"), {"content": self.index.digest(file)}, file.read_bytes, owner=str(file))
        for path, name in sorted(bundle_files(library).items()):
            self._paths.add(path)
            inputs = {"content": self.index.digest(self.blog.root / name), "program": self.program}
            tree.add(path.lstrip("/"), inputs, partial(shipped, self.blog.root, name), owner=name)

    def add_pages(self, tree: OutputTree, library: Library, bodies: Mapping[str, Body]) -> None:
        """Plan the pages; a broken link anywhere is an error here, before anything is written."""
        from jinja2 import TemplateError

        from fridaygram.pages.theme.templating import make_environment

        # A preview has them in memory.
        compiled = None if self.steady else compiled_templates(self.blog.cache, self.program)
        environment = make_environment(template_roots(self.blog.root), self.site, self.loaded, compiled)
        around = Around(environment, site_digest(self.site, self.loaded), self.program)
        pages = self.pages = PlannedPages(around)
        made = self._placed(all_pages(library, self.site), environment)
        self.outlines = tuple(sorted(pages.take(made), key=lambda page: page.output))
        self.paths = site_paths(self.outlines, self._paths)
        self.resolved = resolve(library, self.paths)
        check_menu(self.site, self.paths)
        if tree.is_new:
            # Once, rather than by every process that renders; what is wrong is told where it is rendered.
            for name in sorted({part for closure in pages.closures.values() for part in closure.parts}):
                with suppress(TemplateError):
                    environment.get_template(name)
        texts = {source: self.runner.digest_of(f"body {source}") for source in bodies}
        pages.add_to(tree, self.outlines, bodies, self.resolved, texts)

    def _placed(self, pages: Iterable[Page], environment: Templates) -> Iterator[Page]:
        """Yield pages; a template that is not there is an error where it is asked for."""
        from fridaygram.pages.theme.closure import closure

        for page in pages:
            try:
                closure(environment, page.template)
            except ContentError as error:
                if error.file is None and page.bodies:  # only front matter asks for a template that is not there
                    error.file = page.bodies[0]
                    error.line = key_line(read_text(self.blog.root / error.file), "template")
                raise
            yield page


def _noted(
    rows: Iterable[tuple[str, bytes]], wanted: Collection[str], bare: dict[str, Document]
) -> Iterator[tuple[str, bytes]]:
    """Yield the rows (source, encoded document) that are ``wanted``; on the way, ``bare`` gets them without texts."""
    for source, data in rows:
        if source in wanted:
            bare[source] = msgspec.structs.replace(decode_document(data), body="")
            yield source, data
