"""The build after an edit of words: the texts that were written, and the pages that show them, are made again.

It is tried where the last build's note says that nothing but some texts has moved, and given up, for a whole build,
wherever an edit could change more than its own pages: anything in the front matter, headings, links, the summary,
figures and values.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from generator.config import Site
from generator.errors import FridaygramError
from generator.files import digest, digest_json
from generator.graph.cache import Cache
from generator.graph.outputs import Moves
from generator.graph.runner import Ran, encode_inputs, reason
from generator.graph.stamps import Stamp, stamp_of
from generator.pages import urls
from generator.pages.body import Body, Fills
from generator.pages.document import Document, owner_is_post, read_document
from generator.pages.markup.lines import code_blocks, content
from generator.pages.page import Page
from generator.pages.theme.roots import template_roots
from generator.pages.theme.site import Loaded
from generator.plan import quick
from generator.plan.blog import Blog, Built
from generator.plan.patch.base import (
    PAGE,
    TEXT,
    Base,
    base_of,
    encoded,
    mark_of,
    pages_with,
    read_base,
    same_but_words,
    set_words,
    source_of,
)
from generator.plan.program import compiled_templates

_Texts = Mapping[str, tuple[Stamp, bytes]]
MOST = 8
"""More texts than these are left to a whole build."""


class UnsuitedError(Exception):
    """An edit that a whole build must look at."""


@dataclass
class _Plan:
    """What is to be written: bodies by source, pages by output with the inputs that they then have."""

    bodies: dict[str, Body] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    results: list[tuple[str, bytes, str, bytes]] = field(default_factory=list)
    ran: list[Ran] = field(default_factory=list)


def patched(
    blog: Blog, site: Site, now: datetime, target: Path, cache: Cache, note: quick.Note, key: str
) -> Built | None:
    """Bring a site up to date since its ``note`` of that ``key`` was written; None where a whole build must do it."""
    sources = [source_of(blog.root, path) for path in note.moved]
    mark = mark_of(cache, str(target))
    if site.search or not sources or len(sources) > MOST or None in sources or not note.outputs_stand:
        return None
    if mark is None or mark.key != key:
        return None
    try:
        texts = {path: (stamp_of(path), Path(path).read_bytes()) for path in note.moved}
        plan = _planned(blog, site, str(target), cache, [source for source in sources if source])
        written = _rendered(blog, site, str(target), cache, plan, mark.loaded)
        if any(Path(path).read_bytes() != data for path, (_, data) in texts.items()):
            return None
    except (UnsuitedError, FridaygramError, OSError):
        # Whatever is wrong, a whole build says it as it always does.
        return None
    changed = _written(target, cache, plan, written)
    _renew(note, target, changed, texts, now)
    quick.keep(str(blog.root), key, note, time.time_ns() if _have_settled(texts) else 0)
    return Built(
        output=target,
        posts=note.posts,
        pages=note.pages,
        ran=tuple(plan.ran),
        reused=note.tasks - len(plan.ran),
        changed=tuple(changed),
        warnings=note.warnings,
    )


def _planned(blog: Blog, site: Site, target: str, cache: Cache, sources: Sequence[str]) -> _Plan:
    from generator.pages.markup.convert import convert

    plan = _Plan()
    for source in sources:
        old = read_base(cache, target, source)
        document = read_document(blog.root, source, site.timezone)
        if old is None or document.figures or document.values or document.citations:
            raise UnsuitedError
        _learn(cache, source)
        body = convert(document, Fills())
        new = base_of(document, body.facts, old.resolved)
        if not same_but_words(old, new):
            raise UnsuitedError
        plan.bodies[source], plan.bases[source] = body, new
        data = (blog.root / source).read_bytes()
        # As the tasks of a whole build have it.
        _result(cache, plan, f"read {source}", {"source": digest(data)}, msgspec.json.encode(document))
        text = {"text": digest_json(document), "figures, values and works": digest_json(Fills())}
        _result(cache, plan, f"body {source}", text, msgspec.msgpack.encode(body))
    for new in plan.bases.values():
        path = _path(new.document, site)
        for output, page in pages_with(cache, target, new, path).items():
            known = plan.pages.setdefault(output, page)
            set_words(known.data, path, new.facts)
    return plan


def _learn(cache: Cache, source: str) -> None:
    """Let the code of a text that is the same as before keep its colours: finding them anew takes longest of all."""
    from generator.pages.markup.highlight import learn

    read, made = cache.result_inputs(f"read {source}"), cache.result_inputs(f"body {source}")
    if read is None or made is None:
        return
    before, inputs = (msgspec.json.decode(row[0], type=dict[str, str]) for row in (read, made))
    document = msgspec.json.decode(cache.data(f"read {source}"), type=Document)
    if inputs["text"] == digest_json(document) and inputs["program"] == before["program"]:
        lines = document.body.split("\n")
        blocks = [("\n".join(content(lines, one)), one.info) for one in code_blocks(lines) if one.kind == "fenced"]
        learn(blocks, msgspec.msgpack.decode(cache.data(f"body {source}"), type=Body).html)


def _path(document: Document, site: Site) -> str:
    if owner_is_post(document) and document.date is not None:
        return urls.permalink(site.permalink, document.slug, document.date)
    return f"/{document.slug}/"


def _result(cache: Cache, plan: _Plan, name: str, inputs: Mapping[str, str], data: bytes) -> None:
    """Plan the result of a task whose other inputs are what they were."""
    known = cache.result_inputs(name)
    if known is None:
        raise UnsuitedError
    before = known[0]
    new = {**msgspec.json.decode(before, type=dict[str, str]), **inputs}
    if encode_inputs(new) != before:
        plan.ran.append(Ran(name, reason(new, before)))
    plan.results.append((name, encode_inputs(new), digest(data), data))


def _rendered(blog: Blog, site: Site, target: str, cache: Cache, plan: _Plan, loaded: Loaded) -> dict[str, bytes]:
    """Return the bytes of the pages that change, by output, having planned their inputs."""
    from generator.pages.page import render
    from generator.pages.theme.templating import make_environment

    program = _program(cache, target, plan)
    environment = make_environment(template_roots(blog.root), site, loaded, compiled_templates(blog.cache, program))
    texts = {name.removeprefix("body "): made for name, _, made, _ in plan.results if name.startswith("body ")}
    written = {}
    for output, page in sorted(plan.pages.items()):
        row = cache.output(target, output)
        if row is None:
            raise UnsuitedError
        before = msgspec.json.decode(row[0], type=dict[str, str])
        inputs = {**before, "data": digest_json(page)}
        bodies, resolved = {}, {}
        for source in page.bodies:
            base = plan.bases.get(source) or read_base(cache, target, source)
            if base is None:
                raise UnsuitedError
            resolved[source] = base.resolved
            links = digest_json(base.resolved)
            if source in texts:
                bodies[source] = plan.bodies[source]
                inputs[source] = texts[source] + links
            else:
                bodies[source] = _known_body(cache, source, before[source].removesuffix(links))
        if inputs == before:
            continue
        plan.inputs[output] = inputs
        plan.ran.append(Ran(f"write {output}", reason(inputs, row[0])))
        written[output] = render(page, bodies, resolved, environment)
    return written


def _program(cache: Cache, target: str, plan: _Plan) -> str:
    """Return the digest of the program that made the pages: it has not moved since."""
    rows = (cache.output(target, output) for output in plan.pages)
    return next((msgspec.json.decode(row[0], type=dict[str, str])["program"] for row in rows if row), "")


def _known_body(cache: Cache, source: str, wanted: str) -> Body:
    """Return the body that a page shows, where it is still remembered as it was then."""
    known = cache.result_inputs(f"body {source}")
    if known is None or known[1] != wanted:
        raise UnsuitedError
    return msgspec.msgpack.decode(cache.data(f"body {source}"), type=Body)


def _written(target: Path, cache: Cache, plan: _Plan, written: Mapping[str, bytes]) -> list[str]:
    """Put pages in place, remember all, and return the outputs whose bytes are new."""
    stage = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    changed = []
    try:
        with Moves(target, stage) as moves:
            for number, (output, data) in enumerate(written.items()):
                row = cache.output(str(target), output)
                if row is None or row[1] != digest(data):
                    beside = stage / str(number)
                    beside.write_bytes(data)
                    moves.bring_in(beside, target / output)
                    changed.append(output)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    rows = []
    for output, data in written.items():
        stamp = msgspec.msgpack.encode(stamp_of(target / output))
        rows.append((output, encode_inputs(plan.inputs[output]), digest(data), stamp))
    cache.remember_outputs(str(target), rows)
    cache.remember(plan.results)
    kept = [(TEXT + source, encoded(base)) for source, base in plan.bases.items()]
    kept += [(PAGE + output, encoded(plan.pages[output])) for output in plan.inputs]
    cache.keep(str(target), kept)
    return changed


def _renew(note: quick.Note, target: Path, changed: Sequence[str], texts: _Texts, now: datetime) -> None:
    """Make a note that of this build: the files that moved, and those that it wrote, are now known so."""
    note.built = now.timestamp()
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
