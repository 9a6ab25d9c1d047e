"""The scaled world has the shares of the real thing, and is served like the demo's."""

from collections import Counter

import pytest

from fridaygram_rehearsal.scaled import LINKS, SONGS, _blogs, scaled_world
from fridaygram_rehearsal.server import MiniWeb
from tests.corpus.worlds import acquired, settings_of


def test_it_is_as_large_as_it_is_told_and_the_same_at_every_call():
    world, again = scaled_world(4000), scaled_world(4000)
    assert sum(len(post.songs) for post in world.posts.values()) == 4000
    assert world == again
    assert len(world.songs) == round(SONGS * 4000 / LINKS)
    assert {song for songs in world.charts.values() for song in songs} == set(world.by_song)


def test_its_shares_are_those_of_the_first_project():
    world = scaled_world(8000)
    kinds = Counter(post.kind for post in world.posts.values())
    assert 0.33 < 4 * kinds["roundup"] / 8000 < 0.36
    _, weights = _blogs(LINKS)
    assert max(weights) == weights[0]
    assert 0.049 < weights[0] / sum(weights) < 0.051
    streamed = sum(song.streamed for song in world.songs.values()) / len(world.songs)
    assert 0.67 < streamed < 0.73


@pytest.mark.slow
def test_the_pipeline_runs_over_it_and_drops_what_it_should(tmp_path):
    with MiniWeb(scaled_world(400)) as server:
        outcome = acquired(tmp_path, server.port, settings=settings_of(genres=[], features=[]))
    counts = {stage.name: stage.count for stage in outcome.funnel.stages}
    first = counts["hypem"]
    assert 0.6 < counts["single-song"] / first < 0.7
    assert 0.38 < counts["on-spotify"] / first < 0.55
    assert 0.3 < counts["language"] / first < 0.45
    assert counts["unique"] >= 0.97 * counts["language"]
