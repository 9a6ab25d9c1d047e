"""A build that inspects shows its inside and leaves the sources alone."""

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

DAY = "2018-06-16"


def test_it_shows_everything_every_time_and_writes_nothing_beside_posts(small_blog, tree):
    before = tree(small_blog / "content")
    for _ in range(2):
        built = build(Blog(small_blog), Options(date=DAY, workers=1, inspect=True, output=small_blog / "beside"))
        sources = {document.source for document in built.look.documents}
        assert {"content/posts/2018-06-07-draft.md", "content/posts/2018-06-22-scheduled-week/index.md"} <= sources
        assert not sources <= set(built.look.library.documents)
        assert built.look.library.posts
        assert len(built.look.pages) == built.pages
        assert {one.state for one in built.settled} == {"computed"}
    assert tree(small_blog / "content") == before


def test_an_ordinary_build_keeps_its_inside(small_blog):
    assert build(Blog(small_blog), Options(date=DAY, workers=1)).look is None
