"""A stored index opens as it was, or is refused with one clear line."""

import json
import random

import numpy as np
import pytest

from fridaygram.errors import ModelError
from fridaygram.files import digest
from fridaygram.lm import build_index, open_index, save_index, train
from fridaygram.lm.index.store import HEADER


@pytest.fixture
def folder(tmp_path):
    texts = ["This is the remix.", "", "é 中 \U0001f600", "This is not."] * 3
    save_index(tmp_path / "model", train(texts, held_out=0.3, seed=4), corpus="demo", corpus_digest="abc")
    return tmp_path / "model"


def reseal(folder, change):
    """Change the header and give it a digest that fits again."""
    body = json.loads((folder / HEADER).read_text().rpartition("}\n")[0] + "}")
    change(body)
    text = json.dumps(body)
    (folder / HEADER).write_text(f"{text}\n{digest(text)}\n")


def use(folder, **options):
    index = open_index(folder, **options)
    for name in index.arrays:
        assert len(index.arrays[name])
    return index


def test_round_trip(tmp_path):
    index = build_index(["abra", "cadabra \U0001f600"])
    save_index(tmp_path / "model", index, corpus="spells", corpus_digest="d")
    opened = open_index(tmp_path / "model", corpus_digest="d")
    assert (opened.alphabet, opened.corpus, opened.digest) == (index.alphabet, "spells", index.digest)
    for name in index.arrays:
        assert np.array_equal(opened.arrays[name], index.arrays[name])
        assert not opened.arrays[name].flags.writeable
    written = sum(file.stat().st_size for file in (tmp_path / "model").glob("*.bin"))
    assert opened.size_bytes == index.size_bytes == written


def test_the_size_of_a_large_alphabet_is_that_of_its_files(tmp_path):
    index = build_index(["".join(map(chr, range(0x4E00, 0x4F80)))])
    save_index(tmp_path / "model", index, corpus="signs", corpus_digest="d")
    assert index.size_bytes == sum(file.stat().st_size for file in (tmp_path / "model").glob("*.bin"))


def test_what_was_held_out_is_kept(folder):
    index = open_index(folder)
    assert index.held_out.share == 0.3
    assert sorted([*index.held_out.texts, *index.numbers.tolist()]) == list(range(12))


def test_saving_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        save_index(tmp_path / name, build_index(["abra", "cadabra"]), corpus="c", corpus_digest="d")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_opening_reads_no_array(folder, monkeypatch):
    monkeypatch.setattr("fridaygram.lm.index.store.digest_file", lambda file: pytest.fail(f"{file} was read"))
    index = open_index(folder, corpus_digest="abc")
    assert (index.corpus, index.held_out.share) == ("demo", 0.3)


def test_a_missing_model(tmp_path):
    with pytest.raises(ModelError, match="no trained model here"):
        open_index(tmp_path / "nowhere")


def test_another_corpus(folder):
    with pytest.raises(ModelError, match="another state of corpus 'demo'"):
        open_index(folder, corpus_digest="xyz")


@pytest.mark.parametrize("name", ["codes", "positions", "following", "successor", "common", "starts", "numbers"])
def test_damage_in_an_array(folder, name):
    raw = bytearray((folder / f"{name}.bin").read_bytes())
    raw[len(raw) // 2] ^= 4
    (folder / f"{name}.bin").write_bytes(raw)
    with pytest.raises(ModelError, match="damaged"):
        use(folder)
    (folder / f"{name}.bin").write_bytes(raw[:-1])
    with pytest.raises(ModelError, match="truncated or foreign"):
        open_index(folder)
    (folder / f"{name}.bin").unlink()
    with pytest.raises(ModelError, match="missing"):
        open_index(folder)


def corrupted(source, raw, others):
    """Damage bytes as disks, transfers and people do."""
    kind = source.randrange(7)
    at = source.randrange(len(raw))
    if kind == 0:
        return raw[:at] + bytes([raw[at] ^ (1 << source.randrange(8))]) + raw[at + 1 :]
    if kind == 1:
        return raw[:at]
    if kind == 2:
        return raw + source.randbytes(1 + source.randrange(9))
    if kind == 3:
        length = source.randrange(1, 40)
        return raw[:at] + bytes(len(raw[at : at + length])) + raw[at + length :]
    if kind == 4:
        return raw[:at] + source.randbytes(1 + source.randrange(9)) + raw[at:]
    if kind == 5:
        return source.choice(others)
    other = source.randrange(len(raw))
    return raw[: min(at, other)] + raw[max(at, other) :] + raw[min(at, other) : max(at, other)]


@pytest.mark.slow
def test_three_thousand_corruptions_are_refused_or_change_nothing(folder, tmp_path):
    source = random.Random(20180615)
    save_index(tmp_path / "other", build_index(["Another model."] * 4), corpus="demo", corpus_digest="abc")
    files = sorted(folder.iterdir())
    whole = {file: file.read_bytes() for file in files}
    others = [*whole.values(), *(file.read_bytes() for file in sorted((tmp_path / "other").iterdir())), b""]
    expected = {name: array.tobytes() for name, array in use(folder).arrays.items()}
    refused = 0
    for _ in range(3_000):
        file = source.choice(files)
        file.write_bytes(corrupted(source, whole[file], others))
        try:
            found = use(folder, corpus_digest="abc")
        except ModelError as error:
            refused += 1
            assert "\n" not in str(error)
            assert error.hint
        else:
            assert {name: array.tobytes() for name, array in found.arrays.items()} == expected
            assert found.alphabet.characters == use(folder).alphabet.characters
        file.write_bytes(whole[file])
    assert refused > 2_700


@pytest.mark.parametrize("name", ["codes", "positions", "following", "successor", "starts"])
def test_a_number_that_points_outside_is_refused_though_its_digest_is_right(folder, name):
    file = folder / f"{name}.bin"
    file.write_bytes(b"\xff" * len(file.read_bytes()))
    reseal(folder, lambda header: header["arrays"][name].update(digest=digest(file.read_bytes())))
    with pytest.raises(ModelError, match=rf"{name}\.bin: foreign: a number in it points outside of the model"):
        use(folder)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("format", "zip", "not the header"),
        ("version", 99, "version 99"),
        ("alphabet", 7, "not a header of this version"),
        ("alphabet", "x" * 300, "does not fit"),
        ("singles", 0, "does not fit"),
    ],
)
def test_a_foreign_header(folder, key, value, message):
    reseal(folder, lambda header: header.update({key: value}))
    with pytest.raises(ModelError, match=message):
        use(folder)


@pytest.mark.parametrize("change", [{"dtype": "float64"}, {"length": -1}, {"dtype": "object"}])
def test_a_foreign_array_entry(folder, change):
    reseal(folder, lambda header: header["arrays"]["common"].update(change))
    with pytest.raises(ModelError):
        use(folder)


def test_an_array_too_few_or_too_many(folder):
    reseal(folder, lambda header: header["arrays"].pop("common"))
    with pytest.raises(ModelError, match="does not fit"):
        open_index(folder)


def test_a_header_of_anything_else(folder):
    for raw in (b"", b"[]", b"\xff\xfe", b'{"format": "fridaygram-index"}', b"{}\n{}\n"):
        (folder / HEADER).write_bytes(raw)
        with pytest.raises(ModelError):
            open_index(folder)
