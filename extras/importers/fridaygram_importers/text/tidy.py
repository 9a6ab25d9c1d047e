"""Makes the HTML of many programs alike: footnotes, formulas, callouts, late pictures, what only scripts fill."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from fridaygram_importers.report import Kind
from fridaygram_importers.text import markup

LITERAL = "x-md"
"""The name of an element whose attribute ``text`` is Markdown; with ``block`` it is a paragraph of its own."""
_LATE = ("data-lazy-src", "data-src", "data-original", "data-canonical-src")
_GIST = re.compile(r"https?://gist\.github\.com/([\w-]+/)?(\w+)\.js")
_ASIDES = ("note", "tip", "important", "warning", "caution", "danger", "hint", "attention", "error", "seealso", "info")
_FORMULA = re.compile(r"^\s*(?:\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$)\s*$", re.DOTALL)
_NOT_SHOWN = ("style", "noscript", "template", "link", "meta", "title", "object", "embed", "canvas")
_FORMS = ("button", "select", "textarea", "form")


def attribute(el: Tag, name: str) -> str:
    """Return an attribute as text, "" where there is none."""
    value = el.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "")


def soup_of(html: str) -> BeautifulSoup:
    """Return the tree of the body of any HTML, as a browser has it: what is open is closed, and nothing is refused."""
    body = LexborHTMLParser(html if "<body" in html else f"<body>{html}").body
    return BeautifulSoup((body.inner_html if body is not None else "") or "", "html.parser")


def tidy(soup: BeautifulSoup) -> Iterator[tuple[Kind, str, str]]:
    """Change a tree in place; yield what is lost or told: kind of note, message, the old HTML."""
    yield from _scripts(soup)
    _pictures(soup)
    _docutils(soup)
    _formulas(soup)
    _asides(soup)
    _footnotes(soup)
    _targets(soup)


def _targets(soup: BeautifulSoup) -> None:
    """Mark the places that links of the text lead to, so that they are written: Markdown has ids for headings alone."""
    linked = {attribute(one, "href")[1:] for one in soup.find_all("a") if attribute(one, "href").startswith("#")} - {""}
    for one in soup.find_all(True):
        name = attribute(one, "id") or (attribute(one, "name") if one.name == "a" else "")
        if one.name == "a":
            if name in linked or not attribute(one, "href"):
                one["data-target"] = "1"
        elif name in linked and not re.fullmatch(r"h[1-6]|x-note|section", one.name):
            place = soup.new_tag("a", attrs={"id": name, "data-target": "1"})
            if re.fullmatch(r"p|div|li|span|td|dt|dd|em|strong", one.name):
                one.insert(0, place)
            else:
                one.insert_before(place)


def literal(soup: BeautifulSoup, text: str, *, block: bool = False) -> Tag:
    """Return an element that is written as the Markdown ``text``."""
    made = soup.new_tag(LITERAL)
    made["text"] = text
    if block:
        made["block"] = "1"
    return made


def _scripts(soup: BeautifulSoup) -> Iterator[tuple[Kind, str, str]]:
    for one in soup.find_all("script"):
        source, kind = attribute(one, "src"), attribute(one, "type")
        if found := _GIST.match(source):
            one.replace_with(literal(soup, markup.gist([f"{found[1] or ''}{found[2]}"]), block=True))
            continue
        if kind.startswith("math/tex"):
            display = "display" in kind
            one.replace_with(_dollars(soup, one.get_text(), display=display))
            continue
        helper = re.search(r"platform\.(?:twitter|x|instagram)\.com|embed|widgets?\.js|mathjax|katex", source.lower())
        if not (helper or "json" in kind):
            yield "lost", "a script: not imported", source or one.get_text()[:300]
        one.decompose()
    for one in soup.find_all(_FORMS):
        if one.decomposed:
            continue
        if one.name != "form" or one.find(["input", "textarea", "select"]) is not None:
            yield "lost", "a form or a button: not imported", " ".join(one.get_text(" ").split()) or str(one)[:200]
            one.decompose()
    for one in soup.find_all(_NOT_SHOWN):
        if one.name in ("object", "embed", "canvas"):
            yield "lost", f"<{one.name}>: not imported", str(one)[:300]
        if not one.decomposed:
            one.decompose()


def _pictures(soup: BeautifulSoup) -> None:
    for one in soup.find_all("img"):
        late = next((attribute(one, name) for name in _LATE if one.get(name)), "")
        if late and (not one.get("src") or attribute(one, "src").startswith("data:") or "data-lazy-src" in one.attrs):
            one["src"] = late


def _docutils(soup: BeautifulSoup) -> None:
    """Make code, lines of verse and the ids of sections what they are elsewhere."""
    for one in soup.select("span.literal"):
        one.name = "code"
    for one in soup.select("div.line-block div.line"):
        one.append(soup.new_tag("br"))
        one.unwrap()
    for one in soup.select("section[id], div.section[id]"):
        heading = one.find(["h1", "h2", "h3", "h4", "h5", "h6"])
        if heading is not None and heading.parent is one and not heading.get("id"):
            heading["id"] = attribute(one, "id")


def _dollars(soup: BeautifulSoup, latex: str, *, display: bool) -> Tag:
    latex = " ".join(latex.split()) if not display else re.sub(r"\n\s*\n", "\n", latex.strip())
    return literal(soup, f"$$\n{latex}\n$$" if display else f"${latex}$", block=display)


def _formulas(soup: BeautifulSoup) -> None:
    """Replace formulas, whatever showed them, by their LaTeX between dollar signs."""
    for source in soup.find_all("annotation"):
        if "tex" in attribute(source, "encoding"):
            whole = _outermost(source, ("katex-display",)) or _outermost(source, ("katex", "MathJax"))
            math = source.find_parent("math")
            display = math is not None and attribute(math, "display") == "block"
            display = display or (whole is not None and "katex-display" in attribute(whole, "class"))
            if (place := whole or math) is not None:
                place.replace_with(_dollars(soup, source.get_text(), display=display))
    for one in soup.find_all("img", class_="latex"):
        one.replace_with(_dollars(soup, attribute(one, "alt").strip("$"), display=False))
    for one in soup.find_all(["tt", "span", "div", "pre"], class_="math"):
        found = _FORMULA.match(one.get_text())
        latex = next((part for part in found.groups() if part is not None), "") if found else one.get_text()
        one.replace_with(_dollars(soup, latex, display=one.name in ("div", "pre")))
    for one in soup.find_all(class_="latex-rendered"):
        try:
            latex = str(json.loads(attribute(one, "data-attrs"))["persistentExpression"])
        except (ValueError, KeyError, TypeError):
            continue
        one.replace_with(_dollars(soup, latex, display=True))


def _outermost(el: Tag, classes: tuple[str, ...]) -> Tag | None:
    found = [one for one in el.parents if isinstance(one, Tag) and set(attribute(one, "class").split()) & {*classes}]
    return found[-1] if found else None


def _asides(soup: BeautifulSoup) -> None:
    """Make callouts of docutils, Sphinx and Ghost elements ``x-box`` with ``kind`` and ``title``."""
    for one in soup.find_all(["div", "aside"], class_="admonition"):
        title = one.find(class_="admonition-title")
        kind = next((name for name in attribute(one, "class").split() if name in _ASIDES), "note")
        one["title"] = " ".join(title.get_text().split()) if title is not None else kind.capitalize()
        one["kind"] = {"seealso": "info", "attention": "warning", "error": "danger", "hint": "tip"}.get(kind, kind)
        if title is not None:
            title.decompose()
        one.name = "x-box"
    for one in soup.find_all("div", class_="kg-callout-card"):
        sign = one.find(class_="kg-callout-emoji")
        one["title"], one["kind"] = sign.get_text(strip=True) if sign is not None else "", "note"
        if sign is not None:
            sign.decompose()
        one.name = "x-box"
    for one in soup.find_all("div", class_="kg-toggle-card"):
        one.name = "details"
        if (head := one.find(class_="kg-toggle-heading")) is not None:
            head.name = "summary"
    for one in soup.find_all("div", class_="pullquote"):
        one.name = "blockquote"


def _footnotes(soup: BeautifulSoup) -> None:
    """Turn pairs of links that lead to each other, a mark and its note, into ``[^name]`` and elements ``x-note``."""
    places = {
        attribute(one, "id") or attribute(one, "name"): one
        for one in soup.find_all(True)
        if one.get("id") or one.get("name")
    }
    numbers: dict[int, str] = {}
    containers = []
    for mark in soup.find_all("a"):
        if mark.decomposed or not attribute(mark, "href").startswith("#"):
            continue
        target = places.get(attribute(mark, "href")[1:])
        if target is None or target.decomposed:
            continue
        note = target if target.name != "a" else target.find_parent(["li", "div", "p", "aside", "dd"])
        own = {attribute(one, "id") or attribute(one, "name") for one in (mark, mark.parent) if one is not None} - {""}
        backs = [one for one in note.find_all("a") if attribute(one, "href")[1:] in own] if note is not None else []
        if note is None or mark in note.descendants or note.name not in ("li", "div", "p", "aside", "dd"):
            continue
        if id(note) not in numbers and (not backs or _is_before(note, mark)):
            continue  # a link back from a note leads to a mark above
        if id(note) not in numbers:
            numbers[id(note)] = str(len(numbers) + 1)
            containers += [one for one in note.parents if isinstance(one, Tag)][:2]
        around = mark.parent if mark.parent is not None and mark.parent.name == "sup" else mark
        label = " ".join(mark.get_text().split()) if re.search(r"[^\W\d_]{2,}", mark.get_text()) else ""
        around.replace_with(label, literal(soup, f"[^{numbers[id(note)]}]"))
        for back in backs:
            _without_mark(back)
        note["data-note"] = numbers[id(note)]
    for note in soup.select("[data-note]"):
        number = attribute(note, "data-note")
        note.attrs = {"name": number}
        note.name = "x-note"
        soup.append(note.extract())
    for one in containers:
        shown = one.get_text(strip=True) or one.find(["img", "x-note", LITERAL])
        if one.name != "[document]" and not one.decomposed and not shown:
            one.decompose()


def _is_before(one: Tag, other: Tag) -> bool:
    return any(following is other for following in one.next_elements)


def _without_mark(back: Tag) -> None:
    """Take the link back out of a note, with the brackets of docutils and the empty tags around it."""
    place = back
    while isinstance(place.parent, Tag) and place.parent.name in ("span", "sup") and place.parent.get("class"):
        place = place.parent
    around = place.parent
    place.decompose()
    if (
        isinstance(around, Tag)
        and around.name in ("p", "sup")
        and not around.get_text(strip=True)
        and not around.find("img")
    ):
        around.decompose()


def alignment(cell: Tag) -> str:
    """Return what stands below the head of a column in Markdown."""
    said = re.search(r"text-align:\s*(left|right|center)", attribute(cell, "style"))
    name = said[1] if said else attribute(cell, "align")
    return {"left": ":--", "right": "--:", "center": ":-:"}.get(name, "---")


def bare(el: Tag) -> str:
    """Return an element as HTML, without the classes and styles of the old theme, and without blank lines."""
    kept = ("href", "src", "alt", "title", "id", "colspan", "rowspan", "scope", "headers", "start")
    for one in (el, *el.find_all(True)):
        one.attrs = {name: value for name, value in one.attrs.items() if name in kept}
    for one in el.find_all(LITERAL):
        one.replace_with(attribute(one, "text"))
    return re.sub(r"\n\s*\n", "\n", str(el))
