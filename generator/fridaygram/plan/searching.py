"""The index of the site's search: made by Pagefind from the listed documents, kept until one of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

import msgspec

from fridaygram.config import FILE
from fridaygram.errors import BuildError, ConfigError
from fridaygram.files import digest_json
from fridaygram.graph.runner import Runner, Task
from fridaygram.pages.body import Body, without_markers
from fridaygram.pages.document import Document
from fridaygram.pages.library import Library
from fridaygram.pages.urls import output_file
from fridaygram.plan.blog import BuildContext

FOLDER = "/pagefind/"
# What search loads; Pagefind's own widgets are left out.
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment/", "index/", "wasm.")
LEFT_OUT = "svg, math, .figure-data, .figure-origin, .permalink, .footnote-backref, .footnote-ref"


def search_index(context: BuildContext, library: Library) -> dict[str, bytes]:
    """Return the files of the search index by site path.

    Only listed documents are in it. The index of a preview is made once and then kept as it was.
    Raises ConfigError where Pagefind is not installed.
    """
    if not library.site.search:
        return {}
    runner, program = context.runner, context.program
    listed = [*library.posts, *library.pages]
    bodies = [runner.digest_of(f"body {one.source}") for one in listed]
    heads = [[library.path(one.source), one.title, one.meta.tags, one.meta.description] for one in listed]
    inputs = {"pages": digest_json([heads, bodies]), "language": library.site.language, "program": program}
    if context.steady:
        inputs = {"preview": "made once", "program": program}
    task = Task("search index", {**inputs, "pagefind": _version()}, partial(_made, library, listed, runner))
    runner.run([task], "indexing")
    files = msgspec.msgpack.decode(runner.load(task.name), type=dict[str, bytes])
    return {f"{FOLDER}{name}": data for name, data in files.items()}


def _version() -> str:
    from importlib.metadata import version  # late, like all that only a search needs

    try:
        return version("pagefind-bin")
    except ModuleNotFoundError:
        hint = "install it with pip install 'fridaygram[search]', or set search = false"
        raise ConfigError("search = true needs Pagefind, which is not here", file=FILE, hint=hint) from None


def _page(library: Library, document: Document, body: Body) -> str:
    """Return a document as Pagefind reads it: title, text and tags, without the site around them.

    Tags are words like others: Pagefind writes filters in an order that changes from run to run.
    """
    title, tags = escape(document.title), escape(", ".join(document.meta.tags))
    return (
        f'<!doctype html><html lang="{library.site.language}"><head><title>{title}</title></head><body>'
        f'<main data-pagefind-body><h1 data-pagefind-meta="title">{title}</h1>'
        f"<p>{escape(document.meta.description)}</p>{without_markers(body.html)}"
        f"<p>{tags}</p></main></body></html>"
    )


def _made(library: Library, listed: Sequence[Document], runner: Runner) -> bytes:
    import subprocess
    import tempfile

    from pagefind_bin import get_executable

    with tempfile.TemporaryDirectory(prefix="fridaygram-search-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        site.mkdir()
        for document in listed:
            file = site / output_file(library.path(document.source))
            file.parent.mkdir(parents=True, exist_ok=True)
            body = msgspec.msgpack.decode(runner.load(f"body {document.source}"), type=Body)
            file.write_text(_page(library, document, body), "utf-8")
        command = [str(get_executable()), "--site", str(site), "--output-path", str(out), "--silent"]
        language = library.site.language.partition("-")[0].lower()
        command += ["--force-language", language, "--exclude-selectors", LEFT_OUT]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise BuildError(f"Pagefind could not index the site: {last}")
        found = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
        files = {name: path.read_bytes() for name, path in found.items() if _is_wanted(name)}
    return msgspec.msgpack.encode(files)


def _is_wanted(name: str) -> bool:
    return name.startswith(WANTED) or name.endswith(".pf_meta")
