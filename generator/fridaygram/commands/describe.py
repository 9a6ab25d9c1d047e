"""``fridaygram describe [NAME]``: compute the data statements and model cards of what the posts use."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fridaygram.commands.base import Command, Console, add_json, blog_root, many
from fridaygram.errors import UsageError, suggestion
from fridaygram.plan.blog import Blog
from fridaygram.values.stores import Shelf


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="*", help="a corpus or model (default: all that posts use)")
    add_json(parser, "what was described")


def _run(args: argparse.Namespace, console: Console) -> int:
    import msgspec

    from fridaygram.clock import moment
    from fridaygram.config import load_site
    from fridaygram.values.statements import FILE, data_statement, model_card, read_statements, write_statements

    blog = Blog(blog_root(args))
    zone = load_site(blog.root).timezone
    day, stores = moment(zone).date().isoformat(), blog.stores()
    shelf = stores.shelf
    old = read_statements(blog.root)
    used = sorted({one for label in _used(blog.root) for one in _meant(old.described(label), label, shelf)})
    known = {label.partition(" ")[2] for label in used}
    for name in args.name:
        if name not in known:
            raise UsageError(f"no post uses '{name}'", hint=suggestion(name, known))
    corpora: dict[str, Any] = {}
    models: dict[str, Any] = {}
    for label in used:
        kind, _, name = label.partition(" ")
        if args.name and name not in args.name:
            continue
        if not (shelf.has_corpus(name) if kind == "corpus" else shelf.has_index(name)):
            console.remark(f"{label} is not here: what was said of it stays")
        elif kind == "corpus":
            corpora[name] = data_statement(name, stores, day)
        elif not shelf.has_corpus(shelf.index(name).corpus):
            console.remark(f"the corpus of {label} is not here: what was said of it stays")
        else:
            console.remark(f"measuring {label}")
            models[name] = model_card(name, stores, day)
    for note in shelf.notes():
        console.remark(f"note: {note}")
    found = msgspec.structs.replace(
        old, corpora=_kept(old.corpora, corpora, used, "corpus"), models=_kept(old.models, models, used, "model")
    )
    if found != old:
        write_statements(blog.root, found)
    if args.json:
        console.json({"file": FILE, "corpora": sorted(corpora), "models": sorted(models), "changed": found != old})
        return 0
    count = f"{many(len(corpora), 'data statement')} and {many(len(models), 'model card')}"
    console.done(f"{FILE}: {count}{'' if found != old else ', as they were'}")
    return 0


def _used(root: Path) -> list[str]:
    """Return the labels of the corpora and models that frozen values are from, sorted."""
    from fridaygram.pages.sources import find_sources
    from fridaygram.plan.standing import results_path
    from fridaygram.values.results import read_results

    found: set[str] = set()
    for source in find_sources(root).documents:
        for entry in read_results(results_path(root, source)).values.values():
            found.update(label for label in entry.sources if label.startswith(("corpus ", "model ")))
    return sorted(found)


def _meant(described: str, label: str, shelf: Shelf) -> tuple[str, ...]:
    """Return the label of a source; where a model's name stands for its corpus as of a day, those of both.

    ``described`` is the label as the statements that are kept know it.
    """
    kind, _, name = label.partition(" ")
    if described == label and kind == "corpus":
        described = f"corpus {shelf.corpus_of(name)}"
    return (label,) if described == label else (described, f"model {name}")


def _kept(old: Any, new: dict[str, Any], used: list[str], kind: str) -> dict[str, Any]:
    """Return what is said of the sources that posts use: what is new, but for its day where nothing else is."""
    import msgspec

    kept = {}
    for name, one in sorted({**old, **new}.items()):
        before = old.get(name)
        if f"{kind} {name}" in used:
            same = before is not None and msgspec.structs.replace(before, day=one.day, program=one.program) == one
            kept[name] = before if same else one
    return kept


COMMAND = Command(
    summary="write data statements and model cards",
    description=(
        "Compute what there is to say of each corpus and model that posts use: sizes, dates, sources, languages,\n"
        "near-duplicates; held-out texts, bits by order, how much is copied. It is kept in content/statements.json,\n"
        "with its day: commit it. Each one is a page of the site. State the licence of a corpus in site.toml:\n"
        '[corpora.NAME] licence = "...".'
    ),
    arguments=_arguments,
    run=_run,
    examples=("fridaygram describe", "fridaygram describe demo"),
)
