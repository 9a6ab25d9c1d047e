"""Choosing from batches: what is kept is in the file at once, and a session goes on where the last one ended."""

from pathlib import Path

import pytest

from fridaygram.errors import ContentError, UsageError
from fridaygram.values.cards import card_named
from fridaygram.values.kinds.curated import PROVIDER
from fridaygram.values.samples.curating import Curation, CurationMemory, Draw, remembered
from fridaygram.values.samples.receipts import read_receipts, write_receipts
from fridaygram.values.samples.replay import model_of, replay
from fridaygram.values.samples.wishes import open_curation
from tests.values.writing import receipts_of, write_songs

DRAW = Draw(order=3, seed=3, batch=5, limit=80)


@pytest.fixture
def sit(sung):
    """Give a function that starts a session, as the last one left it."""

    def start(draw=None):
        file = sung.root / "memory.json"
        memory = CurationMemory(draw=draw) if draw else remembered(file)
        path = sung.bundle / "samples.toml"
        return Curation(sung.index("sung"), "sung", path, file, memory, Path("a/samples.toml"))

    return start


def file_of(session):
    return [placed.receipt for placed in read_receipts(session.path)]


def test_a_kept_text_has_the_receipt_that_writes_it_again(sit, sung):
    session = sit(DRAW)
    session.move(1)
    session.keep("Dry.")
    session.move(2)
    session.keep()
    assert [one.note for one in file_of(session)] == ["Dry.", ""]
    by_hand = receipts_of(sung)
    assert [one.text for one in file_of(session)] == [one.text for one in by_hand]
    assert [one.batch_digest for one in file_of(session)] == [one.batch_digest for one in by_hand]
    assert PROVIDER.check({"corpus": "sung", "data": "samples.toml", "pick": None}, sung) == "2 replayed"


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 0.6},
        {"prompt": "The "},
        {"order": 5},
        {"seed": 2**64 - 1},
        {"top_k": 3, "top_p": 0.9, "temperature": 0.8},
        {"until": "sentence", "limit": 40},
        {"first_sentence": True, "until": "word"},
        {"model": "kneser-ney", "order": None, "top_p": 0.9},
    ],
)
def test_whatever_is_drawn_can_be_replayed(sit, sung, change):
    session = sit(DRAW)
    session.move(3)
    session.change(**change)
    assert session.place == 0
    session.keep()
    assert PROVIDER.check({"corpus": "sung", "data": "samples.toml", "pick": None}, sung) == "1 replayed"


def test_a_prompt_and_first_sentences_take_each_others_place(sit):
    session = sit(DRAW)
    session.change(first_sentence=True)
    session.change(prompt="The ")
    assert (session.draw.prompt, session.draw.first_sentence) == ("The ", False)
    session.change(first_sentence=True)
    assert (session.draw.prompt, session.draw.first_sentence) == ("", True)
    session.change(prompt="")
    assert session.draw.first_sentence


def test_keeping_twice_keeps_once_and_a_note_can_change(sit):
    session = sit(DRAW)
    session.keep("First.")
    session.keep()
    assert [one.note for one in file_of(session)] == ["First."]
    session.keep("Second.")
    assert [one.note for one in file_of(session)] == ["Second."]
    assert (session.state, session.note) == ("kept", "Second.")


def test_discarding_takes_it_out_of_the_file_and_keeping_takes_it_back(sit):
    session = sit(DRAW)
    session.keep()
    session.discard()
    assert file_of(session) == []
    assert session.state == "discarded"
    session.keep()
    assert (session.state, len(file_of(session))) == ("kept", 1)


def test_a_session_goes_on_where_the_last_one_ended(sit):
    first = sit(DRAW)
    first.change(order=4)
    first.discard()
    first.move(1)
    first.keep()
    first.move(1)
    second = sit()
    assert (second.draw, second.place) == (Draw(order=4, seed=3, batch=5, limit=80), 2)
    second.move(-1)
    assert second.state == "kept"
    second.move(-1)
    assert second.state == "discarded"


def test_it_stops_at_both_ends(sit):
    session = sit(DRAW)
    assert not session.move(-1)
    assert all(session.move(1) for _ in range(4))
    assert not session.move(1)
    with pytest.raises(UsageError, match="no text 6 in a batch of 5"):
        session.go(6)


@pytest.mark.parametrize("change", [{"prompt": "¶¶¶"}, {"model": "mlee"}, {"temperature": 0.0}])
def test_a_draw_that_cannot_be_changes_nothing(sit, change):
    session = sit(DRAW)
    session.move(2)
    with pytest.raises(UsageError):
        session.change(**change)
    assert (session.draw, session.place) == (DRAW, 2)


def test_what_others_wrote_into_the_file_meanwhile_stays(sit, sung):
    session = sit(DRAW)
    write_receipts(session.path, receipts_of(sung, order=2))
    session.keep()
    assert [one.order for one in file_of(session)] == [2, 2, 3]


def test_a_file_that_is_none_of_samples_is_left_alone(sit, sung):
    (sung.bundle / "samples.toml").write_text("title = 'mine'\n")
    with pytest.raises(ContentError, match=r"a/samples\.toml:1: a file of samples begins with"):
        sit(DRAW)
    assert (sung.bundle / "samples.toml").read_text() == "title = 'mine'\n"


@pytest.mark.parametrize("damaged", [b"", b"{", b'{"draw": {"order": "x"}}', b'{"place": []}'])
def test_a_damaged_memory_is_no_memory(tmp_path, damaged):
    (tmp_path / "memory.json").write_bytes(damaged)
    assert remembered(tmp_path / "memory.json") == CurationMemory(draw=Draw(until="word"))


def test_a_remembered_place_beyond_the_batch_is_its_last(sung):
    path = sung.bundle / "samples.toml"
    session = Curation(
        sung.index("sung"),
        "sung",
        path,
        sung.root / "m.json",
        CurationMemory(draw=DRAW, place=99),
        Path("a/samples.toml"),
    )
    assert session.place == 4


def test_a_song_takes_the_model_of_songs_and_its_card_into_the_receipt(stores):
    write_songs(stores)
    session = open_curation(stores, stores.root, stores.bundle, "songs", CurationMemory(draw=DRAW))
    session.change(song="ada pell - slow lamp")
    assert (session.draw.model, session.draw.order, session.draw.song) == ("song", None, "ada pell - slow lamp")
    session.keep()
    (receipt,) = file_of(session)
    assert receipt.card == card_named("songs", stores, "Ada Pell - Slow Lamp")
    assert receipt.card.slots["title"] == ("Slow Lamp",)
    placed = read_receipts(session.path)[0]
    assert replay(placed, model_of(placed, stores, session.path), session.path).text == receipt.text

    with pytest.raises(UsageError, match=r"no song 'Ada Pel - Slow Lmp'; did you mean 'Ada Pell - Slow Lamp'"):
        session.change(song="Ada Pel - Slow Lmp")
    assert session.draw.song == "ada pell - slow lamp"
    assert open_curation(stores, stores.root, stores.bundle, "songs").draw.song == "ada pell - slow lamp"
