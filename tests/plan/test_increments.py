"""An incremental build gives what a clean one would, whatever was changed; and no more is done than must be."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from fridaygram.errors import FridaygramError
from fridaygram.pages.theme.roots import theme_root
from fridaygram.plan import quick
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import _watched, build
from tests.plan.edits import FIRST, SECOND, edit, override

DAY = "2018-06-16"
PICTURE = f"{SECOND}/pictures/squares.png"


def made(root, **options):
    return build(Blog(root), Options(**{"date": DAY, "workers": 1, **options}))


def tasks(built):
    return {ran.name for ran in built.ran}


@pytest.fixture(autouse=True)
def in_june(today):
    """Make the day that all sites here are of today."""
    today(DAY)


@pytest.fixture
def clean(tmp_path, tree):
    """Give a function that builds a copy of a blog from nothing and returns its site."""

    def from_nothing(root, **options):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".fridaygram", "site"))
        return tree(made(copy, **options).output)

    return from_nothing


def post(root, name, text, **meta):
    lines = "".join(f"{key}: {value}\n" for key, value in meta.items())
    path = root / "content" / "posts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: Made {name[:10]}\n{lines}---\n\n{text}\n", "utf-8")


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
    "a picture": lambda root: shutil.copy(theme_root() / "assets/root/apple-touch-icon.png", root / PICTURE),
    "a file more beside a post": lambda root: (root / FIRST / "notes.txt").write_text("more"),
    "the site's title": lambda root: edit(root / "site.toml", "Small & Sound", "Sound"),
    "the site's address": lambda root: edit(root / "site.toml", "/fridays/", "/f/"),
    "the time zone": lambda root: edit(root / "site.toml", "Europe/Oslo", "Pacific/Auckland"),
    "the language": lambda root: edit(root / "site.toml", "author", 'language = "de"\nauthor'),
    "a word": lambda root: (
        (root / "languages").mkdir(),
        (root / "languages/en.toml").write_text('archive = "Everything"\n'),
    ),
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


def test_a_build_looks_for_words_that_are_not_there_yet(small_blog):
    assert (str(small_blog / "languages"), True) in set(_watched(Blog(small_blog)))


def test_a_second_build_runs_no_task(small_blog, tree):
    first = made(small_blog)
    stamps = {path: path.stat().st_ctime_ns for path in first.output.rglob("*")}
    for _ in range(2):
        again = made(small_blog)
        assert (again.ran, again.changed, again.removed) == ((), (), ())
        assert (again.posts, again.pages) == (first.posts, first.pages)
        assert again.reused == len(first.ran)
    assert stamps == {path: path.stat().st_ctime_ns for path in first.output.rglob("*")}


def test_an_edited_post_rebuilds_itself_and_what_lists_it(small_blog):
    made(small_blog)
    edit(small_blog / f"{SECOND}/index.md", "What people voted for", "What people wished for")
    built = made(small_blog)
    pages = [path for path in built.changed if path.endswith(".html")]
    assert pages == ["2018/06/second-week/index.html"]
    others = {path for path in {*built.changed} - {*pages} if "feed" not in path and "rss" not in path}
    assert others == {"digests.json"}
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
    assert tree(made(small_blog).output) == before


DAMAGES = ["deleted", "nonsense", "cut", "emptied tables", "data lost", "result lost", "output lost"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_remembered_may_be_lost_or_damaged(small_blog, tree, damage):
    before = tree(made(small_blog).output)
    path = small_blog / ".fridaygram" / "cache.sqlite"
    if damage == "deleted":
        shutil.rmtree(path.parent)
    elif damage == "nonsense":
        path.write_bytes(b"nonsense" * 4000)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif damage.endswith("lost"):
        with sqlite3.connect(path) as connection:
            connection.execute(f"DELETE FROM {damage.removesuffix(' lost')}")
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE data SET data = x'c1'")
            connection.execute("UPDATE result SET head = x'c1'")
            connection.execute("DELETE FROM note")
    edit(small_blog / f"{FIRST}/index.md", "A first week", "A fine week")
    edit(small_blog / f"{FIRST}/index.md", "A fine week", "A first week")
    assert tree(made(small_blog).output) == before


PLAIN = [f"content/posts/2018-06-{day:02}-plain-{day}.md" for day in (9, 10, 11)]


@pytest.fixture
def plain_blog(small_blog, monkeypatch):
    """A blog with three posts of words alone, built twice, so that a build may answer from what it remembers."""
    monkeypatch.setattr(quick, "GRAIN_NS", -(10**18))
    for name in PLAIN:
        post(small_blog, Path(name).name, "Words.\n\n## A part\n\n```python\nprint(1)\n```", tags="[plain]")
    for _ in range(2):
        made(small_blog)
    return small_blog


def feeds(site):
    return {path: data for path, data in site.items() if path.endswith((".xml", ".json"))}


@pytest.mark.parametrize("lengths", [(1, 1), (300, 1), (1, 300), (300, -1), (-1, 300)])
def test_edits_in_a_row_leave_every_feed_as_a_clean_build_makes_it(plain_blog, clean, tree, lengths):
    """A text that grows or shrinks moves every other text of a feed; the next edit must find each where it is now."""
    for name, words in zip([PLAIN[2], PLAIN[0]], lengths, strict=True):
        path = plain_blog / name
        text = path.read_text("utf-8")
        path.write_text(text + "\nMore ]]> words.\n" * words if words > 0 else text.replace("Words.", "W."), "utf-8")
        made(plain_blog)
    edit(plain_blog / PLAIN[1], "print(1)", "print(2)")
    site = tree(made(plain_blog).output)
    expected = clean(plain_blog)
    assert len([path for path, data in feeds(site).items() if b"More" in data or b"W." in data]) >= 3
    assert feeds(site) == feeds(expected)
    assert site == expected


ANCHORS = {
    "a paragraph": ("A place.\n{: #here }", "A place."),
    "a heading": ("## A place {#here}", "## A place {#there}"),
    "a figure": ("```figure bar\nid: here\ndata: votes.csv\n```", "A place."),
    "an element": ('<p id="here">A place.</p>', '<p id="gone">A place.</p>'),
}


@pytest.mark.parametrize("what", ANCHORS)
def test_an_edit_never_publishes_a_link_to_a_place_that_it_took_away(plain_blog, tree, what):
    before, after = ANCHORS[what]
    target = plain_blog / PLAIN[0]
    if what == "a figure":
        target = plain_blog / "content/posts/2018-06-12-votes/index.md"
        post(plain_blog, "2018-06-12-votes/index.md", "Words.")
        shutil.copy(plain_blog / SECOND / "votes.csv", target.parent)
    edit(target, "Words.", before)
    link = target.relative_to(plain_blog / "content/posts")
    edit(plain_blog / PLAIN[2], "Words.", f"Words, and [a place]({link}#here).")
    for _ in range(2):
        standing = tree(made(plain_blog).output)
    edit(target, before, after)
    for _ in range(2):  # an error is no reason to forget what is wrong
        with pytest.raises(FridaygramError, match=r"plain-11\.md:\d+: link to '#here', which .* does not have"):
            made(plain_blog)
        assert tree(plain_blog / "site") == standing
    edit(target, after, before)
    assert tree(made(plain_blog).output) == standing
