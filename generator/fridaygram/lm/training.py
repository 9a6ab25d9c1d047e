"""Training: the index of a sequence of texts, every order at once, and what is held out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.lm import Progress
from fridaygram.lm.index.alphabet import place_type
from fridaygram.lm.index.index import HeldOut, Index
from fridaygram.lm.split import Split, split_texts
from fridaygram.lm.texts import ChosenTexts

if TYPE_CHECKING:
    from fridaygram.lm.index.shards import Work


@dataclass(frozen=True)
class Sharding:
    """How a large corpus is indexed: in how many shards, in which folder, and who works on them.

    The index's arrays are files of the folder, which must stay while it is used.
    """

    number: int
    folder: Path
    work: Work = map


def train(
    texts: Sequence[str],
    *,
    held_out: float = 0.0,
    seed: int = 1,
    groups: Sequence[str] | None = None,
    shards: Sharding | None = None,
    progress: Progress | None = None,
) -> Index:
    """Index a corpus, every order at once, without a share of its texts.

    ``groups`` names the group of each text, such as its song; see ``split_texts``. ``index.held_out.texts`` are the
    numbers of the texts kept out, ``index.numbers`` those of the texts indexed. Raises UsageError for a share not in
    [0, 1), ModelError as ``build_index``.
    """
    if not held_out:
        return build_index(texts, shards=shards, progress=progress)
    split = split_texts(texts, held_out, seed, groups=groups)
    return index_split(texts, split, shards=shards, progress=progress)


def index_split(
    texts: Sequence[str], split: Split, *, shards: Sharding | None = None, progress: Progress | None = None
) -> Index:
    """Index the training texts of a split. Raises ModelError as ``build_index``."""
    return build_index(
        ChosenTexts(texts, split.train),
        numbers=split.train,
        held_out=HeldOut(share=split.share, seed=split.seed, texts=split.held_out),
        shards=shards,
        progress=progress,
    )


def build_index(
    texts: Sequence[str],
    *,
    numbers: Sequence[int] | None = None,
    held_out: HeldOut | None = None,
    shards: Sharding | None = None,
    progress: Progress | None = None,
) -> Index:
    """Index texts for every order at once.

    ``numbers`` says which number each text has elsewhere (its place in ``texts`` by default); ``held_out`` is kept
    with the index; ``shards`` saves memory and changes nothing else. Empty texts count: they end at once. Raises
    ModelError where there is no text, for a lone surrogate, and beyond 2^31 characters without shards.
    """
    import numpy as np

    if not texts:
        raise ModelError("there is no text to train on", hint="import a corpus first")
    report = progress or (lambda _done, _total, _what: None)
    if shards is None:
        alphabet, arrays = _at_once(texts, report)
    else:
        from fridaygram.lm.index.shards import arrays_of_shards

        alphabet, arrays = arrays_of_shards(shards.folder, texts, shards.number, shards.work, report)
    places = place_type(len(arrays["codes"]))
    arrays["numbers"] = np.asarray(range(len(texts)) if numbers is None else numbers, dtype=places)
    for array in arrays.values():
        array.flags.writeable = False
    return Index(alphabet, arrays, held_out)


def _at_once(texts: Sequence[str], report: Progress) -> tuple[Any, dict[str, Any]]:
    """Return the alphabet and the arrays of an index but for ``numbers``, all in memory."""
    from fridaygram.lm.index.alphabet import symbols_of_texts
    from fridaygram.lm.index.suffixes import rows_of, successors_of, suffix_array

    report(0, 3, "reading characters")
    alphabet, codes, starts, counts = symbols_of_texts(texts)
    report(1, 3, "sorting histories")
    positions, following, common = rows_of(suffix_array(alphabet, codes), codes)
    report(2, 3, "counting what follows")
    successor = successors_of(following, positions, counts)
    report(3, 3, "counting what follows")
    return alphabet, {
        "codes": codes,
        "positions": positions,
        "following": following,
        "successor": successor,
        "common": common,
        "starts": starts,
    }
