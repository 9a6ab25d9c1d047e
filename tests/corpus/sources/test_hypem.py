from datetime import date

from fridaygram.corpus.clients.hypem import BlogPost, Track
from fridaygram.corpus.sources.hypem import links, requests, song_key
from tests.corpus.worlds import settings_of


def track(identity, title, artist="Marl", post=""):
    return Track(
        id=identity, artist=artist, title=title, duration_s=200.0, post_url=post, posted="2018-05-01T00:00:00Z"
    )


CHARTS = {
    date(2018, 5, 21): [track("1", "Landfall", post="https://a.example/1"), track("2", "Landfall (Oda Remix)")],
    date(2018, 5, 28): [track("1", "Landfall"), track("3", "Landfall"), track("4", "", "")],
}


class Service:
    def __init__(self):
        self.asked = []

    def chart(self, monday):
        self.asked.append(monday)
        return CHARTS.get(monday, [])

    def posts(self, identity, *, fresh=False):
        self.asked.append((identity, fresh))
        return [BlogPost(url=f"https://b.example/{identity}", site="B", posted="2018-05-02T00:00:00Z")]


class Asker:
    def __init__(self, refresh=False):
        self.hypem, self.refresh = Service(), refresh

    def service(self, name):
        return {"hypem": self.hypem}[name]


def collected(refresh=False):
    asker = Asker(refresh)
    settings = settings_of(first="2018-05-15", last="2018-06-08")
    return list(links(settings, asker)), asker.hypem.asked


def test_every_song_is_asked_for_once_and_only_weeks_that_are_over():
    found, asked = collected()
    assert [one for one in asked if isinstance(one, date)] == [date(2018, 5, 21), date(2018, 5, 28)]
    assert [one[0] for one in asked if isinstance(one, tuple)] == ["1", "2", "3", "4"]
    assert [link.address for link in found] == [
        "https://a.example/1", "https://b.example/1", "https://b.example/2", "https://b.example/3", "https://b.example/4",
    ]  # fmt: skip


def test_two_ids_of_a_song_are_one_song_and_a_remix_is_another():
    songs = {link.address[-1]: link.song for link in collected()[0]}
    assert songs["1"] == songs["3"] == "marl / landfall"
    assert songs["2"] == "marl / landfall oda remix"
    assert songs["4"] == "4"
    assert song_key("Marl", "", "7") == "7"


def test_refreshing_asks_recent_songs_anew():
    assert all(fresh for _, fresh in (one for one in collected(refresh=True)[1] if isinstance(one, tuple)))
    assert not any(fresh for _, fresh in (one for one in collected()[1] if isinstance(one, tuple)))


def test_the_estimate_is_of_charts_and_songs():
    five_years = settings_of(first="2013-06-03", last="2018-06-04")
    assert 10_000 < requests(five_years)["hypem"] < 11_000
