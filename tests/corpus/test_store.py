import json
import tracemalloc
from datetime import date

import pytest

from fridaygram.corpus import lines, store
from fridaygram.corpus.funnel import Fate, Ledger, StageLabel
from fridaygram.corpus.lines import Again
from fridaygram.corpus.records import Review, Song
from fridaygram.corpus.store import open_corpus, write_corpus
from fridaygram.errors import CorpusError


def review(number: int, day: str = "2016-01-01", text: str = "A song about rain.") -> Review:
    return Review(
        url=f"https://blog.example/{number}",
        domain="blog.example",
        content=text,
        word_count=len(text.split()),
        date_published=day,
        song=Song(title="Rain", artist="The Wet", characteristics={"tempo": 100.0, "energy": 0.5}),
    )


def ledger(reviews, dropped=1):
    fates = [Fate(url=row.url, date=row.date_published) for row in reviews]
    fates += [Fate(url=f"https://x.example/{n}", stage="second", reason="gone") for n in range(dropped)]
    return Ledger("t", (StageLabel("first", "in"), StageLabel("second", "kept")), fates)


def test_round_trip_is_sorted_and_byte_identical(tmp_path):
    rows = [review(3, "2016-03-01"), review(2, "2014-03-01"), review(1, "2014-03-01")]
    first = write_corpus(tmp_path / "a", "a", rows, note="invented", ledger=ledger(rows))
    second = write_corpus(tmp_path / "b", "a", rows[::-1], note="invented", ledger=ledger(rows[::-1]))
    assert [row.url[-1] for row in first.reviews()] == ["1", "2", "3"]
    for name in ("corpus.json", "reviews.jsonl", "ledger.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert first.digest == second.digest
    assert first.reviews()[0].song == rows[0].song


def test_as_of_leaves_out_later_reviews_and_counts_undated_ones(tmp_path):
    rows = [review(1, "2016-03-01"), review(2, "2016-03-02T10:00:00Z"), review(3, "2016-03-03"), review(4, "")]
    corpus = write_corpus(tmp_path / "a", "a", rows, ledger=ledger(rows))
    assert [row.url[-1] for row in corpus.reviews(date(2016, 3, 2))] == ["4", "1", "2"]
    funnel = corpus.funnel(date(2016, 3, 2))
    assert funnel is not None and funnel.stages[-1].count == 3


def written(folder, taken, rows, dropped=1, **options):
    return write_corpus(folder, "a", rows, ledger=ledger(rows, dropped), taken=taken, **options)


def seen(corpus, day):
    """What the corpus says as of a day: the numbers of its reviews, and how many links came in."""
    return [row.url[-1] for row in corpus.reviews(day)], corpus.funnel(day).stages[0].count


FRIDAYS = [date(2018, 6, 1), date(2018, 6, 8), date(2018, 6, 15)]


def test_numbers_of_an_older_friday_stay_whatever_later_runs_find(tmp_path):
    first = written(tmp_path / "a", "2018-06-01", [review(1), review(2, text="As first read.")])
    before = seen(first, FRIDAYS[0]), first.reviews(FRIDAYS[0])
    long_ago = seen(first, date(2016, 1, 1))
    older = [review(0, "2015-01-01"), review(1), review(2, text="As read again.")]
    second = written(tmp_path / "a", "2018-06-07", older, dropped=5)
    assert seen(second, FRIDAYS[1]) == (["0", "1", "2"], 8)
    third = written(tmp_path / "a", "2018-06-14", [*older[:2], review(3)], dropped=6)
    assert (seen(third, FRIDAYS[0]), third.reviews(FRIDAYS[0])) == before
    assert seen(third, date(2016, 1, 1)) == long_ago
    assert seen(third, FRIDAYS[1]) == (["0", "1", "2"], 8)
    assert seen(third, FRIDAYS[2]) == (["0", "1", "3"], 9)
    assert seen(third, None) == seen(third, FRIDAYS[2])


def test_a_run_that_finds_nothing_new_leaves_every_byte(tmp_path):
    folder = tmp_path / "a"
    for taken in ("2018-06-01", "2018-06-08"):
        written(folder, taken, [review(1)])
    assert open_corpus(folder).taken == "2018-06-01"
    assert not (folder / "history.jsonl").exists()
    written(folder, "2018-06-08", [review(1), review(2)])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "history.jsonl" in before
    written(folder, "2018-06-15", [review(1), review(2)])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_other_rules_judge_earlier_days_too_on_the_links_that_they_knew(tmp_path):
    folder = tmp_path / "a"
    written(folder, "2018-06-01", [review(1), review(2)])
    written(folder, "2018-06-08", [review(1), review(2), review(0, "2015-01-01")], dropped=2)
    judged = [review(1), review(0, "2015-01-01")]
    fates = [*ledger(judged, 2).fates, Fate(url=review(2).url, date="2016-01-01", stage="second", reason="stricter")]
    stages = ledger([]).stages
    anew = write_corpus(folder, "a", judged, ledger=Ledger("t", stages, fates), taken="2018-06-09", anew=True)
    assert seen(anew, FRIDAYS[0]) == (["1"], 3)
    assert seen(anew, FRIDAYS[1]) == seen(anew, None) == (["0", "1"], 5)
    assert anew.taken == "2018-06-08"


def test_a_corpus_of_the_first_format_is_one_snapshot(tmp_path):
    corpus = written(tmp_path / "a", "2018-06-01", [review(1)])
    header = corpus.folder / "corpus.json"
    known = json.loads(header.read_text())
    old = {key: known[key] for key in ("digest", "ledger", "name", "note", "reviews", "words")}
    header.write_text(json.dumps({**old, "format": 1}))
    again = open_corpus(corpus.folder)
    assert again.funnel() == corpus.funnel()
    assert seen(again, FRIDAYS[0]) == (["1"], 2)
    grown = written(tmp_path / "a", "2018-06-08", [review(1), review(2)])
    assert seen(grown, FRIDAYS[0]) == (["1"], 2)
    assert seen(grown, FRIDAYS[1]) == (["1", "2"], 3)


def test_a_history_changed_by_hand_is_refused(tmp_path):
    written(tmp_path / "a", "2018-06-01", [review(1)])
    written(tmp_path / "a", "2018-06-08", [review(1), review(2)])
    (tmp_path / "a" / "history.jsonl").write_text("{}")
    with pytest.raises(CorpusError, match=r"history\.jsonl: not the file that corpus\.json describes"):
        open_corpus(tmp_path / "a")


@pytest.mark.parametrize("line", ["{", '{"taken":"2018-06-01","fates":3}'])
def test_a_damaged_step_says_so_when_it_is_read(tmp_path, line):
    written(tmp_path / "a", "2018-06-01", [review(1)])
    corpus = written(tmp_path / "a", "2018-06-08", [review(1), review(2)])
    (corpus.folder / "history.jsonl").write_text(line)
    with pytest.raises(CorpusError, match=r"history\.jsonl: damaged history"):
        corpus.funnel(FRIDAYS[0])


def test_the_counted_funnel_is_the_ledgers(tmp_path):
    rows = [review(1), review(2)]
    corpus = write_corpus(tmp_path / "a", "a", rows, ledger=ledger(rows, 3))
    (corpus.folder / "ledger.jsonl").unlink()
    assert open_corpus(corpus.folder, ()).funnel() == ledger(rows, 3).funnel()


def test_a_corpus_changed_by_hand_is_refused(tmp_path):
    corpus = write_corpus(tmp_path / "a", "a", [review(1)])
    path = corpus.folder / "reviews.jsonl"
    path.write_bytes(path.read_bytes().replace(b"rain", b"snow"))
    with pytest.raises(CorpusError, match=r"reviews\.jsonl: not the file that corpus\.json describes"):
        open_corpus(corpus.folder)


def test_missing_foreign_and_damaged_corpora_say_so(tmp_path):
    with pytest.raises(CorpusError, match=r"there is no corpus 'none'.*corpus import"):
        open_corpus(tmp_path / "none")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "corpus.json").write_text("{")
    with pytest.raises(CorpusError, match="damaged header"):
        open_corpus(tmp_path / "bad")
    corpus = write_corpus(tmp_path / "a", "a", [review(1)])
    header = corpus.folder / "corpus.json"
    header.write_text(header.read_text().replace('"format": 2', '"format": 99'))
    with pytest.raises(CorpusError, match="format 99"):
        open_corpus(corpus.folder)


