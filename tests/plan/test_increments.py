"""An incremental build gives what a clean one would, whatever was changed; and no more is done than must be."""

import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from generator.files import digest_json
from generator.pages.theme.roots import theme_root
from generator.plan import rendering
from generator.plan.blog import Blog, Options
from generator.plan.build import build

DAY = "2018-06-16"
FIRST, SECOND = "content/posts/2018-06-01-first-week", "content/posts/2018-06-08-second-week"
STEPS = int(os.environ.get("FRIDAYGRAM_INCREMENTS", "25"))


def made(root, **options):
    return build(Blog(root), Options(**{"date": DAY, "workers": 1, **options}))


def tasks(built):
    return {ran.name for ran in built.ran}


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch, drawings):
    """Draw each picture once for all tests here: that drawing is a function is tested where it is drawn."""
    draw = rendering._draw

    def remembered(*given):
        key = digest_json([one for one in given if not isinstance(one, Path)])
        if key not in drawings:
            drawings[key] = draw(*given)
        return drawings[key]

    monkeypatch.setattr(rendering, "_draw", remembered)


@pytest.fixture(scope="module")
def drawings():
    """Hold what was drawn."""
    return {}


@pytest.fixture
def clean(tmp_path, tree):
    """Give a function that builds a copy of a blog from nothing and returns its site."""

    def from_nothing(root, **options):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".fridaygram", "site"))
        return tree(made(copy, **options).output)

    return from_nothing


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def post(root, name, text, **meta):
    lines = "".join(f"{key}: {value}\n" for key, value in meta.items())
    path = root / "content" / "posts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: Made {name[:10]}\n{lines}---\n\n{text}\n", "utf-8")


def override(root, name, mark):
    """Put the theme's template into the blog's own folder, with a mark in it."""
    own = root / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (theme_root() / "templates" / name).read_text("utf-8")
    own.write_text(text.replace("<footer", f"{mark}\n<footer").replace("<article", f"{mark}\n<article"), "utf-8")


def new_results(root):
    edit(root / FIRST / "results.json", '"total": 7', '"total": 8')


CHANGES = {
    "the text of a post": lambda root: edit(root / f"{FIRST}/index.md", "stays as it is", "stays"),
    "the title of a post": lambda root: edit(root / f"{FIRST}/index.md", "A first week", "A début"),
    "the tags of a post": lambda root: edit(root / f"{FIRST}/index.md", "[counting, n-grams]", "[paths]"),
    "the date of a post": lambda root: (
        edit(root / "content/posts/2018-06-15-by-hand.md", "date: 2018-06-15", "date: 2018-06-14"),
        (root / "content/posts/2018-06-15-by-hand.md").rename(root / "content/posts/2018-06-14-by-hand.md"),
    ),
    "a draft flag": lambda root: edit(root / "content/posts/2018-06-07-draft.md", "draft: true", "draft: false"),
    "a draft flag set": lambda root: edit(root / "content/posts/2018-06-15-by-hand.md", "tags:", "draft: true\ntags:"),
    "a template of the blog's own": lambda root: override(root, "post.html", "<p>own</p>"),
    "an included template": lambda root: override(root, "parts/footer.html", "<p>own</p>"),
    "a style sheet": lambda root: edit(root / "assets/css/90-own.css", "rebeccapurple", "teal"),
    "another asset": lambda root: (root / "assets" / "note.txt").write_text("a note"),
    "a data file": lambda root: edit(root / f"{SECOND}/votes.csv", "17", "18"),
    "shared data": lambda root: edit(root / "content/data/shared.toml", "7.5", "8"),
    "a picture": lambda root: (root / f"{SECOND}/pictures/squares.png").write_bytes(b"\x89PNG other"),
    "a file more beside a post": lambda root: (root / FIRST / "notes.txt").write_text("more"),
    "the site's title": lambda root: edit(root / "site.toml", "Small & Sound", "Sound"),
    "the site's address": lambda root: edit(root / "site.toml", "/fridays/", "/f/"),
    "the time zone": lambda root: edit(root / "site.toml", "Europe/Oslo", "Pacific/Auckland"),
    "the permalinks": lambda root: edit(root / "site.toml", "author", 'permalink = "/{slug}/"\nauthor'),
    "a post less": lambda root: (root / "content/posts/2018-06-15-by-hand.md").unlink(),
    "a post more": lambda root: post(root, "2018-06-11-new.md", "New.", tags="[counting]"),
    "a post renamed": lambda root: (root / "content/posts/2018-06-15-by-hand.md").rename(
        root / "content/posts/2018-06-15-hands.md"
    ),
    "a page less": lambda root: (
        edit(root / f"{FIRST}/index.md", "the [colophon](/colophon/)", "the colophon"),
        edit(root / "site.toml", '[[nav]]\ntitle = "Colophon"\nurl = "/colophon/"\n', ""),
        (root / "content/pages/colophon.md").unlink(),
    ),
    "a caption": lambda root: edit(root / f"{SECOND}/index.md", "Round and round.", "On and on."),
    "a figure less": lambda root: edit(
        root / f"{SECOND}/index.md", "```figure bar\ndata: votes.csv\ntitle: Votes\n```", ""
    ),
    "frozen results": new_results,
    "a corpus gone": lambda root: shutil.rmtree(root / "content/corpus"),
    "a corpus more": lambda root: shutil.copytree(root / "content/corpus/hums", root / "content/corpus/more"),
}

