from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fridaygram import __version__
from fridaygram.errors import ContentError
from fridaygram.files import digest
from fridaygram.values.base import Extent, Provider, ValueSource, rounded
from fridaygram.values.freeze import Policy, WantedValue, differences, settle, warnings_of
from fridaygram.values.results import Entry, Erratum, sealed

NOW = "2018-06-15"
SOURCES = (ValueSource(kind="corpus", name="demo"), ValueSource(kind="file", name="a.csv"))


class Computing:
    """A provider that counts how often it computes."""

    def __init__(self, sources=SOURCES, error=None, version=1, follows=()):
        self.calls = 0
        self.error = error
        self.provider = Provider(sources=lambda params: sources, compute=self.compute, version=version, follows=follows)

    def compute(self, params, stores):
        self.calls += 1
        if self.error:
            raise self.error
        return {"value": 2 / 3, "of": dict(params)}


class Here:
    """Stores of which nothing but digests, by label, and days are known."""

    def __init__(self, digests, days=None, newer=()):
        self.digests = digests
        self.days = days or {}
        self.newer = newer

    def digest(self, source):
        return self.digests[source.label]

    def extent(self, source):
        return Extent(0, self.days.get(source.label, ""))

    def is_newer(self, source):
        return source.label in self.newer


def wanted(provider, params=None, kind="funnel"):
    params = {"corpus": "demo"} if params is None else params
    return WantedValue("funnel", kind, params, provider, "content/posts/a/index.md", 7)


def policy(*, keep, forget=False, **more):
    return Policy(keep=keep, refresh=None if forget else frozenset(), today=NOW, **more)


HERE = {"corpus demo": "d1", "file a.csv": "d2"}


def entry(**changes):
    whole = {
        "kind": "funnel",
        "params": {"corpus": "demo"},
        "sources": HERE,
        "computed": "2018-06-08",
        "values": {"value": 1},
    }
    return sealed(Entry(**{**whole, **changes}))


GONE = {"corpus demo": None, "file a.csv": "d2"}
MOVED = {"corpus demo": "d9", "file a.csv": "d2"}
BOTH = {"corpus demo": "d9", "file a.csv": "d8"}
HALF = {"corpus demo": None, "file a.csv": "d8"}
EDITED = replace(entry(), values={"value": 999})


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
        (entry(version=2), HERE, True, False, "stale", "this version of Fridaygram computes it differently"),
        (entry(version=2), HERE, False, False, "computed", ""),
        (entry(version=2), GONE, False, False, "stale", "this version of Fridaygram computes it differently"),
        (entry(params={"corpus": "demo", "orders": None}), HERE, True, False, "fresh", ""),
        (entry(published="2018-06-08"), MOVED, False, False, "stale", "corpus demo changed since 2018-06-08"),
        (entry(published="2018-06-08"), MOVED, False, True, "computed", ""),
        (EDITED, HERE, True, False, "edited", "it was changed by hand since it was computed"),
        (EDITED, MOVED, False, False, "edited", "it was changed by hand since it was computed"),
        (EDITED, HERE, True, True, "computed", ""),
        (entry(), HERE, True, True, "computed", ""),
        (entry(), MOVED, True, True, "computed", ""),
        (entry(sources={"corpus demo": "d1"}), HERE, True, False, "stale", "file a.csv changed since 2018-06-08"),
    ],
)
def test_the_state_of_a_value(old, digests, keep, forget, state, why):
    computing = Computing()
    settled = settle(wanted(computing.provider), old, Here(digests), policy(keep=keep, forget=forget))
    assert (settled.state, settled.why) == (state, why)
    assert computing.calls == (state == "computed")
    if state == "computed":
        made = settled.entry
        assert made.is_intact
        assert (made.kind, made.params, made.sources, made.computed) == ("funnel", {"corpus": "demo"}, digests, NOW)
        assert made.values == {"value": 0.666667, "of": {"corpus": "demo"}}
        assert (made.version, made.program, made.published) == (1, __version__, old.published if old else "")
    else:
        assert settled.entry is old


@pytest.mark.parametrize(
    ("digests", "state"),
    [({**HERE, "file a.csv": "d8"}, "computed"), (MOVED, "stale"), (GONE, "frozen"), (HALF, "computed")],
)
def test_a_published_post_follows_its_authors_own_words_and_nothing_else(digests, state):
    computing = Computing(follows=("file",))
    settled = settle(wanted(computing.provider), entry(published="2018-06-08"), Here(digests), policy(keep=True))
    assert (settled.state, computing.calls) == (state, state == "computed")


