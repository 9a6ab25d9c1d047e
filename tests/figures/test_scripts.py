"""Scripts of figures lose their comments and spare space, and nothing else."""

import shutil
import subprocess

import pytest

from fridaygram.figures import scripts

SOURCE = """// A comment.
const a = 1, b = 2; /* another */
const said = `two  spaces // ${ a + b } here`;
const found = "x // y".replace(/[ /]+/g, "  ");
console.log(said, found, a - -b, a + +b, typeof a in {}, [...said].length);
"""


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Return what a page gets of SOURCE."""
    (tmp_path / "source.js").write_text(SOURCE)
    monkeypatch.setattr(scripts, "_FOLDER", tmp_path)
    return scripts.script("source.js").decode()


def test_comments_and_space_are_gone_and_texts_are_whole(shipped):
    assert "comment" not in shipped
    assert "another" not in shipped
    assert "`two  spaces // ${a+b} here`" in shipped
    assert '"x // y".replace(/[ /]+/g,"  ")' in shipped
    assert "a- -b" in shipped
    assert "\n" not in shipped.strip()


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_it_does_the_same(shipped):
    def run(text):
        return subprocess.run(["node", "-e", text], capture_output=True, text=True, check=True).stdout

    assert run(shipped) == run(SOURCE) != ""
