"""The extensions that come with packages; some are loaded when a text first has their sign, as most texts never do.

Those bring a third of all that a conversion loads: networking, by way of a module that they share, and large
expressions to compile.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.tables import TableExtension

TAB = 4
BOXES = ("[ ]", "[x]", "[X]")
# By their module in pymdownx, in the order in which a parser gets them; one of the signs must stand in a text.
EXTRAS = {"details": ("???",), "tasklist": BOXES, "tilde": ("~~",)}
_CLASSES = {"details": "DetailsExtension", "tasklist": "TasklistExtension", "tilde": "DeleteSubExtension"}
_OPTIONS = {"tilde": {"subscript": False}}


def extras_of(text: str) -> frozenset[str]:
    """Return the names of the extras whose signs are in a text."""
    plain = text.expandtabs(TAB) if "\t" in text else text  # a tab may be the space in a box
    return frozenset(name for name, signs in EXTRAS.items() if any(sign in plain for sign in signs))


def extensions(extras: Iterable[str] = tuple(EXTRAS)) -> list[Extension]:
    """Return the extensions of a parser: made here, as looking them up by name reads what is installed."""
    wanted = set(extras)
    return [
        TableExtension(),
        DefListExtension(),
        AbbrExtension(),
        AttrListExtension(),
        AdmonitionExtension(),
        MarkdownInHtmlExtension(),
        *(_extra(name) for name in EXTRAS if name in wanted),
    ]


def _extra(name: str) -> Extension:
    made: Extension = getattr(import_module(f"pymdownx.{name}"), _CLASSES[name])(**_OPTIONS.get(name, {}))
    return made
