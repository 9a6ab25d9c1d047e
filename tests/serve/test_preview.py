"""The preview with real files, a real building process and real connections."""

import os
import signal
import threading

import pytest

from fridaygram.errors import ConfigError, UsageError
from fridaygram.plan.blog import Blog
from fridaygram.serve.hub import PageEvent
from fridaygram.serve.messages import BuildProgress, Problem
from fridaygram.serve.preview import Preview, PreviewOptions, checked_base
from tests.serve.blog import PATIENCE, post, previewing, small_blog, write

FIRST = "content/posts/2018-06-08-first/index.md"
FIRST_PAGE = "/blog/2018/06/first/"


@pytest.fixture
def root(tmp_path):
    return small_blog(tmp_path / "blog")


def test_an_edit_is_told_to_the_page_that_shows_it(root):
    with previewing(root) as talk:
        talk.built()
        with talk.watching(FIRST_PAGE) as until:
            write(root / FIRST, post("First", "Quite other words."))
            message = until(lambda message: FIRST_PAGE in message["changed"])
            assert message["error"] is None
        assert b"Quite other words." in talk.get(FIRST_PAGE)[1]
        assert talk.says(f"{FIRST}: ")


def test_a_style_sheet_changes_without_any_page(root):
    sheet = root / "assets" / "css" / "90-own.css"
    with previewing(root) as talk:
        talk.built()
        with talk.watching(FIRST_PAGE) as until:
            write(sheet, "h1 { color: teal }\n")
            message = until(lambda message: message["changed"] == ["/blog/assets/site.css"])
            write(sheet, "h1 { color: navy }\n")
            until(lambda later: later["build"] > message["build"] and later["changed"] == ["/blog/assets/site.css"])
        assert b"color:navy" in talk.get("/blog/assets/site.css?build=3")[1]


def test_an_error_is_told_with_its_place_and_goes_when_mended(root):
    good = (root / FIRST).read_text("utf-8")
    with previewing(root) as talk:
        talk.built()
        with talk.watching(FIRST_PAGE) as until:
            write(root / FIRST, good + "\nA link to [nowhere](nowhere.md).\n")
            error = until(lambda message: message["error"])["error"]
            assert error["file"] == FIRST
            assert [error["line"], "A link to [nowhere](nowhere.md)."] in error["excerpt"]
            assert error["hint"]
            assert b"Words of the first." in talk.get(FIRST_PAGE)[1], "the last good build is still shown"
            with talk.watching("/blog/", build=99) as also:
                assert also(lambda message: True)["error"] == error, "a page opened now shows it too"
            write(root / FIRST, good)
            assert until(lambda message: True)["error"] is None
        line = error["line"]
        assert talk.says(f"error: {FIRST}:{line}: ")
        assert talk.says(f"the error is gone: {FIRST}:{line}")


def test_the_terminal_says_once_that_an_error_is_gone(root):
    good = (root / FIRST).read_text("utf-8")
    with previewing(root) as talk:
        talk.built()
        write(root / FIRST, good + "\nA link to [nowhere](nowhere.md).\n")
        assert talk.says("error: ")
        write(root / FIRST, good.replace("Words of", "Other words of"))
        assert talk.says(f"{FIRST}: ")
        with talk.watching(FIRST_PAGE) as until:
            write(root / FIRST, good)
            until(lambda message: FIRST_PAGE in message["changed"])
        talk.built()
    gone = [line for line in talk.lines if line.startswith("the error is gone")]
    assert len(gone) == 1


def test_an_unfinished_build_keeps_the_error_of_the_one_before(root):
    lines = []
    preview = Preview(Blog(root), PreviewOptions(port=0), lines.append)
    preview.server.server_close()
    problem = Problem(message="wrong", file="a.md", line=3)
    preview._on_progress(BuildProgress(problem=problem, ended=True))
    preview._on_progress(BuildProgress(changed=("index.html",)))
    with preview.hub.listening("/blog/", preview.hub.first) as messages:
        assert next(messages) == PageEvent(build=preview.hub.build, changed=("/blog/",), error=problem)
        preview._on_progress(BuildProgress(ended=True))
        assert next(messages) == PageEvent(build=preview.hub.build)
    assert lines[:2] == ["error: a.md:3: wrong", "the error is gone: a.md:3"]


