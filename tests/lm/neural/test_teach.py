"""Teaching small networks; run where PyTorch is installed, as it is in CI."""

import msgspec
import numpy
import pytest

pytest.importorskip("torch", reason="the extra fridaygram[neural] is not installed")

from fridaygram.errors import ModelError, UsageError
from fridaygram.lm import PAD, build_index, load_model, open_index
from fridaygram.lm.index.store import folder_beside
from fridaygram.lm.neural.teach import train_network
from fridaygram.lm.neural.weights import HEADER, MEMORY, WEIGHTS
from tests.lm.neural.conftest import SMALL, TEXTS

KINDS = ("lstm", "transformer")
each_kind = pytest.mark.parametrize("kind", KINDS)


def network_of(kind):
    from fridaygram.lm.models import lstm, transformer

    return {"lstm": lstm, "transformer": transformer}[kind].MODEL.network


def taught(kind, index, folder, settings=SMALL, progress=None):
    return train_network(network_of(kind), kind, index, folder, settings=settings, progress=progress)


@pytest.fixture(params=KINDS)
def model(request, stored):
    index = open_index(stored, corpus_digest="d")
    taught(request.param, index, folder_beside(index, request.param))
    return load_model(request.param, index)


@pytest.mark.slow
@each_kind
def test_it_learns_more_than_the_frequencies_of_characters(kind, index, tmp_path):
    header = taught(kind, index, tmp_path / "n", msgspec.structs.replace(SMALL, epochs=40))
    frequencies = load_model("mle", index, 0).score(TEXTS)
    best = header.epochs[header.best - 1]
    assert best.learning < 0.4 * frequencies.bits / frequencies.events
    assert best.validation < 0.6 * frequencies.bits / frequencies.events


@each_kind
def test_the_best_epoch_is_the_one_that_is_kept(kind, index, tmp_path):
    header = taught(kind, index, tmp_path / "n")
    validations = [epoch.validation for epoch in header.epochs]
    assert len(validations) == SMALL.epochs
    assert header.best == validations.index(min(validations)) + 1


@each_kind
def test_training_ends_where_no_epoch_is_better_for_a_while(kind, index, tmp_path):
    long = msgspec.structs.replace(SMALL, epochs=80, patience=2)
    header = taught(kind, index, tmp_path / "n", long)
    assert len(header.epochs) == header.best + 2 < 80
    assert not (tmp_path / "n" / MEMORY).exists()
    taught(kind, index, tmp_path / "n", long, progress=lambda *_: pytest.fail("it read the texts again"))


def test_numbers_that_run_away_are_an_error(index, tmp_path):
    with pytest.raises(UsageError, match="epoch 1 ran away") as caught:
        taught("transformer", index, tmp_path / "n", msgspec.structs.replace(SMALL, rate=1e30))
    assert caught.value.hint == "a smaller rate"
    assert not (tmp_path / "n").exists()


class InterruptedReadingError(Exception):
    pass


@each_kind
def test_an_interrupted_training_goes_on_to_the_same_end(kind, index, tmp_path):
    def interrupt(_done, _total, what):
        if what == "epoch 3":
            raise InterruptedReadingError

    taught(kind, index, tmp_path / "whole")
    with pytest.raises(InterruptedReadingError):
        taught(kind, index, tmp_path / "cut", progress=interrupt)
    assert (tmp_path / "cut" / MEMORY).exists()
    epochs = []
    taught(kind, index, tmp_path / "cut", progress=lambda _done, _total, what: epochs.append(what))
    assert set(epochs) == {"epoch 3"}
    for name in (WEIGHTS, HEADER):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not (tmp_path / "cut" / MEMORY).exists()


@each_kind
def test_a_finished_training_is_not_done_again(kind, index, tmp_path):
    taught(kind, index, tmp_path / "n")
    taught(kind, index, tmp_path / "n", progress=lambda *_: pytest.fail("it read the texts again"))


@each_kind
def test_other_settings_begin_anew(kind, index, tmp_path):
    taught(kind, index, tmp_path / "n")
    other = msgspec.structs.replace(SMALL, epochs=1, width=16)
    assert len(taught(kind, index, tmp_path / "n", other).epochs) == 1


def test_probabilities_sum_to_one_and_name_the_unknown(model):
    for history in ("", PAD, PAD + "the", PAD + "the slow drum fills the ro", PAD + "λ", "~"):
        distribution = model.distribution(history)
        assert sum(distribution.values()) == pytest.approx(1.0, abs=1e-12)
        assert min(distribution.values()) > 0
        assert set(distribution) == {"", "<unk>", *"".join(TEXTS)}


