"""samples.toml as a person may meet it: written, read back, edited by hand."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.errors import ContentError
from fridaygram.lm.song.masking import Card
from fridaygram.values.samples.receipts import Receipt, batch_digest, read_receipts, write_receipts

WHOLE = {
    "text": "A hum.\n\nThen none.",
    "corpus": "small",
    "corpus_digest": "c1",
    "model_digest": "m1",
    "batch_digest": "b1",
    "seed": 7,
    "index": 2,
    "batch": 20,
    "limit": 400,
    "version": "0.1.0",
    "order": 8,
}


def receipt(**changes):
    return Receipt(**{**WHOLE, **changes})


def written(tmp_path, *receipts):
    path = tmp_path / "samples.toml"
    write_receipts(path, receipts)
    return path


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80) | st.text('"\\\n\t\r \x7f\x00é', max_size=20)


@given(text=TEXTS, prompt=TEXTS, note=TEXTS, order=st.none() | st.integers(1, 99), temperature=st.floats(0.01, 9))
def test_what_is_written_is_read_back(tmp_path_factory, text, prompt, note, order, temperature):
    one = receipt(text=text, prompt=prompt, note=note, order=order, temperature=temperature)
    path = written(tmp_path_factory.mktemp("samples"), one, receipt())
    assert [placed.receipt for placed in read_receipts(path)] == [one, receipt()]


def test_a_text_stands_in_the_file_as_it_reads(tmp_path):
    assert 'text = """\nA hum.\n\nThen none."""\n' in written(tmp_path, receipt()).read_text()


def test_lines_are_those_of_the_file(tmp_path):
    # A text that looks like a table is no table.
    path = written(tmp_path, receipt(text='[[sample]]\nseed = 1\n"""'), receipt(note="mine"))
    lines = path.read_text().splitlines()
    for placed, place in zip(
        read_receipts(path), [n for n, row in enumerate(lines, 1) if row == "[[sample]]"][::2], strict=True
    ):
        assert placed.line == place
        assert lines[placed.line_of("seed") - 1] == "seed = 7"
        assert lines[placed.line_of("text") - 1] == 'text = """'
    assert placed.line_of("prompt") == placed.line


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("format = 1", "format = 2", "format", "begins with 'format = 1'"),
        ("format = 1", "format = 1\ntitle = 'x'", "", "unknown field 'title'"),
        ("format = 1", "format = 1\nsample = 3", "[[sample]]", "not TOML"),
        ("seed = 7", "seed = 'seven'", "seed =", "Expected 'int', got 'str'"),
        ("seed = 7", "sead = 7", "sead =", "unknown field 'sead'"),
        ("seed = 7\n", "", "[[sample]]", "missing required field 'seed'"),
        ("seed = 7", "seed = 7\ncolour = 'red'", "colour =", "unknown field 'colour'"),
        ("index = 2", "index = 20", "index =", "index 20 is outside a batch of 20"),
        ("limit = 400", "limit = ", "limit =", "not TOML"),
        ("[[sample]]", "[sample]", "", "samples are tables: [[sample]]"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, old, new, at, message):
    path = written(tmp_path, receipt())
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ContentError) as caught:
        read_receipts(path)
    assert message in str(caught.value)
    assert caught.value.file == str(path)
    lines = path.read_text().splitlines()
    assert at == "" if caught.value.line is None else at and lines[caught.value.line - 1].startswith(at)


@given(st.binary(max_size=60), st.integers(0, 200))
def test_damage_is_a_clean_error_or_still_samples(tmp_path_factory, noise, place):
    path = written(tmp_path_factory.mktemp("samples"), receipt(), receipt())
    data = path.read_bytes()
    path.write_bytes(data[:place] + noise + data[place + len(noise) :])
    try:
        assert all(isinstance(placed.receipt, Receipt) for placed in read_receipts(path))
    except ContentError as error:
        assert error.file == str(path)


def test_nesting_without_end_is_a_clean_error(tmp_path):
    path = tmp_path / "samples.toml"
    path.write_text("format = 1\nsample = " + "[" * 5000)
    with pytest.raises(ContentError, match="not TOML"):
        read_receipts(path)


def test_a_batch_is_known_by_its_texts_and_their_order():
    assert len({batch_digest(["a", "b"]), batch_digest(["b", "a"]), batch_digest(["ab"])}) == 3


def test_the_file_is_plain_toml(tmp_path):
    assert tomllib.loads(written(tmp_path, receipt()).read_text())["sample"] == [
        {**WHOLE, "model": "mle", "temperature": 1.0}
    ]


def test_what_came_later_is_written_only_where_it_says_something(tmp_path):
    assert not re.search("top|until|first", written(tmp_path, receipt()).read_text())
    later = {"top_k": 20, "top_p": 0.95, "until": "word", "first_sentence": True}
    path = written(tmp_path, receipt(**later))
    assert tomllib.loads(path.read_text())["sample"][0].items() >= later.items()
    assert read_receipts(path)[0].receipt == receipt(**later)
    old = receipt()
    assert (old.top_k, old.top_p, old.until, old.first_sentence) == (0, 1.0, "character", False)


def test_a_card_comes_back_whatever_its_names_are_and_no_card_leaves_no_field(tmp_path):
    path = tmp_path / "samples.toml"
    names = ('The "Quotes"', "a\\b", "two\nlines", "Frøya – Turbine", "'")
    card = Card(slots={"artist": names[:1], "guest": names[1:]}, tags=("r&b",), numbers={"tempo": 98.0, "a key": -7.4})
    given = receipt(card=card, model="song")
    write_receipts(path, [given, receipt()])
    assert [placed.receipt for placed in read_receipts(path)] == [given, receipt()]
    assert path.read_text("utf-8").count("card = ") == 1
