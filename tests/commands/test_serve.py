"""``fridaygram serve`` as its author runs it: a process, a page, Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

# Only guards against hanging: no test waits for the clock.
HANGING_SECONDS = 1800
HERE = Path(__file__).parents[2]


@pytest.fixture
def serving(blog):
    """Give a function that starts the verb and returns its process and the address that it prints."""
    started, guards = [], []
    # A shell that runs the tests in the background ignores Ctrl-C, and a child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def start(*argv, python=("-P",)):
        command = [sys.executable, "-u", *python, "-m", "fridaygram", "serve", "--port", "0", *argv]
        environment = {**os.environ, "PYTHONPATH": str(HERE / "generator")}
        process = subprocess.Popen(
            command,
            cwd=blog,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        guards.append(threading.Timer(HANGING_SECONDS, process.kill))
        guards[-1].start()
        line = process.stdout.readline()
        return process, line.removeprefix("The preview is at ").partition(" ")[0]

    yield start
    for guard, process in zip(guards, started, strict=True):
        guard.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def built(process):
    """Wait until the terminal says that the site is built."""
    printed = []
    for line in process.stderr:
        printed.append(line)
        assert not line.startswith("error: "), line
        if line.startswith("built: "):
            return
    raise AssertionError(f"the preview ended without a build: {printed}")


def fetched(url):
    with urllib.request.urlopen(url, timeout=HANGING_SECONDS) as answer:
        return answer.read().decode()


def test_it_serves_until_ctrl_c_and_leaves_nothing_behind(blog, serving):
    process, url = serving()
    assert url.startswith("http://127.0.0.1:")
    built(process)
    assert "What one phrase can teach a model" in fetched(url)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    builders = children.read_text().split() if children.exists() else []
    process.send_signal(signal.SIGINT)
    _, printed = process.communicate()
    assert process.returncode == 130
    assert printed.splitlines()[-1] == "fridaygram: interrupted; nothing half-written was kept"
    assert "Traceback" not in printed
    assert not [pid for pid in builders if Path(f"/proc/{pid}").exists()]
    assert not (blog / "site").exists()


@pytest.mark.parametrize("safe_path", [["-P"], []], ids=["as the console script", "as python -m"])
def test_python_files_in_the_blog_are_not_imported(blog, serving, safe_path):
    names = ["generator", "json", "logging", "random", "struct", *(["fridaygram"] if safe_path else [])]
    for name in names:
        (blog / f"{name}.py").write_text("raise SystemExit('a file of the blog was imported')\n", "utf-8")
    (blog / "msgspec").mkdir()
    (blog / "msgspec/__init__.py").write_text("raise SystemExit('a folder of the blog was imported')\n", "utf-8")
    process, url = serving(python=safe_path)
    built(process)
    assert "What one phrase can teach a model" in fetched(url)


def test_a_day_and_a_base_path(blog, serving):
    coming = blog / "content/posts/2999-06-07-coming/index.md"
    coming.parent.mkdir()
    coming.write_text("---\ntitle: Coming\n---\nWords.\n", "utf-8")
    process, url = serving("--base-path", "/blog/", "--date", "2999-06-07")
    built(process)
    assert url.endswith("/blog/")
    page = fetched(url + "2999/06/coming/")
    assert "Words." in page
    assert "data-preview-banner" not in page


def test_off_loopback_it_warns(serving):
    process, url = serving("--host", "0.0.0.0")
    assert url.startswith("http://127.0.0.1:")
    assert process.stderr.readline() == (
        "warning: everyone who can reach 0.0.0.0 can read this preview, drafts included\n"
    )


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["--port", "70000"], "argument --port: 70000 is no port: the highest is 65535; see 'fridaygram serve --help'"),
        (["--port", "x"], "argument --port: 'x' is not a whole number; see 'fridaygram serve --help'"),
        (["--workers", "0"], "argument --workers: 0 is less than 1; see 'fridaygram serve --help'"),
        (["--base-path", "/../"], "'/../' cannot be a base path; write it as /blog/"),
        (["--host", "no host", "--port", "0"], None),
    ],
)
def test_wrong_input(blog, fridaygram, argv, problem):
    said = fridaygram("serve", *argv)
    if problem is None:
        assert said.problem.startswith("cannot serve on no host:0: ")
    else:
        assert said.problem == problem


def test_it_needs_a_blog(fridaygram, tmp_path):
    assert "no blog here" in fridaygram("serve", "--blog", tmp_path).problem


def test_a_day_that_is_none_is_refused_at_once(fridaygram):
    assert fridaygram("serve", "--port", "0", "--date", "friday").problem.startswith("'friday' is not a date")