# A published post keeps its numbers: that its sources moved is told, and shown nowhere.
STALE = {"a data file", "shared data"}
SILENT = {"a corpus gone", "a corpus more", "shared data"}


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_the_site_is_what_a_clean_build_gives(small_blog, clean, tree, change):
    before = tree(made(small_blog).output)
    CHANGES[change](small_blog)
    built = made(small_blog)
    after = tree(built.output)
    assert after == clean(small_blog)
    assert (after == before) == (change in SILENT)
    assert any("stale" in warning for warning in built.warnings) == (change in STALE)
    assert {*built.changed} == {path for path in after if before.get(path) != after[path]}
    assert {*built.removed} == before.keys() - after.keys()
    again = made(small_blog)
    assert (tasks(again), again.changed, again.removed) == (set(), (), ())


def test_a_second_build_runs_no_task(small_blog, tree):
    first = made(small_blog)
    stamps = {path: path.stat() for path in first.output.rglob("*")}
    for _ in range(2):
        again = made(small_blog)
        assert (again.ran, again.changed, again.removed) == ((), (), ())
        assert (again.posts, again.pages) == (first.posts, first.pages)
        assert again.reused == len(first.ran)
    assert stamps == {path: path.stat() for path in first.output.rglob("*")}


def test_an_edited_post_rebuilds_itself_and_what_lists_it(small_blog):
    made(small_blog)
    edit(small_blog / f"{SECOND}/index.md", "What people voted for", "What people wished for")
    built = made(small_blog)
    pages = [path for path in built.changed if path.endswith(".html")]
    assert pages == ["2018/06/second-week/index.html"]
    assert all("feed" in path or "rss" in path for path in {*built.changed} - {*pages})
    assert not any(name.startswith("draw ") for name in tasks(built))
    reasons = {ran.name: ran.reason for ran in built.ran}
    assert reasons[f"read {SECOND}/index.md"] == "changed: source"
    assert reasons[f"body {SECOND}/index.md"] == "changed: text"
    assert f"{SECOND}/index.md" in reasons["write 2018/06/second-week/index.html"]


def test_a_style_touches_no_figure_and_no_body(small_blog):
    made(small_blog)
    edit(small_blog / "assets/css/90-own.css", "rebeccapurple", "teal")
    assert all(name.startswith("write ") for name in tasks(made(small_blog)))


def test_a_built_file_that_was_changed_by_hand_is_made_again(small_blog, tree):
    before = tree(made(small_blog).output)
    made(small_blog)
    (small_blog / "site/index.html").write_text("meddled")
    (small_blog / "site/robots.txt").unlink()
    (small_blog / "site/stray.html").write_text("stray")
    built = made(small_blog)
    assert tree(built.output) == before
    assert built.removed == ("stray.html",)


@pytest.mark.parametrize("damage", ["deleted", "nonsense", "cut", "emptied tables"])
def test_what_is_remembered_may_be_lost_or_damaged(small_blog, tree, damage):
    before = tree(made(small_blog).output)
    path = small_blog / ".fridaygram" / "cache.sqlite"
    if damage == "deleted":
        shutil.rmtree(path.parent)
    elif damage == "nonsense":
        path.write_bytes(b"nonsense" * 4000)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE result SET data = x'c1'")
            connection.execute("DELETE FROM note")
    edit(small_blog / f"{FIRST}/index.md", "A first week", "A fine week")
    edit(small_blog / f"{FIRST}/index.md", "A fine week", "A first week")
    assert tree(made(small_blog).output) == before


def random_edit(root, dice):
    """Apply one random change that leaves the blog right; return what it was."""
    posts = sorted((root / "content/posts").glob("2017-*.md"))
    kind = dice.choice(["more", "text", "title", "tags", "draft", "less", "rename", "style", "site", "data", "footer"])
    if kind == "more" or (not posts and kind in ("text", "title", "tags", "draft", "less", "rename")):
        day = f"2017-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        post(root, f"{day}-p{dice.randint(0, 99)}.md", f"Text {dice.random()}.", tags=f"[t{dice.randint(1, 3)}]")
        return "more"
    path = dice.choice(posts) if posts else root
    if kind == "text":
        path.write_text(path.read_text() + f"\nMore {dice.random()}.\n")
    elif kind == "title":
        edit(path, "title: ", "title: Re ")
    elif kind == "tags":
        edit(path, "tags: [t", f"tags: [u{dice.randint(1, 2)}, t")
    elif kind == "draft":
        edit(path, "tags:", "unlisted: true\ntags:") if "unlisted" not in path.read_text() else path.unlink()
    elif kind == "less":
        path.unlink()
    elif kind == "rename":
        path.rename(path.with_name(f"{path.stem}-x.md"))
    elif kind == "style":
        (root / "assets/css/90-own.css").write_text(f".own {{ order: {dice.randint(1, 9)} }}\n")
    elif kind == "site":
        text = (root / "site.toml").read_text()
        (root / "site.toml").write_text(f'title = "Title {dice.randint(1, 99)}"\n' + text.partition("\n")[2])
    elif kind == "data":
        (root / f"{SECOND}/votes.csv").write_text(f"language,2018\nPython,{dice.randint(1, 99)}\n")
    else:
        override(root, "parts/footer.html", f"<p>{dice.random()}</p>")
    return kind


def test_any_run_of_edits_ends_where_a_clean_build_does(small_blog, clean, tree):
    """STEPS edits in a row, some builds apart; set FRIDAYGRAM_INCREMENTS for more of them."""
    seed = int(os.environ.get("FRIDAYGRAM_SEED", "20180608"))
    dice, done = random.Random(seed), []
    made(small_blog)
    for step in range(STEPS):
        done.append(random_edit(small_blog, dice))
        if dice.random() < 0.3:
            continue
        drafts = dice.random() < 0.2
        built = made(small_blog, drafts=drafts)
        if step % 3 == 0 or step == STEPS - 1:
            assert tree(built.output) == clean(small_blog, drafts=drafts), (seed, done)
