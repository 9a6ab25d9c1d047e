import msgspec
import pytest

from fridaygram.errors import ContentError
from fridaygram.pages.body import Heading
from fridaygram.pages.entries import contents, document_head, encode_page, entry
from fridaygram.pages.library import related
from fridaygram.pages.page import Page
from tests.pages.test_library import library, post


def headings(*levels: int) -> list[Heading]:
    return [Heading(level, f"h{number}", f"H{number}") for number, level in enumerate(levels)]


def test_contents_nest_two_levels_and_come_with_four_headings() -> None:
    assert contents(headings(2, 3, 2), None) == []
    nested = contents(headings(2, 3, 4, 3, 2), None)
    assert [(item["id"], [inner["id"] for inner in item["items"]]) for item in nested] == [
        ("h0", ["h1", "h3"]),
        ("h4", []),
    ]
    assert contents(headings(2, 2, 2, 2), False) == []
    assert len(contents(headings(3, 2), True)) == 2
    assert contents([], True) == []
    quiet = [Heading(2, "a", "A", listed=False), Heading(2, "b", "B")]
    assert [item["id"] for item in contents(quiet, True)] == ["b"]


def test_an_entry_prefers_the_description_and_is_made_once() -> None:
    item = post("2018-06-01-a", "description: Said\ntags: [X y]")
    found = library([item])
    assert entry(found, item)["summary"] == "Said"
    assert entry(found, item)["tags"] == [{"name": "X y", "path": "/tags/x-y/"}]
    assert entry(found, item) is entry(found, item)


@pytest.mark.parametrize("counts", [set(), {"minutes"}, {"words", "minutes"}])
def test_entries_are_encoded_with_the_counts_that_are_asked_for_wherever_they_stand(counts: set[str]) -> None:
    item = post("2018-06-01-a", "description: Said")
    one = entry(library([item]), item)
    page = Page("home", "/", "home.html", {"entries": [one], "years": [{"entries": [one, one]}], "words": 3})
    decoded = msgspec.json.decode(encode_page(page, frozenset(counts)), type=Page).data
    shown = {name: value for name, value in one.items() if name not in {"words", "minutes"} - counts}
    assert decoded == {"entries": [shown], "years": [{"entries": [shown, shown]}], "words": 3}


def test_a_cover_that_is_not_there_is_an_error() -> None:
    item = post("2018-06-01-a", "cover: a.png")
    with pytest.raises(ContentError, match=r"cover 'a\.png'"):
        document_head(library([item]), item)


def test_related_posts_share_tags_and_rare_ones_count_more() -> None:
    posts = [
        post("2018-06-01-a", "tags: [rare, common]"),
        post("2018-06-08-b", "tags: [rare]"),
        post("2018-06-15-c", "tags: [common]"),
        post("2018-06-22-d", "tags: [common]"),
        post("2018-06-29-e", "tags: [other]"),
    ]
    found = related(library(posts))
    assert found[posts[0].source] == (posts[1], posts[3], posts[2])
    assert found[posts[4].source] == ()
