"""What lies in content/: the sources of documents, the files beside them, and what no build shows."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from pathlib import Path

import msgspec

from fridaygram.pages.markup.notebook import SUFFIX

CONTENT, POSTS, PAGES = "content", "content/posts", "content/pages"
FOLDERS = ("posts", "pages", "data", "corpus", "models", "archetypes")
PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
# Read by a build, but not published.
NOT_SHIPPED = ("results.json", "outputs.json", "samples.toml", "webmentions.toml", "figures.py", "__pycache__")
INDEXES = ("index.md", f"index{SUFFIX}")
"""The files that make a post of their folder; the first one that is there counts."""
# What a new post starts from; a blog's own archetype is used in place of it.
OWN_ARCHETYPE = "content/archetypes/post.md"
ARCHETYPE = """\
---
title: $title
date: $date
description: ""
tags: []
draft: true
---

What I set out to learn this week:

What I learned:

What it means for next week:
"""


class Sources(msgspec.Struct, frozen=True):
    """What lies in content/: the sources of documents, and the files beside each ``index.md``.

    ``left_out`` are warnings: each names what no build shows, why, and what to do.
    """

    documents: tuple[str, ...]
    files: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...] = ()


def find_sources(root: Path) -> Sources:
    """List the posts and pages, with their notebooks, below ``root`` and the files of their bundles, sorted.

    Hidden files, ``results.json`` and other Markdown files of a bundle are not listed, and nothing is said of them.
    """
    documents: list[str] = []
    files: dict[str, tuple[str, ...]] = {}
    left_out = list(_strays(root))
    for folder in (POSTS, PAGES):
        for name, is_folder in _entries(f"{root}/{folder}"):
            path = f"{folder}/{name}"
            if not is_folder:
                if name.endswith(".md"):
                    documents.append(path)
                elif why := _why_not(name):
                    left_out.append(f"{path}: left out: {why}")
                continue
            inside = _entries(f"{root}/{path}")
            index = next((name for name in INDEXES if (name, False) in inside), "")
            if index:
                source = f"{path}/{index}"
                files[source] = tuple(_bundle(root, path, inside))
                beside = [file for file in files[source] if file.endswith(SUFFIX) and file != source]
                documents += [source, *beside]
            elif inside:
                left_out.append(_no_index(path, inside))
    return Sources(tuple(sorted(documents)), files, tuple(sorted(left_out)))


def _bundle(root: Path, folder: str, entries: list[tuple[str, bool]]) -> Iterator[str]:
    for name, is_folder in entries:
        path = f"{folder}/{name}"
        if name in NOT_SHIPPED:
            continue
        if is_folder:
            yield from _bundle(root, path, _entries(f"{root}/{path}"))
        elif not name.endswith(".md"):
            yield path


def _entries(folder: str) -> list[tuple[str, bool]]:
    """Return (name, is a folder) of what lies in a folder, sorted, dotfiles left out; nothing where there is none."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _strays(root: Path) -> Iterator[str]:
    """Yield a warning for every Markdown file of content/ that lies in none of its known folders."""
    top = f"{root}/{CONTENT}"
    for parent, folders, files in os.walk(top):
        known = FOLDERS if parent == top else ()
        folders[:] = sorted(name for name in folders if name not in known and not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(MARKDOWN) and not name.startswith("."):
                path = f"{CONTENT}{parent.removeprefix(top)}/{name}".replace(os.sep, "/")
                yield f"{path}: left out: not in {POSTS} or {PAGES}; move it there"


def _why_not(name: str) -> str:
    """Return why a file of posts/ or pages/ is shown nowhere, and what to do; "" for data, results and code."""
    stem, _, suffix = name.rpartition(".")
    if f".{suffix.lower()}" in MARKDOWN:
        return f"not named .md; rename it to '{stem}.md'"
    if name.endswith(SUFFIX):
        return f"no post; move it into a folder of its own as 'index{SUFFIX}', or into a post's folder"
    if suffix.lower() in PICTURES:
        return "no post; move it into a post's folder, or to assets/"
    return ""


def _no_index(folder: str, inside: list[tuple[str, bool]]) -> str:
    """Return the warning for a folder of posts/ or pages/ without index.md."""
    texts = [name for name, is_folder in inside if not is_folder and name.lower().endswith(MARKDOWN)]
    if len(texts) == 1:
        return f"{folder}/{texts[0]}: left out: its folder has no index.md; rename it to 'index.md'"
    notebooks = [name for name, is_folder in inside if not is_folder and name.endswith(SUFFIX)]
    if len(notebooks) == 1 and not texts:
        return f"{folder}/{notebooks[0]}: left out: its folder has no index.md; rename it to 'index{SUFFIX}'"
    return f"{folder}: left out: it has no index.md; write one, or move its files away"


def indexes_of(source: str) -> list[str]:
    """Return the sources that the post or page could have which ``source`` is, or lies beside."""
    return ["/".join([*source.split("/")[:3], name]) for name in INDEXES]


def owner_of(source: str, known: Container[str]) -> str:
    """Return the source of the post or page that a notebook lies beside, or that it is; ``known`` are all sources."""
    return next((path for path in indexes_of(source) if path in known), indexes_of(source)[0])


def short_name(source: str) -> str:
    """Return a document's source without what all have: ``content/posts/2018-06-08-week-1``."""
    for name in INDEXES:
        source = source.removesuffix(f"/{name}")
    return source.removesuffix(".md")
