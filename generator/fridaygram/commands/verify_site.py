"""``fridaygram verify-site URL``: build the site again from this checkout, and compare it with what is served."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import get_args

from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.plan.blog import Blog, Options

FOLDER = "verify-site"
SHOWN = 50


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the address of the site: https only, redirects are refused")
    parser.add_argument(
        "--date", metavar="YYYY-MM-DD", help="build the site as of the end of this day (default: its newest post's)"
    )
    add_json(parser, "what was found")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram import __version__
    from fridaygram.check.served import Verdict, compare, first_transport, read_manifest, served_url, transport_for
    from fridaygram.plan.build import build

    blog, url = Blog(blog_root(args)), served_url(args.url)
    manifest = read_manifest(url, first_transport())
    if manifest.program != f"Fridaygram {__version__}":
        console.remark(f"the site says that {manifest.program[:80]!r} built it; this is Fridaygram {__version__}")
    output, day = blog.cache.parent / FOLDER, args.date or manifest.as_of or None
    with console.progress() as progress:
        build(blog, Options(output=output, base_url=manifest.base_url, date=day, clean=True, progress=progress))
        files = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
        compared = list(compare(url, output, files, manifest, transport_for(output, files), progress))
    counts = Counter(one.verdict for one in compared)
    unequal = [one for one in compared if one.verdict != "equal"]
    if args.json:
        summary: dict[str, int] = {name: counts[name] for name in get_args(Verdict)}
        console.json({"url": url, "files": [one._asdict() for one in unequal], **summary})
        return 1 if unequal else 0
    for one in unequal[:SHOWN]:
        console.say(f"{one.path}: {one.verdict}: {one.why}")
    if len(unequal) > SHOWN:
        console.say(f"and {len(unequal) - SHOWN} more")
    said = ", ".join(f"{counts[name]} {name}" for name in get_args(Verdict) if counts[name])
    console.say(f"{url}: {many(len(compared), 'file')}: {said}")
    return 1 if unequal else 0


COMMAND = Command(
    summary="build the site again, and compare it with what is served",
    description=(
        "Build the site from this checkout, beside the blog, and compare it with what URL serves, file by file:\n"
        "equal, different, missing there, or extra there. The exit code is 1 where a file is not equal.\n"
        "Check out the commit that was published, and install the version of Fridaygram that digests.json names."
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram verify-site https://you.github.io/blog/",),
)
