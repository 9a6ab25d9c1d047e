import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.graph import runner
from fridaygram.graph.cache import Cache
from fridaygram.graph.runner import Ran, Runner, Task, default_workers, encode_inputs, reason

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


def pair(cache, workers, tasks, apart=False):
    seen = []
    one = Runner(cache, workers=workers, progress=lambda done, total, what: seen.append((done, total, what)))
    return one.run(tasks, "drawing", apart=apart), seen


@pytest.mark.parametrize("apart", [False, True])
def test_workers_give_the_same_results_and_count_progress(apart):
    tasks = [Task(f"t{number}", {"n": str(number)}, lambda n=number: b"x" * n, weight=number) for number in range(30)]
    alone, steps = pair(Cache(None), 1, tasks)
    cache = Cache(None)
    together, others = pair(cache, 2, tasks, apart)
    assert alone == together
    assert steps == others == [(done, 30, "drawing") for done in range(1, 31)]
    assert cache.data("t7") == b"x" * 7


def test_light_work_stays_in_this_process(monkeypatch):
    monkeypatch.setattr(runner, "_forked", lambda *_: pytest.fail("forked"))
    tasks = [Task(f"t{number}", {}, lambda: str(os.getpid()).encode()) for number in range(5)]
    assert len(set(pair(Cache(None), 4, tasks)[0].values())) == 1


@pytest.mark.parametrize("apart", [False, True])
def test_an_error_in_a_worker_arrives_whole(apart):
    def fail():
        raise ContentError("wrong", file="a.md", line=3, hint="mend it")

    tasks = [Task(f"t{number}", {}, fail, weight=30) for number in range(3)]
    with pytest.raises(ContentError) as caught:
        Runner(Cache(None), workers=2).run(tasks, apart=apart)
    assert str(caught.value) == "a.md:3: wrong; mend it"


def test_work_apart_leaves_this_process_as_it_was():
    here = os.getpid()
    tasks = [Task(f"t{number}", {}, lambda: b"here" if os.getpid() == here else b"away") for number in range(30)]
    cache = Cache(None)
    Runner(cache, workers=2).run(tasks, apart=True)
    assert {cache.data(task.name) for task in tasks} == {b"away"}


def test_tasks_are_values():
    assert Ran("a", "new") == Ran("a", "new")
    assert 1 <= default_workers() <= os.cpu_count()


def test_a_result_that_was_made_elsewhere_is_kept():
    cache = Cache(None)
    task = Task("a", {"text": "1"}, lambda: b"made here")
    one = Runner(cache)
    assert not one.is_current(task)
    one.keep(task, b"made elsewhere")
    assert one.is_current(task)
    assert not one.is_current(Task("a", {"text": "2"}, task.run))
    one.run([task])
    assert Runner(cache).load("a") == b"made elsewhere"
