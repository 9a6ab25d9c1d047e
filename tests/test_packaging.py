"""The wheel, taken out of the repository: it carries all that a blog of one's own needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
DAY = ("--date", "2018-06-12")


def run(*argv, cwd, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, argv)],
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with the project's own build system."""
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=REPOSITORY)
    (path,) = folder.glob("fridaygram-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Unpack the wheel as an installer would, its libraries being here already."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_a_blog_is_begun_and_built_outside_the_repository(installed, tmp_path):
    def fridaygram(*argv, cwd):
        return run("-m", "fridaygram", *argv, cwd=cwd, PYTHONPATH=str(installed))

    where = run("-c", "import fridaygram; print(fridaygram.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert where.startswith(str(installed))
    fridaygram("init", "myblog", *DAY, cwd=tmp_path)
    assert fridaygram("build", *DAY, cwd=tmp_path / "myblog").startswith("site/: 1 post")
    site = tmp_path / "myblog" / "site"
    home = (site / "index.html").read_text()
    assert "What one phrase can teach a model" in home
    assert list((site / "assets").glob("site.*.css"))
    assert list(site.rglob("*.gif"))
    assert "nothing changed, no task ran" in fridaygram("build", *DAY, cwd=tmp_path / "myblog")


def test_the_wheel_holds_the_program_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "fridaygram",
        next(n for n in names if "dist-info" in n).split("/")[0],
    }
    assert not [name for name in names if name.endswith((".pyc", "reviews.jsonl"))]
    entry = zipfile.ZipFile(wheel).read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    assert "fridaygram = fridaygram.start:main" in entry
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_version_is_that_of_the_program(wheel):
    from fridaygram import __version__

    assert wheel.name.startswith(f"fridaygram-{__version__}-")
