from pathlib import Path

import pytest

from fridaygram.pages.sources import find_sources


def test_sources_are_documents_and_the_files_beside_them(tmp_path: Path) -> None:
    bundle = tmp_path / "content/posts/2018-06-08-a"
    (bundle / "data").mkdir(parents=True)
    for name in ("index.md", "results.json", "a.png", "data/b.csv", ".hidden", "notes.md"):
        (bundle / name).write_text("x")
    (tmp_path / "content/posts/2018-06-09-b.md").write_text("x")
    found = find_sources(tmp_path)
    assert found.documents == ("content/posts/2018-06-08-a/index.md", "content/posts/2018-06-09-b.md")
    assert found.files == {
        "content/posts/2018-06-08-a/index.md": (
            "content/posts/2018-06-08-a/a.png",
            "content/posts/2018-06-08-a/data/b.csv",
        )
    }


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("posts/x.markdown", "content/posts/x.markdown: left out: not named .md; rename it to 'x.md'"),
        ("posts/y.MD", "content/posts/y.MD: left out: not named .md; rename it to 'y.md'"),
        ("pages/z.Markdown", "content/pages/z.Markdown: left out: not named .md; rename it to 'z.md'"),
        (
            "posts/2026-11-13-z/post.md",
            "content/posts/2026-11-13-z/post.md: left out: its folder has no index.md; rename it to 'index.md'",
        ),
        (
            "posts/2026-11-13-z/a.png",
            "content/posts/2026-11-13-z: left out: it has no index.md; write one, or move its files away",
        ),
        (
            "posts/2018/2018-06-01-a/index.md",
            "content/posts/2018: left out: it has no index.md; write one, or move its files away",
        ),
        (
            "posts/run.ipynb",
            "content/posts/run.ipynb: left out: no post; move it into a folder of its own as 'index.ipynb', or into a "
            "post's folder",
        ),
        (
            "posts/2026-11-13-z/run.ipynb",
            "content/posts/2026-11-13-z/run.ipynb: left out: its folder has no index.md; rename it to 'index.ipynb'",
        ),
        ("posts/a.png", "content/posts/a.png: left out: no post; move it into a post's folder, or to assets/"),
        ("q.md", "content/q.md: left out: not in content/posts or content/pages; move it there"),
        ("post/s.md", "content/post/s.md: left out: not in content/posts or content/pages; move it there"),
        ("Post/a/index.Md", "content/Post/a/index.Md: left out: not in content/posts or content/pages; move it there"),
    ],
)
def test_what_no_build_shows_is_said_with_the_way_out(tmp_path: Path, name: str, remark: str) -> None:
    file = tmp_path / "content" / name
    file.parent.mkdir(parents=True)
    file.write_text("x")
    assert find_sources(tmp_path).left_out == (remark,)


@pytest.mark.parametrize(
    "name",
    [
        "posts/.draft.md",
        "posts/2018-06-08-a.md",
        "pages/about/index.md",
        "pages/about.md",
        "references.bib",
        "data/README.md",
        "corpus/demo/notes.md",
        "models/demo/card.md",
        "archetypes/post.md",
        "posts/2018-06-08-a.results.json",
        "posts/survey.csv",
        "posts/figures.py",
        "notes.txt",
    ],
)
def test_nothing_is_said_of_what_has_its_place(tmp_path: Path, name: str) -> None:
    file = tmp_path / "content" / name
    file.parent.mkdir(parents=True)
    file.write_text("x")
    assert find_sources(tmp_path).left_out == ()
