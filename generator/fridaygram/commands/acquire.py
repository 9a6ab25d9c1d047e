"""``fridaygram acquire NAME``: run the corpus pipeline, the only path that uses the network."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, add_json, blog_root, whole
from fridaygram.errors import NetworkError
from fridaygram.plan.blog import Blog

INTERRUPTED = 130


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the corpus, as [acquire.NAME] of site.toml describes it")
    parser.add_argument("--dry-run", action="store_true", help="show the plan and how long it takes; send no request")
    parser.add_argument("--demo-web", action="store_true", help="rehearse over a miniature web on this machine")
    parser.add_argument("--refresh", action="store_true", help="fetch again what may have grown, and pages that failed")
    parser.add_argument("--restage", action="store_true", help="run the stages again on the stored pages, offline")
    parser.add_argument("--finish", action="store_true", help="drop what still waits for an answer, and count it so")
    parser.add_argument(
        "--workers",
        type=whole(1),
        metavar="N",
        help="processes that read pages (default: all cores); with --scheduler, the run begins when it has N workers",
    )
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="who fetches and reads pages")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster, as tcp://HOST:8786")
    parser.add_argument("--shards", type=Path, metavar="DIR", help="folder for Dask's workers, seen by all of them")
    add_json(parser, "the plan or the outcome")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram import acquire
    from fridaygram.config import load_site
    from fridaygram.corpus.pipeline.run import RunOptions

    blog = Blog(blog_root(args))
    tables = load_site(blog.root).acquire
    if args.dry_run:
        plan = acquire.plan(blog.root, args.name, tables, demo_web=args.demo_web)
        if args.json:
            console.json(plan.as_values())
        for line in () if args.json else plan.lines():
            console.say(line)
        if args.demo_web:
            console.remark("this is the plan for the real web; the rehearsal itself makes no pauses and takes seconds")
        return 0
    options = RunOptions(refresh=args.refresh, restage=args.restage, finish=args.finish)
    try:
        with console.status() as tell:
            outcome = acquire.acquire(
                blog.root,
                args.name,
                tables,
                demo_web=args.demo_web,
                options=options,
                engine=acquire.EngineChoice(args.engine, args.workers, args.scheduler, args.shards),
                tell=lambda moment: tell(moment.line(), last=moment.over),
            )
    except KeyboardInterrupt:
        console.remark("fridaygram: stopped; nothing is lost: the same command goes on from here")
        return INTERRUPTED
    return _report(args, outcome, console)


def _report(args: argparse.Namespace, outcome: Any, console: Console) -> int:
    """Print how a run ended. Raises NetworkError for a run that still waits for a service."""
    for note in outcome.notes:
        console.remark(f"note: {note}")
    if args.json:
        console.json(
            {
                "corpus": args.name,
                "reviews": outcome.funnel.stages[-1].count if outcome.funnel else None,
                "digest": outcome.corpus.digest if outcome.corpus else None,
                "funnel": outcome.funnel.as_values() if outcome.funnel else None,
                "links": outcome.links,
                "pages_asked": outcome.requests,
                "waiting": outcome.waiting,
                "until": outcome.until.isoformat(timespec="seconds") if outcome.until else None,
                "notes": list(outcome.notes),
            }
        )
    if outcome.corpus is None:
        waiting = ", ".join(f"{number:,} {what}" for what, number in outcome.waiting.items())
        when = f"go on at {outcome.until:%Y-%m-%d %H:%M} UTC or later" if outcome.until else "go on at any time"
        raise NetworkError(
            f"'{args.name}' is not finished, left over: {waiting}",
            hint=f"{when} with the same command, or drop what waits with --finish",
        )
    if not args.json:
        for stage in outcome.funnel.stages:
            console.done(f"{stage.count:>9,}  {stage.label}")
        console.done(f"{args.name}: written to {outcome.corpus.folder}")
        console.done(f"Next: fridaygram corpus funnel {args.name}; fridaygram train {args.name}")
    return 0


COMMAND = Command(
    summary="acquire a corpus from the web, or rehearse it",
    description=(
        "Collect links, filter them by stages, fetch and read the pages, and write the corpus with its funnel. Pauses\n"
        "between requests make it take hours. You can stop it at any moment; the same command goes on from there.\n"
        "With --engine dask, workers of Dask fetch and read: processes of this machine, or those of a cluster."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram acquire demo --demo-web",
        "fridaygram acquire reviews --dry-run",
        "fridaygram acquire reviews",
        "fridaygram acquire reviews --refresh",
        "fridaygram acquire reviews --restage --json",
        "fridaygram acquire reviews --engine dask --workers 16 --scheduler tcp://10.0.0.5:8786 --shards /shared/shards",
    ),
)
