"""What ``init`` and ``new`` wrote and nobody has changed: the address, the first post, the prompts of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.site_view import SiteView
from fridaygram.config import FILE, line_of
from fridaygram.pages.sources import ARCHETYPE, OWN_ARCHETYPE

_FRONT = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"\\\$(?:\w+|\\\{\w+\\\})")


def _check(site: SiteView) -> Iterator[Finding]:
    if site.config.has_example_url:
        hint = 'say where the site will live, like "https://you.github.io/blog/"'
        line = line_of(site.text(FILE), "base_url")
        yield Finding("address", f"base_url is still {site.config.base_url}", FILE, line, hint)
    archetype = _pattern(site.text(OWN_ARCHETYPE) or ARCHETYPE)
    for source, document in site.look.library.documents.items():
        body = document.body.strip() if document.kind == "post" else ""
        if any(pattern.fullmatch(body) for pattern in _starters()):
            hint = "write it anew, or delete it"
            yield Finding("starter", "this is still the post that 'fridaygram init' wrote", source, 1, hint)
        elif body and archetype.fullmatch(body):
            problem = "this is still the template that 'fridaygram new' wrote"
            yield Finding("starter", problem, source, 1, "write the post, or set draft: true")


@cache
def _starters() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(text) for text in _texts(files("fridaygram").joinpath("starter")))


def _texts(folder: Traversable) -> Iterator[str]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            yield from _texts(item)
        elif item.name.endswith(".md"):
            yield item.read_text("utf-8")


def _pattern(template: str) -> re.Pattern[str]:
    """Return what matches the text below a template's front matter, whatever stands for its $names."""
    return re.compile(_PLACEHOLDER.sub(".*", re.escape(_FRONT.sub("", template, count=1).strip())), re.DOTALL)


RULES = RuleSet(
    rules={
        "address": Rule("warning", "The site's address is its own, no longer the example that 'init' writes."),
        "starter": Rule("warning", "No post is published as 'init' or 'new' wrote it."),
    },
    check=_check,
)
