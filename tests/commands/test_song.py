"""train and eval with --model song: a song on one side only, and what its card is worth."""

import json

import pytest

from tests.lm.song.songs import FORMS, SONGS, text


@pytest.fixture
def sung(blog, tmp_path, fridaygram):
    """A corpus of three reviews of each song, and two of no song."""
    rows = [
        {"content": text(number, form), "song": {"artist": artist, "title": title, "genres": [genre]}}
        for number, (artist, title, genre) in enumerate(SONGS)
        for form in range(len(FORMS))
    ]
    rows += [{"content": "The kettle sings in B flat."}, {"content": "A week without music."}]
    lines = (json.dumps({"url": f"https://b.example/{place}", **row}) for place, row in enumerate(rows))
    (tmp_path / "sung.jsonl").write_text("\n".join(lines))
    assert fridaygram("corpus", "import", tmp_path / "sung.jsonl", "--name", "sung").code == 0
    return blog


OPTIONS = ("--held-out", "0.4", "--most-leakage", "0.99")


def test_a_songs_reviews_are_on_one_side_and_training_says_so(sung, fridaygram):
    said = fridaygram("train", "sung", *OPTIONS)
    found = fridaygram("train", "sung", *OPTIONS, "--json").json
    assert found["held_out_songs"] >= 2
    assert f"they are about {found['held_out_songs']} songs, of which training has no review" in said.out
    assert found["held_out"] >= len(FORMS) * found["held_out_songs"]


def test_a_songs_card_is_worth_what_eval_says(sung, fridaygram):
    assert "no model of kind 'song'" in refused(sung, fridaygram)
    said = fridaygram("train", "sung", *OPTIONS, "--model", "song")
    assert (said.code, said.err) == (0, "")
    assert "MB beside the index" in said.out
    assert (sung / "content/models/sung+song").is_dir()
    found = fridaygram("eval", "sung", "--model", "song", "--json").json
    bits = {row["card"]: row["bits"] for row in found["rows"]}
    assert bits["true card"] < bits["no card"] < bits["another song's card"]
    said = fridaygram("eval", "sung", "--model", "song")
    assert f"{found['texts']} held-out texts about {found['songs']} songs, {found['events']} events" in said.out
    assert f"true card                            {bits['true card']:.3f} ± " in said.out


def test_a_model_that_is_told_the_song_writes_its_names(sung, fridaygram):
    assert fridaygram("train", "sung", *OPTIONS).code == 0
    artist, title, _ = SONGS[0]
    song = ("--song", f"{artist} - {title}")
    assert fridaygram("sample", "sung", *song).problem.startswith("a model of kind 'mle' cannot be given a song")
    assert fridaygram("train", "sung", *OPTIONS, "--model", "song").code == 0
    said = fridaygram("sample", "sung", "--model", "song", *song, "--count", "6")
    assert artist in said.out or title in said.out
    assert f"song of {artist} - {title}, seed 1" in said.err
    assert "has no song" in fridaygram("sample", "sung", "--model", "song", "--song", "Nobody - Nothing").problem


def refused(sung, fridaygram):
    """Train without --model song, and return why eval refuses the model."""
    assert fridaygram("train", "sung", *OPTIONS).code == 0
    return fridaygram("eval", "sung", "--model", "song").problem


def test_the_model_song_is_measured_alone(sung, fridaygram):
    assert fridaygram("train", "sung", *OPTIONS).code == 0
    assert "is measured alone" in fridaygram("eval", "sung", "--model", "song", "mle").problem
    assert "is measured alone" in fridaygram("eval", "sung", "--model", "song", "--order", "2").problem
