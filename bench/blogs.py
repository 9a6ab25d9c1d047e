"""The same blog for every generator: N posts of about 900 words with code, a table, footnotes and tags.

The words are drawn from the demo corpus, so that sentences have the lengths and letters of real ones.
"""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "content" / "corpus" / "demo" / "reviews.jsonl"
FIRST = date(1920, 1, 2)
TAGS = ("n-grams", "data", "smoothing", "evaluation", "sampling", "figures", "neural", "notes")
CODE = """\
```python
def {name}_distribution(history, counts):
    total = sum(counts[history].values()) + {more}
    return {{char: count / total for char, count in counts[history].items()}}


for order in range(1, {last}):
    print(order, "{name}", {name}_distribution("~" * order, train(order)))
```
"""


def sentences() -> list[str]:
    """Return the demo corpus's sentences, plain."""
    found = []
    for line in CORPUS.read_text("utf-8").splitlines():
        text = json.loads(line)["content"]
        found += [part for part in re.split(r"(?<=[.!?])\s+", text.replace("\n", " ")) if 20 < len(part) < 240]
    return [re.sub(r"[<>*_`\[\]{}#~|$\\^]", "", part) for part in found]


def post_body(number: int, pool: list[str]) -> str:
    """Return the Markdown of one post, the same for the same number."""
    chance = random.Random(number)

    def paragraph() -> str:
        return " ".join(chance.choice(pool) for _ in range(5))

    parts = []
    for section in range(1, 5):
        parts.append(f"## Part {section} of post {number}\n\n{paragraph()}\n\n{paragraph()}[^{section}]\n")
        if section == 1:
            # No two posts have the same code: a program that keeps what it coloured gains nothing by it.
            words = re.findall(r"[a-z]{4,9}", chance.choice(pool).lower()) or ["plain"]
            parts.append(CODE.format(name=words[-1], more=chance.randint(1, 9999), last=chance.randint(2, 99)))
        if section == 2:
            rows = "\n".join(
                f"| {order} | {chance.random():.3f} | {chance.randint(1, 9999)} |" for order in range(1, 7)
            )
            parts.append(f"| order | bits | histories |\n| --- | --- | --- |\n{rows}\n")
        if section == 3:
            items = "\n".join(f"- *{chance.choice(pool)[:60]}* and **more**" for _ in range(5))
            parts.append(items + "\n")
        parts.append(paragraph() + "\n")
    notes = "\n".join(f"[^{section}]: {chance.choice(pool)}" for section in range(1, 5))
    return "\n".join(parts) + "\n" + notes + "\n"


def front(number: int) -> tuple[str, date, list[str]]:
    """Return a post's title, day and tags."""
    chance = random.Random(-number - 1)
    return f"Friday number {number}", FIRST + timedelta(weeks=number), sorted(chance.sample(TAGS, 2))


def fridaygram_blog(root: Path, posts: int, pool: list[str], *, cards: bool = False) -> None:
    """Write the blog for Fridaygram, which draws a social card for each post where ``cards`` is true."""
    root.mkdir(parents=True)
    (root / "site.toml").write_text(
        'title = "Bench"\nauthor = "B"\nbase_url = "https://bench.example/"\nposts_per_page = 10\n'
        f"cards = {str(cards).lower()}\n",
        "utf-8",
    )
    for number in range(posts):
        title, day, tags = front(number)
        folder = root / "content" / "posts" / f"{day}-post-{number}"
        folder.mkdir(parents=True)
        head = f'---\ntitle: "{title}"\ndate: {day}\ntags: {json.dumps(tags)}\n---\n\n'
        (folder / "index.md").write_text(head + post_body(number, pool), "utf-8")


