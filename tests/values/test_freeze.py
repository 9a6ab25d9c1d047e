import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.values.base import Provider, Source
from fridaygram.values.freeze import Policy, Wanted, settle
from fridaygram.values.results import Entry

NOW = "2018-06-15"
SOURCES = (Source(kind="corpus", name="demo"), Source(kind="file", name="a.csv"))


class Computing:
    """A provider that counts how often it computes."""

    def __init__(self, sources=SOURCES, error=None):
        self.calls = 0
        self.error = error
        self.provider = Provider(sources=lambda params: sources, compute=self.compute)

    def compute(self, params, stores):
        self.calls += 1
        if self.error:
            raise self.error
        return {"value": 2 / 3, "of": dict(params)}


def wanted(provider, params=None, kind="funnel"):
    params = {"corpus": "demo"} if params is None else params
    return Wanted("funnel", kind, params, provider, "content/posts/a/index.md", 7)


def policy(digests, *, keep, forget=False):
    return Policy(keep=keep, forget=forget, today=NOW, digest=lambda source: digests[source.label])


HERE = {"corpus demo": "d1", "file a.csv": "d2"}


def entry(**changes):
    whole = {
        "kind": "funnel",
        "params": {"corpus": "demo"},
        "sources": HERE,
        "computed": "2018-06-08",
        "values": {"value": 1},
    }
    return Entry(**{**whole, **changes})


GONE = {"corpus demo": None, "file a.csv": "d2"}
MOVED = {"corpus demo": "d9", "file a.csv": "d2"}
BOTH = {"corpus demo": "d9", "file a.csv": "d8"}
HALF = {"corpus demo": None, "file a.csv": "d8"}


@pytest.mark.parametrize(
    ("old", "digests", "keep", "forget", "state", "why"),
    [
        (None, HERE, True, False, "computed", ""),
        (None, HERE, False, False, "computed", ""),
        (entry(), HERE, True, False, "fresh", ""),
        (entry(), HERE, False, False, "fresh", ""),
        (entry(), GONE, True, False, "frozen", ""),
        (entry(), GONE, False, False, "frozen", ""),
        (entry(), MOVED, True, False, "stale", "corpus demo changed since 2018-06-08"),
        (entry(), BOTH, True, False, "stale", "corpus demo and file a.csv changed since 2018-06-08"),
        (entry(), HALF, True, False, "stale", "file a.csv changed since 2018-06-08"),
        (entry(), MOVED, False, False, "computed", ""),
        (entry(params={"corpus": "x"}), HERE, True, False, "stale", "parameters changed: corpus"),
        (entry(params={"corpus": "demo", "b": 1}), HERE, True, False, "stale", "parameters changed: b"),
        (entry(params={}), HERE, True, False, "stale", "parameters changed: corpus"),
        (entry(params={"corpus": "x"}), HERE, False, False, "computed", ""),
        (entry(kind="bar"), HERE, True, False, "computed", ""),
        (entry(), HERE, True, True, "computed", ""),
        (entry(), MOVED, True, True, "computed", ""),
        (entry(sources={"corpus demo": "d1"}), HERE, True, False, "stale", "file a.csv changed since 2018-06-08"),
    ],
)
def test_the_state_of_a_value(old, digests, keep, forget, state, why):
    computing = Computing()
    settled = settle(wanted(computing.provider), old, None, policy(digests, keep=keep, forget=forget))
    assert (settled.state, settled.why) == (state, why)
    assert computing.calls == (state == "computed")
    if state == "computed":
        assert settled.entry == Entry(
            kind="funnel",
            params={"corpus": "demo"},
            sources=digests,
            computed=NOW,
            values={"value": 0.666667, "of": {"corpus": "demo"}},
        )
    else:
        assert settled.entry is old


def test_a_value_of_nothing_but_its_parameters_is_fresh():
    computing = Computing(sources=())
    first = settle(wanted(computing.provider), None, None, policy({}, keep=True))
    again = settle(wanted(computing.provider), first.entry, None, policy({}, keep=True))
    assert (first.state, again.state, computing.calls) == ("computed", "fresh", 1)


DIGESTS = st.fixed_dictionaries(
    {"corpus demo": st.sampled_from([None, "a", "b"]), "file a.csv": st.sampled_from(["c", "d"])}
)


@given(st.lists(st.tuples(DIGESTS, st.sampled_from([1, 2, 2 / 3])), min_size=1, max_size=6))
def test_a_published_number_never_moves(builds):
    """Whatever happens to corpus, files and parameters: what was published stands until a refresh."""
    computing, entry_ = Computing(), None
    for digests, parameter in builds:
        settled = settle(wanted(computing.provider, {"p": parameter}), entry_, None, policy(digests, keep=True))
        assert entry_ is None or settled.entry is entry_
        entry_ = settled.entry
    assert computing.calls == 1


@given(st.lists(st.tuples(DIGESTS, st.sampled_from([1, 2, 2 / 3])), min_size=1, max_size=6))
def test_a_draft_is_never_stale(builds):
    computing, entry_ = Computing(), None
    for digests, parameter in builds:
        settled = settle(wanted(computing.provider, {"p": parameter}), entry_, None, policy(digests, keep=False))
        assert settled.state != "stale"
        assert settled.entry.params == {"p": parameter if isinstance(parameter, int) else 0.666667}
        entry_ = settled.entry


def test_an_error_names_the_line_that_asked():
    computing = Computing(error=ContentError("corpus 'demo' has no funnel", hint="import one"))
    with pytest.raises(ContentError) as caught:
        settle(wanted(computing.provider), None, None, policy(GONE, keep=True))
    assert str(caught.value) == "content/posts/a/index.md:7: corpus 'demo' has no funnel; import one"


def test_dates_in_parameters_are_compared_as_results_hold_them():
    computing = Computing()
    params = {"as_of": date(2018, 6, 8).isoformat(), "orders": (1, 2)}
    first = settle(wanted(computing.provider, params), None, None, policy(HERE, keep=True))
    again = settle(wanted(computing.provider, params), first.entry, None, policy(HERE, keep=True))
    assert again.state == "fresh"


def test_the_table_above_covers_every_state():
    states = {"computed", "fresh", "frozen", "stale"}
    marks = test_the_state_of_a_value.pytestmark[0].args[1]
    assert {row[4] for row in marks} == states
    assert set(itertools.product((True, False), states)) - {(row[2], row[4]) for row in marks} == {(False, "stale")}
