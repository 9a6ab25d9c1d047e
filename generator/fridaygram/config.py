"""The settings of a blog, read from site.toml and checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from fridaygram.errors import ConfigError, not_allowed, suggestion, toml_problem, type_problem, unreadable

FILE = "site.toml"
PARTS = "{year}, {month}, {day}"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Severity = Literal["error", "warning", "off"]


class NavItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of the site's menu.

    - ``title``: what readers see
    - ``url``: a path below the site's root ("/about/"), or a full URL
    """

    title: str
    url: str


class Weekly(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The weekly rule: a post on one day of each week.

    - ``weekday``: the day of the post
    - ``skip``: days, such as holidays, that do not count as missed
    """

    weekday: Weekday = "friday"
    skip: tuple[date, ...] = ()


class CorpusTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What you state of a corpus.

    - ``licence``: the licence of its texts, "" where none is stated
    """

    licence: str = ""


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where 'fridaygram publish' sends the site.

    - ``target``: "workflow" lets GitHub build what is pushed, "branch" pushes the built site
    - ``source``: the branch that GitHub builds, for the target "workflow"
    - ``branch``: the branch of the built site, for the target "branch"
    - ``remote``: the git remote that both are pushed to
    - ``domain``: a custom domain, "" for none
    """

    target: Literal["workflow", "branch"] = "workflow"
    source: str = "main"
    branch: str = "gh-pages"
    remote: str = "origin"
    domain: str = ""


class Comments(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Comments below posts: a button that asks the provider for them, so that nobody is asked before a reader wants it.

    - ``provider``: "giscus" keeps them as GitHub discussions, "utterances" as GitHub issues, "" shows none
    - ``repository``: the GitHub repository that keeps them, as `you/blog`
    - ``repository_id``: giscus alone: its `data-repo-id` of the repository
    - ``category``: giscus alone: the category of the discussions
    - ``category_id``: giscus alone: its `data-category-id` of the category
    """

    provider: Literal["", "giscus", "utterances"] = ""
    repository: str = ""
    repository_id: str = ""
    category: str = ""
    category_id: str = ""


class Webmentions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Mentions of posts on other sites (W3C Webmention).

    - ``receive``: the endpoint that others send them to, in every page's head
    - ``fetch``: the address that 'fridaygram webmentions' gets them from, as a jf2 feed
    """

    receive: str = ""
    fetch: str = ""


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of a blog, as site.toml gives them.

    - ``title``: the blog's name, on every page and in the feed
    - ``author``: who writes it; a post may name others
    - ``base_url``: where the site will live, an absolute URL with a slash at its end; its path is the base path
    - ``timezone``: an IANA name such as `Europe/Oslo`; it decides what today is
    - ``language``: the language tag of the texts, such as "en" or "pt-BR"
    - ``description``: the blog in a sentence, for search engines and feeds
    - ``email``: an address for readers, in the footer and the feed, "" for none
    - ``me``: your profiles elsewhere, full URLs, each linked with rel=me at the foot of every page
    - ``newsletter``: where readers subscribe by mail: the URL of a form, or an address to write to, "" for none
    - ``hub``: a WebSub hub that tells readers' programs of news, "" for none: see 'fridaygram publish --ping'
    - ``repository``: the blog's folder on GitHub, such as "https://github.com/you/blog", "" for none: readers of a
      notebook can open it in nbviewer and Colab
    - ``licence``: the terms of the texts, shown at the foot of every page
    - ``permalink``: the URL path of a post, made from `{year}`, `{month}`, `{day}` and `{slug}`
    - ``posts_per_page``: how many posts a page of the lists shows
    - ``feed_posts``: how many posts a feed holds, the newest first
    - ``feed_aliases``: old URL paths of the feed, each with its format: "atom", "rss" or "json"
    - ``redirects``: old URL paths that are no document's, each with the page that it leads to
    - ``theme``: the name of an installed package's theme, "" for the one that comes along
    - ``fonts``: "shipped" sends the fonts that come along, or yours in assets/fonts; "system" sends none
    - ``cards``: whether every post gets a picture, shown where its link is shared
    - ``badge``: whether the foot of each page says when the blog's numbers were last verified
    - ``search``: whether a page searches all posts; to build it needs the extra search
    - ``scripts``: hosts that your templates load scripts from, such as "https://stats.example"; texts need none
    - ``nav``: the entries of the menu, each a table `[[nav]]`
    - ``weekly``: the rule of the days that get a post
    - ``comments``: who keeps the comments of readers
    - ``webmentions``: where mentions on other sites are received and fetched
    - ``check``: the severity of each rule of 'fridaygram check', by its name
    - ``publish``: where 'fridaygram publish' sends the site
    - ``corpora``: what you state of each corpus, a table `[corpora.NAME]`
    - ``acquire``: one table for each corpus that 'fridaygram acquire' collects
    """

    title: str
    author: str
    base_url: str
    timezone: str = "UTC"
    language: str = "en"
    description: str = ""
    email: str = ""
    me: tuple[str, ...] = ()
    newsletter: str = ""
    hub: str = ""
    repository: str = ""
    licence: str = ""
    permalink: str = "/{year}/{month}/{slug}/"
    posts_per_page: int = 12
    feed_posts: int = 20
    feed_aliases: dict[str, Literal["atom", "rss", "json"]] = {}
    redirects: dict[str, str] = {}
    theme: str = ""
    fonts: Literal["shipped", "system"] = "shipped"
    cards: bool = True
    badge: bool = False
    search: bool = False
    scripts: tuple[str, ...] = ()
    nav: tuple[NavItem, ...] = ()
    weekly: Weekly = Weekly()
    comments: Comments = Comments()
    webmentions: Webmentions = Webmentions()
    check: dict[str, Severity] = {}
    publish: Publish = Publish()
    corpora: dict[str, CorpusTerms] = {}
    acquire: dict[str, dict[str, Any]] = {}

    @property
    def base_path(self) -> str:
        """The path that the site lives under: "/" or "/blog/"."""
        from urllib.parse import urlsplit

        return urlsplit(self.base_url).path or "/"

    @property
    def has_example_url(self) -> bool:
        """Whether ``base_url`` is still the one that ``init`` writes, at example.org."""
        from urllib.parse import urlsplit

        host = urlsplit(self.base_url).hostname or ""
        return host == "example.org" or host.endswith(".example.org")


def load_site(root: Path, *, base_url: str | None = None) -> Site:
    """Read ``root``/site.toml; ``base_url`` overrides the one in the file.

    Raises ConfigError with the line of what is wrong.
    """
    path = root / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            "no blog here: there is no site.toml", file=path, hint="start one with 'fridaygram init myblog'"
        ) from None
    text, raw = _parsed(path, data)
    for key, value in raw.items():
        if problem := unreadable((key, value)):
            raise ConfigError(f"setting '{key}': {problem}", file=path, line=line_of(text, key), hint="leave it out")
    if base_url is not None:
        raw["base_url"] = base_url
    try:
        site = msgspec.convert(raw, Site)
    except msgspec.ValidationError as error:
        raise _schema_error(path, text, str(error), raw) from None
    return _checked(site, path, text)


