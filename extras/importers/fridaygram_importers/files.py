"""The files that a document takes along, checked as a build will check them; and how all files of an import land."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram.pages.markup.notebook import SUFFIX, read_notebook
from fridaygram.pages.pictures.responsive import is_raster
from fridaygram.pages.pictures.strip import published, without_texts
from fridaygram.pages.sources import NOT_SHIPPED

COMMENTS = "comments.json"
_SUFFIXES = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",), "GIF": (".gif",)}


class Bundle:
    """The files of one document: name beside it -> file. ``made`` has the bytes of those that are changed."""

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        self.made: dict[str, bytes] = {}

    def add(self, file: Path) -> tuple[str, str]:
        """Return a file's name beside the document, and "", else "" and what is wrong with it.

        The name is another where one of that name is there already, or where its suffix lies about its format.
        """
        suffix, problem, made = _checked(file)
        if problem:
            return "", problem
        stem = re.sub(r"[^\w.+-]+", "-", file.stem).strip("-.") or "file"
        number, name = 1, stem + suffix
        while self.files.get(name, file) != file or name in (*NOT_SHIPPED, COMMENTS):
            number += 1
            name = f"{stem}-{number}{suffix}"
        self.files[name] = file
        if made:
            self.made[name] = made
        return name, ""

    def make(self, name: str, data: bytes) -> None:
        """Add a file that the old blog did not have."""
        self.files[name], self.made[name] = Path(name), data

    def data(self, name: str) -> bytes:
        """Return the bytes of a file as they will stand beside the document."""
        return self.made.get(name) or self.files[name].read_bytes()


def stripped(file: Path) -> bytes:
    """Return a file's bytes; those of a picture without what a camera noted, as a build publishes it."""
    data = file.read_bytes()
    try:
        return published(file.name, data) if is_raster(file.name) else data
    except ContentError:
        return data


@cache
def _checked(file: Path) -> tuple[str, str, bytes]:
    """Return the suffix that a file should have, what keeps a build from publishing it, and what to write instead."""
    try:
        data = file.read_bytes()
        if file.suffix == SUFFIX:
            return SUFFIX, "", as_format_4(file)
        if not is_raster(file.name):
            published(file.name, data)
            return file.suffix, "", b""
        suffix = _true_suffix(file, data)
        published(f"x{suffix}", data)
    except ContentError as error:
        return "", error.message, b""
    except OSError as error:
        return "", str(error.strerror or error), b""
    return suffix, "", b""


def as_format_4(file: Path) -> bytes:
    """Return an old notebook in format 4, b"" for one that is. Raises ContentError for what is no notebook."""
    text = read_text(file)
    try:
        read_notebook(text, file.name)
        return b""
    except ContentError:
        if not re.search(r'"nbformat"\s*:\s*[23]\b', text):
            raise
    import nbformat

    try:
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
        for number, cell in enumerate(notebook.cells, 1):
            cell["id"] = f"cell-{number}"  # the library's own are random
        upgraded = nbformat.v4.writes(notebook)
    except Exception as error:
        raise ContentError(f"a notebook that cannot be upgraded: {error}", file=file) from error
    read_notebook(upgraded, file.name)
    return f"{upgraded}\n".encode()


def _true_suffix(file: Path, data: bytes) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(without_texts(data))) as opened:
            kind = opened.format or ""
            opened.load()
    except (UnidentifiedImageError, ValueError, SyntaxError, OSError, Image.DecompressionBombError) as error:
        raise ContentError(f"no picture ({type(error).__name__})", file=file) from None
    known = _SUFFIXES.get(kind)
    if known is None:
        raise ContentError(f"a {kind or 'nameless'} picture called {file.suffix}", file=file)
    return file.suffix if file.suffix.lower() in known else known[0]


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
