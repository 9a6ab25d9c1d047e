"""The article of a page, by trafilatura, with precision before recall; and pages that are none.

Widgets are pruned before extraction: from a short post they would otherwise come back instead of its text. Where
precision leaves little of a page and a balanced extraction finds far more, that is taken (``bench/extract.py``).
Paragraphs that were left out are put back (``gaps.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy, deepcopy
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from fridaygram.corpus.text.gaps import blocks_of, filled, with_lead
from fridaygram.corpus.text.metadata import author_of, one_line, plain_words, title_of

PageState = Literal["text", "no text", "soft 404", "parked", "not readable"]
WIDGETS = frozenset({
    "sharedaddy", "jp-relatedposts", "entry-meta", "post-meta", "addtoany", "share-buttons", "related-posts",
    "yarpp", "wpcnt", "social-share", "post-navigation", "nav-links", "author-box", "newsletter", "tag-cloud",
    "date-header", "post-title", "entry-title", "entry-header", "post-header", "post-footer", "notes",
    "post-share-buttons", "post-labels", "breadcrumbs",
})  # fmt: skip
BLOCKS = frozenset({"p", "div", "head", "list", "item", "quote", "code", "section", "article", "body", "table"})
SENTENCES = frozenset({"p", "head", "item"})
"""What holds a sentence in trafilatura's tree."""
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
BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
"""Two line breaks are how many blogs end a paragraph; trafilatura would join the two without a space."""
MOST_SOFT_404_WORDS = 60
SHORT_WORDS, FAR_MORE = 300, 3
"""A text of fewer words gives way to a balanced extraction that has three times as many. Of 60, 100, 200 and 300 words
and of 1 to 3 times, these were the best on three test sets together that change no text of our own themes."""
LEAST_FULLER = 60
"""Less than this is what stands around a player or a picture on a page without a text."""
MOST_OF_A_PAGE = 0.3
"""What holds a larger share of a page's letters is no widget, whatever its class."""
LEAST_TABLE_WORDS = 20
"""A smaller table is the frame of an old page: its name and a link."""
LEAST_LINKS = 20
LEAST_SHARE = 0.8
"""A list of links (an archive, a blogroll, a tag cloud) has so many, and so much of its letters stand in them."""
ITEMS = frozenset({"li", "dd", "dt", "option"})
PROSE = frozenset({"p", "a", "li", "span"})
"""What holds a sentence in HTML."""
FRAMES = frozenset({"html", "body", "main", "article"})
OURS = (ImportError, MemoryError, OSError)
"""Errors of the program or the machine. They are never a page's fault, so they stop the run."""
DATES: Any = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
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

    A page that breaks the parser says so in its state. Raises only what is not the page's fault (see OURS).
    """
    try:
        return extract(body, url, address, content_type)
    except OURS:
        raise
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in ways that cannot be listed
        return PageText(state="not readable", detail=type(error).__name__)


def extract(body: bytes, url: str, address: str, content_type: str) -> PageText:
    """Return what the page says, as ``read_page`` does. Raises whatever the parser raises."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.metadata import extract_metadata

    html = decoded(body, content_type)
    if isinstance(html, str) and ("<br" in html or "<BR" in html):
        html = BREAKS.sub("<p>", html)
    tree = load_html(html)
    if tree is None:
        return PageText(state="no text", detail="no HTML")
    heading = one_line(tree.findtext(".//title"))
    drop_link_lists(tree)
    title, author = title_of(tree, heading), author_of(tree)
    details = extract_metadata(tree, address, DATES)
    _drop_widgets(tree)
    _keep_spans(tree)
    blocks = blocks_of(tree)
    text = _article(bare_extraction(deepcopy(tree), options=_options(address, precision=True)), title, heading)
    if (words := len(text.split())) < SHORT_WORDS:
        fuller = _article(bare_extraction(tree, options=_options(address, precision=False)), title, heading)
        text = fuller if len(fuller.split()) > max(FAR_MORE * words, LEAST_FULLER) else text
    if text:
        text = with_lead(filled(text, blocks), blocks, title or heading, one_line(details.description))
    state, detail = _state(heading, text, html, url, address)
    return PageText(
        state=state,
        detail=detail,
        text=text if state == "text" else "",
        title=title or one_line(details.title) or heading,
        author=author or one_line(details.author),
        date=one_line(details.date),
        lead_image_url=one_line(details.image),
        excerpt=one_line(details.description),
    )


