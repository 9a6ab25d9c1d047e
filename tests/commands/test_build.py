import json
import shutil

import pytest

DAY = ("--date", "2018-06-12")


def test_a_build_says_what_it_did_and_the_second_that_there_was_nothing(blog, fridaygram):
    first = fridaygram("build", *DAY)
    assert first.code == 0
    assert first.out.startswith("site/: 1 post, ")
    assert "tasks ran, 0 up to date" in first.out
    second = fridaygram("build", *DAY)
    assert "nothing changed, no task ran" in second.out
    assert first.err == second.err == ""


def test_every_rebuild_is_explained(blog, fridaygram):
    fridaygram("build", *DAY)
    post = blog / "content/posts/2018-06-08-hello/index.md"
    post.write_text(post.read_text().replace("This post is here", "This post stands here"))
    said = fridaygram("build", *DAY, "--explain").out
    assert "  read content/posts/2018-06-08-hello/index.md: changed: source\n" in said
    assert "  body content/posts/2018-06-08-hello/index.md: changed: text\n" in said


def test_the_report_as_json(blog, fridaygram):
    report = fridaygram("build", *DAY, "--json").json
    assert report["output"] == str(blog / "site")
    assert (report["posts"], report["warnings"], report["removed"]) == (1, [], [])
    assert {"task", "why"} == set(report["ran"][0])
    assert "index.html" in report["written"]
    assert [value["state"] for value in report["values"]] == ["computed"]
    assert json.dumps(report, sort_keys=True)
    assert fridaygram("build", *DAY, "--json").json["ran"] == []


def test_another_folder_and_another_address(blog, fridaygram, tmp_path):
    said = fridaygram("build", *DAY, "--output", tmp_path / "public", "--base-url", "https://a.example/b/")
    assert said.out.startswith(f"{tmp_path}/public/: 1 post")
    assert b"https://a.example/b/" in (tmp_path / "public/sitemap.xml").read_bytes()
    assert not (blog / "site").exists()


def test_files_that_no_build_shows_and_near_misses_are_warnings(blog, fridaygram):
    for name in ("posts/y.MD", "q.md", "post/s.md"):
        file = blog / "content" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    post = blog / "content/posts/2018-06-08-hello/index.md"
    lines = post.read_text().rstrip().count("\n") + 3
    post.write_text(f"{post.read_text().rstrip()}\n\n```figur bar\n```\n")
    said = [
        "warning: content/post/s.md: left out: not in content/posts or content/pages; move it there",
        "warning: content/posts/y.MD: left out: not named .md; rename it to 'y.md'",
        "warning: content/q.md: left out: not in content/posts or content/pages; move it there",
        f"warning: content/posts/2018-06-08-hello/index.md:{lines}: '```figur bar' is shown as code; "
        "did you mean '```figure bar'?",
    ]
    first, second = (fridaygram("build", *DAY) for _ in range(2))
    assert first.err.splitlines() == second.err.splitlines() == said
    strict = fridaygram("build", *DAY, "--strict")
    assert strict.code != 0
    assert "4 warnings, and --strict allows none" in strict.err
    post.write_text(post.read_text().replace("figur", "text "))
    assert "figur" not in fridaygram("build", *DAY).err


def foreign(folder):
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        (".", "the site cannot be written over the blog's sources; name another folder"),
        ("..", "the site cannot be written over the blog's sources; name another folder"),
        ("content", "the site cannot be written over the blog's sources; name another folder"),
        ("assets", "the site cannot be written over the blog's sources; name another folder"),
        ("templates/out", "the site cannot be written over the blog's sources; name another folder"),
        (".git", "the site cannot be written over the blog's sources; name another folder"),
        ("content/posts/site", "the site cannot be written over the blog's sources; name another folder"),
        ("site.toml", "not a folder; name another folder for the site"),
        ("../foreign", "this folder holds other things (thesis.txt); name an empty folder for the site"),
    ],
)
def test_nobodys_work_is_overwritten(blog, fridaygram, tmp_path, tree, target, problem):
    foreign(tmp_path / "foreign")
    before = tree(tmp_path)
    said = fridaygram("build", *DAY, "--output", target)
    named = target if (blog / target).resolve().is_relative_to(blog) and target != "." else (blog / target).resolve()
    assert said.problem == f"{named}: {problem}"
    after = {name: data for name, data in tree(tmp_path).items() if "/.fridaygram/" not in name}
    assert after == before


