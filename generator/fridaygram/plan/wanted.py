"""What documents ask for: the values of their figures and sentences, and what changed since an earlier post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fridaygram.errors import ContentError, suggestion
from fridaygram.pages.document import Document, names_of
from fridaygram.plan.authored import asked_for
from fridaygram.values.freeze import WantedValue
from fridaygram.values.inline import INLINE
from fridaygram.values.kinds.changes import KIND, PROVIDER
from fridaygram.values.results import INLINE_KIND


def wanted_figures(document: Document, root: Path) -> list[WantedValue]:
    """Return the values that the figures of a document ask for."""
    found = []
    for directive in document.figures:
        asked = asked_for(directive, root)
        decides = {name: _plain(getattr(asked.params, name)) for name in asked.figure.decides}
        provider = asked.provider
        found.append(WantedValue(directive.key, directive.kind, decides, provider, document.source, directive.line))
    return found


def wanted_inline(document: Document) -> list[WantedValue]:
    """Return the values that the sentences of a document ask for, each once."""
    first: dict[str, int] = {}
    for value in document.values:
        for name in value.names:
            first.setdefault(name, value.line)
    return [
        WantedValue(name, INLINE_KIND, {"name": name}, INLINE, document.source, line) for name, line in first.items()
    ]


def since(document: Document, documents: Iterable[Document]) -> Document:
    """Return the post that a document's ``since`` names. Raises ContentError where it is not an earlier one."""
    name, line = document.meta.since, document.line_of("since")
    earlier = [one for one in documents if one.date and document.date and one.date < document.date]
    for one in sorted(earlier, key=lambda one: (one.date, one.source), reverse=True):
        if name in names_of(one):
            return one
    hint = f"{suggestion(name, [one.slug for one in earlier])} (drafts are not there)"
    raise ContentError(f"no earlier post with numbers is called '{name}'", file=document.source, line=line, hint=hint)


def wanted_changes(document: Document, before: Document, root: Path) -> WantedValue:
    """Return the value of what changed from ``before`` to ``document``.

    Raises ContentError where no corpus is behind numbers of both.
    """
    line = document.line_of("since")
    corpora = sorted(_corpora_of(before, root) & _corpora_of(document, root))
    if not corpora:
        problem = f"no corpus is behind numbers of both this post and '{before.slug}'"
        raise ContentError(problem, file=document.source, line=line, hint="compare with another, or drop the line")
    day = before.date.date().isoformat() if before.date else ""
    return WantedValue(KIND, KIND, {"corpora": corpora, "since": day}, PROVIDER, document.source, line)


def _corpora_of(document: Document, root: Path) -> set[str]:
    """Return the corpora behind the numbers of a document, by name."""
    wanted = [*wanted_figures(document, root), *wanted_inline(document)]
    sources = (source for one in wanted for source in one.provider.sources(one.params))
    return {source.name for source in sources if source.kind in ("corpus", "model")}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else msgspec.to_builtins(value)
