"""Files: what nothing uses, what is too large, and how much of the site's limit is left.

GitHub Pages serves sites of up to 1 GB. Five years of Fridays leave 3.8 MB to each post.
"""

from __future__ import annotations

import gzip
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from fridaygram.check.checking import RuleSet
from fridaygram.check.finding import Finding, Rule
from fridaygram.check.rules.links import references
from fridaygram.check.site_view import PageView, SiteView
from fridaygram.config import FILE

SITE_BYTES = 1_000_000_000
POST_BYTES = 3_800_000
ASSET_BYTES = 1_000_000
PAGE_BYTES = 60_000
# A larger share of the limit is an error: there is little room left.
FULL_SHARE = 0.8
UNUSED = "remove it, or show it"
# Browsers, search engines and GitHub look for these names.
ASKED_FOR = ("favicon.ico", "apple-touch-icon.png", "CNAME", ".nojekyll", "humans.txt", "security.txt")
# Every build joins these into one file, or makes icons of them.
_BUILT_IN = re.compile(r"(css/[^/]+\.css|js/[^/]+\.js|icon\.png)")


def _check(site: SiteView) -> Iterator[Finding]:
    used = {view.page.output: _used(site, view) for view in site.views}
    yield from _sizes(site, used)
    yield from _unused_beside_posts(site)
    yield from _unused_data(site)
    yield from _unused_theme_files(site, set().union(*used.values()))


def _used(site: SiteView, view: PageView) -> set[str]:
    """Return the files that a page shows or offers, without pages."""
    found = set()
    for _, url in references(view.tree):
        target = site.target(view.page.output, url.partition("#")[0]) if not url.startswith("#") else None
        if target in site.files and not target.endswith((".html", ".xml", ".json")):
            found.add(target)
    return found


def _sizes(site: SiteView, used: dict[str, set[str]]) -> Iterator[Finding]:
    everywhere = set.intersection(*used.values()) if used else set()
    users, folders = defaultdict(list), defaultdict(list)
    for file in site.files:
        for end, character in enumerate(file, start=1):
            if character == "/":
                folders[f"/{file[:end]}"].append(file)
    for view in site.views:
        own = used[view.page.output] - everywhere
        if view.document is None:
            continue
        for file in own:
            users[file].append(view)
        beside = set(folders[view.page.path]) - {view.page.output}
        sizes = {file: site.files[file] for file in own | beside}
        total = sum(sizes.values()) + site.files[view.page.output]
        if total > POST_BYTES:
            largest = max(sizes, key=lambda file: (sizes[file], file), default=view.page.output)
            problem = f"the post weighs {megabytes(total)} of {megabytes(POST_BYTES)} MB; the largest is /{largest}"
            yield Finding("post-size", problem, view.document.source, 1, "smaller pictures, fewer frames")
        packed = len(gzip.compress((site.built.output / view.page.output).read_bytes(), 6))
        if packed > PAGE_BYTES:
            problem = f"the page is {packed / 1000:.0f} KB compressed, without its pictures, of {PAGE_BYTES // 1000} KB"
            yield Finding("page-size", problem, view.document.source, 1, "cut the text in two, or its figures' data")
    for file, size in site.files.items():
        if size > ASSET_BYTES:
            place = _place_of(site, file, users[file])
            yield Finding("asset-size", f"/{file} is {megabytes(size)} MB of {megabytes(ASSET_BYTES)} MB", *place)
    total = sum(site.files.values())
    if total > FULL_SHARE * SITE_BYTES:
        problem = f"the site has {megabytes(total)} of {megabytes(SITE_BYTES)} MB"
        yield Finding("site-size", problem, FILE, None, "move large files of old posts elsewhere")


def _place_of(site: SiteView, file: str, views: list[PageView]) -> tuple[str, int | None]:
    if not views or views[0].document is None:
        return FILE, None
    view = views[0]
    name = posixpath.basename(file)
    node = next((one for one, url in references(view.tree) if url.endswith(name)), None)
    place = site.place(view, node, name)
    return place.file, place.line


def _unused_beside_posts(site: SiteView) -> Iterator[Finding]:
    """Check files beside posts: a text links to what it uses; directives and front matter name it."""
    linked = {link.path for facts in site.look.library.facts.values() for link in facts.links}
    for source, files in site.look.library.files.items():
        text = site.text(source)
        cites = bool(site.look.library.documents[source].citations)
        for file in files:
            name = posixpath.basename(file)
            if file in linked or (cites and name.endswith(".bib")):
                continue
            if name not in text and not _is_named_elsewhere(site, name):
                yield Finding("unused", f"nothing uses this file (beside {source})", file, None, UNUSED)


def _is_named_elsewhere(site: SiteView, name: str) -> bool:
    return any(name in document.body for document in site.look.documents)


def _unused_data(site: SiteView) -> Iterator[Finding]:
    folder = site.blog.data
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith(".") and not _is_named_elsewhere(site, path.name):
            yield Finding("unused", "no post uses this data", site.shown(path), None, UNUSED)


def _unused_theme_files(site: SiteView, used: set[str]) -> Iterator[Finding]:
    """Check the blog's own assets, except style sheets and scripts: templates, styles or pages name them."""
    own = site.blog.root / "assets"
    if not own.is_dir():
        return
    sheets = "".join(text for path, text in site.texts() if path.endswith((".css", ".js", ".xml", ".json")))
    for path in sorted(own.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or path.name in ASKED_FOR:
            continue
        if _BUILT_IN.fullmatch(path.relative_to(own).as_posix()):
            continue
        if not any(file.endswith(path.name) for file in used) and path.name not in sheets:
            yield Finding("unused", "no page uses this file", site.shown(path), None, UNUSED)


def megabytes(size: int) -> str:
    """Return a size in MB (of a million bytes), without a zero after the point."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


RULES = RuleSet(
    rules={
        "unused": Rule("warning", "Every file beside a post, in content/data and in assets is used."),
        "asset-size": Rule("warning", "No file is larger than 1 MB."),
        "post-size": Rule("warning", "No post weighs more than 3.8 MB, with all that belongs to it."),
        "page-size": Rule("warning", "No page is larger than 60 KB compressed, without its pictures."),
        "site-size": Rule("error", "The site stays under 80 % of the 1 GB that GitHub Pages serves."),
    },
    check=_check,
)
