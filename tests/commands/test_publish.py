"""Publishing a blog to a bare repository on this disk, both ways."""

import shutil
from html import unescape

import pytest

from fridaygram.commands.publish import last_scheduled
from tests.publish.gitting import alone, commit, git, put_under_git
from tests.serve.blog import post, write

WORKFLOW = ".github/workflows/fridaygram.yml"
FIRST = "content/posts/2018-06-08-hello/index.md"
COMING = "content/posts/2018-06-22-coming/index.md"
CHART = "```figure bar\ndata: survey.csv\ncaption: A survey\n```\n"
DRAFT = "content/posts/2018-06-29-rough/index.md"


@pytest.fixture
def start(blog, fridaygram, monkeypatch):
    """Give a function that settles where the blog is published, and puts it under git; it returns the remote."""
    alone(monkeypatch)

    def put(base="https://you.github.io/blog/", **publish):
        site = blog / "site.toml"
        text = site.read_text("utf-8").replace("https://example.org/", base) + "\n[publish]\n"
        text += "".join(f'{key} = "{value}"\n' for key, value in publish.items())
        site.write_text(text, "utf-8")
        if (blog / FIRST).is_file():
            with (blog / FIRST).open("a") as stream:
                stream.write("\nA sentence of my own.\n")
        write(blog / "requirements.txt", "fridaygram @ git+https://git.example/fridaygram@0123\n")
        assert fridaygram("build").code == 0, "which freezes the values"
        return put_under_git(blog)

    return put


def served(remote, tmp_path):
    """Return what GitHub Pages would serve from the branch: path -> bytes."""
    folder = tmp_path / "served"
    shutil.rmtree(folder, ignore_errors=True)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(remote), str(folder))
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".git/")}


def branches(remote):
    return git(remote, "branch", "--list", "--format=%(refname:short)").split()


@pytest.mark.slow
def test_a_project_page_is_published_and_again_only_where_something_changed(blog, fridaygram, start, tmp_path, tree):
    remote = start(target="branch")
    said = fridaygram("publish", "--dry-run")
    assert "gh-pages of origin would change: " in said.out
    assert "A 2018/06/hello/index.html" in said.out
    assert branches(remote) == []

    said = fridaygram("publish")
    assert said.code == 0
    assert said.out.endswith("; readers see it at https://you.github.io/blog/\n")
    found = served(remote, tmp_path)
    assert found.pop(".nojekyll") == b""
    assert "CNAME" not in found
    assert found == tree(blog / "site"), "what is published is what a build here gives"
    assert b'href="/blog/assets/' in found["index.html"]
    assert b"404" in found["404.html"]

    assert fridaygram("publish").out.startswith("nothing to publish: gh-pages of origin is what was built (1 post, ")
    assert git(remote, "rev-list", "--count", "gh-pages") == "1"

    write(blog / "content/pages/now.md", post("Now", aliases="[/then/]"))
    commit(blog)
    said = fridaygram("publish", "--json")
    assert said.json["pushed"]
    assert {"now/index.html", "then/index.html"} <= {*said.json["added"]}
    assert said.json["removed"] == []
    stub = served(remote, tmp_path)["then/index.html"]
    assert b'http-equiv="refresh"' in stub
    assert b"/blog/now/" in stub
    assert git(remote, "rev-list", "--count", "gh-pages") == "2", "history is kept"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("base", "domain", "path"),
    [("https://you.github.io/", "", "/"), ("https://www.fridays.blog/", "www.fridays.blog", "/")],
)
def test_user_pages_and_a_custom_domain(start, fridaygram, tmp_path, base, domain, path):
    remote = start(base, target="branch", domain=domain)
    assert fridaygram("publish").code == 0
    found = served(remote, tmp_path)
    assert found.get("CNAME", b"").decode() == (f"{domain}\n" if domain else "")
    assert f'href="{path}assets/'.encode() in found["index.html"]
    assert f'rel="canonical" href="{base}"'.encode() in found["index.html"]