def setting_lines(root: Path) -> dict[str, int | None]:
    """Return the line of each setting that ``root``/site.toml sets, by its dotted name; None where it is not known.

    Raises ConfigError where the file is no TOML.
    """
    path = root / FILE
    text, raw = _parsed(path, path.read_bytes())

    def lines(table: dict[str, Any], above: str) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for key, value in table.items():
            name = f"{above}.{key}" if above else key
            found |= lines(value, name) if isinstance(value, dict) else {name: _line_below(text, above, key)}
        return found

    return lines(raw, "")


def _parsed(path: Path, data: bytes) -> tuple[str, dict[str, Any]]:
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8 text", file=path, line=line, hint="save it as UTF-8") from None
    except RecursionError:
        raise ConfigError("not TOML: nested too deeply", file=path) from None
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of too many digits
        problem, hint, place = toml_problem(error)
        last = data.count(b"\n") + 1 if "end of document" in str(error) else None
        raise ConfigError(f"not TOML: {problem}", file=path, line=place or last, hint=hint) from None


def _checked(site: Site, path: Path, text: str) -> Site:
    for key, problem, hint in _problems(site):
        raise ConfigError(problem, file=path, line=line_of(text, key), hint=hint)
    return site if site.base_url.endswith("/") else msgspec.structs.replace(site, base_url=site.base_url + "/")


