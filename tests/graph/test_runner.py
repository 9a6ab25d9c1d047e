import gc
import os
import select
import signal
import subprocess
import sys
from dataclasses import FrozenInstanceError

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.files import digest
from fridaygram.graph import runner
from fridaygram.graph.cache import Cache
from fridaygram.graph.runner import (
    ROWS_A_WRITE,
    LostWorkError,
    Ran,
    Runner,
    Task,
    TaskResult,
    default_workers,
    encode_inputs,
    reason,
)
from tests.patience import PATIENCE

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there is one process")
NAMES = st.sampled_from("abcdef")
INPUTS = st.dictionaries(st.sampled_from(["text", "program", "zone"]), st.sampled_from(["1", "2"]), max_size=3)


def build(cache, wanted, **options):
    """Run one build that wants these inputs by name; return its runner, digests and what ran."""
    calls = []

    def task(name, inputs):
        def run():
            calls.append(name)
            return f"{name} of {sorted(inputs.items())}".encode()

        return Task(name, inputs, run)

    one = Runner(cache, **options)
    digests = one.run([task(name, inputs) for name, inputs in wanted.items()], "testing")
    one.finish()
    return one, digests, calls


@given(st.lists(st.dictionaries(NAMES, INPUTS), min_size=1, max_size=5))
def test_exactly_the_tasks_whose_inputs_changed_run(builds):
    cache, before = Cache(None), {}
    for wanted in builds:
        one, digests, calls = build(cache, wanted)
        changed = [name for name, inputs in wanted.items() if before.get(name) != inputs]
        assert calls == changed
        assert [ran.name for ran in one.report.ran] == changed
        assert one.report.reused == len(wanted) - len(changed)
        assert digests == build(Cache(None), wanted)[1]
        assert {name: one.load(name) for name in wanted}.keys() == wanted.keys()
        before = wanted


def test_a_second_build_runs_nothing():
    cache = Cache(None)
    build(cache, {"a": {"text": "1"}})
    one, _, calls = build(cache, {"a": {"text": "1"}})
    assert calls == []
    assert one.load("a") == b"a of [('text', '1')]"


@pytest.mark.parametrize(
    ("inputs", "before", "words"),
    [
        ({"text": "1"}, None, "new"),
        ({"text": "2", "program": "1"}, {"text": "1", "program": "1"}, "changed: text"),
        ({"text": "2", "program": "2"}, {"text": "1", "program": "1"}, "changed: program, text"),
        ({"text": "1", "zone": "1"}, {"text": "1"}, "new: zone"),
        ({"zone": "1"}, {"text": "1"}, "new: zone; gone: text"),
        ({"text": "1"}, {"text": "1"}, "its result was lost"),
    ],
)
def test_why_a_task_runs_is_told_in_words(inputs, before, words):
    assert reason(inputs, None if before is None else encode_inputs(before)) == words


def test_a_task_that_fails_loses_only_itself():
    cache = Cache(None)

    def fail():
        raise ContentError("wrong", file="b.md", line=2)

    with pytest.raises(ContentError, match=r"b\.md:2: wrong"):
        Runner(cache).run([Task("a", {}, lambda: b"A"), Task("b", {}, fail), Task("c", {}, lambda: b"C")])
    again = Runner(cache)
    again.run([Task("a", {}, fail)])
    assert again.report.ran == []


def pair(cache, workers, tasks):
    seen = []
    one = Runner(cache, workers=workers, progress=lambda done, total, what: seen.append((done, total, what)))
    return one.run(tasks, "drawing"), seen


def test_workers_give_the_same_results_and_count_progress():
    tasks = [Task(f"t{number}", {"n": str(number)}, lambda n=number: b"x" * n, weight=number) for number in range(30)]
    alone, steps = pair(Cache(None), 1, tasks)
    cache = Cache(None)
    together, others = pair(cache, 2, tasks)
    assert alone == together
    assert steps == others == [(done, 30, "drawing") for done in range(1, 31)]
    assert cache.data("t7") == b"x" * 7


def test_light_work_and_a_single_task_stay_in_this_process(monkeypatch):
    monkeypatch.setattr(runner, "_pooled", lambda *_: pytest.fail("forked"))
    tasks = [Task(f"t{number}", {}, lambda: str(os.getpid()).encode()) for number in range(5)]
    assert len(set(pair(Cache(None), 4, tasks)[0].values())) == 1
    one_heavy = [Task("a", {}, lambda: str(os.getpid()).encode(), weight=100)]
    Runner(Cache(None), workers=4).run(one_heavy)
    Runner(Cache(None)).run([*one_heavy, *tasks])


@forking
def test_two_heavy_tasks_are_done_elsewhere_and_nothing_stays_frozen():
    cache = Cache(None)
    Runner(cache, workers=2).run([Task(name, {}, lambda: str(os.getpid()).encode(), weight=12) for name in "ab"])
    assert str(os.getpid()).encode() not in (cache.data("a"), cache.data("b"))
    assert gc.get_freeze_count() == 0


@forking
def test_ctrl_c_is_for_the_parent():
    def interrupted():
        os.kill(os.getpid(), signal.SIGINT)
        return b"done"

    cache = Cache(None)
    Runner(cache, workers=2).run([Task(name, {}, interrupted, weight=12) for name in "ab"])
    assert (cache.data("a"), cache.data("b")) == (b"done", b"done")


