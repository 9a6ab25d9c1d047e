"""A model that is given a card: its probabilities of a text depend on the song that the text is about.

It is a model of masked texts (``lm/song/masking.py``) that is read through a card. An event is a character, a name that
the card has, or the end. A name costs what its mask costs. A name that the card lacks is spelt, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError, UsageError
from fridaygram.lm import PAD, UNKNOWN, Progress
from fridaygram.lm.base import LanguageModel, Taste, choose
from fridaygram.lm.index.store import folder_beside, open_index, save_index
from fridaygram.lm.models import load_model
from fridaygram.lm.models.context_mixing import ContextMixing
from fridaygram.lm.rng import Random
from fridaygram.lm.song.masking import MASKS, Card, mask, spellings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

NAME, BASE = "song", "context-mixing-cache"


class SongModel(LanguageModel):
    """The model BASE of an index's masked texts. It has an empty card until it is ``given`` another one.

    The masked texts' index lies beside the index, in the folder NAME+song, and names that one's digest.
    """

    name = NAME

    def __init__(self, index: Index, order: int | None = None):
        """Open what ``teach`` kept. Raises ModelError where there is nothing, or it is of another index."""
        super().__init__(index, None)
        self.card = Card()
        self.masked = load_model(BASE, masked_index(index))

    @classmethod
    def teach(cls, index: Index, cards: Sequence[Card], progress: Progress | None = None) -> int:
        """Mask an index's texts, each by its card, learn from them, keep it beside the index; return its size in bytes.

        ``cards`` are in the order of the index's texts. Raises UsageError for an index in memory.
        """
        from fridaygram.lm.training import build_index

        folder = folder_beside(index, NAME)
        if folder is None:
            raise UsageError("the index is in memory only", hint="save it first: a model is kept beside its index")
        texts = [mask(text, card) for text, card in zip(index.all_texts(), cards, strict=True)]
        masked = build_index(texts, progress=progress)
        save_index(folder, masked, corpus=index.corpus, corpus_digest=index.digest)
        return masked.size_bytes + ContextMixing.teach(open_index(folder), progress)

    def given(self, card: Card) -> SongModel:
        """Return the same model, told of a song."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, card=card)
        return other

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of END, of each character and name that can follow, and of UNKNOWN; 1 in all.

        A key of several characters is a name. A name that ends the history is read as whole.
        """
        text = history.lstrip(PAD)
        return self._filled(PAD * (len(text) < len(history)) + mask(text, self.card))

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each event of a text, (events): as many as its masked text has characters, and the end."""
        return self.masked.bits(mask(text, self.card))

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield the same bits for each order: the model has none."""
        return self.masked.bits_by_order([mask(text, self.card) for text in texts], orders)

    def unseen(self, text: str) -> NDArray[np.bool_]:
        """Return that no event's history is unseen, (events): the model has no order."""
        return self.masked.unseen(mask(text, self.card))

    def start(self, prompt: str) -> str:
        """Return the masked history after a prompt."""
        return PAD + mask(prompt, self.card)

    def step(self, state: Any, random: Random, taste: Taste) -> tuple[str, Any, float]:
        """Choose a character, a name or the end."""
        distribution = self._filled(state)
        choice = choose(distribution, random, taste)
        return choice, state + spellings(self.card).masks.get(choice, choice), distribution[choice]

    def _filled(self, masked: str) -> dict[str, float]:
        """Return the distribution after a masked history, by what its events spell.

        What cannot be spelt, the masks that the card cannot fill and those of spellings that another mask has, is one
        event with UNKNOWN.
        """
        own = spellings(self.card)
        out: dict[str, float] = {}
        lost = 0.0
        for event, probability in self.masked.distribution(masked).items():
            if event in MASKS and own.masks.get(own.texts.get(event, "")) != event:
                lost += probability
            else:
                out[own.texts.get(event, event)] = probability
        out[UNKNOWN] += lost
        return out


def masked_index(index: Index) -> Index:
    """Open the index of masked texts beside an index. Raises ModelError without one, or for one of another."""
    folder = folder_beside(index, NAME)
    hint = f"train it: fridaygram train NAME --model {NAME}"
    if folder is None or not folder.is_dir():
        raise ModelError(f"no model of kind '{NAME}' is trained on this corpus", hint=hint)
    masked = open_index(folder)
    if masked.corpus_digest != index.digest:
        raise ModelError("the masked texts are those of another state of the model", file=folder, hint=hint)
    return masked


MODEL = SongModel
