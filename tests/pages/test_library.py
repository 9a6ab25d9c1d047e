from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.pages import urls
from fridaygram.pages.body import Facts, Link
from fridaygram.pages.document import Document, parse_document
from fridaygram.pages.library import Library, visible

SITE = Site(title="A", author="B", base_url="https://example.org/", timezone="America/New_York")


def post(name: str, meta: str = "", body: str = "") -> Document:
    text = f"---\ntitle: {name}\n{meta}\n---\n{body}\n"
    return parse_document(text, f"content/posts/{name}/index.md", SITE.timezone)


def library(
    documents: Iterable[Document], now: str = "2018-12-01T12:00", links: dict[str, list[Link]] | None = None
) -> Library:
    everything = list(documents)
    facts = {item.source: Facts(1, "", links=tuple((links or {}).get(item.source, []))) for item in everything}
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(SITE.timezone))
    return Library(SITE, everything, facts, now=moment)


def test_posts_are_sorted_and_have_neighbours() -> None:
    first, second, third = post("2018-06-01-a"), post("2018-06-08-b"), post("2018-06-15-c")
    found = library([second, third, first])
    assert found.posts == (third, second, first)
    assert found.neighbours(second.source) == (first, third)
    assert found.neighbours(first.source) == (None, second)
    assert found.path(first.source) == "/2018/06/a/"


def test_the_sites_time_zone_says_when_a_post_appears() -> None:
    item = post("2018-06-08-a", "date: 2018-06-08T09:00:00")
    before = datetime(2018, 6, 8, 12, 59, tzinfo=ZoneInfo("UTC"))
    assert not visible(item, now=before)
    assert visible(item, now=before.replace(hour=13, minute=0))
    assert library([item], now="2018-06-08T08:59").posts == ()
    assert library([item], now="2018-06-08T08:59").next_change == item.date
    assert library([item], now="2018-06-08T09:00").next_change is None


def test_drafts_are_seen_on_request_and_unlisted_posts_have_no_list() -> None:
    draft, unlisted = post("2018-06-01-a", "draft: true"), post("2018-06-08-b", "unlisted: true\ntags: [x]")
    found = library([draft, unlisted])
    assert set(found.documents) == {unlisted.source}
    assert found.posts == ()
    assert found.tags == {}
    everything = Library(
        SITE, [draft], {draft.source: Facts(1, "")}, now=datetime(2018, 7, 1, tzinfo=ZoneInfo("UTC")), drafts=True
    )
    assert everything.posts == (draft,)


def test_spellings_of_a_tag_are_one_tag() -> None:
    found = library([post("2018-06-01-a", "tags: [Neo Soul]"), post("2018-06-08-b", "tags: [neo-soul, neo soul]")])
    assert [(tag, len(posts)) for tag, posts in found.tags.items()] == [("Neo Soul", 2)]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("key", ["tags", "series"])
def test_names_of_one_address_that_are_not_one_are_told_wherever_they_stand(key: str, order: int) -> None:
    names = [f"{key}: [{name}]" if key == "tags" else f"{key}: {name}" for name in ("C", "C++", "c")]
    posts = [post(f"2018-06-0{day}-{day}", f"draft: true\n{name}") for day, name in enumerate(names, 1)]
    with pytest.raises(BuildError) as raised:
        library(posts[::order])
    assert str(raised.value) == (
        f"content/posts/2018-06-02-2/index.md:4: the {key} 'C' (content/posts/2018-06-01-1/index.md:4) and 'C++' would "
        f"share the page /{key}/c/; spell them alike if they are one, else give one other letters, "
        "as 'C plus plus' for 'C++'"
    )


def test_names_without_words_for_their_signs_are_told_without_an_example() -> None:
    with pytest.raises(BuildError, match=r"else give one other letters$"):
        library([post("2018-06-01-a", "tags: [R.E.M.]"), post("2018-06-08-b", "tags: [REM]")])


def test_a_name_with_signs_keeps_its_address_while_it_is_alone() -> None:
    found = library([post("2018-06-01-a", 'tags: ["C++", "R&B", été]\nseries: "R&B"')])
    assert [urls.slugify(tag) for tag in found.tags] == ["c", "été", "rb"]
    assert [urls.slugify(name) for name in found.series] == ["rb"]


def test_series_run_from_the_oldest() -> None:
    first, second = post("2018-06-01-a", "series: S"), post("2018-06-08-b", "series: S")
    assert library([second, first]).series == {"S": (first, second)}


def test_spellings_of_a_series_are_one_series() -> None:
    first, second = post("2018-06-01-a", "series: Summer of n-grams"), post("2018-06-08-b", "series: summer of N grams")
    found = library([second, first])
    assert found.series == {"Summer of n-grams": (first, second)}
    assert found.series_of(second) == "Summer of n-grams"
    assert library([post("2018-06-01-a")]).series_of(post("2018-06-01-a")) == ""


def test_backlinks_name_each_origin_once() -> None:
    first, second = post("2018-06-01-a"), post("2018-06-08-b")
    link = Link("page", first.source, first.source, "", 1)
    here = Link("page", first.source, first.source, "", 1)
    found = library([first, second], links={second.source: [link, link], first.source: [here]})
    assert found.backlinks == {first.source: (second.source,)}


def test_two_documents_at_one_url_are_both_named() -> None:
    one, two = post("2018-06-01-a"), post("2018-06-08-a")
    with pytest.raises(BuildError) as caught:
        library([one, two])
    assert one.source in str(caught.value)
    assert two.source in str(caught.value)


@given(
    st.lists(
        st.tuples(
            st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2030, 1, 1).date()), st.booleans()
        ),
        max_size=12,
        unique_by=lambda item: item[0],
    )
)
def test_nothing_of_the_future_and_no_draft_is_ever_listed(posts: list[tuple[object, bool]]) -> None:
    documents = [post(f"{day}-p{day}", f"draft: {str(draft).lower()}\ntags: [t]") for day, draft in posts]
    found = library(documents, now="2018-06-08T00:00")
    shown = {item.source for item in found.documents.values()}
    assert shown == {
        item.source
        for item, (day, draft) in zip(documents, posts, strict=True)
        if str(day) <= "2018-06-08" and not draft
    }
    assert {item.source for item in found.tags.get("t", ())} == shown