def _problems(site: Site) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is wrong with values of the right type, as (setting, problem, way out)."""
    from zoneinfo import ZoneInfo, available_timezones

    if not _is_base_url(site.base_url):
        hint = 'write something like "https://you.github.io/blog/"'
        yield "base_url", f"base_url '{site.base_url}' is not an absolute http(s) URL", hint
    elif not is_plain(site.base_path):
        problem = f"the path of base_url, '{site.base_path}', has characters other than letters, digits and -._~"
        yield "base_url", problem, "use only these characters for the folder of the site"
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        hint = suggestion(site.timezone, available_timezones())
        yield "timezone", f"unknown time zone '{site.timezone}'", hint
    if not site.title.strip():
        yield "title", "title is empty", "name the blog"
    if site.email and not is_address(site.email):
        yield "email", f"email '{site.email}' is no address", "as in you@example.org"
    if not is_language(site.language):
        yield "language", f"language '{site.language}' is no language tag", 'write it as "en", "de" or "pt-BR"'
    if not _is_permalink(site.permalink):
        problem = f"must start with '/', hold {{slug}}, and no other braces than {PARTS}"
        hint = 'the default is "/{year}/{month}/{slug}/"'
        yield "permalink", f"permalink '{site.permalink}' {problem}", hint
    yield from _unlike_hosts(site)
    for name in ("feed_aliases", "redirects"):
        for path in getattr(site, name):
            if wrong := path_problem(path):
                yield name, f"{name}: '{path}' {wrong[0]}", wrong[1]
    for name in ("posts_per_page", "feed_posts"):
        if getattr(site, name) < 1:
            yield name, f"{name} must be at least 1", None
    yield from _problems_of_links(site)


def _problems_of_links(site: Site) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is wrong with the addresses of others."""
    import re

    found = [("me", url) for url in site.me]
    found.append(("hub", site.hub))
    found += [(name, getattr(site.webmentions, name)) for name in ("receive", "fetch")]
    if not is_address(site.newsletter):
        found.append(("newsletter", site.newsletter))
    if site.webmentions.fetch.startswith("http:"):
        yield "fetch", "fetch: it would send your token in the open", "write https://"
    if site.repository and not re.match(r"https://github\.com/[^/\s]+/[^/\s]+", site.repository):
        yield "repository", f"repository: '{site.repository}' is not on GitHub", "as in https://github.com/you/blog"
    for name, url in found:
        if url and not re.match(r"https?://[^\s/]+\S*$", url):
            yield name, f"{name}: '{url}' is not a URL", "write the whole address: https://..."
    comments = site.comments
    if comments.provider and not re.fullmatch(r"[\w.-]+/[\w.-]+", comments.repository):
        yield "provider", f"comments: '{comments.repository}' is no repository", 'add repository = "you/blog"'
    if comments.provider == "giscus":
        for name in ("repository_id", "category", "category_id"):
            if not getattr(comments, name):
                hint = "https://giscus.app shows it for your repository"
                yield "provider", f"comments: giscus needs {name}", hint


def is_address(text: str) -> bool:
    """Return whether a text has the form of a mail address."""
    import re

    return re.fullmatch(r"[^@\s<>/]+@[^@\s<>/]+", text) is not None


def _unlike_hosts(site: Site) -> Iterator[tuple[str, str, str]]:
    import re

    for host in site.scripts:
        if not re.fullmatch(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?", host):
            yield "scripts", f"scripts: '{host}' is no host", 'write it as "https://stats.example", without a path'


def _is_base_url(url: str) -> bool:
    import re
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises where it is no number of a port
    except ValueError:
        return False
    if re.search(r"\s", parts.netloc):
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.query and not parts.fragment


def is_language(tag: str) -> bool:
    """Return whether a text has the form of a language tag: BCP 47 (RFC 5646), without its irregular old ones."""
    import re

    return re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-\w{5,8})*", tag) is not None


