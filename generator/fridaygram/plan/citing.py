"""The works that documents cite: BibTeX files read once a content, keys checked, each document given its own works."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from fridaygram.errors import ContentError, suggestion
from fridaygram.files import read_text
from fridaygram.graph.runner import Runner, Task
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.bibliography import SHARED, Reference, parse_bibliography
from fridaygram.pages.document import Document, Sources

Works = dict[str, Reference]


def works_cited(
    root: Path, documents: Sequence[Document], found: Sources, index: FileIndex, runner: Runner, program: str
) -> dict[str, Works]:
    """Return, by source, the works that each citing document cites.

    A work in a file beside a post wins over one of the same key in the shared file. Where a blog has no BibTeX file
    at all, nothing is a citation. Raises ContentError for files that cannot be read and for unknown keys.
    """
    citing = [document for document in documents if document.citations]
    shared = (SHARED,) if citing and (root / SHARED).is_file() else ()
    beside = {document.source: _beside(document, found) for document in citing}
    files = sorted({*shared, *(file for names in beside.values() for file in names)})
    read = _read(root, files, index, runner, program)
    cited = {}
    for document in citing:
        known: Works = {}
        for file in (*shared, *beside[document.source]):
            known.update(read[file])
        if known:
            cited[document.source] = _cited(document, known)
    return cited


def _beside(document: Document, found: Sources) -> tuple[str, ...]:
    return tuple(file for file in found.files.get(document.source, ()) if posixpath.splitext(file)[1] == ".bib")


def _cited(document: Document, known: Mapping[str, Reference]) -> Works:
    for citation in document.citations:
        if citation.sure and citation.key not in known:
            hint = suggestion(citation.key, known)
            raise ContentError(
                f"no work is called '{citation.key}'", file=document.source, line=citation.line, hint=hint
            )
    return {citation.key: known[citation.key] for citation in document.citations if citation.key in known}


def _read(root: Path, files: Sequence[str], index: FileIndex, runner: Runner, program: str) -> dict[str, Works]:
    tasks = [
        Task(f"works {file}", {"content": index.digest(root / file), "program": program}, partial(_parsed, root, file))
        for file in files
    ]
    runner.run(tasks, "reading works")
    return {file: msgspec.msgpack.decode(runner.load(f"works {file}"), type=Works) for file in files}


def _parsed(root: Path, file: str) -> bytes:
    return msgspec.msgpack.encode(parse_bibliography(read_text(root / file), file))
