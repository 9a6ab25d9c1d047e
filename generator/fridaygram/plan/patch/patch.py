"""The build after an edit of words: the texts that were written, and the pages that show them, are made again.

It is tried where the last build's note says that nothing but some texts has moved, and given up, for a whole build,
wherever an edit could change more than its own pages: anything in the front matter, headings, links, the summary,
figures and values. A page of which it is known where its texts stand has them exchanged there; templates are loaded for
the others alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fridaygram.config import Site
from fridaygram.errors import FridaygramError
from fridaygram.files import digest, digest_json, read_text
from fridaygram.graph.cache import Cache
from fridaygram.graph.outputs import Moves, make_stage, remove_stage
from fridaygram.graph.runner import Ran, encode_inputs, reason
from fridaygram.graph.stamps import Stamp, stamp_of
from fridaygram.pages import urls
from fridaygram.pages.body import Body, Fills
from fridaygram.pages.document import Document, encode_document, owner_is_post, parse_document
from fridaygram.pages.page import Page, text_of
from fridaygram.pages.theme.places import Place, exchanged
from fridaygram.plan import quick
from fridaygram.plan.patch.base import (
    PAGE,
    TEXT,
    Base,
    Mark,
    base_of,
    encoded,
    mark_of,
    read_base,
    read_page,
    same_but_words,
    set_counts,
    shown_of,
    source_of,
)

if TYPE_CHECKING:
    from jinja2 import Environment

_Texts = Mapping[str, tuple[Stamp, bytes]]


class UnsuitedError(Exception):
    """An edit that a whole build must look at."""


class Patched(NamedTuple):
    """What was done: the tasks that ran, the output files with new content."""

    ran: tuple[Ran, ...]
    changed: tuple[str, ...]


class _Written(NamedTuple):
    """An output that changes: its inputs, its bytes, where texts stand in it."""

    inputs: dict[str, str]
    data: bytes
    places: tuple[Place, ...]


class _Plan:
    """What is to be written: bodies by source, outputs, those to be made again of pages, the results of tasks."""

    def __init__(self, root: Path, target: Path, cache: Cache, mark: Mark) -> None:
        self.root = root
        self.target = target
        self.cache = cache
        self.mark = mark
        self.bodies: dict[str, Body] = {}
        self.bases: dict[str, Base] = {}
        self.texts: dict[str, str] = {}
        self.pages: dict[str, Page] = {}
        self.outputs: set[str] = set()
        self.results: list[tuple[str, bytes, str, bytes]] = []
        self.ran: list[Ran] = []
        self._environment: Environment | None = None

    def environment(self) -> Environment:
        """Return templates, loaded once."""
        from fridaygram.pages.theme.roots import template_roots
        from fridaygram.pages.theme.templating import make_environment
        from fridaygram.plan.program import compiled_templates

        if self._environment is None:
            # The program has not moved since it made the pages.
            compiled = compiled_templates(self.root / ".fridaygram" / "cache.sqlite", self.mark.program)
            roots = template_roots(self.root)
            self._environment = make_environment(roots, self.mark.site, self.mark.loaded, compiled)
        return self._environment


def patched(root: Path, target: Path, cache: Cache, note: quick.Note, key: str, built: float) -> Patched | None:
    """Bring a site up to date since its ``note`` of that ``key`` was written; None where a whole build must do it.

    ``built`` is the moment that the site is of, in seconds since the epoch.
    """
    sources = [source_of(root, path) for path in note.moved] if note.texts_moved() else [None]
    mark = mark_of(cache, str(target))
    if None in sources or mark is None or mark.key != key or mark.site.search:
        return None
    try:
        texts = {path: (stamp_of(path), Path(path).read_bytes()) for path in note.moved}
        plan = _Plan(root, target, cache, mark)
        for source in sources:
            _convert(plan, source or "")
        written = _made(plan)
        if any(Path(path).read_bytes() != data for path, (_, data) in texts.items()) or not note.outputs_stand():
            return None
    except (UnsuitedError, FridaygramError, OSError):
        # Whatever is wrong, a whole build says it as it always does.
        return None
    changed = _put_in_place(plan, written)
    _renew(note, target, changed, texts, built)
    quick.keep(str(root), key, note, time.time_ns() if _have_settled(texts) else 0)
    return Patched(tuple(plan.ran), tuple(changed))


def _convert(plan: _Plan, source: str) -> None:
    """Plan a text that was written, and which outputs show what is new in it."""
    from fridaygram.pages.markup.convert import convert

    target, site = str(plan.target), plan.mark.site
    old, shown = read_base(plan.cache, target, source), shown_of(plan.cache, target, source)
    if old is None or shown is None:
        raise UnsuitedError
    document = parse_document(read_text(plan.root / source), source, site.timezone, old.document)
    if document.figures or document.values or document.citations:
        raise UnsuitedError
    body = convert(document, Fills())
    new = base_of(document, body.facts, old.resolved)
    if not same_but_words(old, new):
        raise UnsuitedError
    plan.bodies[source], plan.bases[source] = body, new
    data, made = (plan.root / source).read_bytes(), encode_document(document)
    # As the tasks of a whole build have it.
    _result(plan, f"read {source}", {"source": digest(data)}, made)
    text = {"text": digest(made), "figures, values and works": digest_json(Fills())}
    _result(plan, f"body {source}", text, msgspec.msgpack.encode(body))
    plan.texts[source] = plan.results[-1][2]
    plan.outputs |= {*shown.text}
    for count, outputs in (("words", shown.words), ("minutes", shown.minutes)):
        if getattr(old.facts, count) != getattr(new.facts, count):
            for output in outputs:
                _count(plan, output, _path(document, site), new)


def _count(plan: _Plan, output: str, path: str, new: Base) -> None:
    """Plan to make an output again because the entry at ``path`` in its page says how long the text is."""
    page = plan.pages.get(output) or read_page(plan.cache, str(plan.target), output)
    if page is None:
        raise UnsuitedError
    set_counts(page.data, path, new.facts)
    plan.pages[output] = page
    plan.outputs.add(output)


def _path(document: Document, site: Site) -> str:
    if owner_is_post(document) and document.date is not None:
        return urls.permalink(site.permalink, document.slug, document.date)
    return f"/{document.slug}/"


def _result(plan: _Plan, name: str, inputs: Mapping[str, str], data: bytes) -> None:
    """Plan the result of a task whose other inputs are what they were."""
    known = plan.cache.result_inputs(name)
    if known is None:
        raise UnsuitedError
    before = known[0]
    new = {**msgspec.json.decode(before, type=dict[str, str]), **inputs}
    if encode_inputs(new) != before:
        plan.ran.append(Ran(name, reason(new, before)))
    plan.results.append((name, encode_inputs(new), digest(data), data))


def _made(plan: _Plan) -> dict[str, _Written]:
    """Return what the outputs that change come to."""
    written = {}
    for output in sorted(plan.outputs):
        row = plan.cache.output(str(plan.target), output)
        page = plan.pages.get(output) or read_page(plan.cache, str(plan.target), output)
        if row is None or page is None:
            raise UnsuitedError
        before = msgspec.json.decode(row[0], type=dict[str, str])
        inputs = {**before, "data": digest_json(page)} if output in plan.pages else {**before}
        for source in plan.texts.keys() & set(page.bodies):
            inputs[source] = plan.texts[source] + digest_json(plan.bases[source].resolved)
        if inputs == before:
            continue
        plan.ran.append(Ran(f"write {output}", reason(inputs, row[0])))
        places = msgspec.msgpack.decode(row[2], type=tuple[Place, ...]) if row[2] else ()
        if places and inputs["data"] == before["data"]:
            data = (plan.target / output).read_bytes()
            if digest(data) != row[1]:
                raise UnsuitedError
            made = exchanged(data, places, _texts(plan, page))
        else:
            around = {name: value for name, value in inputs.items() if name not in page.bodies}
            made = _rendered(plan, page, before, digest_json(around) if places else "")
        written[output] = _Written(inputs, *made)
    return written


def _texts(plan: _Plan, page: Page) -> dict[str, str]:
    """Return the new texts of a page as it shows them."""
    start = plan.mark.site.base_url if page.absolute else plan.mark.site.base_path
    wanted = [source for source in page.bodies if source in plan.bodies]
    return {source: text_of(page, plan.bodies[source], plan.bases[source].resolved, start) for source in wanted}


def _rendered(plan: _Plan, page: Page, before: Mapping[str, str], key: str) -> tuple[bytes, tuple[Place, ...]]:
    """Return a page made of its template: with the places of its texts, where there is a ``key`` (``page.render``)."""
    from fridaygram.pages.page import render

    bodies, resolved = {}, {}
    for source in page.bodies:
        base = plan.bases.get(source) or read_base(plan.cache, str(plan.target), source)
        if base is None:
            raise UnsuitedError
        resolved[source] = base.resolved
        if source in plan.bodies:
            bodies[source] = plan.bodies[source]
        else:
            bodies[source] = _known_body(plan.cache, source, before[source].removesuffix(digest_json(base.resolved)))
    return render(page, bodies, resolved, plan.environment(), key)


def _known_body(cache: Cache, source: str, wanted: str) -> Body:
    """Return the body that a page shows, where it is still remembered as it was then."""
    known = cache.result_inputs(f"body {source}")
    if known is None or known[1] != wanted:
        raise UnsuitedError
    return msgspec.msgpack.decode(cache.data(f"body {source}"), type=Body)


def _put_in_place(plan: _Plan, written: Mapping[str, _Written]) -> list[str]:
    """Put files in place, remember all, and return the outputs whose bytes are new."""
    target, cache = plan.target, plan.cache
    stage = make_stage(target)
    changed = []
    rows = []
    try:
        with Moves(target, stage) as moves:
            for number, (output, (inputs, data, places)) in enumerate(written.items()):
                row = cache.output(str(target), output)
                if row is None or row[1] != digest(data):
                    beside = stage / str(number)
                    beside.write_bytes(data)
                    moves.bring_in(beside, target / output)
                    changed.append(output)
                stamp = msgspec.msgpack.encode(stamp_of(target / output))
                note = msgspec.msgpack.encode(places) if places else b""
                rows.append((output, encode_inputs(inputs), digest(data), stamp, note))
    finally:
        remove_stage(stage)
    cache.remember_outputs(str(target), rows)
    cache.remember(plan.results)
    kept = [(TEXT + source, encoded(base)) for source, base in plan.bases.items()]
    kept += [(PAGE + output, encoded(plan.pages[output])) for output in plan.pages]
    cache.keep(str(target), kept)
    return changed


def _renew(note: quick.Note, target: Path, changed: Sequence[str], texts: _Texts, built: float) -> None:
    """Make a note that of this build: the files that moved, and those that it wrote, are now known so."""
    note.built = built
    for path, (stamp, _) in texts.items():
        note.sources.files[path] = (stamp.modified_ns, stamp.size, stamp.inode)
    for output in changed:
        path = f"{target}/{output}"
        stamp = stamp_of(path)
        note.outputs.files[path] = (stamp.modified_ns, stamp.size, stamp.inode)
        folder = path.rpartition("/")[0]
        note.outputs.folders[folder] = stamp_of(folder).modified_ns


def _have_settled(texts: _Texts) -> bool:
    """Return whether files are still what they were when they were read, now that their stamps can be trusted."""
    return all(
        time.time_ns() - stamp.modified_ns > quick.GRAIN_NS
        and stamp_of(path) == stamp
        and Path(path).read_bytes() == data
        for path, (stamp, data) in texts.items()
    )
