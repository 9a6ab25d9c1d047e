"""``fridaygram webmentions``: fetches what other sites said of the posts; readers see what you choose."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fridaygram.commands.base import Command, Console, add_json, blog_root, many

if TYPE_CHECKING:
    from fridaygram.publish.webmentions import FetchedMentions


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="list what is hidden; fetch nothing")
    add_json(parser, "what was found")


def _run(args: argparse.Namespace, console: Console) -> int:
    from fridaygram.config import load_site
    from fridaygram.pages.document import read_document
    from fridaygram.pages.mentions import mentions_path, read_mentions
    from fridaygram.pages.sources import find_sources
    from fridaygram.publish import webmentions

    root = blog_root(args)
    site = load_site(root)
    documents = [read_document(root, source, site.timezone) for source in find_sources(root).documents]
    merged = webmentions.FetchedMentions()
    if not args.list:
        rows = webmentions.fetch_mentions(site, webmentions.client())
        merged = webmentions.merge_mentions(root, site, documents, rows)
    hidden = [
        {
            "file": mentions_path(root, one.source).relative_to(root).as_posix(),
            "line": line,
            "kind": mention.kind,
            "author": mention.author or mention.source,
            "text": mention.text,
        }
        for one in documents
        for mention, line in read_mentions(root, one.source)
        if not mention.show
    ]
    counts = {name: len(getattr(merged, name)) for name in ("new", "changed", "gone")}
    counts |= {"elsewhere": merged.elsewhere, "left_out": merged.left_out, "kept": merged.kept}
    if args.json:
        console.json({**counts, "hidden": hidden})
        return 0
    for one in hidden:
        console.say("{file}:{line}: {kind} by {author}: {text:.60}".format(**one).removesuffix(": "))
    if not args.list:
        console.done(f"{counts['new']} new, {counts['changed']} changed and hidden again, {counts['gone']} withdrawn")
    _remarks(console, merged)
    if hidden:
        console.done(f"{many(len(hidden), 'mention')} hidden; write show = true where readers shall see one")
    return 0


def _remarks(console: Console, merged: FetchedMentions) -> None:
    """Say what was fetched and not kept."""
    if merged.elsewhere:
        console.remark(f"{many(merged.elsewhere, 'mention')} of addresses that are no page of this blog: left out")
    if merged.left_out:
        console.remark(f"{many(merged.left_out, 'mention')} private or without an address of the web: left out")
    if merged.kept:
        console.remark(f"the service has none, so the {merged.kept} here stay; delete their files if that is right")


COMMAND = Command(
    summary="fetch what other sites said of the posts",
    description=(
        "Fetch the webmentions of the posts from the service that [webmentions] in site.toml names, and keep them in\n"
        "webmentions.toml beside each post. All are hidden until you write show = true; one that changes on its own\n"
        "site is hidden again, one that is withdrawn there is dropped here. A build shows them as plain text."
    ),
    arguments=_arguments,
    run=_run,
    examples=(
        "fridaygram webmentions             with the token in FRIDAYGRAM_WEBMENTION_TOKEN",
        "fridaygram webmentions --list      what waits for you",
    ),
)
