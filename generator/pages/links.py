"""Links: from what authors write to where it is, and an error where it is not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from urllib.parse import quote

from generator.config import FILE, Site
from generator.errors import ConfigError, ContentError, suggestion
from generator.pages.body import Link
from generator.pages.library import Library
from generator.pages.urls import encoded

Resolved = dict[str, dict[str, str]]


def resolve(library: Library, paths: Collection[str]) -> Resolved:
    """Return, for each document, the site path (percent-encoded, with fragment) of every internal target in its body.

    ``paths`` are all site paths that will exist. Raises ContentError, with file and line, for a link to
    a document, place, picture or page that will not exist.
    """
    files = {file: path for path, file in bundle_files(library).items()}
    resolved: Resolved = {}
    for source in library.documents:
        resolved[source] = {
            link.target: _resolved(library, source, link, files, paths) for link in library.facts[source].links
        }
    return resolved


def check_menu(site: Site, paths: Collection[str]) -> None:
    """Check that the menu's entries lead to pages of the site or elsewhere.

    Raises ConfigError naming the entry.
    """
    for item in site.nav:
        path = item.url.partition("#")[0]
        if path.startswith("/") and _existing(path, paths) is None:
            hint = suggestion(path, [known for known in paths if known.endswith("/")])
            raise ConfigError(f"the menu's '{item.title}' leads to {path}, which is no page", file=FILE, hint=hint)


def bundle_files(library: Library) -> dict[str, str]:
    """Return the files that lie beside visible documents: site path -> path below the blog's root."""
    found = {}
    for source, files in library.files.items():
        folder = posixpath.dirname(source)
        for file in files:
            found[library.path(source) + posixpath.relpath(file, folder)] = file
    return found


def _resolved(library: Library, source: str, link: Link, files: Mapping[str, str], paths: Collection[str]) -> str:
    suffix = quote(link.target.removeprefix(link.path), safe="#?=&+-._~:,;%")
    if link.kind == "file":
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
    target = library.source_of(link.path)
    if target is None:
        hint = f"{suggestion(link.path, library.documents)} (drafts and future posts are not there)"
        raise ContentError(f"link to '{link.path}', which is not there", file=source, line=link.line, hint=hint)
    known = library.facts[target].ids
    if link.fragment and link.fragment not in known:
        problem = f"link to '#{link.fragment}', which {target} does not have"
        raise ContentError(problem, file=source, line=link.line, hint=suggestion(link.fragment, known))
    return encoded(library.path(target)) + suffix


def _existing(path: str, paths: Collection[str]) -> str | None:
    """Return the site path that ``path`` means; a page's may be written without its last slash."""
    for candidate in (path, path + "/", re.sub(r"index\.html$", "", path)):
        if candidate in paths:
            return candidate
    return None
