"""``fridaygram corpus ACTION``: import corpora and look into them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.clock import moment
from fridaygram.commands.base import Command, Console, add_json, blog_root, whole
from fridaygram.errors import UsageError

SHOWN = 10


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    importing = actions.add_parser("import", help="import reviews from JSONL, JSON, CSV or a folder of texts")
    importing.add_argument("file", metavar="FILE", type=Path, help="the file or folder to import")
    importing.add_argument("--name", required=True, help="the name of the corpus")
    importing.add_argument("--note", default="", help="where it comes from, in a sentence")
    importing.add_argument("--replace", action="store_true", help="replace a corpus of that name")
    importing.add_argument(
        "--keep-lines",
        action=argparse.BooleanOptionalAction,
        help="leave hard-wrapped lines and Markdown at the start of a text as they are (default: as in the import "
        "that is replaced; a new corpus joins lines)",
    )
    listing = actions.add_parser("list", help="the corpora of this blog, and the models of each")
    stats = actions.add_parser("stats", help="reviews, words, mean, median, bins")
    funnel = actions.add_parser("funnel", help="how many links each stage kept, and what it dropped")
    why = actions.add_parser("why", help="the fate of one link")
    drops = actions.add_parser("drops", help="examples of what a stage drops")
    for action in (stats, funnel, why, drops):
        action.add_argument("name", metavar="NAME", help="the corpus")
    form = funnel.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print it as CSV")
    add_json(form, "the stages")
    exporting = actions.add_parser("export", help="write a corpus, or its model, in the layout of the Hugging Face Hub")
    exporting.add_argument("name", metavar="NAME", help="the corpus; with --model the model")
    exporting.add_argument("--hugging-face", metavar="DIR", type=Path, required=True, help="the new folder to write")
    exporting.add_argument("--model", action="store_true", help="export the model instead of the corpus")
    why.add_argument("url", metavar="URL", help="the link")
    drops.add_argument("--stage", required=True, help="the stage, as 'corpus funnel' names it")
    drops.add_argument("--sample", type=whole(1), metavar="N", default=SHOWN, help=f"how many (default: {SHOWN})")
    drops.add_argument("--seed", type=whole(0), metavar="S", default=1, help="which ones (default: 1)")
    for action in (importing, listing, stats, why, drops, exporting):
        add_json(action, "it")
    for action in (stats, funnel):
        action.add_argument("--date", metavar="YYYY-MM-DD", help="the corpus as of this day")


def _run(args: argparse.Namespace, console: Console) -> int:
    actions = {"import": _import, "list": _list, "stats": _stats, "funnel": _funnel, "why": _why, "drops": _drops}
    actions["export"] = _export
    return actions[args.action](args, blog_root(args), console)


def _corpus(args: argparse.Namespace, root: Path) -> Any:
    return _shelf(root).corpus(args.name)


def _shelf(root: Path) -> Any:
    """Return the blog's shelf. The import is late: counting a funnel needs none."""
    from fridaygram.plan.blog import Blog

    return Blog(root).shelf()


def _opened(args: argparse.Namespace, root: Path, *files: str) -> Any:
    """Open a corpus and check only some of its ``files``: checking all of a large corpus takes long."""
    from fridaygram.corpus.store import HEADER, NAME, PLACE, open_corpus

    folder = root / PLACE / args.name
    if NAME.fullmatch(args.name) and (folder / HEADER).is_file():
        return open_corpus(folder, files)
    return _corpus(args, root)


def _as_of(args: argparse.Namespace) -> Any:
    if not args.date:
        return None
    return moment("UTC", args.date).date()


