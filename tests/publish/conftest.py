"""A small blog under git, and a bare repository for its remote."""

import pytest

from fridaygram.publish.repository import Repository
from tests.publish import gitting
from tests.serve.blog import small_blog


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    gitting.alone(monkeypatch)


@pytest.fixture
def blog(tmp_path):
    """Put the small blog under git."""
    root = small_blog(tmp_path.resolve() / "blog")
    gitting.put_under_git(root)
    return root


@pytest.fixture
def repository(blog):
    """Give the blog's repository."""
    return Repository(blog, blog)


@pytest.fixture
def site(tmp_path):
    """Write a folder that stands for a built site."""
    folder = tmp_path / "built"
    for name, text in {
        "index.html": "home",
        "2018/06/a b é/index.html": "post",
        "assets/site.css": "h1 { }\n",
        ".well-known/x": "hidden",
        'assets/"quoted".txt': "quotes",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder
