"""The demo corpus comes from the miniature web by the pipeline, and from nothing else."""

import re
import sqlite3
import zlib
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from fridaygram import registry
from fridaygram.acquire import acquire, ask_song, check_place, plan, settings_for, state_file
from fridaygram.corpus.pipeline.reading import page_text
from fridaygram.corpus.pipeline.run import RunOptions
from fridaygram.corpus.records import Review, Song, SongFacts
from fridaygram.corpus.stats import corpus_stats
from fridaygram.corpus.store import open_corpus, write_corpus
from fridaygram.corpus.text.extract import read_page
from fridaygram.corpus.urls import canonical
from fridaygram.errors import ConfigError, CorpusError, UsageError
from fridaygram_rehearsal.apis import SECRETS
from fridaygram_rehearsal.demo import demo_world

DEMO = Path(__file__).parents[1] / "content" / "corpus" / "demo"
FILES = ("corpus.json", "ledger.jsonl", "reviews.jsonl")
TABLE = {"first": date(2018, 1, 1), "contact": "me@a.example"}


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    """A blog in which ``acquire demo --demo-web`` has run, once for all tests of this file."""
    root = tmp_path_factory.mktemp("rehearsal")
    moments = []
    outcome = acquire(root, "demo", {}, demo_web=True, tell=moments.append, environment={})
    return root, outcome, moments


