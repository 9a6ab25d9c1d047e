"""``fridaygram email POST``: a post as an email to subscribers."""

from __future__ import annotations

import argparse
from pathlib import Path

from fridaygram.commands.base import Command, Console, add_json, blog_root
from fridaygram.commands.build import add_build_arguments, options_of
from fridaygram.plan.blog import Blog

FOLDER = "mail"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("post", metavar="POST", help="a post's folder name, slug or path")
    add_build_arguments(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help=f"the folder to write to (default: {FOLDER}/)")
    parser.add_argument(
        "--pictures",
        choices=("carried", "linked"),
        default="carried",
        help="put them into the message (the default), or link to those of the published site",
    )
    parser.add_argument(
        "--unsubscribe", default="", metavar="URL", help="an address, or your service's placeholder for it"
    )
    add_json(parser, "what was written")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.commands.refresh import find_post
    from fridaygram.config import load_site
    from fridaygram.files import write_atomic
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.media.email import files_of, make_email

    blog = Blog(blog_root(args))
    source = find_post(args.post, find_sources(blog.root).documents, blog.root, load_site(blog.root).timezone)
    with console.progress() as progress:
        made = make_email(
            blog,
            options_of(args, progress=progress),
            source,
            carried=args.pictures == "carried",
            unsubscribe=args.unsubscribe,
        )
    from fridaygram.pages.sources import short_name

    name = short_name(source).rpartition("/")[2]
    files = files_of(made, args.output.resolve() if args.output else blog.root / FOLDER, name)
    for path, data in files.items():
        write_atomic(path, data)
    for remark in made.remarks:
        console.remark(f"warning: {remark}")
    if args.json:
        sizes = {str(path): len(data) for path, data in files.items()}
        console.json({"files": sizes, "html": made.shown, "pictures": made.pictures, "remarks": list(made.remarks)})
        return 0
    for path, data in files.items():
        here = path.relative_to(blog.root) if path.is_relative_to(blog.root) else path
        console.done(f"{here}: {len(data):,} bytes")
    carried = f", {made.pictures} picture{'' if made.pictures == 1 else 's'} carried" if made.pictures else ""
    console.done(f"{made.shown:,} bytes of HTML{carried}; nothing was sent")
    return 0


COMMAND = Command(
    summary="write a post as an email to subscribers",
    description=(
        "Write a post as a message (.eml) for your mail program, as one self-contained HTML file, and as plain text.\n"
        "Figures become still pictures, and links whole addresses. Nothing is sent. The subject of a draft\n"
        "or a scheduled post begins with 'Draft'. An unlisted post is refused."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram email week-1",
        "fridaygram email week-1 --pictures linked --unsubscribe '{{ unsubscribe_url }}'    for a mailing service",
        "fridaygram email week-2 --date 2018-06-15    as it will be that evening",
    ),
)
