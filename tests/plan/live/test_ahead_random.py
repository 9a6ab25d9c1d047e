"""After any run of edits a preview's builds end where a clean one does, and what they showed ahead was no other.

FRIDAYGRAM_INCREMENTS sets the number of edits in each walk, FRIDAYGRAM_WALKS that of walks, FRIDAYGRAM_SEED the first.
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from generator.errors import FridaygramError
from generator.files import digest_json
from generator.plan import rendering
from generator.plan.blog import Blog, Live, Options
from generator.plan.build import build
from generator.plan.live.memory import Memory, Superseded
from tests.plan.edits import Editor

EDITS = int(os.environ.get("FRIDAYGRAM_INCREMENTS", "16"))
WALKS = int(os.environ.get("FRIDAYGRAM_WALKS", "3"))
SEED = int(os.environ.get("FRIDAYGRAM_SEED", "20180608"))
IGNORED = shutil.ignore_patterns(".fridaygram", "site")
# These are what is written most while somebody looks.
OFTEN = ["body", "body", "title", "template", "style", "data", "shared_data", "link", "draft", "tags"]


@pytest.fixture(scope="module")
def drawings():
    """Hold what was drawn."""
    return {}


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch, drawings):
    """Draw each picture once for all walks: that drawing is a function is tested where it is drawn."""
    draw = rendering._draw

    def remembered(*given):
        key = digest_json([one for one in given if not isinstance(one, Path)])
        if key not in drawings:
            drawings[key] = draw(*given)
        return drawings[key]

    monkeypatch.setattr(rendering, "_draw", remembered)


class Previewing:
    """A preview's builds without its processes. ``looked_at`` are the output files of the pages that are open."""

    def __init__(self, root, tree):
        self.root = root
        self.target = root / ".fridaygram" / "preview"
        self.tree = tree
        self.memory = Memory()
        self.looked_at = frozenset()
        self.seen = None
        self.ahead = 0

    def changed(self):
        """Return the files written since the last call, as a watcher has them; None the first time."""
        before, self.seen = self.seen, self.tree(self.root)
        if before is None:
            return None
        names = {name for name in {*before, *self.seen} if before.get(name) != self.seen.get(name)}
        return frozenset(self.root.resolve() / name for name in names)

    def build(self, superseded=lambda: False):
        """Build; return the site or the error, and what the first of the news said of files: their bytes then."""
        news = []

        def written(paths, unpublished):
            news.append({path: self._bytes(path) for path in paths})

        live = Live(self.looked_at, written, superseded, self.changed(), self.memory)
        return outcome(self.root, self.target, self.tree, live), news

    def _bytes(self, path):
        file = self.target / path
        return file.read_bytes() if file.is_file() else None


def outcome(root, target, tree, live):
    try:
        build(Blog(root), Options(output=target, workers=1, drafts=True, date="2018-06-16", live=live))
    except FridaygramError as error:
        return str(error).replace(str(root), "")
    return tree(target)


def clean(preview, folder):
    """Return what a first build of the same sources comes to."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(preview.root, folder, ignore=IGNORED)
    live = Live(frozenset(), lambda paths, unpublished: None, lambda: False)
    return outcome(folder, folder / ".fridaygram" / "preview", preview.tree, live)


@pytest.mark.parametrize("seed", range(SEED, SEED + WALKS))
def test_a_walk_of_edits_ends_where_clean_builds_do(seed, small_blog, draw_picture, tree, tmp_path):
    dice = random.Random(seed)
    editor = Editor(small_blog, dice, draw_picture, tmp_path / "version")
    (small_blog / "content/posts/2018-06-08-second-week/pictures/squares.png").write_bytes(draw_picture())
    preview, done = Previewing(small_blog, tree), []
    site, _ = preview.build()
    for _ in range(EDITS):
        kinds = [*Editor.kinds(), *OFTEN * 4]
        done.append(dice.choice([kind for kind in kinds if kind != "code"]))
        editor.apply(done[-1])
        if dice.random() < 0.1:
            continue  # several edits between two builds
        pages = sorted(path for path in site if path.endswith(".html")) if isinstance(site, dict) else []
        preview.looked_at = frozenset(dice.sample(pages, min(len(pages), 3)))
        if dice.random() < 0.15:
            answers = [*[False] * dice.randint(0, 3), True]
            with_news = iter(answers)
            try:
                preview.build(lambda answers=with_news: next(answers, True))
            except Superseded:
                done.append("given up")
            continue
        site, news = preview.build()
        assert site == clean(preview, tmp_path / "copy"), (seed, done)
        if isinstance(site, str):
            editor.repair()
            done.append("repair")
            site, _ = preview.build()
            assert site == clean(preview, tmp_path / "copy"), (seed, done)
        elif news:
            told = {path: data for path, data in news[0].items() if site.get(path) != data}
            assert told == {}, (seed, done, sorted(told))
            preview.ahead += bool(news[0])
    assert preview.ahead
