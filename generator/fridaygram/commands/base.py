"""What a verb is, and the console that it writes to."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from fridaygram.errors import UsageError

Advance = Callable[[int, int, str], None]


class Tell(Protocol):
    """Shows the progress of a long run."""

    def __call__(self, line: str, *, last: bool = False) -> None:
        """Show ``line`` in the place of the one before; the ``last`` line of a phase stays."""


class Console(Protocol):
    """Where a verb writes: results to standard output, remarks to standard error, progress on a terminal only."""

    def say(self, text: str = "") -> None:
        """Write a line of the result."""

    def done(self, text: str) -> None:
        """Write a line that says what was done. Data goes to ``say``: --quiet leaves this out."""

    def text(self, text: str) -> None:
        """Write text as it is, without a line's end."""

    def json(self, value: object) -> None:
        """Write a value as JSON: sorted keys, one document."""

    def remark(self, text: str) -> None:
        """Write a line that is not the result, such as a note; a warning begins with "warning: "."""

    def detail(self, text: str) -> None:
        """Write a line that only --verbose shows."""

    def progress(self) -> AbstractContextManager[Advance]:
        """Return a function (done, total, what) that shows a bar on a terminal and nothing in a pipe."""

    def status(self) -> AbstractContextManager[Tell]:
        """Return a function that shows a line in place on a terminal, and writes a log with times in a pipe."""


class Command(NamedTuple):
    """A verb: its help, its arguments, and what it does. ``run`` returns the exit code.

    ``extra`` is the extra of the package without which the verb can do nothing, "" for none.
    """

    summary: str
    description: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Console], int]
    examples: tuple[str, ...] = ()
    extra: str = ""


def add_json(parser: argparse._ActionsContainer, what: str) -> None:
    """Add --json, with which a verb prints ``what`` as one JSON document in place of its lines."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def blog_root(args: argparse.Namespace) -> Path:
    """Return the folder of the blog that the verb works on.

    Raises UsageError where its name is not UTF-8: the cache stores it as such.
    """
    root = Path(args.blog).resolve() if args.blog else Path.cwd()
    try:
        str(root).encode()
    except UnicodeEncodeError:
        raise UsageError(f"the folder's name is not UTF-8: {str(root)!a}", hint="rename it") from None
    return root


LARGEST = 2**53
"""The largest whole number that JSON and JavaScript hold, and so the largest option."""


MOST_ORDER = 1000
"""Characters of history: far more than any model gains from."""


def whole(least: int, most: int = LARGEST) -> Callable[[str], int]:
    """Return an argument type: a whole number not under ``least``, nor above ``most``."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number") from None
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is less than {least}")
        if value > most:
            raise argparse.ArgumentTypeError(f"{value:,} is more than {most:,}")
        return value

    return parse


def many(count: int, noun: str) -> str:
    """Return a count with its noun, as in "1 text" and "1,267 texts"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def share(text: str) -> float:
    """Return an argument as a share: a number above 0 and below 1, or 0."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from None
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share between 0 and 1")
    return value
