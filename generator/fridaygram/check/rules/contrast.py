"""Contrast of the style sheets' colours in both schemes. Figures are included: tools in a browser ignore them.

Text needs 4.5 to 1 (WCAG 2.2, 1.4.3), lines and areas of figures 3 to 1 (1.4.11). Each rule's colour is held against
the ground that the rule itself gives, else against the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tinycss2.color4 import parse_color

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.files import read_text
from fridaygram.pages.style_sheet import StyleRule, read_rules
from fridaygram.pages.theme.assets import parts_of
from fridaygram.pages.theme.roots import asset_roots

Rgb = tuple[float, float, float]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

TEXT, GRAPHICS = 4.5, 3.0
_WANTED = {"color": TEXT, "fill": GRAPHICS, "stroke": GRAPHICS}
_GROUNDS = ("background-color", "background")
# What cannot be used needs no contrast (1.4.3); lines that only divide carry no information (1.4.11).
_EXEMPT = re.compile(r":disabled|\[disabled|::selection|grid|rule|axis|paper")
_SCHEME = re.compile(r"prefers-color-scheme:\s*(light|dark)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_LIGHT_DARK = re.compile(r"light-dark\(\s*((?:[^(),]|\([^()]*\))+),\s*((?:[^(),]|\([^()]*\))+)\)")
# A custom property may name others; a chain of these many names itself.
DEEPEST = 20


@dataclass(frozen=True)
class ContrastPalette:
    """The style sheets in one scheme: their rules, custom properties, and the page's background."""

    scheme: Scheme
    rules: tuple[StyleRule, ...]
    properties: Mapping[str, str]
    ground: Rgb

    def colour(self, value: str) -> Rgb | None:
        """Return the colour that a value comes to, None for none or one that is not opaque."""
        return colour(resolved(value, self.properties, self.scheme))


def _check(site: SiteView) -> Iterator[Finding]:
    found = sheets(site)
    for scheme in SCHEMES:
        palette = palette_of(found, scheme)
        for rule in palette.rules:
            yield from _of_rule(palette, rule)


def sheets(site: SiteView) -> tuple[StyleRule, ...]:
    """Return the rules of all style sheets of the site, in the order in which browsers apply them."""
    files = parts_of(asset_roots(site.blog.root), "css")
    return tuple(rule for file in files for rule in read_rules(read_text(file), site.shown(file)))


def palette_of(all_rules: tuple[StyleRule, ...], scheme: Scheme) -> ContrastPalette:
    """Return the style sheets in one scheme; without a background the page is white or black."""
    held = tuple(rule for rule in all_rules if _scheme(rule) in (None, scheme) and not _is_for_print(rule))
    properties = _custom_properties(held)
    bare = ContrastPalette(scheme, held, properties, (1.0, 1.0, 1.0) if scheme == "light" else (0.0, 0.0, 0.0))
    ground = bare.ground
    for rule in held:
        if {"html", "body", ":root"} & {part.strip() for part in rule.selector.split(",")}:
            ground = _ground(bare, rule) or ground
    return ContrastPalette(scheme, held, properties, ground)


def _of_rule(palette: ContrastPalette, rule: StyleRule) -> Iterator[Finding]:
    if _EXEMPT.search(rule.selector):
        return
    ground = _ground(palette, rule) or palette.ground
    for name, least in _WANTED.items():
        shown = palette.colour(rule.declarations.get(name, ""))
        if shown is None or shown == ground:
            continue
        ratio = contrast(shown, ground)
        if ratio < least:
            problem = (
                f"{name} of {rule.selector} has {ratio:.2f} to 1 in the {palette.scheme} scheme, under {least} to 1"
            )
            yield Finding("contrast", problem, rule.file, rule.lines[name])


def _ground(palette: ContrastPalette, rule: StyleRule) -> Rgb | None:
    for name in _GROUNDS:
        value = rule.declarations.get(name, "")
        for part in (value, *re.split(r"\s+(?![^(]*\))", value)):
            found = palette.colour(part)
            if found is not None:
                return found
    return None


def _scheme(rule: StyleRule) -> Scheme | None:
    """Return the scheme that a rule is for, None where it holds in both."""
    found = next((found for condition in rule.conditions if (found := _SCHEME.search(condition))), None)
    return None if found is None else "dark" if found[1] == "dark" else "light"


def _is_for_print(rule: StyleRule) -> bool:
    return any(re.search(r"\bprint\b", condition) for condition in rule.conditions)


def _custom_properties(held: Iterable[StyleRule]) -> dict[str, str]:
    """Return the custom properties of ``:root`` (or ``html``)."""
    found = {}
    for rule in held:
        if re.search(r"(?:^|[\s,])(?::root|html)(?:$|[\s,])", rule.selector):
            found.update({name: value for name, value in rule.declarations.items() if name.startswith("--")})
    return found


def resolved(value: str, properties: Mapping[str, str], scheme: Scheme) -> str:
    """Return a value with its ``var()`` and ``light-dark()`` followed; an unknown name stays as it is."""
    for _ in range(DEEPEST):
        found = _VAR.search(value)
        if found is None:
            break
        fallback: str | None = found[2]
        known = properties.get(found[1], fallback)
        if known is None:
            return value
        value = value[: found.start()] + known.strip() + value[found.end() :]
    return _LIGHT_DARK.sub(lambda pair: pair[1 if scheme == "light" else 2].strip(), value)


def colour(text: str) -> Rgb | None:
    """Return a CSS colour as red, green and blue from 0 to 1.

    None for what is no colour, is not opaque (its contrast depends on what lies below), or is of a space that
    tinycss2 does not convert (``oklch()``).
    """
    found = parse_color(text.removesuffix("!important").strip())
    if found is None or found == "currentcolor" or found.alpha != 1:
        return None
    try:
        red, green, blue = (min(max(part or 0.0, 0.0), 1.0) for part in found.to("srgb").coordinates)
    except NotImplementedError:
        return None
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: Rgb) -> float:
    """Return a colour's relative luminance, from 0 to 1 (WCAG 2.2, with the threshold of sRGB)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


RULES = RuleSet(
    rules={"contrast": Rule("error", "Text reaches 4.5 to 1 and drawings 3 to 1 on their ground, in both schemes.")},
    check=_check,
)
