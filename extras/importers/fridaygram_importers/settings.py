"""The site.toml of a blog that starts with an import, made from the other program's settings."""

from __future__ import annotations

import json
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from fridaygram.config import Site, is_plain
from fridaygram.pages.urls import encoded, slugify
from fridaygram_importers.base import ImportItem, Origin
from fridaygram_importers.frontmatter import language_tag
from fridaygram_importers.placing import TAGS, pattern_of


def site_toml(origin: Origin) -> str:
    """Return the text of a site.toml for an imported blog."""
    values = {
        "title": origin.title or "An imported blog",
        "author": origin.author or "Anonymous",
        "description": origin.description,
        "base_url": base_url(origin),
        "timezone": origin.timezone or "UTC",
        "language": language_tag(origin.language) or "en",
        "email": origin.email,
        "permalink": pattern_of(origin, origin.timezone or "UTC"),
        "posts_per_page": origin.posts_per_page,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value]
    menu = [("Archive", "/archive/")]
    menu += [(item.meta["title"], item.path) for item in origin.items if _in_menu(item)][:4]
    for title, url in menu:
        lines += ["", "[[nav]]", f"title = {json.dumps(title, ensure_ascii=False)}", f"url = {json.dumps(url)}"]
    return "\n".join([*lines, *old_paths(origin)]) + "\n"


def old_paths(origin: Origin) -> list[str]:
    """Return the lines of a site.toml that let the old paths of feeds and lists answer."""
    lines = []
    for name, table in origin.tables.items():
        pairs = (
            f"{json.dumps(old, ensure_ascii=False)} = {json.dumps(new)}"
            + ("  # remove this line with the first tag" if old == TAGS else "")
            for old, new in sorted(table.items(), key=_in_order)
        )
        lines += ["", f"[{name}]", *pairs] if table else []
    return lines


def _in_order(pair: tuple[str, str]) -> list[tuple[int, str]]:
    """Return the key that sorts old paths with page 2 before page 10."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", pair[0])]


def base_url(origin: Origin) -> str:
    """Return where an imported blog is to live: where it was, as far as a base path can be written so."""
    parts = urlsplit(_old_url(origin))
    # Servers and browsers encode other characters in different ways.
    segments = [unquote(segment) for segment in parts.path.split("/")]
    plain = [segment if is_plain(segment) else _in_ascii(segment) for segment in segments]
    return f"{parts.scheme}://{parts.netloc}/" + "".join(f"{segment}/" for segment in plain if segment)


def _old_url(origin: Origin) -> str:
    return f"{origin.url or 'https://example.org'}{encoded(origin.base_path)}/"


def _in_ascii(segment: str) -> str:
    return slugify(unicodedata.normalize("NFKD", segment).encode("ascii", "ignore").decode())


def new_address(origin: Origin) -> str | None:
    """Return, as a sentence, that the blog cannot stay where it was, None where it can."""
    old, new = _old_url(origin), base_url(origin)
    if unquote(old) == new:
        return None
    return f"the old blog is at {old}; a base path has letters, digits and -._~ alone here, so base_url is {new}"


def _in_menu(item: ImportItem) -> bool:
    return (
        item.kind == "page"
        and bool(item.path)
        and item.moment is None
        and not item.meta.get("unlisted")
        and not item.is_draft
    )


def differences(origin: Origin, site: Site) -> list[str]:
    """Return, as sentences, what the other program's settings say otherwise than this blog's site.toml."""
    told = []
    if origin.timezone and origin.timezone != site.timezone:
        told.append(f"its time zone was {origin.timezone}, here it is {site.timezone}")
    if origin.url and not site.base_url.startswith(f"{origin.url}/"):
        told.append(f"it was at {origin.url}{origin.base_path}/, site.toml says {site.base_url}")
    if origin.title and origin.title != site.title:
        told.append(f"its title was '{origin.title}', here it is '{site.title}'")
    if origin.posts_per_page not in (0, site.posts_per_page):
        told.append(f"its lists had {origin.posts_per_page} posts on a page, here they have {site.posts_per_page}")
    return told


def site_from(origin: Origin) -> Site:
    """Return the settings that ``site_toml`` writes, as a build will read them."""
    import tomllib

    import msgspec

    return msgspec.convert(tomllib.loads(site_toml(origin)), Site)
