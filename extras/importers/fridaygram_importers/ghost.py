"""Reads Ghost's export, a JSON file, and the pictures beside it (``content/images``)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from fridaygram.errors import UsageError
from fridaygram_importers.base import ImportItem, Origin, main_author, tree
from fridaygram_importers.foreign import files_of
from fridaygram_importers.frontmatter import is_zone, plain_text, without_doubles
from fridaygram_importers.importer import Engine
from fridaygram_importers.report import BlogReport
from fridaygram_importers.text.from_html import html_item
from fridaygram_importers.text.markup import paragraphs

_HERE = "__GHOST_URL__"
_Row = dict[str, Any]


class _Reading:
    def __init__(self, place: Path, report: BlogReport, now: datetime) -> None:
        self.report, self.now = report, now
        self.path, self.data = _export(place)
        self.origin = Origin()
        if place.is_dir():
            files = {name: place / name for name in tree(place) if not name.endswith(".json")}
            self.origin.static = {f"/{name}": path for name, path in files.items()}
            self.origin.static |= {
                f"/content/{name}": path for name, path in files.items() if name.startswith("images/")
            }
        self.authors = self._joined("posts_authors", "author_id", "users")
        self.tags = self._joined("posts_tags", "tag_id", "tags")
        self.extras = {row.get("post_id"): row for row in self._rows("posts_meta")}

    def run(self) -> Origin:
        """Read everything."""
        said = {str(row.get("key")): str(row.get("value") or "") for row in self._rows("settings")}
        self.origin.title, self.origin.description = (
            plain_text(said.get("title", "")),
            plain_text(said.get("description", "")),
        )
        zone = said.get("timezone") or said.get("active_timezone") or ""
        self.origin.timezone = zone if is_zone(zone) else ""
        self.origin.language = said.get("locale") or said.get("lang") or said.get("default_locale") or ""
        for row in sorted(self._rows("posts"), key=lambda one: (str(one.get("published_at")), str(one.get("slug")))):
            self.origin.items.append(self._item(row))
        self.origin.feeds = {"/rss/": "rss"}
        self.origin.author = main_author(self.origin.items)
        if self.origin.items and any(row.get("visibility") not in (None, "public") for row in self._rows("posts")):
            self.report.note("told", self.path.name, 0, "members and subscribers are not read: export them from Ghost")
        return self.origin

    def _rows(self, name: str) -> list[_Row]:
        rows = self.data.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _joined(self, join: str, key: str, table: str) -> dict[Any, list[_Row]]:
        """Return the rows of a table by the post that ``join`` ties them to, in their order."""
        known = {row.get("id"): row for row in self._rows(table)}
        found: dict[Any, list[_Row]] = {}
        for row in sorted(self._rows(join), key=lambda one: str(one.get("sort_order") or 0).zfill(6)):
            if row.get(key) in known:
                found.setdefault(row.get("post_id"), []).append(known[row[key]])
        return found

    def _item(self, row: _Row) -> ImportItem:
        slug = str(row.get("slug") or row.get("id"))
        file = f"{self.path.name}#{slug}"
        extra = self.extras.get(row.get("id"), {})
        is_page = row.get("type") == "page" or row.get("page") in (1, True)
        authors = self.authors.get(row.get("id")) or [
            one for one in self._rows("users") if one.get("id") == row.get("author_id")
        ]
        tags = [plain_text(one.get("name") or "") for one in self.tags.get(row.get("id"), [])]
        hidden = [name for name in tags if name.startswith("#")]
        meta = {
            "title": plain_text(row.get("title") or "") or "Untitled",
            "description": plain_text(row.get("custom_excerpt") or extra.get("meta_description") or ""),
            "tags": without_doubles([name for name in tags if name not in hidden]),
            "authors": [plain_text(one.get("name") or one.get("slug") or "") for one in authors],
            "cover": str(row.get("feature_image") or "").replace(_HERE, ""),
            "cover_alt": plain_text(extra.get("feature_image_alt") or ""),
            "canonical": str(row.get("canonical_url") or "").replace(_HERE, ""),
        }
        item = html_item(file, "page" if is_page else "post", self._html(row, file), meta, slug, self.report)
        if hidden:
            self.report.note("told", file, 0, "internal tags left out", ", ".join(hidden))
        for key in ("codeinjection_head", "codeinjection_foot"):
            if row.get(key):
                self.report.note("lost", file, 0, "code that was put into the page: not imported", str(row[key]))
        for one in self.tags.get(row.get("id"), []):
            if (name := plain_text(one.get("name") or "")) in item.meta.get("tags", []) and one.get("slug"):
                self.origin.tag_pages[f"/tag/{one['slug']}/"] = name
        self.origin.lists |= {f"/author/{one['slug']}/" for one in authors if one.get("slug")}
        item.urls, item.folder = [f"/{slug}/"], f"/{slug}/"
        self._state(item, row)
        return item

    def _html(self, row: _Row, file: str) -> str:
        """Return a post's HTML; where the export has none, its Markdown cards or its plain words."""
        if row.get("html"):
            return str(row["html"]).replace(_HERE, "")
        cards = _markdown(row)
        if cards:
            return "".join(f'<x-md text="{escape(card.replace(_HERE, ""))}" block="1"></x-md>' for card in cards)
        words = str(row.get("plaintext") or "")
        if words:
            self.report.note("changed", file, 0, "the export has only its plain words: headings and links are gone")
        elif row.get("mobiledoc") or row.get("lexical"):
            self.report.note(
                "lost", file, 0, "the export has no HTML of it: open and save it in Ghost, and export again"
            )
        return paragraphs(words)

    def _state(self, item: ImportItem, row: _Row) -> None:
        status, seen_by = str(row.get("status")), str(row.get("visibility") or "public")
        moment = _moment(row.get("published_at")) or (_moment(row.get("created_at")) if status == "draft" else None)
        if seen_by != "public":
            item.meta["draft"] = True
            self.report.note("changed", item.file, 0, f"a text for '{seen_by}' alone: imported as a draft")
        elif status not in ("published", "scheduled"):
            item.meta["draft"] = True
            if status != "draft":
                self.report.note("changed", item.file, 0, f"in the state '{status}': imported as a draft")
        if moment is None and item.kind == "post":
            item.meta["draft"] = True
            moment = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
            self.report.note("changed", item.file, 0, "a post without a date: a draft, dated today")
        if item.kind == "post":
            item.moment, item.has_time = moment, True


