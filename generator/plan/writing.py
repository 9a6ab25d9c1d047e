"""From files to documents, and from pages to files: the two ends of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from generator.config import Site
from generator.errors import ContentError
from generator.files import digest, digest_json, read_text
from generator.graph.outputs import Noted, OutputTree
from generator.graph.runner import Runner, Task
from generator.graph.stamps import FileIndex
from generator.pages.body import Body
from generator.pages.document import Document, Sources, find_sources, owner_of, read_document
from generator.pages.entries import counted
from generator.pages.frontmatter import key_line
from generator.pages.library import Library
from generator.pages.links import Resolved, bundle_files, check_menu, resolve
from generator.pages.markup.notebook import SUFFIX
from generator.pages.page import Page, site_paths
from generator.pages.theme.icons import ICON, icon_set
from generator.pages.theme.roots import asset_roots, template_roots
from generator.pages.theme.site import Loaded, site_digest
from generator.pages.theme.styles import bundle, script, static_files
from generator.plan.blog import Blog
from generator.plan.media.pictures import shipped
from generator.plan.program import compiled_templates

if TYPE_CHECKING:
    from generator.pages.theme.closure import Closure
    from generator.pages.theme.templating import Templates


STEADY_STYLES, STEADY_SCRIPT = "/assets/site.css", "/assets/site.js"


class Writing:
    """Reads documents, plans the site's files. A ``steady`` site's style sheet and script keep their names.

    Once the pages have been added, ``paths`` are all site paths that will exist, ``resolved`` is where links lead,
    ``pages`` are the pages as they are made, with the counts that their templates (``closures``) name.
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
        self.closures: Mapping[str, Closure] = {}
        self.pages: tuple[Page, ...] = ()

    def documents(self) -> tuple[Sources, list[Document]]:
        """Return what was found, and every document, drafts included, in the order of their sources."""
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
        self.runner.run(tasks, "reading")
        decoder = msgspec.json.Decoder(Document)
        stored = {name: decoder.decode(data) for name, data in self.runner.cache.all_data("read ")}
        return found, [stored[f"read {source}"] for source in found.documents]

    def _read(self, source: str) -> bytes:
        # As JSON: MessagePack turns moments into UTC, and with them a post's day and month.
        return msgspec.json.encode(read_document(self.blog.root, source, self.site.timezone))

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

    def add_pages(
        self,
        tree: OutputTree,
        library: Library,
        pages: Sequence[Page],
        bodies: Mapping[str, Body],
    ) -> None:
        """Plan the pages; a broken link anywhere is an error here, before anything is written."""
        from jinja2 import TemplateError

        from generator.pages.theme.templating import make_environment

        self.paths = site_paths(pages, self._paths)
        resolved = self.resolved = resolve(library, self.paths)
        check_menu(self.site, self.paths)
        # A preview has them in memory.
        compiled = None if self.steady else compiled_templates(self.blog.cache, self.program)
        environment = make_environment(template_roots(self.blog.root), self.site, self.loaded, compiled)
        self.closures = self._closures(environment, pages)
        if tree.is_new:
            # Once, rather than by every process that renders; what is wrong is told where it is rendered.
            for name in self.closures:
                with suppress(TemplateError):
                    environment.get_template(name)
        settings = site_digest(self.site, self.loaded)
        links = {source: digest_json(resolved.get(source, {})) for source in bodies}
        texts = {source: self.runner.digest_of(f"body {source}") for source in bodies}
        self.pages = fitted(pages, self.closures)
        for page in self.pages:
            inputs = page_inputs(page, self.closures[page.template], settings, self.program)
            key = key_of(inputs, self.closures[page.template])
            for source in page.bodies:
                inputs[source] = texts[source] + links[source]
            tree.add(page.output, inputs, partial(rendered, page, bodies, resolved, environment, key), owner=page.path)

    def _closures(self, environment: Templates, pages: Sequence[Page]) -> dict[str, Closure]:
        """Return what the templates of pages are. A template that is not there is an error where it is asked for."""
        from generator.pages.theme.closure import closure

        askers = {page.template: page.bodies for page in pages}
        closures = {}
        for name in sorted(askers):
            try:
                closures[name] = closure(environment, name)
            except ContentError as error:
                if error.file is None and askers[name]:  # only front matter asks for a template that is not there
                    error.file = askers[name][0]
                    error.line = key_line(read_text(self.blog.root / error.file), "template")
                raise
        return closures


def fitted(pages: Iterable[Page], closures: Mapping[str, Closure]) -> tuple[Page, ...]:
    """Return pages whose entries have no counts but those that their templates name."""
    known: dict[frozenset[str], dict[int, dict[str, Any]]] = {}
    found = []
    for page in pages:
        counts = closures[page.template].counts
        data = counted(page.data, counts, known.setdefault(counts, {}))
        found.append(page if data is page.data else msgspec.structs.replace(page, data=data))
    return tuple(found)


def page_inputs(page: Page, closure: Closure, settings: str, program: str) -> dict[str, str]:
    """Return what a page depends on beside its bodies; ``settings`` is the digest of what it sees of the site."""
    template = closure.digest
    return {"data": digest_json(page), f"template {page.template}": template, "site": settings, "program": program}


def key_of(inputs: Mapping[str, str], closure: Closure) -> str:
    """Return the key of the marks of a page (``page.render``) that depends on ``inputs`` beside its bodies."""
    return digest_json(inputs) if closure.plain else ""


def rendered(
    page: Page,
    bodies: Mapping[str, Body],
    resolved: Mapping[str, Mapping[str, str]],
    environment: Templates,
    key: str,
) -> Noted:
    """Return the file of a page, with a note of where texts stand in it."""
    from generator.pages.page import render

    data, places = render(page, bodies, resolved, environment, key)
    return Noted(data, msgspec.msgpack.encode(places) if places else b"")
