"""Converting short texts, and looking at the shape of what comes out."""

from xml.etree import ElementTree

from fridaygram.pages.body import Body, Fills
from fridaygram.pages.document import parse_document
from fridaygram.pages.markup.convert import convert

SOURCE = "content/posts/2018-06-08-week-1/index.md"


def converted(body: str, fills: Fills | None = None) -> Body:
    """The body of a post that says ``body``."""
    document = parse_document(f"---\ntitle: A\n---\n{body}", SOURCE, "UTC")
    return convert(document, fills or Fills())


def html(body: str) -> str:
    """The HTML of a post that says ``body``."""
    return converted(body).html


def shape(body: str) -> str:
    """The elements of a post's HTML, nested in brackets: ``p ul(li li)``; inline ones left out."""
    tree = ElementTree.fromstring(f"<div>{html(body)}</div>".replace("<hr>", "<hr/>"))
    return " ".join(_shape(child) for child in tree)


def _shape(element: ElementTree.Element) -> str:
    inside = " ".join(_shape(child) for child in element)
    return f"{element.tag}({inside})" if inside else element.tag
