"""From files to documents: posts, pages and notebooks read once a content, and the works that they cite."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from fridaygram.errors import ContentError, suggestion
from fridaygram.files import json_text, read_text, write_atomic
from fridaygram.graph.runner import Runner, Task, TaskResult
from fridaygram.languages import Language, speaking
from fridaygram.pages.bibliography import SHARED, Reference, parse_bibliography
from fridaygram.pages.document import OUTPUTS, Document, decode_document, encode_document, frozen_outputs, read_document
from fridaygram.pages.library import visible
from fridaygram.pages.markup.notebook import SUFFIX, now_frozen, read_notebook
from fridaygram.pages.pictures.strip import published
from fridaygram.pages.sources import Sources, find_sources, owner_of
from fridaygram.plan.blog import CONTENT, SOURCES, BuildContext, BuildRequest, Options

Works = dict[str, Reference]


def read_documents(context: BuildContext) -> tuple[Sources, list[Document]]:
    """Return what was found, and every document, drafts included, in the order of their sources.

    Documents come without their texts, unless the build is to be inspected: ``text_of`` loads one.
    """
    root, zone, index, runner = context.root, context.request.site.timezone, context.index, context.runner
    refuse_links_out(root)
    found = find_sources(root)
    tasks = []
    for source in found.documents:
        inputs = {"source": index.digest(f"{root}/{source}"), "time zone": zone, "program": context.program}
        if source.endswith(SUFFIX):
            owner = owner_of(source, found.documents)
            beside = f"{root}/{owner}" if owner != source else f"{root}/{posixpath.dirname(source)}/{OUTPUTS}"
            # What folds a cell has a word.
            inputs["words"] = context.request.language().digest
            inputs["beside"] = index.digest(beside) if os.path.isfile(beside) else ""  # noqa: PTH113 -- of a string
        tasks.append(Task(f"read {source}", inputs, partial(_read, root, source, zone, context.request.language())))
    runner.run(tasks, "reading")
    whole = context.request.options.inspect
    rows = (runner.load(task.name) if whole else runner.head(task.name) for task in tasks)
    return found, [decode_document(row) for row in rows]


@contextmanager
def naming_cells(documents: Sequence[Document]) -> Iterator[None]:
    """Let an error within name the cell of a notebook in place of a line."""
    try:
        yield
    except ContentError as error:
        for document in documents:
            if document.source == str(error.file):
                document.in_cell(error)
        raise


def freeze_outputs(root: Path, documents: Sequence[Document]) -> None:
    """Write beside each notebook that is a post what its outputs were saved with."""
    for document in documents:
        path = (root / document.source).with_name(OUTPUTS)
        if document.is_notebook and document.kind != "notebook":
            before = frozen_outputs(path) if path.is_file() else {}
            now = now_frozen(before, document.cells)
            if now != before:
                write_atomic(path, json_text(now))


def cell_pictures(context: BuildContext, documents: Iterable[Document]) -> dict[str, Callable[[], bytes]]:
    """Return, by site path, how the bytes of the pictures in notebooks are got."""
    return {
        path: partial(_picture, context.root, document.source, path)
        for document in documents
        for path in document.pictures
    }


def _picture(root: Path, source: str, path: str) -> bytes:
    return published(path, read_notebook(read_text(root / source), source).pictures[path])


def refuse_links_out(root: Path) -> None:
    """Raise ContentError for a link that leads out of the blog: what it leads to would be published.

    Corpora and models may lie elsewhere: no build publishes them.
    """
    home = root.resolve()
    unpublished = {f"{root}/{CONTENT}/{name}" for name in ("corpus", "models")}
    waiting = [f"{root}/{name}" for name in SOURCES]
    links = [folder for folder in waiting if os.path.islink(folder)]  # noqa: PTH114 -- thousands a build
    while waiting:
        folder = waiting.pop()
        if folder in unpublished or not os.path.isdir(folder):  # noqa: PTH112
            continue
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    links.append(entry.path)
                elif entry.is_dir():
                    waiting.append(entry.path)
    for link in sorted(set(links) - unpublished):
        if not Path(link).resolve().is_relative_to(home):
            hint = "copy what it leads to into the blog"
            raise ContentError("this link leads out of the blog", file=Path(link).relative_to(root), hint=hint)


def text_of(source: str, runner: Runner) -> bytes:
    """Return a document that has been read, encoded with its text."""
    return runner.load(f"read {source}")


def visible_documents(documents: Sequence[Document], request: BuildRequest) -> list[Document]:
    """Return the documents that readers see."""
    return [document for document in documents if visible(document, now=request.now, drafts=request.options.drafts)]


def refreshed_unseen(documents: Sequence[Document], shown: Sequence[Document], options: Options) -> list[Document]:
    """Return the drafts and scheduled posts whose values are to be computed again, though readers do not see them."""
    named = {one.partition("#")[0] for one in options.refresh} - {document.source for document in shown}
    return [document for document in documents if document.source in named]


def hidden_in_words(documents: Sequence[Document], shown: Sequence[Document]) -> str:
    """Return which documents are not shown, as in "1 draft, 2 scheduled from Friday 2026-12-04", "" for none."""
    seen = {document.source for document in shown}
    hidden = [document for document in documents if document.source not in seen]
    drafts = sum(document.meta.draft for document in hidden)
    days = [one.date.date() for one in hidden if one.date is not None and not one.meta.draft]
    parts = [f"{drafts} draft{'' if drafts == 1 else 's'}"] if drafts else []
    if days:
        parts.append(f"{len(days)} scheduled {'for' if len(days) == 1 else 'from'} {min(days):%A} {min(days)}")
    return ", ".join(parts)


def _read(root: Path, source: str, zone: str, language: Language) -> TaskResult:
    with speaking(language):
        document = read_document(root, source, zone)
    return TaskResult(encode_document(document), encode_document(msgspec.structs.replace(document, body="")))


def works_cited(context: BuildContext, documents: Sequence[Document], found: Sources) -> dict[str, Works]:
    """Return, by source, the works that each citing document cites.

    A work in a file beside a post wins over one of the same key in the shared file. Where a blog has no BibTeX file
    at all, nothing is a citation. Raises ContentError for files that cannot be read and for unknown keys.
    """
    root, runner = context.root, context.runner
    citing = [document for document in documents if document.citations]
    shared = (SHARED,) if citing and (root / SHARED).is_file() else ()
    beside = {document.source: _bibliographies_beside(document, found) for document in citing}
    files = sorted({*shared, *(file for names in beside.values() for file in names)})
    tasks = []
    for file in files:
        inputs = {"content": context.index.digest(root / file), "program": context.program}
        tasks.append(Task(f"works {file}", inputs, partial(_parsed, root, file)))
    runner.run(tasks, "reading works")
    read = {file: msgspec.msgpack.decode(runner.load(f"works {file}"), type=Works) for file in files}
    cited = {}
    for document in citing:
        known: Works = {}
        for file in (*shared, *beside[document.source]):
            known.update(read[file])
        if known:
            cited[document.source] = _cited(document, known)
    return cited


def _bibliographies_beside(document: Document, found: Sources) -> tuple[str, ...]:
    return tuple(file for file in found.files.get(document.source, ()) if posixpath.splitext(file)[1] == ".bib")


def _cited(document: Document, known: Mapping[str, Reference]) -> Works:
    for citation in document.citations:
        if citation.sure and citation.key not in known:
            hint = suggestion(citation.key, known)
            raise ContentError(
                f"no work is called '{citation.key}'", file=document.source, line=citation.line, hint=hint
            )
    return {citation.key: known[citation.key] for citation in document.citations if citation.key in known}


def _parsed(root: Path, file: str) -> bytes:
    return msgspec.msgpack.encode(parse_bibliography(read_text(root / file), file))
