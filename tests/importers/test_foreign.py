"""Exports with damage of any kind: a reader finds posts, or refuses in one line."""

import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram import registry
from fridaygram.errors import UsageError

from .conftest import TODAY, write_all
from .test_eleventy import CONFIG, FIRST, META
from .test_feed import ATOM, JSON, RSS
from .test_ghost import export
from .test_medium import stories
from .test_nikola import CONF, MD, RST
from .test_substack import CSV
from .test_substack import FIRST as ISSUE
from .wordpress.test_reader import BLOCKS, CLASSIC, HEAD, comment, entry, field, media, term

WXR = (
    HEAD + media(7, "pot.png") + entry(12, "Second", CLASSIC) + entry(14, "Secret", "Only for me.", status="private")
    + entry(11, "First", BLOCKS, rest=term("category", "Tea") + field("footnotes", '[{"id": "f-1", "content": "x"}]')
            + comment(1, "Ada", "So many!")) + "</channel></rss>"
)  # fmt: skip
BLOGS = {
    "wordpress": {"x.xml": WXR},
    "ghost": {"x.json": json.dumps(export())},
    "medium": stories(),
    "substack": {"posts.csv": CSV, "posts/101.first-count.html": ISSUE, "posts/102.second.html": "<p>x</p>"},
    "feed": {"a.xml": RSS, "b.atom": ATOM, "c.json": JSON},
    "nikola": {"conf.py": CONF, "posts/a.rst": RST, "posts/b.md": MD},
    "eleventy": {"eleventy.config.js": CONFIG, "_data/metadata.js": META, "content/blog/first.md": FIRST},
}
DOCUMENTS = {"wordpress": 3, "ghost": 6, "medium": 4, "substack": 2, "feed": 3, "nikola": 2, "eleventy": 1}
NOISE = (
    """< > & " ]]> <![CDATA[ { } [ .. null <script> </p> <li> ` -9999999999 2019-02-30 {{ {% [caption &#0; //[ %00"""
)
PIECES = [b"\0", b"\r", b"\n\n", b"\xff\xfe", b"\x80", *NOISE.encode().split()]


def damaged(data, chance):
    """Return bytes with a few pieces lost, moved, doubled, or put in."""
    for _ in range(chance.randrange(1, 6)):
        first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        last = min(last, first + chance.choice([1, 4, 40, 400]))
        piece = data[first:last]
        at = chance.randrange(len(data) + 1)
        data = chance.choice([
            data[:first] + data[last:],
            data[:at] + piece + data[at:],
            data[:at] + chance.choice(PIECES) + data[at:],
            data[:first] + chance.choice(PIECES) + data[last:],
        ])  # fmt: skip
    return data


@pytest.mark.parametrize("program", sorted(BLOGS))
@settings(max_examples=20)
@given(seed=st.integers(0, 1 << 32))
def test_damaged_exports_give_posts_or_one_line(program, seed):
    chance = random.Random(seed)
    whole = {name: text.encode() for name, text in BLOGS[program].items()}
    hit = set(chance.sample(sorted(whole), chance.randrange(1, len(whole) + 1)))
    engine = registry.load(registry.IMPORTERS, program, "ENGINE", what="program")
    with tempfile.TemporaryDirectory() as folder:
        old = write_all(Path(folder) / "old", {name: damaged(data, chance) if name in hit else data
                                               for name, data in whole.items()})  # fmt: skip
        try:
            report = engine(old, Path(folder) / "new", date=TODAY, dry=True)
        except UsageError as error:
            assert "\n" not in str(error)
            assert error.hint
        else:
            assert report.documents
            assert report.builds


@pytest.mark.parametrize("program", sorted(BLOGS))
def test_the_whole_ones_are_read(program, tmp_path):
    engine = registry.load(registry.IMPORTERS, program, "ENGINE", what="program")
    report = engine(write_all(tmp_path / "old", BLOGS[program]), tmp_path / "new", date=TODAY, dry=True)
    assert (
        len(report.documents)
        == {"wordpress": 3, "ghost": 6, "medium": 4, "substack": 2, "feed": 3, "nikola": 2, "eleventy": 1}[program]
    )
