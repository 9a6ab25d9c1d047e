"""A small transformer decoder: every character looks back at those in its window and weighs which of them matter.

A. Vaswani and others, "Attention Is All You Need", 2017, with the norm before each part (R. Xiong and others, "On Layer
Normalization in the Transformer Architecture", 2020) and positions as turns of queries and keys, so that only distances
count (J. Su and others, "RoFormer", 2021).
"""

from __future__ import annotations

import math
from typing import Any

from fridaygram.lm.neural import torch_module
from fridaygram.lm.neural.model import NeuralModel
from fridaygram.lm.neural.network import Network, TrainingSettings

_HEADS, _SLOWEST = 4, 1000.0


class TransformerNetwork(Network):
    """Embeddings of the last characters, blocks of attention and a two-layer map, and a linear map to the symbols."""

    @staticmethod
    def usual(characters: int, seed: int) -> TrainingSettings:
        """Return a width of 3/16 of the square root of the characters, in steps of 32: about a parameter for each.

        Three million characters are read in all, or the corpus eight times.
        """
        return TrainingSettings(
            width=32 * min(8, max(1, round(math.sqrt(characters) * 3 / 16 / 32))),
            layers=2,
            context=64,
            batch=8,
            epochs=min(40, max(8, round(3_000_000 / max(1, characters)))),
            rate=0.003,
            decay=0.1,
            dropout=0.1,
            seed=seed,
        )

    def parts(self) -> dict[str, Any]:
        """Return the embeddings, one block a layer, the last norm and the output map."""
        nn, made = torch_module().nn, self.settings
        width = made.width - made.width % (2 * _HEADS) or 2 * _HEADS
        blocks = [
            nn.ModuleDict(
                {
                    "norm": nn.LayerNorm(width),
                    "project": nn.Linear(width, 3 * width),
                    "join": nn.Linear(width, width),
                    "map": nn.Sequential(
                        nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
                    ),
                }
            )
            for _ in range(made.layers)
        ]
        output = nn.Linear(width, self.symbols)
        for last in (output, *(block["join"] for block in blocks), *(block["map"][3] for block in blocks)):
            nn.init.normal_(last.weight, std=0.02 / made.layers**0.5)
            nn.init.zeros_(last.bias)
        return {
            "embedding": self.embedding(width),
            "blocks": nn.ModuleList(blocks),
            "dropout": nn.Dropout(made.dropout),
            "norm": nn.LayerNorm(width),
            "output": output,
        }

    def read(self, codes: Any, state: Any = None) -> tuple[Any, Any]:
        """Read on from ``state``, the codes still in the window (batch, less than the window).

        When the window is full its older half goes, so what a character sees depends on its place in the text alone,
        however the text is read: half a window at least, a whole one at most.
        """
        torch = torch_module()
        seen = codes[:, :0] if state is None else state[0]
        begin, pieces = 0, []
        while begin < codes.shape[1]:
            new = codes[:, begin : begin + self.reach - seen.shape[1]]
            window = torch.cat((seen, new), dim=1)
            pieces.append(self._window(window)[:, -new.shape[1] :])
            begin += new.shape[1]
            seen = window[:, self.reach // 2 :] if window.shape[1] == self.reach else window
        return torch.cat(pieces, dim=1), (seen,)

    @property
    def reach(self) -> int:
        """The window in characters: the settings' context, made even."""
        return max(2, self.settings.context - self.settings.context % 2)

    def carried(self, state: Any) -> Any:
        """Return nothing: each window is learnt from by itself."""
        return None

    def _window(self, codes: Any) -> Any:
        parts = self.modules
        stream = parts["dropout"](self.embedded(parts["embedding"], codes))
        for block in parts["blocks"]:
            stream = stream + parts["dropout"](self._attention(block, block["norm"](stream)))
            stream = stream + parts["dropout"](block["map"](stream))
        return parts["output"](parts["norm"](stream))

    def _attention(self, block: Any, stream: Any) -> Any:
        batch, time, width = stream.shape
        query, key, value = (
            part.view(batch, time, _HEADS, width // _HEADS).transpose(1, 2)
            for part in block["project"](stream).split(width, dim=2)
        )
        attention = torch_module().nn.functional.scaled_dot_product_attention
        mixed = attention(_turned(query), _turned(key), value, is_causal=True)
        return block["join"](mixed.transpose(1, 2).reshape(batch, time, width))


def _turned(vectors: Any) -> Any:
    """Turn each pair of a vector's numbers (.., time, numbers) by its place, the first pair most."""
    torch = torch_module()
    half = vectors.shape[-1] // 2
    angles = torch.outer(torch.arange(vectors.shape[-2]), _SLOWEST ** -(torch.arange(half) / half))
    one, other = vectors.split(half, dim=-1)
    return torch.cat((one * angles.cos() - other * angles.sin(), one * angles.sin() + other * angles.cos()), dim=-1)


class Transformer(NeuralModel):
    """The transformer behind the interface of every model; its history is its window."""

    name = "transformer"
    network = TransformerNetwork


MODEL = Transformer
