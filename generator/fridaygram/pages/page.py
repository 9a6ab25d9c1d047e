"""A page of the site: plain data and the name of a template, so that what it shows can be fingerprinted whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from fridaygram import registry
from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.languages import speaking
from fridaygram.pages import urls
from fridaygram.pages.body import Body, with_urls
from fridaygram.pages.library import Library

if TYPE_CHECKING:
    from fridaygram.pages.theme.templating import Templates

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

    @property
    def language(self) -> str:
        """The language tag of its document, "" for that of the site."""
        head: dict[str, Any] = self.data.get("head") or {}
        return str(head.get("language") or "")

    def outline(self) -> Page:
        """Return the page without its data, but for the source that an alias stands for."""
        return msgspec.structs.replace(self, data={"source": _source(self)} if self.kind == "alias" else _NOTHING)


@dataclass(frozen=True)
class PageKind:
    """A kind of page.

    ``pages`` makes all pages of it that a library has. ``about_pages`` makes those that list other pages,
    given the outlines of all that ``pages`` made.
    """

    title: str
    pages: Callable[[Library, Site], Iterator[Page]] | None = None
    about_pages: Callable[[Sequence[Page], Library, Site], Iterator[Page]] | None = None


def all_pages(library: Library, site: Site) -> Iterator[Page]:
    """Yield every page of the site, those about other pages last: too many to hold with their data.

    Raises BuildError where two pages have one file, naming both.
    """
    names = registry.names(KINDS)
    kinds: list[PageKind] = [registry.load(KINDS, name, "PAGE_KIND", what="page kind") for name in names]
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


def render(
    page: Page,
    bodies: Mapping[str, Body],
    resolved: Mapping[str, Mapping[str, str]],
    environment: Templates,
) -> bytes:
    """Return the finished file of a page, in the language of its document, else of the site.

    ``bodies`` and ``resolved`` (from ``links.resolve``) need hold only the page's own. Raises ContentError for an
    error in a template, with file and line.
    """
    from fridaygram.pages.theme.templating import render_template

    site: Any = environment.globals["site"]
    start = site["base_url"] if page.absolute else site["base_path"]
    html = {}
    for source in page.bodies:
        body = bodies[source]
        html[source] = with_urls((page.absolute and body.feed) or body.html, resolved[source], start)
    with speaking(environment.languages.of(page.language or site["language"])):
        return render_template(environment, page.template, {**page.data, "page": page, "html": html}).encode()


def _doubled(one: Page, other: Page, library: Library) -> BuildError:
    """Return the error of two pages with one file, at the alias or slug that is in the way."""
    # An alias is the first to give way, whichever page was made first.
    pages = sorted((other, one), key=lambda page: page.kind != "alias")
    message = f"two pages at {other.path}: {' and '.join(map(_owner, pages))}"
    in_the_way = [page for page in pages if _source(page)]
    source = _source(in_the_way[0]) if in_the_way else None
    document = library.documents.get(source or "")
    keys = ("aliases",) if in_the_way and in_the_way[0].kind == "alias" else ("permalink", "slug")
    line = document.line_of(*keys) if document and not document.is_notebook else None
    return BuildError(message, file=source, line=line, hint="give one another slug, or drop the alias")


def _owner(page: Page) -> str:
    if page.kind == "alias":
        return f"an alias of {_source(page)}"
    return _source(page) or f"the {page.kind} page"


def _source(page: Page) -> str | None:
    """Return the document that a page is made from, None where there are several or none."""
    if page.kind == "alias":
        return str(page.data["source"])
    return page.bodies[0] if len(page.bodies) == 1 and page.kind not in ("feed", "home") else None


def site_paths(pages: Iterable[Page], *others: Collection[str]) -> frozenset[str]:
    """Return the site paths that will exist: those of ``pages`` and ``others`` (assets, bundles' files)."""
    return frozenset(page.path for page in pages).union(*others)