def hugo_blog(root: Path, posts: int, pool: list[str]) -> None:
    """Write the blog for Hugo, with layouts of the same features: post, lists, tags, feed, sitemap."""
    layouts = root / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (root / "hugo.toml").write_text(
        'title = "Bench"\nbaseURL = "https://bench.example/"\nenableGitInfo = false\n'
        "[pagination]\npagerSize = 10\n[markup.highlight]\nnoClasses = false\n[taxonomies]\ntag = 'tags'\n"
        "[services.rss]\nlimit = 20\n",
        "utf-8",
    )
    base = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title>"
        '<link rel=canonical href="{{ .Permalink }}"></head><body><header><a href="/">{{ site.Title }}</a></header>'
        '<main>{{ block "main" . }}{{ end }}</main></body></html>'
    )
    single = (
        '{{ define "main" }}<article><h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>'
        '{{ .TableOfContents }}{{ .Content }}{{ range .GetTerms "tags" }}'
        "<a href={{ .Permalink }}>{{ .Title }}</a>{{ end }}"
        "{{ with .Prev }}<a href={{ .Permalink }}>{{ .Title }}</a>{{ end }}"
        "{{ with .Next }}<a href={{ .Permalink }}>{{ .Title }}</a>{{ end }}</article>{{ end }}"
    )
    listing = (
        '{{ define "main" }}<h1>{{ .Title }}</h1>{{ range .Paginator.Pages }}<article><h2>'
        "<a href={{ .Permalink }}>{{ .Title }}</a></h2>{{ .Summary }}</article>{{ end }}"
        '{{ template "_internal/pagination.html" . }}{{ end }}'
    )
    (layouts / "baseof.html").write_text(base, "utf-8")
    (layouts / "single.html").write_text(single, "utf-8")
    (layouts / "list.html").write_text(listing, "utf-8")
    (root / "content" / "posts").mkdir(parents=True)
    for number in range(posts):
        title, day, tags = front(number)
        head = f'---\ntitle: "{title}"\ndate: {day}\ntags: {json.dumps(tags)}\n---\n\n'
        (root / "content" / "posts" / f"post-{number}.md").write_text(head + post_body(number, pool), "utf-8")


def nikola_blog(root: Path, posts: int, pool: list[str]) -> None:
    """Write the blog for Nikola with its plain theme, tags, feed, sitemap and the same Markdown extensions."""
    (root / "posts").mkdir(parents=True)
    extensions = [f"markdown.extensions.{name}" for name in ("footnotes", "tables", "toc", "fenced_code", "codehilite")]
    settings = {
        "BLOG_AUTHOR": "B",
        "BLOG_TITLE": "Bench",
        "BLOG_DESCRIPTION": "Bench",
        "BLOG_EMAIL": "b@bench.example",
        "SITE_URL": "https://bench.example/",
        "DEFAULT_LANG": "en",
        "TIMEZONE": "UTC",
        "THEME": "base",
        "POSTS": (("posts/*.md", "posts", "post.tmpl"),),
        "PAGES": (),
        "COMPILERS": {"markdown": (".md",)},
        "MARKDOWN_EXTENSIONS": extensions,
        "INDEX_DISPLAY_POST_COUNT": 10,
    }
    (root / "conf.py").write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()), "utf-8")
    for number in range(posts):
        title, day, tags = front(number)
        head = f".. title: {title}\n.. slug: post-{number}\n.. date: {day}\n.. tags: {', '.join(tags)}\n"
        text = f"<!--\n{head}-->\n\n{post_body(number, pool)}"
        (root / "posts" / f"post-{number}.md").write_text(text, "utf-8")


def pelican_blog(root: Path, posts: int, pool: list[str]) -> None:
    """Write the blog for Pelican with its own simple theme, tags, feed and the same Markdown extensions."""
    content = root / "content"
    content.mkdir(parents=True)
    extensions = ["footnotes", "tables", "toc", "fenced_code", "codehilite"]
    settings = {f"markdown.extensions.{name}": {} for name in extensions}
    (root / "pelicanconf.py").write_text(
        "SITENAME = 'Bench'\nSITEURL = 'https://bench.example'\nPATH = 'content'\nTIMEZONE = 'UTC'\n"
        "THEME = 'simple'\nDEFAULT_PAGINATION = 10\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
        f"MARKDOWN = {{'extension_configs': {settings!r}, 'output_format': 'html5'}}\n",
        "utf-8",
    )
    for number in range(posts):
        title, day, tags = front(number)
        head = f"Title: {title}\nDate: {day}\nTags: {', '.join(tags)}\nSlug: post-{number}\n\n"
        (content / f"post-{number}.md").write_text(head + post_body(number, pool), "utf-8")
