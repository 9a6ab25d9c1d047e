"""How long from saving a file to the reload event: a post, a template, a style sheet, a data file; 520 posts.

The previews of Hugo and Eleventy are measured in the same run where they are installed (Eleventy: put npm's
``node_modules/.bin`` on the PATH). The event is the page's that is looked at: the rest of our site follows it.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.blogs import fridaygram_blog, hugo_blog, sentences
from bench.build import found as found_program
from bench.peers import eleventy_server, hugo_server
from fridaygram.pages.theme.roots import theme_root
from fridaygram.plan.blog import Blog
from fridaygram.serve.preview import Preview, PreviewOptions

SHEET = "/assets/site.css"
SETTLE_SECONDS = 0.8
PATIENCE_SECONDS = 60.0
CHART = "```figure bar\ndata: survey.csv\ncaption: A survey\n```\n"


class Page:
    """An open page: its stream of events, read as a browser reads it."""

    def __init__(self, port: int, page: str, build: int):
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        request = f"GET /__preview/events?page={quote(page)}&build={build} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
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
    # A draft: the numbers of a published post stand until they are refreshed.
    text = post.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1)
    post.write_text(f"{text}\n{CHART}", "utf-8")
    files = {"post": post, "data file": data}
    for kind, name in (("template", "templates/post.html"), ("style sheet", "assets/css/5-prose.css")):
        files[kind] = root / name
        files[kind].parent.mkdir(parents=True)
        files[kind].write_bytes((theme_root() / name).read_bytes())
    return files


def edited(kind: str, text: str, number: int) -> str:
    """Return a file's text after the ``number``-th change of a kind."""
    if kind == "data file":
        return text.replace(f"{number + 34}", f"{number + 35}")
    if kind == "style sheet":
        return f"{text}\nh1 {{ letter-spacing: {number}px }}\n"
    if kind == "template":
        return text.replace("</article>", f"<b>{number}</b></article>", 1)
    return text.replace("\n## ", f"\nOne more line, number {number}.\n\n## ", 1)


def time_changes(
    files: dict[str, Path], runs: int, told: Callable[[str], None], ready: Callable[[], None]
) -> dict[str, list[float]]:
    """Return, by kind of change, the seconds from the write to the event.

    ``told(kind)`` waits for that; ``ready`` returns when the change before is done with and the page is loaded.
    """
    chance = random.Random(0)
    found: dict[str, list[float]] = {kind: [] for kind in files}
    for number in range(1, runs + 1):
        for kind, file in files.items():
            ready()
            # Hugo looks every half second: the moments of writing must not keep step with that.
            time.sleep(SETTLE_SECONDS + chance.random())
            text = edited(kind, file.read_text("utf-8"), number)
            start = time.perf_counter()
            file.write_text(text, "utf-8")
            told(kind)
            found[kind].append(time.perf_counter() - start)
    return found


def measure(root: Path, posts: int, runs: int) -> dict[str, list[float]]:
    """Return what Fridaygram's preview takes, for a page that shows the post with the data file."""
    files = prepare(root, posts)
    preview = Preview(Blog(root), PreviewOptions(port=0, workers=2), lambda line: None)

    def idle() -> None:
        while preview.busy:
            time.sleep(0.05)

    with preview.running():
        idle()
        shown = next(path for path in preview.output.rglob("index.html") if path.parent.name == f"post-{posts - 1}")
        path = "/" + shown.parent.relative_to(preview.output).as_posix() + "/"
        page = Page(preview.server.port, path, preview.hub.build)
        found = time_changes(files, runs, lambda kind: page.wait_for(SHEET if kind == "style sheet" else path), idle)
        page.close()
    return found


def measure_hugo(program: str, root: Path, posts: int, runs: int) -> dict[str, list[float]]:
    """Return what Hugo's preview takes for the same changes."""
    hugo_blog(root, posts, sentences())
    files = hugo_server.files(root, posts)
    with hugo_server.previewing(program, root, f"/posts/post-{posts - 1}/") as page:
        return time_changes(files, runs, lambda kind: page.wait_for("reload"), page.load)


def measure_eleventy(program: str, root: Path, posts: int, runs: int) -> dict[str, list[float]]:
    """Return what Eleventy's preview takes for the same changes."""
    files = eleventy_server.blog(root, posts, sentences())
    with eleventy_server.previewing(program, root) as page:
        return time_changes(files, runs, lambda kind: page.wait(), lambda: None)


PEERS = {"hugo": measure_hugo, "eleventy": measure_eleventy}


def main() -> None:
    """Print a table of the medians and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=520)
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = measure(Path(folder) / "fridaygram", args.posts, args.runs)
        theirs = {}
        for name, peer in PEERS.items():
            program = found_program(name)
            if program is None:
                print(f"{name} is not installed here: left out")
            else:
                theirs[name] = peer(program, Path(folder) / name, args.posts, args.runs)
    print(f"from the write to the reload event, {args.posts} posts, {args.runs} changes of each kind, milliseconds")
    print("| change | fastest | median | slowest |" + "".join(f" {name}'s median | ratio |" for name in theirs))
    print("| --- | ---: | ---: | ---: |" + " ---: | ---: |" * len(theirs))
    for kind, seconds in ours.items():
        own = median(seconds)
        three = " | ".join(f"{found * 1000:.0f}" for found in (min(seconds), own, max(seconds)))
        medians = [median(found[kind]) for found in theirs.values()]
        beside = "".join(f" {peer * 1000:.0f} | {own / peer:.2f} |" for peer in medians)
        print(f"| {kind} | {three} |{beside}")


if __name__ == "__main__":
    main()
