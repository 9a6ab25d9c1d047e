"""The index of the site's search: made by Pagefind from the listed documents, kept until a text that it reads changes.

Pagefind has no way to change an index: it reads all texts again. So a preview makes it last, while nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path

import msgspec

from fridaygram.errors import BuildError
from fridaygram.files import digest, digest_json
from fridaygram.graph.runner import Runner, Task, TaskResult
from fridaygram.pages.body import Body, without_markers
from fridaygram.pages.document import Document
from fridaygram.pages.html_tree import Tree
from fridaygram.pages.library import Library
from fridaygram.pages.urls import output_file
from fridaygram.plan.blog import BuildContext, Superseded

FOLDER = "/pagefind/"
# What search loads; Pagefind's own widgets are left out.
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment/", "index/", "wasm.")
# Drawings, data, receipts, texts that nobody chose, and what is there to be pressed.
LEFT_OUT = (
    "svg, math, .figure table, .figure-data, .figure-origin, .fig-transcript, .smp-line, .smp-more, .smp-ref, "
    ".xp, .play form, .play [data-part], .song-switch, .song-card, label, "
    ".permalink, .sidenote, .footnote-backref, .footnote-ref"
)
INDEX = "search index"
WAIT_S = 0.05


class SearchIndex:
    """The files of an index: ``digests`` by site path. Their bytes are read from the cache when one of them is due."""

    def __init__(self, runner: Runner, digests: Mapping[str, str]) -> None:
        self.digests = digests
        self._runner = runner
        self._files: dict[str, bytes] = {}

    def load(self) -> None:
        """Read the files, once for all processes that write them."""
        self._files = msgspec.msgpack.decode(self._runner.load(INDEX), type=dict[str, bytes])

    def file(self, path: str) -> bytes:
        """Return a file, after ``load``."""
        return self._files[path]


def search_index(context: BuildContext, library: Library) -> SearchIndex:
    """Return the search index of the listed documents, without files where the site has no search.

    A build that a browser waits for leaves the index of a preview as it is.
    """
    runner, live = context.runner, context.request.options.live
    if not library.site.search:
        return SearchIndex(runner, {})
    version = _version()
    tasks = {library.path(one.source): _text_task(context, library, one) for one in (*library.posts, *library.pages)}
    digests = runner.run(list(tasks.values()), "reading for the search")
    if live is None or live.search:
        texts = {path: task.name for path, task in tasks.items()}
        inputs = {
            "texts": digest_json([[path, digests[name]] for path, name in texts.items()]),
            "language": library.site.language,
            "program": context.program,
            "pagefind": version,
        }
        superseded = live.superseded if live else (lambda: False)
        made = partial(_made, texts, library.site.language, runner, superseded)
        runner.run([Task(INDEX, inputs, made)], "indexing")
    elif not runner.keep(INDEX):
        return SearchIndex(runner, {})
    return SearchIndex(runner, msgspec.msgpack.decode(runner.head(INDEX), type=dict[str, str]))


def _text_task(context: BuildContext, library: Library, document: Document) -> Task:
    """Return the task that makes what Pagefind reads of a document."""
    source = document.source
    about = [library.site.language, document.title, document.meta.tags, document.meta.description]
    inputs = {"body": context.runner.digest_of(f"body {source}"), "head": digest_json(about)}
    read = partial(_text, library, document, context.runner)
    return Task(f"search text {source}", {**inputs, "program": context.program}, read)


def _version() -> str:
    from importlib.metadata import version  # late, like all that only a search needs

    return version("pagefind-bin")


def _text(library: Library, document: Document, runner: Runner) -> bytes:
    """Return a document as Pagefind reads it: title, text and tags, without drawings and the site around them.

    Tags are words like others: Pagefind writes filters in an order that changes from run to run.
    """
    body = msgspec.msgpack.decode(runner.load(f"body {document.source}"), type=Body)
    title, tags = escape(document.title), escape(", ".join(document.meta.tags))
    return findable(
        f'<!doctype html><html lang="{library.site.language}"><head><title>{title}</title></head><body>'
        f'<main data-pagefind-body><h1 data-pagefind-meta="title">{title}</h1>'
        f"<p>{escape(document.meta.description)}</p>{without_markers(body.html)}"
        f"<p>{tags}</p></main></body></html>"
    ).encode()


def findable(page: str) -> str:
    """Return a page's HTML without what a search should not find: ``LEFT_OUT``, and tables of numbers."""
    tree = Tree(page)
    for node in tree.css(LEFT_OUT):
        node.decompose()
    for table in tree.css("table"):
        cells = [cell.text() for cell in table.css("td")]
        if 2 * sum(any(map(str.isalpha, text)) for text in cells) < len(cells):
            table.decompose()
    return tree.html or ""


def _made(texts: Mapping[str, str], language: str, runner: Runner, superseded: Callable[[], bool]) -> TaskResult:
    """Make the index of texts, given their tasks by site path. Raises Superseded where another build waits."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="fridaygram-search-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        site.mkdir()
        for path, name in texts.items():
            if superseded():
                raise Superseded
            file = site / output_file(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(runner.load(name))
        _run_pagefind(folder, language.partition("-")[0].lower(), superseded)
        found = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
        files = {f"{FOLDER}{name}": path.read_bytes() for name, path in found.items() if _is_wanted(name)}
    digests = {path: digest(data) for path, data in files.items()}
    return TaskResult(msgspec.msgpack.encode(files), msgspec.msgpack.encode(digests))


def _run_pagefind(folder: str, language: str, superseded: Callable[[], bool]) -> None:
    """Index ``folder``/site into ``folder``/out."""
    import subprocess

    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", "site", "--output-path", "out", "--silent"]
    command += ["--force-language", language]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder) as process:
        while True:
            try:
                said, complaint = process.communicate(timeout=WAIT_S)
                break
            except subprocess.TimeoutExpired:
                if superseded():
                    process.kill()
                    raise Superseded from None
    if process.returncode:
        last = (complaint.strip() or said.strip() or "no reason given").splitlines()[-1]
        raise BuildError(f"Pagefind could not index the site: {last}")


def _is_wanted(name: str) -> bool:
    return name.startswith(WANTED) or name.endswith(".pf_meta")
