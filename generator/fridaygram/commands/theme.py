"""``fridaygram theme ACTION``: lists the files of the theme, and copies one into the blog to be changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json, blog_root
from fridaygram.errors import UsageError, suggestion
from fridaygram.files import write_atomic


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the templates and assets of the theme")
    copy = actions.add_parser("copy", help="copy a file of the theme into the blog")
    copy.add_argument("files", metavar="FILE", nargs="+", help="a file as 'theme list' names it")
    add_json(listing, "the files")
    add_json(copy, "what was copied")


def _run(args: argparse.Namespace, console: Console) -> int:
    root = blog_root(args)
    if not (root / "site.toml").is_file():
        raise UsageError("no blog here: there is no site.toml", hint="start one with 'fridaygram init myblog'")
    files = _files(root)
    if args.action == "list":
        own = [name for name in files if (root / name).is_file()]
        if args.json:
            console.json([{"file": name, "own": name in own} for name in files])
            return 0
        for name in files:
            console.say(f"{name} (the blog has its own)" if name in own else name)
        return 0
    for name in args.files:
        if name not in files:
            raise UsageError(f"the theme has no file '{name}'", hint=suggestion(name, files))
        if (root / name).exists():
            raise UsageError(f"{name} is here already", hint="move it away to copy it again")
    for name in args.files:
        write_atomic(root / name, files[name].read_bytes())
        if args.json:
            continue
        console.done(f"{name}: copied; it now takes the place of the theme's")
    if args.json:
        console.json({"copied": args.files})
    return 0


def _files(root: Path) -> dict[str, Path]:
    """Return the files of the theme by their path in a blog, sorted: an installed theme's, then the packaged ones."""
    from fridaygram.pages.theme.roots import asset_roots, template_roots

    found: dict[str, Path] = {}
    for name, roots in (("templates", template_roots(root)), ("assets", asset_roots(root))):
        for folder in roots:
            # The demo blog of the repository is the packaged theme's own folder.
            if folder.parent == root and folder != roots[-1]:
                continue
            for path in folder.rglob("*"):
                if path.is_file():
                    found.setdefault(f"{name}/{path.relative_to(folder).as_posix()}", path)
    return dict(sorted(found.items()))


COMMAND = Command(
    summary="list the theme's files, or copy one to change it",
    description="List the templates and assets of the theme, or copy one into the blog. The blog's file is used then.",
    arguments=_arguments,
    run=_run,
    examples=("fridaygram theme list", "fridaygram theme copy templates/parts/footer.html"),
)
