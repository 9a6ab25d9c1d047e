"""``fridaygram VERB``: the only file that prints or exits. A verb's module is imported when it is called."""

from __future__ import annotations

import argparse
import errno
import io
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fridaygram import __version__
from fridaygram.commands._parser import (
    ENVIRONMENT,
    EXIT_CODES,
    FAILED,
    MISUSED,
    coloured,
    command_of,
    common,
    parser_of,
    summary_of,
    verbs,
)
from fridaygram.commands.base import Advance, Tell
from fridaygram.errors import FridaygramError, UsageError
from fridaygram.registry import EXTRAS, missing, require

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

    def __init__(self, *, quiet: bool = False, verbose: bool = False):
        self.quiet = quiet
        self.verbose = verbose

    def say(self, text: str = "") -> None:
        """Write a line to standard output."""
        print(text)

    def done(self, text: str) -> None:
        """Write a line to standard output, unless --quiet leaves it out."""
        if not self.quiet:
            print(text)

    def text(self, text: str) -> None:
        """Write to standard output as it is."""
        sys.stdout.write(text)

    def json(self, value: object) -> None:
        """Write one JSON document to standard output."""
        import json

        print(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))

    def remark(self, text: str) -> None:
        """Write a line to standard error, unless --quiet leaves it out. It never leaves out a warning."""
        if not self.quiet or text.startswith("warning: "):
            print(text, file=sys.stderr)

    def detail(self, text: str) -> None:
        """Write a line to standard error where --verbose asks for it."""
        if self.verbose:
            print(text, file=sys.stderr)

    @contextmanager
    def progress(self) -> Iterator[Advance]:
        """Show a bar where standard error is a terminal, nothing elsewhere."""
        if self.quiet or not sys.stderr.isatty():
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
        if self.quiet:
            yield lambda line, last=False: None
            return
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


class _Remarks(logging.Handler):
    """Writes what the package logs, such as that long work begins, as remarks."""

    def __init__(self, console: Terminal):
        super().__init__()
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        self.console.remark(record.getMessage())


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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code, one of EXIT_CODES."""
    given = argparse.Namespace(debug=bool(os.environ.get("FRIDAYGRAM_DEBUG")))
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows an escape, instead of an error after the work is done.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        if "_ARGCOMPLETE" in os.environ:
            from fridaygram.commands.completion import complete

            complete()
        words = sys.argv[1:] if argv is None else argv
        _refuse_other_codes(words)
        rest = common().parse_known_args(words, given)[1]
        code = _run(rest, given)
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
        if given.debug:
            raise
        print(f"fridaygram: {_one_line(error)}", file=sys.stderr)
        return FAILED


def _refuse_other_codes(words: Sequence[str]) -> None:
    """Raise UsageError for a word that is not UTF-8: no file that is written could hold it."""
    for word in words:
        if not word.isprintable() and any("\udc80" <= char <= "\udcff" for char in word):
            raise UsageError(
                f"{word!a} on the command line is not UTF-8", hint="write it, or rename the file, in UTF-8"
            )


def _one_line(error: Exception) -> str:
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


def _run(arguments: list[str], given: argparse.Namespace) -> int:
    """Run the verb among the arguments; ``given`` are the options that every verb takes."""
    verb = next((word for word in arguments if not word.startswith("-")), None)
    if verb == "help":
        arguments.remove(verb)
        verb = next(iter(arguments), None)
        arguments = [verb, "--help"] if verb else []
    if verb == "version" or (verb is None and "--version" in arguments):
        return _version()
    if verb is None or verb not in verbs():
        return _overview(arguments, verb)
    command = command_of(verb)
    parser = parser_of(verb, command)
    arguments.remove(verb)
    args = parser.parse_args(arguments)
    vars(args).update(vars(given))
    if command.extra:
        require(command.extra, f"'{verb}'")
    began = time.perf_counter()
    console = Terminal(quiet=given.quiet, verbose=given.verbose)
    logging.getLogger("fridaygram").handlers = [_Remarks(console)]
    code = command.run(args, console)
    console.detail(f"{verb}: {time.perf_counter() - began:.2f} s, {time.process_time():.2f} s of processor in all")
    return code


def _version() -> int:
    """Print the version and the environment: what a report of a fault needs."""
    import platform

    print(f"fridaygram {__version__}")
    print(f"Python {platform.python_version()}, {platform.platform()}")
    here = [extra for extra in EXTRAS if not missing(extra)]
    print(f"extras: {', '.join(here) or 'none'}; not installed: {', '.join(sorted(EXTRAS.keys() - here)) or 'none'}")
    return 0


def _overview(arguments: list[str], verb: str | None) -> int:
    asked = [word for word in arguments if word.startswith("-") and word not in ("--help", "-h")]
    if verb is not None or asked:
        from fridaygram.errors import suggestion

        what = f"unknown verb '{verb}'; {suggestion(verb, verbs())}" if verb else f"'{asked[0]}' needs a verb"
        print(f"fridaygram: {what}; see 'fridaygram --help'", file=sys.stderr)
        return MISUSED
    lines = ["usage: fridaygram VERB [options]", "", "A blog whose figures are computed from corpus and model."]
    width = max(map(len, (*verbs(), *ENVIRONMENT)))
    lines += ["", "verbs:", *(f"  {name:<{width}} {summary_of(name)}" for name in verbs())]
    lines += ["", "environment:", *(f"  {name:<{width}} {meaning}" for name, meaning in ENVIRONMENT.items())]
    lines += ["", "exit codes:", *(f"  {code:<{width}} {meaning}" for code, meaning in EXIT_CODES.items())]
    print(coloured("\n".join(lines)))
    print("\n'fridaygram VERB --help' explains a verb. Start with 'fridaygram init myblog'.")
    return 0
