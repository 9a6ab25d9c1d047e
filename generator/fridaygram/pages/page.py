"""A page of the site: plain data and the name of a template, so that what it shows can be fingerprinted whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from fridaygram import registry
from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.pages import urls
from fridaygram.pages.body import Body, with_urls
from fridaygram.pages.library import Library
from fridaygram.pages.theme.places import Place, filled, marks

if TYPE_CHECKING:
    from jinja2 import Environment

KINDS = "fridaygram.pages.kinds"
Media = Literal["html", "xml", "json", "text"]
_NOTHING: dict[str, Any] = {}


class Page(msgspec.Struct, frozen=True):
    """A file of the site before it is rendered.

    ``path`` is its site path, ``output`` its file below the output folder; ``data`` is plain JSON for the
    template; ``bodies`` are the sources of the documents whose HTML the template shows. A page with
    ``absolute`` URLs is read away from the site, as feeds are, and gets the bodies' HTML for feeds.
    ``modified`` is the day of its last change where one is known; a page that is not ``listed`` stays out
    of the sitemap and asks search engines to pass.
    """

    kind: str
    path: str
    template: str
    data: dict[str, Any]
    bodies: tuple[str, ...] = ()
    media: Media = "html"
    absolute: bool = False
    modified: str = ""
    listed: bool = True

    @property
    def output(self) -> str:
        """The file below the output folder."""
        return urls.output_file(self.path)

    def outline(self) -> Page:
        """Return the page without its data, but for the source that an alias stands for."""
        return msgspec.structs.replace(self, data={"source": _source(self)} if self.kind == "alias" else _NOTHING)


@dataclass(frozen=True)
class PageKind:
    """A kind of page.

    ``pages`` makes all pages of it that a library has. ``about_pages`` makes those that list other pages,
    given the outlines of all that ``pages`` made. ``page_of``, where each page is one document's, makes that of the
    document with a given source, None where it has none of the kind.
    """

    title: str
    pages: Callable[[Library, Site], Iterator[Page]] | None = None
    about_pages: Callable[[Sequence[Page], Library, Site], Iterator[Page]] | None = None
    page_of: Callable[[str, Library, Site], Page | None] | None = None


def all_pages(library: Library, site: Site) -> Iterator[Page]:
    """Yield every page of the site, those about other pages last: too many to hold with their data.

    Raises BuildError where two pages have one file, naming both.
    """
    kinds = [_kind(name) for name in registry.names(KINDS)]
    outlines: dict[str, Page] = {}
    for kind in kinds:
        if kind.pages:
            yield from _single(kind.pages(library, site), outlines, library)
    first = tuple(outlines.values())
    for kind in kinds:
        if kind.about_pages:
            yield from _single(kind.about_pages(first, library, site), outlines, library)


def _single(pages: Iterable[Page], outlines: dict[str, Page], library: Library) -> Iterator[Page]:
    """Yield pages that have a file of their own, and add their outlines to those of the others, by output file."""
    for page in pages:
        outline = page.outline()
        other = outlines.setdefault(page.output, outline)
        if other is not outline:
            raise _doubled(other, page, library)
        yield page


def page_again(old: Page, library: Library, site: Site) -> Page | None:
    """Return the page that a library has where ``old`` was; None where none is, or only one about other pages."""
    names = sorted(registry.names(KINDS), key=lambda name: (name != old.kind, name))
    for kind in map(_kind, names):
        if kind.page_of:
            pages: Iterable[Page | None] = (kind.page_of(source, library, site) for source in old.bodies)
        else:
            pages = kind.pages(library, site) if kind.pages else ()
        for page in pages:
            if page is not None and page.output == old.output:
                return page
    return None


def _kind(name: str) -> PageKind:
    kind: PageKind = registry.load(KINDS, name, "PAGE_KIND", what="page kind")
    return kind


def render(
    page: Page,
    bodies: Mapping[str, Body],
    resolved: Mapping[str, Mapping[str, str]],
    environment: Environment,
    key: str = "",
) -> tuple[bytes, tuple[Place, ...]]:
    """Return the finished file of a page, and where the bodies' texts stand in it.

    ``bodies`` and ``resolved`` (from ``links.resolve``) need hold only the page's own. ``key`` is the digest of what
    else the page is made of, "" where its template may do more with texts than show them (``Closure.plain``): then
    their places are not known. Raises ContentError for an error in a template, with file and line.
    """
    from fridaygram.pages.theme.templating import render_template

    site: Any = environment.globals["site"]
    start = site["base_url"] if page.absolute else site["base_path"]

    def text(source: str) -> str:
        return text_of(page, bodies[source], resolved[source], start)

    html = marks(key, page.bodies) if key else {source: text(source) for source in page.bodies}
    made = render_template(environment, page.template, {**page.data, "page": page, "html": html})
    return filled(made, key, page.bodies, text) if key else (made.encode(), ())


def text_of(page: Page, body: Body, resolved: Mapping[str, str], start: str) -> str:
    """Return the text of a body as a page shows it, its URLs after ``start``: the base URL where it is ``absolute``."""
    return with_urls((page.absolute and body.feed) or body.html, resolved, start)


def _doubled(one: Page, other: Page, library: Library) -> BuildError:
    """Return the error of two pages with one file, at the alias or slug that is in the way."""
    message = f"two pages at {other.path}: {_owner(one)} and {_owner(other)}"
    in_the_way = sorted((page for page in (other, one) if _source(page)), key=lambda page: page.kind != "alias")
    source = _source(in_the_way[0]) if in_the_way else None
    document = library.documents.get(source or "")
    key = "aliases" if in_the_way and in_the_way[0].kind == "alias" else "slug"
    line = document.line_of(key) if document and document.kind != "notebook" else None
    return BuildError(message, file=source, line=line, hint="give one another slug, or drop the alias")


def _owner(page: Page) -> str:
    if page.kind == "alias":
        return f"an alias of {_source(page)}"
    return _source(page) or f"the {page.kind} page"


def _source(page: Page) -> str | None:
    """Return the document that a page is made from, None where there are several or none."""
    if page.kind == "alias":
        return str(page.data["source"])
    return page.bodies[0] if len(page.bodies) == 1 else None


def site_paths(pages: Iterable[Page], *others: Collection[str]) -> frozenset[str]:
    """Return the site paths that will exist: those of ``pages`` and ``others`` (assets, bundles' files)."""
    return frozenset(page.path for page in pages).union(*others)
