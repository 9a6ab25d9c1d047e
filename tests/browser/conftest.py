"""Blogs built and hosted, and Debian's Chromium and Firefox to look at them. One page at a time.

A test gets Chromium, or both browsers one after the other where it is marked with `both` (tests/browser/needed.py).
"""

import fcntl
import shutil
from pathlib import Path

import pytest

from fridaygram.config import load_site
from fridaygram.plan.blog import Blog, Options
from fridaygram.plan.build import build
from tests.browser.firefox import FIREFOX, bridge_program, preferences
from tests.browser.hosting import hosted
from tests.browser.looking import FLAGS, Look, obedient
from tests.browser.needed import CHROMIUM, REPOSITORY, SHELL, missing
from tests.patience import PATIENCE

GOLDEN = REPOSITORY / "tests" / "golden" / "sites"
DEMO = "demo"
DOCS = "docs"
LAST_FRIDAY = "2018-08-31"


def demo_blog(root):
    """Copy the demo blog as a clone has it: content and settings, without the memory of earlier builds."""
    root.mkdir()
    shutil.copy(REPOSITORY / "site.toml", root)
    # A clone has no models: the numbers and samples that are frozen beside the posts must do.
    shutil.copytree(REPOSITORY / "content", root / "content", ignore=shutil.ignore_patterns("models"))
    return root


@pytest.fixture(scope="session")
def blogs(tmp_path_factory, worker_id):
    """Give a function that builds a blog by its name and returns its folder. One worker builds, the others wait."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent

    def make(name):
        done = shared / f"built-{name}"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # gone with the process that has it
            if not done.exists():
                root = tmp_path_factory.mktemp(name) / "blog"
                if name == DEMO:
                    demo_blog(root)
                else:
                    source = REPOSITORY / "docs" if name == DOCS else GOLDEN / name / "blog"
                    shutil.copytree(source, root, ignore=shutil.ignore_patterns("site", ".fridaygram"))
                build(Blog(root), Options(date=LAST_FRIDAY))
                root.parent.rename(done)
        return done / "blog"

    return make


@pytest.fixture(scope="session", params=[DEMO, "small"])
def host(request, blogs):
    """Host a built blog at its base path, as GitHub Pages does."""
    root = blogs(request.param)
    with hosted(root / "site", load_site(root).base_path) as served:
        yield served


@pytest.fixture(scope="session")
def demo(blogs):
    """Host the demo blog at its base path."""
    root = blogs(DEMO)
    with hosted(root / "site", load_site(root).base_path) as served:
        yield served


def patient(browser):
    """Make every window of a browser wait for what it is to show, half as long as other tests do (milliseconds)."""

    def waiting(opening):
        def opened(**settings):
            made = opening(**settings)
            made.set_default_timeout(PATIENCE * 500)
            if hasattr(made, "new_page"):
                opening_page = made.new_page
                made.new_page = lambda: obedient(opening_page())
                return made
            return obedient(made)

        return opened

    browser.new_context, browser.new_page = waiting(browser.new_context), waiting(browser.new_page)
    return browser


@pytest.fixture(scope="session")
def playwright():
    """Start Playwright, once: its plain interface allows one in a process."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the package playwright is not here")
    with sync_playwright() as started:
        yield started


def chromium_by(playwright, program):
    """Yield a program of Chromium, with a new and empty profile."""
    browser = patient(playwright.chromium.launch(executable_path=program, args=list(FLAGS)))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(playwright):
    """Start the headless shell of Debian's Chromium, or Chromium itself where that is not here."""
    found = [program for program in (SHELL, CHROMIUM) if Path(program).exists()]
    if not found:
        missing(f"there is no {CHROMIUM}")
    yield from chromium_by(playwright, found[0])


@pytest.fixture(scope="session")
def desktop(playwright):
    """Start Debian's Chromium as on a desk, where what is loaded in advance counts."""
    if not Path(CHROMIUM).exists():
        missing(f"there is no {CHROMIUM}")
    yield from chromium_by(playwright, CHROMIUM)


@pytest.fixture(scope="session")
def firefox(playwright, tmp_path_factory):
    """Give a function that starts Debian's Firefox for some settings of a window, once for each."""
    if not Path(FIREFOX).exists():
        missing(f"there is no {FIREFOX}")
    program = bridge_program(tmp_path_factory.mktemp("firefox"))
    started = {}

    def start(settings):
        wanted = preferences(settings)
        key = tuple(sorted(wanted.items()))
        if key not in started:
            launched = playwright.firefox.launch(
                channel="moz-firefox", executable_path=program, firefox_user_prefs=wanted, timeout=PATIENCE * 500
            )
            started[key] = patient(launched)
        return started[key]

    yield start
    for browser in started.values():
        browser.close()


@pytest.fixture
def engine(request):
    """Return the name of the browser that `look` opens windows of."""
    return getattr(request, "param", "chromium")


@pytest.fixture
def look(request, engine):
    """Give a function that opens a window of the browser: ``look(host, width=..., color_scheme=...)``."""
    contexts = []
    browser = request.getfixturevalue(engine)

    def opened(host, width=1280, height=900, **settings):
        chosen = browser(settings) if engine == "firefox" else browser
        context = chosen.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        return Look(host, context.new_page())

    yield opened
    for context in contexts:
        context.close()
