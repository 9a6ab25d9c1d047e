"""The extras: what each brings, and that the base alone builds a frozen blog to the same bytes."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fridaygram import registry
from fridaygram.errors import UsageError
from fridaygram.registry import EXTRAS, install_hint, missing, require

ROOT = Path(__file__).parents[1]
BLOCKED = ("numba", "llvmlite", "pydivsufsort", "prompt_toolkit", "torch")
DAY = ("--date", "2018-06-22")
CLOSED = f"note: the model 'hums' stays closed, and what was computed from it frozen: {install_hint('train')}\n"
WITHOUT = f"""
import sys
for name in {BLOCKED!r}:
    sys.modules[name] = None  # importing it raises ModuleNotFoundError
from fridaygram.start import main
raise SystemExit(main())
"""


def fridaygram(*argv, base=False):
    program = ["-c", WITHOUT] if base else ["-m", "fridaygram"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, *program, *map(str, argv)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_program_knows_what_each_extra_of_the_project_brings():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def names(lines):
        return {re.split(r"[<>=\[]", line)[0].lower().replace("-", "_") for line in lines}

    for extra, modules in EXTRAS.items():
        brought = names(project["optional-dependencies"][extra]) - {"fridaygram"}
        assert set(modules) <= brought
        assert brought - set(modules) <= {"pagefind"}, "it only wraps the program of pagefind-bin"
        assert not brought & names(project["dependencies"])
    assert set(re.split(r"[\[\],]", project["optional-dependencies"]["all"][0])[1:-1]) == set(EXTRAS)


def test_what_lacks_an_extra_says_which(monkeypatch):
    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)
    missing.cache_clear()
    try:
        assert missing("train") == ("prompt_toolkit",)
        with pytest.raises(UsageError) as caught:
            require("train", "'curate'")
    finally:
        missing.cache_clear()
    assert str(caught.value) == f"'curate' needs prompt-toolkit; {install_hint('train')}"
    assert registry.missing("search") == ()


@pytest.mark.slow
def test_the_base_builds_the_demo_to_the_same_bytes(tmp_path, tree):
    blog = tmp_path / "blog"
    ignored = shutil.ignore_patterns("models", "site", ".fridaygram")
    for name in ("content", "assets", "templates"):
        shutil.copytree(ROOT / name, blog / name, ignore=ignored)
    shutil.copy(ROOT / "site.toml", blog)
    said(fridaygram("build", "--blog", blog, "--output", tmp_path / "full"))
    shutil.rmtree(blog / ".fridaygram")
    said(fridaygram("build", "--blog", blog, "--output", tmp_path / "base", base=True))
    assert tree(tmp_path / "base") == tree(tmp_path / "full")


@pytest.fixture
def frozen(tmp_path, made):
    """A copy of a blog with a corpus, its model, and a post that shows what was computed from both; its site beside."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "blog"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of that blog and its site."""
    tmp_path = tmp_path_factory.mktemp("made")
    blog = tmp_path / "blog"
    said(fridaygram("init", blog, *DAY))
    reviews = [f"Song {number} has a hum in {number % 7} chords, and one of them is shy." for number in range(40)]
    (tmp_path / "texts").mkdir()
    for number, text in enumerate(reviews):
        (tmp_path / "texts" / f"{number:02}.txt").write_text(text)
    said(fridaygram("corpus", "import", tmp_path / "texts", "--name", "hums", "--blog", blog))
    said(fridaygram("train", "hums", "--blog", blog))
    post = blog / "content/posts/2018-06-15-counted/index.md"
    post.parent.mkdir()
    text = "{{ hums.reviews }} reviews.\n\n```figure generation-path\nphrase: Song\norder: 2\ncorpus: hums\n```\n"
    post.write_text(f"---\ntitle: Counted\ndate: 2018-06-15\n---\n\n{text}")
    said(fridaygram("build", "--blog", blog, "--output", tmp_path / "full"))
    return tmp_path


def test_beside_a_model_the_base_keeps_what_is_frozen_and_says_so(frozen, tmp_path, tree):
    shutil.rmtree(frozen / ".fridaygram")
    notes = said(fridaygram("build", "--blog", frozen, "--output", tmp_path / "base", base=True))
    assert notes == CLOSED
    assert tree(tmp_path / "base") == tree(tmp_path / "full")


def test_what_must_be_computed_from_a_model_names_the_extra_and_its_line(frozen):
    post = frozen / "content/posts/2018-06-15-counted/index.md"
    post.write_text(post.read_text().replace("phrase: Song", "phrase: hum"))
    done = fridaygram("refresh", "counted#generation-path", "--blog", frozen, base=True)
    problem = f"the model 'hums' needs numba, prompt-toolkit, pydivsufsort; {install_hint('train')}"
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(f"index.md:8: {problem}"), done.stderr


def test_what_looks_at_models_says_that_they_are_closed(frozen):
    for verb in ("verify", "describe"):
        assert CLOSED in said(fridaygram(verb, "--blog", frozen, base=True))
    assert said(fridaygram("corpus", "list", "--blog", frozen, base=True)) == CLOSED


def test_a_new_blog_needs_no_extra(tmp_path):
    said(fridaygram("init", tmp_path / "blog", *DAY, base=True))
    assert said(fridaygram("build", "--blog", tmp_path / "blog", base=True)) == ""


@pytest.mark.parametrize("verb", ["train", "sample", "eval", "memorise", "curate"])
def test_a_verb_that_counts_says_so_before_it_begins(verb, frozen):
    more = ["x.txt"] if verb == "memorise" else []
    done = fridaygram(verb, "hums", *more, "--blog", frozen, base=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"fridaygram: '{verb}' needs numba, prompt-toolkit, pydivsufsort; {install_hint('train')}\n"
