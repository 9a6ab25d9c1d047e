import random
import tracemalloc

import numpy as np
import pytest

from fridaygram.corpus.text.near import BANDS, THRESHOLD, WIDTH, Twins, jaccard, shingles, signature
from fridaygram.files import digest

WORDS = [
    f"{first}{second}"
    for first in ("bar", "con", "dim", "fol", "gur", "hat", "lop")
    for second in ("e", "on", "a", "um")
]


def written(rng, number):
    return " ".join(rng.choice(WORDS) for _ in range(number))


def changed(rng, text, number):
    words = text.split()
    for place in rng.sample(range(len(words)), number):
        words[place] = f"new{place}"
    return " ".join(words)


def test_near_duplicates_are_those_that_comparing_all_pairs_finds(tmp_path):
    rng = random.Random(7)
    texts = [written(rng, rng.randint(40, 160)) for _ in range(60)]
    texts += [changed(rng, text, rng.choice([0, 1, 2, 3, 6, 12])) for text in texts[:40]]
    marks = [signature(text) for text in texts]
    twins = Twins(range(len(texts)), marks, lambda key: texts[key], tmp_path)
    kept, missed, found = [], 0, 0
    for key, text in enumerate(texts):
        twin = twins.add(key, text)
        alike = [jaccard(shingles(text), shingles(texts[other])) for other in kept]
        if twin is None:
            missed += bool(alike) and max(alike) >= THRESHOLD
            kept.append(key)
        else:
            found += 1
            assert twin[1] == jaccard(shingles(text), shingles(texts[twin[0]])) >= THRESHOLD
    assert found >= 20
    assert missed <= 1


def invented_mark(rng):
    """Return a mark of which a band or two are those of many others, whatever the texts are."""
    return b"".join(
        bytes([rng.randrange(3)]) * WIDTH if rng.random() < 0.15 else rng.randbytes(WIDTH) for _ in range(BANDS)
    )


@pytest.mark.parametrize("seed", range(4))
def test_twins_are_those_of_a_table_of_all_bands(seed, tmp_path):
    rng = random.Random(seed)
    texts = [written(rng, rng.randint(10, 40)) for _ in range(12)]
    texts += [changed(rng, text, rng.choice([0, 0, 1, 2, 4, 8])) for text in texts for _ in range(15)]
    rng.shuffle(texts)
    marks = [invented_mark(rng) if rng.random() < 0.8 else b"" for _ in texts]
    keys = [1000 + place for place in range(len(texts))]
    twins = Twins(keys, marks, lambda key: texts[key - 1000], tmp_path)
    table, found = {}, 0
    for place, (text, mark) in enumerate(zip(texts, marks, strict=True)):
        if not mark:
            continue
        bands = [(band, mark[band * WIDTH : (band + 1) * WIDTH]) for band in range(BANDS)]
        offered = {table[band] for band in bands if band in table}
        alike = [(jaccard(shingles(text), shingles(texts[other])), -keys[other]) for other in offered]
        best, key = max(alike, default=(0.0, 0))
        assert twins.add(place, text) == ((-key, best) if best >= THRESHOLD else None)
        found += best >= THRESHOLD
        if best < THRESHOLD:
            for band in bands:
                table.setdefault(band, place)
    assert found >= 5
    assert not list(tmp_path.iterdir())


def test_texts_that_share_nothing_take_little_memory(tmp_path):
    def peak(number):
        rng = random.Random(number)
        tracemalloc.start()
        Twins(range(number), (rng.randbytes(BANDS * WIDTH) for _ in range(number)), str, tmp_path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert (peak(20_000) - peak(10_000)) / 10_000 < 40


def test_case_punctuation_and_white_space_make_no_difference():
    assert shingles("Hold the ladder, hold!") == shingles("hold  THE ladder\nhold")
    assert signature("Hold the ladder, hold!") == signature("hold the ladder hold")


def test_short_texts_and_none():
    assert shingles("two words") == {"two words"}
    assert shingles("!") == frozenset()
    assert jaccard(frozenset(), frozenset()) == 0.0
    assert len(signature("")) == 500


def test_as_many_numbers_are_equal_as_texts_have_in_common():
    """The share of equal numbers estimates the Jaccard similarity without bias: 200 pairs, four standard errors."""
    chance, errors = random.Random(4), []
    for _ in range(200):
        words = [f"w{chance.randrange(3000)}" for _ in range(150)]
        changed = chance.randrange(130)
        other = [f"w{chance.randrange(3000)}" for _ in range(changed)] + words[changed:]
        texts = " ".join(words), " ".join(other)
        one, two = (np.frombuffer(signature(text), "<u4") for text in texts)
        errors.append((one == two).mean() - jaccard(*map(shingles, texts)))
    assert abs(np.mean(errors)) < 0.01
    assert np.std(errors) < 0.05


def test_signatures_stay_what_states_have_kept():
    assert signature("tea warm chord")[:8].hex() == "278c0066850ca556"
    long = " ".join(f"w{number % 9999}" for number in range(20_000))
    assert digest(signature(long)) == "79d7e125cda1cb7c412de93131121a42"
