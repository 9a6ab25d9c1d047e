"""site.toml: who writes, where the site lives, in which time zone, on which weekday."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from generator.errors import ConfigError, suggestion

FILE = "site.toml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Severity = Literal["error", "warning", "off"]


class NavItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of the site's menu. ``url`` is a path below the site's root ("/about/") or a full URL."""

    title: str
    url: str


class Weekly(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The weekly rule: a post every ``weekday``; days in ``skip`` (holidays) are not counted as missed."""

    weekday: Weekday = "friday"
    skip: tuple[date, ...] = ()


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where ``fridaygram publish`` sends the site. ``domain`` is a custom domain, "" for none."""

    target: Literal["actions", "branch"] = "actions"
    branch: str = "gh-pages"
    remote: str = "origin"
    domain: str = ""


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of a blog, as site.toml gives them.

    ``base_url`` is absolute and ends with a slash; its path is the base path. ``permalink`` makes a post's
    URL from {year}, {month}, {day} and {slug}. ``posts_per_page`` cuts the lists, ``feed_posts`` the feeds.
    ``acquire`` holds one table a corpus, read by the corpus pipeline.
    """

    title: str
    author: str
    base_url: str
    timezone: str = "UTC"
    language: str = "en"
    description: str = ""
    email: str = ""
    licence: str = ""
    permalink: str = "/{year}/{month}/{slug}/"
    posts_per_page: int = 12
    feed_posts: int = 20
    nav: tuple[NavItem, ...] = ()
    weekly: Weekly = Weekly()
    check: dict[str, Severity] = {}
    publish: Publish = Publish()
    acquire: dict[str, dict[str, Any]] = {}

    @property
    def base_path(self) -> str:
        """The path that the site lives under: "/" or "/blog/"."""
        from urllib.parse import urlsplit

        return urlsplit(self.base_url).path or "/"


def load_site(root: Path, *, base_url: str | None = None) -> Site:
    """Read ``root``/site.toml; ``base_url`` overrides the one in the file.

    Raises ConfigError with the line of what is wrong.
    """
    import tomllib

    path = root / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            "no blog here: there is no site.toml", file=path, hint="start one with 'fridaygram init myblog'"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8 text", file=path, hint="save it as UTF-8") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, str(error)) from None
    if base_url is not None:
        raw["base_url"] = base_url
    try:
        site = msgspec.convert(raw, Site)
    except msgspec.ValidationError as error:
        raise _schema_error(path, text, str(error), raw) from None
    return _checked(site, path, text)


def _checked(site: Site, path: Path, text: str) -> Site:
    from urllib.parse import urlsplit
    from zoneinfo import ZoneInfo, available_timezones

    parts = urlsplit(site.base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ConfigError(
            f"base_url '{site.base_url}' is not an absolute http(s) URL",
            file=path,
            line=line_of(text, "base_url"),
            hint='write something like "https://you.github.io/blog/"',
        )
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        hint = suggestion(site.timezone, available_timezones())
        line = line_of(text, "timezone")
        raise ConfigError(f"unknown time zone '{site.timezone}'", file=path, line=line, hint=hint) from None
    if "{slug}" not in site.permalink or not site.permalink.startswith("/"):
        raise ConfigError(
            f"permalink '{site.permalink}' must start with '/' and hold {{slug}}",
            file=path,
            line=line_of(text, "permalink"),
            hint='the default is "/{year}/{month}/{slug}/"',
        )
    for name, least in (("posts_per_page", site.posts_per_page), ("feed_posts", site.feed_posts)):
        if least < 1:
            raise ConfigError(f"{name} must be at least 1", file=path, line=line_of(text, name))
    if not site.base_url.endswith("/"):
        site = msgspec.structs.replace(site, base_url=site.base_url + "/")
    return site


def line_of(text: str, key: str) -> int | None:
    """Return the 1-based line on which ``key`` is set in a TOML or YAML text, None where it is not."""
    import re

    match = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[=:]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


def _syntax_error(path: Path, message: str) -> ConfigError:
    import re

    match = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(match[1]) if match else None
    return ConfigError(f"not TOML: {message.split(' (at', maxsplit=1)[0]}", file=path, line=line)


def _schema_error(path: Path, text: str, message: str, raw: dict[str, Any]) -> ConfigError:
    """Turn msgspec's message ("Object contains unknown field `x` - at `$.weekly`") into ours."""
    import re

    unknown = re.search(r"unknown field `([^`]+)`", message)
    if unknown:
        key = unknown[1]
        known = Weekly if "$.weekly" in message else Publish if "$.publish" in message else Site
        hint = suggestion(key, [field.name for field in msgspec.structs.fields(known)])
        return ConfigError(f"unknown setting '{key}'", file=path, line=line_of(text, key), hint=hint)
    missing = re.search(r"missing required field `([^`]+)`", message)
    if missing:
        return ConfigError(f"setting '{missing[1]}' is missing", file=path, hint=f'add {missing[1]} = "..."')
    place = re.search(r"`\$\.([A-Za-z_]+)", message)
    key = place[1] if place else ""
    return ConfigError(
        f"setting '{key}': {message.split(' - at', maxsplit=1)[0]}", file=path, line=line_of(text, key) if key else None
    )
