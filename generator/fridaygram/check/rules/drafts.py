"""Leaks: no address, title, tag, file or sentence of a draft or scheduled post is anywhere in the site.

``pages.library.visible`` decides what a build shows. This rule does not ask it: it searches every file of the site for
what the hidden documents say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.config import FILE
from fridaygram.pages import urls
from fridaygram.pages.directives import prose_of
from fridaygram.pages.document import Document
from fridaygram.pages.entries import tag_path

# Plain words, which markup, typography and escaping leave as they are.
_PLAIN = re.compile(r"[\w ,;:]{40,}")
MOST_SENTENCES = 25


def _check(site: SiteView) -> Iterator[Finding]:
    shown = site.look.library.documents
    hidden = [document for document in site.look.documents if document.source not in shown]
    if not hidden:
        return
    said = "\n".join([site.text(FILE), *(site.text(source) for source in shown)])
    tags = {urls.slugify(tag) for document in shown.values() for tag in document.meta.tags}
    marks = {document.source: _marks(site, document, said, tags) for document in hidden}
    found: set[tuple[str, str]] = set()
    for path, text in site.texts():
        for document in hidden:
            mark = next((mark for mark in marks[document.source] if mark in text or mark in f"/{path}"), None)
            if mark is not None and (document.source, path) not in found:
                found.add((document.source, path))
                why = "a draft" if document.meta.draft else "not published yet"
                yield Finding("drafts", f"{why}, but '{mark.strip()}' is in {path}", document.source, 1)
    for path in site.files:
        for document in hidden:
            if f"/{path}".startswith(_address(site, document)) and (document.source, path) not in found:
                yield Finding("drafts", f"not published, but {path} is there", document.source, 1)


def _marks(site: SiteView, document: Document, said: str, tags: set[str]) -> list[str]:
    """Return what only this document says: its address, title, tags of its own, sentences."""
    sentences = [found[0] for found in _PLAIN.finditer(prose_of(document.body))]
    step = max(1, len(sentences) // MOST_SENTENCES)
    own_tags = [tag_path(tag) for tag in document.meta.tags if urls.slugify(tag) not in tags]
    title = [document.title] if len(document.title) >= 8 else []
    marks = [_address(site, document), *own_tags, *title, *sentences[::step]]
    return [mark for mark in marks if mark not in said]


def _address(site: SiteView, document: Document) -> str:
    if document.kind == "post" and document.date is not None:
        return urls.encoded(urls.permalink(site.config.permalink, document.slug, document.date))
    return urls.encoded(f"/{document.slug}/")


RULES = RuleSet(
    rules={"drafts": Rule("error", "Nothing of a draft or scheduled post is in the site before its time.")},
    check=_check,
)
