"""Where it is plain what a file is part of, and where it is not."""

import pytest

from fridaygram.plan.live.touched import touched
from tests.plan.live.previewing import Previewing

FIRST, SECOND = "content/posts/2018-06-01-first-week", "content/posts/2018-06-08-second-week"
DRAFT = "content/posts/2018-06-07-draft.md"


@pytest.fixture
def preview(small_blog, tree, draw_picture):
    (small_blog / SECOND / "pictures/squares.png").write_bytes(draw_picture())
    (small_blog / FIRST / "work.ipynb").write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    (small_blog / "templates").mkdir()
    made = Previewing(small_blog, tree)
    site, _ = made.build()
    assert isinstance(site, dict), site
    return made


def look(preview, *names):
    """Return what writing files touches."""
    with preview.memory.taken(frozenset(preview.root.resolve() / name for name in names)) as (kept, changed):
        preview.memory.keep(kept)
        return touched(changed, preview.root, kept)


def test_a_text_with_the_notebooks_beside_it(preview):
    found = look(preview, f"{FIRST}/index.md")
    assert found.pages
    assert found.texts == found.around == {f"{FIRST}/index.md", f"{FIRST}/work.ipynb"}
    assert not found.styles


def test_a_text_without_a_folder_of_its_own(preview):
    assert look(preview, DRAFT).around == {DRAFT}
    results = DRAFT.replace(".md", ".results.json")
    (preview.root / results).write_text("{}")
    assert look(preview, results).around == {DRAFT}


def test_files_beside_a_text(preview):
    found = look(preview, f"{SECOND}/votes.csv", f"{SECOND}/results.json")
    assert found.texts == set()
    assert found.files >= {f"{SECOND}/votes.csv"}
    assert found.around == {f"{SECOND}/index.md"}


def test_a_notebook(preview):
    assert look(preview, f"{FIRST}/work.ipynb").texts == {f"{FIRST}/work.ipynb"}


def test_styles_and_templates_and_shared_data(preview):
    found = look(preview, "assets/css/90-own.css")
    assert (found.styles, found.pages) == (True, False)
    assert look(preview, "templates/post.html").pages
    assert look(preview, "content/data/shared.toml").pages


def test_what_an_editor_wrote_and_took_away_again(preview):
    found = look(preview, f"{FIRST}/4913", f"{FIRST}/index.md")
    assert found.texts == {f"{FIRST}/index.md", f"{FIRST}/work.ipynb"}


@pytest.mark.parametrize(
    "name",
    [
        "site.toml",
        f"{FIRST}/new.csv",
        "content/posts/2018-06-29-new.md",
        f"{SECOND}/pictures/squares.png",
        "assets/a.txt",
    ],
)
def test_what_may_change_anything(preview, name):
    if not (preview.root / name).exists():
        (preview.root / name).write_text("x")
    assert look(preview, name) is None


@pytest.mark.parametrize("name", [DRAFT, f"{SECOND}/votes.csv", "content/data/shared.toml"])
def test_what_is_gone(preview, name):
    (preview.root / name).unlink()
    assert look(preview, name) is None


def test_a_file_elsewhere(preview, tmp_path):
    assert look(preview, tmp_path / "elsewhere.md") is None
