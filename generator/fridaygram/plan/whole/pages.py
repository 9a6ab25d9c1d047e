"""The pages of a site before they are rendered: too many to hold, so they wait in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from fridaygram.files import digest, digest_json
from fridaygram.graph.outputs import Noted, OutputTree
from fridaygram.graph.spool import Spool
from fridaygram.pages.body import Body
from fridaygram.pages.entries import counted
from fridaygram.pages.links import Resolved
from fridaygram.pages.page import Page

if TYPE_CHECKING:
    from fridaygram.pages.theme.closure import Closure
    from fridaygram.pages.theme.templating import Templates


@dataclass(frozen=True)
class Around:
    """What pages are made of beside their data and bodies; ``settings`` is the digest of what they see of the site."""

    environment: Templates
    settings: str
    program: str

    def inputs(self, template: str, closure: Closure, data: bytes) -> dict[str, str]:
        """Return what a page of encoded ``data`` depends on beside its bodies."""
        return {
            "data": digest(data),
            f"template {template}": closure.digest,
            "site": self.settings,
            "program": self.program,
        }


class PlannedPages(Mapping[str, bytes]):
    """Encoded pages by output file, with no counts but those that their templates (``closures``) name."""

    def __init__(self, around: Around) -> None:
        self.closures: dict[str, Closure] = {}
        self._around = around
        self._bodies: Mapping[str, Body] = {}
        self._resolved: Resolved = {}
        self._data = Spool(())

    def take(self, pages: Iterable[Page]) -> list[Page]:
        """Let pages wait in a file, and return their outlines. Raises ContentError for what is wrong in a template."""
        outlines: list[Page] = []
        self._data = Spool(self._encoded(pages, outlines))
        return outlines

    def _encoded(self, pages: Iterable[Page], outlines: list[Page]) -> Iterator[tuple[str, bytes]]:
        from fridaygram.pages.theme.closure import closure

        for page in pages:
            known = self.closures[page.template] = closure(self._around.environment, page.template)
            outlines.append(page.outline())
            yield page.output, encoded_page(page, known.counts)

    def __getitem__(self, output: str) -> bytes:
        """Return an encoded page. Raises KeyError."""
        return self._data[output]

    def __iter__(self) -> Iterator[str]:
        """Give the output files in their order."""
        return iter(self._data)

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._data)

    def add_to(
        self,
        tree: OutputTree,
        outlines: Iterable[Page],
        bodies: Mapping[str, Body],
        resolved: Resolved,
        texts: Mapping[str, str],
    ) -> None:
        """Plan the files of pages, but of those that show others than ``bodies``, whose digests are ``texts``."""
        self._bodies, self._resolved = bodies, resolved
        for page in outlines:
            if texts.keys() >= set(page.bodies):
                inputs = self._around.inputs(page.template, self.closures[page.template], self[page.output])
                for source in page.bodies:
                    inputs[source] = texts[source] + digest_json(resolved.get(source, {}))
                tree.add(page.output, inputs, partial(self._file, page.output), owner=page.path)

    def _file(self, output: str) -> Noted:
        """Return the file of a page, with a note of where texts stand in it."""
        from fridaygram.pages.page import render

        data = self[output]
        page = msgspec.json.decode(data, type=Page)
        closure = self.closures[page.template]
        key = digest_json(self._around.inputs(page.template, closure, data)) if closure.plain else ""
        made, places = render(page, self._bodies, self._resolved, self._around.environment, key)
        return Noted(made, msgspec.msgpack.encode(places) if places else b"")


def encoded_page(page: Page, counts: Collection[str]) -> bytes:
    """Return a page whose entries have no counts but ``counts``, as what its digest is of."""
    data = counted(page.data, counts)
    return msgspec.json.encode(
        page if data is page.data else msgspec.structs.replace(page, data=data), order="deterministic"
    )
