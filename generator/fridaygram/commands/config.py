"""``fridaygram config``: each setting with its value, and where that is from."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from fridaygram.commands.base import Command, Console, add_json, blog_root


class Setting(NamedTuple):
    """A setting by its dotted name; ``origin`` is "default", "site.toml:LINE", a variable's or an option's name."""

    name: str
    value: Any
    origin: str


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="show this setting, or those of this table, only")
    parser.add_argument("--base-url", metavar="URL", help="show what a build with this option takes")
    add_json(parser, "the settings")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.errors import UsageError, suggestion

    found = list(_settings(args))
    if args.name:
        names = [one.name for one in found]
        found = [one for one in found if one.name == args.name or one.name.startswith(f"{args.name}.")]
        if not found:
            raise UsageError(f"no setting '{args.name}'", hint=suggestion(args.name, names))
    if args.json:
        console.json([one._asdict() for one in found])
        return 0
    width = max(len(one.name) for one in found)
    for one in found:
        console.say(f"{one.name:<{width}}  {msgspec.json.encode(one.value).decode()}  ({one.origin})")
    return 0


def _settings(args: argparse.Namespace) -> Iterator[Setting]:
    """Yield where the blog is, then the settings of site.toml with their defaults, in the order of the reference."""
    import msgspec

    from fridaygram.config import load_site, setting_lines

    root = blog_root(args)
    blog = "this folder" if not args.blog else _origin("--blog", "FRIDAYGRAM_BLOG", args.blog)
    yield Setting("blog", str(root), blog)
    site = load_site(root, base_url=args.base_url)
    lines = setting_lines(root)
    for name, value in _flat(msgspec.to_builtins(site), ""):
        line = f"site.toml:{lines.get(name) or ''}".rstrip(":")
        origin = line if name in lines else "default"
        if name == "base_url" and args.base_url:
            origin = _origin("--base-url", "FRIDAYGRAM_BASE_URL", args.base_url)
        yield Setting(name, value, origin)


def _flat(table: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _origin(option: str, variable: str, value: str) -> str:
    return variable if os.environ.get(variable) == value else option


COMMAND = Command(
    summary="show each setting, and where it is from",
    description=(
        "Show the blog's folder and every setting of site.toml: its name, its value as JSON, and where that is from:\n"
        "the default, a line of site.toml, a variable of the environment, or an option."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram config",
        "fridaygram config publish",
        "fridaygram config --base-url https://you.github.io/blog/ --json",
    ),
)
