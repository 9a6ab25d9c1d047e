"""Whether site.toml's addresses agree with one another, before readers find out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from fridaygram.config import FILE, Site, line_of
from fridaygram.errors import ConfigError

PLACEHOLDER = "example.org"
OF_PAGES = ".github.io"


def check_address(site: Site, root: Path) -> None:
    """Raise ConfigError, with its line, where base_url and a custom domain contradict one another.

    A custom domain serves the site at its root; user.github.io serves user pages at the root and project pages
    below the project's name.
    """
    text = (root / FILE).read_text("utf-8-sig")
    parts = urlsplit(site.base_url)
    host, domain = (parts.hostname or ""), site.publish.domain.lower()
    if domain and not _is_host(domain):
        raise ConfigError(
            f"'{site.publish.domain}' is no domain", file=FILE, line=line_of(text, "domain"), hint="www.example.org"
        )
    if domain and (host, parts.path) != (domain, "/"):
        raise ConfigError(
            f"base_url is {site.base_url}, but readers will be sent to {domain}",
            file=FILE,
            line=line_of(text, "base_url"),
            hint=f'write base_url = "https://{domain}/"',
        )
    if host == PLACEHOLDER or host.endswith(f".{PLACEHOLDER}"):
        raise ConfigError(
            f"base_url is still {site.base_url}",
            file=FILE,
            line=line_of(text, "base_url"),
            hint='say where the site will live, like "https://you.github.io/blog/"',
        )
    if not domain and not host.endswith(OF_PAGES):
        raise ConfigError(
            f"base_url is {site.base_url}, which GitHub Pages only serves as a custom domain",
            file=FILE,
            line=line_of(text, "base_url"),
            hint=f'add domain = "{host}" to [publish]',
        )


def _is_host(name: str) -> bool:
    labels = name.split(".")
    plain = all(label.replace("-", "a").isalnum() and label.isascii() and label.strip("-") == label for label in labels)
    return len(labels) > 1 and plain and len(name) < 254
