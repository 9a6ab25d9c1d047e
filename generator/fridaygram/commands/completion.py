"""``fridaygram completion SHELL``: what makes the Tab key of a shell know verbs, options, corpora and posts."""

from __future__ import annotations

import argparse
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console

SHELLS = ("bash", "zsh", "fish")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))


def _run(args: argparse.Namespace, console: Console) -> int:
    from argcomplete.shell_integration import shellcode

    console.text(shellcode(["fridaygram"], shell=args.shell))
    return 0


def complete() -> None:
    """Answer the shell that pressing Tab has asked, and end the process."""
    from argcomplete import autocomplete

    from fridaygram.commands._parser import whole_parser
    from fridaygram.registry import names

    words = os.environ["COMP_LINE"].split()
    named = [after for word, after in pairwise(words) if word == "--blog"]
    blog = Path(named[0] if named else os.environ.get("FRIDAYGRAM_BLOG") or ".")

    def folders(place: str) -> Any:
        folder = blog / place
        return lambda **_: sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []

    completers = {
        "name": folders("content/corpus"),
        "post": folders("content/posts"),
        "model": lambda **_: names("fridaygram.lm.models"),
        "kind": lambda **_: names("fridaygram.figures.kinds"),
    }
    parser = whole_parser(words)
    _set_completers(parser, completers)
    autocomplete(parser, always_complete_options=False)


def _set_completers(parser: argparse.ArgumentParser, completers: dict[str, Any]) -> None:
    """Tell argcomplete how to complete arguments, by their names, in a parser and in those of its actions."""
    for action in parser._actions:
        for below in action.choices.values() if isinstance(action, argparse._SubParsersAction) else ():
            _set_completers(below, completers)
        if action.dest in completers:
            action.completer = completers[action.dest]  # type: ignore[attr-defined]


COMMAND = Command(
    summary="make the Tab key know verbs and options",
    description=(
        "Print a script for your shell. With it, the Tab key completes verbs, options, corpora, posts, models and\n"
        "figures. Write it where your shell looks for completions, then open a new shell."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram completion bash > ~/.local/share/bash-completion/completions/fridaygram",
        "fridaygram completion zsh > ~/.zfunc/_fridaygram    with ~/.zfunc in fpath, before compinit",
        "fridaygram completion fish > ~/.config/fish/completions/fridaygram.fish",
    ),
)
