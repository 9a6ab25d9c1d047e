"""What a site says of itself: the digests of its files, what it was built with, and the badge."""

import json
import shutil

import pytest

from fridaygram import __version__
from fridaygram.errors import ContentError
from fridaygram.files import digest
from fridaygram.plan.blog import Blog, Live, Options
from fridaygram.plan.build import build

BY_HAND = "content/posts/2018-06-15-by-hand.md"


def made(root, **options):
    return build(Blog(root), Options(workers=1, **{"date": "2018-06-16", **options}))


def digests(root):
    return json.loads((root / "site/digests.json").read_text())


def holds(root, tree):
    files = tree(root / "site")
    files.pop("digests.json")
    return digests(root)["files"] == {path: digest(data) for path, data in files.items()}


def test_every_other_file_is_listed_and_an_edit_changes_it(small_blog, tree):
    made(small_blog)
    assert holds(small_blog, tree)
    about = digests(small_blog)
    assert (about["program"], about["as_of"]) == (f"Fridaygram {__version__}", "2018-06-15")
    assert {*about["sources"]} >= {"corpus hums"}
    assert made(small_blog).ran == ()
    # A page that is edited, a file that goes, one that comes.
    post = small_blog / BY_HAND
    post.write_text(post.read_text() + "\nMore.\n")
    assert "digests.json" in made(small_blog).changed
    assert holds(small_blog, tree)
    page = small_blog / "content/pages/coming.md"
    page.write_text("---\ntitle: Coming\n---\n\nWords.\n")
    made(small_blog)
    assert "coming/index.html" in digests(small_blog)["files"]
    page.unlink()
    made(small_blog)
    assert holds(small_blog, tree)
    assert "coming/index.html" not in digests(small_blog)["files"]


def test_a_file_that_is_made_again_as_it_was_leaves_it(small_blog, tree):
    made(small_blog)
    (small_blog / "site/index.html").write_text("changed")
    built = made(small_blog)
    assert built.changed == ("index.html",)
    assert holds(small_blog, tree)
    (small_blog / "site/digests.json").write_text("changed")
    assert made(small_blog).changed == ("digests.json",)
    assert holds(small_blog, tree)


def test_the_day_of_the_build_is_not_in_it(small_blog):
    made(small_blog)
    before = (small_blog / "site/digests.json").read_bytes()
    shutil.rmtree(small_blog / ".fridaygram")
    made(small_blog, date="2018-06-20")
    assert (small_blog / "site/digests.json").read_bytes() == before


def test_a_preview_has_none(small_blog):
    live = Live(frozenset(), lambda changed, unpublished: None, lambda: False)
    assert not (made(small_blog, live=live).output / "digests.json").exists()


def test_the_badge_is_shown_where_it_is_wanted_and_is_honest(small_blog, tree):
    made(small_blog)
    assert "verified.svg" not in tree(small_blog / "site")
    settings = small_blog / "site.toml"
    settings.write_text("badge = true\n" + settings.read_text())
    made(small_blog)
    assert "Numbers not verified yet" in (small_blog / "site/index.html").read_text()
    record = small_blog / "content/verified.json"
    old = {"day": "2018-06-16", "program": "0.9", "counts": {"equal": 4, "different": 0, "cannot": 1}, "numbers": "x"}
    record.write_text(json.dumps(old))
    made(small_blog)
    said = "Numbers verified on 16 June 2018 with Fridaygram 0.9: 4 equal, 1 cannot; some have changed since"
    files = tree(small_blog / "site")
    assert said in files["index.html"].decode()
    assert f"<title>{said}</title>" in files["verified.svg"].decode()
    record.write_text("{")
    with pytest.raises(ContentError, match=r"verified\.json: damaged record.*fridaygram verify --record"):
        made(small_blog)