@pytest.mark.parametrize(("published", "state"), [("2018-06-08", "frozen"), ("", "computed")])
def test_a_model_that_is_newer_than_a_published_post_counts_as_gone(published, state):
    here = Here(MOVED, newer={"corpus demo"})
    old = entry(published=published)
    assert settle(wanted(Computing().provider), old, here, policy(keep=False)).state == state
    assert settle(wanted(Computing().provider), old, here, policy(keep=True)).state == "frozen"
    # One that it was computed with is as new as it was then.
    same = Here(HERE, newer={"corpus demo"})
    assert settle(wanted(Computing().provider), old, same, policy(keep=True)).state == "fresh"


def test_a_value_of_nothing_but_its_parameters_is_fresh():
    computing = Computing(sources=())
    first = settle(wanted(computing.provider), None, Here({}), policy(keep=True))
    again = settle(wanted(computing.provider), first.entry, Here({}), policy(keep=True))
    assert (first.state, again.state, computing.calls) == ("computed", "fresh", 1)


DIGESTS = st.fixed_dictionaries(
    {"corpus demo": st.sampled_from([None, "a", "b"]), "file a.csv": st.sampled_from(["c", "d"])}
)


@given(st.lists(st.tuples(DIGESTS, st.sampled_from([1, 2, 2 / 3])), min_size=1, max_size=6))
def test_a_published_number_never_moves(builds):
    """Whatever happens to corpus, files and parameters: what was published stands until a refresh."""
    computing, entry_ = Computing(), None
    for digests, parameter in builds:
        settled = settle(wanted(computing.provider, {"p": parameter}), entry_, Here(digests), policy(keep=True))
        assert entry_ is None or settled.entry is entry_
        entry_ = settled.entry
    assert computing.calls == 1


@given(st.lists(st.tuples(DIGESTS, st.sampled_from([1, 2, 2 / 3])), min_size=1, max_size=6))
def test_a_draft_is_never_stale(builds):
    computing, entry_ = Computing(), None
    for digests, parameter in builds:
        settled = settle(wanted(computing.provider, {"p": parameter}), entry_, Here(digests), policy(keep=False))
        assert settled.state != "stale"
        assert settled.entry.params == {"p": parameter if isinstance(parameter, int) else 0.666667}
        entry_ = settled.entry


def test_an_error_names_the_line_that_asked():
    computing = Computing(error=ContentError("corpus 'demo' has no funnel", hint="import one"))
    with pytest.raises(ContentError) as caught:
        settle(wanted(computing.provider), None, Here(GONE), policy(keep=True))
    assert str(caught.value) == "content/posts/a/index.md:7: corpus 'demo' has no funnel; import one"


def test_dates_in_parameters_are_compared_as_results_hold_them():
    computing = Computing()
    params = {"as_of": date(2018, 6, 8).isoformat(), "orders": (1, 2)}
    first = settle(wanted(computing.provider, params), None, Here(HERE), policy(keep=True))
    again = settle(wanted(computing.provider, params), first.entry, Here(HERE), policy(keep=True))
    assert again.state == "fresh"


def test_the_table_above_covers_every_state_but_the_future():
    marks = test_the_state_of_a_value.pytestmark[0].args[1]
    assert {row[4] for row in marks} == {"computed", "fresh", "frozen", "stale", "edited"}


@pytest.mark.parametrize(("as_of", "state"), [("2018-06-07", "future"), ("2018-06-08", "fresh"), ("", "fresh")])
def test_a_source_that_is_newer_than_the_post_is_told(as_of, state):
    computing = Computing()
    here = Here(HERE, {"corpus demo": "2018-06-08"})
    first = settle(wanted(computing.provider), None, here, policy(keep=True, as_of=as_of))
    again = settle(wanted(computing.provider), first.entry, here, policy(keep=True, as_of=as_of))
    why = "corpus demo reaches to 2018-06-08, and the post is of 2018-06-07" if state == "future" else ""
    assert (first.state, first.remark) == ("computed", why)
    assert (again.state, again.why) == (state, why)
    assert ("future: funnel: corpus demo reaches" in again.warning) == (state == "future")