def _options(address: str, *, precision: bool) -> Any:
    """Return trafilatura's options for one page; only the tree of its text is wanted, no text made of it."""
    options = copy(_extractor(precision))
    options.url = options.source = address
    return options


@cache
def _extractor(precision: bool) -> Any:
    from trafilatura.settings import Extractor

    return Extractor(output_format="xml", precision=precision, comments=False, date_params=DATES)


def _article(document: Any, title: str, heading: str) -> str:
    """Return the text of what trafilatura found, "" where it found nothing."""
    if document is None or document.body is None:
        return ""
    return _paragraphs(document.body, f"{title} {heading}")


def _drop_widgets(tree: Any) -> None:
    """Take widgets out: one walk takes a tenth of the time of an XPath for every name."""
    most = MOST_OF_A_PAGE * sum(map(_letters, tree.itertext()))
    for element in tree.xpath("//*[@class or @id]"):
        named = not WIDGETS.isdisjoint((element.get("class") or "").split()) or element.get("id") in WIDGETS
        if named and element.getparent() is not None and sum(map(_letters, element.itertext())) <= most:
            if element.tag == "h1" or element.find(".//h1") is not None:
                # trafilatura takes a page that is "infinite-scroll" and has no h1 for appended posts, and drops it.
                element.addprevious(element.makeelement("h1"))
            element.drop_tree()


def _keep_spans(tree: Any) -> None:
    """Take the class from a ``span`` amid a sentence: precision would cut it out for a class such as "link"."""
    for span in tree.iter("span"):
        above = span.getparent()
        if above is not None and above.tag in PROSE and ((span.tail or "").strip() or (above.text or "").strip()):
            span.attrib.pop("class", None)


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


def _blocks(node: Any) -> Iterator[tuple[str, str]]:
    """Yield (tag, text) of the innermost blocks of trafilatura's tree, in order; breaks and rows become newlines."""
    if any(map(_is_block, node)):
        yield node.tag, _lines(node.text)
        for child in node:
            yield from _blocks(child) if _is_block(child) else [(node.tag, _lines("".join(child.itertext())))]
            yield node.tag, _lines(child.tail)
        return
    for mark in node.iter("lb", "row", *BLOCKS):
        if mark.tag not in BLOCKS or _is_block(mark):
            mark.text, mark.tail = "\n" + (mark.text or ""), "\n" + (mark.tail or "")
    for cell in node.iter("cell"):
        cell.tail = " " + (cell.tail or "")
    text = _lines("".join(node.itertext()))
    yield node.tag, text if node.tag != "table" or len(text.split()) >= LEAST_TABLE_WORDS else ""


def _is_block(node: Any) -> bool:
    """Return whether a node parts the text around it. Code on one line in a paragraph is part of a sentence."""
    above = node.getparent()
    within = node.tag == "code" and above is not None and above.tag in SENTENCES
    return node.tag in BLOCKS and not (within and "\n" not in "".join(node.itertext()))


def _paragraphs(root: Any, heading: str) -> str:
    """Join the blocks by blank lines, items of a list by newlines; a heading that repeats the title goes."""
    joined: list[str] = []
    last = ""
    for tag, text in _blocks(root):
        if not text or (not joined and tag == "head" and plain_words(text) in plain_words(heading)):
            continue
        if tag == last == "item":
            joined[-1] += f"\n{text}"
        else:
            joined.append(text)
        last = tag
    return "\n\n".join(joined)


def _lines(text: str | None) -> str:
    return "\n".join(filter(None, map(one_line, (text or "").split("\n")))) if text else ""


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


def drop_link_lists(tree: Any) -> None:
    """Take out of ``tree`` every element whose children are 20 links or more and hardly anything else.

    No review is one. An extractor visits each link many times: without them a page with a long sidebar takes half the
    time.
    """
    lists: dict[Any, list[Any]] = {}
    for link in tree.iter("a"):
        holder = link.getparent()
        if holder is not None and holder.tag in ITEMS:
            holder = holder.getparent()
        if holder is not None and holder.tag not in FRAMES:
            lists.setdefault(holder, []).append(link)
    for holder, links in lists.items():
        if len(links) >= LEAST_LINKS and holder.getparent() is not None and _is_links(holder, links):
            holder.drop_tree()


def _is_links(holder: Any, links: list[Any]) -> bool:
    """Return whether nearly all letters of an element are those of ``links``."""
    inside = sum(_letters(text) for link in links for text in link.itertext())
    whole = sum(_letters(text) for text in holder.itertext())
    return inside >= LEAST_SHARE * whole


def _letters(text: str) -> int:
    return len(text.strip())
