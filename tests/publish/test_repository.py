import pytest

from fridaygram.errors import BuildError
from fridaygram.publish.repository import Repository, find_repository, git_message
from tests.publish.gitting import commit, git


def test_a_blog_at_the_top_and_below(blog):
    assert find_repository(blog) == Repository(blog, blog)
    assert find_repository(blog).below == ""
    below = find_repository(blog / "content")
    assert (below.top, below.below) == (blog, "content")


def test_no_repository_is_one_clear_line(tmp_path):
    with pytest.raises(BuildError, match="in no git repository; make one: git init"):
        find_repository(tmp_path)


def test_no_git_is_one_clear_line(blog, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BuildError, match="git is not installed"):
        find_repository(blog)


def test_changes_of_every_kind_are_seen(blog, repository):
    assert repository.changes() == []
    (blog / "new file.txt").write_text("x")
    (blog / "site.toml").write_text((blog / "site.toml").read_text() + "\n")
    (blog / "content/pages/about.md").unlink()
    (blog / "site").mkdir()
    (blog / "site" / "ignored.html").write_text("x")
    assert repository.changes() == [" D content/pages/about.md", " M site.toml", "?? new file.txt"]


def test_changes_elsewhere_in_the_repository_do_not_matter(blog):
    (blog / "notes.txt").write_text("x")
    assert Repository(blog, blog / "content").changes() == []


def test_a_branch_the_remote_does_not_have(blog, repository):
    assert repository.fetched("origin", "gh-pages") is None
    head = repository.head()
    repository.push("origin", head, "gh-pages")
    assert repository.fetched("origin", "gh-pages") == head


def test_remotes_that_are_not_there(blog, repository):
    with pytest.raises(BuildError, match="no remote 'other'; git remote add other"):
        repository.fetched("other", "main")
    git(blog, "remote", "set-url", "origin", str(blog.parent / "gone.git"))
    with pytest.raises(BuildError, match=r"git ls-remote: .*; is the remote reachable"):
        repository.fetched("origin", "main")


def test_a_push_that_would_lose_commits_is_refused(blog, repository):
    first = repository.head()
    (blog / "a.txt").write_text("a")
    second = commit(blog)
    repository.push("origin", second, "gh-pages")
    with pytest.raises(BuildError, match="git push: "):
        repository.push("origin", first, "gh-pages")
    assert repository.fetched("origin", "gh-pages") == second


def test_a_copy_of_what_is_committed(blog, repository):
    (blog / "content/pages/about.md").write_text("not committed")
    (blog / "untracked.txt").write_text("x")
    with repository.committed() as copy:
        assert "not committed" not in (copy / "content/pages/about.md").read_text()
        assert not (copy / "untracked.txt").exists()
    assert not copy.exists()
    with Repository(blog, blog / "content").committed() as copy:
        assert (copy / "pages" / "about.md").is_file()


def test_nothing_committed_yet(tmp_path):
    git(tmp_path, "init", "--quiet")
    with pytest.raises(BuildError, match="nothing is committed yet; git add"):
        Repository(tmp_path, tmp_path).head()


def test_a_branch_or_none(blog, repository):
    assert repository.branch() == "main"
    git(blog, "checkout", "--quiet", "--detach")
    assert repository.branch() == ""


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        (b"fatal: unable to access 'https://me:token@host/x.git/': no\n", "unable to access 'https://host/x.git/': no"),
        (b"To https://x-access-token:ghs_abc@github.com/a/b\n", "To https://github.com/a/b"),
        (b"hint: try\nerror: failed\n", "failed"),
        (b"", "it failed without a word"),
    ],
)
def test_what_git_says_is_one_line_without_secrets(stderr, line):
    assert git_message(stderr) == line


def test_another_branch_is_not_published(blog, repository):
    repository.check_branch("main")
    git(blog, "switch", "--quiet", "--create", "idea")
    with pytest.raises(BuildError, match="branch 'idea' is checked out, but 'main' is published; git switch main"):
        repository.check_branch("main")
    git(blog, "checkout", "--quiet", "--detach")
    with pytest.raises(BuildError, match="no branch is checked out"):
        repository.check_branch("main")


@pytest.mark.parametrize("commits", [False, True])
def test_a_fresh_repository_may_have_another_first_branch(tmp_path, commits):
    """As git's own default is: ``git switch main`` would fail there."""
    root = tmp_path / "fresh"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=master")
    if commits:
        (root / "a").write_text("x")
        git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "add", "a")
        git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "A")
    fresh = Repository(root, root)
    with pytest.raises(BuildError, match="branch 'master' is checked out, but 'main' is published; git branch -m main"):
        fresh.check_branch("main")
    git(root, "branch", "-m", "main")
    fresh.check_branch("main")