def _import(args: argparse.Namespace, root: Path, console: Console) -> int:
    from fridaygram.config import load_site
    from fridaygram.corpus.importing import NOT_UTF_8, import_corpus
    from fridaygram.corpus.store import PLACE, check_name

    load_site(root)
    check_name(args.name)
    report = import_corpus(
        args.file,
        root / PLACE / args.name,
        args.name,
        note=args.note,
        replace=args.replace,
        keep_lines=args.keep_lines,
    )
    if args.json:
        refused = [{"place": one.place, "reason": one.reason, "detail": one.detail} for one in report.refused]
        noted = [{"place": one.place, "reason": one.reason, "detail": one.detail} for one in report.noted]
        joined = {key: getattr(report, key) for key in ("recipe", "unwrapped", "breaks", "stripped")}
        console.json({"read": report.read, "taken": report.taken, "refused": refused, "noted": noted, **joined})
        return 0
    console.done(f"{args.name}: {report.taken} of {report.read} reviews taken from {args.file} ({report.format})")
    for reason, count in sorted(report.reasons().items()):
        console.done(f"  {count} refused: {reason}")
    _say_lines(report, console)
    for one in (*report.refused, *report.noted)[:SHOWN]:
        console.remark(f"  {one.place}: {one.reason}" + (f": {one.detail}" if one.detail else ""))
    rest = len(report.refused) + len(report.noted) - SHOWN
    if rest > 0:
        console.remark(f"  ... and {rest} more; --json lists all")
    if NOT_UTF_8 in report.reasons():
        console.remark("  to have the others too, save them as UTF-8 and import again with --replace")
    console.done(f"Next: fridaygram train {args.name}")
    return 0


def _say_lines(report: Any, console: Console) -> None:
    """Say what became of wrapped lines and of Markdown."""
    if report.recipe == "kept" and report.recorded:
        console.remark("  lines kept, as in the import before; --no-keep-lines joins hard-wrapped ones")
    if report.breaks:
        console.done(f"  {report.unwrapped:,} unwrapped: {report.breaks:,} line breaks were only a column's")
    if report.stripped:
        console.done(f"  {report.stripped:,} without Markdown: that at their start, and emphasis")
    if report.breaks or report.stripped:
        console.remark("  --keep-lines leaves texts as they are")


def _export(args: argparse.Namespace, root: Path, console: Console) -> int:
    from fridaygram.config import load_site
    from fridaygram.plan.blog import Blog
    from fridaygram.values.exporting import export_corpus, export_model

    site, folder = load_site(root), args.hugging_face.absolute()
    stores, day = Blog(root).stores(), moment(site.timezone).date().isoformat()
    (export_model if args.model else export_corpus)(args.name, site, stores, day, folder)
    if args.json:
        console.json({"folder": str(folder), "holds": "model" if args.model else "corpus", "name": args.name})
        return 0
    console.done(f"{folder}: README.md and the {'model' if args.model else 'texts'}; nothing was sent anywhere")
    return 0


def _list(args: argparse.Namespace, root: Path, console: Console) -> int:
    from fridaygram.config import load_site
    from fridaygram.corpus.store import PLACE

    load_site(root)
    corpora = root / PLACE
    folders = sorted(path for path in corpora.iterdir() if path.is_dir()) if corpora.is_dir() else []
    shelf = _shelf(root)
    found = [shelf.corpus(folder.name) for folder in folders]
    models = {one.name: [_model(name, shelf) for name in shelf.models_of(one.name)] for one in found}
    for note in shelf.notes():
        console.remark(f"note: {note}")
    if args.json:
        plain = [{"name": one.name, "note": one.note, "digest": one.digest} for one in found]
        console.json([{**one, "models": models[one["name"]]} for one in plain])
    for one in () if args.json else found:
        console.say(f"{one.name}: {one.note or 'no note'}")
        for row in models[one.name]:
            day = f"as of {row['day']}" if row["day"] else "of no day"
            console.say(f"  model {row['name']}: {day}, {row['texts']:,} texts, {row['bytes'] / 1e6:.1f} MB")
    return 0


def _model(name: str, shelf: Any) -> dict[str, Any]:
    index = shelf.index(name)
    return {"name": name, "day": index.day, "texts": index.texts, "bytes": index.size_bytes}


