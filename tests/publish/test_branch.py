import shutil

import pytest

from fridaygram.errors import BuildError
from fridaygram.publish.branch import (
    STAGING,
    Difference,
    add_pages_files,
    branch_tip,
    check_source,
    difference,
    publish_branch,
)
from fridaygram.publish.repository import Repository
from tests.publish.gitting import commit, git


def send(repository, site, message="Publish"):
    parent = branch_tip(repository, "origin", "gh-pages")
    return publish_branch(repository, site, "origin", "gh-pages", parent=parent, message=message)


@pytest.fixture
def remote(blog):
    return blog.parent / "blog.git"


def checked_out(remote, tmp_path):
    """Return what a reader's server would have: path -> text."""
    folder = tmp_path / "checked-out"
    shutil.rmtree(folder, ignore_errors=True)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(remote), str(folder))
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def folder_of(site):
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*") if path.is_file()}


def test_the_site_is_on_the_branch_byte_for_byte(repository, site, remote, tmp_path):
    add_pages_files(site, "www.example.org")
    send(repository, site)
    found = checked_out(remote, tmp_path)
    assert found == folder_of(site)
    assert found[".nojekyll"] == ""
    assert found["CNAME"] == "www.example.org\n"


def test_python_files_in_the_repository_are_not_imported(repository, site, remote, tmp_path):
    for name in ("optparse", "random", "shutil"):
        (repository.top / f"{name}.py").write_text("raise SystemExit(1)\n", "utf-8")
    send(repository, site)
    assert checked_out(remote, tmp_path) == folder_of(site)


def test_history_is_kept_and_what_is_gone_is_gone(repository, site, remote, tmp_path):
    first = send(repository, site, "One")
    (site / "assets/site.css").unlink()
    (site / "index.html").write_text("new home")
    (site / "more.html").write_text("more")
    assert difference(repository, site, first) == Difference(("more.html",), ("index.html",), ("assets/site.css",))
    second = send(repository, site, "Two")
    assert git(remote, "log", "--format=%H %s", "gh-pages").splitlines() == [f"{second} Two", f"{first} One"]
    assert git(remote, "log", "-1", "--format=%an <%ae>", "gh-pages") == "A. Uthor <author@example.org>"
    assert checked_out(remote, tmp_path) == folder_of(site)


def test_the_same_site_makes_no_difference(repository, site):
    commit = send(repository, site)
    assert not difference(repository, site, commit)
    assert difference(repository, site, None).removed == ()


def test_lines_as_git_writes_them():
    assert Difference(("b",), ("c",), ("a",)).lines() == ["D a", "A b", "M c"]


def test_nothing_of_it_stays_here(blog, repository, site):
    before = git(blog, "status", "--porcelain"), git(blog, "branch", "--list"), repository.head()
    send(repository, site)
    assert (git(blog, "status", "--porcelain"), git(blog, "branch", "--list"), repository.head()) == before


def test_where_somebody_pushed_in_between_nothing_changes(blog, repository, site, remote):
    parent = send(repository, site)
    other = blog.parent / "other"
    git(blog.parent, "clone", "--quiet", "--branch", "gh-pages", str(remote), str(other))
    git(other, "config", "user.name", "B")
    git(other, "config", "user.email", "b@example.org")
    (other / "hers.html").write_text("x")
    hers = commit(other)
    git(other, "push", "--quiet")
    (site / "index.html").write_text("mine")
    with pytest.raises(BuildError, match="git push"):
        publish_branch(repository, site, "origin", "gh-pages", parent=parent, message="Mine")
    assert git(remote, "rev-parse", "gh-pages") == hers
    assert repository.asks("rev-parse", "--verify", STAGING) is None
    send(repository, site)
    assert git(remote, "rev-parse", "gh-pages^") == hers


def test_a_branch_of_sources_is_never_overwritten(blog, repository):
    repository.push("origin", repository.head(), "gh-pages")
    with pytest.raises(BuildError, match=r"site\.toml: the branch 'gh-pages' holds the blog's sources"):
        branch_tip(repository, "origin", "gh-pages")


def test_without_a_name_nothing_is_committed(blog, repository, site, monkeypatch):
    git(blog, "config", "user.name", "")
    git(blog, "config", "user.useConfigOnly", "true")
    with pytest.raises(BuildError, match=r"user\.name"):
        send(repository, site)
    assert branch_tip(repository, "origin", "gh-pages") is None


def test_names_of_the_environment_count(blog, repository, site, remote, monkeypatch):
    git(blog, "config", "--unset", "user.name")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "E. Nvironment")
    send(repository, site)
    assert git(remote, "log", "-1", "--format=%cn <%ce>", "gh-pages") == "E. Nvironment <author@example.org>"


def test_a_site_of_another_authors_commit_is_not_undone(blog, repository, site, remote, tmp_path):
    """Two authors, one remote: the second publishes, the first has not pulled."""
    repository.push("origin", repository.head(), "main")
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(remote), str(tmp_path / "hers"))
    hers = Repository(tmp_path / "hers", tmp_path / "hers")
    git(hers.top, "config", "user.name", "B")
    git(hers.top, "config", "user.email", "b@example.org")
    (hers.top / "hers.md").write_text("x")
    commit(hers.top)
    tip = send(hers, site, f"Publish {hers.head()[:12]}")
    check_source(hers, tip, "gh-pages")

    tip = branch_tip(repository, "origin", "gh-pages")
    with pytest.raises(BuildError, match=f"from the commit {hers.head()[:12]}, which is not here: .* git pull, or"):
        check_source(repository, tip, "gh-pages")
    hers.push("origin", hers.head(), "main")
    git(blog, "fetch", "--quiet", "origin")
    with pytest.raises(BuildError, match="which is not in the history of what is checked out"):
        check_source(repository, tip, "gh-pages")
    git(blog, "merge", "--quiet", "origin/main")
    check_source(repository, tip, "gh-pages")


def test_a_commit_of_another_program_says_nothing_of_its_source(repository, site):
    check_source(repository, send(repository, site, "Deploy by hand"), "gh-pages")
