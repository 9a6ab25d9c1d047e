"""Contrast of the style sheets' colours in both schemes, those of figures included, which browsers' judges pass over.

Text needs 4.5 to 1 (WCAG 2.2, 1.4.3), lines and areas of figures 3 to 1 (1.4.11). Each rule's colour is held against
the ground that the rule itself gives, else against the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fridaygram.check.colours import Rgb, colour, contrast
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.judging import Judge
from fridaygram.check.sheets import SCHEMES, Scheme, custom_properties, resolved, rules
from fridaygram.check.sheets import Rule as StyleRule
from fridaygram.check.subject import Subject
from fridaygram.files import read_text
from fridaygram.pages.theme.roots import asset_roots

TEXT, GRAPHICS = 4.5, 3.0
_WANTED = {"color": TEXT, "fill": GRAPHICS, "stroke": GRAPHICS}
_GROUNDS = ("background-color", "background")
# What cannot be used needs no contrast (1.4.3); lines that only divide carry no information (1.4.11).
_EXEMPT = re.compile(r":disabled|\[disabled|::selection|grid|rule|axis|paper")


@dataclass(frozen=True)
class Palette:
    """The style sheets in one scheme: their rules, custom properties, and the page's ground."""

    scheme: Scheme
    rules: tuple[StyleRule, ...]
    properties: Mapping[str, str]
    ground: Rgb

    def colour(self, value: str) -> Rgb | None:
        """Return the colour that a value comes to, None for none or one that is not opaque."""
        return colour(resolved(value, self.properties, self.scheme))


def _judge(subject: Subject) -> Iterator[Finding]:
    found = sheets(subject)
    for scheme in SCHEMES:
        palette = palette_of(found, scheme)
        for rule in palette.rules:
            yield from _of_rule(palette, rule)


def sheets(subject: Subject) -> tuple[StyleRule, ...]:
    """Return the rules of all style sheets of the site, in the order in which they hold."""
    roots = asset_roots(subject.blog.root)
    files = {path.name: path for root in reversed(roots) for path in (root / "css").glob("*.css")}
    return tuple(rule for name in sorted(files) for rule in rules(read_text(files[name]), subject.shown(files[name])))


def palette_of(all_rules: tuple[StyleRule, ...], scheme: Scheme) -> Palette:
    """Return the style sheets in one scheme; a page whose ground is not said is white or black."""
    held = tuple(rule for rule in all_rules if rule.scheme in (None, scheme) and not rule.is_for_print)
    properties = custom_properties(held, scheme)
    bare = Palette(scheme, held, properties, (1.0, 1.0, 1.0) if scheme == "light" else (0.0, 0.0, 0.0))
    ground = bare.ground
    for rule in held:
        if {"html", "body", ":root"} & {part.strip() for part in rule.selector.split(",")}:
            ground = _ground(bare, rule) or ground
    return Palette(scheme, held, properties, ground)


def _of_rule(palette: Palette, rule: StyleRule) -> Iterator[Finding]:
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


def _ground(palette: Palette, rule: StyleRule) -> Rgb | None:
    for name in _GROUNDS:
        value = rule.declarations.get(name, "")
        for part in (value, *re.split(r"\s+(?![^(]*\))", value)):
            found = palette.colour(part)
            if found is not None:
                return found
    return None


JUDGE = Judge(
    rules={"contrast": Rule("error", "Text reaches 4.5 to 1 and drawings 3 to 1 on their ground, in both schemes.")},
    judge=_judge,
)
