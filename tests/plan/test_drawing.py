"""Drawing in a whole build: in parallel where nothing is cached, never twice, the same bytes from any process."""

import os
from pathlib import Path

import pytest

from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build


@pytest.fixture(autouse=True)
def drawn_once():
    """Draw each time: this is where drawing is tested."""


SITE = 'title = "Own"\nauthor = "A"\nbase_url = "https://own.example/"\n'
POST = """\
---
title: Post {number}
date: 2018-06-0{number}
---

```figure scatter
data: sizes.csv
title: Sizes {number}
```

```figure rings
number: {number}
```
"""
TOLD = """\
import os
import time
from pathlib import Path

LOG = Path({log!r})


def rings(values, params):
    with LOG.open("a") as log:
        log.write(f"{{os.getpid()}} {{params['number']}}\\n")
    deadline = time.monotonic() + 600
    while {waits} and len(LOG.read_text().splitlines()) < 2:
        if time.monotonic() > deadline:
            raise TimeoutError("nothing else was being drawn")
        time.sleep(0.01)
    return f"<svg><title>{{params['number']}}</title></svg>"
"""


def write_blog(root: Path, *, waits: bool) -> Path:
    """Write a blog of two posts whose own figures note which process draws them, and may wait for one another."""
    log = root.with_suffix(".log")
    log.touch()
    for number in (1, 2):
        bundle = root / "content" / "posts" / f"2018-06-0{number}-post-{number}"
        bundle.mkdir(parents=True)
        (bundle / "index.md").write_text(POST.format(number=number))
        (bundle / "figures.py").write_text(TOLD.format(log=str(log), waits=waits))
        (bundle / "sizes.csv").write_text(f"ring,across,upwards\nsmall,2,{number}\nlarge,7,5\n")
    (root / "site.toml").write_text(SITE)
    return root


def drawn(root: Path) -> list[tuple[int, str]]:
    """Return who drew which own figure: (process id, number), in the order in which they began."""
    return [(int(line.split()[0]), line.split()[1]) for line in root.with_suffix(".log").read_text().splitlines()]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork everything is drawn in one process")
def test_a_cold_build_draws_in_parallel_and_gives_the_bytes_of_one_worker(tmp_path, tree):
    together, alone = write_blog(tmp_path / "together", waits=True), write_blog(tmp_path / "alone", waits=False)
    many = tree(build(Blog(together), Options(workers=2)).output)
    one = tree(build(Blog(alone), Options(workers=1)).output)
    # Each waited until the other had begun, so that neither could end if they were drawn one after the other.
    processes = {process for process, _ in drawn(together)}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert {process for process, _ in drawn(alone)} == {os.getpid()}
    assert sorted(many) == sorted(one)
    assert [path for path in one if many[path] != one[path]] == []
    # A PNG of each chart and the card of each post.
    assert sum(path.endswith(".png") for path in one) >= 4


@pytest.mark.parametrize("workers", [1, 2])
def test_an_own_figure_is_called_once_until_what_it_depends_on_changes(tmp_path, workers):
    root = write_blog(tmp_path / "own", waits=False)
    posts = root / "content" / "posts"

    def numbers_of_a_build():
        before = len(drawn(root))
        build(Blog(root), Options(workers=workers))
        return sorted(number for _, number in drawn(root)[before:])

    assert numbers_of_a_build() == ["1", "2"]
    assert numbers_of_a_build() == []
    edit(posts / "2018-06-01-post-1" / "index.md", "```figure scatter", "Words above.\n\n```figure scatter")
    edit(posts / "2018-06-02-post-2" / "sizes.csv", "large,7", "large,8")
    assert numbers_of_a_build() == []
    edit(posts / "2018-06-01-post-1" / "figures.py", "<svg>", "<svg >")
    assert numbers_of_a_build() == ["1"]
    edit(posts / "2018-06-02-post-2" / "index.md", "number: 2", "number: 3")
    assert numbers_of_a_build() == ["3"]
    (root / "site" / "2018" / "06" / "post-1" / "index.html").unlink()
    assert numbers_of_a_build() == []


def test_that_the_drawings_of_the_newest_post_are_too_heavy_for_home_is_said_once(tmp_path):
    root = write_blog(tmp_path / "blog", waits=False)
    newest = root / "content/posts/2018-06-02-post-2"
    (newest / "index.md").write_text("---\ntitle: Rings\ndate: 2018-06-02\n---\n\n```figure rings\n```\n")
    path = "''.join(str(n**5 % 9973) + ' ' for n in range({count}))"
    drawing = "def rings(values, params):\n    return '<svg><path d=\"M' + " + path + " + '\"/></svg>'\n"
    (newest / "figures.py").write_text(drawing.format(count=5000))
    (note,) = build(Blog(root), Options(workers=1)).notes
    assert note.startswith("content/posts/2018-06-02-post-2/index.md: the home page shows no figure of this post")
    edit(root / "content/posts/2018-06-01-post-1/index.md", "title: Sizes 1", "title: Sizes one")
    assert build(Blog(root), Options(workers=1)).notes == ()
    (newest / "figures.py").write_text(drawing.format(count=5))
    made = build(Blog(root), Options(workers=1))
    assert made.notes == ()
    assert 'class="figure figure-rings"' in (made.output / "index.html").read_text("utf-8")
