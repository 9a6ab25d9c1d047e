"""A trained network as a language model: the folder beside its index, and the interface that all models share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fridaygram.errors import ModelError
from fridaygram.lm import END, PAD, UNKNOWN
from fridaygram.lm.base import LanguageModel, Taste, choose
from fridaygram.lm.index.alphabet import BOUNDARY
from fridaygram.lm.index.store import folder_beside
from fridaygram.lm.neural import torch_module
from fridaygram.lm.neural.weights import load_network
from fridaygram.lm.rng import Random

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index
    from fridaygram.lm.neural.network import Network


class NeuralModel(LanguageModel):
    """A network of one kind over an index's alphabet. Its history is all of the text, whatever order is asked for.

    Sampling is repeatable on one machine; another processor may round a sum otherwise, so a sample's receipt is of
    the machine as well.
    """

    network: type[Network]

    def __init__(self, index: Index, order: int | None = None, *, folder: Path | None = None):
        """Load the network trained on ``index``, from ``folder`` or from beside the folder that the index is in.

        Raises ModelError where there is none, or it is damaged or of another corpus.
        """
        super().__init__(index, None)
        home = folder or folder_beside(index, self.name)
        if home is None or not home.is_dir():
            raise ModelError(
                f"no network of kind '{self.name}' is trained on this corpus",
                hint=f"train one: fridaygram train NAME --model {self.name}",
            )
        self._network = load_network(home, self.network, index)
        self._beginning: Any = None

    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of each character, END and UNKNOWN after the history, in order of the symbols.

        A history without pads at its head is read as the beginning of a text too: a network has no other way to
        begin.
        """
        return self._named(self._read(self._codes(history.lstrip(PAD)))[0])

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character and of the end; the unknown costs what UNKNOWN does."""
        return self._network.bits([self._codes(text)])[0]

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield the same bits for each order: a network has none, and is a level line beside those that have."""
        import numpy as np

        bits = np.concatenate(self._network.bits([self._codes(text) for text in texts]))
        for order in orders:
            yield order, bits

    def start(self, prompt: str) -> Any:
        """Return what the network believes and remembers after the prompt."""
        return self._read(self._codes(prompt))

    def step(self, state: Any, random: Random, taste: Taste) -> tuple[str, Any, float]:
        """Choose by belief, and read what was chosen."""
        beliefs, memory = state
        distribution = self._named(beliefs)
        choice = choose(distribution, random, taste)
        read = BOUNDARY if choice == END else self.index.alphabet.symbol_of[choice]
        return choice, self._read([read], memory), distribution[choice]

    def _read(self, codes: list[int], state: Any = None) -> tuple[Any, Any]:
        """Return the beliefs after the last of the codes (symbols), and the state reached."""
        beliefs, state = self._network.log2_probabilities([codes], state)
        return beliefs[0, -1], state

    def _codes(self, text: str) -> list[int]:
        unknown = self._network.unknown
        return [BOUNDARY, *(unknown if code < 0 else code for code in self.index.alphabet.encode(text))]

    def _named(self, beliefs: Any) -> dict[str, float]:
        values = torch_module().exp2(beliefs).tolist()
        total = math.fsum(values)
        names = [END, *self.index.alphabet.characters, UNKNOWN]
        return {name: value / total for name, value in zip(names, values, strict=True)}
