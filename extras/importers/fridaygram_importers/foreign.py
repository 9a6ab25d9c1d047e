"""Files of unknown origin, opened with care: archives that swell or reach outside, XML with entities."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from fridaygram.errors import UsageError

MOST_FILES = 50_000
MOST_BYTES = 4 << 30
"""The most that an archive may hold, unpacked."""
MOST_RATIO = 200
"""A file of more than a megabyte that is packed so many times smaller is there to fill the disk."""
MOST_XML = 512 << 20
LINE = "line"
"""The attribute in which ``read_xml`` keeps the line of an element."""
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PIECE = 1 << 20


def unpacked(place: Path, into: Path, *, file_ok: bool) -> Path:
    """Return the folder to read: ``place`` itself, or ``into``, where its zip archive was unpacked.

    Any other file comes back as it is with ``file_ok``. Raises UsageError for one without it, and for an archive that
    cannot be read, that swells, or whose files would land outside of ``into``.
    """
    if not place.is_file():
        return place
    if place.suffix.lower() != ".zip":
        if file_ok:
            return place
        raise UsageError(f"{place} is a file", hint="give the folder of the blog, or a zip archive of it")
    try:
        with zipfile.ZipFile(place) as archive:
            _unpack(archive, into, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UsageError(f"{place} cannot be unpacked: {error}", hint="download it again") from None
    inside = [one for one in into.iterdir() if one.name != "__MACOSX"]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and inside[0].name != "posts" else into


def _unpack(archive: zipfile.ZipFile, into: Path, place: Path) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise UsageError(f"{place} holds {len(entries)} files", hint=f"more than {MOST_FILES} are not unpacked")
    into.mkdir(parents=True)
    left = MOST_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename.partition("/")[0] or is_link:
            hint = "unpack it yourself, look at it, and give the folder"
            raise UsageError(f"{place} has a file that would land elsewhere: '{entry.filename}'", hint=hint)
        if entry.is_dir():
            continue
        target = into.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        most = min(left, max(1 << 20, MOST_RATIO * entry.compress_size))
        left -= _copied(archive, entry, target, most, place)


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int, place: Path) -> int:
    """Unpack one file of at most ``most`` bytes, whatever its header says, and return its size."""
    size = 0
    with archive.open(entry) as packed, target.open("wb") as file:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise UsageError(f"{place} swells: '{entry.filename}' is far larger than it is packed",
                                 hint="unpack it yourself, look at it, and give the folder")  # fmt: skip
            file.write(piece)
    return size


def read_xml(path: Path) -> ElementTree.Element:
    """Return the root of an XML file; each element has its line in the attribute ``LINE``.

    An element ``wp:status`` is named ``wp_status``: prefixes count, as old exports do not declare all of them.
    Characters that no XML may hold are left out, as programs write them all the same.

    Raises UsageError for what is no XML, and for a document type: its entities could swell.
    """
    if path.stat().st_size > MOST_XML:
        raise UsageError(f"{path} has more than {MOST_XML >> 20} megabytes", hint="export the blog in parts")
    data = path.read_bytes()
    if b"\0" not in data[:4]:  # not UTF-16
        data = _NO_XML.sub(b"", data)
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        builder.start(tag.replace(":", "_"), {**attributes, LINE: str(parser.CurrentLineNumber)})

    def doctype(*_: object) -> None:
        raise UsageError(f"{path} declares a document type", hint="remove the line <!DOCTYPE ..> if you trust the file")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: builder.end(tag.replace(":", "_"))
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, AssertionError) as error:
        raise UsageError(f"{path} is no whole XML: {error}", hint="export it again") from None


def files_of(place: Path, *suffixes: str) -> Iterator[Path]:
    """Yield ``place`` if it is a file, else the files right in it with one of ``suffixes``, sorted."""
    if place.is_file():
        yield place
        return
    yield from sorted(one for one in place.iterdir() if one.is_file() and one.suffix.lower() in suffixes)