def test_what_is_not_committed_is_refused_unless_told(blog, start, fridaygram, tmp_path):
    remote = start(target="branch")
    write(blog / "content/pages/now.md", post("Now"))
    assert fridaygram("publish").problem == (
        "not everything is committed: content/pages/now.md; commit it, or publish with --allow-dirty"
    )
    assert branches(remote) == []
    assert fridaygram("publish", "--allow-dirty").code == 0
    assert "now/index.html" in served(remote, tmp_path)
    assert git(remote, "log", "-1", "--format=%s", "gh-pages").endswith(" and what is not committed")


def test_a_site_that_is_not_right_is_not_published(blog, start, fridaygram):
    remote = start(target="branch")
    write(blog / "content/pages/now.md", post("Now", "See [it](nowhere.md)."))
    commit(blog)
    said = fridaygram("publish")
    assert said.code == 1
    assert said.out == ""
    reason, problem = said.err.splitlines()
    assert reason.startswith("content/pages/now.md:6: error: ")
    assert problem == "fridaygram: the site is not ready: 1 reason; mend them"
    assert branches(remote) == []


@pytest.mark.slow
def test_warnings_count_unless_told(blog, start, fridaygram):
    remote = start(target="branch")
    write(blog / "content/pages/now.md", post("Now", "#### Too deep"))
    commit(blog)
    said = fridaygram("publish")
    assert said.code == 1
    assert said.err.endswith("mend them, or publish with --allow-warnings\n")
    assert branches(remote) == []
    assert fridaygram("publish", "--allow-warnings").code == 0
    assert branches(remote) == ["gh-pages"]


def scheduled(blog):
    """Write a post for 22 June with a figure, and a draft that would not build."""
    write(blog / COMING, post("Coming", CHART))
    write((blog / COMING).with_name("survey.csv"), "framework,share\nAlpha,40\nBeta,35\n")
    write(blog / DRAFT, post("Rough", "See [it](nowhere.md).", draft="true"))


def test_a_scheduled_post_is_judged_as_of_its_day(blog, start, fridaygram):
    start(target="branch")
    scheduled(blog)
    write(blog / COMING, post("Coming", "See [it](nowhere.md)."))
    commit(blog)
    said = fridaygram("publish", "--date", "2018-06-15")
    assert said.code == 1
    assert said.err.startswith(f"on 2018-06-22: {COMING}:")
    assert DRAFT not in said.err


@pytest.mark.slow
def test_a_scheduled_post_appears_on_its_day_from_frozen_values(blog, start, fridaygram, tmp_path, today):
    remote = start(target="branch")
    scheduled(blog)
    commit(blog)
    said = fridaygram("publish", "--date", "2018-06-15")
    assert said.code == 1
    assert f"on 2018-06-22: {COMING}:6: warning: the value bar is not frozen yet" in said.err

    assert fridaygram("build", "--date", "2018-06-22").code == 0
    commit(blog)
    assert fridaygram("publish", "--date", "2018-06-15").code == 0
    found = served(remote, tmp_path)
    assert not [path for path in found if "coming" in path or "rough" in path]
    assert not [path for path, data in found.items() if b"Coming" in data or b"Rough" in data]

    # The numbers are those that stand in results.json, whatever the data has become.
    write((blog / COMING).with_name("survey.csv"), "framework,share\nAlpha,1\nGamma,2\n")
    commit(blog)
    today("2018-06-22")
    assert fridaygram("publish", "--allow-warnings").code == 0
    page = served(remote, tmp_path)["2018/06/coming/index.html"].decode()
    assert "Beta" in page
    assert "Gamma" not in page


@pytest.mark.slow
def test_the_runner_needs_neither_corpus_nor_model(corpus, start, fridaygram, tmp_path):
    assert fridaygram("train", "hums").code == 0
    remote = start(target="branch")
    asked = (
        "{{ hums.reviews }} reviews.\n\n```figure order-curve\ncorpus: hums\norders: [1, 2, 3]\ncaption: Bits\n```\n"
    )
    write(corpus / COMING, post("Coming", asked))
    with (corpus / ".gitignore").open("a") as stream:
        stream.write("/content/corpus/\n")
    git(corpus, "rm", "-r", "--quiet", "--cached", "content/corpus")
    commit(corpus)
    assert fridaygram("publish", "--date", "2018-06-15").code == 1, "nothing is frozen yet"
    for verb in (("build", "--date", "2018-06-22"), ("describe",), ("build", "--date", "2018-06-22")):
        assert fridaygram(*verb).code == 0
    commit(corpus)
    assert git(corpus, "ls-files", "content/corpus", "content/models") == ""
    assert fridaygram("publish", "--date", "2018-06-22").code == 0
    there = served(remote, tmp_path)["2018/06/coming/index.html"]
    assert "8 reviews." in unescape(there.decode())
    assert there == (corpus / "site/2018/06/coming/index.html").read_bytes()


