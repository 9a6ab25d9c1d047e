"""How long from saving a file to the reload event: a post, a template, a style sheet, a data file; 520 posts.

Hugo 0.152's watcher, measured on another day on the same kind of machine, took 0.10 s at 520 posts and 0.59 s at
5,200; Eleventy 3.1's 0.35 s and 2.55 s.
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.blogs import fridaygram_blog, sentences
from generator.pages.theme.roots import theme_root
from generator.plan.blog import Blog
from generator.serve.preview import Preview, Wishes

SETTLE_SECONDS = 0.4
PATIENCE_SECONDS = 60.0
CHART = "```figure bar\ndata: survey.csv\ncaption: A survey\n```\n"


class Page:
    """An open page: its stream of events, read as a browser reads it."""

    def __init__(self, port: int, page: str):
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        request = f"GET /__preview/events?page={quote(page)}&build=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        self._socket.sendall(request.encode())
        self._stream = self._socket.makefile("rb")

    def wait_for(self, path: str) -> None:
        """Wait for the message that ``path`` has changed."""
        for line in self._stream:
            if line.startswith(b"data: "):
                message = json.loads(line.removeprefix(b"data: "))
                if message["error"]:
                    raise RuntimeError(f"the preview's build failed: {message['error']}")
                if message["changed"] is None or path in message["changed"]:
                    return
        raise RuntimeError("the preview closed the stream")

    def close(self) -> None:
        """Go away."""
        self._stream.close()
        self._socket.close()


def prepare(root: Path, posts: int) -> dict[str, Path]:
    """Write the blog and return the file that each kind of change writes."""
    fridaygram_blog(root, posts, sentences())
    post = sorted((root / "content" / "posts").iterdir())[-1] / "index.md"
    data = post.with_name("survey.csv")
    data.write_text("framework,share\nA,40\nB,35\n", "utf-8")
    post.write_text(post.read_text("utf-8") + "\n" + CHART, "utf-8")
    files = {"post": post, "data file": data}
    for kind, name in (("template", "templates/post.html"), ("style sheet", "assets/css/5-prose.css")):
        files[kind] = root / name
        files[kind].parent.mkdir(parents=True)
        files[kind].write_bytes((theme_root() / name).read_bytes())
    return files


def edit(kind: str, file: Path, number: int) -> None:
    """Make the ``number``-th change of a kind, as an editor does: the file is written whole."""
    text = file.read_text("utf-8")
    if kind == "data file":
        text = f"framework,share\nA,40\nB,{number + 10}\n"
    elif kind == "style sheet":
        text += f"\nh1 {{ letter-spacing: {number}px }}\n"
    elif kind == "template":
        text = text.replace("{% endblock", f"<!-- {number} -->{{% endblock", 1)
    else:
        text = text.replace("\n## ", f"\nOne more line, number {number}.\n\n## ", 1)
    file.write_text(text, "utf-8")


def measure(root: Path, posts: int, runs: int) -> dict[str, list[float]]:
    """Return, by kind of change, the seconds from the end of the write to the event for the page looked at."""
    files = prepare(root, posts)
    found: dict[str, list[float]] = {kind: [] for kind in files}
    preview = Preview(Blog(root), Wishes(port=0, workers=2), lambda line: None)
    with preview.running():
        page = Page(preview.server.server_port, "/")
        page.wait_for("/")
        page.close()
        shown = next(path for path in preview.output.rglob(f"*post-{posts - 1}/index.html"))
        path = "/" + shown.parent.relative_to(preview.output).as_posix() + "/"
        page = Page(preview.server.server_port, path)
        for number in range(1, runs + 1):
            for kind, file in files.items():
                time.sleep(SETTLE_SECONDS)
                edit(kind, file, number)
                start = time.perf_counter()
                wanted = "/assets/site.css" if kind == "style sheet" else path
                page.wait_for(wanted)
                found[kind].append(time.perf_counter() - start)
                time.sleep(SETTLE_SECONDS)
        page.close()
    return found


def main() -> None:
    """Print a table of the medians and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=520)
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder) / "blog", args.posts, args.runs)
    print(f"from save to reload event, {args.posts} posts, {args.runs} changes of each kind")
    for kind, seconds in found.items():
        print(f"  {kind:12} median {median(seconds) * 1000:6.0f} ms   slowest {max(seconds) * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
