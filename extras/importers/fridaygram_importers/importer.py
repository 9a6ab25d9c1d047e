"""Imports another program's blog: reads it, mends and links its texts, tries to build them, then writes all at once."""

from __future__ import annotations

import math
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fridaygram.clock import moment
from fridaygram.config import FILE, Site, load_site, path_problem
from fridaygram.errors import BuildError, ContentError, UsageError
from fridaygram.files import read_text, write_atomic
from fridaygram.pages.body import Body, Facts, Fills
from fridaygram.pages.document import Document, parse_document, parse_notebook, read_document
from fridaygram.pages.entries import tag_path
from fridaygram.pages.library import Library
from fridaygram.pages.links import bundle_files, resolve
from fridaygram.pages.markup.notebook import SUFFIX
from fridaygram.pages.page import all_pages, site_paths
from fridaygram.pages.pictures.responsive import is_raster
from fridaygram.pages.sources import find_sources, owner_of
from fridaygram.pages.urls import closed, output_file, spelling
from fridaygram_importers.base import ImportItem, Origin, site_url
from fridaygram_importers.compose import compose, dated, keep_ids
from fridaygram_importers.files import COMMENTS, Bundle, landing, stripped
from fridaygram_importers.foreign import unpacked
from fridaygram_importers.pictures import PictureFetcher, bring_pictures
from fridaygram_importers.placing import may_lead, place, settle_names
from fridaygram_importers.report import BlogReport, Imported, audit
from fridaygram_importers.settings import differences, new_address, old_paths, site_from, site_toml
from fridaygram_importers.text.links import Links
from fridaygram_importers.text.mend import as_html, mend
from fridaygram_importers.text.traced import Traced

_ON_PAGE = re.compile(r"(?<=\]\()#|(?<=href=[\"'])#|(?<=\]: )#")
_RELATIVE = re.compile(
    r"(\]\([ ]*<?|(?:href|src|poster)\s*=\s*[\"']?|^[ ]{0,3}\[[^\]\n]+\]:[ ]*<?)(?![a-zA-Z][\w+.-]*:|//|#|[\"'>\s)])",
    re.MULTILINE,
)
ELSEWHERE = "https://old-site.invalid/"
Advance = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Engine:
    """A program whose blogs can be imported: ``read`` returns the blog below a folder, as of a moment.

    It puts what cannot be taken into the report. With ``takes_file`` the path that it gets may be a file, too. A zip
    archive is unpacked for it.
    """

    name: str
    read: Callable[[Path, BlogReport, datetime], Origin]
    takes_file: bool = False

    def __call__(
        self,
        folder: Path,
        root: Path,
        *,
        url: str = "",
        date: str | None = None,
        replace: bool = False,
        dry: bool = False,
        fetch: bool = False,
        progress: Advance = lambda done, total, what: None,
    ) -> BlogReport:
        """Import the blog in ``folder`` into the blog at ``root``, and return what was done.

        ``url`` is where the old blog lives, "" for what its settings say; ``date`` the day to take for today. With
        ``dry`` nothing is written. Texts that are in ``root`` already stay unless ``replace``. Without a site.toml
        there, one is made from the old settings. With ``fetch``, pictures that are not in ``folder`` are fetched.

        Raises UsageError where ``folder`` holds no such blog, or ``url`` is no public address.
        """
        if url and not site_url(url):
            raise UsageError(f"--url: '{url}' is no public address", hint="write something like https://you.github.io")
        with tempfile.TemporaryDirectory(prefix="fridaygram-import-") as work:
            place = unpacked(folder, Path(work) / "archive", file_ok=self.takes_file)
            pictures = PictureFetcher(Path(work) / "pictures", progress) if fetch and not dry else None
            return self._imported(place, root, url, date, pictures, replace=replace, dry=dry, progress=progress)

    def _imported(
        self,
        folder: Path,
        root: Path,
        url: str,
        date: str | None,
        pictures: PictureFetcher | None,
        *,
        replace: bool,
        dry: bool,
        progress: Advance,
    ) -> BlogReport:
        report = BlogReport()
        known = load_site(root) if (root / FILE).is_file() else None
        origin = self.read(folder, report, moment(known.timezone if known else "UTC", date))
        if not origin.items:
            problem = f"no posts or pages of {self.name} in {folder}"
            raise UsageError(problem, hint=f"name the folder of a {self.name} blog")
        seen: set[str] = set()
        for number, item in enumerate(origin.items):
            if item.file in seen:
                item.file = f"{item.file}~{number}"  # an export can have two texts of one name
            seen.add(item.file)
        origin.url = site_url(url) or origin.url
        if self.takes_file and not origin.url:
            way_out = "name it with --url, so that links to it are found"
            report.note("todo", FILE, 0, f"the export does not say where the blog is: {way_out}")
        bring_pictures(origin, report, pictures)
        for sentence in differences(origin, known) if known else ():
            report.note("told", FILE, 0, sentence)
        site = known or site_from(origin)
        importer = Importer(origin, root, site, report, moment(site.timezone, date))
        if known is None:
            report.note("todo", FILE, 0, "made from the old settings: look it over")
            if moved := new_address(origin):
                report.note("changed", FILE, 0, moved)
        importer.run(replace=replace, dry=dry, new_site=known is None, progress=progress)
        return report


