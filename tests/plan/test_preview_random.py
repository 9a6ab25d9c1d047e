"""After any run of edits a preview's builds end where a clean one does, and what they wrote first was no other.

FRIDAYGRAM_INCREMENTS sets the number of edits in each walk, FRIDAYGRAM_WALKS that of walks, FRIDAYGRAM_SEED the first.
"""

import os
import random
from contextlib import suppress
from functools import partial

import pytest

from fridaygram.plan.blog import Superseded
from tests.plan.edits import Editor
from tests.plan.previewing import Previewing, clean

EDITS = int(os.environ.get("FRIDAYGRAM_INCREMENTS", "12"))
WALKS = int(os.environ.get("FRIDAYGRAM_WALKS", "1"))
SEED = int(os.environ.get("FRIDAYGRAM_SEED", "20180608"))
# These are what is written most while somebody looks.
OFTEN = ["body", "body", "title", "template", "style", "data", "shared_data", "link", "draft", "tags"]


@pytest.fixture(autouse=True)
def in_june(today):
    """Make the day that previews are of today, so that they freeze what they compute."""
    today("2018-06-16")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + WALKS))
def test_a_walk_of_edits_ends_where_clean_builds_do(seed, small_blog, draw_picture, tree, tmp_path):
    dice = random.Random(seed)
    editor = Editor(small_blog, dice, draw_picture, tmp_path / "version")
    (small_blog / "content/posts/2018-06-08-second-week/pictures/squares.png").write_bytes(draw_picture())
    preview, done, first = Previewing(small_blog, tree), [], 0
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
            answers = iter([False] * dice.randint(0, 3))
            with suppress(Superseded):
                preview.build(partial(next, answers, True))
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
            first += bool(news[0])
    assert first
