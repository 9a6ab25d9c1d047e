"""Copies found by the index against copies found by looking for every piece in every text."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fridaygram.lm import build_index, memorise
from fridaygram.values.kinds.curated import PROVIDER
from fridaygram.values.samples.copying import (
    AT_LEAST,
    copies_of,
    covers_of,
    people_baseline,
    pieces_of,
    training_reviews,
)
from tests.values.writing import SUNG

PARAMS = {"corpus": "sung", "data": "samples.toml", "pick": None}
LETTERS = st.text("abc", max_size=24)


def naive_covers(text, texts):
    """Try every piece of the text: the longest that some training text has, by each character it lies on."""
    covers = [0] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if any(text[start:end] in one for one in texts):
                for place in range(start, end):
                    covers[place] = max(covers[place], end - start)
    return covers


def naive_fewest(text, texts):
    """Return the least number of pieces, by dynamic programming; an unknown character is one piece."""
    fewest = [0] + [len(text) + 1] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            piece = text[start:end]
            if len(piece) == 1 or any(piece in one for one in texts):
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


@given(text=st.text("abcd", max_size=20), texts=st.lists(LETTERS.filter(bool), min_size=1, max_size=4))
def test_covers_and_pieces_are_those_of_a_search_through_everything(text, texts):
    lengths = memorise(build_index(texts), text).lengths
    assert covers_of(lengths) == naive_covers(text, texts)
    pieces = pieces_of(lengths)
    assert len(pieces) == naive_fewest(text, texts)
    assert "".join(text[start : start + length] for start, length in pieces) == text
    known = [text[start : start + length] for start, length in pieces if lengths[start]]
    assert all(any(piece in one for one in texts) for piece in known)


def test_an_empty_text_copies_nothing():
    found = copies_of(build_index(["abc"]), "", [])
    assert found == {"longest": 0, "novel": 0.0, "count": 0, "covers": [], "pieces": [], "overlaps": []}


@given(text=st.text("ab", max_size=60), texts=st.lists(st.text("ab", min_size=20, max_size=60), min_size=1, max_size=3))
def test_every_copied_character_lies_in_a_piece_or_an_overlap_as_long_as_its_longest_match(text, texts):
    index = build_index(texts)
    found = copies_of(index, text, [])
    spans = [(one["start"], one["length"]) for one in (*found["pieces"], *found["overlaps"])]
    assert len(set(spans)) == len(spans)
    inside = {place for one in found["pieces"] for place in range(one["start"], one["start"] + one["length"])}
    for place, cover in enumerate(covers_of(memorise(index, text).lengths)):
        lengths = [length for start, length in spans if start <= place < start + length]
        assert bool(lengths) == (cover >= AT_LEAST)
        if lengths and place not in inside:
            assert max(lengths) == cover
    for start, length in spans:
        assert any(text[start : start + length] in one for one in texts)


def test_each_piece_names_the_reviews_that_have_it(sung):
    index, reviews = sung.index("sung"), training_reviews("sung", sung)
    shared = "The drummer left early and "
    holders = [number for number in index.numbers.tolist() if shared in SUNG[number]]
    (other,) = [number for number in index.numbers.tolist() if "three chords" in SUNG[number]][:1]
    text = "A hum in three chords, and " + shared
    found = copies_of(index, text, reviews)
    first, second = found["pieces"]
    assert (first["start"], first["texts"]) == (0, 1)
    (source,) = first["sources"]
    assert (source["domain"], source["url"]) == (f"b{other}.example", f"https://b{other}.example/sung")
    assert (source["title"], source["day"]) == (reviews[other].title, reviews[other].date_published[:10])
    assert second["texts"] == len(holders)
    assert [one["domain"] for one in second["sources"]] == [f"b{number}.example" for number in sorted(holders)]
    assert sum(run for run, _ in found["covers"]) == len(text)
    assert found["longest"] == max(cover for _, cover in found["covers"])
    assert found["novel"] == 0


def test_a_review_without_an_address_is_counted_and_not_named(sung):
    index, reviews = sung.index("sung"), training_reviews("sung", sung)
    shared = "The drummer left early and "
    holders = sum(shared in review.content for review in reviews)
    bare = [msgspec.structs.replace(review, url=f"sung.jsonl#{place}") for place, review in enumerate(reviews)]
    (piece,) = copies_of(index, shared, bare)["pieces"]
    assert (piece["texts"], piece["sources"]) == (holders, [])


def test_reviews_of_another_state_of_the_corpus_are_not_named(sung):
    index = sung.index("sung")
    strangers = list(reversed(training_reviews("sung", sung)))
    text = SUNG[int(index.numbers[0])][:40]
    (piece,) = copies_of(index, text, strangers)["pieces"]
    assert all(text in review.content for review in strangers if review.url in {one["url"] for one in piece["sources"]})
    (piece,) = copies_of(index, text, [])["pieces"]
    assert (piece["texts"], piece["sources"]) == (1, [])


def test_the_baseline_is_measured_on_what_training_kept_aside(sung):
    held_out = [SUNG[number] for number in sung.index("sung").held_out.texts]
    baseline = people_baseline("sung", sung, 40)
    assert (baseline["texts"], baseline["limit"]) == (len(held_out), 40)
    found = [memorise(sung.index("sung"), text[:40], at_least=AT_LEAST) for text in held_out]
    assert baseline["most"] == max(one.longest for one in found)
    assert baseline["novel"] == pytest.approx(sum(one.novel_share for one in found) / len(found))


def test_without_held_out_texts_there_is_no_baseline(kept):
    from fridaygram.lm import save_index, train

    folder = kept.root / "content" / "models" / "sung"
    save_index(folder, train(SUNG), corpus="sung", corpus_digest=kept.corpus("sung").digest)
    kept.shelf._indexes.clear()
    kept.shelf._models.clear()
    assert people_baseline("sung", kept, 40) is None


def test_a_replayed_sample_says_what_it_copies_and_a_recorded_one_does_not(kept):
    from tests.values.kinds.test_curated import gone

    values = PROVIDER.compute(PARAMS, kept)
    for sample in values["samples"]:
        assert sample["copies"]["longest"] == memorise(kept.index("sung"), sample["text"]).longest
    assert values["baseline"]["limit"] == 80
    gone(kept)
    values = PROVIDER.compute(PARAMS, kept)
    assert all("copies" not in sample for sample in values["samples"])
    assert values["baseline"] is None
