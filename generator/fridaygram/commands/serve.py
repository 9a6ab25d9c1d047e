"""``fridaygram serve``: preview the blog on this machine, rebuilt as its author writes."""

from __future__ import annotations

import argparse

from fridaygram.clock import moment
from fridaygram.commands.base import Command, Console, blog_root, whole
from fridaygram.plan.blog import Blog

HIGHEST_PORT = 65535


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8000, help="default: 8000; 0 takes any free one")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine only")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="show the blog as it was, or will be, on this evening")
    parser.add_argument(
        "--drafts",
        action=argparse.BooleanOptionalAction,
        help="show drafts and scheduled posts (default: yes; with --date, no)",
    )
    parser.add_argument("--base-path", metavar="/PATH/", help="the path to serve at (default: that of base_url)")
    parser.add_argument("--workers", type=whole(1), metavar="N", help="processes for long work (default: all)")


def _port(text: str) -> int:
    port = whole(0)(text)
    if port > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is no port: the highest is {HIGHEST_PORT}")
    return port


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.graph.runner import default_workers
    from fridaygram.serve.guard import is_loopback
    from fridaygram.serve.preview import Preview, PreviewOptions

    if args.date is not None:
        moment("UTC", args.date)  # a wrong date is an error now: no edit of a file would mend it
    options = PreviewOptions(
        host=args.host,
        port=args.port,
        date=args.date,
        drafts=args.date is None if args.drafts is None else args.drafts,
        base_path=args.base_path,
        workers=args.workers or default_workers(),
    )
    preview = Preview(Blog(blog_root(args)), options, console.remark)
    console.say(f"The preview is at {preview.url} (Ctrl-C ends it)")
    if not is_loopback(args.host):
        console.remark(f"warning: everyone who can reach {args.host} can read this preview, drafts included")
    with preview.running():
        preview.wait()
    return 0


COMMAND = Command(
    summary="preview the blog, rebuilt as you write",
    description=(
        "Serve the blog on this machine as GitHub Pages will, rebuild it when a file changes, and reload the pages\n"
        "that changed. Drafts and scheduled posts are shown under a banner. An error is shown over the page, with\n"
        "its file and line, and goes when it is mended. The preview never writes to site/."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram serve",
        "fridaygram serve --date 2018-06-15     the blog as readers will see it that evening",
        "fridaygram serve --port 0 --base-path /",
    ),
)
