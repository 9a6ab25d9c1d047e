import threading

import pytest

from fridaygram.corpus.text.pool import TextPool
from fridaygram.corpus.text.work import PageRead, PageWork, Reading, TextWork
from fridaygram.errors import CorpusError, UsageError
from tests.corpus.text.test_extract import WORDPRESS, packed


def page(number):
    return PageWork(f"https://a.example/{number}", f"https://a.example/{number}", "text/html", packed(WORDPRESS))


def test_all_work_comes_back_whatever_the_batches():
    batches = [[page(3 * start + place) for place in range(3)] for start in range(4)]
    texts = [[TextWork("https://a.example/t", "One song, two chords and a kettle that comes in on the beat.")]]
    with TextPool(2) as pool:
        done = [result for results in pool.map(iter([*batches, *texts])) for result in results]
    pages = sorted(result.url for result in done if isinstance(result, PageRead))
    assert pages == sorted(work.url for batch in batches for work in batch)
    (read,) = (result for result in done if isinstance(result, Reading))
    assert (read.lang, read.words, len(read.mark)) == ("en", 13, 500)


def test_work_that_takes_too_long_is_given_up_and_the_pool_goes_on():
    with TextPool(1, patience_s=0.001) as pool:
        results = list(pool.map(iter([[page(1), page(2)]])))
    pages = [result.page for batch in results for result in batch]
    assert [(one.state, one.detail) for one in pages] == [
        ("not readable", "the parser broke down or took too long")
    ] * 2


def test_a_pool_rests_without_processes_and_works_again():
    with TextPool(1) as pool:
        assert pool.take() == []
        pool.give([page(1)])
        with pytest.raises(RuntimeError, match="outstanding"):
            pool.rest()
        pool.take()
        pool.rest()
        assert all(worker._process is None for worker in pool._workers)
        (again,) = next(pool.map(iter([[page(2)]])))
    assert again.page.state == "text"


def test_python_files_in_the_working_folder_are_not_imported(tmp_path, monkeypatch):
    for name in ("json", "random", "struct"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with TextPool(1) as pool:
        (results,) = pool.map(iter([[page(1)]]))
    assert [one.page.state for one in results] == ["text"]


FRAGILE = """
import os
import signal
import time


class TextFixerConfig:
    def __init__(self, **options):
        pass


def fix_text(text, config):
    if "crashes" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hangs" in text:
        with open({mark!r}, "w"):
            pass
        time.sleep(3600)
    if "confuses" in text:
        raise KeyError("page")
    if "fills the memory" in text:
        raise MemoryError("no room")
    return text
"""


@pytest.fixture
def fragile(tmp_path, monkeypatch):
    """Let workers mend texts by a library that breaks when a text says so; return the mark of one that hangs."""
    package = tmp_path / "fragile" / "ftfy"
    package.mkdir(parents=True)
    mark = tmp_path / "hangs"
    (package / "__init__.py").write_text(FRAGILE.format(mark=str(mark)))
    monkeypatch.syspath_prepend(package.parent)
    return mark


def saying(what):
    text = f"One song, two chords and a kettle that {what} on the beat, café."
    html = f"<html><title>A song</title><body><article><p>{text}</p></article></body></html>"
    return PageWork(f"https://a.example/{what}", f"https://a.example/{what}", "text/html", packed(html))


class WhenHanging(threading.Thread):
    """A timer whose time is over when a worker has left its mark."""

    mark = None

    def __init__(self, seconds, act):
        super().__init__(daemon=True)
        self.act, self.over = act, threading.Event()

    def run(self):
        while not self.over.wait(0.01):
            if self.mark.exists():
                self.mark.unlink()
                self.act()
                return

    def cancel(self):
        self.over.set()


@pytest.mark.parametrize("what", ["crashes", "hangs"])
def test_a_page_that_crashes_or_hangs_its_reader_costs_itself_alone(fragile, what):
    WhenHanging.mark = fragile
    with TextPool(1, timer=WhenHanging) as pool:
        (done,) = pool.map(iter([[saying("comes in"), saying(what), saying("goes out")]]))
    assert [(one.url.rsplit("/", 1)[1], one.page.state) for one in done] == [
        ("comes in", "text"), (what, "not readable"), ("goes out", "text")
    ]  # fmt: skip


def test_a_text_that_breaks_the_analysis_is_no_boilerplate(monkeypatch, tmp_path):
    (tmp_path / "py3langid").mkdir()
    (tmp_path / "py3langid" / "__init__.py").write_text("raise KeyError('model')")
    monkeypatch.syspath_prepend(tmp_path)
    with TextPool(1) as pool:
        ((read,),) = pool.map(iter([[TextWork("https://a.example/t", "One song.")]]))
    assert (read.text, read.problem) == ("", "KeyError")


def test_a_full_memory_is_not_the_pages_fault(fragile):
    with TextPool(1) as pool, pytest.raises(CorpusError, match="MemoryError: no room; no page was dropped"):
        list(pool.map(iter([[saying("fills the memory")]])))


def test_a_page_that_confuses_a_library_costs_itself_alone(fragile):
    with TextPool(1) as pool:
        (done,) = pool.map(iter([[saying("confuses"), saying("comes in")]]))
    assert [(one.page.state, one.page.detail) for one in done] == [("not readable", "KeyError"), ("text", "")]


def test_a_pool_whose_worker_cannot_start_says_so(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with (
        TextPool(1) as pool,
        pytest.raises(UsageError, match="ends at once, or does nothing for 900 seconds; install what"),
    ):
        pool.check()


def test_a_process_that_starts_slowly_is_waited_for():
    """On a busy machine loading the libraries alone can take longer than a batch may."""
    with TextPool(1, patience_s=0.001) as pool:
        pool.check()