def test_errors_in_templates_and_settings_do_not_end_it(root):
    with previewing(root) as talk:
        talk.built()
        with talk.watching("/blog/") as until:
            write(root / "templates" / "page.html", "{% if %}")
            error = until(lambda message: message["error"])["error"]
            assert (error["file"], error["line"]) == ("templates/page.html", 1)
            (root / "templates" / "page.html").unlink()
            until(lambda message: not message["error"])
            good = (root / "site.toml").read_text("utf-8")
            write(root / "site.toml", good + "titel = 1\n")
            assert until(lambda message: message["error"])["error"]["file"] == "site.toml"
            write(root / "site.toml", good)
            until(lambda message: not message["error"])


def test_a_blog_that_does_not_build_is_served_all_the_same(root):
    good = (root / FIRST).read_text("utf-8")
    write(root / FIRST, "no front matter")
    with previewing(root) as talk:
        with talk.watching("/blog/", build=talk.preview.hub.first) as until:
            until(lambda message: message["error"])
            answer, body = talk.get("/blog/")
            assert answer.status == 503
            assert b"/__preview/client.js" in body
            write(root / FIRST, good)
            until(lambda message: "/blog/" in message["changed"])
        assert talk.get("/blog/")[0].status == 200


def chart(root):
    """Write a draft with a figure; return its data file and its page."""
    draft = root / "content/posts/2018-06-15-rough/index.md"
    write(draft, post("Rough", "```figure bar\ndata: survey.csv\ncaption: A survey\n```\n", draft="true"))
    write(draft.with_name("survey.csv"), "framework,share\nAlpha,40\nBeta,35\n")
    return draft.with_name("survey.csv"), "/blog/2018/06/rough/"


def test_a_data_file_changes_the_page_and_what_is_frozen_starts_no_build_of_its_own(root):
    data, page = chart(root)
    with previewing(root) as talk:
        talk.built()
        with talk.watching(page) as until:
            write(data, "framework,share\nAlpha,40\nGamma,35\n")
            until(lambda message: page in message["changed"] and b"Gamma" in talk.get(page)[1])
        talk.built()
    assert (root / "content/posts/2018-06-15-rough/results.json").exists()
    assert [line.partition(":")[0] for line in talk.lines] == ["built", data.relative_to(root).as_posix()]


