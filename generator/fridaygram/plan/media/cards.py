"""A social card for every post: drawn once for what it shows, named by its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fridaygram.config import Site
from fridaygram.files import digest, digest_json
from fridaygram.graph.runner import Runner, Task
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.body import Facts, Fills
from fridaygram.pages.document import Document
from fridaygram.pages.pictures.card import CardText, draw_card
from fridaygram.pages.pictures.responsive import is_raster
from fridaygram.pages.theme.filters import long_day
from fridaygram.plan.program import part_digest

FOLDER = "/cards/"
CARD_WEIGHT = 8
_DRAWN = re.compile(r'<img src="\x02=(/[^"\x03]+\.(?:png|gif))\x03"')


@dataclass
class Cards:
    """The cards by source of their post, as site paths, and their bytes by site path."""

    paths: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What posts show, where a card looks for its picture: fills and facts by source, drawn files by site path."""

    fills: Mapping[str, Fills]
    facts: Mapping[str, Facts]
    drawn: Mapping[str, bytes]


def make_cards(
    root: Path,
    site: Site,
    documents: Sequence[Document],
    shown: Shown,
    index: FileIndex,
    runner: Runner,
    *,
    steady: bool = False,
) -> Cards:
    """Return the cards of the posts that have no cover of their own; none where site.toml wants none.

    Cards that are ``steady``, of a preview, keep their names whatever they show: their pages need not wait for them.
    """
    posts = [document for document in documents if document.kind == "post" and not document.meta.cover]
    if not site.cards or not posts:
        return Cards()
    recipe = part_digest(index, "pages/pictures")
    tasks, cards = {}, Cards()
    for post in posts:
        text = card_text(site, post)
        picture = _first_picture(root, post, shown)
        inputs = {"text": digest_json(text), "picture": digest(picture or b""), "recipe": recipe}
        task = Task(f"card {post.source}", inputs, partial(draw_card, text, picture), weight=CARD_WEIGHT)
        tasks[post.source] = task
    runner.run(list(tasks.values()), "cards")
    for post in posts:
        drawn = runner.load(tasks[post.source].name)
        path = f"{FOLDER}{post.slug}-{digest(post.source if steady else drawn)[:10]}.png"
        cards.paths[post.source], cards.files[path] = path, drawn
    return cards


def card_text(site: Site, post: Document) -> CardText:
    """Return the words of a post's card."""
    week = f"Week {post.meta.week}, " if post.meta.week is not None else ""
    day = long_day(post.date.isoformat()) if post.date else ""
    return CardText(site.title, week + day, post.title, ", ".join(post.meta.authors or (site.author,)))


def _first_picture(root: Path, post: Document, shown: Shown) -> bytes | None:
    """Return the first picture of a post: of its first figure, else the first that its text shows."""
    fills = shown.fills.get(post.source, Fills())
    for figure in post.figures:
        found = _DRAWN.search(fills.figures[figure.key].feed)
        if found and found[1] in shown.drawn:
            return shown.drawn[found[1]]
    for link in shown.facts[post.source].links:
        if link.kind == "picture" and is_raster(link.path) and (root / link.path).is_file():
            return (root / link.path).read_bytes()
    return None