def _export(place: Path) -> tuple[Path, _Row]:
    """Return the export file and its tables. Raises UsageError where there is none."""
    for path in files_of(place, ".json"):
        try:
            found = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            continue
        databases = found.get("db") if isinstance(found, dict) else None
        whole = databases[0] if isinstance(databases, list) and databases else found
        data = whole.get("data") if isinstance(whole, dict) else None
        if isinstance(data, dict) and isinstance(data.get("posts"), list):
            return path, data
    raise UsageError(f"{place} has no export of Ghost", hint="in Ghost: Settings, Import/Export, Export content")


def _markdown(row: _Row) -> list[str]:
    """Return the Markdown cards of a text that has nothing else, in either of Ghost's two formats."""
    try:
        cards = json.loads(row.get("mobiledoc") or "{}").get("cards") or []
        nodes = json.loads(row.get("lexical") or "{}").get("root", {}).get("children") or []
        found = [str(card[1]["markdown"]) for card in cards if card[0] in ("markdown", "card-markdown")]
        return found + [str(node["markdown"]) for node in nodes if node["type"] == "markdown"]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return []


def _moment(value: Any) -> datetime | None:
    """Return a time of Ghost's, which are in UTC: ISO 8601, ``YYYY-MM-DD HH:MM:SS``, or milliseconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).replace(microsecond=0)


def _read(place: Path, report: BlogReport, now: datetime) -> Origin:
    return _Reading(place, report, now).run()


ENGINE = Engine("Ghost", _read, takes_file=True)
