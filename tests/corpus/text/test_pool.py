import pytest

from fridaygram.corpus.text.pool import TextPool
from fridaygram.corpus.text.work import PageRead, PageWork, Reading, TextWork
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