def is_plain(path: str) -> bool:
    """Return whether a path stays the same when a program encodes or decodes it."""
    import re

    return re.fullmatch(r"[A-Za-z0-9._~/-]*", path) is not None


def path_problem(path: str) -> tuple[str, str] | None:
    """Return what keeps a URL path from being a file of the site, and the way out, or None."""
    from urllib.parse import unquote

    if not path.startswith("/"):
        return "does not start with /", f"write it as a path below the site's root: /{path}"
    if "?" in path or "#" in path:
        return "asks for more than a path", "files answer paths alone: leave out what begins with ? or #"
    segments = unquote(path).strip("/").split("/")
    if {".", ".."} & set(segments) or "" in segments[1:]:
        return "is no path below the site", "write it as browsers ask for it: /old/name/"
    return None


def _is_permalink(pattern: str) -> bool:
    import re

    plain = re.sub(r"\{(?:year|month|day|slug)\}", "", pattern)
    climbs = {".", ".."} & set(pattern.split("/"))
    return pattern.startswith("/") and "{slug}" in pattern and not climbs and not re.search(r"[{}?#\\\s]", plain)


def line_of(text: str, key: str) -> int | None:
    """Return the 1-based line on which ``key`` is set in a TOML or YAML text, None where it is not."""
    import re

    match = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[=:]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


_TABLES: dict[str, type[msgspec.Struct]] = {
    "weekly": Weekly,
    "publish": Publish,
    "nav": NavItem,
    "corpora": CorpusTerms,
    "comments": Comments,
    "webmentions": Webmentions,
}


def _schema_error(path: Path, text: str, message: str, raw: dict[str, Any]) -> ConfigError:
    """Turn msgspec's message ("Object contains unknown field `x` - at `$.weekly`") into ours."""
    import re

    problem, _, place = message.partition(" - at `$")
    words = re.findall(r"\.(\w+)", place)
    table = words[0] if words else ""
    if unknown := re.search(r"unknown field `([^`]+)`", problem):
        hint = suggestion(unknown[1], [field.name for field in msgspec.structs.fields(_TABLES.get(table, Site))])
        line = _line_below(text, table, unknown[1])
        return ConfigError(f"unknown setting '{unknown[1]}'", file=path, line=line, hint=hint)
    if missing := re.search(r"missing required field `([^`]+)`", problem):
        name, hint = ".".join([*words, missing[1]]), f'add {missing[1]} = "..."'
        line = _line_below(text, table, "") if table else None
        return ConfigError(f"setting '{name}' is missing", file=path, line=line, hint=hint)
    if place.startswith(".check[") and isinstance(raw["check"], dict):  # msgspec does not say of which rule
        words += [rule for rule, weight in raw["check"].items() if weight not in get_args(Severity)][:1]
    line = _line_below(text, table if len(words) > 1 else "", words[-1]) if words else None
    wrong, near = _of_a_choice(table, words, raw, problem)
    return ConfigError(f"setting '{'.'.join(words)}': {wrong}", file=path, line=line, hint=near)


def _of_a_choice(table: str, words: list[str], raw: dict[str, Any], problem: str) -> tuple[str, str | None]:
    """Return what is wrong, and a hint: of a setting with a choice of values, the choice and the nearest one."""
    annotation: Any = Severity if table == "check" and len(words) == 2 else None
    if len(words) == 2 and table in _TABLES:
        fields = {field.name: field.type for field in msgspec.structs.fields(_TABLES[table])}
        annotation = fields.get(words[1])
    value: Any = raw
    for word in words:
        value = value.get(word) if isinstance(value, dict) else None
    return not_allowed(value, annotation) or type_problem(problem) or (problem, None)


def _line_below(text: str, table: str, key: str) -> int | None:
    """Return the line of ``key`` in ``table`` ("" for the top), else that of the table's only header."""
    import re

    headers = list(re.finditer(rf"^[ \t]*\[+{re.escape(table)}\]+", text, re.MULTILINE)) if table else []
    start = headers[0].start() if headers else 0
    before = text.count("\n", 0, start)
    line = line_of(text[start:], key) if key else None
    if line is not None:
        return before + line
    return before + 1 if len(headers) == 1 else None
