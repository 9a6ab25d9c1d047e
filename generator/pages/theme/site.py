"""What every template sees of site.toml."""

from __future__ import annotations

from typing import Any

from generator.config import Site
from generator.files import digest_json


def site_digest(site: Site, styles: str) -> str:
    """Return the fingerprint of what every page sees beside its own data."""
    return digest_json(site_data(site, styles))


def site_data(site: Site, styles: str) -> dict[str, Any]:
    """Return what every template sees as ``site``: plain JSON; ``styles`` is the style sheet's site path."""
    names = ("title", "author", "base_url", "base_path", "language", "description", "email", "licence")
    data: dict[str, Any] = {name: getattr(site, name) for name in names}
    data["nav"] = [{"title": item.title, "url": item.url} for item in site.nav]
    data["styles"] = styles
    data["weekday"] = site.weekly.weekday
    return data
