"""What a build leaves for the next one."""

from pathlib import Path

import pytest

from fridaygram.plan.live.memory import Memory, Superseded

ONE, TWO = frozenset({Path("/b/one.md")}), frozenset({Path("/b/two.md")})


def taken(memory, changed):
    with memory.taken(changed) as known:
        return known


def remembering():
    memory = Memory()
    memory.keep("a plan")
    return memory


def test_nothing_is_known_at_first_nor_where_anything_may_have_changed():
    assert taken(Memory(), ONE) is None
    assert taken(remembering(), None) is None


def test_a_plan_is_given_once():
    memory = remembering()
    assert taken(memory, ONE) == ("a plan", ONE)
    assert taken(memory, ONE) is None


def test_a_build_that_fails_leaves_nothing():
    memory = remembering()
    with pytest.raises(ValueError, match="wrong"), memory.taken(ONE):
        raise ValueError("wrong")
    assert taken(memory, TWO) is None


def test_a_build_that_gives_way_leaves_what_it_was_given():
    memory = remembering()
    for changed in (ONE, TWO):
        with pytest.raises(Superseded), memory.taken(changed):
            raise Superseded
    assert taken(memory, frozenset()) == ("a plan", ONE | TWO)


def test_a_build_that_is_given_up_while_it_writes_leaves_its_own_plan():
    memory = remembering()
    with memory.taken(ONE):
        memory.keep("a new plan")
    assert taken(memory, TWO) == ("a new plan", TWO)
