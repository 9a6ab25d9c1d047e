import shutil

import pytest

from tests.serve.blog import post, write

HELLO = "content/posts/2018-06-08-hello/index.md"
CHART = "Five words stand right here.\n\n```figure bar\ndata: survey.csv\ncaption: A survey\n```\n"


def at(blog, day, title, text="One two three.", **front):
    source = f"content/posts/{day}-{title.lower()}/index.md"
    write(blog / source, post(title, text, **front))
    return source


def lines(said):
    assert (said.code, said.err) == (0, "")
    return said.out.splitlines()


def test_the_next_friday_wants_a_post(blog, fridaygram):
    first, streak, published = lines(fridaygram("status", "--date", "2018-06-12"))
    assert first == "Friday 2018-06-15 is in 3 days: it has no post yet; start one with 'fridaygram new \"TITLE\"'"
    assert streak == "streak     1 in a row, 1 at best; 1 day kept"
    assert published.startswith("published  1 post, ")
    assert published.endswith("; the last on 2018-06-08")


def test_its_draft_and_what_is_scheduled(blog, fridaygram):
    draft = at(blog, "2018-06-15", "Next", draft="true")
    later = at(blog, "2018-06-22", "Later")
    idea = at(blog, "2018-09-07", "Idea", draft="true")
    first, scheduled, one, two, *_ = lines(fridaygram("status", "--date", "2018-06-14"))
    assert first == "Friday 2018-06-15 is tomorrow: its draft is 'Next' (3 words)"
    assert scheduled == f"scheduled  2018-06-22  {later} (3 words)"
    assert (one, two) == (f"draft      2018-06-15  {draft} (3 words)", f"draft      2018-09-07  {idea} (3 words)")
    found = fridaygram("status", "--date", "2018-06-20", "--json").json
    assert found["next"] == "2018-06-22"
    assert found["next_post"] == {
        "source": later,
        "title": "Later",
        "day": "2018-06-22",
        "words": 3,
        "draft": False,
    }
    assert found["streak"] == {"kept": 1, "current": 0, "longest": 1, "missed": ["2018-06-15"]}


def test_a_friday_that_has_its_post_is_done(blog, fridaygram):
    at(blog, "2018-06-15", "Done")
    first, streak, _ = lines(fridaygram("status", "--date", "2018-06-15"))
    assert first.startswith("Friday 2018-06-22 is in 7 days: ")
    assert streak == "streak     2 in a row, 2 at best; 2 days kept"


def test_the_rule_of_the_blog(blog, fridaygram):
    site = blog / "site.toml"
    site.write_text(site.read_text().replace("skip = []", "skip = [2018-06-15]"))
    assert lines(fridaygram("status", "--date", "2018-06-16"))[1] == "streak     1 in a row, 1 at best; 1 day kept"
    assert "2018-06-22 is in" in lines(fridaygram("status", "--date", "2018-06-12"))[0]
    site.write_text(site.read_text().replace('"friday"', '"tuesday"'))
    assert lines(fridaygram("status", "--date", "2018-06-12"))[0].startswith("Tuesday 2018-06-12 is today: ")


def test_missed_fridays_are_told_the_latest_first_of_all(blog, fridaygram):
    line = lines(fridaygram("status", "--date", "2018-08-01"))[1]
    assert line.startswith("streak     0 in a row, 1 at best; 1 day kept, 7 missed: 2018-06-29, ")
    assert line.endswith("2018-07-27, and 2 before")


def test_what_is_stale(blog, fridaygram, today):
    today("2018-06-08")
    source = at(blog, "2018-06-01", "Chart", CHART)
    data = (blog / source).with_name("survey.csv")
    write(data, "framework,share\nAlpha,40\nBeta,35\n")
    assert fridaygram("build", "--date", "2018-06-08").code == 0
    write(data, "framework,share\nAlpha,41\nBeta,35\n")
    *_, stale, way_out = lines(fridaygram("status", "--date", "2018-06-08"))
    assert stale.startswith(f"stale      {source}:8: bar: file survey.csv changed since 2018-06-08")
    assert "fridaygram refresh" in way_out


@pytest.mark.parametrize("text", ["no front matter", "---\ntitle: Rough\ntitel: x\n---\n"])
def test_a_post_that_cannot_be_read_hides_nothing(blog, fridaygram, text):
    write(blog / "content/posts/2018-06-15-rough/index.md", text)
    first, *_, error = lines(fridaygram("status", "--date", "2018-06-12"))
    assert first.startswith("Friday 2018-06-15 is in 3 days: ")
    assert error.startswith("error      content/posts/2018-06-15-rough/index.md:")


def test_it_changes_nothing(blog, fridaygram, tree):
    before = tree(blog)
    assert fridaygram("status").code == 0
    assert tree(blog) == before


def test_a_blog_without_posts(blog, fridaygram):
    (blog / HELLO).unlink()
    (blog / HELLO).parent.rmdir()
    assert "published  0 posts, 0 words" in lines(fridaygram("status", "--date", "2018-06-12"))


def test_wrong_input(blog, fridaygram, tmp_path):
    assert fridaygram("status", "--date", "friday").problem == "'friday' is not a date; write it as YYYY-MM-DD"
    assert "no blog here" in fridaygram("status", "--blog", tmp_path).problem


def test_a_folder_that_cannot_be_written_is_no_obstacle(blog, fridaygram, tree, today):
    """A file where the folder of what builds remember would be; root may write wherever it is not allowed to."""
    today("2018-06-15")
    source = at(blog, "2018-06-15", "Chart", CHART)
    write(blog / source.replace("index.md", "survey.csv"), "framework,share\nAlpha,40\nBeta,35\n")
    assert fridaygram("build", "--date", "2018-06-15").code == 0
    write(blog / source.replace("index.md", "survey.csv"), "framework,share\nAlpha,41\nBeta,35\n")
    known = lines(fridaygram("status", "--date", "2018-06-15"))
    assert known[-2].startswith(f"stale      {source}")
    shutil.rmtree(blog / ".fridaygram")
    (blog / ".fridaygram").write_text("")
    before = tree(blog)
    now = lines(fridaygram("status", "--date", "2018-06-15"))
    assert now == [*known[:-2], "stale      not looked for: .fridaygram cannot be written (File exists)"]
    assert tree(blog) == before
