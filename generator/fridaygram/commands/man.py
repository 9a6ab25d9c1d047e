"""``fridaygram man``: the manual page, made from the parsers of all verbs."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from fridaygram import __version__
from fridaygram.commands.base import Command, Console


def _arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: there is one manual."""


def _run(args: argparse.Namespace, console: Console) -> int:
    console.text("".join(f"{line}\n" for line in _lines()))
    return 0


def _lines() -> Iterator[str]:
    """Yield the lines of the page in roff (groff_man(7))."""
    from fridaygram.commands._parser import ENVIRONMENT, EXIT_CODES, common_options, parts_of, verbs

    yield f'.TH FRIDAYGRAM 1 "" "Fridaygram {__version__}" "User Commands"'
    yield from (".SH NAME", r"fridaygram \- a blog whose figures are computed from corpus and model")
    yield from (".SH SYNOPSIS", r".B fridaygram", r".I VERB", "[options]")
    yield ".SH OPTIONS OF EVERY VERB"
    yield from _listed(common_options())
    yield ".SH VERBS"
    for verb in verbs():
        for part in parts_of(verb):
            yield from (f".SS {part.title}", f".B {_text(part.usage)}", ".PP", _text(part.description))
            yield from _listed(part.options)
            if part.examples:
                yield from (".PP", "Examples:", ".PP", ".nf", *map(_text, part.examples), ".fi")
    yield ".SH ENVIRONMENT"
    yield from _listed(ENVIRONMENT.items())
    yield ".SH EXIT STATUS"
    yield from _listed((str(code), meaning) for code, meaning in EXIT_CODES.items())


def _listed(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, meaning in pairs:
        yield from (".TP", f".B {_text(name)}", _text(meaning))


def _text(text: str) -> str:
    r"""Return text as roff takes it: a backslash and a hyphen escaped, no line that begins with a control character."""
    lines = text.replace("\\", r"\e").replace("-", r"\-").splitlines()
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in lines)


COMMAND = Command(
    summary="print the manual page",
    description="Print the manual page of the program, with all verbs and options, for man.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram man > ~/.local/share/man/man1/fridaygram.1", "fridaygram man | man -l -"),
)
