import tomllib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fridaygram.config import load_site
from fridaygram.errors import unreadable
from fridaygram.values.results import DRIVER


def test_a_blog_is_made_that_builds_at_once(fridaygram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = fridaygram("init", "myblog", "--date", "2018-06-12", "--title", "Four Letter Models", "--author", "Ada")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "A blog is in myblog.",
        f"Before you merge branches, tell git once how to merge frozen numbers: {DRIVER}",
        "Next: cd myblog && fridaygram serve",
    ]
    attributes = (tmp_path / "myblog/.gitattributes").read_text()
    assert "*results.json merge=fridaygram\n" in attributes
    assert DRIVER in attributes
    site = load_site(tmp_path / "myblog")
    assert (site.title, site.author) == ("Four Letter Models", "Ada")
    assert (tmp_path / "myblog/content/posts/2018-06-08-hello/index.md").is_file(), "of the last Friday"
    ignored = (tmp_path / "myblog/.gitignore").read_text().splitlines()
    assert {"/.fridaygram/", "/content/models/", "/content/corpus/"} <= set(ignored), "others wrote the texts"
    monkeypatch.chdir(tmp_path / "myblog")
    built = fridaygram("build", "--date", "2018-06-12", "--strict")
    assert built.code == 0
    assert built.out.startswith("site/: 1 post, ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["myblog"]


def test_an_empty_folder_can_be_used_from_inside(fridaygram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fridaygram("init", ".").out.endswith("Next: fridaygram serve\n")
    assert fridaygram("build").code == 0


@pytest.mark.parametrize("other", ["notes.txt", "site.toml"])
def test_a_folder_in_use_is_left_alone(fridaygram, tmp_path, other):
    (tmp_path / other).write_text("mine")
    assert fridaygram("init", tmp_path).problem.endswith("is not empty; name a folder that does not exist yet")
    assert fridaygram("init", tmp_path / other).code == 1
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("zone", ["Europe/Olso", "", "../../etc", "/etc/passwd"])
def test_an_unknown_time_zone_makes_nothing(fridaygram, tmp_path, zone):
    said = fridaygram("init", tmp_path / "blog", "--timezone", zone)
    assert said.problem == f"unknown time zone '{zone}'; use an IANA name such as Europe/Oslo"
    assert not (tmp_path / "blog").exists()


@pytest.mark.parametrize("option", ["--title", "--author"])
def test_a_character_that_no_page_can_hold_makes_nothing(fridaygram, tmp_path, option):
    said = fridaygram("init", tmp_path / "blog", option, "a\ab")
    assert said.problem.endswith("a character that no feed or drawing can hold (U+0007); leave it out")
    assert not (tmp_path / "blog").exists()


@pytest.mark.parametrize("title", ["", " "])
def test_a_blog_without_a_title_is_not_made(fridaygram, tmp_path, title):
    said = fridaygram("init", tmp_path / "blog", "--title", title)
    assert said.problem == "the title is empty; name the blog: every page and feed shows its title"
    assert not (tmp_path / "blog").exists()


def test_a_friday_is_that_of_the_time_zone(fridaygram, tmp_path):
    fridaygram("init", tmp_path / "blog", "--timezone", "Pacific/Auckland")
    post = next((tmp_path / "blog/content/posts").iterdir())
    assert date.fromisoformat(post.name[:10]).weekday() == 4
    assert 'timezone = "Pacific/Auckland"' in (tmp_path / "blog/site.toml").read_text()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text.strip("-") and text.strip() and not unreadable(text)
    )
)
def test_any_title_is_kept_as_it_is(fridaygram, tmp_path_factory, title):
    root = tmp_path_factory.mktemp("t") / "blog"
    assert fridaygram("init", root, f"--title={title}").code == 0
    assert tomllib.loads((root / "site.toml").read_text("utf-8"))["title"] == title