def test_values_that_another_process_has_frozen_are_shown(root):
    data, page = chart(root)
    with previewing(root) as talk:
        talk.built()
        results = data.with_name("results.json")
        # Published posts keep the values that stand there.
        with talk.watching(page) as until:
            front = data.with_name("index.md")
            front.write_text(front.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
            until(lambda message: page in message["changed"])
            talk.built()
            write(results, results.read_text("utf-8").replace("Beta", "Delta"))
            # A message of the build before may still be under way.
            until(lambda message: page in message["changed"] and b"Delta" in talk.get(page)[1])


def test_a_value_that_is_new_in_a_published_post_is_noted(root):
    write((root / FIRST).with_name("numbers.csv"), "word,count\nAlpha,1\n")
    chart = "```figure bar\ndata: numbers.csv\ncaption: Count {}.\n```\n"
    write(root / FIRST, post("First", chart.format(1)))
    with previewing(root, date="2018-06-08") as talk:
        talk.built()
        write(root / FIRST, post("First", chart.format(1) + "\n" + chart.replace("bar", "line").format(2)))
        assert talk.says("note: ")


def test_what_is_not_published_has_a_banner_and_never_reaches_the_site(root):
    with previewing(root) as talk:
        talk.built()
        assert b"data-preview-banner" not in talk.get(FIRST_PAGE)[1]
        assert b">Draft: " in talk.get("/blog/2018/06/rough/")[1]
        assert b">Scheduled for 2999-06-07: " in talk.get("/blog/2999/06/coming/")[1]
    assert not (root / "site").exists()


def test_the_blog_as_of_a_day_without_drafts(root):
    with previewing(root, date="2999-12-31", drafts=False) as talk:
        talk.built()
        assert talk.get("/blog/2018/06/rough/")[0].status == 404
        assert b"data-preview-banner" not in talk.get("/blog/2999/06/coming/")[1]


def test_a_removed_post_is_gone(root):
    with previewing(root) as talk:
        talk.built()
        with talk.watching(FIRST_PAGE) as until:
            (root / "content/pages/about.md").unlink()
            (root / FIRST).unlink()
            until(lambda message: FIRST_PAGE in message["changed"])
        answer, body = talk.get(FIRST_PAGE)
        assert answer.status == 404
        assert b"data-missing" in body


def test_a_building_process_that_dies_is_replaced(root):
    with previewing(root) as talk:
        talk.built()
        with talk.watching(FIRST_PAGE) as until:
            os.kill(talk.preview._worker._process.pid, signal.SIGKILL)
            assert "process ended" in until(lambda message: message["error"])["error"]["message"]
            write(root / FIRST, post("First", "After the end."))
            until(lambda message: FIRST_PAGE in message["changed"])


def test_pages_are_sent_while_a_build_is_under_way(root):
    with previewing(root) as talk:
        talk.built()
        os.kill(talk.preview._worker._process.pid, signal.SIGSTOP)
        try:
            write(root / FIRST, post("First", "Held up."))
            assert talk.get(FIRST_PAGE)[0].status == 200
        finally:
            os.kill(talk.preview._worker._process.pid, signal.SIGCONT)


def test_everything_ends(root):
    before = {*threading.enumerate()}
    with previewing(root) as talk:
        talk.built()
        process = talk.preview._worker._process
        started = {*threading.enumerate()} - before
    assert {"watch-folders", "watch-root", "serving", "building"} <= {thread.name for thread in started}
    assert process.poll() is not None
    assert not [thread.name for thread in started if thread.name.startswith("watch-") and thread.is_alive()]
    for thread in started:
        thread.join(PATIENCE)
        assert not thread.is_alive(), thread


def test_a_preview_counts_from_above_the_one_that_ended_a_moment_ago(root):
    with previewing(root) as talk:
        talk.built()
        page, port = talk.preview.hub.build, talk.port
    assert page > talk.preview.hub.first
    with previewing(root, port=port) as after:
        assert after.preview.hub.first > page, "a page that was left open would take a new build for the one it shows"


def test_another_base_path(root):
    with previewing(root, base_path="/else/where") as talk:
        with talk.watching("/else/where/", build=talk.preview.hub.first) as until:
            until(lambda message: "/else/where/" in (message["changed"] or ()))
        assert talk.get("/else/where/")[0].status == 200
        assert talk.get("/else/where")[0].getheader("Location") == "/else/where/"
        assert talk.get("/blog/")[0].status == 404


@pytest.mark.parametrize(("given", "path"), [("", "/"), ("/", "/"), ("blog", "/blog/"), ("/a//b", "/a/b/")])
def test_base_paths(given, path):
    assert checked_base(given) == path


@pytest.mark.parametrize("given", ["/../", "/a b/", "/.git/", "/a?b/", "/<x>/"])
def test_what_is_no_base_path(given):
    with pytest.raises(UsageError):
        checked_base(given)


def test_a_port_in_use_is_one_clear_line(root):
    with previewing(root) as talk, pytest.raises(UsageError, match=f"port {talk.port} is in use"):
        Preview(Blog(root), PreviewOptions(port=talk.port), print)


def test_no_blog_no_preview(tmp_path):
    with pytest.raises(ConfigError):
        Preview(Blog(tmp_path), PreviewOptions(port=0), print)
