"""The `fast` encoder: wordpieces to vectors through gated, dilated convolutions over a frozen wordpiece table.

MiniLM's word embeddings bring what is known of words beyond the training articles; a handful of dilated convolutions
(van den Oord et al. 2016; gated as in Dauphin et al. 2017) bring the some forty pieces on either side that decide who
speaks and where a content ends. The table, its projection and its bias fold into one table at export, so at run time
reading a word is a look-up. It sees a fixed distance and no position, so an article can be read in windows
with a halo and the result is exactly that of the whole.
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

EMBEDDING_SCALE = 20.0
"""Brings MiniLM's word embeddings to about unit variance."""


@dataclass
class Shape:
    """What can be chosen of the network."""

    channels: int = 160
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1, 2, 4)
    kernel: int = 3
    mixing: str = "full"
    bottleneck: int = 0
    tune: bool = False
    dropout: float = 0.15

    @property
    def halo(self) -> int:
        """How many pieces to either side a piece's scores depend on."""
        return sum(self.dilations) * (self.kernel // 2)


MIXINGS = ("full", "separable", "shift")
"""How a step looks to either side: every channel at every place of the kernel; each channel by itself and then all
channels at one place; or a quarter of the channels moved one dilation to the right, a quarter to the left."""


class Gate(nn.Module):
    """One residual step: norm, convolution to twice the channels, gate."""

    def __init__(self, shape: Shape, dilation: int, dropout: Dropout) -> None:
        super().__init__()
        c, k = shape.channels, shape.kernel
        self.dilation, self.kernel = dilation, k
        self.norm = nn.LayerNorm(c)
        self.narrow = nn.Linear(c, shape.bottleneck) if shape.bottleneck else None
        inner = shape.bottleneck or c
        spread = {"padding": (0, dilation * (k // 2)), "dilation": (1, dilation)}
        # Channels-last 2-d convolutions are the fastest way to train these on a processor.
        self.depth = None
        if shape.mixing == "full":
            self.mix = nn.Conv2d(inner, 2 * c, (1, k), **spread).to(memory_format=torch.channels_last)
        else:
            self.mix = nn.Linear(inner, 2 * c)
        if shape.mixing == "separable":
            self.depth = nn.Conv2d(inner, inner, (1, k), groups=inner, **spread).to(memory_format=torch.channels_last)
        self.moved = inner // 4 if shape.mixing == "shift" else 0
        self.dropout = dropout

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """`[rows, n, channels]` to the same; `mask` `[rows, n, 1]` is 0 where a row has ended."""
        y = self.norm(x)
        if self.narrow is not None:
            y = self.narrow(y)
        if mask is not None:
            y = y * mask
        if self.moved:
            y = self.mix(moved(y, self.moved, self.dilation))
        elif self.depth is not None:
            y = self.mix(convolve(self.depth, y))
        else:
            y = convolve(self.mix, y)
        return x + self.dropout(F.glu(y, -1))

    def write(self, graph: Graph, x: str, prefix: str, mask: str | None = None) -> str:
        """Adds the step to a graph; the name of its output. `mask` `[rows, n, 1]` is 0 where a row has ended."""
        y = graph.layer_norm(x, self.norm, f"{prefix}.norm")
        if self.narrow is not None:
            y = graph.linear(y, self.narrow, f"{prefix}.narrow")
        if mask is not None:
            y = graph.op("Mul", y, mask)
        if self.moved:
            y = graph.linear(graph.moved(y, self.moved, self.dilation, self.mix.in_features), self.mix, f"{prefix}.mix")
        elif self.depth is not None:
            y = graph.linear(graph.depthwise(y, self.depth, f"{prefix}.depth"), self.mix, f"{prefix}.mix")
        else:
            y = graph.convolution(y, self.mix, f"{prefix}.mix")
        return graph.op("Add", x, graph.gate(y, self.norm.normalized_shape[0]))


def convolve(convolution: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    """A one-dimensional convolution of `[rows, n, channels]`."""
    return convolution(x.unsqueeze(1).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).squeeze(1)


def moved(x: torch.Tensor, channels: int, by: int) -> torch.Tensor:
    """`[rows, n, channels]` with the first channels moved `by` places right and as many of the last moved left."""
    n = x.shape[1]
    wide = F.pad(x, (0, 0, by, by))
    return torch.cat([wide[:, :n, :channels], x[..., channels:-channels], wide[:, 2 * by :, -channels:]], -1)


class Convolution(nn.Module):
    """The encoder: pieces `[rows, n]` and features `[rows, n, 3]` to vectors `[rows, n, channels]`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        c = shape.channels
        dropout = Dropout(shape.dropout, noise(shape.dropout))
        self.register_buffer("frozen", pretrained.tensor(pretrained.WORD_EMBEDDINGS) * EMBEDDING_SCALE, persistent=False)
        self.project = nn.Linear(self.frozen.shape[1], c)
        self.tuned = nn.Embedding(len(self.frozen), c) if shape.tune else None
        if self.tuned is not None:
            nn.init.zeros_(self.tuned.weight)
        self.features = nn.ModuleList(nn.Embedding(size, c) for size in FEATURES)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.3)
        self.dropout = dropout
        self.steps = nn.ModuleList(Gate(shape, dilation, dropout) for dilation in shape.dilations)
        self.norm = nn.LayerNorm(c)
        self.table: nn.Embedding | None = None

    @property
    def width(self) -> int:
        """Length of the vectors."""
        return self.shape.channels

    @property
    def halo(self) -> int:
        """How many pieces to either side a piece's vector depends on."""
        return self.shape.halo

    def forward(
        self, pieces: torch.Tensor, features: torch.Tensor, mask: torch.Tensor | None = None, shift: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The vectors; `mask` `[rows, n]` is 0 where a row has ended, `shift` `[rows, 1, width]` is added to every embedding of a row."""
        if self.table is not None:
            x = self.table(pieces)
        else:
            x = self.project(F.embedding(pieces, self.frozen))
            if self.tuned is not None:
                x = x + self.tuned(pieces)
        for at, table in enumerate(self.features):
            x = x + table(features[..., at])
        if shift is not None:
            x = x + shift
        x = self.dropout(x)
        held = None if mask is None or bool(mask.all()) else mask[..., None]
        for step in self.steps:
            x = step(x, held)
        return self.norm(x)

    def shift(self, by: torch.Tensor) -> None:
        """Adds a vector to every embedding, for good."""
        with torch.no_grad():
            self.project.bias += by

    def window(self, length: int) -> dict:
        """How the library is to cut an article: `length` pieces, halo included."""
        return {"length": length, "halo": self.halo}

    def learns_at(self, name: str) -> int:
        """How many layers from the last a parameter lies: all of this encoder learn alike."""
        return 0

    def folded(self) -> Convolution:
        """The same function with one table a piece in place of embeddings and projection; for export, not training."""
        out = copy.deepcopy(self)
        with torch.no_grad():
            rows = self.project(self.frozen)
            if self.tuned is not None:
                rows += self.tuned.weight
        out.table = nn.Embedding.from_pretrained(rows)
        out.frozen, out.project, out.tuned = None, None, None
        return out

    def matrices(self) -> dict[str, tuple[nn.Parameter, int]]:
        """The weights to store in int8, by name in the graph, each with the axis that has a scale an index."""
        out: dict[str, tuple[nn.Parameter, int]] = {"table": (self.table.weight, 0)}
        for at, step in enumerate(self.steps):
            for name in ("narrow", "mix"):
                if (part := getattr(step, name)) is not None:
                    out[f"steps.{at}.{name}"] = (part.weight, 0)
        return out

    def write(self, graph: Graph, pieces: str, features: str) -> str:
        """Adds the folded encoder to a graph; the name of its output."""
        x = graph.embedding(pieces, "table")
        for at, table in enumerate(self.features):
            index = graph.op("Gather", features, graph.integers(f"feature.{at}", at), axis=2)
            x = graph.op("Add", x, graph.op("Gather", graph.floats(f"features.{at}", table.weight), index, axis=0))
        for at, step in enumerate(self.steps):
            x = step.write(graph, x, f"steps.{at}")
        return graph.layer_norm(x, self.norm, "norm")
