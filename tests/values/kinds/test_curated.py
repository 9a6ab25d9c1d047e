"""Curated samples: replayed where their model is here, recorded where it is not, never edited."""

import json
import shutil

import pytest

from fridaygram.errors import ContentError
from fridaygram.lm import PAD, load_model
from fridaygram.values.base import ValueSource
from fridaygram.values.kinds.curated import PROVIDER
from fridaygram.values.samples.expectations import LIKELIEST
from tests.values.writing import BATCH, receipts_of

PARAMS = {"corpus": "sung", "data": "samples.toml", "pick": None}


def gone(stores):
    """Take the model away, and all that is remembered of it."""
    shutil.rmtree(stores.root / "content" / "models" / "sung")
    stores.shelf._indexes.clear()
    stores.shelf._models.clear()


def edit(stores, old, new):
    path = stores.bundle / "samples.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if new in line)


def test_its_sources_are_the_file_the_corpus_and_the_model():
    labels = [source.label for source in PROVIDER.sources(PARAMS)]
    assert labels == ["file samples.toml", "corpus sung", "model sung"]
    assert PROVIDER.follows == ("file",)


def test_a_kept_text_is_replayed_and_shown_with_those_it_was_chosen_from(kept):
    values = PROVIDER.compute(PARAMS, kept)
    assert [sample["state"] for sample in values["samples"]] == ["replayed", "replayed"]
    (texts,) = values["batches"].values()
    assert len(texts) == BATCH
    for sample in values["samples"]:
        assert sample["text"] == texts[sample["index"]]
    assert PROVIDER.check(PARAMS, kept) == "2 replayed"


def test_a_replayed_text_comes_with_what_the_model_expected(kept):
    model = load_model("mle", kept.index("sung"), 3)
    for sample in PROVIDER.compute(PARAMS, kept)["samples"]:
        assert sample["expected"]
        for line in sample["expected"]:
            place, chance, rank, among, *likely = json.loads(line)
            chances = model.distribution(PAD + sample["text"][:place])
            written = chances[sample["text"][place : place + 1]]
            assert chance == pytest.approx(written, rel=1e-3)
            assert rank == 1 + sum(one > written for one in chances.values())
            assert among == len(chances) > 1
            assert likely[::2] == sorted(chances, key=lambda name: (-chances[name], name))[:LIKELIEST]
            assert likely[1::2] == pytest.approx([chances[name] for name in likely[::2]], rel=1e-3)


def test_without_its_model_a_text_is_recorded(kept):
    gone(kept)
    values = PROVIDER.compute(PARAMS, kept)
    assert [sample["state"] for sample in values["samples"]] == ["recorded", "recorded"]
    assert not any("expected" in sample for sample in values["samples"])
    assert values["batches"] == {}
    assert PROVIDER.check(PARAMS, kept) == "2 recorded"


@pytest.mark.parametrize(
    "draw",
    [{"temperature": 0.7}, {"prompt": "The "}, {"order": 5}, {"top_k": 2, "until": "word", "first_sentence": True}],
)
def test_any_draw_can_be_replayed(sung, draw):
    from fridaygram.values.samples.receipts import write_receipts

    write_receipts(sung.bundle / "samples.toml", receipts_of(sung, picks=(4,), **draw))
    assert PROVIDER.check(PARAMS, sung) == "1 replayed"


def test_a_text_changed_by_hand_fails_with_file_line_and_difference(kept):
    text = PROVIDER.compute(PARAMS, kept)["samples"][1]["text"]
    line = edit(kept, text[:30], text[:20] + "X" + text[20:30])
    with pytest.raises(ContentError) as caught:
        PROVIDER.check(PARAMS, kept)
    said = str(caught.value)
    assert said.startswith(f"content/posts/a/samples.toml:{line}: the model does not write this: at character 21")
    assert f"the file has “…{text[8:20]}X{text[20:31]}…”" in said
    assert f"the model writes “…{text[8:32]}…”" in said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed = 3", "seed = 4", "the model does not write this"),
        ("index = 1", "index = 2", "the model does not write this"),
        ("order = 3", "order = 2", "the model does not write this"),
        ('model = "mle"', 'model = "mlee"', "unknown model 'mlee'; did you mean 'mle'?"),
        ("temperature = 1.0", "temperature = 0.0", "temperature 0.0 is not above 0"),
        ("limit = 80", "limit = 8", "the model does not write this"),
        ("batch = 5", "batch = 6", "the 6 texts of this batch are not those"),
    ],
)
def test_a_changed_receipt_fails(kept, old, new, message):
    edit(kept, old, new)
    with pytest.raises(ContentError) as caught:
        PROVIDER.compute(PARAMS, kept)
    assert message in str(caught.value)
    assert str(caught.value).startswith("content/posts/a/samples.toml:")


def test_some_are_picked_by_their_number(kept):
    values = PROVIDER.compute({**PARAMS, "pick": [2]}, kept)
    assert [sample["index"] for sample in values["samples"]] == [3]
    with pytest.raises(ContentError, match="no sample 3 among 2"):
        PROVIDER.compute({**PARAMS, "pick": [3]}, kept)


def test_a_corpus_without_samples_says_how_to_keep_some(kept):
    with pytest.raises(ContentError, match="no sample of 'small'"):
        PROVIDER.compute({**PARAMS, "corpus": "small"}, kept)


def test_the_model_that_wrote_is_known_by_its_digest(kept):
    digest = kept.digest(ValueSource(kind="model", name="sung"))
    assert PROVIDER.compute(PARAMS, kept)["samples"][0]["model_digest"] == digest
    edit(kept, digest, "0" * len(digest))
    assert PROVIDER.check(PARAMS, kept) == "1 replayed, 1 recorded"


def test_an_opening_is_shown_and_old_receipts_keep_their_fields(sung):
    from fridaygram.values.samples.receipts import write_receipts

    old, new = receipts_of(sung, picks=(1,)), receipts_of(sung, picks=(1,), first_sentence=True, until="sentence")
    write_receipts(sung.bundle / "samples.toml", [*old, *new])
    first, second = PROVIDER.compute(PARAMS, sung)["samples"]
    assert not {"top_k", "top_p", "until", "first_sentence", "opening"} & set(first)
    assert second["text"].startswith(second["opening"]) and second["opening"].endswith(".")
    assert (second["first_sentence"], second["until"]) == (True, "sentence")
