"""A run over shards, in one process: the same bytes as without, whatever the number of shards, and nothing lost."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.corpus.crawl.pages import place_of
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.engines.base import RUN_FILE, ShardTask, SupersededError
from fridaygram.corpus.engines.local import LocalEngine
from fridaygram.corpus.engines.shards import Shards
from fridaygram.corpus.net.pace import system_clock
from fridaygram.corpus.pipeline.contracts import Rules
from fridaygram.corpus.pipeline.judge import judge_links
from fridaygram.corpus.pipeline.progress import JointProgress, Meter, RunProgress
from fridaygram.corpus.pipeline.run import RunOptions
from fridaygram.corpus.pipeline.songs import Waits
from fridaygram.corpus.stages import unique
from fridaygram.corpus.text.extract import PageText
from fridaygram.corpus.text.work import VERSION
from fridaygram.errors import CorpusError
from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.worlds import InlinePool, acquired, tiny_world

pytestmark = pytest.mark.usefixtures("no_processes")

FILES = ("corpus.json", "ledger.jsonl", "reviews.jsonl")


def files(root):
    return [(root / "demo" / name).read_bytes() for name in FILES]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a run without shards gives: its files and its requests."""
    root = tmp_path_factory.mktemp("whole")
    with MiniWeb(tiny_world()) as server:
        acquired(root, server.port)
    return files(root), Counter(server.asked)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 5])
def test_any_number_of_shards_gives_the_same_bytes_by_the_same_requests(whole, tmp_path, number):
    with MiniWeb(tiny_world()) as server:
        outcome = acquired(tmp_path, server.port, engine=LocalEngine(number))
        assert files(tmp_path) == whole[0]
        assert Counter(server.asked) == whole[1]
        server.asked.clear()
        again = acquired(tmp_path, server.port, engine=LocalEngine(number), options=RunOptions(restage=True))
        assert again.corpus
        assert files(tmp_path) == whole[0]
        assert outcome.requests > again.requests == 0
        assert not server.asked


class StopError(Exception):
    """Ends a run from within."""


def stopped_after(number):
    """Return a function that ends a run at so many moments of fetching."""
    seen = iter(range(number))

    def tell(moment):
        if moment.phase == "pages fetched and read" and next(seen, None) is None:
            raise StopError

    return tell


@pytest.mark.slow
def test_a_shard_that_is_lost_in_the_middle_is_fetched_again(whole, tmp_path):
    with MiniWeb(tiny_world()) as server:
        with pytest.raises(StopError):
            acquired(tmp_path, server.port, engine=LocalEngine(3), tell=stopped_after(3))
        for path in (tmp_path / "state" / "shards").glob("00001.sqlite*"):
            path.unlink()
        acquired(tmp_path, server.port, engine=LocalEngine(3))
    assert files(tmp_path) == whole[0]


@pytest.mark.slow
def test_stored_pages_that_are_lost_are_named_offline_and_fetched_by_the_next_run(whole, tmp_path):
    with MiniWeb(tiny_world()) as server:
        acquired(tmp_path, server.port, engine=LocalEngine(2))
        (lost,) = (tmp_path / "state" / "shards").glob("00000.sqlite")
        lost.unlink()
        offline = acquired(tmp_path, server.port, engine=LocalEngine(2), options=RunOptions(restage=True))
        assert offline.corpus is None
        assert offline.waiting["links waiting for the blog"] > 5
        acquired(tmp_path, server.port, engine=LocalEngine(2))
    assert files(tmp_path) == whole[0]


@pytest.mark.slow
def test_a_run_that_another_engine_began_goes_on(whole, tmp_path):
    with MiniWeb(tiny_world()) as server:
        for moments, engine in ((1, LocalEngine()), (2, LocalEngine(2))):
            with pytest.raises(StopError):
                acquired(tmp_path, server.port, engine=engine, tell=stopped_after(moments))
        acquired(tmp_path, server.port, engine=LocalEngine(3, tmp_path / "elsewhere"))
        assert (tmp_path / "elsewhere" / "state" / "00002.sqlite").exists()
    assert files(tmp_path) == whole[0]


