"""The command line as data: the options of every verb, for parsing, for help, for completion and for manuals."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from fridaygram.commands.base import Command
from fridaygram.errors import near
from fridaygram.registry import load, names

PACKAGE = "fridaygram.commands"
FAILED, MISUSED = 1, 2
EXIT_CODES = {
    0: "done",
    FAILED: "an error, or something to mend that a check found",
    MISUSED: "a wrong command line",
    130: "interrupted with Ctrl-C",
}
ENVIRONMENT = {
    "FRIDAYGRAM_BLOG": "the blog's folder, where --blog is not given",
    "FRIDAYGRAM_BASE_URL": "the site's address, where --base-url is not given",
    "FRIDAYGRAM_WORKERS": "how many processes a build takes, where --workers is not given",
    "FRIDAYGRAM_WEBMENTION_TOKEN": "the token of the service that 'webmentions' asks; it is kept nowhere",
    "FRIDAYGRAM_DEBUG": "as --debug, where it is not empty",
    "NO_COLOR": "no colours, where it is not empty",
    "FORCE_COLOR": "colours in a pipe too, where it is not empty",
}
_HEADING = re.compile(r"^[a-z][a-z ]*:", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w/-])--?[a-z][a-z-]*")


class OneLineParser(argparse.ArgumentParser):
    """A parser that prints an error as one line, with the command that shows the help."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self.color = False  # Python 3.14's own colours: the help looks the same on every Python

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, with the nearest option for a misspelled one, and exit with 2."""
        unknown = message.partition("unrecognized arguments: ")[2].split()
        options = re.findall(r"--[a-z][a-z-]*", self.format_help()) if unknown else []
        close = near(unknown[0], options) if unknown and unknown[0].startswith("--") else None
        hint = f"; did you mean '{close}'?" if close else ""
        self.exit(MISUSED, f"fridaygram: {message}{hint}; see '{self.prog} --help'\n")

    def print_help(self, file: IO[str] | None = None) -> None:  # type: ignore[override]
        """Print the help, in colours on a terminal."""
        self._print_message(coloured(self.format_help()), file or sys.stdout)


def coloured(text: str) -> str:
    """Return a help text with its headings bold and its options cyan, where standard output shows colours."""
    asked = bool(os.environ.get("FORCE_COLOR"))
    shows = asked or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
    if os.environ.get("NO_COLOR") or not shows:
        return text
    return _OPTION.sub("\033[36m\\g<0>\033[0m", _HEADING.sub("\033[1m\\g<0>\033[0m", text))


def verbs() -> tuple[str, ...]:
    """Return the names of all verbs, sorted."""
    return tuple(name for name in names(PACKAGE) if name != "base")


def command_of(verb: str) -> Command:
    """Return a verb. Raises UsageError, with the nearest one, where there is none."""
    command: Command = load(PACKAGE, verb, "COMMAND", what="verb")
    return command


def summary_of(verb: str) -> str:
    """Return the summary of a verb, read from its file: importing all verbs takes a tenth of a second."""
    file = Path(__file__).with_name(f"{verb.replace('-', '_')}.py")
    text = (file if file.is_file() else file.with_stem(f"{file.stem}_")).read_text("utf-8")
    found = re.search(r'^    summary="(.*)",$', text, re.MULTILINE)
    return found[1] if found else command_of(verb).summary


def common() -> OneLineParser:
    """Return a parser of the options that every verb takes, wherever they stand."""
    parser = OneLineParser(prog="fridaygram VERB", add_help=False, allow_abbrev=False)
    blog = os.environ.get("FRIDAYGRAM_BLOG") or None
    parser.add_argument("--blog", metavar="DIR", default=blog, help="the blog's folder (default: this folder)")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only data, warnings and errors")
    parser.add_argument("-v", "--verbose", action="store_true", help="print more: files, reasons, time and memory")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something fails")
    return parser


def parser_of(verb: str, command: Command) -> argparse.ArgumentParser:
    """Return the parser of a verb; what the environment says are defaults."""
    examples = "\n".join(f"  {line}" for line in command.examples)
    needs = f"\n\nIt needs an extra: pip install 'fridaygram[{command.extra}]'" if command.extra else ""
    parser = OneLineParser(
        prog=f"fridaygram {verb}",
        parents=[common()],
        description=command.description + needs,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(parser)
    for name in ("base_url", "workers"):
        if (said := os.environ.get(f"FRIDAYGRAM_{name.upper()}")) and parser.get_default(name) is None:
            parser.set_defaults(**{name: said})
    return parser


class ManualPart(NamedTuple):
    """A verb, or an action of one ("corpus stats"), as manuals show it. ``options`` are (names, meaning)."""

    title: str
    usage: str
    description: str
    options: tuple[tuple[str, str], ...]
    examples: tuple[str, ...] = ()


def parts_of(verb: str) -> Iterator[ManualPart]:
    """Yield a verb, then its actions. The options that every verb takes are left out."""
    command = command_of(verb)
    parser = parser_of(verb, command)
    shared = {flag for action in common()._actions for flag in action.option_strings}
    yield ManualPart(
        verb, _usage(parser), parser.description or "", tuple(_options(parser._actions, shared)), command.examples
    )
    for group in parser._actions:
        if isinstance(group, argparse._SubParsersAction):
            meanings = {one.dest: one.help or "" for one in group._choices_actions}
            for name, action in group.choices.items():
                listed = tuple(_options(action._actions, shared))
                yield ManualPart(f"{verb} {name}", _usage(action), meanings.get(name, ""), listed)


def common_options() -> tuple[tuple[str, str], ...]:
    """Return the options that every verb takes, as (names, meaning)."""
    return tuple(_options(common()._actions, set()))


def _usage(parser: argparse.ArgumentParser) -> str:
    """Return how a verb is called, without the options that every verb takes."""
    words = " ".join(parser.format_usage().removeprefix("usage: ").split())
    return re.sub(r" \[-h\]( \[--blog DIR\] \[-q\] \[-v\] \[--debug\])?", "", words)


def _options(actions: Iterable[argparse.Action], left_out: set[str]) -> Iterator[tuple[str, str]]:
    for action in actions:
        left = left_out & set(action.option_strings)
        if left or isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        choices = f"{{{','.join(map(str, action.choices))}}}" if action.choices else ""
        value = action.metavar or choices or action.dest.upper()
        takes = "" if action.nargs == 0 else f" {value}"
        names = ", ".join(f"{flag}{takes}" for flag in action.option_strings) or str(value)
        yield names, (action.help or "").replace("%%", "%")


def whole_parser(words: Iterable[str]) -> argparse.ArgumentParser:
    """Return one parser of all verbs, of which only those among ``words`` have their options: loading takes time."""
    parser = OneLineParser(prog="fridaygram", parents=[common()])
    known = set(words)
    listed = parser.add_subparsers(dest="verb")
    for verb in verbs():
        one = listed.add_parser(verb, parents=[common()])
        if verb in known:
            command_of(verb).arguments(one)
    return parser
