"""Links: from what authors write to where it is, and an error where it is not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from html import escape
from urllib.parse import quote

from fridaygram.config import FILE, Site
from fridaygram.errors import ConfigError, ContentError, suggestion
from fridaygram.languages import word
from fridaygram.pages.body import CLOSE, OPEN, TOP, Facts, Link, picture_markers
from fridaygram.pages.document import Document
from fridaygram.pages.library import Library
from fridaygram.pages.markup import notebook
from fridaygram.pages.pictures.responsive import is_raster, is_sized, source_tags
from fridaygram.pages.urls import encoded

SIZES = {"text": "(min-width: 43rem) 40rem, 94vw", "wide": "(min-width: 69rem) 66rem, 94vw"}
Resolved = dict[str, dict[str, str]]


def resolve(library: Library, paths: Collection[str]) -> Resolved:
    """Return, for each document, the site path (percent-encoded, with fragment) of every internal target in its body.

    Links without words of their own get, under "@" and the target, those of the place they lead to.
    ``paths`` are all site paths that will exist. Raises ContentError, with file and line, for a link to
    a document, place, picture or page that will not exist.
    """
    files = {file: path for path, file in bundle_files(library).items()}
    resolved: Resolved = {}
    for source in library.documents:
        found = resolved[source] = {}
        named = library.facts[source].named
        for link in library.facts[source].links:
            picture = (library.pictures or {}).get(link.path) if link.kind == "picture" else None
            if picture is None or not picture.fallback:
                try:
                    found[link.target] = _resolved(library, source, link, files, paths)
                except ContentError as error:
                    raise library.documents[source].in_cell(error) from None
            else:
                found[link.target] = encoded(picture.fallback)
            if picture is not None:
                sources, size = picture_markers(link.path, link.fragment)
                found[sources[1:-1]] = source_tags(picture, SIZES[link.fragment])
                found[size[1:-1]] = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
            if link.target in named:
                found[f"@{link.target}"] = escape(_name_of(library, source, link), quote=False)
    return resolved


def with_names(library: Library, source: str, text: str) -> str:
    """Return plain text of the document ``source`` in which links without words have those of their targets."""
    if OPEN not in text:
        return text
    links = {f"{OPEN}@{link.target}{CLOSE}": link for link in library.facts[source].links}
    for mark, link in links.items():
        text = text.replace(mark, _name_of(library, source, link)) if mark in text else text
    return text


def check_menu(site: Site, paths: Collection[str]) -> None:
    """Check that the menu's entries lead to pages of the site or elsewhere, and redirects to pages of the site.

    Raises ConfigError naming the entry.
    """
    for old, path in site.redirects.items():
        if path not in paths:
            hint = suggestion(path, [known for known in paths if known.endswith("/")])
            raise ConfigError(f"the redirect of {old} leads to {path}, which is no page", file=FILE, hint=hint)
    for item in site.nav:
        path = item.url.partition("#")[0]
        if path.startswith("/") and _existing(path, paths) is None:
            hint = suggestion(path, [known for known in paths if known.endswith("/")])
            raise ConfigError(f"the menu's '{item.title}' leads to {path}, which is no page", file=FILE, hint=hint)


def bundle_files(library: Library) -> dict[str, str]:
    """Return the files beside visible documents that the site ships: site path -> path below the blog's root.

    A picture of which copies were made is not among them, unless a text links to it. What is shipped must
    go through ``pictures.strip.published`` first.
    """
    wanted = {link.path for facts in library.facts.values() for link in facts.links if link.kind == "file"}
    found = {}
    for source, files in library.files.items():
        folder = posixpath.dirname(source)
        for file in files:
            if library.pictures is None or file in wanted or not is_raster(file):
                found[library.folder(source) + posixpath.relpath(file, folder)] = file
    return found


def pictures_of(
    documents: Iterable[Document], facts: Mapping[str, Facts], files: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the pictures whose sizes or copies are needed: what texts show, and covers of which copies are made."""
    there = {file for names in files.values() for file in names}
    wanted = set()
    for document in documents:
        wanted |= {link.path for link in facts[document.source].links if link.kind == "picture"}
        if document.meta.cover and is_raster(document.meta.cover):
            wanted.add(posixpath.join(posixpath.dirname(document.source), document.meta.cover))
    return tuple(sorted(file for file in wanted & there if is_sized(file)))


def _resolved(library: Library, source: str, link: Link, files: Mapping[str, str], paths: Collection[str]) -> str:
    suffix = quote(link.target.removeprefix(link.path), safe="#?=&+-._~:,;%")
    if link.path.endswith(notebook.SUFFIX) and link.path in library.documents:
        return encoded(library.path(link.path)) + suffix
    if link.kind in ("file", "picture"):
        if link.path not in files:
            near = [posixpath.basename(name) for name in library.files.get(source, ())]
            hint = suggestion(posixpath.basename(link.path), near)
            raise ContentError(f"there is no file '{link.path}'", file=source, line=link.line, hint=hint)
        return encoded(files[link.path]) + suffix
    if link.kind == "site":
        path = _existing(link.path, paths)
        if path is None:
            hint = suggestion(link.path, paths)
            raise ContentError(f"link to {link.path}, which is no page", file=source, line=link.line, hint=hint)
        return encoded(path) + suffix
    target = library.linked(source, link.path)
    if target is None:
        twins = library.slugs.get(posixpath.basename(link.path), ())
        if len(twins) > 1:
            problem, hint = "several documents are called so", f"link to its file: {' or '.join(twins)}"
            raise ContentError(f"link to '{link.path}': {problem}", file=source, line=link.line, hint=hint)
        hint = f"{suggestion(link.path, library.documents)} (drafts and future posts are not there)"
        raise ContentError(f"link to '{link.path}', which is not there", file=source, line=link.line, hint=hint)
    known = library.facts[target].ids
    if link.fragment and link.fragment not in known and link.fragment.lower() != TOP:
        problem = f"link to '#{link.fragment}', which {target} does not have"
        raise ContentError(problem, file=source, line=link.line, hint=suggestion(link.fragment, known))
    return encoded(library.path(target)) + suffix


def _name_of(library: Library, origin: str, link: Link) -> str:
    """Return what a link's target is called: a heading's text, "Figure 2", a document's title, a file's name."""
    source = library.source_at(link.path) if link.kind == "site" else library.linked(origin, link.path)
    if source is None:
        return posixpath.basename(link.path.rstrip("/")) or library.site.title
    facts = library.facts[source]
    if link.fragment in facts.figures:
        return word("figure", number=facts.figures[link.fragment])
    texts = {heading.id: heading.text for heading in facts.headings}
    return texts.get(link.fragment) or library.documents[source].title


def _existing(path: str, paths: Collection[str]) -> str | None:
    """Return the site path that ``path`` means; a page's may be written without its last slash."""
    for candidate in (path, path + "/", re.sub(r"index\.html$", "", path)):
        if candidate in paths:
            return candidate
    return None