class Importer:
    """One import of ``origin`` into the blog at ``root``, whose settings ``site`` are."""

    def __init__(self, origin: Origin, root: Path, site: Site, report: BlogReport, now: datetime) -> None:
        self._origin = origin
        self._root = root
        self._site = site
        self._report = report
        self._now = now
        self._bundles: dict[str, Bundle] = {}
        self._texts: dict[str, str] = {}
        self._kept: dict[str, Path] = {}
        self._taken: dict[str, Path] = {}
        self._originals = {item.file: (item.body.text, item.body.lines) for item in origin.items}

    def run(
        self,
        *,
        replace: bool = False,
        dry: bool = False,
        new_site: bool = False,
        progress: Advance,
    ) -> None:
        """Import everything; with ``dry``, only report. A text that is there already stays unless ``replace``.

        With ``new_site`` the blog gets a site.toml made from the old settings.
        """
        known = self._known()
        self._leave_out()
        items = self._origin.items
        place(self._origin, self._site, known, self._report)
        tags = settle_names(items, known, self._report)
        ids = {}
        for number, item in enumerate(items):
            dated(item, self._site.timezone, self._report)
            if item.is_html:
                as_html(item)
            mend(item, self._report)
            ids[item.file] = self._probed(item)
            progress(number + 1, 2 * len(items), "importing")
        paths = self._paths(known)
        self._old_paths(paths, tags, new_site=new_site)
        links = Links(self._origin, self._report, paths, self._closed())
        links.ids, links.tags = ids, tags
        for item in items:
            self._bundles[item.file] = Bundle()
            links.lead(item, self._bundles[item.file])
            if item.comments:
                self._bundles[item.file].make(COMMENTS, item.comments)
            self._texts[item.file] = compose(item, self._site.author)
        self._kept, self._taken = links.kept, links.taken
        self._tried(known, progress)
        for item in items:
            audit(item.file, *self._originals[item.file], self._texts[item.file], self._report)
        self._write(replace=replace, dry=dry, new_site=new_site)

    def _old_paths(self, paths: frozenset[str], tags: dict[str, str], *, new_site: bool) -> None:
        """Settle which old paths of feeds and lists site.toml is to keep: those that no page has."""
        origin = self._origin
        used = {*paths, *(alias for item in origin.items for alias in item.meta.get("aliases", ()))}
        files = {output_file(closed(path)) for path in used}
        leads = {path: tag_path(tags.get(spelling(tag), tag)) for path, tag in origin.tag_pages.items()}
        leads |= dict.fromkeys(sorted(origin.lists - {*leads}), "/archive/")
        leads |= dict(_later_pages(origin, leads))
        origin.tables["feed_aliases"] = {
            path: kind for path, kind in origin.feeds.items() if output_file(path) not in files
        }
        origin.tables["redirects"] = {
            path: target if target in paths else "/archive/"
            for path, target in leads.items()
            if output_file(closed(path)) not in files and may_lead(path, search=self._site.search)
        }
        if new_site:
            self._site = site_from(origin)
        elif lines := old_paths(origin):
            text = "\n".join(lines).strip()
            self._report.note("todo", FILE, 0, "old feeds and lists answer with these lines in it", text)

    def _known(self) -> list[Document]:
        """Return the documents that the blog has already."""
        sources = find_sources(self._root).documents
        return [read_document(self._root, source, self._site.timezone) for source in sources]

    def _leave_out(self) -> None:
        """Leave out the page for wrong addresses: Fridaygram makes its own."""
        for item in [item for item in self._origin.items if item.slug == "404" and item.kind == "page"]:
            self._origin.items.remove(item)
            self._report.note(
                "told", item.file, 0, "the page for wrong addresses left out: Fridaygram has one", item.body.text
            )

    def _closed(self) -> frozenset[str]:
        """Return the files of documents that a build does not show now."""
        later = {item.file for item in self._origin.items if item.moment and item.moment > self._now}
        return frozenset(later | {item.file for item in self._origin.items if item.is_draft})

    def _probed(self, item: ImportItem) -> frozenset[str]:
        """Return the ids of an item's page; headings get the ids that they had."""
        body = self._converted(item)
        if body is None:
            return frozenset()
        if self._origin.heading_id is not None and body.facts.headings:
            before = item.body.text
            keep_ids(item.body, body.facts.headings, self._origin.heading_id)
            body = body if item.body.text == before else self._converted(item)
        return frozenset(body.facts.ids if body else ())

    def _converted(self, item: ImportItem) -> Body | None:
        """Convert an item whose links are still the old ones: they count as links to other sites."""
        from fridaygram.pages.markup.convert import convert

        text = _RELATIVE.sub(rf"\g<1>{ELSEWHERE}", _ON_PAGE.sub(f"{ELSEWHERE}#", item.body.text))
        try:
            return convert(_document(item, f"---\ntitle: x\n---\n{text}", self._site.timezone), Fills())
        except (ContentError, RecursionError):
            return None

    def _paths(self, known: list[Document]) -> frozenset[str]:
        """Return the paths that the site will have, but those of aliases."""
        author, zone = self._site.author, self._site.timezone
        documents = [*known, *(_document(item, compose(_bare(item), author), zone) for item in self._origin.items)]
        facts = {document.source: Facts(0, "") for document in documents}
        library = Library(self._site, documents, facts, now=self._now)
        return site_paths(all_pages(library, self._site))

    def _tried(self, known: list[Document], progress: Advance) -> None:
        """Convert and link everything as a build will; what cannot be built becomes a draft, and is reported."""
        facts = {document.source: Facts(0, "") for document in known}
        documents: dict[str, Document] = {document.source: document for document in known}
        items = {item.source: item for item in self._origin.items}
        total = len(items)
        for number, item in enumerate(items.values()):
            for _ in range(2):
                try:
                    for document in self._documents(item):
                        facts[document.source] = _facts(document)
                        documents[document.source] = document
                    break
                except ContentError as error:
                    self._withdraw(item, error)
            progress(total + number + 1, 2 * total, "importing")
        for _ in range(total + 1):
            files = self._files_of(known)
            library = Library(self._site, documents.values(), facts, now=self._now, files=files)
            try:
                resolve(library, site_paths(all_pages(library, self._site), bundle_files(library), self._kept))
                self._keep_taken(library)
                return
            except (ContentError, BuildError) as error:
                source = str(error.file)
                failed = items.get(owner_of(source, items) if source.endswith(SUFFIX) else source)
                if failed is None or failed.is_draft:
                    self._report.note("todo", source, error.line or 0, f"the blog does not build: {error.message}")
                    self._report.builds = False
                    return
                self._withdraw(failed, error)
                documents |= {document.source: document for document in self._documents(failed)}

    def _keep_taken(self, library: Library) -> None:
        """Keep files at their old paths, too, where other sites may show or link to them."""
        linked = {link.path for facts in library.facts.values() for link in facts.links if link.kind == "file"}
        # A build makes copies of the pictures that a document shows; these themselves it does not ship.
        shipped = {path for path, file in bundle_files(library).items() if not is_raster(file) or file in linked}
        there = shipped | site_paths(all_pages(library, self._site))
        self._kept |= {path: file for path, file in self._taken.items() if path not in there and not path_problem(path)}

    def _documents(self, item: ImportItem) -> Iterator[Document]:
        """Yield a document and the notebooks beside it."""
        document = _document(item, self._texts[item.file], self._site.timezone)
        yield document
        bundle = self._bundles[item.file]
        for name in sorted(name for name in bundle.files if name.endswith(SUFFIX)):
            source = f"{item.source.removesuffix('index.md')}{name}"
            yield parse_notebook(bundle.data(name).decode("utf-8-sig"), source, document)

    def _withdraw(self, item: ImportItem, error: ContentError | BuildError) -> None:
        """Make an item a draft, and report why."""
        problem, line = error.message, 0
        if str(error.file).endswith(SUFFIX):
            problem = f"{Path(str(error.file)).name}: {problem}"
        else:
            body_line = self._texts[item.file].count("\n", 0, self._texts[item.file].index("\n---\n")) + 3
            line = item.body.lines[min(max((error.line or 0) - body_line - 1, 0), len(item.body.lines) - 1)]
        self._report.note("lost", item.file, line, f"does not build, and is a draft until it does: {problem}")
        item.meta["draft"] = True
        self._texts[item.file] = compose(item, self._site.author)

    def _files_of(self, known: list[Document]) -> dict[str, tuple[str, ...]]:
        found = dict(find_sources(self._root).files)
        for item in self._origin.items:
            folder = item.source.removesuffix("index.md")
            found[item.source] = tuple(f"{folder}{name}" for name in sorted(self._bundles[item.file].files))
        return found

    def _write(self, *, replace: bool, dry: bool, new_site: bool) -> None:
        """Decide what is written, and, but in a dry run, write all of it or nothing."""
        texts = {FILE: site_toml(self._origin)} if new_site else {}
        files: dict[str, Path | bytes] = {}
        documents = []
        for item in sorted(self._origin.items, key=lambda one: one.source):
            state = self._state(item, replace=replace)
            documents.append(Imported(item.file, item.source, item.meta["title"], item.kind, item.is_draft, state))
            if state == "new":
                texts[item.source] = self._texts[item.file]
            if state != "kept":
                files |= self._beside(item, replace=replace)
        for path, kept in sorted(self._kept.items()):
            data = stripped(kept)
            files |= self._standing(f"assets/root{path}", ".", data, data, replace=replace)
        self._report.documents, self._report.files = tuple(documents), tuple(files)
        used = {file for bundle in self._bundles.values() for file in bundle.files.values()} | {*self._kept.values()}
        unused = {file: path for path, file in self._origin.static.items() if file not in used}
        left = sorted(path.lstrip("\0/") for path in unused.values())
        if left:
            self._report.note(
                "told", ".", 0, f"{len(left)} files that no document shows or links: not imported", "\n".join(left)
            )
        if dry or not (texts or files):
            return
        with landing(self._root) as staged:
            for place, text in texts.items():
                write_atomic(staged / place, text)
            for place, file in files.items():
                (staged / place).parent.mkdir(parents=True, exist_ok=True)
                if isinstance(file, bytes):
                    (staged / place).write_bytes(file)
                else:
                    shutil.copyfile(file, staged / place)

    def _state(self, item: ImportItem, *, replace: bool) -> str:
        target = self._root / item.source
        if not target.exists():
            return "new"
        if read_text(target) == self._texts[item.file]:
            return "same"
        if replace:
            return "new"
        self._report.note("todo", item.file, 0, f"{item.source} is another text already and stays; see --replace")
        return "kept"

    def _beside(self, item: ImportItem, *, replace: bool) -> dict[str, Path | bytes]:
        """Return what to put beside a document: place below the root -> file, or bytes."""
        found: dict[str, Path | bytes] = {}
        bundle = self._bundles[item.file]
        for name, file in sorted(bundle.files.items()):
            place = f"{item.source.removesuffix('index.md')}{name}"
            new = bundle.made.get(name, file)
            found |= self._standing(place, item.file, new, bundle.data(name), replace=replace)
        return found

    def _standing(
        self, place: str, owner: str, new: Path | bytes, data: bytes, *, replace: bool
    ) -> dict[str, Path | bytes]:
        """Return what to put at a place below the root; nothing where it is there, or another file stays there."""
        target = self._root / place
        if target.is_file() and target.read_bytes() == data:
            return {}
        if target.exists() and not replace:
            self._report.note("todo", owner, 0, f"{place} is another file already and stays; see --replace")
            return {}
        return {place: new}


def _later_pages(origin: Origin, leads: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the URL path of each later page of the old lists, and the page of the site that replaces the list."""
    if origin.later_page is None or not origin.posts_per_page:
        return
    for path, posts in origin.listed.items():
        target = leads.get(path, path if path == "/" else "")
        for number in range(2, math.ceil(posts / origin.posts_per_page) + 1) if target else ():
            if later := origin.later_page(path, number):
                yield later, target


def _bare(item: ImportItem) -> ImportItem:
    meta = {key: value for key, value in item.meta.items() if key not in ("aliases", "cover", "cover_alt")}
    return ImportItem(item.file, item.kind, Traced(""), meta, item.slug, item.moment, item.has_time, source=item.source)


def _facts(document: Document) -> Facts:
    """Return what a build learns of a document; a draft's text is not converted."""
    from fridaygram.pages.markup.convert import convert

    return Facts(0, "") if document.meta.draft else convert(document, Fills()).facts


def _document(item: ImportItem, text: str, zone: str) -> Document:
    return parse_document(text, item.source, zone)