def test_last_scheduled_is_no_draft(blog):
    from fridaygram.clock import moment

    scheduled(blog)
    assert last_scheduled(blog, "UTC", moment("UTC", "2018-06-15")) == "2018-06-22"
    assert last_scheduled(blog, "UTC", moment("UTC", "2018-06-22")) is None


@pytest.mark.slow
def test_the_workflow_is_written_and_the_blog_pushed(blog, start, fridaygram):
    remote = start()
    problem = fridaygram("publish").problem
    assert problem == (
        f"{WORKFLOW}: there is no workflow that would publish the blog; "
        "write it with 'fridaygram publish --workflow', and commit it"
    )
    assert fridaygram("publish", "--workflow").out == f"{WORKFLOW}: written; commit it\n"
    assert fridaygram("publish", "--workflow").out == f"{WORKFLOW}: up to date\n"
    assert fridaygram("publish").problem.startswith(f"not everything is committed: {WORKFLOW}; ")
    head = commit(blog, "The workflow")
    said = fridaygram("publish", "--dry-run")
    assert "2 commits would be pushed to main of origin (1 post, " in said.out
    assert branches(remote) == []
    assert fridaygram("publish").out.splitlines()[0].endswith(" The workflow")
    assert git(remote, "rev-parse", "main") == head
    assert fridaygram("publish").out.startswith("nothing to publish: origin has this main already")


def test_a_workflow_for_a_blog_that_is_published_otherwise_is_remarked_on(start, fridaygram):
    start(target="branch")
    said = fridaygram("publish", "--workflow")
    assert (said.code, said.err) == (0, '[publish] in site.toml still says target = "branch"\n')


def test_a_blog_that_would_not_build_there_is_not_pushed(blog, start, fridaygram):
    remote = start()
    fridaygram("publish", "--workflow")
    # Here the picture is; but it is not committed, so it would not be there.
    with (blog / ".gitignore").open("a") as stream:
        stream.write("*.png\n")
    write(blog / "content/pages/now/index.md", post("Now", "![A picture](a.png)"))
    (blog / "content/pages/now/a.png").write_bytes(b"")
    commit(blog)
    said = fridaygram("publish")
    assert said.code == 1
    assert said.err.startswith("content/pages/now/index.md:6: error: ")
    assert branches(remote) == []


def test_all_that_is_missing_is_listed_at_once(tmp_path, fridaygram, monkeypatch):
    """A fresh blog in a fresh repository, whose first branch is git's own default."""
    alone(monkeypatch)
    root = tmp_path / "fresh"
    assert fridaygram("init", root).code == 0
    git(root, "init", "--quiet", "--initial-branch=master")
    git(root, "config", "user.name", "A. Uthor")
    git(root, "config", "user.email", "author@example.org")
    commit(root, "Start")
    write(root / "content/pages/now.md", post("Now"))
    said = fridaygram("publish", "--blog", root)
    assert (said.code, said.out) == (1, "")
    *reasons, problem = said.err.splitlines()
    for part in (
        "site.toml:5: base_url is still https://example.org/; say where",
        "not everything is committed: content/pages/now.md; commit it",
        "the branch 'master' is checked out, but 'main' is published; git branch -m main",
        "GitHub could not install Fridaygram: no package index has it yet; commit a requirements.txt",
        "this repository has no remote 'origin'; git remote add",
        "index.md:1: warning: this is still the post that 'fridaygram init' wrote",
        "warning: the value generation-path is not frozen yet",
    ):
        assert [part in reason for reason in reasons].count(True) == 1, (part, reasons)
    assert problem == f"fridaygram: the site is not ready: {len(reasons)} reasons; mend them"


