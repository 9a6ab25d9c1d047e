"""Context mixing: counts that are a dictionary's, of all texts but one; sums of 1; bits that memory brings down."""

import math
import shutil
from collections import Counter, defaultdict

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fridaygram.errors import ModelError, UsageError
from fridaygram.files import digest_file
from fridaygram.lm import (
    END,
    PAD,
    UNKNOWN,
    build_index,
    evaluate,
    load_model,
    open_index,
    sample_texts,
    save_index,
)
from fridaygram.lm.index.store import read_header, write_header
from fridaygram.lm.models._context_inputs import remember
from fridaygram.lm.models._contexts import (
    CLASSED,
    KINDS,
    ORDERS,
    WORDS,
    Words,
    contexts_of,
    hashed,
    letters_of,
    words_of,
)
from fridaygram.lm.models._word_classes import classes_of
from fridaygram.lm.models.context_mixing import FORMAT, HEADER, VERSION, ContextMixing, LearntHeader
from tests.lm.strategies import few, prose, texts

each = pytest.mark.parametrize("name", ["context-mixing", "context-mixing-cache"])
same_letters = st.lists(st.text("ab ", max_size=9).map("ab ".__add__), min_size=2, max_size=5)


def naive_counts(corpus, order):
    """What followed the last ``order`` characters, of texts that begin with a start sign and are long enough."""
    counts = defaultdict(Counter)
    for text in corpus:
        padded = PAD + text
        for place, event in enumerate([*text, END], 1):
            if place >= order:
                counts[padded[place - order : place]][event] += 1
    return counts


def entries_of(index, contexts, history):
    """The entries after the history of each kind that occur."""
    query = np.array(index.symbols(history), dtype=np.int32)
    groups = contexts.find(hashed(query, contexts.words_by(index.alphabet)))[:, -1]
    for group in groups:
        entries = range(contexts.begins[group], contexts.begins[group + 1]) if group >= 0 else ()
        yield [entry for entry in entries if contexts.counts[entry]]


def shown(index, contexts, entries, numbers):
    return {index.name(int(contexts.symbols[entry])): int(numbers[entry]) for entry in entries}


def read(index, contexts, history):
    """What contexts say followed the history of each kind, and how often."""
    found = entries_of(index, contexts, history)
    return [shown(index, contexts, entries, contexts.counts) for entries in found]


def continued(index, contexts, history, starts):
    """The continuation counts after the history of each kind; entries that begin texts have none of their own."""
    found = list(entries_of(index, contexts, history))[: len(ORDERS) - 1]
    kept = [[entry for entry in entries if not starts[entry]] for entries in found]
    return [shown(index, contexts, entries, contexts.continuations) for entries in kept]