@pytest.mark.slow
def test_the_committed_demo_corpus_is_the_pipelines_product_byte_for_byte(rehearsed):
    root, outcome, _ = rehearsed
    assert outcome.waiting == {}
    for name in FILES:
        assert (root / "content/corpus/demo" / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_its_funnel_adds_up_and_every_trap_of_the_miniature_web_is_in_it(rehearsed):
    stages = rehearsed[1].funnel.stages
    for before, after in pairwise(stages):
        assert before.count == after.count + sum(after.drops.values())
        assert after.drops, after.name
    dropped = {reason for stage in stages for reason in stage.drops}
    assert dropped >= {
        "several songs", "round-up", "rare blog", "not found", "robots", "timeout", "cut", "server error", "not text",
        "too large", "private address", "too many redirects", "soft 404", "parked", "other language", "too short",
        "song not named", "duplicate", "near-duplicate",
    }  # fmt: skip


def test_songs_have_facts_each_with_the_service_that_said_it(rehearsed):
    songs = {review.song.title: review.song for review in rehearsed[1].corpus.reviews()}
    assert songs["Kerb Appeal"].facts == SongFacts(
        album="Raised, Flush, Dropped", label="Any Other Records", year=2013, place="Dundee", guests=("Bylaw Nine",),
        length_s=228.0,
        sources={
            "album": "listenbrainz", "guests": "listenbrainz", "label": "musicbrainz", "length_s": "hypem",
            "place": "listenbrainz", "year": "listenbrainz",
        },
    )  # fmt: skip
    known = corpus_stats(rehearsed[1].corpus.reviews()).facts
    assert set(known) == {"album", "guests", "label", "length_s", "place", "year"}
    assert known["place"] < known["album"] < known["length_s"]


def test_a_second_run_asks_nobody_and_ends_the_same(rehearsed):
    root, _, _ = rehearsed
    again = acquire(root, "demo", {}, demo_web=True)
    assert again.requests == 0
    assert (root / "content/corpus/demo/reviews.jsonl").read_bytes() == (DEMO / "reviews.jsonl").read_bytes()
    assert plan(root, "demo", {}, demo_web=True).seconds == 0


def test_stages_run_again_from_stored_pages_without_the_network(rehearsed):
    root, _, _ = rehearsed
    again = acquire(root, "demo", {}, demo_web=True, options=RunOptions(restage=True))
    assert again.requests == 0
    for name in FILES:
        assert (root / "content/corpus/demo" / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_progress_tells_phase_rate_and_drops(rehearsed):
    moments = rehearsed[2]
    phases = list(dict.fromkeys(moment.phase for moment in moments))
    assert phases == [
        "links collected", "songs sought at Spotify", "pages fetched and read", "texts analysed", "genres of songs",
        "sound of songs", "facts about songs",
    ]  # fmt: skip
    assert all(moment.done <= moment.total for moment in moments if moment.total)
    assert sum(moment.over for moment in moments) == len(phases) + 1
    assert any(moment.remaining_s is not None and "left" in moment.line() for moment in moments)
    assert any("dropped" in moment.line() and "not found" in moment.line() for moment in moments)


def every_file(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_no_secret_is_in_any_file_of_a_run(rehearsed):
    root, _, moments = rehearsed
    places = every_file(root)
    assert any(path.suffix == ".sqlite" for path in places)
    hidden = {*SECRETS.values(), "demo-token"}
    for path in places:
        body = path.read_bytes()
        assert not [secret for secret in hidden if secret.encode() in body], path
    connection = sqlite3.connect(state_file(root, "demo", demo_web=True))
    keys, bodies = zip(*connection.execute("SELECT key, body FROM answers"), strict=True)
    connection.close()
    unpacked = [zlib.decompress(body).decode() for body in bodies]
    assert len(unpacked) > 100
    said = "\n".join([*keys, *unpacked, *(moment.line() for moment in moments)])
    assert not [secret for secret in hidden if secret in said]


WORD = re.compile(r"\w+")


def f1(found, expected):
    """Return the F1 of the words of a text against those of the one that was served (as bags, in any order)."""
    left, right = Counter(WORD.findall(found)), Counter(WORD.findall(expected))
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


def test_extraction_gives_back_the_texts_that_were_served(rehearsed, record_property):
    root, _, _ = rehearsed
    connection = sqlite3.connect(state_file(root, "demo", demo_web=True))
    read = dict(connection.execute("SELECT url, record FROM texts WHERE state = 'text'"))
    connection.close()
    world = demo_world()
    scores = {}
    for post in world.posts.values():
        record = read.get(canonical(post.url))
        if post.text and record is not None:
            served = "\n\n".join(filter(None, (post.text, world.blogs[post.blog].boilerplate)))
            scores.setdefault(world.blogs[post.blog].theme, []).append(f1(page_text(record).text, served))
    everything = [score for theme in scores.values() for score in theme]
    assert len(everything) > 450
    for theme, of_theme in sorted(scores.items()):
        mean = sum(of_theme) / len(of_theme)
        record_property(f"f1_{theme}", round(mean, 4))
        print(f"{theme:<10} {len(of_theme):>4} pages  F1 {mean:.4f}")
        assert mean >= 0.95, theme
    assert sum(everything) / len(everything) >= 0.98
    assert min(everything) > 0.8


def test_the_measure_of_extraction_can_fail():
    page = b"<html><body><div class='sharedaddy'>Share this</div><p>Two words.</p></body></html>"
    assert f1(read_page(page, "https://a.example/1", "https://a.example/1").text, "Something else was served") < 0.5
    assert f1("a b c", "a b c") == 1.0
    assert f1("a a", "a") == pytest.approx(2 / 3)


def test_a_corpus_without_a_table_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match=r"there is no \[acquire.reviews\]; add the table, .* or rehearse"):
        acquire(tmp_path, "reviews", {})
    with pytest.raises(CorpusError, match="cannot name a corpus"):
        acquire(tmp_path, "../up", {}, demo_web=True)


def test_missing_secrets_are_named_before_anything_is_asked(tmp_path):
    given = {"HYPEM_KEY": "k", "SPOTIFY_CLIENT_ID": ""}
    with pytest.raises(UsageError, match=r"missing in the environment: SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET; ex"):
        acquire(tmp_path, "reviews", {"reviews": TABLE}, environment=given)
    assert every_file(tmp_path) == []


def test_missing_packages_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "missing", lambda extra: ("lxml_html_clean",) if extra == "acquire" else ())
    with pytest.raises(UsageError, match=r"acquiring needs lxml-html-clean; install .* 'fridaygram\[acquire\]'"):
        acquire(tmp_path, "demo", {}, demo_web=True)


def test_a_list_of_links_is_sought_beside_site_toml(tmp_path):
    table = {**TABLE, "source": "urls", "urls": "links.txt"}
    settings = settings_for(tmp_path, "mine", {"mine": table}, date(2018, 6, 8))
    assert settings.urls == str(tmp_path / "links.txt")


def test_one_song_is_asked_about_without_a_run_and_without_the_sources_secret(tmp_path):
    song = ask_song(tmp_path, "demo", {}, "department of kerbs", "Kerb Appeal", demo_web=True)
    assert song.genres == ("post-punk",)
    assert song.characteristics["tempo"] == 138.0
    assert song.facts.place == "Dundee"
    assert song.facts.sources["length_s"] == "listenbrainz"
    assert ask_song(tmp_path, "demo", {}, "Nobody", "At All", demo_web=True) == Song(title="At All", artist="Nobody")


def test_an_imported_corpus_and_a_real_one_are_not_replaced(tmp_path, rehearsed):
    review = Review(url="https://a.example/1", domain="a.example", content="Words", word_count=1)
    write_corpus(tmp_path / "mine", "mine", [review])
    settings = settings_for(tmp_path, "mine", {}, date(2018, 6, 8), demo_web=True)
    with pytest.raises(UsageError, match="'mine' holds a corpus that was not acquired; acquire under another name"):
        check_place(tmp_path / "mine", settings, demo_web=True)
    acquired = open_corpus(rehearsed[0] / "content/corpus/demo")
    write_corpus(tmp_path / "real", "real", acquired.reviews(), note="My own.", ledger=acquired.ledger())
    check_place(tmp_path / "real", settings, demo_web=False)
    with pytest.raises(UsageError, match="fridaygram acquire real-rehearsal --demo-web"):
        check_place(tmp_path / "real", settings, demo_web=True)
    check_place(tmp_path / "none", settings, demo_web=True)


def test_a_rehearsal_needs_its_package_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: ())
    with pytest.raises(UsageError, match="is not installed; install it with: pip install fridaygram-rehearsal"):
        acquire(tmp_path, "demo", {}, demo_web=True)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def without_html_clean(tmp_path, monkeypatch):
    """Hide the module that an old pip forgets to install, for this process and for its workers."""
    package = tmp_path / "hidden" / "lxml_html_clean"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('lxml_html_clean is hidden')\n")
    monkeypatch.syspath_prepend(package.parent)


def test_a_module_that_is_missing_stops_the_run_before_the_first_request(tmp_path, without_html_clean):
    moments = []
    with pytest.raises(UsageError, match=r"lxml_html_clean.*pip install 'fridaygram\[acquire\]'"):
        acquire(tmp_path, "demo", {}, demo_web=True, tell=moments.append)
    assert moments == []
    assert not (tmp_path / "content").exists()