def test_without_a_repository_the_rest_is_listed_too(blog, fridaygram, monkeypatch):
    alone(monkeypatch)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(blog.parent))
    said = fridaygram("publish")
    assert "site.toml:5: base_url is still https://example.org/" in said.err
    assert "the blog is in no git repository; make one: git init -b main" in said.err
    assert said.err.endswith("fridaygram: the site is not ready: 4 reasons; mend them\n")


def test_it_needs_that_remote(fridaygram, start):
    start(target="branch", remote="upstream")
    assert "this repository has no remote 'upstream'" in fridaygram("publish").problem


def test_no_workflow_is_written_that_cannot_work(blog, start, fridaygram, monkeypatch):
    monkeypatch.setattr("fridaygram.publish.install.own_address", lambda: "")
    monkeypatch.setattr("fridaygram.publish.workflow.own_address", lambda: "")
    start()
    (blog / "requirements.txt").unlink()
    assert "GitHub could not install Fridaygram" in fridaygram("publish", "--workflow").problem
    assert not (blog / WORKFLOW).exists()
    write(blog / "requirements.txt", "fridaygram==0.1.0\n")
    assert fridaygram("publish", "--workflow").problem.startswith("requirements.txt:1: 'fridaygram==0.1.0' asks")
    assert not (blog / WORKFLOW).exists()


def test_the_install_command_can_be_tried(blog, start, fridaygram, monkeypatch):
    start()
    fridaygram("publish", "--workflow")
    commit(blog)
    tried = []
    monkeypatch.setattr(
        "fridaygram.publish.install.try_install", lambda lines, folder: tried.append((lines, folder)) or "9.9"
    )
    said = fridaygram("publish", "--dry-run", "--try-install")
    assert said.code == 0
    first, second = said.err.splitlines()
    assert first.endswith(": python -m pip install -r requirements.txt")
    assert second == "it installs Fridaygram 9.9"
    assert tried[0][1] != blog, "in a copy of what is committed"


def test_only_a_workflow_has_an_install_command(start, fridaygram):
    start(target="branch")
    assert fridaygram("publish", "--try-install").problem.startswith("--try-install tries the workflow's command; set")


@pytest.mark.slow
def test_another_authors_site_is_not_undone(blog, start, fridaygram, tmp_path):
    remote = start(target="branch")
    git(blog, "push", "--quiet", "origin", "main")
    hers = tmp_path / "hers"
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(remote), str(hers))
    git(hers, "config", "user.name", "B")
    git(hers, "config", "user.email", "b@example.org")
    write(hers / "content/pages/hers.md", post("Hers"))
    commit(hers, "Hers")
    assert fridaygram("publish", "--blog", hers).code == 0
    tip = git(remote, "rev-parse", "gh-pages")

    problem = fridaygram("publish").problem
    assert "publishing would undo it; git pull, or publish with --replace" in problem
    assert git(remote, "rev-parse", "gh-pages") == tip
    git(hers, "push", "--quiet", "origin", "main")
    git(blog, "pull", "--quiet", "--ff-only", "origin", "main")
    assert fridaygram("publish").out.startswith("nothing to publish")
    git(blog, "reset", "--quiet", "--hard", "HEAD^")
    assert fridaygram("publish", "--replace").code == 0
    assert "hers/index.html" not in served(remote, tmp_path)


def test_a_blog_below_the_top_of_its_repository(tmp_path, fridaygram, monkeypatch):
    alone(monkeypatch)
    top = tmp_path / "top"
    assert fridaygram("init", top / "log", "--date", "2018-06-12").code == 0
    site = top / "log" / "site.toml"
    site.write_text(
        site.read_text().replace("https://example.org/", "https://you.github.io/") + '[publish]\ntarget = "branch"\n'
    )
    with (top / "log" / FIRST).open("a") as stream:
        stream.write("\nA sentence of my own.\n")
    assert fridaygram("build", "--blog", top / "log").code == 0
    remote = put_under_git(top)
    (top / "notes.txt").write_text("not the blog's")
    assert fridaygram("publish", "--blog", top / "log").code == 0
    assert "index.html" in served(remote, tmp_path)
