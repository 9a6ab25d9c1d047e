"""What every template sees of site.toml."""

from __future__ import annotations

from typing import Any

import msgspec

from fridaygram.config import Site
from fridaygram.files import digest_json


class Loaded(msgspec.Struct, frozen=True):
    """What pages load: the site paths of style sheet and script; and whether the site's icon is a drawing (SVG)."""

    styles: str
    script: str = ""
    drawn_icon: bool = True


def site_digest(site: Site, loaded: Loaded) -> str:
    """Return the fingerprint of what every page sees beside its own data."""
    return digest_json(site_data(site, loaded))


def site_data(site: Site, loaded: Loaded) -> dict[str, Any]:
    """Return what every template sees as ``site``: plain JSON."""
    names = ("title", "author", "base_url", "base_path", "language", "description", "email", "licence")
    data: dict[str, Any] = {name: getattr(site, name) for name in names}
    data["nav"] = [{"title": item.title, "url": item.url} for item in site.nav]
    data |= {"styles": loaded.styles, "script": loaded.script, "drawn_icon": loaded.drawn_icon}
    data["search"] = site.search
    data["weekday"] = site.weekly.weekday
    return data
