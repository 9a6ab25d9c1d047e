import random

from fridaygram.corpus.text.near import THRESHOLD, Twins, jaccard, shingles, signature

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


def test_near_duplicates_are_those_that_comparing_all_pairs_finds():
    rng = random.Random(7)
    texts = [written(rng, rng.randint(40, 160)) for _ in range(60)]
    texts += [changed(rng, text, rng.choice([0, 1, 2, 3, 6, 12])) for text in texts[:40]]
    marks = [signature(text) for text in texts]
    twins = Twins(range(len(texts)), marks, lambda key: texts[key])
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


def test_case_punctuation_and_white_space_make_no_difference():
    assert shingles("Hold the ladder, hold!") == shingles("hold  THE ladder\nhold")
    assert signature("Hold the ladder, hold!") == signature("hold the ladder hold")


def test_short_texts_and_none():
    assert shingles("two words") == {"two words"}
    assert shingles("!") == frozenset()
    assert jaccard(frozenset(), frozenset()) == 0.0
    assert len(signature("")) == 500
