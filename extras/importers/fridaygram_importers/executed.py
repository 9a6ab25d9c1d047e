"""Documents with code and its saved outputs: notebooks, those of fastpages, and Pandoc's Markdown as Quarto has it.

Nothing is run.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from fridaygram.pages.frontmatter import load_mapping
from fridaygram.pages.markup.lines import code_in
from fridaygram.pages.markup.notebook import PICTURES, Notebook, read_notebook
from fridaygram_importers.files import as_format_4

_SETTINGS = re.compile(r"\A\s*(?:>[ ]?(.*)\n+)?((?:[-*][ ]+[\w-]+:.*(?:\n|\Z))+)")
_DIV = re.compile(r"[ ]*:{3,}[ ]*(?:\{(.*)\}|([\w-]+))?[ ]*:*[ ]*$")
_CALLOUT = re.compile(r"\.callout-(note|tip|important|warning|caution)\b")
_NAMED = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_HEADING = re.compile(r"[ ]*#{1,6}[ ]+(.*?)[ ]*$")
_FENCE = re.compile(r"^([ >]*(?:`{3,}|~{3,}))[ ]*\{\.?([\w+#-]+)(?:[ ,}][^\n]*|)$")


def from_notebook(file: Path, name: str) -> tuple[Notebook, str, list[Path]]:
    """Return a notebook of any format, its body, and the pictures that the body shows as files beside it.

    Raises ContentError for what is no notebook.
    """
    found = read_notebook((as_format_4(file) or file.read_bytes()).decode("utf-8-sig"), name)
    body, beside = found.body, []
    for address, picture in sorted(found.pictures.items()):
        path = Path(_scratch().name) / f"output-{address.removeprefix(PICTURES)}"
        path.write_bytes(picture)
        body = body.replace(address, path.name)
        beside.append(path)
    return found, body, beside


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """The folder for pictures that are in no file yet; it goes when the program ends."""
    return tempfile.TemporaryDirectory(prefix="fridaygram-import-")


def from_fastpages(file: Path, name: str) -> tuple[dict[str, Any], str, list[Path]]:
    """Return front matter, body and pictures of a notebook of fastpages.

    Its first cell holds a title, a summary behind ``>`` and a list of settings (fastpages' README, "Writing Blog Posts
    With Jupyter"). Raises ContentError for what is no notebook.
    """
    found, body, beside = from_notebook(file, name)
    meta: dict[str, Any] = {}
    if settings := _SETTINGS.match(body):
        lines = [line.lstrip("-* ") for line in settings[2].strip().split("\n")]
        meta = load_mapping("\n".join(lines), "yaml", name, 1, what="the first cell")
        body = body[settings.end() :]
        if settings[1]:
            meta.setdefault("description", settings[1].strip())
    if meta.pop("hide", False):
        meta["hidden"] = True
    meta.setdefault("title", found.title.strip("\"'"))
    return meta, body, beside


def from_pandoc(text: str) -> str:
    """Return Pandoc's Markdown as ours: divs become callouts or HTML, attributes of code a language.

    The divs that Quarto puts around cells and their outputs go.
    """
    lines = text.split("\n")
    code = {number: block for block in code_in(text) for number in range(block.first, block.last + 1)}
    made: list[str] = []
    opened: list[str] = []
    untitled = False
    for number, line in enumerate(lines):
        found = None if number in code else _DIV.fullmatch(line)
        if found is None:
            if untitled and (heading := _HEADING.fullmatch(line)):
                made[-1] += f" {heading[1]}"
            elif untitled and not line.strip():
                continue
            else:
                text = _FENCE.sub(r"\1\2", line) if number in code and code[number].first == number else line
                made.append(("> " * opened.count(">") + text).rstrip() if ">" in opened else text)
            untitled = False
        elif found[1] is not None or found[2]:
            attributes = found[1] if found[1] is not None else f".{found[2]}"
            opened.append(_opening(attributes, made, opened))
            untitled = opened[-1] == ">" and "title=" not in attributes
        elif opened:
            quotes = "> " * opened[:-1].count(">")
            closing = opened.pop()
            made += ["", f"{quotes}</div>", ""] if closing == "</div>" else [""] if closing == ">" else []
    return "\n".join(made)


def _opening(attributes: str, made: list[str], opened: list[str]) -> str:
    """Write how a div begins; return what closes it."""
    if re.match(r"\.(?:cell|cell-output[\w-]*|quarto-[\w-]+)\b", attributes.strip()):
        return ""
    quotes, named = "> " * opened.count(">"), dict(_NAMED.findall(attributes))
    if callout := _CALLOUT.search(attributes):
        folded = "-" if named.get("collapse") == "true" else ""
        title = f" {named['title']}" if named.get("title") else ""
        made += ["", f"{quotes}> [!{callout[1].upper()}]{folded}{title}"]
        return ">"
    plain = _NAMED.sub("", attributes)
    classes, names = re.findall(r"\.([\w-]+)", plain), re.findall(r"#([\w-]+)", plain)
    written = (f' id="{names[0]}"' if names else "") + (f' class="{" ".join(classes)}"' if classes else "")
    made += ["", f"{quotes}<div{written}>", ""]
    return "</div>"
