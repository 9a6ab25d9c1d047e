import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.history import History, Snapshot, steps_back, write_judged_anew, write_step

HEAD = b'{"title":"t","stages":[]}'
links = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "gone", "round-up"])), max_size=12)
histories = st.lists(links, min_size=1, max_size=6)


def snapshot(day, rows, head=HEAD):
    """Return a snapshot of (link, stage) pairs: each is a fate, and a review where it was kept for the first time."""
    fates = [msgspec.json.encode({"url": f"u{number}", "stage": stage}) for number, stage in sorted(rows)]
    kept = sorted({number for number, stage in rows if not stage})
    reviews = [msgspec.json.encode({"url": f"u{number}", "song": {"title": "x"}}) for number in kept]
    return Snapshot(f"2018-06-{day:02d}", head, fates, reviews)


def chained(path, snapshots):
    """Write the steps of snapshots that follow one another; return these and the last, with the day it is taken on."""
    last = snapshots[0]
    with path.open("wb") as out:
        for new in snapshots[1:]:
            last = msgspec.structs.replace(new, taken=write_step(out, last, new))
    return History(path), last


def as_of(history, last, day):
    for step in history.back(steps_back((*history.days, last.taken), day)):
        last = last.before(step)
    return last.head, list(last.fates), list(last.reviews)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("history") / "history.jsonl"


@given(histories)
def test_every_snapshot_is_had_again_to_the_byte(path, history):
    snapshots = [snapshot(day, rows) for day, rows in enumerate(history, 1)]
    steps, last = chained(path, snapshots)
    for one in snapshots:
        assert as_of(steps, last, one.taken) == (one.head, one.fates, one.reviews)


@given(histories, links)
def test_judged_anew_every_day_has_the_new_answers_for_the_links_it_knew(path, history, rows):
    snapshots = [snapshot(day, known) for day, known in enumerate(history, 1)]
    new = snapshot(20, rows)
    steps, last = chained(path, snapshots)
    with path.with_suffix(".anew").open("wb") as out:
        taken = write_judged_anew(out, steps.back(len(steps.days)), last, new)
    anew = History(path.with_suffix(".anew"))
    for day, known in enumerate(history, 1):
        _, fates, reviews = as_of(anew, msgspec.structs.replace(new, taken=taken), f"2018-06-{day:02d}")
        numbers = {number for number, _ in known}
        expected = snapshot(day, [row for row in rows if row[0] in numbers])
        assert (fates, reviews) == (expected.fates, expected.reviews)


DAYS = ("2018-06-01", "2018-06-01", "2018-06-08", "2018-06-15")


@pytest.mark.parametrize(
    ("day", "number"),
    [("2013-01-01", 2), ("2018-06-01", 2), ("2018-06-07", 2), ("2018-06-08", 1), ("2018-06-14", 1), ("2018-06-15", 0)],
)
def test_a_day_knows_the_last_run_up_to_it_and_days_before_the_first_run_its_day(day, number):
    assert steps_back(DAYS, day) == number


def test_another_order_of_stages_is_a_step_too(path):
    one, other = snapshot(1, [(1, "")]), snapshot(2, [(1, "")], head=b'{"title":"t","stages":[1]}')
    steps, last = chained(path, [one, other])
    assert as_of(steps, last, "2018-06-01")[0] == HEAD


def test_the_step_of_the_same_lines_has_the_same_bytes(path):
    """The format of a step stays: a line that stands twice goes from its first place."""
    one, other = snapshot(1, [(1, "gone"), (1, "gone"), (2, "")]), snapshot(2, [(1, "gone"), (3, "gone")])
    chained(path, [one, other])
    assert path.read_text() == (
        '{"taken":"2018-06-01","head":null,"fates":{"gone":[1],"come":[[0,{"url":"u1","stage":"gone"}],'
        '[2,{"url":"u2","stage":""}]]},"reviews":{"come":[[0,{"url":"u2","song":{"title":"x"}}]]}}\n'
    )
