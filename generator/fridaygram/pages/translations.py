"""Texts in several languages: which documents are translations of one another."""

from __future__ import annotations

from collections.abc import Sequence

from fridaygram.errors import BuildError, suggestion
from fridaygram.pages.document import Document, names_of


def translations(documents: Sequence[Document], site_language: str) -> dict[str, tuple[Document, ...]]:
    """Return, by source, the original and all translations of each document that has any, itself among them.

    A translation names its original (``translation_of``). They come in the order of their language tags. Raises
    BuildError, with file and line, where the original is not there, is a translation itself, or where two texts of one
    original are in one language.
    """
    groups: dict[str, dict[str, Document]] = {}
    for document in documents:
        if document.meta.translation_of:
            original = _original(document, documents)
            group = groups.setdefault(original.source, {_tag(original, site_language): original})
            other = group.setdefault(_tag(document, site_language), document)
            if other is not document:
                problem = f"this translation and {other.source} are both in '{_tag(document, site_language)}'"
                hint = "say in the front matter which language: each is in"
                raise _error(document, problem, hint)
    found = {}
    for group in groups.values():
        texts = tuple(group[tag] for tag in sorted(group))
        found.update({document.source: texts for document in texts})
    return found


def _original(document: Document, documents: Sequence[Document]) -> Document:
    name = document.meta.translation_of
    named = [one for one in documents if one is not document and one.kind == document.kind and name in names_of(one)]
    if not named:
        known = sorted({one.slug for one in documents if one.kind == document.kind} - {document.slug})
        raise _error(document, f"no {document.kind} is called '{name}'", suggestion(name, known))
    original = next((one for one in named if not one.meta.translation_of), named[0])
    if original.meta.translation_of:
        hint = f"name the original: {original.meta.translation_of}"
        raise _error(document, f"'{name}' is a translation itself", hint)
    return original


def _tag(document: Document, site_language: str) -> str:
    return document.meta.language or site_language


def _error(document: Document, problem: str, hint: str | None) -> BuildError:
    message = f"translation_of: {problem}"
    return BuildError(message, file=document.source, line=document.line_of("translation_of"), hint=hint)
