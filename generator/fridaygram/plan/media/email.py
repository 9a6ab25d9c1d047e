"""A post as an email: built beside the site, fitted to mail programs, written as files. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from fridaygram.clock import moment
from fridaygram.config import Site, load_site
from fridaygram.errors import BuildError, ContentError
from fridaygram.graph.cache import kept_result
from fridaygram.languages import speaking, word
from fridaygram.pages.body import CAPTION, Body, with_urls
from fridaygram.pages.document import Document
from fridaygram.pages.library import Library, visible
from fridaygram.plan.blog import Blog, Built, Look, Options
from fridaygram.plan.rendering import MadeFigure

if TYPE_CHECKING:
    from fridaygram.pages.email.content import EmailContent
    from fridaygram.pages.email.message import EmailPictures

BESIDE = "mail"


@dataclass(frozen=True)
class MadeEmail:
    """An email as files: a message, HTML, plain text; what it weighs, and remarks for its author.

    ``shown`` counts the bytes of HTML that a mail program gets, ``pictures`` those that are carried along.
    """

    message: bytes
    html: str
    text: str
    shown: int
    pictures: int
    remarks: tuple[str, ...]


def make_email(blog: Blog, options: Options, source: str, *, carried: bool = True, unsubscribe: str = "") -> MadeEmail:
    """Return the post ``source`` as an email.

    With ``carried`` the email brings its pictures, else it links to those of the published site. ``unsubscribe``
    is an address, or what a mailing service will put one in for. The subject of a draft or a scheduled post says that
    it is one. Raises ContentError for an unlisted post, and for what is no post.
    """
    from fridaygram.pages.document import read_document
    from fridaygram.plan.build import build

    site = load_site(blog.root, base_url=options.base_url)
    now = moment(site.timezone, options.date)
    early = not visible(read_document(blog.root, source, site.timezone), now=now)
    output = blog.cache.parent / BESIDE
    built = build(blog, replace(options, output=output, drafts=options.drafts or early, inspect=True))
    if built.look is None:
        raise BuildError("the build cannot be looked at")
    document = _listed(built.look, source)
    with speaking(built.look.library.language(document)):
        return _EmailMaker(blog, site, built, built.look, document, unsubscribe).make(carried=carried)


def _listed(look: Look, source: str) -> Document:
    document = look.library.documents[source]
    if document.kind != "post" or document.date is None:
        raise ContentError("only posts are sent by email", file=source)
    if document.meta.unlisted:
        raise ContentError("this post is unlisted: nobody gets it by mail", file=source, hint="drop unlisted: true")
    return document


@dataclass(frozen=True)
class _EmailMaker:
    """What an email is written from."""

    blog: Blog
    site: Site
    built: Built
    look: Look
    document: Document
    unsubscribe: str

    def make(self, *, carried: bool) -> MadeEmail:
        from fridaygram.pages.email.content import EmailContent
        from fridaygram.pages.email.message import EmailHeading, EmailPictures, message, self_contained
        from fridaygram.pages.email.text import plain

        host = urlsplit(self.site.base_url).hostname or "localhost"
        pictures = EmailPictures(self._read, host, carried)
        content = EmailContent(self._address, pictures)
        fitted = content.fit(self._html())
        html, text = self._framed(fitted, plain(fitted, self._address))
        title = self.document.title
        heading = EmailHeading(
            word("draft-of", title=title) if self._is_early else title,
            ", ".join(self.document.meta.authors or (self.site.author,)),
            self.site.email,
            self._address,
            host,
            self.document.date or datetime.min,
            self.unsubscribe,
        )
        return MadeEmail(
            message(heading, text, html, pictures.parts),
            self_contained(html, pictures.parts.values()),
            text,
            len(html.encode()),
            len(pictures.parts),
            tuple(self._remarks(content, pictures, html)),
        )

    @property
    def _library(self) -> Library:
        return self.look.library

    @property
    def _address(self) -> str:
        from fridaygram.pages.urls import absolute

        return absolute(self._library.path(self.document.source), self.site.base_url)

    @property
    def _is_early(self) -> bool:
        from fridaygram.pages.urls import output_file

        return bool(self.built.unpublished.get(output_file(self._library.path(self.document.source))))

    def _html(self) -> str:
        """Return the post's HTML for feeds, with what emails show of its figures, and whole addresses."""
        from fridaygram.pages.links import resolve

        source = self.document.source
        body = msgspec.msgpack.decode(kept_result(self.blog.cache, f"body {source}"), type=Body)
        html = body.feed or body.html
        for figure in self.document.figures:
            made = msgspec.msgpack.decode(kept_result(self.blog.cache, f"draw {source}#{figure.key}"), type=MadeFigure)
            html = _with_poster(html, made.filled.fill.feed, made.filled.fill.mail)
        files = (path.relative_to(self.built.output).as_posix() for path in self.built.output.rglob("*"))
        paths = {page.path for page in self.look.pages} | {f"/{file}" for file in files}
        resolved: Mapping[str, str] = resolve(self._library, paths)[source]
        return with_urls(html, resolved, self.site.base_url)

    def _read(self, address: str) -> bytes | None:
        """Return the bytes of a picture of this site, None for others."""
        if not address.startswith(self.site.base_url):
            return None
        file = self.built.output / unquote(urlsplit(address.removeprefix(self.site.base_url)).path)
        return file.read_bytes() if file.is_file() and file.is_relative_to(self.built.output) else None

    def _framed(self, fitted: str, text: str) -> tuple[str, str]:
        """Return the whole email as HTML, its styles moved in, and as text."""
        from fridaygram.pages.email.styles import move_in, parse_sheet
        from fridaygram.pages.entries import Loaded, entry
        from fridaygram.pages.theme.roots import template_roots
        from fridaygram.pages.theme.templating import make_environment, render_template, template_source

        environment = make_environment(template_roots(self.blog.root), self.site, Loaded(""))
        sheet = parse_sheet(*template_source(environment, "mail.css"))
        data = {"entry": entry(self._library, self.document), "unsubscribe": self.unsubscribe}
        page = {"kind": "mail", "path": self._library.path(self.document.source)}
        shown = {**data, "page": page, "styles": sheet.kept, "text": fitted}
        html = move_in(render_template(environment, "mail.html", shown), sheet)
        return html, render_template(environment, "mail.txt", {**data, "page": page, "text": text})

    def _remarks(self, content: EmailContent, pictures: EmailPictures, html: str) -> list[str]:
        from fridaygram.pages.email.message import CLIPPED

        remarks = list(content.remarks)
        if self._is_early:
            remarks.append("not published yet: the subject says 'Draft'; write the email again when it is published")
        size = len(html.encode())
        if size > CLIPPED:
            remarks.append(
                f"{size:,} bytes of HTML: Gmail cuts emails after {CLIPPED:,}; "
                "send a shorter text that leads to the page, or split the post"
            )
        if not self.site.email:
            remarks.append("the message names no sender; set email in site.toml, or let your mail program fill it in")
        if not pictures.carried and "<img" in html:
            remarks.append("its pictures are those of the published site: publish before you send it")
        return [f"{self.document.source}: {remark}" for remark in remarks]


def _with_poster(html: str, feed: str, mail: str) -> str:
    """Replace a figure's HTML for feeds by its HTML for emails; the caption stays."""
    start, _, end = feed.partition(CAPTION)
    before, found, rest = html.partition(start)
    caption, ended, after = rest.partition(end)
    if not (mail and found and ended):
        return html
    return before + mail.replace(CAPTION, caption) + after


def files_of(made: MadeEmail, folder: Path, name: str) -> dict[Path, bytes]:
    """Return the files of an email in a folder by their paths."""
    contents = {".eml": made.message, ".html": made.html.encode(), ".txt": made.text.encode()}
    return {folder / f"{name}{suffix}": data for suffix, data in contents.items()}
