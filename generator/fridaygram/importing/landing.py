"""Files of an import take their places in a blog all together or not at all: written beside, then renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fridaygram.errors import ContentError

BESIDE = ".fridaygram"


@contextmanager
def landing(root: Path) -> Iterator[Path]:
    """Yield an empty folder; on success what was put there moves to the same places below ``root``.

    On any error, at any moment, ``root`` is as it was. The folder lies in the blog's cache, so that moving is
    renaming. A folder that ``root`` does not have yet moves as a whole.

    Raises ContentError where a file is in the way of a folder or the other way round.
    """
    made = [folder for folder in (root / BESIDE, root) if not folder.exists()]
    (root / BESIDE).mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=root / BESIDE, prefix="import."))
    landed = False
    try:
        staged, aside = work / "new", work / "old"
        staged.mkdir()
        aside.mkdir()
        yield staged
        _land(staged, root, aside)
        landed = True
    finally:
        shutil.rmtree(work, ignore_errors=True)
        for folder in made if not landed else ():
            with suppress(OSError):
                folder.rmdir()


def _land(staged: Path, root: Path, aside: Path) -> None:
    undo: list[Callable[[], object]] = []
    try:
        for new in sorted(staged.iterdir()):
            _move(new, root / new.name, aside, undo)
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _move(new: Path, place: Path, aside: Path, undo: list[Callable[[], object]]) -> None:
    if place.is_dir() and new.is_dir():
        for inside in sorted(new.iterdir()):
            _move(inside, place / inside.name, aside, undo)
        return
    if place.is_dir() or (new.is_dir() and place.exists()):
        raise ContentError("in the way of what is imported", file=place, hint="rename it, then import again")
    if place.exists():
        old = aside / str(len(undo))
        place.replace(old)
        undo.append(lambda: old.replace(place))
    new.replace(place)
    undo.append(lambda: place.replace(new))
