"""Eleventy's own preview of a blog like the others', and a page of it: the reload event over its web socket.

Eleventy comes from npm (``npm install @11ty/eleventy``) and is found on the PATH. Footnotes and colours of code come
with markdown-it-footnote and @11ty/eleventy-plugin-syntaxhighlight where those are installed beside it.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.blogs import front, post_body
from bench.peers.web_socket import PATIENCE_SECONDS, WebSocket

STARTING_SECONDS = 300.0
BASE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ title }}</title>"
    '<link rel=stylesheet href="/site.css"></head>'
    '<body><header><a href="/">Bench</a></header><main>{{ content | safe }}</main></body></html>'
)
POST = (
    "---\nlayout: base.njk\n---\n<article><h1>{{ title }}</h1><time>{{ page.date }}</time>{{ content | safe }}"
    '{% for tag in tags %}<a href="/tags/{{ tag }}/">{{ tag }}</a>{% endfor %}'
    "{% set before = collections.posts | getPreviousCollectionItem %}"
    "{% set after = collections.posts | getNextCollectionItem %}"
    '{% if before %}<a href="{{ before.url }}">{{ before.data.title }}</a>{% endif %}'
    '{% if after %}<a href="{{ after.url }}">{{ after.data.title }}</a>{% endif %}{{ survey.B }}</article>'
)
HOME = (
    "---js\n{pagination: {data: 'collections.posts', size: 10, reverse: true}, layout: 'base.njk', title: 'Bench', "
    "permalink: (data) => data.pagination.pageNumber ? `/page/${data.pagination.pageNumber + 1}/` : '/'}\n---\n"
    '{% for post in pagination.items %}<article><h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2></article>'
    "{% endfor %}"
)
TAGS = (
    "---js\n{pagination: {data: 'collections', size: 1, alias: 'tag'}, layout: 'base.njk', title: 'Tag', "
    "permalink: (data) => `/tags/${data.tag}/`}\n---\n"
    '{% for post in collections[tag] %}<h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2>{% endfor %}'
)
FEED = (
    "---\npermalink: /feed.xml\neleventyExcludeFromCollections: true\n---\n<rss version='2.0'><channel>"
    "{% for post in collections.posts | reverse | limit(20) %}<item><title>{{ post.data.title }}</title>"
    "<description>{{ post.content | escape }}</description></item>{% endfor %}</channel></rss>"
)
MAP = (
    "---\npermalink: /sitemap.xml\neleventyExcludeFromCollections: true\n---\n<urlset>"
    "{% for page in collections.all %}<url><loc>https://bench.example{{ page.url }}</loc></url>{% endfor %}</urlset>"
)
SETTINGS = """const path = require("path"), fs = require("fs");
const beside = [path.dirname(fs.realpathSync(process.argv[1]))];
function plugin(name) {
  try { return require(require.resolve(name, {paths: beside})); } catch { return null; }
}
module.exports = (config) => {
  const notes = plugin("markdown-it-footnote"), colours = plugin("@11ty/eleventy-plugin-syntaxhighlight");
  if (notes) config.amendLibrary("md", (library) => library.use(notes.default || notes));
  if (colours) config.addPlugin(colours.default || colours);
  config.addPassthroughCopy("site.css");
  config.addFilter("limit", (items, count) => items.slice(0, count));
  config.addCollection("posts", (api) => api.getFilteredByGlob("posts/*.md"));
  return { markdownTemplateEngine: false };
};
"""


def blog(root: Path, posts: int, pool: list[str]) -> dict[str, Path]:
    """Write the blog: posts, lists, tags, feed, sitemap. Return the file that each kind of change writes."""
    files = {
        "eleventy.config.js": SETTINGS,
        "site.css": "h1 { color: teal }\n",
        "_data/survey.json": '{"A": 40, "B": 35}\n',
        "_includes/base.njk": BASE,
        "_includes/post.njk": POST,
        "index.njk": HOME,
        "tags.njk": TAGS,
        "feed.njk": FEED,
        "sitemap.njk": MAP,
    }
    for number in range(posts):
        title, day, tags = front(number)
        head = f'---\nlayout: post.njk\ntitle: "{title}"\ndate: {day}\ntags: {json.dumps(tags)}\n---\n\n'
        files[f"posts/post-{number}.md"] = head + post_body(number, pool)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    kinds = {"post": f"posts/post-{posts - 1}.md", "data file": "_data/survey.json"}
    kinds |= {"template": "_includes/post.njk", "style sheet": "site.css"}
    return {kind: root / name for kind, name in kinds.items()}


class Page:
    """A page with its web socket."""

    def __init__(self, port: int):
        self._talk = WebSocket(port, "/")

    def wait(self) -> None:
        """Wait until the page is told to reload, or to take a new style sheet."""
        while json.loads(self._talk.receive())["type"] != "eleventy.reload":
            pass

    def close(self) -> None:
        """Go away."""
        self._talk.close()


@contextmanager
def previewing(program: str, root: Path) -> Iterator[Page]:
    """Run Eleventy's server on a free port and give a page once it has built."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "--serve", "--quiet", f"--port={port}"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            page = _opened(port, process)
            yield page
            page.close()
        finally:
            process.terminate()


def _opened(port: int, process: subprocess.Popen[bytes]) -> Page:
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_SECONDS) as answer:
                answer.read()
            return Page(port)
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("Eleventy's server does not answer")
