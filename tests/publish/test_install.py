"""Commands that install Fridaygram on a runner: only those that work are written."""

import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from fridaygram import __version__
from fridaygram.config import Site
from fridaygram.errors import BuildError
from fridaygram.publish import install
from fridaygram.publish.install import install_lines, own_address, try_install

WHEEL = f"fridaygram-{__version__}-py3-none-any.whl"
ADDRESS = "fridaygram @ git+https://git.example/fridaygram@0123456789abcdef"
PIP = "python -m pip install"


@pytest.fixture(autouse=True)
def _from_nowhere(monkeypatch):
    monkeypatch.setattr(install, "own_address", lambda: "")


def site(**settings):
    return Site(title="A", author="B", base_url="https://you.github.io/", **settings)


def lines(repository, files, written="", **settings):
    for name, text in files.items():
        (repository.blog / name).parent.mkdir(parents=True, exist_ok=True)
        (repository.blog / name).write_text(text)
    return install_lines(site(**settings), repository, written)


def wheel(path):
    """Write a wheel without a module in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    info = f"fridaygram-{__version__}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: fridaygram\nVersion: {__version__}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"requirements.txt": f"{ADDRESS}\n"}, f"{PIP} -r requirements.txt"),
        ({"requirements.txt": "git+https://git.example/fridaygram@0123\n"}, f"{PIP} -r requirements.txt"),
        ({"requirements.txt": "--find-links wheels\nfridaygram\n"}, f"{PIP} -r requirements.txt"),
        ({"requirements.txt": f"./wheels/{WHEEL}\n", f"wheels/{WHEEL}": ""}, f"{PIP} -r requirements.txt"),
        ({"requirements.txt": "-r more.txt\n"}, f"{PIP} -r requirements.txt"),
        ({"pyproject.toml": '[project]\nname = "fridaygram"\n'}, f"{PIP} --no-deps ."),
        ({f"wheels/{WHEEL}": ""}, f"{PIP} ./wheels/{WHEEL}"),
        ({f"wheels/{WHEEL}": "", "old/fridaygram-0.0.1-py3-none-any.whl": ""}, f"{PIP} ./wheels/{WHEEL}"),
        ({"fridaygram-0.0.1-py3-none-any.whl": ""}, f"{PIP} ./fridaygram-0.0.1-py3-none-any.whl"),
    ],
)
def test_what_works(repository, files, line):
    assert lines(repository, files)[-1] == line


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "no package index has it yet; commit a requirements.txt with the line 'fridaygram @ git"),
        ({"pyproject.toml": '[project]\nname = "else"\n'}, "no package index has it yet"),
        ({"requirements.txt": "jinja2\n# fridaygram\n"}, r"requirements\.txt: it does not install Fridaygram"),
        (
            {"requirements.txt": "\nfridaygram==0.1.0\n"},
            r"txt:2: 'fridaygram==0\.1\.0' asks a package index",
        ),
        ({"requirements.txt": f"fridaygram @ file:///home/me/{WHEEL}\n"}, "is a file of this machine alone"),
        ({"requirements.txt": f"/home/me/{WHEEL}\n"}, "is a file of this machine alone"),
        ({"requirements.txt": f"wheels/{WHEEL}\n"}, f"there is no file 'wheels/{WHEEL}'"),
        (
            {"a/fridaygram-0.0.1-py3-none-any.whl": "", "b/fridaygram-0.0.2-py3-none-any.whl": ""},
            "several wheels of Fridaygram",
        ),
        ({".gitignore": "dist/\n", f"dist/{WHEEL}": ""}, "no package index has it yet"),
    ],
)
def test_what_cannot_work_is_refused(repository, files, problem):
    with pytest.raises(BuildError, match=problem):
        lines(repository, files)


def test_a_search_needs_its_extra(repository):
    with pytest.raises(BuildError, match=r"requirements\.txt:1: search = true needs the extra 'search'"):
        lines(repository, {"requirements.txt": f"{ADDRESS}\n"}, search=True)
    assert lines(repository, {"requirements.txt": ADDRESS.replace(" @", "[search] @")}, search=True)
    (repository.blog / "requirements.txt").unlink()
    assert lines(repository, {f"wheels/{WHEEL}": ""}, search=True) == [f"{PIP} './wheels/{WHEEL}[search]'"]


def test_the_git_address_that_this_program_is_from(repository, monkeypatch):
    monkeypatch.setattr(install, "own_address", lambda: "git+https://git.example/f@0123")
    assert lines(repository, {}) == [f'{PIP} "fridaygram @ git+https://git.example/f@0123"']
    written = f'      run: |\n          {PIP} "{ADDRESS}"\n'
    assert lines(repository, {}, written) == [f'{PIP} "{ADDRESS}"'], "what is written stays, on every machine"


@pytest.mark.parametrize(
    ("record", "address"),
    [
        (
            {"url": "https://git.example/f", "vcs_info": {"vcs": "git", "commit_id": "0123"}},
            "git+https://git.example/f@0123",
        ),
        ({"url": "https://me:token@git.example/f", "vcs_info": {"vcs": "git", "commit_id": "0123"}}, ""),
        ({"url": "file:///home/me/f", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/f", "vcs_info": {"vcs": "git", "commit_id": "0123"}}, ""),
        (None, ""),
    ],
)
def test_what_pip_recorded(monkeypatch, record, address):
    class Installed:
        def read_text(self, name):
            assert name == "direct_url.json"
            return None if record is None else json.dumps(record)

    monkeypatch.setattr(install, "distribution", lambda name: Installed())
    assert own_address() == address


@pytest.mark.slow
def test_a_try_runs_the_same_commands_elsewhere(repository):
    wheel(repository.blog / "wheels" / WHEEL)
    found = lines(repository, {})
    assert try_install(found, repository.blog) == __version__
    (repository.blog / "wheels" / WHEEL).write_text("no wheel")
    # The same environment would be made again: this one will do.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with pytest.raises(BuildError, match=r"python -m pip install \./wheels/.*run it by hand"):
        install._run(found[-1], repository.blog, {**os.environ, "PATH": path}, found[-1])
