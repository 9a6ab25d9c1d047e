from datetime import date

import pytest

from fridaygram.corpus.clients.hypem import MOST, WINDOW_S, chart_name, mondays
from fridaygram.corpus.net.pace import Limiter
from fridaygram.errors import UsageError
from fridaygram_rehearsal.apis import item_id
from tests.corpus.clients.conftest import says
from tests.corpus.worlds import fake_clock

TRACK = {
    "itemid": "2aq57", "artist": "Hum ", "title": "One", "dateposted": 1431327613, "siteid": 19958, "sitename": "A",
    "posturl": "http://a.example/one", "postid": 2679508, "loved_count": 4, "posted_count": 2, "thumb_url": "",
    "time": 232, "description": "",
}  # fmt: skip


def test_a_chart_is_named_in_english_whatever_the_locale(monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert chart_name(date(2018, 5, 7)) == "popularweek_May-07-2018"
    assert chart_name(date(2013, 12, 30)) == "popularweek_Dec-30-2013"
    with pytest.raises(UsageError, match="is not a Monday"):
        chart_name(date(2018, 5, 8))


def test_the_mondays_of_a_period():
    assert list(mondays(date(2018, 5, 1), date(2018, 5, 21))) == [date(2018, 5, day) for day in (7, 14, 21)]
    assert list(mondays(date(2018, 5, 7), date(2018, 5, 7))) == [date(2018, 5, 7)]
    assert list(mondays(date(2018, 5, 8), date(2018, 5, 13))) == []


def test_the_chart_and_posts_of_the_miniature_web(client, server, world):
    api = client("hypem").api
    monday = next(day for day, songs in world.charts.items() if songs)
    tracks = api.chart(date.fromisoformat(monday))
    assert [track.id for track in tracks] == [item_id(world.songs[song]) for song in world.charts[monday]]
    assert server.asked[0].path == f"/v2/set/{chart_name(date.fromisoformat(monday))}/tracks"
    assert server.asked[0].query == {"key": "demo-key"}
    posts = api.posts(tracks[0].id)
    assert tracks[0].post_url in [post.url for post in posts]
    assert all(post.posted.endswith("Z") for post in posts)


def test_fields_may_be_empty_missing_or_odd(client, server):
    rows = [
        TRACK,
        {**TRACK, "itemid": "x", "artist": None, "title": "", "time": None, "posturl": None, "dateposted": "soon"},
        {**TRACK, "itemid": ""},
        "not a record",
        {**TRACK, "itemid": "y", "rank": 3, "pub_audio_unavail": True, "dateposted": -5, "time": True},
    ]
    server.answer = lambda asked: says(rows)
    tracks = client("hypem").api.chart(date(2015, 5, 11))
    assert [track.id for track in tracks] == ["2aq57", "x", "y"]
    assert (tracks[0].artist, tracks[0].duration_s, tracks[0].posted) == ("Hum", 232.0, "2015-05-11T07:00:13Z")
    assert (tracks[1].artist, tracks[1].duration_s, tracks[1].post_url, tracks[1].posted) == ("", 0.0, "", "")
    assert (tracks[2].duration_s, tracks[2].posted) == (0.0, "")


def test_posts_without_an_address_are_passed_over(client, server):
    server.answer = lambda asked: says([{"siteid": 1, "region_name": False}, {"posturl": " http://a.example/1 "}])
    assert [post.url for post in client("hypem").api.posts("2aq57")] == ["http://a.example/1"]


def test_a_fresh_answer_takes_the_place_of_the_kept_one(client, server):
    api = client("hypem").api
    server.answer = lambda asked: says([])
    assert api.posts("2aq57") == []
    server.answer = lambda asked: says([{"posturl": "http://a.example/1"}])
    assert api.posts("2aq57") == []
    assert len(api.posts("2aq57", fresh=True)) == 1
    assert len(api.posts("2aq57")) == 1


def test_one_request_a_second():
    clock, slept = fake_clock()
    pace = Limiter(MOST, WINDOW_S, clock)
    for _ in range(4):
        pace.wait()
    assert sum(slept) == 3 * WINDOW_S / MOST