def test_shards_of_another_run_are_left_alone(tmp_path):
    engine = LocalEngine(2, tmp_path / "shared")
    with closing(State(tmp_path / "a" / "reviews" / "state.sqlite")) as state:
        Shards(state, engine, None, None)
    with (
        closing(State(tmp_path / "b" / "reviews" / "state.sqlite")) as other,
        pytest.raises(CorpusError, match=r"shared.reviews: the shards here are those of another run; give another"),
    ):
        Shards(other, engine, None, None)


def test_how_many_can_fetch_at_once_is_said_where_a_cluster_has_the_shards(tmp_path, caplog):
    for folder, slots in ((None, 3), (tmp_path / "shared", 2), (tmp_path / "shared", 5)):
        with closing(State(tmp_path / "reviews" / "state.sqlite")) as state:
            Shards(state, LocalEngine(slots, folder), None, None)
    assert [record.getMessage().partition("; for more")[0] for record in caplog.records] == [
        "as many workers as there are shards fetch at once: 2"
    ] * 2


def test_a_task_ends_when_its_run_is_over(tmp_path):
    run = tmp_path / RUN_FILE
    task = ShardTask(0, tmp_path / "00000.sqlite", "mine")
    run.write_text("mine")
    with task.opened():
        run.write_text("another")
        with pytest.raises(SupersededError):
            task.told(print)(RunProgress(phase="", done=1, total=1))
    run.unlink()
    with pytest.raises(SupersededError), task.opened():
        pass


def test_the_progress_of_parts_is_added_up():
    moments = []
    times = iter(range(100))
    with JointProgress(Meter(moments.append, lambda: next(times))) as joint:
        for place, done in ((0, 1), (1, 2), (0, 3)):
            joint.tell(place, RunProgress(phase="pages", done=done, total=5, drops={"not found": 1}))
        joint.next_round()
        joint.tell(1, RunProgress(phase="pages", done=1, total=1))
    assert [(moment.done, moment.total) for moment in moments] == [(0, 5), (1, 5), (3, 10), (5, 10), (6, 6), (6, 6)]
    assert moments[-1].drops == {"not found": 2}
    assert moments[-1].over


def test_a_host_has_one_place_and_the_archive_is_the_coordinators():
    assert [place_of("a.example", 7), place_of("b.example", 7), place_of("\udc80.example", 7)] == [1, 3, 0]
    assert place_of("web.archive.org", 7) == -1


WORDS = ["tea", "warm", "chord", "small", "song", "falls", "slow", "rain", "on", "a", "tin", "roof", "by", "sea"]


def fates(folder, posts, shards):
    """Return what ``unique`` says of posts as (host, day, words), with so many shards."""
    with closing(State(folder / f"{shards}" / "state.sqlite")) as state:
        for number, (host, day, words) in enumerate(posts):
            url, text = f"https://{host}.example/{number}", " ".join(WORDS[word] for word in words)
            state.write(
                (
                    "INSERT INTO links (url, address, domain, song, posted) VALUES (?, ?, ?, '', ?)",
                    (url, url, f"{host}.example", f"2018-06-{day:02}"),
                ),
                (
                    "INSERT INTO texts VALUES (?, 'text', ?)",
                    (url, msgspec.msgpack.encode(PageText(state="text", text=text))),
                ),
            )
        state.remember("texts by", str(VERSION))
        work = Shards(state, LocalEngine(shards), InlinePool(), Meter(None, system_clock().monotonic))
        stages = (("unique", unique.STAGE),)
        judge_links(state, stages, Rules(), 1.0, lambda need: work.analyse() if need == "text" else None, Waits())
        return state.rows("SELECT url, stage, reason, detail FROM links ORDER BY id")


TEXTS = [tuple(range(start, start + 12)) for start in range(3)] + [(1, 2, 3, *range(8))]
POSTS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 3), st.sampled_from(TEXTS)), max_size=12)


@settings(max_examples=15, deadline=None)
@given(posts=POSTS, number=st.integers(1, 9))
def test_any_dealing_of_hosts_gives_the_same_twins(posts, number):
    with TemporaryDirectory() as folder:
        assert fates(Path(folder), posts, number) == fates(Path(folder), posts, 0)


def test_the_twins_that_are_compared_are_there(tmp_path):
    found = fates(tmp_path, [("a", 2, TEXTS[0]), ("b", 1, TEXTS[0]), ("c", 1, TEXTS[3])], 4)
    assert [(stage, detail) for _, stage, _, detail in found] == [
        ("unique", "100% as https://b.example/1"), ("", ""), ("", "")
    ]  # fmt: skip
