"""What a first change would have to wait for, loaded while nobody waits: libraries, compiled templates.

A first build leaves them to its worker processes, or finds nothing to convert at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from fridaygram.errors import FridaygramError
from fridaygram.plan.live.memory import Kept

TEXT = '---\ntitle: "A title"\n---\n\n## A heading\n\nSome *words*, `code` and [a link](https://example.org/).\n'


def warm(root: Path, kept: Kept) -> Iterator[None]:
    """Load one thing after another; between them, a caller may stop."""
    for step in (_convert, _compile):
        with suppress(FridaygramError):
            step(root, kept)
        yield


def _convert(root: Path, kept: Kept) -> None:
    from fridaygram.pages.body import Fills
    from fridaygram.pages.document import parse_document
    from fridaygram.pages.markup.convert import convert

    convert(parse_document(TEXT, "content/pages/warm.md", "UTC"), Fills())


def _compile(root: Path, kept: Kept) -> None:
    from fridaygram.pages.theme.closure import closure
    from fridaygram.pages.theme.roots import template_roots
    from fridaygram.pages.theme.templating import make_environment

    environment = make_environment(template_roots(root), kept.library.site, kept.loaded)
    for name in sorted({page.template for page in kept.pages.values()}):
        closure(environment, name)
    for name in environment.list_templates(extensions=["html"]):
        with suppress(Exception):  # whatever is wrong in a template is told where a page is made of it
            environment.get_template(name)
