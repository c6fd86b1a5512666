"""The `accurate` encoder: MiniLM's six layers (Wang et al. 2020), started from their published weights.

What the library knows of a piece beside the piece itself (how its word is written, how it stands to quotation marks,
where in the article it stands) is added to its embedding, as BERT adds positions. The word embeddings stay as they
were published: they are half of the weights, and 840 articles would only teach them their own words. Attention sees
all of a window, so windows are cut between blocks and read on their own.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from . import pretrained
from .dropout import Dropout, noise
from .graph import Graph
from .labels import FEATURES

HEADS = 12
EPSILON = 1e-12
"""Of MiniLM's layer norms."""


@dataclass
class Shape:
    """What can be chosen of the network."""

    layers: int = 6
    dropout: float = 0.1
    half: bool = True
    """Whether matrices are multiplied in bfloat16 in training; about twice as fast where the processor can."""


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each added to its input and normalised."""

    def __init__(self, at: int, dropout: Dropout) -> None:
        super().__init__()
        here = f"encoder.layer.{at}"
        attention = [f"{here}.attention.self.{part}" for part in ("query", "key", "value")]
        # One product for the three; bias and weight in the published order.
        self.attend = linear(*attention)
        self.join = linear(f"{here}.attention.output.dense")
        self.norm = norm(f"{here}.attention.output.LayerNorm")
        self.widen = linear(f"{here}.intermediate.dense")
        self.narrow = linear(f"{here}.output.dense")
        self.last_norm = norm(f"{here}.output.LayerNorm")
        self.dropout = dropout

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """`[rows, n, width]` to the same; `mask` `[rows, 1, 1, n]` is false where a row has ended."""
        rows, n, width = x.shape
        query, key, value = self.attend(x).view(rows, n, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.norm(x + self.dropout(self.join(seen.transpose(1, 2).reshape(rows, n, width))))
        return self.last_norm(x + self.dropout(self.narrow(F.gelu(self.widen(x)))))

    def write(self, graph: Graph, x: str, prefix: str) -> str:
        """Adds the layer to a graph; the name of its output."""
        width = self.join.in_features
        parts = []
        for at, part in enumerate(("query", "key", "value")):
            y = graph.linear(x, self.third(at), f"{prefix}.{part}")
            y = graph.op("Reshape", y, graph.integers("heads", [0, 0, HEADS, width // HEADS]))
            # Keys with their last two axes turned, ready for the product.
            parts.append(graph.op("Transpose", y, perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3]))
        query, key, value = parts
        weights = graph.op("MatMul", graph.scaled(query, (width // HEADS) ** -0.5), key)
        seen = graph.op("MatMul", graph.op("Softmax", weights, axis=-1), value)
        seen = graph.op("Reshape", graph.op("Transpose", seen, perm=[0, 2, 1, 3]), graph.integers("joined", [0, 0, width]))
        x = graph.op("Add", x, graph.linear(seen, self.join, f"{prefix}.join"))
        x = graph.layer_norm(x, self.norm, f"{prefix}.norm")
        y = graph.op("Gelu", graph.linear(x, self.widen, f"{prefix}.widen"))
        x = graph.op("Add", x, graph.linear(y, self.narrow, f"{prefix}.narrow"))
        return graph.layer_norm(x, self.last_norm, f"{prefix}.last_norm")

    def third(self, at: int) -> nn.Linear:
        """The part of `attend` that makes queries, keys or values; its weights are views of the whole."""
        width = self.join.in_features
        part = nn.Linear(width, width)
        part.weight = nn.Parameter(self.attend.weight[at * width : (at + 1) * width], requires_grad=False)
        part.bias = nn.Parameter(self.attend.bias[at * width : (at + 1) * width], requires_grad=False)
        return part


class Transformer(nn.Module):
    """The encoder: pieces `[rows, n]` and features `[rows, n, 3]` to vectors `[rows, n, 384]`."""

    halo = 64
    """Pieces around a part of a paragraph too long for one window."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("table", pretrained.tensor(pretrained.WORD_EMBEDDINGS), persistent=False)
        kinds = pretrained.tensor("embeddings.token_type_embeddings.weight")
        self.positions = nn.Parameter(pretrained.tensor("embeddings.position_embeddings.weight") + kinds[0])
        self.features = nn.ModuleList(nn.Embedding(size, self.width) for size in FEATURES)
        for table in self.features:
            nn.init.zeros_(table.weight)
        self.norm = norm("embeddings.LayerNorm")
        self.dropout = Dropout(shape.dropout, noise(shape.dropout))
        self.layers = nn.ModuleList(Layer(at, self.dropout) for at in range(shape.layers))

    @property
    def width(self) -> int:
        """Length of the vectors."""
        return self.table.shape[1]

    def forward(
        self, pieces: torch.Tensor, features: torch.Tensor, mask: torch.Tensor | None = None, shift: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The vectors; `mask` `[rows, n]` is 0 where a row has ended, `shift` `[rows, 1, width]` is added to every embedding of a row."""
        x = F.embedding(pieces, self.table) + self.positions[: pieces.shape[1]]
        for at, table in enumerate(self.features):
            x = x + table(features[..., at])
        if shift is not None:
            x = x + shift
        x = self.dropout(self.norm(x))
        held = None if mask is None or bool(mask.all()) else mask[:, None, None, :] > 0
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and self.shape.half):
            for layer in self.layers:
                x = layer(x, held)
        return x.float()

    def shift(self, by: torch.Tensor) -> None:
        """Adds a vector to every embedding, for good."""
        with torch.no_grad():
            self.positions += by

    def window(self, length: int) -> dict:
        """How the library is to cut an article: between blocks, at most `length` pieces and as many as there are positions."""
        return {"length": min(length, len(self.positions)), "halo": self.halo, "whole_blocks": True}

    def learns_at(self, name: str) -> int:
        """How many layers from the last a parameter of this module lies, by its name."""
        part, *rest = name.split(".")
        return self.shape.layers - 1 - int(rest[0]) if part == "layers" else self.shape.layers

    def folded(self) -> Transformer:
        """The same function, for export."""
        return copy.deepcopy(self)

    def matrices(self) -> dict[str, tuple[torch.Tensor, int]]:
        """The weights to store in int8, by name in the graph, each with the axis that has a scale an index."""
        out: dict[str, tuple[torch.Tensor, int]] = {"table": (self.table, 0), "positions": (self.positions, 0)}
        for at, layer in enumerate(self.layers):
            for third, part in enumerate(("query", "key", "value")):
                out[f"layers.{at}.{part}"] = (layer.third(third).weight, 0)
            for part in ("join", "widen", "narrow"):
                out[f"layers.{at}.{part}"] = (getattr(layer, part).weight, 0)
        return out

    def write(self, graph: Graph, pieces: str, features: str) -> str:
        """Adds the encoder to a graph; the name of its output."""
        x = graph.op("Add", graph.embedding(pieces, "table"), graph.embedding(graph.places(pieces), "positions"))
        for at, table in enumerate(self.features):
            column = graph.op("Gather", features, graph.integers(f"feature.{at}", at), axis=2)
            x = graph.op("Add", x, graph.op("Gather", graph.floats(f"features.{at}", table.weight), column, axis=0))
        x = graph.layer_norm(x, self.norm, "norm")
        for at, layer in enumerate(self.layers):
            x = layer.write(graph, x, f"layers.{at}")
        return x


def linear(*names: str) -> nn.Linear:
    """Published linear layers, one above the other as one."""
    weight = torch.cat([pretrained.tensor(f"{name}.weight") for name in names])
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(torch.cat([pretrained.tensor(f"{name}.bias") for name in names]))
    return layer


def norm(name: str) -> nn.LayerNorm:
    """A published layer norm."""
    weight = pretrained.tensor(f"{name}.weight")
    layer = nn.LayerNorm(len(weight), eps=EPSILON)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(pretrained.tensor(f"{name}.bias"))
    return layer
