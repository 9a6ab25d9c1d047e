"""train in shards: the same model, and what a killed training leaves."""

import os
import subprocess
import sys

import pytest


def test_shards_make_the_same_model(trained, fridaygram, monkeypatch):
    model = trained / "content/models/hums"
    whole = {file.name: file.read_bytes() for file in model.iterdir()}
    said = fridaygram("train", "hums", "--held-out", "0.25", "--shard-count", "3")
    assert said.code == 0
    assert "characters are indexed in 3 shards." in said.err
    assert {file.name: file.read_bytes() for file in model.iterdir()} == whole
    assert [file.name for file in model.parent.iterdir()] == ["hums"]
    assert {file.stat().st_mode & 0o777 for file in model.glob("*.bin")} == {0o644}
    monkeypatch.setattr("fridaygram.lm.index.shards.LARGEST", 300)
    assert "shards." in fridaygram("train", "hums", "--held-out", "0.25").err
    assert {file.name: file.read_bytes() for file in model.iterdir()} == whole
    said = fridaygram("train", "hums", "--scheduler", "tcp://127.0.0.1:8786")
    assert said.problem.startswith("--scheduler is of a Dask cluster; add --engine dask")


def left_behind(blog, name):
    """Make what a training of a model with shards leaves when it is killed."""
    folder = blog / "content/models" / f".{name}.shards"
    folder.mkdir(parents=True)
    (folder / "codes.bin").write_bytes(b"123")
    return folder


@pytest.mark.parametrize("options", [[], ["--shard-count", "2"]])
def test_what_a_killed_training_left_is_removed_by_the_next(corpus, fridaygram, options):
    folders = [left_behind(corpus, name) for name in ("hums", "others")]
    said = fridaygram("train", "hums", *options)
    assert said.code == 0
    assert not any(folder.exists() for folder in folders)
    for folder in folders:
        assert f"removed content/models/{folder.name}, which a training that was killed left\n" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_shards_of_a_living_training_stay_until_it_is_killed(corpus, fridaygram):
    folder = left_behind(corpus, "hums")
    code = f"""
import sys
from pathlib import Path
from fridaygram.files import hold
lock = hold(Path({str(folder / "lock")!r}))
print("held", flush=True)
sys.stdin.read()
"""
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], env=own, **pipes) as living:
        assert living.stdout.readline() == "held\n"
        said = fridaygram("train", "hums")
        assert (said.code, said.err) == (0, "")
        said = fridaygram("train", "hums", "--shard-count", "2")
        assert said.problem == "another training of 'hums' is at work on its shards; let it end, or stop it"
        assert (folder / "codes.bin").read_bytes() == b"123"
        living.kill()
    assert "which a training that was killed left" in fridaygram("train", "hums").err
    assert not folder.exists()
