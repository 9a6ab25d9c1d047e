"""SVG files made safe to open by themselves: no scripts, no event handlers, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from contextlib import suppress
from xml.etree import ElementTree
from xml.parsers import expat

from fridaygram.errors import ContentError

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_UNSAFE = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
_METADATA = {"metadata"}
_EDITORS = ("http://www.inkscape.org/", "http://sodipodi.", "http://ns.adobe.com/", "http://www.bohemiancoding.com/")
_HARMLESS = ("#", "data:image/png", "data:image/jpeg", "data:image/webp")
_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
_LENGTH = re.compile(rf"({_NUMBER})(px|pt|pc|q|mm|cm|in|em|rem)?", re.IGNORECASE)
_PIXELS = {"px": 1, "pt": 96 / 72, "pc": 16, "q": 96 / 101.6, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_PIXELS |= {"em": 16, "rem": 16}
"""CSS pixels a unit (CSS Values and Units 4, section 6). No page's font reaches into a picture: an em is 16."""
_SHARE = re.compile(rf"auto|{_NUMBER}%|")
_BOX = re.compile(rf"{_NUMBER}(?: (?:, )?{_NUMBER}){{3}}")
_DEFAULT = (300, 150)
"""What browsers give a picture that says neither its size nor its shape (CSS 2.2, section 10.3.2)."""
_FULL = 2112
"""The width told of a picture that takes all room: the widest place of a page has no more at twice the text's size."""
_LARGEST = 100_000
_FETCHED = re.compile(r"url\(\s*['\"]?(?!#|data:image/)[^)]*\)|@import[^;]*;?", re.IGNORECASE)


def sanitised(file: str, data: bytes) -> bytes:
    """Return an SVG without scripts, event handlers, foreign content, outside references and editors' notes.

    Raises ContentError for what is no SVG, and for entities, which can grow without end.
    """
    root = _root(file, data)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    try:
        _clean(root)
        return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"
    except RecursionError:
        problem = "the SVG nests its parts too deeply"
        raise ContentError(problem, file=file, hint="ungroup it in a drawing program") from None


def size_of(file: str, data: bytes) -> tuple[int, int]:
    """Return the width and height of an SVG as browsers know them, CSS pixels; (0, 0) where they do not agree on it.

    A side that it does not give follows from the shape of its ``viewBox``. An SVG that has a shape alone takes all the
    room there is, so its width is more than any page has. One that has neither gets the default.

    Raises ContentError as ``sanitised`` does.
    """
    root = _root(file, data)
    width, height = (_side(root.get(name, "").strip()) for name in ("width", "height"))
    shape = _shape(root)
    if shape == 0 and not (width and height):
        return 0, 0
    if shape and width is None:
        width = _FULL if height is None else height * shape
    if shape and height is None and width is not None:
        height = width / shape
    sides = (_DEFAULT[0] if width is None else width, _DEFAULT[1] if height is None else height)
    if not all(0.5 < side < _LARGEST for side in sides):
        return 0, 0
    return round(sides[0]), round(sides[1])


def _side(written: str) -> float | None:
    """Return a width or height, None where it depends on the room there is, 0 where browsers disagree on it."""
    if _SHARE.fullmatch(written):
        return None
    length = _LENGTH.fullmatch(written)
    return float(length[1]) * _PIXELS[(length[2] or "px").lower()] if length else 0


def _shape(root: ElementTree.Element) -> float | None:
    """Return the width over the height, None where there is no such shape, 0 where browsers disagree on it."""
    written = root.get("viewBox", "").replace(",", " , ").split()
    numbers = [number for number in written if number != ","]
    if not written:
        return None
    if not _BOX.fullmatch(" ".join(written)) or root.get("preserveAspectRatio", "").strip().startswith("none"):
        return 0
    width, height = float(numbers[2]), float(numbers[3])
    return width / height if width > 0 and height > 0 else None


def _root(file: str, data: bytes) -> ElementTree.Element:
    try:
        _check_declarations(file, data)
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ContentError(f"not an SVG picture: {error}", file=file, line=error.position[0]) from None
    except (LookupError, ValueError):
        problem = "not an SVG picture: it names an encoding that no XML reader knows"
        raise ContentError(problem, file=file, hint="save it as UTF-8") from None
    if _local(root.tag) != "svg":
        raise ContentError("not an SVG picture", file=file)
    return root


def _check_declarations(file: str, data: bytes) -> None:
    """Refuse declarations before the drawing. An XML reader looks for them, so that no encoding hides one."""
    reader = expat.ParserCreate()

    def doctype(_name: str, _system: str | None, _public: str | None, has_own: bool) -> None:
        if has_own:
            line = reader.CurrentLineNumber
            raise ContentError("an SVG may not declare entities", file=file, line=line, hint="save it as plain SVG")

    reader.StartDoctypeDeclHandler = doctype
    # The parser below reports other errors.
    with suppress(expat.ExpatError):
        reader.Parse(data, True)


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
