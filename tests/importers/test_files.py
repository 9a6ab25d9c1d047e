from pathlib import Path

import pytest

from fridaygram.errors import ContentError
from fridaygram_importers import files as module
from fridaygram_importers.files import landing


def put(folder, place, text):
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_text(text)


def test_files_take_their_places_and_nothing_else_stays(tmp_path, tree):
    root = tmp_path / "blog"
    with landing(root) as staged:
        put(staged, "content/posts/a/index.md", "a")
        put(staged, "site.toml", "t")
        assert not (root / "content").exists()
    assert tree(root) == {"content/posts/a/index.md": b"a", "site.toml": b"t"}
    with landing(root) as staged:
        put(staged, "content/posts/b/index.md", "b")
        put(staged, "content/posts/a/index.md", "A")
        put(staged, "content/posts/a/x.png", "x")
    assert tree(root / "content/posts") == {"a/index.md": b"A", "a/x.png": b"x", "b/index.md": b"b"}
    assert list((root / ".fridaygram").iterdir()) == []


def test_an_error_before_the_end_leaves_no_trace(tmp_path):
    with pytest.raises(RuntimeError), landing(tmp_path / "blog") as staged:
        put(staged, "content/a", "a")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", range(1, 6))
def test_an_error_while_files_move_puts_all_back(tmp_path, tree, monkeypatch, failing):
    root = tmp_path / "blog"
    for name in ("a", "b"):
        put(root, f"content/{name}", f"old {name}")
    before = tree(root)
    moves = 0
    real = Path.replace

    def replace(self, target):
        nonlocal moves
        moves += 1
        if moves == failing:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="No space"), landing(root) as staged:
        for name in ("a", "b", "c"):
            put(staged, f"content/{name}", f"new {name}")
    assert moves >= failing
    assert tree(root) == before
    assert not list(root.glob(f"{module.BESIDE}*"))


@pytest.mark.parametrize(("there", "new"), [("content", "content/a"), ("content/a/b", "content/a")])
def test_a_file_in_the_way_of_a_folder_is_named(tmp_path, tree, there, new):
    put(tmp_path, there, "mine")
    with pytest.raises(ContentError, match=r"in the way of what is imported; rename it"), landing(tmp_path) as staged:
        put(staged, new, "theirs")
    assert tree(tmp_path) == {there: b"mine"}
