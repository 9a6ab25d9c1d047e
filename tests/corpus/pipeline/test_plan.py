"""The plan of a run: estimates before anything is known, and what the last run left afterwards."""

import pytest

from fridaygram.corpus.clients import hypem
from fridaygram.corpus.crawl.state import State
from fridaygram.corpus.pipeline.plan import JITTER, plan_for
from tests.corpus.pipeline.test_settings import read

FEEDS = (
    'first = 2018-01-01\nlast = 2018-06-04\ncontact = "me@a.example"\nsource = "feeds"\ndelay_s = 2.0\nthreads = 4\n'
)


def test_a_plan_says_who_is_asked_how_often_and_how_long_it_takes(tmp_path):
    settings = read('first = 2013-06-03\nlast = 2018-06-04\ncontact = "me@a.example"\ngenres = ["listenbrainz"]')
    plan = plan_for("mine", settings, tmp_path / "state.sqlite")
    steps = {step.what: step for step in plan.steps}
    assert 9_000 < steps["Hype Machine"].requests < 12_000
    assert steps["Hype Machine"].seconds == steps["Hype Machine"].requests
    assert 35_000 < steps["pages"].requests < 45_000
    assert 40 * 60 < steps["pages"].seconds < 2.5 * 3600
    assert "1,000 requests a day" in steps["Spotify"].remark
    assert plan.secrets == ("HYPEM_KEY", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")
    assert "needs in the environment: HYPEM_KEY, SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET" in plan.lines()
    assert plan.lines()[-1].endswith("a guess until the links are known")
    assert plan.as_values()["seconds"] == round(plan.seconds)
    assert not (tmp_path / "state.sqlite").exists()


def test_a_slower_delay_takes_longer(tmp_path):
    quick, slow = (
        plan_for("mine", read(f"delay_s = {delay}"), tmp_path / "state.sqlite").seconds for delay in ("1.0", "10.0")
    )
    assert slow > quick


def steps_of(settings, state):
    return {step.what: step for step in plan_for("mine", settings, state).steps}


@pytest.mark.parametrize(("feeds", "pages"), [(1, 10), (3, 30)])
def test_before_anything_is_known_a_feed_is_guessed_to_have_ten_posts(tmp_path, feeds, pages):
    addresses = [f"https://a{number}.example/feed" for number in range(feeds)]
    step = steps_of(read(f"{FEEDS}feeds = {addresses}"), tmp_path / "state.sqlite")["pages"]
    # Four hosts at a time, each page a second after its pause.
    assert (step.requests, step.seconds) == (pages, pages * (2.0 * JITTER + 1.0) / 4)


def test_before_anything_is_known_songs_and_pages_come_in_the_first_projects_shares(tmp_path):
    settings = read(
        'first = 2017-06-05\nlast = 2018-06-04\ncontact = "me@a.example"\ngenres = ["listenbrainz"]\n'
        'features = ["reccobeats"]\nfacts = ["musicbrainz"]\ndelay_s = 2.0\nthreads = 256'
    )
    steps = steps_of(settings, tmp_path / "state.sqlite")
    songs = steps["Hype Machine"].requests
    kept, pages = round(songs * 0.6), round(round(songs * 8.6) * 0.459)
    asked = {name: step.requests for name, step in steps.items()}
    assert asked == {
        "Hype Machine": songs,
        "Spotify": songs,
        "pages": pages,
        "ListenBrainz": 2 * kept,
        "ReccoBeats": -(-kept // 40),
        "MusicBrainz": 2 * kept,
    }
    # So many threads wait for the biggest host, one page in twenty.
    assert steps["pages"].seconds == round(pages / 20) * 2.0 * JITTER


def state_of_a_run(path, **meta):
    """Write the state of a run that knows three songs and their links, and left four of five pages."""
    state = State(path)
    for number, match in enumerate(("", "{}", '{"id": "a"}')):
        state.write_many(
            "INSERT INTO songs (id, artist, title, match) VALUES (?, ?, ?, ?)", [(f"s{number}", "A", "B", match)]
        )
        row = (f"https://b.example/{number}", "b.example", f"s{number}")
        state.write_many("INSERT INTO links (url, address, domain, song, posted) VALUES (?1, ?1, ?2, ?3, '')", [row])
    pages = [("a", "waiting"), ("a", "waiting"), ("a", "waiting"), ("b", "waiting"), ("a", "stored")]
    for number, (host, status) in enumerate(pages):
        row = (f"https://{host}.example/{number}", host, status)
        state.write_many("INSERT INTO pages (url, host, target, posted, status) VALUES (?1, ?2, ?1, '', ?3)", [row])
    for name, value in meta.items():
        state.remember(name, value)
    state.close()
    return path


def test_what_the_last_run_left_is_counted(tmp_path):
    settings = read(
        f'{FEEDS}feeds = ["https://a.example/feed"]\nstages = ["on-spotify", "content"]\ngenres = ["lastfm"]'
    )
    path = state_of_a_run(tmp_path / "state.sqlite")
    steps = steps_of(settings, path)
    assert (steps["Spotify"].requests, steps["Last.fm"].requests, steps["pages"].requests) == (1, 3, 4)
    assert steps["pages"].remark == "the biggest host has 3"
    assert steps["pages"].seconds == 3 * 2.0 * JITTER
    assert plan_for("mine", settings, path).lines()[-1].endswith("from what the last run left")


@pytest.mark.parametrize(
    ("collected", "first_asked"),
    [
        ("2018-01-01 2018-06-04", None),
        ("2018-01-01 2018-05-07", "2018-05-07"),
        ("2018-01-01 2018-06-11", "2018-01-01"),
        ("2017-12-25 2018-06-04", "2018-01-01"),
    ],
)
def test_of_a_period_only_what_was_not_collected_is_asked(tmp_path, collected, first_asked):
    last = 'last = 2018-06-04\ncontact = "me@a.example"'
    path = state_of_a_run(tmp_path / "state.sqlite", collected=collected)
    asked = steps_of(read(f"first = 2018-01-01\n{last}"), path)["Hype Machine"].requests
    anew = steps_of(read(f"first = {first_asked or '2018-06-04'}\n{last}"), tmp_path / "none.sqlite")["Hype Machine"]
    assert asked == anew.requests
    assert (asked == 0) == (first_asked is None)


def test_what_hype_machine_has_answered_is_not_asked_again(tmp_path):
    settings = read('first = 2018-01-01\nlast = 2018-06-04\ncontact = "me@a.example"')
    whole = steps_of(settings, tmp_path / "none.sqlite")["Hype Machine"].requests
    for answers in (3, whole + 1):
        path = state_of_a_run(tmp_path / f"{answers}.sqlite")
        state = State(path)
        rows = [(f"{hypem.BASE}/tracks/{number}/blogs", b"") for number in range(answers)]
        state.write_many("INSERT INTO answers VALUES (?, ?)", rows)
        state.close()
        step = steps_of(settings, path)["Hype Machine"]
        assert (step.requests, step.seconds) == (max(0, whole - answers),) * 2  # one a second
