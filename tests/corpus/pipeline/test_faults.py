"""A run that is killed at any moment loses nothing, repeats no finished request and ends with the same corpus."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.worlds import settings_of, small_world
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "generator", ROOT / "extras" / "rehearsal", ROOT))),
}
FILES = ("corpus.json", "ledger.jsonl", "reviews.jsonl")
KILLS = int(os.environ.get("FRIDAYGRAM_KILLS", "8"))
PROGRAM = """
import sys
from pathlib import Path
from tests.corpus.worlds import acquired
outcome = acquired(Path(sys.argv[1]), int(sys.argv[2]))
sys.exit(0 if outcome.corpus else 3)
"""


def started(folder, port):
    command = [sys.executable, "-c", PROGRAM, str(folder), str(port)]
    return subprocess.Popen(command, env=ENVIRONMENT, cwd=folder, start_new_session=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What a run that nobody kills gives: its files and its requests."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with MiniWeb(small_world()) as server:
        assert started(folder, server.port).wait(PATIENCE) == 0
    return files(folder), Counter(server.asked)


def files(folder):
    return [(folder / "demo" / name).read_bytes() for name in FILES]


def killed_at_a_random_moment(folder, server, chance):
    """Start a run and kill it after some requests or some time; return whether it was still running."""
    process = started(folder, server.port)
    by_requests = chance.random() < 0.5
    many = sum(server.asked.values()) + chance.randint(1, 90) if by_requests else sys.maxsize
    until = time.monotonic() + (30 if by_requests else chance.uniform(0.3, 1.6))
    while process.poll() is None and sum(server.asked.values()) < many and time.monotonic() < until:
        time.sleep(0.002)
    running = process.poll() is None
    if running:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return running


def check_requests(asked, undisturbed, kills):
    """At a kill each thread may have one request in flight, whose answer nobody kept; tokens are asked for anew."""
    expected = Counter({key: number for key, number in undisturbed.items() if key[1] != "accounts.spotify.com"})
    made = Counter({key: number for key, number in asked.items() if key[1] != "accounts.spotify.com"})
    assert set(made) == set(expected)
    assert (made - expected).total() <= kills * (settings_of().threads + 1)


@pytest.mark.slow
def test_killed_at_random_moments_it_ends_with_the_same_corpus(undisturbed, tmp_path):
    expected, requests = undisturbed
    chance = random.Random(8)
    kills = 0
    for cycle in range(KILLS):
        folder, before = tmp_path / str(cycle), kills
        folder.mkdir()
        with MiniWeb(small_world()) as server:
            while kills < KILLS and killed_at_a_random_moment(folder, server, chance):
                kills += 1
            assert started(folder, server.port).wait(PATIENCE) == 0
        assert files(folder) == expected
        check_requests(server.asked, requests, kills - before)
        if kills == KILLS:
            break
    assert kills == KILLS


def test_two_runs_at_once_are_refused(tmp_path):
    with MiniWeb(small_world(), lambda asked: time.sleep(0.05)) as server:
        first = started(tmp_path, server.port)
        until = time.monotonic() + PATIENCE
        while not (tmp_path / "state" / "state.sqlite-wal").exists() and time.monotonic() < until:
            time.sleep(0.02)
        command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(server.port)]
        second = subprocess.run(
            command,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert "another run is at work on this corpus" in second.stderr
