"""Jupyter notebooks (format 4) as Markdown: cells and the outputs they were saved with. Nothing is run.

Tags of cells say what readers see, with the words of Jupyter Book, Quarto and nbdev: "remove" leaves out, "hide" folds.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.files import digest, digest_json
from fridaygram.languages import word
from fridaygram.pages.pictures.svg import sanitised

SUFFIX = ".ipynb"
PICTURES = "/outputs/"
"""The folder of a site in which the pictures of notebooks lie, named by their digests."""
_FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(?:.*\n)*?\1[ \t]*(?:\n|\Z)")
_GIVEN_TITLE = re.compile(r"^title[ \t]*[:=](.*)$", re.MULTILINE)
_TITLE = re.compile(r"\A\s*# +(.+?)[ #]*(?:\n|\Z)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
_SVG = "image/svg+xml"
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?</\1\s*>|\sborder=\"\d\"", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ ]*(?=\n)")
_LONGEST_OUTPUT = 400  # lines
_OPTION = re.compile(r"#\|[ \t]*([\w-]+)[ \t]*:[ \t]*(.*)")
# Quarto's options of a cell, and comments of nbdev and fastpages, as the tags that say the same.
_QUARTO = {
    "include: false": "remove-cell",
    "echo: false": "remove-input",
    "output: false": "remove-output",
    "code-fold: true": "hide-input",
}
_COMMENTS = {
    "#hide": "remove-cell",
    "#hide-input": "remove-input",
    "#hide-output": "remove-output",
    "#collapse": "hide-input",
    "#collapse-hide": "hide-input",
    "#collapse-input": "hide-input",
    "#collapse-output": "hide-output",
}


class SavedCell(msgspec.Struct, frozen=True):
    """A cell of code with outputs: its id, its number from 1, and digests of its code and its outputs."""

    id: str
    number: int
    code: str
    outputs: str


class Notebook(msgspec.Struct, frozen=True):
    """A notebook as Markdown.

    ``title`` and ``front`` (its front matter, with both fences) are "" where it has none. ``starts`` are the 0-based
    lines of the body at which its cells begin, with the cells' numbers from 1; ``pictures`` are bytes by site path.
    """

    title: str
    front: str
    body: str
    starts: tuple[tuple[int, int], ...]
    cells: tuple[SavedCell, ...]
    pictures: dict[str, bytes]


def read_notebook(text: str, file: str) -> Notebook:
    """Read a notebook. Its front matter is the first cell, or the first part of it, raw or Markdown.

    The title is the first heading of level 1, which is taken out, or ``metadata.title``. Raises ContentError for what
    is no notebook of format 4.
    """
    try:
        notebook = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ContentError(f"not a notebook: {str(error).lower()}", file=file) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        hint = "open and save it with a present Jupyter; 'fridaygram import' upgrades old ones"
        raise ContentError("not a notebook of format 4", file=file, hint=hint)
    metadata = _table(notebook.get("metadata"))
    language = str(_table(metadata.get("language_info")).get("name") or "python").lower()
    return _Reader(file, language, str(metadata.get("title") or "")).read([_table(cell) for cell in notebook["cells"]])


class _Reader:
    """Reads the cells of one notebook."""

    def __init__(self, file: str, language: str, title: str) -> None:
        self._file, self._language, self._title = file, language, title
        self._front = ""
        self._pictures: dict[str, bytes] = {}

    def read(self, cells: Sequence[Mapping[str, Any]]) -> Notebook:
        parts: list[str] = []
        starts: list[tuple[int, int]] = []
        saved, line = [], 0
        for number, cell in enumerate(cells, 1):
            for part in self._parts(cell, number):
                if part.strip():
                    starts.append((line, number))
                    line += part.count("\n") + 2
                    parts.append(part)
            if cell.get("cell_type") == "code" and cell.get("outputs"):
                outputs = digest_json([cell["outputs"], cell.get("execution_count")])
                name = str(cell.get("id") or f"cell {number}")
                saved.append(SavedCell(name, number, digest(_joined(cell.get("source"))), outputs))
        body = "\n\n".join(parts) + "\n"
        return Notebook(self._title, self._front, body, tuple(starts), tuple(saved), self._pictures)

    def _parts(self, cell: Mapping[str, Any], number: int) -> Iterator[str]:
        source, kind = _joined(cell.get("source")), cell.get("cell_type")
        if number == 1 and kind in ("markdown", "raw") and (found := _FRONT_MATTER.match(source)):
            self._front, source = found[0].strip() + "\n", source[found.end() :]
        if kind == "code":
            yield from self._code(cell, source, number)
        elif "remove-cell" in _tags(cell):
            return
        elif kind == "raw":
            yield _fenced(source, "") if source.strip() else ""
        elif kind == "markdown":
            given = _GIVEN_TITLE.search(self._front)
            known = given[1].strip("\"' ") if given else self._title
            found = _TITLE.match(source)
            if found and found[1].strip() == (known or found[1].strip()) and not self._title:
                self._title, source = found[1].strip(), source[found.end() :]
            yield self._with_attachments(source, _table(cell.get("attachments")))

    def _code(self, cell: Mapping[str, Any], source: str, number: int) -> Iterator[str]:
        code, tags = _without_options(source)
        tags |= _tags(cell)
        if "remove-cell" in tags:
            return
        if code.strip() and "remove-input" not in tags:
            fence = _fenced(code, self._language)
            yield _folded(word("code"), fence) if tags & {"hide-input", "hide-cell"} else fence
        if "remove-output" not in tags:
            shown = [part for part in self._outputs(cell.get("outputs"), number) if part.strip()]
            if shown and tags & {"hide-output", "hide-cell"}:
                yield _folded(word("output"), "\n\n".join(shown))
            else:
                yield from shown

    def _with_attachments(self, source: str, attachments: Mapping[str, Any]) -> str:
        """Put the addresses of attached pictures into the text."""
        for name, forms in attachments.items():
            for kind, suffix in _SUFFIXES.items():
                if kind in _table(forms):
                    source = source.replace(f"attachment:{name}", self._kept(_decoded(forms[kind]), suffix))
        return source

    def _outputs(self, outputs: Any, number: int) -> Iterator[str]:
        for output in outputs if isinstance(outputs, list) else ():
            kind = _table(output).get("output_type")
            if kind == "stream":
                yield _text(_joined(output.get("text")))
            elif kind == "error":
                yield _text(_joined("\n".join(map(str, output.get("traceback") or ()))), "output error")
            elif kind in ("display_data", "execute_result"):
                yield self._shown(_table(output.get("data")), _table(output.get("metadata")), number)

    def _shown(self, data: Mapping[str, Any], metadata: Mapping[str, Any], number: int) -> str:
        """Return the richest form of an output that a page can show without a script."""
        words = f"Output of cell {number}"
        if _SVG in data:
            # As a picture: styles and ids inside of it would else be the whole page's.
            return _picture(self._kept(sanitised(self._file, _joined(data[_SVG]).encode()), ".svg"), words)
        for kind, suffix in _SUFFIXES.items():
            if kind in data:
                picture = _decoded(data[kind])
                return _picture(self._kept(picture, suffix), words, _size(picture, _table(metadata.get(kind))))
        if "text/html" in data:
            html = _BLANK_LINES.sub("", _NOT_SHOWN.sub("", _joined(data["text/html"])).strip())
            return _fenced(f'<div class="output">{html}</div>', "{=html}")
        for kind in ("text/markdown", "text/latex"):
            if kind in data:
                return _joined(data[kind]).replace("{{", "\\{{")
        return _text(_joined(data.get("text/plain")))

    def _kept(self, picture: bytes, suffix: str) -> str:
        """Return the address of a picture, and keep its bytes."""
        address = f"{PICTURES}{digest(picture)[:16]}{suffix}"
        self._pictures[address] = picture
        return address


def parted(frozen: Mapping[str, Sequence[str]], cells: Sequence[SavedCell]) -> list[int]:
    """Return the numbers of the cells whose code has changed since their outputs were saved.

    ``frozen`` are the digests of code and outputs by the cells' ids, as an earlier build saw them.
    """
    return [cell.number for cell in cells if _is_parted(frozen.get(cell.id), cell)]


def now_frozen(frozen: Mapping[str, Sequence[str]], cells: Sequence[SavedCell]) -> dict[str, list[str]]:
    """Return what is to be frozen now: cells whose code and outputs have parted stay as they were."""
    return {
        cell.id: list(frozen[cell.id]) if _is_parted(frozen.get(cell.id), cell) else [cell.code, cell.outputs]
        for cell in cells
    }


def _is_parted(before: Sequence[str] | None, cell: SavedCell) -> bool:
    return before is not None and before[0] != cell.code and before[1] == cell.outputs


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _joined(value: Any) -> str:
    """Return multi-line text, which notebooks hold whole or as a list of lines."""
    text = "".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return _CONTROL.sub("", _ANSI.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def _tags(cell: Mapping[str, Any]) -> set[str]:
    metadata = _table(cell.get("metadata"))
    given = metadata.get("tags")
    tags = {str(tag).replace("_", "-") for tag in given} if isinstance(given, list) else set()
    folded = _table(metadata.get("jupyter"))
    tags |= {"hide-input"} if folded.get("source_hidden") else set()
    return tags | ({"hide-output"} if folded.get("outputs_hidden") else set())


def _without_options(source: str) -> tuple[str, set[str]]:
    """Return code without the options and comments that say how to show it, and the tags that these stand for."""
    lines, tags = source.split("\n"), set()
    while lines and (option := _OPTION.fullmatch(lines[0].strip())):
        tags.add(_QUARTO.get(f"{option[1]}: {option[2].strip().lower()}", ""))
        lines = lines[1:]
    if lines and (tag := _COMMENTS.get(lines[0].strip().replace("# ", "#").replace("_", "-"))):
        tags.add(tag)
        lines = lines[1:]
    return "\n".join(lines), tags


def _fenced(code: str, language: str) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    return f"{ticks}{language}\n{code.rstrip()}\n{ticks}"


def _folded(summary: str, text: str) -> str:
    return f'<details class="cell">\n<summary>{summary}</summary>\n\n{text}\n\n</details>'


def _decoded(value: Any) -> bytes:
    try:
        return b64decode(_joined(value))
    except NotBase64:
        return b""


def _size(picture: bytes, metadata: Mapping[str, Any]) -> str:
    """Return the attributes of a picture's size, as the notebook or the PNG itself says it (PNG, 11.2.2: IHDR)."""
    width, height = metadata.get("width"), metadata.get("height")
    if not (isinstance(width, int) and isinstance(height, int)):
        if picture[:4] != b"\x89PNG" or len(picture) < 24:
            return ""
        width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    return f' width="{width}" height="{height}"'


def _picture(address: str, words: str, size: str = "") -> str:
    return _fenced(f'<div class="output"><img src="{escape(address)}" alt="{words}"{size}></div>', "{=html}")


def _text(text: str, name: str = "output") -> str:
    lines = text.rstrip().split("\n")
    if len(lines) > _LONGEST_OUTPUT:
        left_out = len(lines) - _LONGEST_OUTPUT
        lines = [*lines[:_LONGEST_OUTPUT], f"... {left_out} lines more"]
    shown = escape("\n".join(lines), quote=False).replace("\n", "&#10;")
    return _fenced(f'<pre class="{name}" tabindex="0">{shown}</pre>', "{=html}") if text.strip() else ""
