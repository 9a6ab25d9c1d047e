"""``fridaygram check``: check the site before readers see it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.commands.build import add_build_arguments, options_of
from fridaygram.plan.blog import Blog

if TYPE_CHECKING:
    from fridaygram.check import CheckReport

FOUND = 1


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_build_arguments(parser)
    parser.add_argument(
        "--external", action="store_true", help="request links to other sites; answers are kept for days"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    parser.add_argument("--rules", action="store_true", help="list the rules and their severities, and check nothing")
    add_json(parser, "what was found")


def _run(args: argparse.Namespace, console: Console) -> int:
    blog = Blog(blog_root(args))
    if args.rules:
        return _list_rules(args, blog, console)
    from fridaygram.check import check_site
    from fridaygram.check.remote import FILE, Remote

    remote = Remote(blog.cache.parent / FILE) if args.external else None
    with console.progress() as progress:
        report = check_site(blog, options_of(args, progress=progress), remote=remote)
    if args.json:
        console.json(report.plain())
    else:
        for finding in report.findings:
            console.say(str(finding))
        console.say(summary(report))
    return FOUND if report.count("error") or (args.strict and report.count("warning")) else 0


def _list_rules(args: argparse.Namespace, blog: Blog, console: Console) -> int:
    from fridaygram.check.checking import all_rules
    from fridaygram.check.finding import severities
    from fridaygram.config import load_site

    rules = all_rules()
    weights = severities(rules, load_site(blog.root).check, blog.root)
    if args.json:
        console.json({name: {"severity": weights[name], "meaning": rule.meaning} for name, rule in rules.items()})
    else:
        for name, rule in rules.items():
            console.say(f"{name:<17} {weights[name]:<8} {rule.meaning}")
    return 0


def summary(report: CheckReport) -> str:
    """Return in one line what was checked and how it stands."""
    counts = [many(report.count("error"), "error"), many(report.count("warning"), "warning")]
    if report.built is None:
        return f"the site cannot be built: {', '.join(counts)}"
    states = ", ".join(f"{count} {state}" for state, count in report.values.items())
    values = f"; values: {states}" if states else ""
    return f"{many(report.built.posts, 'post')}, {many(report.built.pages, 'page')}: {', '.join(counts)}{values}"


COMMAND = Command(
    summary="check the site before readers see it",
    description=(
        "Build beside the site and check what readers would get: links, words for pictures, headings, values, sizes,\n"
        "feeds, HTML, contrast, leaks of drafts. Each finding is one line with the source file and\n"
        "line to mend. Set the severity of a rule (error, warning, off) in site.toml under [check]. The exit code\n"
        "is 1 where anything is an error."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram check",
        "fridaygram check --date 2018-06-22    the site as it will be that Friday, its scheduled post included",
        "fridaygram check --drafts             drafts too, before they have a date",
        "fridaygram check --external --strict",
        "fridaygram check --rules",
    ),
)
