"""The index of the site's search: made by Pagefind from the listed documents, kept until one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
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

FOLDER = "/pagefind/"
# What search loads; Pagefind's own widgets are left out.
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment/", "index/", "wasm.")
LEFT_OUT = "svg, math, .figure-data, .figure-origin, .permalink, .footnote-backref, .footnote-ref"


def search_index(
    library: Library, bodies: Mapping[str, Body], runner: Runner, program: str, *, steady: bool
) -> dict[str, bytes]:
    """Return the files of the search index by site path.

    Only listed documents are in it. A ``steady`` index, of a preview, is made once and then kept as it was.
    Raises ConfigError where Pagefind is not installed.
    """
    if not library.site.search:
        return {}
    listed = (*library.posts, *library.pages)
    pages = {library.path(document.source): _page(library, document, bodies) for document in listed}
    inputs = {"pages": digest_json(pages), "language": library.site.language, "program": program}
    if steady:
        inputs = {"preview": "made once", "program": program}
    task = Task("search index", {**inputs, "pagefind": _version()}, partial(_made, pages, library.site.language))
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


def _page(library: Library, document: Document, bodies: Mapping[str, Body]) -> str:
    """Return a document as Pagefind reads it: title, text and tags, without the site around them.

    Tags are words like others: Pagefind writes filters in an order that changes from run to run.
    """
    title, tags = escape(document.title), escape(", ".join(document.meta.tags))
    return (
        f'<!doctype html><html lang="{library.site.language}"><head><title>{title}</title></head><body>'
        f'<main data-pagefind-body><h1 data-pagefind-meta="title">{title}</h1>'
        f"<p>{escape(document.meta.description)}</p>{without_markers(bodies[document.source].html)}"
        f"<p>{tags}</p></main></body></html>"
    )


def _made(pages: Mapping[str, str], language: str) -> bytes:
    import subprocess
    import tempfile

    from pagefind_bin import get_executable

    with tempfile.TemporaryDirectory(prefix="fridaygram-search-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        site.mkdir()
        for path, html in pages.items():
            file = site / output_file(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, "utf-8")
        command = [str(get_executable()), "--site", str(site), "--output-path", str(out), "--silent"]
        command += ["--force-language", language.partition("-")[0].lower(), "--exclude-selectors", LEFT_OUT]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise BuildError(f"Pagefind could not index the site: {last}")
        found = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
        files = {name: path.read_bytes() for name, path in found.items() if _is_wanted(name)}
    return msgspec.msgpack.encode(files)


def _is_wanted(name: str) -> bool:
    return name.startswith(WANTED) or name.endswith(".pf_meta")
