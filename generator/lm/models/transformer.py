"""A small transformer decoder: every character looks back at those in its window and weighs which of them matter.

A. Vaswani and others, "Attention Is All You Need", 2017, with the norm before each part (R. Xiong and others, "On Layer
Normalization in the Transformer Architecture", 2020) and learnt positions.
"""

from __future__ import annotations

from typing import Any

from generator.lm.neural.extra import torch_module
from generator.lm.neural.model import NeuralModel
from generator.lm.neural.network import Network

_HEADS = 4


class TransformerNetwork(Network):
    """Embedding and positions, blocks of attention and a two-layer map, and a linear map to the symbols."""

    def parts(self) -> dict[str, Any]:
        """Return the embeddings, one block a layer, the last norm and the output map."""
        nn, made = torch_module().nn, self.settings
        width = made.width - made.width % _HEADS or _HEADS
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
        return {
            "embedding": nn.Embedding(self.symbols, width),
            "positions": nn.Embedding(self.reach, width),
            "blocks": nn.ModuleList(blocks),
            "dropout": nn.Dropout(made.dropout),
            "norm": nn.LayerNorm(width),
            "output": nn.Linear(width, self.symbols),
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
        torch, parts = torch_module(), self.modules
        places = torch.arange(codes.shape[1])
        stream = parts["dropout"](parts["embedding"](codes) + parts["positions"](places))
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
        mixed = torch_module().nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return block["join"](mixed.transpose(1, 2).reshape(batch, time, width))


class Transformer(NeuralModel):
    """The transformer behind the interface of every model; its history is its window."""

    name = "transformer"
    network = TransformerNetwork


MODEL = Transformer
