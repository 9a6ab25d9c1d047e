"""``fridaygram acquire`` as a user calls it. What it acquires is tested in tests/test_acquire.py."""

import json
from datetime import UTC, datetime

import pytest

from fridaygram import acquire
from fridaygram.corpus.funnel import Funnel, FunnelStage
from fridaygram.corpus.pipeline.run import Outcome

LEAST = '\n[acquire.mine]\nfirst = 2018-01-01\nlast = 2018-06-08\ncontact = "me@a.example"\n'
KEYS = ("HYPEM_KEY", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "LASTFM_API_KEY")


@pytest.fixture
def configure(blog, monkeypatch):
    """Give a function that adds a table to site.toml; no secret is in the environment."""
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setattr("fridaygram.cli.LOG_EVERY_S", float("inf"))

    def add(text=LEAST):
        path = blog / "site.toml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")
        return blog

    return add


def test_a_dry_run_shows_the_plan_and_asks_nobody(configure, fridaygram, tree):
    before = tree(configure())
    said = fridaygram("acquire", "mine", "--dry-run")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "corpus 'mine'"
    assert lines[1].startswith("stages: single-song, active-blog, on-spotify, content, language")
    assert lines[2] == "needs in the environment: HYPEM_KEY, SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET"
    assert lines[-1].startswith("together about ")
    plan = fridaygram("acquire", "mine", "--dry-run", "--json").json
    assert plan["secrets"] == list(KEYS[:3])
    assert plan["seconds"] > 0
    assert tree(configure("")) == before


def test_the_plan_of_a_rehearsal_needs_no_table_and_no_secrets(blog, fridaygram):
    said = fridaygram("acquire", "demo", "--dry-run", "--demo-web", "--json")
    plan = said.json
    assert "the rehearsal itself makes no pauses" in said.err
    assert plan["secrets"] == []
    assert [stage["name"] for stage in plan["stages"]][:2] == ["single-song", "active-blog"]


@pytest.mark.parametrize(
    ("table", "argv", "said"),
    [
        (
            "",
            ["mine"],
            "site.toml: there is no [acquire.mine]; add the table, with the source of its links, or rehearse",
        ),
        (LEAST, ["mine"], "missing in the environment: HYPEM_KEY, SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET; export"),
        (LEAST + "stags = []\n", ["mine"], "site.toml: [acquire.mine]: unknown setting 'stags'"),
        (LEAST + "delay_s = -1\n", ["mine", "--dry-run"], "site.toml: [acquire.mine]: delay_s must lie between 0"),
        (LEAST, ["Mine"], "'Mine' cannot name a corpus"),
        (LEAST, ["../mine", "--demo-web"], "'../mine' cannot name a corpus"),
        (LEAST + 'source = "urls"\nurls = "none.txt"\n', ["mine"], "none.txt: no such file"),
        (LEAST + 'source = "urls"\n', ["mine"], "the source 'urls' needs a file; write urls"),
        (LEAST + 'source = "feeds"\n', ["mine"], "the source 'feeds' needs a list of feeds"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_no_corpus(configure, fridaygram, table, argv, said):
    root = configure(table)
    assert said in fridaygram("acquire", *argv).problem
    assert not (root / "content" / "corpus").exists()


@pytest.mark.parametrize("argv", [["mine", "--workers", "0"], ["mine", "--wrokers", "2"], []])
def test_wrong_words_are_refused(configure, fridaygram, argv):
    configure()
    said = fridaygram("acquire", *argv)
    assert said.code == 2
    assert "Traceback" not in said.err


FUNNEL = Funnel("mine", (FunnelStage("urls", "in a list", 3), FunnelStage("content", "with content", 2, {"cut": 1})))
UNTIL = datetime(2018, 6, 9, 12, tzinfo=UTC)


def ends(monkeypatch, **changes):
    """Let a run end as told, without one."""
    told = {"corpus": None, "funnel": None, "waiting": {}, "until": None, "notes": (), "links": 3, "requests": 2}
    monkeypatch.setattr(acquire, "acquire", lambda *args, **options: Outcome(**{**told, **changes}))


def test_a_run_that_waits_has_not_succeeded_and_says_when_to_go_on(configure, fridaygram, monkeypatch):
    configure()
    ends(monkeypatch, waiting={"songs sought at Spotify": 9000}, until=UNTIL)
    said = fridaygram("acquire", "mine")
    assert said.problem == (
        "'mine' is not finished, left over: 9,000 songs sought at Spotify; go on at 2018-06-09 12:00 UTC or later with"
        " the same command, or drop what waits with --finish"
    )
    report = fridaygram("acquire", "mine", "--json")
    assert report.code != 0
    assert json.loads(report.out)["until"] == "2018-06-09T12:00:00+00:00"


def test_a_run_that_is_stopped_says_that_nothing_is_lost(configure, fridaygram, monkeypatch):
    configure()

    def stopped(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(acquire, "acquire", stopped)
    said = fridaygram("acquire", "mine")
    assert (said.code, said.out) == (130, "")
    assert said.err == "fridaygram: stopped; nothing is lost: the same command goes on from here\n"


def test_a_list_whose_hosts_are_all_private_ends_as_an_empty_corpus(configure, fridaygram):
    """The one run of these that uses real connections: to this machine, which a crawler must not reach."""
    root = configure(LEAST + 'source = "urls"\nurls = "links.txt"\ndelay_s = 0\narchive = false\n')
    (root / "links.txt").write_text("http://127.0.0.1:9/a\nhttp://localhost/b\nno address\n")
    said = fridaygram("acquire", "mine")
    assert said.code != 0
    assert said.err.splitlines()[-1] == (
        "fridaygram: the corpus 'mine' would be empty; most links (2 of 2) were dropped by 'content': private address"
    )
    assert not (root / "content" / "corpus").exists()