def _stats(args: argparse.Namespace, root: Path, console: Console) -> int:
    import msgspec

    from fridaygram.corpus.stats import corpus_stats

    corpus = _corpus(args, root)
    stats = msgspec.to_builtins(corpus_stats(corpus.reviews(_as_of(args))))
    if args.json:
        console.json({"corpus": args.name, "digest": corpus.digest, **stats})
        return 0
    for key, value in stats.items():
        if not isinstance(value, list | tuple | dict):
            shown = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
            console.say(f"{key.replace('_', ' '):<13} {shown}")
    for name, songs in stats["facts"].items():
        console.say(f"songs with {name.removesuffix('_s'):<8} {songs:,}")
    console.say("words a review")
    for one in stats["bins"]:
        high = "and more" if one["high"] is None else f"to {one['high']}"
        console.say(f"  over {one['low']:>5} {high:<9} {one['count']:>7,}")
    return 0


def _funnel(args: argparse.Namespace, root: Path, console: Console) -> int:
    import msgspec

    # The count of today stands in the header, so nothing else is opened for it.
    dated = ("reviews.jsonl", "ledger.jsonl", "history.jsonl") if args.date else ()
    funnel = _opened(args, root, *dated).funnel(_as_of(args))
    if funnel is None:
        raise UsageError(
            f"corpus '{args.name}' has no funnel", hint="only an acquired or imported one counts its drops"
        )
    first = funnel.stages[0].count or 1
    if args.json:
        values: list[dict[str, Any]] = msgspec.to_builtins(funnel.stages)
        del values[0]["drops"]
        console.json({"title": funnel.title, "stages": values})
        return 0
    rows = [
        (one.name, one.label, one.count, one.count / first, dict(sorted(one.drops.items()))) for one in funnel.stages
    ]
    if args.csv:
        import csv
        import io

        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("stage", "label", "kept", "share", "reason", "dropped"))
        for name, label, count, part, drops in rows:
            writer.writerow((name, label, count, f"{part:.4f}", "", ""))
            writer.writerows((name, label, "", "", reason, number) for reason, number in drops.items())
        console.say(text.getvalue().rstrip("\n"))
        return 0
    for name, label, count, part, drops in rows:
        console.say(f"{count:>9,} {part:>6.1%}  {label}  [{name}]")
        for reason, number in drops.items():
            console.say(f"{-number:>9,}         {reason}")
    return 0


def _why(args: argparse.Namespace, root: Path, console: Console) -> int:
    fates = _opened(args, root, "ledger.jsonl").ledger().why(args.url)
    if args.json:
        console.json([_fate(fate) for fate in fates])
    elif not fates:
        console.say(f"{args.url} was never linked")
    for fate in () if args.json else fates:
        console.say(_fate_line(fate))
    return 0 if fates else 1


def _drops(args: argparse.Namespace, root: Path, console: Console) -> int:
    fates = _opened(args, root, "ledger.jsonl").ledger().drops(args.stage, args.sample, args.seed)
    if args.json:
        console.json([_fate(fate) for fate in fates])
    for fate in () if args.json else fates:
        console.say(_fate_line(fate))
    if not fates:
        console.remark(f"the stage '{args.stage}' dropped nothing")
    return 0


def _fate(fate: Any) -> dict[str, str]:
    return {key: getattr(fate, key) for key in ("url", "date", "song", "stage", "reason", "detail")}


def _fate_line(fate: Any) -> str:
    what = f"dropped by {fate.stage}: {fate.reason}" if fate.stage else "kept"
    detail = f" ({fate.detail})" if fate.detail else ""
    about = f" for {fate.song}" if fate.song else ""
    return f"{fate.url}{about}: {what}{detail}"


COMMAND = Command(
    summary="import and look into corpora",
    description="Import a corpus, count it, and show why a link was kept or dropped.",
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram corpus import reviews.jsonl --name reviews --note 'scraped in May, my own notes'",
        "fridaygram corpus stats reviews --json",
        "fridaygram corpus funnel demo",
        "fridaygram corpus why demo https://some.blog/a-post/",
        "fridaygram corpus export demo --hugging-face export/demo",
        "fridaygram corpus drops demo --stage language --sample 10",
    ),
)
