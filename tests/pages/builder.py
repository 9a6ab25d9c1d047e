"""Builds a blog with the pages room alone: figures are drawn from fixed values, nothing is cached."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fridaygram.config import load_site
from fridaygram.figures.base import Drawing, Params, Table
from fridaygram.files import read_text
from fridaygram.pages import links
from fridaygram.pages.body import Body, FigureFill, Fills
from fridaygram.pages.document import Document, read_document
from fridaygram.pages.entries import Loaded
from fridaygram.pages.library import Library, visible
from fridaygram.pages.markup.convert import convert
from fridaygram.pages.markup.figure_html import fill_figure
from fridaygram.pages.markup.notebook import read_notebook
from fridaygram.pages.page import all_pages, render, site_paths
from fridaygram.pages.pictures.responsive import make_picture
from fridaygram.pages.pictures.strip import published
from fridaygram.pages.sources import find_sources
from fridaygram.pages.theme.assets import bundle, script, static_files
from fridaygram.pages.theme.roots import asset_roots, template_roots
from fridaygram.pages.theme.templating import make_environment

BLOG = Path(__file__).parent / "blog"
NOW = datetime(2018, 6, 16, 12, tzinfo=ZoneInfo("Europe/London"))
VALUES = {"demo.reviews": 448, "demo.words": 48123, "demo.mean_words": 107.42, "demo.kept": 0.253}
SOURCES = {"sources": [{"kind": "corpus", "name": "demo", "digest": "1a2b3c4d5e6f", "as_of": "2018-06-08"}]}
SVG = (
    '<svg role="img" aria-label="Three bars" viewBox="0 0 300 60" width="300">'
    '<path d="M0 5h300v12H0zM30 25h240v12H30zM60 45h180v12H60z" fill="currentColor"/></svg>'
)


def drawn(document: Document, files: dict[str, bytes]) -> dict[str, FigureFill]:
    """A plain drawing with a table for every figure of a document."""
    fills = {}
    for figure in document.figures:
        drawing = Drawing(
            html=SVG,
            text="Three bars, each shorter than the one above.",
            table=Table(("stage", "count"), (("songs", "56,407"), ("reviews", "448"))),
        )
        params = Params(caption=figure.params.get("caption", ""), layout=figure.params.get("layout", "normal"))
        filled = fill_figure(figure, drawing, SOURCES, params)
        fills[figure.key] = filled.fill
        files.update(filled.files)
    return fills


def build(root: Path, *, now: datetime = NOW, drafts: bool = False) -> dict[str, bytes]:
    """Return every file of the site of the blog at ``root`` by its path below the output folder."""
    site = load_site(root)
    sources = find_sources(root)
    documents = [read_document(root, source, site.timezone) for source in sources.documents]
    files: dict[str, bytes] = {}
    bodies: dict[str, Body] = {
        document.source: convert(document, Fills(drawn(document, files), VALUES)) for document in documents
    }
    facts = {source: body.facts for source, body in bodies.items()}
    shown = [document for document in documents if visible(document, now=now, drafts=drafts)]
    made = {
        file: make_picture(file, (root / file).read_bytes()) for file in links.pictures_of(shown, facts, sources.files)
    }
    pictures = {file: found.picture for file, found in made.items()}
    for found in made.values():
        files.update(found.files)
    library = Library(site, documents, facts, now=now, drafts=drafts, files=sources.files, pictures=pictures)
    pages = list(all_pages(library, site))
    styles, css = bundle(asset_roots(root))
    code, js = script(asset_roots(root))
    static = static_files(asset_roots(root))
    bundles = links.bundle_files(library)
    paths = site_paths(pages, [styles, code], static, bundles, files)
    resolved = links.resolve(library, paths)
    links.check_menu(site, paths)
    environment = make_environment(template_roots(root), site, Loaded(styles, code))
    out = {page.output: render(page, bodies, resolved, environment) for page in pages}
    for document in shown:
        found = document.pictures and read_notebook(read_text(root / document.source), document.source).pictures
        files.update(found or {})
    out |= {path[1:]: data for path, data in files.items()}
    out |= {path[1:]: published(source, (root / source).read_bytes()) for path, source in bundles.items()}
    out |= {path[1:]: source.read_bytes() for path, source in static.items()}
    return out | {styles[1:]: css, code[1:]: js}
