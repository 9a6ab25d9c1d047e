"""From the library to the files of the site: its pages, and all that they load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest, digest_file, digest_json, json_text, read_text
from fridaygram.graph.outputs import OutputTree
from fridaygram.languages import speaking
from fridaygram.pages.body import Body
from fridaygram.pages.entries import Loaded, encode_page, site_digest
from fridaygram.pages.frontmatter import split
from fridaygram.pages.library import Library
from fridaygram.pages.links import Resolved, bundle_files, check_menu, resolve
from fridaygram.pages.page import Page, all_pages, render, site_paths
from fridaygram.pages.theme.assets import ICON, bundle, icon_set, script, static_files
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.plan.blog import BuildContext, is_our_page
from fridaygram.plan.documents import cell_pictures
from fridaygram.plan.media.fonts import SiteFonts
from fridaygram.plan.media.pictures import shipped
from fridaygram.plan.program import compiled_templates
from fridaygram.plan.proofs import BADGE, badge_svg
from fridaygram.plan.searching import SearchIndex

if TYPE_CHECKING:
    from fridaygram.pages.theme.templating import Closure

STEADY_STYLES, STEADY_SCRIPT = "/assets/site.css", "/assets/site.js"
PARTS = "parts of templates"
DIGESTS = "digests.json"


def made_by_us(target: Path) -> Callable[[Path], bool]:
    """Return a function that says of a file of a site whether a build made it, when the cache remembers none.

    It did where the file is a page of ours, or is as the site's own list of digests has it.
    """

    @cache
    def listed() -> dict[str, str]:
        try:
            known: dict[str, dict[str, str]] = msgspec.json.decode((target / DIGESTS).read_bytes())
            return dict(known["files"])
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def is_ours(file: Path) -> bool:
        known = listed().get(file.relative_to(target).as_posix())
        return is_our_page(file) or (known is not None and file.is_file() and digest_file(file) == known)

    return is_ours


class SiteWriter:
    """Plans the files of a site: first ``add_files``, then ``add_pages``, then ``prepare`` for those that are due.

    ``badge`` is the text of the site's badge, "" for none; ``fonts`` are those that its pages show. A preview's style
    sheet and script keep their names. Once pages have been added, ``outlines`` are the pages without their data,
    by output file.
    """

    def __init__(self, context: BuildContext, badge: str, fonts: SiteFonts):
        self.context = context
        self.root = context.root
        self.site = context.request.site
        self.index = context.index
        self.runner = context.runner
        self.program = context.program
        styles, stylesheet = bundle(asset_roots(self.root), fonts.css)
        own_script, code = script(asset_roots(self.root))
        if context.steady:
            styles, own_script = STEADY_STYLES, STEADY_SCRIPT
        self._bundles = {styles: stylesheet, own_script: code}
        if badge:
            self._bundles[BADGE] = badge_svg(badge)
        self._static = static_files(asset_roots(self.root))
        icon = self._static.pop(ICON, None)
        if icon is not None:
            self._bundles |= icon_set(icon)
            for path in ("/favicon.svg", *self._bundles):
                self._static.pop(path, None)
        self._fonts = fonts.files
        self._loaded = Loaded(styles, own_script, drawn_icon=icon is None, badge=badge, fonts=fonts.preloaded)
        self._paths: set[str] = set()
        self.outlines: tuple[Page, ...] = ()
        self._closures: dict[str, Closure] = {}
        self._data: dict[str, bytes] = {}
        self._spoken: dict[str, str] = {}
        self._bodies: dict[str, bytes] = {}
        self._resolved: Resolved = {}

    def add_files(
        self,
        tree: OutputTree,
        library: Library,
        made: Mapping[str, bytes],
        copies: Mapping[str, Callable[[], bytes]],
        search: SearchIndex,
    ) -> None:
        """Plan what is no page: style sheet, assets, files of figures, files beside posts, pictures.

        The names of ``copies`` hold the digest of what they were made of; their bytes are made when they are due.
        """
        for path, data in sorted({**self._bundles, **made}.items()):
            self._add(tree, path, {"content": digest(data)}, partial(bytes, data), path)
        in_cells = cell_pictures(self.context, library.documents.values())
        for path, make in sorted({**copies, **self._fonts, **in_cells}.items()):
            self._add(tree, path, {"name": path}, make, path)
        self._search = search
        for path, known in search.digests.items():
            self._add(tree, path, {"content": known}, partial(search.file, path), path)
        for path, file in self._static.items():
            self._add(tree, path, {"content": self.index.digest(file)}, file.read_bytes, str(file))
        for path, name in sorted(bundle_files(library).items()):
            inputs = {"content": self.index.digest(self.root / name), "program": self.program}
            self._add(tree, path, inputs, partial(shipped, self.root, name), name)

    def add_digests(self, tree: OutputTree, about: Mapping[str, Any]) -> None:
        """Plan the file that says ``about`` the site what it was built with, and lists its files with their digests.

        A preview has none: its files come and go.
        """
        if self.context.steady:
            return
        self._paths.add(f"/{DIGESTS}")

        def make(files: Mapping[str, str]) -> bytes:
            return json_text({**about, "files": files}).encode()

        tree.add_listing(DIGESTS, {"about": digest_json(about)}, make)

    def _add(
        self, tree: OutputTree, path: str, inputs: Mapping[str, str], make: Callable[[], bytes], owner: str
    ) -> None:
        self._paths.add(path)
        tree.add(path.lstrip("/"), inputs, make, owner)

    def add_pages(self, tree: OutputTree, library: Library) -> None:
        """Plan the pages. A broken link anywhere is an error here, before anything is written."""
        from fridaygram.pages.theme.templating import PartNames, make_environment

        # A preview has its templates in memory.
        compiled = None if self.context.steady else compiled_templates(self.context.request.blog.cache, self.program)
        environment = self._environment = make_environment(template_roots(self.root), self.site, self._loaded, compiled)
        languages = environment.languages = self.context.request.languages
        note = self.context.cache.note(PARTS)
        environment.known_parts = msgspec.msgpack.decode(note, type=dict[str, PartNames]) if note else {}
        outlines = []
        with speaking(self.context.request.language()):
            for page in all_pages(library, self.site):
                self._data[page.output] = encode_page(page, self._closure_of(page).counts)
                self._spoken[page.output] = languages.of(page.language or self.site.language).digest
                outlines.append(page.outline())
        if environment.parts != environment.known_parts:
            self.context.cache.set_note(PARTS, msgspec.msgpack.encode(environment.parts))
        self.outlines = tuple(sorted(outlines, key=lambda page: page.output))
        paths = site_paths(self.outlines, self._paths)
        resolved = self._resolved = resolve(library, paths)
        check_menu(self.site, paths)
        texts = {
            source: self.runner.digest_of(f"body {source}") + digest_json(resolved[source])
            for source in library.documents
        }
        seen = site_digest(self.site, self._loaded)
        for page in self.outlines:
            inputs = {
                "data": digest(self._data[page.output]),
                f"template {page.template}": self._closures[page.template].digest,
                "site": seen,
                "words": self._spoken[page.output],
                "program": self.program,
            }
            inputs.update((source, texts[source]) for source in page.bodies)
            tree.add(page.output, inputs, partial(self._file, page.output), owner=page.path)

    def prepare(self, due: Iterable[str]) -> None:
        """Load what the pages among the output files ``due`` are made of, once for all processes that make them."""
        from jinja2 import TemplateError

        wanted = set(due)
        if any(path[1:] in wanted for path in self._search.digests):
            self._search.load()
        pages = [page for page in self.outlines if page.output in wanted]
        for source in sorted({source for page in pages for source in page.bodies}):
            self._bodies[source] = self.runner.load(f"body {source}")
        templates = {part for page in pages for part in self._closures[page.template].parts}
        for name in sorted(templates):
            with suppress(TemplateError):  # the page that is made of it reports the error
                self._environment.get_template(name)

    def _file(self, output: str) -> bytes:
        """Return the file of a page."""
        page = msgspec.json.decode(self._data[output], type=Page)
        bodies = {source: msgspec.msgpack.decode(self._bodies[source], type=Body) for source in page.bodies}
        return render(page, bodies, self._resolved, self._environment)

    def _closure_of(self, page: Page) -> Closure:
        """Return what a page's template is made of. A template that is not there is an error where it is named."""
        from fridaygram.pages.theme.templating import closure

        if page.template not in self._closures:
            try:
                self._closures[page.template] = closure(self._environment, page.template)
            except ContentError as error:
                if error.file is None and page.bodies:  # only front matter names a template that is not there
                    error.file = page.bodies[0]
                    error.line = split(read_text(self.root / error.file), "").line_of("template")
                raise
        return self._closures[page.template]
