"""Pictures of a site: copies of those beside posts, made once a content; and a social card for every post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from fridaygram.config import Site
from fridaygram.errors import ContentError, suggestion
from fridaygram.files import digest, digest_json
from fridaygram.graph.cache import kept_result
from fridaygram.graph.runner import Task
from fridaygram.languages import long_day, speaking, word
from fridaygram.pages.body import Facts
from fridaygram.pages.document import Document
from fridaygram.pages.pictures.responsive import MadePicture, Picture, is_raster, make_picture, paths_of
from fridaygram.pages.pictures.strip import published
from fridaygram.plan.blog import BuildContext
from fridaygram.plan.program import part_digest
from fridaygram.plan.rendering import Drawn

if TYPE_CHECKING:
    from fridaygram.pages.pictures.card import CardText

CARDS_FOLDER = "/cards/"
PICTURE_WEIGHT, PICTURE_CARD_WEIGHT = 40, 8
_NOTE = "pictures"


@dataclass
class Pictures:
    """The copies of some pictures by file, and by site path how each copy's bytes are got."""

    made: dict[str, Picture] = field(default_factory=dict)
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def make_pictures(context: BuildContext, files: Sequence[str]) -> Pictures:
    """Return the copies of the pictures ``files`` (paths below the blog's root), making those that are new.

    Raises ContentError for a file that is no picture. Bytes stay in the cache until an output needs them.
    """
    root, index, runner = context.root, context.index, context.runner
    recipe = part_digest(index, "pages/pictures")
    tasks = [
        Task(
            f"picture {file}",
            {"content": index.digest(root / file), "recipe": recipe},
            partial(_made, root, file),
            weight=PICTURE_WEIGHT,
        )
        for file in files
    ]
    if not tasks:
        return Pictures()
    digests = runner.run(tasks, "pictures")
    note = runner.cache.note(_NOTE)
    known = msgspec.msgpack.decode(note, type=dict[str, Picture]) if note else {}
    pictures = Pictures()
    new = {ran.name for ran in runner.report.ran}
    for file in files:
        name = f"picture {file}"
        found = known.get(digests[name])
        if name in new or found is None:
            made = msgspec.msgpack.decode(runner.load(name), type=MadePicture)
            found = made.picture
            pictures.files.update({path: partial(bytes, data) for path, data in made.files.items()})
        else:
            for path in paths_of(found):
                pictures.files.setdefault(path, partial(_kept, runner.cache.path, name, path))
        pictures.made[file] = found
    now_known = {digests[f"picture {file}"]: picture for file, picture in pictures.made.items()}
    if now_known != known:
        runner.cache.set_note(_NOTE, msgspec.msgpack.encode(now_known))
    return pictures


def shipped(root: Path, file: str) -> bytes:
    """Return the bytes of the file beside a post as the site ships them."""
    return published(file, (root / file).read_bytes())


def _made(root: Path, file: str) -> bytes:
    return msgspec.msgpack.encode(make_picture(file, (root / file).read_bytes()))


@lru_cache(maxsize=2)
def _remembered(cache: Path | None, name: str) -> MadePicture:
    return msgspec.msgpack.decode(kept_result(cache, name), type=MadePicture)


def _kept(cache: Path | None, name: str, path: str) -> bytes:
    return _remembered(cache, name).files[path]


@dataclass
class Cards:
    """The cards by source of their post, as site paths, and their bytes by site path."""

    paths: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def make_cards(context: BuildContext, documents: Sequence[Document], drawn: Drawn, facts: Mapping[str, Facts]) -> Cards:
    """Return the cards of the posts that have no cover of their own; none where site.toml wants none.

    A card is drawn once for what it shows, and named by its bytes. Those of a preview keep their names whatever they
    show: their pages need not wait for them. Raises ContentError for a post whose ``card`` names no figure of it.
    """
    root, site, runner = context.root, context.request.site, context.runner
    posts = [document for document in documents if document.kind == "post" and not document.meta.cover]
    if not site.cards or not posts:
        return Cards()
    recipe = part_digest(context.index, "pages/pictures")
    tasks = []
    for post in posts:
        with speaking(context.request.language(post)):
            text = card_text(site, post)
        picture = _picture(root, post, drawn, facts[post.source])
        tasks.append(_card_task(post.source, text, picture, recipe))
    digests, cards = runner.run(tasks, "cards"), Cards()
    for post, task in zip(posts, tasks, strict=True):
        name = digest(post.source) if context.steady else digests[task.name]
        path = f"{CARDS_FOLDER}{post.slug}-{name[:10]}.png"
        cards.paths[post.source], cards.files[path] = path, runner.load(task.name)
    return cards


def _card_task(source: str, text: CardText, picture: bytes | None, recipe: str) -> Task:
    from fridaygram.pages.pictures.card import draw_card

    inputs = {"text": digest_json(text), "picture": digest(picture or b""), "recipe": recipe}
    weight = PICTURE_CARD_WEIGHT if picture else 1
    return Task(f"card {source}", inputs, partial(draw_card, text, picture), weight=weight)


def card_text(site: Site, post: Document) -> CardText:
    """Return the words of a post's card."""
    from fridaygram.pages.pictures.card import CardText

    week = word("week", number=post.meta.week) + word("comma") if post.meta.week is not None else ""
    day = long_day(post.date.isoformat()) if post.date else ""
    return CardText(site.title, week + day, post.title, word("comma").join(post.meta.authors or (site.author,)))


def _picture(root: Path, post: Document, drawn: Drawn, facts: Facts) -> bytes | None:
    """Return what a post's card shows: the figure that the post names, else its first figure or picture."""
    cards = drawn.cards.get(post.source, {})
    if wanted := post.meta.card:
        if wanted in cards:
            return cards[wanted] or None
        hint = suggestion(wanted, cards) or "its figures are " + (", ".join(cards) or "none")
        problem = f"card: the post has no figure '{wanted}'"
        raise ContentError(problem, file=post.source, line=post.line_of("card"), hint=hint)
    for figure in post.figures:
        if cards[figure.key]:
            return cards[figure.key]
    for link in facts.links:
        if link.kind == "picture" and is_raster(link.path) and (root / link.path).is_file():
            return (root / link.path).read_bytes()
    return None
