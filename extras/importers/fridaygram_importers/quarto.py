"""Reads a Quarto blog: .qmd, .Rmd and notebooks, with the outputs that Quarto has frozen in ``_freeze``."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fridaygram.errors import ContentError
from fridaygram.files import read_text
from fridaygram_importers.base import ImportItem, Origin, site_url, tree
from fridaygram_importers.executed import from_notebook, from_pandoc
from fridaygram_importers.frontmatter import Mapper, listed, load, lowered, plain_text, split, titled, when
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.traced import Traced, without_blocks

TEXTS = (".qmd", ".rmd", ".ipynb", ".md", ".markdown")
FREEZE = "_freeze"
_OWN = frozenset(
    ("format", "execute", "jupyter", "engine", "knitr", "listing", "code-fold", "code-tools", "editor", "kernelspec",
     "bibliography", "csl", "number-sections", "freeze", "title-block-banner", "comments", "page-layout")
)  # fmt: skip
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_CELL = re.compile(r"^[ ]*(?:`{3,}|~{3,})\{[a-zA-Z]", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{<[ ]*(\w+)[ ]*(.*?)[ ]*>\}\}")
_FIGURE = re.compile(r"^!\[([^\]\n]*)\]\(([^)\s]+)\)\{([^}\n]*#fig-[^}\n]*)\}[ ]*$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\w\\])@((?:fig|tbl|sec|eq|lst)-[\w-]+)")
_LINKED = re.compile(r"\]\(([^)\s#]+\.(?:qmd|rmd|ipynb|md))(#[^)\s]*)?\)", re.IGNORECASE)


class _Reading:
    def __init__(self, root: Path, report: BlogReport, now: datetime) -> None:
        self.root, self.report, self.zone = root, report, str(now.tzinfo)
        self.config = self._config()
        self.items: dict[str, ImportItem] = {}

    def run(self) -> Origin:
        """Read everything."""
        website = self.config.get("website")
        site: Mapping[str, Any] = website if isinstance(website, Mapping) else {}
        address = urlsplit(site_url(site.get("site-url")))
        origin = Origin(
            title=plain_text(site.get("title") or ""),
            author=", ".join(listed(self.config.get("author"))),
            description=plain_text(site.get("description") or ""),
            url=f"{address.scheme}://{address.netloc}" if address.netloc else "",
            base_path=unquote(address.path.rstrip("/")),
            language=str(self.config.get("lang") or ""),
            heading_id=heading_id,
        )
        for file in tree(self.root):
            first = file.partition("/")[0]
            if first.startswith("_") or first in ("docs", "renv") or file.endswith((".yml", ".Rproj")):
                continue
            if file.lower().endswith(TEXTS):
                if posixpath.basename(file).lower() != "readme.md" and (item := self._item(file)) is not None:
                    self.items[file] = item
            else:
                origin.static[f"/{file}"] = self.root / file
        origin.items = list(self.items.values())
        for item in origin.items:
            self._frozen_files(item, origin)
            self._turn(item)
        return origin

    def _config(self) -> dict[str, Any]:
        for name in ("_quarto.yml", "_quarto.yaml"):
            if (self.root / name).is_file():
                return lowered(load(read_text(self.root / name), "yaml", name, self.report))  # type: ignore[no-any-return]
        return {}

    def _item(self, file: str) -> ImportItem | None:
        beside: list[Path] = []
        try:
            if file.lower().endswith(".ipynb"):
                found, body, beside = from_notebook(self.root / file, file)
                meta, syntax, _, _ = split(found.front)
                title, line = found.title, 1
            else:
                text = read_text(self.root / file)
                meta, syntax, body, line = split(text)
                title = ""
                body, line = self._executed(file, text, body, line)
        except ContentError as error:
            self.report.note("lost", file, error.line or 0, error.message)
            return None
        raw = lowered(load(meta, syntax, file, self.report))
        if raw.get("listing") and not re.search(r"\w", body):
            self.report.note("told", file, 0, "a list without a text of its own left out")
            return None
        mapper = Mapper({**raw, "updated": raw.pop("date-modified", None)}, meta, file, self.report)
        known = mapper.common(ignored=_OWN)
        stem = posixpath.splitext(file)[0]
        folder, name = posixpath.split(stem)
        name = posixpath.basename(folder) or "home" if name == "index" else name
        known["title"] = plain_text(raw.get("title") or title) or titled(name)
        if raw.get("draft") is True:
            known["draft"] = True
        moment = when(raw["date"], self.zone) if raw.get("date") else None
        dated = _DAY.fullmatch(name)
        moment = moment or (when(dated[1], self.zone) if dated else None)
        kind = "post" if moment and folder else "page"
        item = ImportItem(
            file, "post" if kind == "post" else "page", Traced(body, line), known, dated[2] if dated else name
        )
        if moment:
            item.moment, item.has_time = moment
        item.urls = [f"/{folder}/".replace("//", "/") if stem.endswith("index") else f"/{stem}.html"]
        item.folder, item.beside = f"/{folder}/".replace("//", "/"), beside
        return item

    def _executed(self, file: str, text: str, body: str, line: int) -> tuple[str, int]:
        """Return a body with its frozen outputs and its first line, or as it is where it has none."""
        frozen = self.root / FREEZE / posixpath.splitext(file)[0] / "execute-results" / "html.json"
        if not frozen.is_file():
            if _CELL.search(body):
                problem = "its code has no saved outputs and is shown alone"
                self.report.note("changed", file, line, f"{problem}: render it with 'execute: freeze: true' first")
            return body, line
        name = frozen.relative_to(self.root).as_posix()
        try:
            saved = json.loads(read_text(frozen))
            markdown = str(saved["result"]["markdown"])
        except (ValueError, KeyError, TypeError) as error:
            raise ContentError(f"its outputs cannot be read ({name}: {error})", file=file) from None
        if saved.get("hash") != md5(text.encode(), usedforsecurity=False).hexdigest():
            problem = "it has changed since its code was run: its outputs, and its words here, are those of before"
            self.report.note("changed", file, 0, problem)
        return split(markdown)[2], line

    def _frozen_files(self, item: ImportItem, origin: Origin) -> None:
        """Let frozen pictures answer where a rendered page has them: ``NAME_files/``."""
        stem = posixpath.splitext(item.file)[0]
        folder = self.root / FREEZE / stem
        for name in tree(folder):
            if not name.startswith("execute-results/"):
                origin.static[f"/{stem}_files/{name}"] = folder / name

    def _turn(self, item: ImportItem) -> None:
        """Write Quarto's own Markdown as ours."""
        body = item.body
        line = body.lines[0]
        body = item.body = Traced(from_pandoc(body.text), line)
        body.sub(_SHORTCODE, lambda found, at: self._shortcode(item, found, at))
        known = set(re.findall(r"#((?:fig|tbl|sec|eq|lst)-[\w-]+)", without_blocks(body.text)))
        body.sub(_FIGURE, lambda found, _: _figure(found))
        body.sub(_REFERENCE, lambda found, _: f"[](#{found[1]})" if found[1] in known else None)
        body.sub(_LINKED, lambda found, _: self._linked(item, found))

    def _shortcode(self, item: ImportItem, found: re.Match[str], line: int) -> str:
        words = found[2].split()
        if found[1] == "video" and words:
            return f"![Video]({words[0]})"
        if found[1] != "pagebreak":
            self.report.note("lost", item.file, line, f"the shortcode '{found[1]}' is not known here", found[0])
        return ""

    def _linked(self, item: ImportItem, found: re.Match[str]) -> str | None:
        """Return a link to a source as one to its page."""
        target = found[1] if found[1].startswith("/") else posixpath.join(posixpath.dirname(item.file), found[1])
        other = self.items.get(posixpath.normpath(target.lstrip("/")))
        return None if other is None else f"]({other.urls[0]}{found[2] or ''})"


def _figure(found: re.Match[str]) -> str:
    """Return a figure with a caption as ours: alternative text, caption, id."""
    alt = re.search(r'fig-alt="([^"]*)"', found[3])
    name = re.search(r"#(fig-[\w-]+)", found[3])
    words = alt[1] if alt else found[1]
    caption = found[1].replace('"', "&quot;")
    return f'![{words}]({found[2]} "{caption}"){{: #{name[1] if name else ""} }}'


def heading_id(text: str) -> str:
    """Return the id that Pandoc gives a heading (Pandoc's manual, auto_identifiers)."""
    kept = re.sub(r"[^\w\s.-]", "", text.lower())
    return re.sub(r"^[^a-z]+", "", re.sub(r"\s+", "-", kept.strip())) or "section"


def _read(root: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(root, report, now).run()


ENGINE = Engine("Quarto", _read)
