"""SVG files made safe to open by themselves: what is on lists of elements, attributes and properties stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import tinycss2

from fridaygram.errors import ContentError

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ELEMENTS = _names("""
    svg g defs symbol use switch a title desc style view path rect circle ellipse line polyline polygon text
    tspan textPath image marker linearGradient radialGradient stop pattern clipPath mask filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge
    feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence animate
    animateMotion animateTransform mpath set
""")
"""The elements of SVG 2 that draw or describe. All others go, with what is in them."""
_PLAIN = _names("""
    id class lang tabindex role type media x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy width height d points
    pathLength viewBox preserveAspectRatio version baseProfile zoomAndPan refX refY markerWidth markerHeight
    markerUnits orient gradientUnits spreadMethod offset patternUnits patternContentUnits clipPathUnits
    maskUnits maskContentUnits filterUnits primitiveUnits lengthAdjust textLength rotate startOffset method
    spacing side systemLanguage requiredExtensions in in2 result mode values operator k1 k2 k3 k4 order
    kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale
    diffuseConstant specularConstant specularExponent limitingConeAngle azimuth elevation pointsAtX pointsAtY
    pointsAtZ z scale xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed
    stitchTiles tableValues slope intercept amplitude exponent attributeName attributeType begin dur end min max
    restart repeatCount repeatDur calcMode keyTimes keySplines keyPoints path origin from to by additive
    accumulate href src style
""")
_STYLED = _names("""
    alignment-baseline animation animation-delay animation-direction animation-duration animation-fill-mode
    animation-iteration-count animation-name animation-play-state animation-timing-function background
    background-color baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering color-scheme cursor cx cy d direction display dominant-baseline
    enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
    font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant
    font-variant-numeric font-variation-settings font-weight glyph-orientation-horizontal
    glyph-orientation-vertical gradientTransform height image-rendering inline-size isolation kerning
    letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask mask-type max-width
    mix-blend-mode offset-distance offset-path offset-rotate opacity overflow paint-order patternTransform
    pointer-events r rx ry shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align text-anchor
    text-decoration text-decoration-line text-overflow text-rendering transform transform-box transform-origin
    transition transition-delay transition-duration transition-property transition-timing-function unicode-bidi
    vector-effect visibility white-space width will-change word-spacing writing-mode x y src unicode-range
""")
"""Properties of CSS: in a style, and most as attributes too."""
_ANIMATED = (_PLAIN | _STYLED) - {"href", "src", "style"}
_FUNCTIONS = _names("""
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark calc min max clamp var matrix matrix3d
    translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate rotatex
    rotatey rotatez rotate3d skew skewx skewy perspective blur brightness contrast drop-shadow grayscale
    hue-rotate invert opacity saturate sepia path polygon circle ellipse inset rect cubic-bezier steps linear
    format local
""")
_DESCRIBING = frozenset({f"{{{_XML}}}lang", f"{{{_XML}}}space", f"{{{_XLINK}}}title"})
_RULES = frozenset({"font-face", "media", "supports", "keyframes", "-webkit-keyframes", "layer"})
_HARMLESS = ("#", "data:image/png", "data:image/jpeg", "data:image/webp", "data:font/", "data:application/font-woff")
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


def sanitised(file: str, data: bytes) -> bytes:
    """Return an SVG with the elements, attributes and styles that draw, and nothing that could act or fetch.

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
        if name == "style":
            element.set(name, _declarations(value))
        elif not _is_kept(name, value):
            del element.attrib[name]
    if _local(element.tag) == "style":
        element.text = _sheet(element.text or "")
    for child in list(element):
        tag = child.tag
        known = isinstance(tag, str) and tag.removeprefix(f"{{{_SVG}}}") in _ELEMENTS
        # An animation could set a link's target or an event handler after loading.
        if known and child.get("attributeName", "x").strip() in _ANIMATED:
            _clean(child)
        else:
            element.remove(child)


def _is_kept(name: str, value: str) -> bool:
    """Return whether an attribute is known, and its value fetches nothing."""
    if name in ("href", f"{{{_XLINK}}}href", "src"):
        return value.strip().startswith(_HARMLESS)
    if name in _STYLED or name in ("from", "to", "by", "values"):
        return _is_harmless(tinycss2.parse_component_value_list(value))
    return name.startswith(("aria-", "data-")) or name in _DESCRIBING or name in _PLAIN


def _sheet(text: str) -> str:
    """Return a style sheet with the rules that draw."""
    kept = []
    for rule in tinycss2.parse_rule_list(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            kept.append(f"{tinycss2.serialize(rule.prelude)}{{{_declarations(tinycss2.serialize(rule.content))}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in _RULES and rule.content is not None:
            clean = _declarations if rule.lower_at_keyword == "font-face" else _sheet
            inside = clean(tinycss2.serialize(rule.content))
            kept.append(f"@{rule.lower_at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}")
    return "".join(kept)


def _declarations(text: str) -> str:
    found = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return "".join(
        f"{tinycss2.serialize([one])};"
        for one in found
        if one.type == "declaration"
        and (one.lower_name in _STYLED or one.name.startswith("--"))
        and _is_harmless(one.value)
    )


def _is_harmless(tokens: Sequence[Any]) -> bool:
    """Return whether no part of a value of CSS could fetch something. Escapes are resolved here."""
    for token in tokens:
        if token.type == "url" and not token.value.strip().startswith(_HARMLESS):
            return False
        if token.type == "function":
            inside = [part.value for part in token.arguments if part.type == "string"]
            local = token.lower_name == "url" and all(text.strip().startswith(_HARMLESS) for text in inside)
            if not (local or token.lower_name in _FUNCTIONS) or not _is_harmless(token.arguments):
                return False
        if token.type in ("() block", "[] block", "{} block") and not _is_harmless(token.content):
            return False
        if token.type == "error":
            return False
    return True


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