def test_a_folder_that_changed_hands_is_refused(blog, fridaygram, tmp_path):
    """The site was moved away and something else put in its place: it is not ours any more."""
    fridaygram("build", *DAY)
    (blog / "site").rename(tmp_path / "moved")
    foreign(blog / "site")
    assert "holds other things (thesis.txt)" in fridaygram("build", *DAY).problem


def test_a_blog_that_was_moved_knows_what_its_builds_made(blog, fridaygram, tmp_path):
    fridaygram("build")
    (blog / "site" / "CNAME").write_text("example.org")
    moved = tmp_path / "moved"
    shutil.copytree(blog, moved)
    (moved / "assets" / "css").mkdir(parents=True)
    (moved / "assets" / "css" / "90-own.css").write_text("p { margin: 1px }")
    old = {path.name for path in (moved / "site" / "assets").glob("site.*.css")}
    said = fridaygram("build", "--blog", str(moved))
    assert "no build made them: CNAME;" in said.err
    assert old and not old & {path.name for path in (moved / "site" / "assets").iterdir()}


def test_files_of_the_bloggers_own_are_kept_and_named_once(blog, fridaygram):
    fridaygram("build", *DAY)
    for name in ("CNAME", "sub/mine.html"):
        path = blog / "site" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    edited = blog / "content/pages/about.md"
    said = fridaygram("build", *DAY)
    assert "kept in site/, as no build made them: CNAME, sub/mine.html; 'fridaygram build --clean' removes" in said.err
    edited.write_text(edited.read_text() + "\nMore.\n")
    assert fridaygram("build", *DAY).err == ""
    assert fridaygram("build", *DAY, "--strict").code == 0
    assert (blog / "site/sub/mine.html").read_text() == "mine"
    assert ", 2 removed" in fridaygram("build", *DAY, "--clean").out
    assert not (blog / "site/sub").exists()


def test_a_build_says_what_it_does_not_show_yet(blog, fridaygram):
    fridaygram("new", "Later", "--date", "2018-06-15")
    fridaygram("new", "Draft", "--date", "2018-06-22")
    later = blog / "content/posts/2018-06-15-later/index.md"
    later.write_text(later.read_text().replace("draft: true\n", ""))
    hidden = "; not shown: 1 draft, 1 scheduled for Friday 2018-06-15; "
    for _ in range(2):  # the second answer is the quick one
        assert hidden in fridaygram("build", *DAY).out
    assert fridaygram("build", *DAY, "--json").json["hidden"] == "1 draft, 1 scheduled for Friday 2018-06-15"
    assert "not shown" not in fridaygram("build", *DAY, "--drafts").out
    assert "; not shown: 1 draft; " in fridaygram("build", "--date", "2018-06-15").out


def test_a_site_of_ours_is_known_without_memory(blog, fridaygram, tree):
    fridaygram("build", *DAY)
    before = tree(blog / "site")
    shutil.rmtree(blog / ".fridaygram")
    assert fridaygram("build", *DAY).code == 0
    assert tree(blog / "site") == before


def test_strict_fails_on_warnings_and_says_them_first(blog, fridaygram):
    fridaygram("build", *DAY)
    post = blog / "content/posts/2018-06-08-hello/index.md"
    post.write_text(post.read_text().replace("order: 2", "order: 3"))
    said = fridaygram("build", *DAY)
    assert (said.code, said.err.count("\n")) == (0, 1)
    assert said.err.startswith("warning: content/posts/2018-06-08-hello/index.md:")
    assert "stale: generation-path: parameters changed: order; renew it with 'fridaygram refresh'" in said.err
    strict = fridaygram("build", *DAY, "--strict")
    assert strict.code == 1
    assert strict.err.endswith("1 warning, and --strict allows none; it is listed above\n")


@pytest.mark.parametrize(
    ("argv", "code"),
    [(["--date", "2018-6-8"], 1), (["--base-url", "example.org"], 1), (["--workers", "0"], 2), (["more"], 2)],
)
def test_wrong_input_is_one_line_and_builds_nothing(blog, fridaygram, argv, code):
    said = fridaygram("build", *argv)
    assert said.code == code
    assert said.problem
    assert not (blog / "site").exists()


def test_it_needs_a_blog(fridaygram, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no blog here: there is no site.toml" in fridaygram("build").problem
    assert list(tmp_path.iterdir()) == []