@settings(max_examples=40, deadline=None)
@given(corpus=texts, history=few)
def test_orders_count_as_a_dictionary_does(corpus, history):
    index = build_index(corpus)
    contexts = contexts_of(index).contexts
    for text in (corpus[0], corpus[-1][: len(corpus[-1]) // 2], history):
        found = read(index, contexts, PAD + text)
        for kind, order in enumerate(ORDERS.tolist()):
            tail = (PAD + text)[-order:] if len(text) + 1 >= order else None
            if UNKNOWN not in text:
                assert found[kind] == dict(naive_counts(corpus, order)[tail]) if tail else not found[kind]


@settings(max_examples=40, deadline=None)
@given(corpus=same_letters, number=st.integers(0, 4))
def test_a_text_that_is_left_out_leaves_the_counts_of_the_others(corpus, number):
    known, classes = classes_of(words_in(corpus))
    with pytest.MonkeyPatch.context() as patch:  # what class a word has depends on all texts
        patch.setattr("fridaygram.lm.models._contexts.classes_of", lambda _: (known, classes))
        counts_without_a_text(corpus, number % len(corpus))


def words_in(corpus):
    index = build_index(corpus)
    return words_of(index.codes.astype(np.int32), letters_of(index.alphabet))


def counts_without_a_text(corpus, number):
    index, others = build_index(corpus), build_index(corpus[:number] + corpus[number + 1 :])
    assert index.alphabet.characters == others.alphabet.characters
    training = contexts_of(index)
    contexts, starts = training.contexts, training.starts
    before = contexts.counts.copy(), contexts.continuations.copy()
    begin, end = [*index.starts.tolist(), index.rows][number : number + 2]
    training.leave(slice(begin, end), -1)
    expected = contexts_of(others)
    for text in corpus:
        for place in range(len(text) + 1):
            history = PAD + text[:place]
            assert read(index, contexts, history) == read(others, expected.contexts, history)
            wanted = continued(index, contexts, history, starts)
            found = continued(others, expected.contexts, history, expected.starts)
            assert all(found[kind][name] == number for kind, kept in enumerate(wanted) for name, number in kept.items())
    training.leave(slice(begin, end), 1)
    assert np.array_equal(contexts.counts, before[0])
    assert np.array_equal(contexts.continuations, before[1])


def test_continuations_are_numbers_of_longer_histories():
    index = build_index(["xab", "yab", "zab", "zac", "ab"])
    training = contexts_of(index)
    contexts, groups = training.contexts, training.groups
    group = groups[0, index.starts[0] + 2]  # after "a"
    entries = range(contexts.begins[group], contexts.begins[group + 1])
    names = {index.name(int(contexts.symbols[entry])): int(contexts.continuations[entry]) for entry in entries}
    assert names == {"b": 4, "c": 1}  # after x, y, z and the start of a text; after z
    assert groups.shape == (KINDS, index.rows)


@each
@settings(max_examples=15, deadline=None)
@given(corpus=texts, history=few)
def test_probabilities_sum_to_one(name, corpus, history):
    model = load_model(name, build_index(corpus * 2))
    for tail in (history, PAD + history, PAD + corpus[-1], "\ufffe"):
        distribution = model.distribution(tail)
        assert math.isclose(math.fsum(distribution.values()), 1.0, rel_tol=1e-12)
        assert min(distribution.values()) > 0
        assert set(distribution) == {END, UNKNOWN, *"".join(corpus)}


@pytest.fixture(scope="module")
def index():
    return build_index(prose(1, 60, 40))


@each
def test_bits_are_those_of_the_distribution(name, index):
    model = load_model(name, index)
    for text in ("song sings zzz, then song sings zz", index.decode(index.codes[: index.starts[1]])[:40], ""):
        for place, (event, bits) in enumerate(zip([*text, END], model.bits(text), strict=True)):
            distribution = model.distribution(PAD + text[:place])
            shown = event if event in distribution else UNKNOWN
            assert math.isclose(-math.log2(distribution[shown]), bits, rel_tol=1e-9, abs_tol=1e-9)


def test_words_of_one_class_are_one_context(index):
    letters = letters_of(index.alphabet)
    of = {word: hashed_words(index, word, letters)[-1] for word in ("song", "band", "choir", "so")}
    known = np.sort(np.array(list(of.values()), dtype=np.uint64))
    classes = np.array([{of["song"]: 1, of["band"]: 1, of["choir"]: 2, of["so"]: 2}[word] for word in known])
    words = Words(letters, known, classes.astype(np.int32))

    def last(text):
        return hashed(np.array(index.symbols(PAD + text), dtype=np.int32), words)[:, -1].tolist()

    one, other, third = last("so song s"), last("so band s"), last("choir song s")
    assert one[CLASSED : CLASSED + 2] == other[CLASSED : CLASSED + 2] == third[CLASSED : CLASSED + 2]
    assert one[WORDS + 1] != other[WORDS + 1]  # the word before is another one
    assert last("so choir s")[CLASSED : CLASSED + 2] != one[CLASSED : CLASSED + 2]
    assert last("band song s")[CLASSED] == one[CLASSED]
    assert last("band song s")[CLASSED + 1] != one[CLASSED + 1]  # a word of class 1, not 2, stands before it
    assert last("so zzz s")[CLASSED] != one[CLASSED]  # a word that training lacks has no class


def hashed_words(index, text, letters):
    codes = np.array([0, *index.alphabet.encode(text)], dtype=np.int32)
    return words_of(codes, letters)


def test_a_cache_counts_symbols_and_knows_the_last_one_and_its_run():
    histories = np.array([[0], [1], [0], [0], [-1], [0], [0]])  # one kind; the history at place 4 is too short
    heads, latest, runs = (np.full(2, -1) for _ in range(3))
    following, symbols, counts = (np.zeros(7, dtype=int) for _ in range(3))
    seen = []
    for place, symbol in enumerate([5, 9, 5, 7, 7, 7, 7]):
        remember(place, symbol, (histories, heads, latest, runs, following, symbols, counts))
        seen.append((int(latest[0]), int(runs[0])))
    assert seen == [(5, 1), (5, 1), (5, 2), (7, 1), (7, 1), (7, 2), (7, 3)]
    entry, found = heads[0], {}
    while entry >= 0:
        found[int(symbols[entry])] = int(counts[entry])
        entry = following[entry]
    assert found == {5: 2, 7: 3}
    assert (int(latest[1]), int(runs[1])) == (9, 1)


def test_words_are_the_runs_of_letters_of_each_text(index):
    found = hashed_words(index, "song band, song", letters_of(index.alphabet)).tolist()
    assert len(found) == 4
    assert found[0] == 0  # a text begins
    assert found[1] == found[3] != found[2]


def test_mixing_and_remembering_bring_bits_down(index):
    models = ("kneser-ney", "context-mixing", "context-mixing-cache")
    rows = evaluate(index, prose(2, 12, 40), models=models, orders=[6]).rows
    bits = {row.model: row.bits_per_character for row in rows}
    assert bits["context-mixing"] < bits["kneser-ney"]
    assert bits["context-mixing-cache"] < 0.97 * bits["context-mixing"]


@each
def test_it_has_no_order_writes_the_same_again_and_learns_the_same_again(name, index):
    model = load_model(name, index, 5)
    assert model.order is None
    written = sample_texts(model, count=2, seed=3, limit=30, trace=True)
    again = sample_texts(load_model(name, build_index(prose(1, 60, 40))), count=2, seed=3, limit=30)
    assert [one.text for one in written] == [one.text for one in again]
    assert all(step.choice in step.distribution for one in written for step in one.trace)


@each
def test_a_corpus_that_would_fill_the_memory_is_refused(name, index, monkeypatch):
    monkeypatch.setattr("fridaygram.lm.models.context_mixing.MOST_CHARACTERS", 100)
    with pytest.raises(UsageError, match=f"characters are too many for {name}; at most 100"):
        load_model(name, index)


@pytest.fixture(scope="module")
def kept(index, tmp_path_factory):
    """The folder of an index, with what context mixing learnt beside it."""
    folder = tmp_path_factory.mktemp("models") / "songs"
    save_index(folder, index, corpus="songs", corpus_digest="d")
    said = []
    size = ContextMixing.teach(open_index(folder), lambda *report: said.append(report))
    beside = folder.with_name("songs+context-mixing")
    assert size == sum(file.stat().st_size for file in beside.glob("*.bin"))
    assert said[0][:2] == (0, said[0][1])
    assert said[-1][0] < said[-1][1]
    return folder


@each
def test_what_is_kept_beside_the_index_is_what_is_learnt_anew(name, kept, index, monkeypatch):
    wanted = load_model(name, index).bits("song sings zzz")
    monkeypatch.setattr(ContextMixing, "_learn", lambda *_, **__: pytest.fail("it learnt again"))
    opened = load_model(name, open_index(kept))
    assert np.array_equal(opened.bits("song sings zzz"), wanted)
    assert np.array_equal(opened.bits("song sings zzz"), wanted)


@pytest.fixture
def copy(kept, tmp_path):
    """A copy of it to be damaged: the folder of the index."""
    for name in ("songs", "songs+context-mixing"):
        shutil.copytree(kept.with_name(name), tmp_path / name)
    return tmp_path / "songs"


def refused(folder):
    with pytest.raises(ModelError) as caught:
        load_model("context-mixing", open_index(folder)).bits("a")
    assert "fridaygram train NAME --model context-mixing" in caught.value.hint
    return str(caught.value)


def test_a_damaged_file_is_refused(copy):
    for file in sorted(copy.with_name("songs+context-mixing").iterdir()):
        whole = file.read_bytes()
        for damaged in (
            whole[:-2],
            whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 4]) + whole[len(whole) // 2 + 1 :],
        ):
            file.write_bytes(damaged)
            assert refused(copy)
        file.write_bytes(whole)


@pytest.mark.parametrize(
    ("name", "place", "number"),
    [
        ("begins", 1, 10**9), ("begins", 1, -1), ("begins", 5, 0), ("firsts", 3, 10**12), ("symbols", 0, 255),
        ("counts", 0, -5), ("joins", 1, 0), ("joins", 0, 10**6), ("static-weights", 0, float("nan")),
        ("cached-characters", 9, float("inf")),
    ],
)  # fmt: skip
def test_a_foreign_file_whose_digest_fits_is_refused(copy, name, place, number):
    beside = copy.with_name("songs+context-mixing")
    header = read_header(beside / HEADER, LearntHeader, FORMAT, VERSION)
    file = beside / f"{name}.bin"
    array = np.fromfile(file, dtype=header.arrays[name].dtype)
    array[place] = number
    array.tofile(file)
    entry = msgspec.structs.replace(header.arrays[name], digest=digest_file(file))
    write_header(beside / HEADER, msgspec.structs.replace(header, arrays=header.arrays | {name: entry}))
    assert "points outside of the model" in refused(copy)


def test_a_header_without_an_array_or_with_a_shorter_one_is_refused(copy):
    beside = copy.with_name("songs+context-mixing")
    header = read_header(beside / HEADER, LearntHeader, FORMAT, VERSION)
    for name, entry in header.arrays.items():
        others = {other: one for other, one in header.arrays.items() if other != name}
        write_header(beside / HEADER, msgspec.structs.replace(header, arrays=others))
        assert "does not fit" in refused(copy)
        raw = (beside / f"{name}.bin").read_bytes()
        size = np.dtype(entry.dtype).itemsize
        (beside / f"{name}.bin").write_bytes(raw[:-size])
        shorter = msgspec.structs.replace(entry, length=entry.length - 1, digest=digest_file(beside / f"{name}.bin"))
        write_header(beside / HEADER, msgspec.structs.replace(header, arrays=others | {name: shorter}))
        assert refused(copy)
        (beside / f"{name}.bin").write_bytes(raw)


def test_what_another_corpus_taught_is_refused(copy):
    save_index(copy, build_index(["another corpus"]), corpus="songs", corpus_digest="e")
    assert "another corpus" in refused(copy)


def test_an_index_in_memory_can_keep_nothing(index):
    with pytest.raises(UsageError, match="in memory only"):
        ContextMixing.teach(index)


@each
def test_learning_that_takes_long_is_said_once_with_the_way_to_keep_it(
    name, index, kept, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr("fridaygram.lm.models.context_mixing.LONG_SECONDS", 0.0)
    load_model(name, open_index(kept)).bits("so")
    assert not caplog.messages
    save_index(tmp_path / "songs", index, corpus="songs", corpus_digest="d")
    model = load_model(name, open_index(tmp_path / "songs"))
    model.bits("so")
    model.bits("an")
    (said,) = caplog.messages
    assert said.startswith(f"{name} learns from {index.characters:,} characters, about 1 s, for this run alone; ")
    assert said.endswith("keep it: fridaygram train songs --model context-mixing")
    load_model(name, build_index(["so", "an"])).bits("so")
    assert caplog.messages[1].endswith("save the index and teach it to keep it")