def test_refusals_leave_the_old_corpus_in_place(tmp_path):
    write_corpus(tmp_path / "a", "a", [review(1)])
    (tmp_path / "a" / "README.md").write_text("mine")
    before = (tmp_path / "a" / "reviews.jsonl").read_bytes()
    for rows, kept, message in (
        ([review(1), review(1)], None, "two reviews have the URL"),
        ([], None, "would be empty"),
        ([review(1), review(2)], ledger([review(1)]), "keeps 1 links, the corpus has 2"),
    ):
        with pytest.raises(CorpusError, match=message):
            write_corpus(tmp_path / "a", "a", rows, ledger=kept)
        assert (tmp_path / "a" / "reviews.jsonl").read_bytes() == before
    write_corpus(tmp_path / "a", "a", [review(2)])
    assert (tmp_path / "a" / "README.md").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_with_other_things_is_not_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(CorpusError, match="holds no corpus"):
        write_corpus(tmp_path / "photos", "photos", [review(1)])
    with pytest.raises(CorpusError, match="cannot name a corpus"):
        write_corpus(tmp_path / "up", "../up", [review(1)])
    assert (tmp_path / "photos" / "cat.jpg").read_bytes() == b"cat"


def test_writing_holds_no_reviews(tmp_path, monkeypatch):
    """A link more adds the eight bytes of its digest, not its lines: 600 bytes here."""
    monkeypatch.setattr(store, "digest_file", lambda path: str(path.stat().st_size))
    monkeypatch.setattr(lines, "RUN_BYTES", 20_000)
    monkeypatch.setattr(lines, "MOST_RUNS", 4)
    peaks = []
    tracemalloc.start()
    for number in (500, 1500):
        rows = Again(lambda number=number: (review(place, text="word " * 100) for place in range(number)))
        fates = Again(lambda rows=rows: (Fate(url=row.url, date=row.date_published) for row in rows))
        for taken in ("2018-06-01", "2018-06-08"):
            tracemalloc.reset_peak()
            known = Ledger(taken, (StageLabel("first", "in"), StageLabel("second", "kept")), fates)
            write_corpus(tmp_path / str(number), "a", rows, ledger=known, taken=taken)
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 1000 < 60
