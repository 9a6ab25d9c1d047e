"""``fridaygram VERB``: the only file that prints or exits. A verb's module is imported when it is called."""

from __future__ import annotations

import argparse
import errno
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from fridaygram import __version__
from fridaygram.commands.base import Advance, Command, Tell
from fridaygram.errors import FridaygramError, UsageError, near
from fridaygram.registry import load, names, require

PACKAGE = "fridaygram.commands"
FAILED, MISUSED = 1, 2
LOG_EVERY_S = 10.0
WAYS_OUT = {
    errno.ENOSPC: "; make room on the disk, then run it again",
    errno.EDQUOT: "; make room on the disk, then run it again",
    errno.EROFS: "; the file system is read-only: work on a copy elsewhere",
    errno.EACCES: "; change the permissions, or work on a copy elsewhere",
}
"""What to do about an error of the system, which itself only says what is wrong."""


class Terminal:
    """The console of commands/base.py on real streams."""

    def say(self, text: str = "") -> None:
        """Write a line to standard output."""
        print(text)

    def text(self, text: str) -> None:
        """Write to standard output as it is."""
        sys.stdout.write(text)

    def json(self, value: object) -> None:
        """Write one JSON document to standard output."""
        import json

        print(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))

    def remark(self, text: str) -> None:
        """Write a line to standard error."""
        print(text, file=sys.stderr)

    @contextmanager
    def progress(self) -> Iterator[Advance]:
        """Show a bar where standard error is a terminal, nothing elsewhere."""
        if not sys.stderr.isatty():
            yield lambda done, total, what: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def advance(done: int, total: int, what: str) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total)
                bars.update(tasks[what], completed=done, total=total)

            yield advance

    @contextmanager
    def status(self) -> Iterator[Tell]:
        """Show a line in place where standard error is a terminal; elsewhere log last lines, others now and then."""
        if not sys.stderr.isatty():
            yield _log()
            return
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        with Live(console=Console(stderr=True), transient=True) as live:

            def show(line: str, *, last: bool = False) -> None:
                live.update(Text("" if last else line))
                if last:
                    live.console.print(Text(line))

            yield show


def _log() -> Tell:
    """Return what writes a log: a time (UTC) before each line, at most one line in ten seconds but for last ones."""
    from datetime import UTC, datetime
    from time import monotonic

    said = monotonic()

    def log(line: str, *, last: bool = False) -> None:
        nonlocal said
        if last or monotonic() - said >= LOG_EVERY_S:
            said = monotonic()
            print(f"{datetime.now(UTC):%H:%M:%SZ} {line}", file=sys.stderr, flush=True)

    return log


class OneLineParser(argparse.ArgumentParser):
    """A parser that prints an error as one line, with the command that shows the help."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, with the nearest option for a misspelled one, and exit with 2."""
        unknown = message.partition("unrecognized arguments: ")[2].split()
        options = re.findall(r"--[a-z][a-z-]*", self.format_help()) if unknown else []
        close = near(unknown[0], options) if unknown and unknown[0].startswith("--") else None
        hint = f"; did you mean '{close}'?" if close else ""
        self.exit(MISUSED, f"fridaygram: {message}{hint}; see '{self.prog} --help'\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 an error, 2 a wrong command line."""
    common = argparse.Namespace(debug=False)
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows an escape, instead of an error after the work is done.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        words = sys.argv[1:] if argv is None else argv
        _refuse_other_codes(words)
        arguments = _common().parse_known_args(words, common)[1]
        code = _run(arguments, common)
        # Flush here: a broken pipe at exit would come after the last handler.
        sys.stdout.flush()
        return code
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else FAILED
    except BrokenPipeError:
        # The reader of the output has ended, as `head` does: no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if common.debug:
            raise
        print(f"fridaygram: {_told(error)}", file=sys.stderr)
        return FAILED


def _refuse_other_codes(words: Sequence[str]) -> None:
    """Raise UsageError for a word that is not UTF-8: no file that is written could hold it."""
    for word in words:
        if not word.isprintable() and any("\udc80" <= char <= "\udcff" for char in word):
            raise UsageError(
                f"{word!a} on the command line is not UTF-8", hint="write it, or rename the file, in UTF-8"
            )


def _told(error: Exception) -> str:
    if isinstance(error, FridaygramError):
        if error.file is not None:
            error.file = _as_named(error.file)
        return str(error)
    if isinstance(error, OSError):
        place = f"{_as_named(str(error.filename))}: " if error.filename else ""
        way_out = WAYS_OUT.get(error.errno or 0, "")
        return f"{place}{error.strerror or error}{way_out}"
    said = " ".join(str(error).split())
    return f"this is a fault of Fridaygram: {type(error).__name__}: {said}; report it with what --debug shows"


def _as_named(file: str) -> str:
    """Return a file's path as the author would name it, and short enough to read."""
    return file.removeprefix(f"{Path.cwd()}{os.sep}")


def _common() -> argparse.ArgumentParser:
    """Return a parser of the options that every verb takes, wherever they stand."""
    parser = OneLineParser(prog="fridaygram VERB", add_help=False, allow_abbrev=False)
    parser.add_argument("--blog", metavar="DIR", help="the blog's folder (default: this folder)")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something fails")
    return parser


def _run(arguments: list[str], common: argparse.Namespace) -> int:
    verb = next((word for word in arguments if not word.startswith("-")), None)
    if verb == "help":
        arguments.remove(verb)
        verb = next(iter(arguments), None)
        arguments = [verb, "--help"] if verb else []
    elif verb == "version":
        return _overview(["--version"], None)
    if verb is None or verb not in _verbs():
        return _overview(arguments, verb)
    command: Command = load(PACKAGE, verb, "COMMAND", what="verb")
    parser = _parser(verb, command)
    arguments.remove(verb)
    args = parser.parse_args(arguments)
    args.blog, args.debug = common.blog, common.debug
    if command.extra:
        require(command.extra, f"'{verb}'")
    return command.run(args, Terminal())


def _verbs() -> tuple[str, ...]:
    return tuple(name for name in names(PACKAGE) if name != "base")


def _parser(verb: str, command: Command) -> argparse.ArgumentParser:
    examples = "\n".join(f"  {line}" for line in command.examples)
    parser = OneLineParser(
        prog=f"fridaygram {verb}",
        parents=[_common()],
        description=command.description,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(parser)
    return parser


def _overview(arguments: list[str], verb: str | None) -> int:
    if "--version" in arguments:
        print(f"fridaygram {__version__}")
        return 0
    asked = [word for word in arguments if word.startswith("-") and word not in ("--help", "-h")]
    if verb is not None or asked:
        from fridaygram.errors import suggestion

        what = f"unknown verb '{verb}'; {suggestion(verb, _verbs())}" if verb else f"'{asked[0]}' needs a verb"
        print(f"fridaygram: {what}; see 'fridaygram --help'", file=sys.stderr)
        return MISUSED
    print("usage: fridaygram VERB [options]\n\nA blog whose figures are computed from corpus and model.\n\nverbs:")
    width = max(map(len, _verbs()))
    for name in _verbs():
        command: Command = load(PACKAGE, name, "COMMAND", what="verb")
        print(f"  {name:<{width}} {command.summary}")
    print("\n'fridaygram VERB --help' teaches a verb. Start with 'fridaygram init myblog'.")
    return 0
