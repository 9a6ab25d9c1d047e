"""A playground's values: the file, what pruning cost, texts it writes, the samples that it can replay."""

from base64 import b64decode

import msgspec
import pytest

from fridaygram.errors import ContentError
from fridaygram.lm import build_index
from fridaygram.lm.sentences import first_sentence
from fridaygram.values.kinds.order_curve import held_out_texts
from fridaygram.values.kinds.playground import PROVIDER
from fridaygram.values.playground.pocket import PocketModel, bits_a_character, unpack
from fridaygram.values.samples.pages import MOST_ROWS, page_replay
from fridaygram.values.samples.receipts import write_receipts
from tests.values.writing import SUNG, receipts_of

PARAMS = {"corpus": "sung", "order": 4, "least": 2, "kilobytes": 100, "data": ""}


def tree_of(values):
    return unpack(b64decode("".join(values["model"])))


def test_numbers_are_those_of_the_file(sung):
    values = PROVIDER.compute(PARAMS, sung)
    tree = tree_of(values)
    assert values["bytes"] == len(b64decode("".join(values["model"])))
    assert values["contexts"]["kept"] == len(tree.begin) - 1
    assert values["contexts"]["all"] > values["contexts"]["shared"] >= values["contexts"]["kept"]
    held_out = held_out_texts("sung", sung)
    assert values["bits"]["held_out"]["kept"] == bits_a_character(tree, held_out, smoothed=True)
    assert values["bits"]["training"]["kept"] > values["bits"]["training"]["all"]


def test_examples_are_what_the_file_writes(sung):
    values = PROVIDER.compute(PARAMS, sung)
    assert [one["order"] for one in values["examples"]] == [1, 2, 3, 4]
    for one in values["examples"]:
        assert one["text"] == PocketModel(tree_of(values), one["order"]).sample(one["seed"], limit=240).text


@pytest.mark.parametrize("least", [2, 3])
def test_the_file_knows_no_history_of_fewer_reviews(sung, least):
    tree = tree_of(PROVIDER.compute({**PARAMS, "least": least}, sung))
    trained = [SUNG[number] for number in sung.index("sung").numbers.tolist()]
    words = {0: ""}
    for key, child in tree.child.items():
        parent, symbol = divmod(key, tree.symbols)
        words[child] = ("^" + tree.characters)[symbol] + words[parent]
    deep = [word for word in words.values() if len(word) > 1]
    assert deep
    for word in words.values():
        assert not word or sum(word in "^" + text for text in trained) >= least


def test_kept_samples_can_be_replayed_and_nothing_else_is_given(kept):
    values = PROVIDER.compute({**PARAMS, "data": "samples.toml"}, kept)
    assert (len(values["replays"]), values["beyond"]) == (2, 0)
    receipt = receipts_of(kept)[0]
    rows = page_replay(receipt, kept.index("sung"))["rows"]
    own = {("~" + receipt.text[:place])[-3:] for place in range(len(receipt.text) + 1)}
    assert set(rows) <= own


def test_a_sample_that_a_page_cannot_carry_is_counted(kept, monkeypatch):
    assert MOST_ROWS > 1000
    monkeypatch.setattr("fridaygram.values.samples.pages.MOST_ROWS", 3)
    values = PROVIDER.compute({**PARAMS, "data": "samples.toml"}, kept)
    assert (values["replays"], values["beyond"]) == ([], 2)


def test_a_file_without_samples_of_this_corpus_is_named(kept):
    write_receipts(kept.bundle / "samples.toml", [])
    with pytest.raises(ContentError, match="no sample of 'sung'; keep some: fridaygram curate"):
        PROVIDER.compute({**PARAMS, "data": "samples.toml"}, kept)


def test_it_is_the_same_every_time(kept):
    params = {**PARAMS, "data": "samples.toml"}
    assert PROVIDER.compute(params, kept) == PROVIDER.compute(params, kept)


@pytest.mark.parametrize("wrong", [{"order": 0}, {"order": 99}, {"least": 0}, {"kilobytes": 0}])
def test_what_no_page_could_be_made_of_is_an_error(sung, wrong):
    ((key, value),) = wrong.items()
    with pytest.raises(ContentError, match=f"{key} {value} of a playground is not between 1 and "):
        PROVIDER.compute({**PARAMS, **wrong}, sung)


def test_a_page_that_would_take_a_tilde_for_the_start_of_the_text_replays_nothing(kept):
    receipt = msgspec.structs.replace(receipts_of(kept)[0], order=2, text="x~x", prompt="", limit=9)
    assert page_replay(receipt, build_index(["x~x"])) is None
    assert page_replay(msgspec.structs.replace(receipt, text="~x~"), build_index(["~x~"])) is not None


def test_a_page_stops_where_a_cut_text_does_and_begins_as_it_does(sung):
    index = sung.index("sung")
    plain = receipts_of(sung)[0]
    (cut,) = receipts_of(sung, picks=(1,), until="word", first_sentence=True)
    made = page_replay(cut, index)
    assert (made["limit"], made["text"]) == (len(cut.text), cut.text)
    assert made["prompt"] == first_sentence(index, cut.seed, cut.index)
    assert page_replay(plain, index)["limit"] == plain.limit
    # The script knows no top-k and no top-p.
    assert page_replay(msgspec.structs.replace(plain, top_k=4), index) is None
    assert page_replay(msgspec.structs.replace(plain, top_p=0.9), index) is None
