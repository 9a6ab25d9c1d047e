"""A small blog, built and compared byte for byte with what was looked at and approved.

Renew the goldens with ``pytest tests/golden --update-goldens`` and read the diff before committing it. Text is kept
whole, pictures as digests.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fridaygram.files import digest, json_text
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build

SITES = Path(__file__).parent / "sites"
REPOSITORY = Path(__file__).parents[2]
DAY = "2018-06-16"
TEXT = {".html", ".xml", ".txt", ".css", ".csv", ".svg", ".json"}
PICTURES = "pictures.json"
BLOGS = sorted(path.name for path in SITES.iterdir() if path.is_dir())
ASSETS = "assets/"
DIGESTS = "digests.json"
FINGERPRINT = re.compile(rb"(?<=/assets/site)\.[0-9a-f]{8}(?=\.(?:css|js))")


@pytest.fixture(autouse=True)
def drawn_once():
    """Draw each time: this is where drawing is tested."""


def golden_of(files):
    """Return what is kept of a site: text files whole, the digests of all others in one file.

    The theme's own style sheet and scripts are left out: they have their own diff in assets/. The site's list of
    digests names the version of the program.
    """
    shown = {path: data for path, data in files.items() if not path.startswith(ASSETS) and path != DIGESTS}
    kept = {path: FINGERPRINT.sub(b"", data) for path, data in shown.items() if Path(path).suffix in TEXT}
    others = {path: digest(data) for path, data in shown.items() if path not in kept}
    return {**kept, PICTURES: json_text(others).encode()}


@pytest.mark.parametrize("name", BLOGS)
def test_a_site_is_what_was_approved(name, tmp_path, tree, update_goldens):
    blog, golden = tmp_path / "blog", SITES / name / "site"
    shutil.copytree(SITES / name / "blog", blog)
    built = build(Blog(blog), Options(date=DAY, workers=1))
    assert built.warnings == ()
    made = golden_of(tree(built.output))
    if update_goldens:
        shutil.rmtree(golden, ignore_errors=True)
        for path, data in made.items():
            (golden / path).parent.mkdir(parents=True, exist_ok=True)
            (golden / path).write_bytes(data)
        return
    approved = tree(golden)
    assert sorted(made) == sorted(approved)
    for path, data in approved.items():
        assert made[path].decode() == data.decode(), f"{path}: see the top of this file"


def test_every_blog_has_its_goldens():
    assert all((SITES / name / "site" / PICTURES).is_file() for name in BLOGS)
    assert all(json.loads((SITES / name / "site" / PICTURES).read_text()) for name in BLOGS)


def test_deleting_corpus_and_models_gives_the_same_bytes(small_blog, tree, today):
    today(DAY)
    whole = tree(build(Blog(small_blog), Options(date=DAY, workers=1)).output)
    results = tree(small_blog / "content" / "posts")
    shutil.rmtree(small_blog / "content" / "corpus")
    shutil.rmtree(small_blog / ".fridaygram")
    shutil.rmtree(small_blog / "site")
    built = build(Blog(small_blog), Options(date=DAY, workers=1))
    assert {settled.state for settled in built.settled} == {"fresh", "frozen"}
    assert built.warnings == ()
    assert tree(built.output) == whole
    assert tree(small_blog / "content" / "posts") == results


SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "umask": "022"},
    {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "umask": "077"},
]


def build_elsewhere(blog, cwd, surroundings):
    """Build in a process of its own, from another folder, by way of the command line."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator"), **surroundings}
    mask = int(environment.pop("umask"), 8)
    subprocess.run(
        [sys.executable, "-m", "fridaygram", "build", "--blog", str(blog), "--date", DAY],
        check=True,
        cwd=cwd,
        env=environment,
        umask=mask,
        capture_output=True,
    )


def test_two_clean_builds_are_byte_identical_wherever_they_are_made(small_blog, tmp_path, tree):
    other = tmp_path / "an other place" / "blög"
    shutil.copytree(small_blog, other)
    build_elsewhere(small_blog, tmp_path, SURROUNDINGS[0])
    build_elsewhere(other, "/", SURROUNDINGS[1])
    one, two = tree(small_blog / "site"), tree(other / "site")
    assert sorted(one) == sorted(two)
    assert [path for path in one if one[path] != two[path]] == []
    assert sum(path.endswith(".gif") for path in one) >= 2
    assert tree(small_blog / "content") == tree(other / "content")
    assert one == tree(build(Blog(small_blog), Options(date=DAY, workers=2)).output)
