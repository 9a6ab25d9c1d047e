"""SVG files made safe to open by themselves: no scripts, no event handlers, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from generator.errors import ContentError

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_UNSAFE = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
_METADATA = {"metadata"}
_EDITORS = ("http://www.inkscape.org/", "http://sodipodi.", "http://ns.adobe.com/", "http://www.bohemiancoding.com/")
_HARMLESS = ("#", "data:image/png", "data:image/jpeg", "data:image/webp")
_ENTITY = re.compile(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d+\.?\d*|\.\d+)(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
"""CSS pixels a unit (CSS Values and Units 4, section 6.2)."""
_FETCHED = re.compile(r"url\(\s*['\"]?(?!#|data:image/)[^)]*\)|@import[^;]*;?", re.IGNORECASE)


def sanitised(file: str, data: bytes) -> bytes:
    """Return an SVG without scripts, event handlers, foreign content, outside references and editors' notes.

    Raises ContentError for what is no SVG, and for entities, which can grow without end.
    """
    root = _root(file, data)
    _clean(root)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def size_of(file: str, data: bytes) -> tuple[int, int]:
    """Return the width and height that an SVG gives itself, CSS pixels; (0, 0) where it takes what room there is.

    Raises ContentError as ``sanitised`` does.
    """
    root = _root(file, data)
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    width, height = (round(float(side[1]) * _PIXELS[side[2] or "px"]) if side else 0 for side in sides)
    return (width, height) if width and height else (0, 0)


def _root(file: str, data: bytes) -> ElementTree.Element:
    if _ENTITY.search(data):
        raise ContentError("an SVG may not declare entities", file=file, hint="save it as plain SVG")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ContentError(f"not an SVG picture: {error}", file=file, line=error.position[0]) from None
    if _local(root.tag) != "svg":
        raise ContentError("not an SVG picture", file=file)
    return root


def _clean(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        if _is_unsafe(name, value):
            del element.attrib[name]
        elif "url(" in value:
            element.set(name, _FETCHED.sub("none", value))
    if _local(element.tag) == "style" and element.text:
        element.text = _FETCHED.sub("", element.text)
    for child in list(element):
        tag = child.tag
        if not isinstance(tag, str) or _local(tag) in _UNSAFE | _METADATA or tag[1:].startswith(_EDITORS):
            element.remove(child)
        else:
            _clean(child)


def _is_unsafe(name: str, value: str) -> bool:
    local, plain = _local(name), value.strip()
    if local.lower().startswith("on") or name[1:].startswith(_EDITORS):
        return True
    if local == "attributeName":
        # An animation can set a link's target or an event handler after loading.
        return plain.lower().startswith("on") or plain.lower().endswith("href")
    return local in ("href", "src") and not plain.startswith(_HARMLESS)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
