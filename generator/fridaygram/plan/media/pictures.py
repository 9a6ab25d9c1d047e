"""Pictures beside posts: copies made once a content and kept, files shipped without what their author did not mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from fridaygram.graph.cache import kept_result
from fridaygram.graph.runner import Runner, Task
from fridaygram.graph.stamps import FileIndex
from fridaygram.pages.pictures.responsive import MadePicture, Picture, make_picture, paths_of
from fridaygram.pages.pictures.strip import published
from fridaygram.plan.program import part_digest

PICTURE_WEIGHT = 40
_NOTE = "pictures"


@dataclass
class Pictures:
    """The copies of some pictures by file, and by site path how each copy's bytes are got."""

    made: dict[str, Picture] = field(default_factory=dict)
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def make_pictures(root: Path, files: Sequence[str], index: FileIndex, runner: Runner) -> Pictures:
    """Return the copies of the pictures ``files`` (paths below ``root``), making those that are new.

    Raises ContentError for a file that is no picture. Bytes stay in the cache until an output needs them.
    """
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
