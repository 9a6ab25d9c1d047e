"""The console script. A ``build`` first looks whether anything has changed, before the program is loaded."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import time
from collections.abc import Sequence

from fridaygram.plan import quick

GARBAGE = 20_000
"""Objects made between two garbage collections. Python's default of 700 costs a build a tenth of its time."""
INTERRUPTED = 130
QUIET = ("-q", "--quiet")
VALUED = ("--blog", "--output", "--date", "--base-url")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code, as ``cli.main`` does; 130 where Ctrl-C ended it at any moment."""
    _stand_in_for_closed_streams()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        print("fridaygram: interrupted; nothing half-written was kept", file=sys.stderr)
        return INTERRUPTED


def _stand_in_for_closed_streams() -> None:
    """Open each standard stream that the caller has closed, so that no other file gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _run(arguments: list[str]) -> int:
    answer = up_to_date(arguments)
    if answer is None:
        gc.set_threshold(GARBAGE)
        # A last look for garbage would free nothing that the end of the process does not: `train` saves 0.15 s.
        atexit.register(gc.freeze)
        from fridaygram.cli import main as run

        try:
            return run(arguments)
        finally:
            quick.forget_outdated()
    warnings, line = answer
    try:
        for warning in warnings:
            print(f"warning: {warning}", file=sys.stderr)
        if not any(word in QUIET for word in arguments):
            print(line, flush=True)
    except BrokenPipeError:
        # The reader of the output has ended, as `head` does: no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def up_to_date(arguments: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """Return the warnings and the line of a build that has nothing to do, else None.

    Also None where the arguments need the whole program.
    """
    options = _options(arguments)
    if options is None or "SOURCE_DATE_EPOCH" in os.environ:
        return None
    blog = options.get("--blog") or os.environ.get("FRIDAYGRAM_BLOG")
    root = os.path.realpath(blog) if blog else os.getcwd()  # noqa: PTH109
    target = os.path.realpath(options.get("--output", f"{root}/site"))
    date = options.get("--date")
    base_url = options.get("--base-url") or os.environ.get("FRIDAYGRAM_BASE_URL")
    key = quick.key_of(target, base_url, date, "--drafts" in options)
    note = quick.answer(root, key, None if date else time.time())
    if note is None:
        return None
    return note.warnings, quick.nothing_changed(
        target, root, quick.counted(note.posts, note.pages, note.hidden), note.tasks
    )


def _options(arguments: Sequence[str]) -> dict[str, str] | None:
    """Return the options of a plain ``build``, None for anything else."""
    if not arguments or arguments[0] != "build":
        return None
    options: dict[str, str] = {}
    rest = iter(arguments[1:])
    for name in rest:
        if name in VALUED:
            options[name] = next(rest, "-")
            if not options[name] or options[name].startswith("-"):
                return None
        elif name == "--drafts" or name in QUIET:
            options[name] = ""
        else:
            return None
    return options
