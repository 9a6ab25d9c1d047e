"""The article of a page, by trafilatura, with precision before recall; and pages that are none.

Widgets are pruned before extraction: from a short post they would otherwise come back instead of its text.
"""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

PageState = Literal["text", "no text", "soft 404", "parked", "not readable"]
WIDGETS = (
    "sharedaddy", "jp-relatedposts", "entry-meta", "post-meta", "addtoany", "share-buttons", "related-posts",
    "yarpp", "wpcnt", "social-share", "post-navigation", "nav-links", "author-box", "newsletter", "tag-cloud",
    "post-footer", "post-share-buttons", "post-labels", "notes", "breadcrumbs",
)  # fmt: skip
PRUNED = [f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ') or @id='{name}']" for name in WIDGETS]
GONE = re.compile(
    r"page (?:can(?:not|['’]t) be|not) found|\b404\b|nothing (?:was )?found|no longer (?:exists|available|here)"
    r"|doesn['’]t exist|does not exist|there['’]s nothing here|this page isn['’]t available|has been removed"
    r"|page introuvable|seite nicht gefunden|página no encontrada|página não encontrada",
    re.IGNORECASE,
)
FOR_SALE = re.compile(
    r"domain (?:name )?(?:is|may be) (?:for sale|available)|buy this domain|this domain is parked"
    r"|parked (?:free|domain)|domain has expired|make an offer on this domain|sponsored listings",
    re.IGNORECASE,
)
MOST_SOFT_404_WORDS = 60
LATEST = "2100-01-01"
"""htmldate would otherwise take today as the latest date, and the same page would be read differently tomorrow."""


class PageText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a page says. ``text`` has paragraphs separated by a blank line; ``date`` is a day or ""."""

    state: PageState
    detail: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    lead_image_url: str = ""
    excerpt: str = ""


def read_page(body: bytes, url: str, address: str, content_type: str = "") -> PageText:
    """Return what the page at ``address`` says; ``url`` is the one that was asked for at first.

    Never raises: a page that cannot be read says so in its state.
    """
    try:
        return _read(body, url, address, content_type)
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in ways that cannot be listed
        return PageText(state="not readable", detail=type(error).__name__)


def _read(body: bytes, url: str, address: str, content_type: str) -> PageText:
    from trafilatura import bare_extraction, load_html

    html = decoded(body, content_type)
    tree = load_html(html)
    if tree is None:
        return PageText(state="no text", detail="no HTML")
    heading = " ".join((tree.findtext(".//title") or "").split())
    document: Any = bare_extraction(
        tree,
        url=address,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        prune_xpath=PRUNED,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LATEST},
    )
    text = _paragraphs(document.body) if document is not None and document.body is not None else ""
    state, detail = _state(heading, text, html, url, address)
    if document is None:
        return PageText(state=state, detail=detail, title=heading)
    return PageText(
        state=state,
        detail=detail,
        text=text if state == "text" else "",
        title=_line(document.title) or heading,
        author=_line(document.author),
        date=_line(document.date),
        lead_image_url=_line(document.image),
        excerpt=_line(document.description),
    )


def decoded(body: bytes, content_type: str) -> str | bytes:
    """Return a page's text where its bytes are UTF-8, whatever its header claims; else leave it to the parser.

    Windows-1252 stands for ISO 8859-1 as the WHATWG Encoding Standard has it.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    head = body[:2048].decode("ascii", "ignore").lower()
    named = re.search(r"charset=[\"']?\s*([a-z0-9_-]+)", content_type.lower()) or re.search(
        r"charset=[\"']?\s*([a-z0-9_-]+)", head
    )
    name = named[1] if named else "windows-1252"
    if name in ("utf-8", "utf8", "iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        name = "windows-1252"
    try:
        return body.decode(name)
    except (LookupError, UnicodeDecodeError):
        return body.decode("windows-1252", "replace") if b"\x00" not in body[:2048] else body


def _paragraphs(root: Any) -> str:
    """Join the blocks of trafilatura's tree by blank lines; list items become lines."""
    blocks: list[str] = []
    for block in root:
        if block.tag == "list":
            blocks.append("\n".join(filter(None, (_line("".join(item.itertext())) for item in block))))
        else:
            blocks.append(_line("".join(block.itertext())))
    return "\n\n".join(block for block in blocks if block)


def _state(heading: str, text: str, html: str | bytes, url: str, address: str) -> tuple[PageState, str]:
    words = len(text.split())
    opening = f"{heading} {text[:400]}"
    if FOR_SALE.search(opening) or (not words and isinstance(html, str) and FOR_SALE.search(html[:20_000])):
        return "parked", (heading or urlsplit(address).netloc)[:80]
    if words < MOST_SOFT_404_WORDS and GONE.search(opening):
        return "soft 404", heading[:80] or "says that it is not there"
    if urlsplit(address).path in ("", "/") and urlsplit(url).path not in ("", "/"):
        return "soft 404", "sent to the blog's front page"
    return ("text", "") if words else ("no text", heading[:80])


def _line(value: Any) -> str:
    return " ".join(str(value).split()) if value else ""
