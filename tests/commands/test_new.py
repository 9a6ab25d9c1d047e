from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fridaygram.commands import new
from fridaygram.pages.document import read_document


def test_a_post_takes_the_next_free_friday(blog, fridaygram):
    said = fridaygram("new", "Week 2: The limits")
    assert said.out == "content/posts/2018-06-15-week-2-the-limits/index.md\n"
    assert said.err == "A draft for Friday 2018-06-15; remove 'draft: true' when it is ready.\n"
    assert fridaygram("new", "Week 3").out.startswith("content/posts/2018-06-22-week-3/")
    (blog / "content/posts/2018-06-29-one-file.md").write_text("---\ntitle: One file\n---\n")
    assert fridaygram("new", "Week 5").out.startswith("content/posts/2018-07-06-week-5/")


def test_a_holiday_is_left_out_and_another_weekday_can_be_the_rule(blog, fridaygram):
    site = blog / "site.toml"
    site.write_text(site.read_text().replace("skip = []", "skip = [2018-06-15]"))
    assert "2018-06-22" in fridaygram("new", "After the holiday").out
    site.write_text(site.read_text().replace('"friday"', '"tuesday"'))
    assert "2018-06-12" in fridaygram("new", "Tuesday").out


def test_a_post_dated_in_its_front_matter_has_its_friday_too(blog, fridaygram):
    (blog / "content/posts/hand-made.md").write_text("---\ntitle: Made\ndate: 2018-06-15T10:00\n---\n")
    assert "2018-06-22" in fridaygram("new", "Next").out


@pytest.mark.parametrize("title", ["Plain", 'With "quotes": and colons', "É ü 漢字", "$date $title", "- dash", "#hash"])
def test_what_is_made_is_a_draft_with_that_title(blog, fridaygram, title):
    said = fridaygram("new", title, "--date", "2018-06-20", "--slug", "s")
    document = read_document(blog, said.out.strip(), "UTC")
    assert document.title == title
    assert document.meta.draft
    assert document.date.date().isoformat() == "2018-06-20"


def test_it_refuses_to_overwrite(blog, fridaygram):
    made = fridaygram("new", "Once", "--date", "2018-06-20").out.strip()
    (blog / made).write_text("my words")
    said = fridaygram("new", "Once", "--date", "2018-06-20")
    assert said.problem == f"there is a post already: {made}; choose another title or --slug"
    assert (blog / made).read_text() == "my words"


def test_a_post_of_one_file_is_not_shadowed(blog, fridaygram):
    (blog / "content/posts/2018-06-20-once.md").write_text("---\ntitle: Once\n---\n")
    said = fridaygram("new", "Once", "--date", "2018-06-20")
    assert said.problem.startswith("there is a post already: content/posts/2018-06-20-once.md; ")


def test_two_posts_of_one_month_and_title_would_have_one_address(blog, fridaygram, tree):
    first = fridaygram("new", "Notes").out.strip()
    before = tree(blog)
    said = fridaygram("new", "notes!")
    assert said.problem == f"/2018/06/notes/ is the address of {first} already; choose another title or --slug"
    assert tree(blog) == before
    assert fridaygram("new", "Notes", "--slug", "notes-2").out.startswith("content/posts/2018-06-22-notes-2/")
    assert fridaygram("new", "Notes", "--date", "2018-07-06").out.startswith("content/posts/2018-07-06-notes/")
    assert fridaygram("build", "--drafts", "--date", "2018-07-06").code == 0


@pytest.mark.parametrize(
    ("file", "meta"),
    [
        ("posts/2018-06-01-other.md", "slug: notes"),
        ("posts/2018-06-01-other/index.md", "aliases: [/2018/06/notes]"),
        ("posts/2018-06-01-other/index.md", "aliases: [/2018/06/notes/]"),
        ("pages/other.md", "aliases: [/2018/06/notes/index.html]"),
        ("posts/notes.md", "date: 2018-06-30"),
    ],
)
def test_an_address_may_be_taken_in_front_matter(blog, fridaygram, file, meta):
    place = blog / "content" / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"---\ntitle: Other\n{meta}\n---\n")
    said = fridaygram("new", "Notes", "--date", "2018-06-15")
    assert said.problem.startswith(f"/2018/06/notes/ is the address of content/{file} already; ")
    assert fridaygram("new", "Note", "--date", "2018-06-15").code == 0


def test_a_page_has_the_address_where_posts_have_no_month(blog, fridaygram):
    site = blog / "site.toml"
    site.write_text('permalink = "/{slug}/"\n' + site.read_text())
    (blog / "content/pages/notes.md").write_text("---\ntitle: Notes\n---\n")
    assert fridaygram("new", "Notes").problem.startswith("/notes/ is the address of content/pages/notes.md already; ")


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (
            ["long " * 50],
            "'long-long-long-long-\u2026' is too long a slug for a file's name; name one: --slug first-week",
        ),
        (["A", "--date", "9999-12-31"], "'9999-12-31' is too far away; years go from 2 to 9998"),
        (["A", "--date", ""], "'' is not a date; write it as YYYY-MM-DD"),
        (["a\ab"], "the title has a character that no feed or drawing can hold (U+0007); leave it out"),
        (["!!!"], "'!!!' gives no slug; name one: --slug first-week"),
        ([""], "'' gives no slug; name one: --slug first-week"),
        (["A", "--date", "friday"], "'friday' is not a date; write it as YYYY-MM-DD"),
        (["A", "--slug", "../../out"], "--slug '../../out' is a path; write it as first-week"),
    ],
)
def test_wrong_input(blog, fridaygram, argv, problem):
    said = fridaygram("new", *argv)
    assert said.problem == problem


def test_an_archetype_of_the_blogs_own(blog, fridaygram):
    (blog / "content/archetypes").mkdir()
    (blog / "content/archetypes/post.md").write_text("---\ntitle: $title\ndate: $date\n---\n$slug costs $$5\n")
    made = fridaygram("new", "Mine", "--date", "2018-06-20").out.strip()
    assert (blog / made).read_text() == '---\ntitle: "Mine"\ndate: 2018-06-20\n---\nmine costs $5\n'


def test_it_needs_a_blog(fridaygram, tmp_path):
    assert "no blog here" in fridaygram("new", "A", "--blog", tmp_path).problem


def test_the_day_is_that_of_the_sites_time_zone(blog, fridaygram, monkeypatch):
    site = blog / "site.toml"
    site.write_text(site.read_text().replace('timezone = "UTC"', 'timezone = "Pacific/Kiritimati"'))
    # 11:00 on Friday in UTC is Saturday, 01:00, fourteen hours east.
    late = datetime(2018, 6, 15, 11, tzinfo=UTC)
    monkeypatch.setattr(new, "moment", lambda zone, day=None: late.astimezone(ZoneInfo(zone)))
    assert "2018-06-22" in fridaygram("new", "There").out


def test_a_post_that_cannot_be_read_is_in_nobodys_way(blog, fridaygram):
    (blog / "content/posts/notes.md").write_text("no front matter")
    assert "2018-06-15" in fridaygram("new", "Next").out


@pytest.mark.parametrize("slug", ["../../etc", "..", "a\\b"])
def test_a_slug_is_no_path(blog, fridaygram, tree, slug):
    before = tree(blog)
    assert fridaygram("new", "A", "--slug", slug).problem == f"--slug '{slug}' is a path; write it as first-week"
    assert tree(blog) == before
