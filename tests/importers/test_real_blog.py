"""A blog that was really written, where it is at hand: all of its posts arrive and build."""

import re
from pathlib import Path

import pytest

from fridaygram.cli import main

OLD = Path(__file__).parents[3] / "shared" / "data" / "jekyll"


@pytest.mark.slow
@pytest.mark.skipif(not OLD.is_dir(), reason="the blog is not here")
def test_a_real_blog_imports_and_builds_strictly(tmp_path, capsys):
    root = tmp_path / "new"
    assert main(["import", "jekyll", str(OLD), "--blog", str(root), "--date", "2024-03-08"]) == 0
    assert main(["build", "--strict", "--blog", str(root), "--date", "2024-03-08"]) == 0
    said = capsys.readouterr()
    assert "does not build" not in said.out + said.err
    assert "words of this line" not in said.out
    posts = sorted((OLD / "_posts").iterdir())
    # Each stays at its old URL: its categories, the day, its name.
    built = {
        path.parent.name if path.name == "index.html" else path.stem: path for path in (root / "site").rglob("*.html")
    }
    pages = {path: built[path.stem[11:]] for path in posts}
    assert all(path.name[:10].replace("-", "/") in page.as_posix() for path, page in pages.items())
    for path, page in pages.items():
        shown = re.search(r'<div class="prose[^"]*">(.*?)</article>', page.read_text("utf-8"), re.DOTALL)[1]
        text = re.sub(r"<(pre|code|math)\b.*?</\1>|<[^>]+>", "", shown, flags=re.DOTALL)
        left = re.search(r"\{%|\{:|\[\^|\]\(|~~\w|^[ ]*[-*] ", text, re.MULTILINE)
        assert left is None, (path.name, left)