def test_results_are_written_some_at_a_time(monkeypatch):
    cache, written = Cache(None), []
    remember = cache.remember
    monkeypatch.setattr(cache, "remember", lambda rows: (written.append(len(rows)), remember(rows)))
    tasks = [Task(f"t{number}", {}, lambda: b"x") for number in range(2 * ROWS_A_WRITE + 6)]
    Runner(cache).run(tasks)
    assert written == [ROWS_A_WRITE, ROWS_A_WRITE, 6]
    assert len(cache.results()) == len(tasks)


@forking
@pytest.mark.parametrize("weight", [1, 30])
def test_an_error_in_a_worker_arrives_whole_after_what_was_done(weight):
    def fail():
        try:
            raise LookupError("the cause")
        except LookupError as error:
            raise ContentError("wrong", file="a.md", line=3, hint="mend it") from error

    good = [Task(f"good{number}", {}, lambda: b"done", weight=weight) for number in range(40)]
    bad = [Task(f"bad{number}", {}, fail, weight=weight) for number in range(3)]
    cache = Cache(None)
    with pytest.raises(ContentError) as caught:
        Runner(cache, workers=2).run([*good, *bad])
    assert str(caught.value) == "a.md:3: wrong; mend it"
    assert str(caught.value.__cause__) == "the cause"
    assert set(cache.results()) == {task.name for task in good}


class FussyError(Exception):
    """An error that no process can send to another."""

    def __init__(self, one, other):
        super().__init__(one + other)


@forking
def test_an_error_that_cannot_be_sent_arrives_as_well():
    def fail():
        raise FussyError("a", "b")

    with pytest.raises(FussyError, match="ab"):
        Runner(Cache(None), workers=2).run([Task(f"t{number}", {}, fail, weight=30) for number in range(3)])


@forking
def test_what_failed_elsewhere_by_chance_is_done_here():
    here = os.getpid()

    def fail():
        if os.getpid() != here:
            raise OSError("only there")
        return b"done"

    tasks = [Task(f"t{number}", {}, fail) for number in range(30)]
    assert len(Runner(Cache(None), workers=2).run(tasks)) == 30


@forking
def test_a_process_that_is_killed_is_an_error():
    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    tasks = [Task("first", {}, bytes), *(Task(f"t{number}", {}, die) for number in range(30))]
    with pytest.raises(LostWorkError, match="was killed"):
        Runner(Cache(None), workers=2).run(tasks)


def children():
    """Return the processes that this one has started, ended or not."""
    return {child.pid for child in psutil.Process().children()}


@forking
def test_nobody_is_left_where_the_results_are_not_wanted():
    before = children()  # other tests may have left some
    done = Runner(Cache(None), workers=3).compute([Task(f"t{number}", {}, bytes) for number in range(1000)])
    for _ in range(3):
        next(done)
    assert children() - before
    done.close()
    assert children() - before == set()


ORPHANS = """
import os, sys, time
from fridaygram.graph.cache import Cache
from fridaygram.graph.runner import Runner, Task

def wait():
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(600)

Runner(Cache(None), workers=2).run([Task(f"t{number}", {}, wait, weight=30) for number in range(2)])
"""


@forking
def test_processes_end_with_the_one_that_started_them():
    """Also where that is killed, as a preview kills its builder."""
    program = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        pids = [int(process.stdout.readline()) for _ in range(2)]
        process.kill()
        # The pipe that they write to is closed once all of them are gone.
        gone = select.select([process.stdout], [], [], PATIENCE / 2)[0]
        for pid in () if gone else pids:
            os.kill(pid, signal.SIGKILL)
        assert gone
        assert process.stdout.read() == b""
    assert len({*pids, process.pid}) == 3


def test_what_is_kept_stays_whatever_its_inputs_are_now():
    cache = Cache(None)
    build(cache, {"a": {"text": "1"}, "b": {"text": "1"}})
    one = Runner(cache)
    assert (one.keep("a"), one.keep("never seen")) == (True, False)
    one.finish()
    assert list(cache.results()) == ["a"]


def test_tasks_are_values():
    assert Ran("a", "new") == Ran("a", "new")
    with pytest.raises(FrozenInstanceError):
        Task("a", {}, bytes).weight = 2
    with pytest.raises(FrozenInstanceError):
        Ran("a", "new").reason = "old"


def test_there_is_a_worker_for_each_processor(monkeypatch):
    assert 1 <= default_workers() <= os.cpu_count()
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for count, workers in ((3, 3), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        assert default_workers() == workers


def test_a_head_is_known_without_the_data():
    cache = Cache(None)
    task = Task("a", {"text": "1"}, lambda: TaskResult(b"all of it", b"its head"))
    one = Runner(cache)
    assert not one.is_current(task)
    assert one.run([task]) == {"a": digest(b"all of it")}
    again = Runner(cache)
    assert again.is_current(task)
    assert not again.is_current(Task("a", {"text": "2"}, task.run))
    assert (again.head("a"), again.load("a")) == (b"its head", b"all of it")