def test_scores_are_those_of_its_distributions(model):
    """Longer than the transformer's window, so that its pieces must fit together."""
    import math

    text = "the slow drum λ fills the old room."
    bits = model.bits(text)
    for place in range(len(text) + 1):
        event = text[place : place + 1] if text[place : place + 1] != "λ" else "<unk>"
        assert bits[place] == pytest.approx(-math.log2(model.distribution(PAD + text[:place])[event]), abs=1e-5)


def test_samples_repeat_and_their_steps_are_its_distributions(model):
    first, again = (model.sample(5, prompt="the ", limit=60, trace=True) for _ in range(2))
    assert first == again
    assert first.text.startswith("the ")
    for step in first.trace:
        assert step.probability == pytest.approx(step.distribution[step.choice], abs=1e-5)


def test_a_model_without_its_network_says_how_to_train_one(stored):
    index = open_index(stored, corpus_digest="d")
    with pytest.raises(ModelError, match="no network of kind 'lstm'") as caught:
        load_model("lstm", index)
    assert "fridaygram train NAME --model lstm" in caught.value.hint


@pytest.mark.parametrize("name", [WEIGHTS, HEADER])
def test_a_damaged_network_is_refused(index, tmp_path, name):
    from fridaygram.lm.models.lstm import Lstm

    taught("lstm", index, tmp_path / "n")
    file = tmp_path / "n" / name
    whole = file.read_bytes()
    flipped = [whole[:place] + bytes([whole[place] ^ 8]) + whole[place + 1 :] for place in range(0, len(whole), 97)]
    for damaged in (whole[:-2], whole[: len(whole) // 2], b"", *flipped[:40]):
        file.write_bytes(damaged)
        with pytest.raises(ModelError):
            Lstm(index, folder=tmp_path / "n")


def test_a_network_of_an_earlier_version_is_refused_by_name_and_taught_anew(index, tmp_path):
    from fridaygram.files import digest
    from fridaygram.lm.models.lstm import Lstm

    header = taught("lstm", index, tmp_path / "n")
    file = tmp_path / "n" / HEADER
    body = file.read_bytes().splitlines(keepends=True)[:-1]
    old = b"".join(body).rstrip().replace(b'"version": 2', b'"version": 1').replace(b'"patience": 9', b'"hurry": 9')
    file.write_bytes(old + b"\n" + digest(old).encode() + b"\n")
    with pytest.raises(ModelError, match="format version 1, not 2") as caught:
        Lstm(index, folder=tmp_path / "n")
    assert caught.value.hint == "train the network again"
    assert taught("lstm", index, tmp_path / "n") == header


def test_texts_read_side_by_side_have_the_bits_of_each_alone(model):
    texts = ["the slow drum", "", "a", "the low drum fills the room and the old horn λ finds the door", "é once"]
    together = next(model.bits_by_order(texts, [1]))[1]
    assert together == pytest.approx(numpy.concatenate([model.bits(text) for text in texts]), abs=1e-5)


def test_a_network_of_another_corpus_is_refused(index, tmp_path):
    from fridaygram.lm.models.lstm import Lstm

    taught("lstm", index, tmp_path / "n")
    with pytest.raises(ModelError, match="another corpus"):
        Lstm(build_index(["something else"]), folder=tmp_path / "n")


def test_a_network_of_another_kind_is_refused(index, tmp_path):
    from fridaygram.lm.models.transformer import Transformer

    taught("lstm", index, tmp_path / "n")
    with pytest.raises(ModelError, match="another network"):
        Transformer(index, folder=tmp_path / "n")


def test_a_corpus_too_small_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="too small"):
        taught("lstm", build_index(["ab"]), tmp_path / "n")
    assert not (tmp_path / "n").exists()


def test_the_evaluation_has_it_as_a_level_line(model, index):
    from fridaygram.lm import evaluate

    rows = evaluate(model.index, TEXTS[:5], models=[model.name], orders=[1, 4]).rows
    score = model.score(TEXTS[:5])
    assert [row.order for row in rows] == [1, 4]
    for row in rows:
        assert row.bits_per_character == pytest.approx(score.bits / score.events)
        assert (row.impossible_share, row.covered_share) == (0.0, 1.0)


def test_teach_keeps_the_network_beside_its_index(stored):
    from fridaygram.lm import teach

    index = open_index(stored, corpus_digest="d")
    header = teach("lstm", index, epochs=1)
    assert folder_beside(index, "lstm") == stored.with_name("songs+lstm")
    assert header.parameters == sum(array.numel() for array in load_model("lstm", index)._network.modules.parameters())


def test_an_index_in_memory_cannot_keep_a_network(index):
    from fridaygram.lm import teach

    with pytest.raises(UsageError, match="in memory only"):
        teach("lstm", index)
