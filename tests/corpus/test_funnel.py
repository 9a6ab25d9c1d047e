from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.corpus.funnel import (
    Fate,
    Funnel,
    FunnelStage,
    Ledger,
    StageLabel,
    published_funnel,
    read_ledger,
    write_ledger,
)
from fridaygram.errors import CorpusError, UsageError

STAGES = (StageLabel("source", "linked"), StageLabel("single", "of one song"), StageLabel("text", "with text"))
fates = st.lists(
    st.builds(
        Fate,
        url=st.integers(0, 30).map(lambda n: f"https://b.example/{n}"),
        date=st.sampled_from(["", "2014-01-01", "2015-06-30T12:00:00Z", "2016-01-01"]),
        stage=st.sampled_from(["", "single", "text"]),
        reason=st.sampled_from(["round-up", "gone"]),
    )
)


@given(fates)
def test_in_is_kept_plus_drops_at_every_stage_and_on_every_day(rows):
    ledger = Ledger("t", STAGES, rows)
    for day in (None, date(2014, 12, 31), date(2015, 6, 30)):
        funnel = ledger.funnel(day)
        for before, stage in zip(funnel.stages, funnel.stages[1:], strict=False):
            assert before.count == stage.count + sum(stage.drops.values())
    assert funnel.stages[0].count <= ledger.funnel().stages[0].count == len(rows)
    assert ledger.funnel().stages[-1].count == sum(not row.stage for row in rows)


@given(fates)
def test_a_ledger_survives_its_file(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    write_ledger(path, Ledger("t", STAGES, rows))
    again = read_ledger(path)
    assert again.stages == STAGES
    assert sorted(map(repr, again.fates)) == sorted(map(repr, rows))


def test_a_funnel_that_does_not_add_up_is_refused():
    with pytest.raises(CorpusError, match="does not add up at stage 'b': 10 in, 7 kept, 2 dropped"):
        Funnel("t", (FunnelStage("a", "a", 10), FunnelStage("b", "b", 7, {"gone": 2})))


def test_a_fate_of_an_unknown_stage_is_refused():
    with pytest.raises(CorpusError, match="names stages it does not have: elsewhere"):
        Ledger("t", STAGES, [Fate(url="u", stage="elsewhere")]).funnel()


def test_why_finds_a_post_under_any_of_its_addresses():
    kept = Fate(url="https://b.example/2016/rain", song="A - B")
    ledger = Ledger("t", STAGES, [kept, Fate(url="https://b.example/other")])
    for address in ("http://www.b.example/2016/rain/", "https://b.example/2016/rain?utm_source=x#top"):
        assert ledger.why(address) == (kept,)
    assert ledger.why("https://b.example/none") == ()


def test_drops_are_sampled_by_seed():
    rows = [Fate(url=f"https://b.example/{n}", stage="single", reason="round-up") for n in range(50)]
    ledger = Ledger("t", STAGES, rows)
    assert len(ledger.drops("single")) == 50
    assert ledger.drops("single", 5, seed=3) == ledger.drops("single", 5, seed=3)
    assert ledger.drops("single", 5, seed=3) != ledger.drops("single", 5, seed=4)
    with pytest.raises(UsageError, match=r"unknown stage 'singel'; did you mean 'single'\?"):
        ledger.drops("singel")


def test_the_published_funnel_is_the_one_of_2018():
    counts = [stage.count for stage in published_funnel().stages]
    assert counts == [86381, 56407, 55889, 39649, 34552, 30233]
    first = counts[0]
    assert [round(100 * count / first, 1) for count in counts] == [100.0, 65.3, 64.7, 45.9, 40.0, 35.0]
    values = published_funnel().as_values()
    assert values["stages"][1] == {
        "label": "of a single popular song", "count": 56407, "drops": {"several songs": 29974}
    }  # fmt: skip


def test_a_damaged_ledger_says_where(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text('{"title":"t","stages":[]}\n{"url":')
    with pytest.raises(CorpusError, match="damaged ledger"):
        read_ledger(path).funnel()
