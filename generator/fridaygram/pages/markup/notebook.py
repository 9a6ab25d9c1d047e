"""Jupyter notebooks (format 4) as Markdown: cells and the outputs they were saved with. Nothing is run."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import msgspec

from fridaygram.errors import ContentError
from fridaygram.pages.pictures.svg import sanitised

SUFFIX = ".ipynb"
_TITLE = re.compile(r"\A\s*# +(.+?)[ #]*(?:\n|\Z)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_SVG = "image/svg+xml"
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?</\1\s*>|\sborder=\"\d\"", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ ]*(?=\n)")
_LONGEST_OUTPUT = 400  # lines


def notebook_text(text: str, file: str) -> tuple[str, str]:
    """Return a notebook's title ("" where it has none) and its cells as Markdown.

    The title is the first heading of level 1, which is taken out, or ``metadata.title``. Raises ContentError for what
    is no notebook of format 4.
    """
    try:
        notebook = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ContentError(f"not a notebook: {str(error).lower()}", file=file) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        hint = "open and save it with a present Jupyter"
        raise ContentError("not a notebook of format 4", file=file, hint=hint)
    metadata = _table(notebook.get("metadata"))
    language = str(_table(metadata.get("language_info")).get("name") or "python").lower()
    cells = [_table(cell) for cell in notebook["cells"]]
    title = str(metadata.get("title") or "")
    parts = []
    for number, cell in enumerate(cells, 1):
        source = _joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            found = None if title else _TITLE.match(source)
            if found:
                title, source = found[1].strip(), source[found.end() :]
            parts.append(_with_attachments(source, _table(cell.get("attachments"))))
        elif cell.get("cell_type") == "code":
            parts += [_fenced(source, language)] if source.strip() else []
            parts += _outputs(cell.get("outputs"), number, file)
        elif cell.get("cell_type") == "raw":
            parts.append(_fenced(source, ""))
    return title, "\n\n".join(part for part in parts if part.strip()) + "\n"


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _joined(value: Any) -> str:
    """Return multi-line text, which notebooks hold whole or as a list of lines."""
    text = "".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return _CONTROL.sub("", _ANSI.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def _fenced(code: str, language: str) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    return f"{ticks}{language}\n{code.rstrip()}\n{ticks}"


def _with_attachments(source: str, attachments: Mapping[str, Any]) -> str:
    """Put attached pictures into the text as data URLs."""
    for name, forms in attachments.items():
        for kind in _PICTURES:
            if kind in _table(forms):
                data = re.sub(r"\s+", "", _joined(forms[kind]))
                source = source.replace(f"attachment:{name}", f"data:{kind};base64,{data}")
    return source


def _outputs(outputs: Any, number: int, file: str) -> Iterator[str]:
    for output in outputs if isinstance(outputs, list) else ():
        kind = _table(output).get("output_type")
        if kind == "stream":
            yield _text(_joined(output.get("text")))
        elif kind == "error":
            yield _text(_joined("\n".join(map(str, output.get("traceback") or ()))), "output error")
        elif kind in ("display_data", "execute_result"):
            yield _shown(_table(output.get("data")), number, file)


def _shown(data: Mapping[str, Any], number: int, file: str) -> str:
    """Return the richest form of an output that a page can show without a script."""
    words = f"Output of cell {number}"
    if _SVG in data:
        # As a picture: styles and ids inside of it would else be the whole page's.
        picture = b64encode(sanitised(file, _joined(data[_SVG]).encode())).decode()
        return _picture(f"data:{_SVG};base64,{picture}", words)
    for kind in _PICTURES:
        if kind in data:
            return _picture(f"data:{kind};base64," + re.sub(r"\s+", "", _joined(data[kind])), words)
    if "text/html" in data:
        html = _BLANK_LINES.sub("", _NOT_SHOWN.sub("", _joined(data["text/html"])).strip())
        return f'<div class="output">{html}</div>'
    if "text/markdown" in data:
        return _joined(data["text/markdown"])
    if "text/latex" in data:
        return _joined(data["text/latex"])
    return _text(_joined(data.get("text/plain")))


def _picture(address: str, words: str) -> str:
    return f'<div class="output"><img src="{escape(address)}" alt="{words}"></div>'


def _text(text: str, name: str = "output") -> str:
    lines = text.rstrip().split("\n")
    if len(lines) > _LONGEST_OUTPUT:
        left_out = len(lines) - _LONGEST_OUTPUT
        lines = [*lines[:_LONGEST_OUTPUT], f"... {left_out} lines more"]
    shown = escape("\n".join(lines), quote=False).replace("\n", "&#10;")
    return f'<pre class="{name}" tabindex="0">{shown}</pre>' if text.strip() else ""
