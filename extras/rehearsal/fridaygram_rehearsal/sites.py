"""The blogs of the miniature web, and how their hosts behave."""

from __future__ import annotations

from urllib.parse import unquote

from fridaygram_rehearsal import themes
from fridaygram_rehearsal.apis import number_of
from fridaygram_rehearsal.model import Answer, ApiRequest, MiniBlog, MiniPost, World

HUGE = 9 << 20


class Sites:
    """Answers for blogs; a host that nobody has is cut off, as if its name led nowhere."""

    def __init__(self, world: World):
        self._world = world

    def answer(self, asked: ApiRequest) -> Answer:
        """Return what a blog says."""
        host = asked.host if asked.host in self._world.blogs else asked.host.removeprefix("www.")
        blog = self._world.blogs.get(host) or self._world.blogs.get(f"www.{host}")
        if blog is None or blog.robots == "dead":
            return Answer(cut=True)
        if asked.path == "/robots.txt":
            return _robots(blog)
        path = unquote(asked.path)
        post = self._world.posts.get((blog.domain, path.rstrip("/")))
        if asked.path in ("/feed", "/feeds/posts/default"):
            posts = sorted((p for p in self._world.posts.values() if p.blog == blog.domain), key=lambda p: -p.posted)
            return Answer(200, themes.feed(blog, posts[:20]), {"Content-Type": "application/rss+xml"})
        if path in ("", "/"):
            return Answer(200, themes.front_page(blog), {"Content-Type": "text/html; charset=utf-8"})
        if post is None:
            return Answer(404, b"<html><head><title>404</title></head><body>Not here.</body></html>", HTML)
        if asked.tries < blog.flapping and number_of(post.url) % 3 == 0:
            return Answer(503, b"Back soon.", {"Retry-After": "0"})
        return self._post(blog, post, asked)

    def _post(self, blog: MiniBlog, post: MiniPost, asked: ApiRequest) -> Answer:
        kind = post.kind
        if kind == "missing":
            return Answer(404, b"<html><body>Nothing here.</body></html>", HTML)
        if kind == "gone":
            return Answer(410, b"", HTML)
        if kind == "broken":
            return Answer(500, b"Error establishing a database connection", HTML)
        if kind == "cut":
            return Answer(200, b"<html>", HTML, cut=True)
        if kind == "silent":
            return Answer(silent=True)
        if kind == "front page":
            return Answer(302, b"", {"Location": "/"})
        if kind == "document":
            return Answer(200, b"%PDF-1.4", {"Content-Type": "application/pdf"})
        if kind == "huge":
            return Answer(200, b"", {"Content-Type": "text/html", "Content-Length": str(HUGE)})
        if kind == "private":
            return Answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data/"})
        if kind == "loop":
            # The address itself numbers its steps: a run that was cut short meets the same ones again.
            return Answer(302, b"", {"Location": f"{post.path}?again={int(asked.query.get('again', 0)) + 1}"})
        if number_of(post.url) % 5 == 0 and not asked.path.endswith("/") and blog.theme == "wordpress":
            return Answer(301, b"", {"Location": f"{post.path}/"})
        body = themes.page(self._world, blog, post)
        return Answer(200, body, {"Content-Type": themes.content_type(blog)}, delay_s=blog.slow_s)


HTML = {"Content-Type": "text/html; charset=utf-8"}


def _robots(blog: MiniBlog) -> Answer:
    if blog.robots.isdigit():
        return Answer(int(blog.robots), b"")
    if not blog.robots:
        return Answer(404, b"")
    return Answer(200, blog.robots.encode(), {"Content-Type": "text/plain"})
