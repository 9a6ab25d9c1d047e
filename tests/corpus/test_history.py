import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.history import HistoryStep, Snapshot, decoded, encoded, grown, judged_anew, steps_back

HEAD = b'{"title":"t","stages":[]}'
links = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "gone", "round-up"])), max_size=12)
histories = st.lists(links, min_size=1, max_size=6)


def snapshot(day, rows, head=HEAD):
    """Return a snapshot of (link, stage) pairs: each is a fate, and a review where it was kept for the first time."""
    fates = [msgspec.json.encode({"url": f"u{number}", "stage": stage}) for number, stage in sorted(rows)]
    kept = sorted({number for number, stage in rows if not stage})
    reviews = [msgspec.json.encode({"url": f"u{number}", "song": {"title": "x"}}) for number in kept]
    return Snapshot(f"2018-06-{day:02d}", head, fates, reviews)


def chained(snapshots):
    steps, last = (), snapshots[0]
    for new in snapshots[1:]:
        steps, taken = grown(steps, last, new)
        last = Snapshot(taken, new.head, new.fates, new.reviews)
    return decoded(encoded(steps)), last


def as_of(steps, last, day):
    for step in steps_back(steps, last.taken, day):
        last = last.before(step)
    return last


@given(histories)
def test_every_snapshot_is_had_again_to_the_byte(history):
    snapshots = [snapshot(day, rows) for day, rows in enumerate(history, 1)]
    steps, last = chained(snapshots)
    for one in snapshots:
        found = as_of(steps, last, one.taken)
        assert (found.head, found.fates, found.reviews) == (one.head, one.fates, one.reviews)


@given(histories, links)
def test_judged_anew_every_day_has_the_new_answers_for_the_links_it_knew(history, rows):
    snapshots = [snapshot(day, known) for day, known in enumerate(history, 1)]
    new = snapshot(20, rows)
    steps, last = chained(snapshots)
    steps, taken = judged_anew(steps, last, new)
    for day, known in enumerate(history, 1):
        found = as_of(steps, Snapshot(taken, new.head, new.fates, new.reviews), f"2018-06-{day:02d}")
        numbers = {number for number, _ in known}
        expected = snapshot(day, [row for row in rows if row[0] in numbers])
        assert (found.fates, found.reviews) == (expected.fates, expected.reviews)


STEPS = tuple(HistoryStep(day) for day in ("2018-06-01", "2018-06-01", "2018-06-08"))


@pytest.mark.parametrize(
    ("day", "number"),
    [("2013-01-01", 2), ("2018-06-01", 2), ("2018-06-07", 2), ("2018-06-08", 1), ("2018-06-14", 1), ("2018-06-15", 0)],
)
def test_a_day_knows_the_last_run_up_to_it_and_days_before_the_first_run_its_day(day, number):
    assert steps_back(STEPS, "2018-06-15", day) == STEPS[::-1][:number]


def test_another_order_of_stages_is_a_step_too():
    one, other = snapshot(1, [(1, "")]), snapshot(2, [(1, "")], head=b'{"title":"t","stages":[1]}')
    steps, last = chained([one, other])
    assert as_of(steps, last, "2018-06-01").head == HEAD