@pytest.mark.parametrize(
    ("kind", "way_out"),
    [
        ("corpus", "name an earlier day"),
        ("model", "train one of that day: fridaygram train demo --as demo-2018-06-07 --date 2018-06-07; then refresh"),
    ],
)
def test_a_value_from_the_future_comes_with_its_way_out(kind, way_out):
    source = ValueSource(kind=kind, name="demo")
    computing, here = Computing((source,)), Here({source.label: "d1"}, {source.label: "2018-06-08"})
    early = policy(keep=True, as_of="2018-06-07")
    first = settle(wanted(computing.provider), None, here, early)
    again = settle(wanted(computing.provider), first.entry, here, early)
    assert first.way_out == again.way_out == way_out
    assert first.warning.endswith(way_out) and f"; {way_out}; or tell readers why" in again.warning
    on_time = settle(wanted(computing.provider), None, here, policy(keep=True, as_of="2018-06-08"))
    assert (on_time.way_out, on_time.warning) == ("", "")


def test_values_of_a_post_from_the_future_for_one_reason_are_one_warning():
    computing, here = Computing(), Here(HERE, {"corpus demo": "2018-06-08"})
    early = policy(keep=True, as_of="2018-06-07")
    all_three = [wanted(computing.provider, {"corpus": "demo", "number": number}) for number in range(3)]
    three = [settle(one, None, here, early) for one in all_three]
    other = settle(wanted(Computing().provider, kind="bars"), EDITED, Here(HERE), policy(keep=True))
    (first, last) = warnings_of([*three, other])
    assert first == f"{three[0].warning} (2 more of this post)"
    assert last == other.warning
    assert warnings_of(three[:1]) == (three[0].warning,)
    assert warnings_of([settle(wanted(computing.provider), entry(), Here(HERE), policy(keep=True))]) == ()


def test_a_value_from_the_future_is_no_news_once_readers_are_told_until_a_refresh():
    computing, here = Computing(), Here(HERE, {"corpus demo": "2018-06-08"})
    early = {"keep": True, "as_of": "2018-06-07"}
    old = settle(wanted(computing.provider), None, here, policy(**early)).entry
    erratum = Erratum(day=NOW, reason="The old model is lost.", state="future")
    told = sealed(replace(old, errata=(erratum,)))
    assert settle(wanted(computing.provider), told, here, policy(**early)).state == "fresh"
    again = settle(wanted(computing.provider), told, here, policy(**early, forget=True))
    assert (again.state, again.entry.errata) == ("computed", ())
    assert settle(wanted(computing.provider), again.entry, here, policy(**early)).state == "future"


def refreshed(old, values, version=1):
    provider = Provider(sources=lambda params: (), compute=lambda params, stores: values, version=version)
    return settle(wanted(provider), old, Here({}), policy(keep=True, forget=True, reason="A text was counted twice."))


def test_a_refresh_that_changes_a_published_number_says_what_it_was():
    old = entry(values={"total": 200, "bins": [1, 2]}, published="2018-06-08")
    first = refreshed(old, {"total": 300, "bins": [1, 5], "mean": 0.5}).entry
    erratum = Erratum(
        day=NOW,
        reason="A text was counted twice.",
        old={"total": 200, "bins.1": 2},
        new={"total": 300, "bins.1": 5, "mean": 0.5},
    )
    assert first.errata == (erratum,)
    assert first.is_intact
    assert refreshed(first, dict(first.values)).entry.errata == (erratum,)
    assert len(refreshed(first, {"total": 1}).entry.errata) == 2


def test_a_new_version_that_only_says_more_corrects_nothing():
    old = entry(values={"total": 200, "bins": [1, 2], "none": [], "mean": None}, published="2018-06-08")
    more = {**old.values, **{f"detail {number}": number for number in range(30)}}
    assert refreshed(old, more, version=2).entry.errata == ()
    assert refreshed(old, more).entry.errata
    assert refreshed(old, {**more, "bins": [1, 5]}, version=2).entry.errata
    assert refreshed(old, {name: more[name] for name in more if name != "mean"}, version=2).entry.errata


def test_what_no_reader_has_seen_is_corrected_without_a_word():
    assert refreshed(entry(values={"total": 200}), {"total": 300}).entry.errata == ()


def test_long_differences_are_cut_and_counted():
    old, new, more = differences({"text": "a" * 100, "n": list(range(30))}, {"text": "b", "n": list(range(1, 31))})
    assert (len(old), len(new), more) == (20, 20, 11)
    assert old["text"] == f"a text of 100 characters, digest {digest('a' * 100)[:8]}"
    assert differences({"text": "a" * 80}, {"text": "b" * 81})[0] == {"text": "a" * 80}
    assert differences({"text": "a" * 80}, {"text": "b" * 81})[1]["text"].startswith("a text of 81 characters, digest ")


LEAVES = st.recursive(
    st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(LEAVES, LEAVES)
def test_there_are_differences_where_values_differ(old, new):
    before, now, _ = differences(old, new)
    assert bool(before or now) == (rounded(old) != rounded(new))
