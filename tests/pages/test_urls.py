from datetime import datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.pages import urls


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Neo Soul & Funk!", "neo-soul-funk"),
        ("  Über -- Alles ", "über-alles"),
        ("日本 語", "日本-語"),
        ("n_gram", "n-gram"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert urls.slugify(text) == slug


@given(st.text(max_size=60))
def test_a_slug_is_one_segment_and_stays_itself(text: str) -> None:
    slug = urls.slugify(text)
    assert "/" not in slug
    assert slug not in (".", "..")
    assert urls.slugify(slug) == slug


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_of_one_spelling_have_one_slug(one: str, other: str) -> None:
    assert urls.spelling(urls.spelling(one)) == urls.spelling(one)
    assert urls.slugify(urls.spelling(one)) == urls.slugify(one)
    assert urls.spelling(one) != urls.spelling(other) or urls.slugify(one) == urls.slugify(other)


def test_signs_tell_spellings_apart_and_become_words() -> None:
    assert len({urls.spelling(name) for name in ("C", "C++", "C#")}) == 3
    assert len({urls.spelling(name) for name in ("Neo Soul", "neo-soul", " neo_ SOUL")}) == 1
    assert [urls.in_words(name) for name in ("C++", "R&B", "F#", "Soul")] == [
        "C plus plus",
        "R and B",
        "F sharp",
        "Soul",
    ]


def test_heading_ids_keep_double_hyphens() -> None:
    assert urls.heading_id("Part I -- where from?") == "part-i----where-from"
    assert urls.heading_id("Part I \u2013 where from?") == "part-i----where-from"
    assert urls.heading_id("!?") == "section"


def test_permalinks_end_with_a_slash_or_a_name() -> None:
    day = datetime(2018, 6, 8)
    assert urls.permalink("/{year}/{month}/{slug}/", "a", day) == "/2018/06/a/"
    assert urls.permalink("/{year}-{month}-{day}-{slug}", "a", day) == "/2018-06-08-a/"
    assert urls.permalink("/{slug}.html", "a", day) == "/a.html"


@pytest.mark.parametrize(
    ("path", "file"),
    [("/", "index.html"), ("/a/", "a/index.html"), ("/feed.xml", "feed.xml"), ("/%C3%BC/", "ü/index.html")],
)
def test_output_files(path: str, file: str) -> None:
    assert urls.output_file(path) == file
    assert not PurePosixPath(urls.output_file(path)).is_absolute()


def test_base_path_and_host() -> None:
    assert urls.under_base("/a/", "/blog/") == "/blog/a/"
    assert urls.under_base("/", "/") == "/"
    assert urls.under_base("/ü b/", "/") == "/%C3%BC%20b/"
    assert urls.absolute("/a/", "https://example.org/blog/") == "https://example.org/blog/a/"
