"""After any run of edits an incremental build gives what a clean one gives: the same site, or the same error.

FRIDAYGRAM_INCREMENTS sets the number of edits in each walk, FRIDAYGRAM_WALKS that of walks, FRIDAYGRAM_SEED the first.
"""

import os
import random
import shutil

import pytest

from fridaygram.errors import FridaygramError
from fridaygram.files import digest
from fridaygram.pages.markup import convert
from fridaygram.plan import blog as plan_blog
from fridaygram.plan import build as plan_build
from fridaygram.plan import quick
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.plan.edits import Editor

EDITS = int(os.environ.get("FRIDAYGRAM_INCREMENTS", "12"))
WALKS = int(os.environ.get("FRIDAYGRAM_WALKS", "2"))
SEED = int(os.environ.get("FRIDAYGRAM_SEED", "20180608"))
IGNORED = shutil.ignore_patterns(".fridaygram", "site")


@pytest.fixture(autouse=True)
def in_june(today):
    """Make it the last of the days that a walk builds as of: the others are looks back."""
    today("2018-06-22")


@pytest.fixture(autouse=True)
def trusted(monkeypatch):
    """Trust stamps at once, so that notes are kept: no build is shorter than a tick."""
    monkeypatch.setattr(quick, "GRAIN_NS", -(10**18))


@pytest.fixture
def version(tmp_path, monkeypatch):
    """Give a file that stands for the program's code: its content decides how long summaries are."""
    path = tmp_path / "version"
    path.write_text("0")
    tree, known = plan_build.source_tree, plan_blog.program_digest

    def program(index):
        monkeypatch.setattr(convert, "_SUMMARY", 10 + int(path.read_text()))
        return known(index) + digest(path.read_bytes())

    monkeypatch.setattr(plan_build, "source_tree", lambda: [*tree(), (str(path), False)])
    monkeypatch.setattr(plan_blog, "program_digest", program)
    return path


def outcome(root, tree, **options):
    """Build, and return the site or the error without the machine's paths."""
    try:
        return tree(build(Blog(root), Options(workers=1, **options)).output)
    except FridaygramError as error:
        return str(error).replace(str(root), "")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + WALKS))
def test_a_walk_of_edits_ends_everywhere_where_clean_builds_do(seed, small_blog, version, draw_picture, tree, tmp_path):
    dice = random.Random(seed)
    editor = Editor(small_blog, dice, draw_picture, version)
    (small_blog / "content/posts/2018-06-08-second-week/pictures/squares.png").write_bytes(draw_picture())
    queue, done, site = [], [], {}
    for _ in range(EDITS):
        if not queue:
            queue = dice.sample(Editor.kinds(), len(Editor.kinds()))
        kind = queue.pop()
        editor.apply(kind)
        done.append(kind)
        if dice.random() < 0.2:
            continue  # several edits between two builds
        options = {"date": dice.choice(["2018-06-16", "2018-06-16", "2018-06-22"]), "drafts": dice.random() < 0.15}
        site = check(small_blog, tree, tmp_path, options, site, (seed, done))
        if isinstance(site, str):
            editor.repair()
            site = check(small_blog, tree, tmp_path, options, {}, (seed, [*done, "repair"]))
            assert not isinstance(site, str), site


def check(root, tree, folder, options, before, told):
    """Compare one incremental build with a clean one of the same sources; return what came out."""
    shutil.rmtree(folder / "copy", ignore_errors=True)
    shutil.copytree(root, folder / "copy", ignore=IGNORED)
    standing = tree(root / "site") if (root / "site").is_dir() else {}
    made = outcome(root, tree, **options)
    clean = outcome(folder / "copy", tree, **options)
    assert made == clean, told
    assert tree(root / "content") == tree(folder / "copy" / "content"), told
    if isinstance(made, str):
        assert tree(root / "site") == standing if standing else True, told
    return made


def test_a_walk_makes_edits_of_every_kind():
    """Each kind comes before any comes again, so that a walk this long has them all."""
    assert len(Editor.kinds()) >= 30
