import pytest

from fridaygram.errors import BuildError
from fridaygram.publish.push import waiting
from tests.publish.gitting import commit, git


def test_what_the_remote_does_not_have(blog, repository):
    assert [line.partition(" ")[2] for line in waiting(repository, "origin", "main").commits] == ["Start"]
    repository.push("origin", repository.head(), "main")
    assert waiting(repository, "origin", "main").commits == ()
    for name in ("one", "two"):
        (blog / name).write_text("x")
        head = commit(blog, name)
    news = waiting(repository, "origin", "main")
    assert [line.partition(" ")[2] for line in news.commits] == ["two", "one"]
    assert news.head == head


def test_another_branch_is_not_published(blog, repository):
    git(blog, "switch", "--quiet", "--create", "idea")
    with pytest.raises(BuildError, match="branch 'idea' is checked out, but 'main' is published; git switch main"):
        waiting(repository, "origin", "main")
    git(blog, "checkout", "--quiet", "--detach")
    with pytest.raises(BuildError, match="no branch is checked out"):
        waiting(repository, "origin", "main")


def test_what_others_have_pushed_comes_first(blog, repository):
    (blog / "more").write_text("x")
    commit(blog)
    repository.push("origin", repository.head(), "main")
    git(blog, "reset", "--quiet", "--hard", "HEAD^")
    with pytest.raises(BuildError, match="'main' of origin has commits that are not here; git pull origin main"):
        waiting(repository, "origin", "main")
