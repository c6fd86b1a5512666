"""What belongs to an anchor: scores of source and content for the words around it, anchor by anchor.

Predicate-wise labelling, as in semantic roles: a word may be the content of one anchor and the source of another, so
reports inside reports, shared sources and interrupted contents need no linking afterwards. Each word's state meets the
anchor's (scaled and shifted by it), the distance between them is added, and a few gated convolutions look along the
words. Nothing recurs, so the graph runs all the anchors of an article side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from .convolution import Gate
from .convolution import Shape as GateShape
from .dropout import Dropout, noise
from .graph import Graph
from .labels import ARGUMENTS, DISTANCES


@dataclass
class Shape:
    """What can be chosen of the scorer."""

    channels: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    dropout: float = 0.15


class Arguments(nn.Module):
    """`project` turns the encoder's states into those of words and anchors; `forward` scores words against anchors."""

    def __init__(self, width: int, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        c = shape.channels
        self.words = nn.Linear(width, c)
        self.anchors = nn.Linear(width, 2 * c)
        self.distances = nn.Embedding(DISTANCES, c)
        self.kinds = nn.Embedding(2, c)
        for table in (self.distances, self.kinds):
            nn.init.normal_(table.weight, std=0.1)
        gates = GateShape(channels=c, dilations=shape.dilations, dropout=shape.dropout)
        self.dropout = Dropout(shape.dropout, noise(shape.dropout))
        self.steps = nn.ModuleList(Gate(gates, dilation, self.dropout) for dilation in shape.dilations)
        self.norm = nn.LayerNorm(c)
        self.out = nn.Linear(c, len(ARGUMENTS))

    def project(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """States `[…, width]` to those of words `[…, channels]` and of anchors `[…, 2 channels]`."""
        return self.words(states), self.anchors(states)

    def forward(self, words: torch.Tensor, anchors: torch.Tensor, distances: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Words `[a, n, c]`, anchors `[a, 2 c]`, distances `[a, n]`, kinds `[a]`, mask `[a, n]` to scores `[a, n, 5]`."""
        scale, shift = anchors.chunk(2, -1)
        x = words * (1 + scale[:, None]) + (shift + self.kinds(kinds))[:, None] + self.distances(distances)
        x = self.dropout(x)
        held = mask[..., None]
        for step in self.steps:
            x = step(x, held)
        return self.out(self.norm(x))

    def matrices(self) -> dict[str, tuple[torch.Tensor, int]]:
        """The weights to store in int8, by name in the graphs, each with the axis that has a scale per index."""
        out = {"arguments.words": (self.words.weight, 0), "arguments.anchors": (self.anchors.weight, 0)}
        return {**out, **{f"arguments.{at}.mix": (step.mix.weight, 0) for at, step in enumerate(self.steps)}}

    def write(self, graph: Graph, words: str, anchors: str, distances: str, kinds: str, mask: str) -> str:
        """Adds the scorer to a graph; the name of its scores."""
        c = self.shape.channels
        scale, shift = graph.ops("Split", 2, anchors, graph.integers(f"halves.{c}", [c, c]), axis=1)
        shift = graph.op("Add", shift, graph.op("Gather", graph.floats("arguments.kinds", self.kinds.weight), kinds, axis=0))
        scale, shift = (graph.op("Unsqueeze", x, graph.integers("at.1", [1])) for x in (scale, shift))
        x = graph.op("Add", graph.op("Mul", words, scale), words)
        x = graph.op("Add", x, shift)
        x = graph.op("Add", x, graph.op("Gather", graph.floats("arguments.distances", self.distances.weight), distances, axis=0))
        held = graph.op("Unsqueeze", mask, graph.integers("at.2", [2]))
        for at, step in enumerate(self.steps):
            x = step.write(graph, x, f"arguments.{at}", held)
        return graph.linear(graph.layer_norm(x, self.norm, "arguments.norm"), self.out, "arguments.out")


def distance(words: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
    """Buckets of distances of words from anchors `start..end`: 16 within, to either side growing by halves of a doubling."""
    gap = torch.where(words < start, words - start, torch.where(words >= end, words - end + 1, 0))
    size = ((gap.abs() + 1).float().log2() * 2).floor().long().clamp(max=DISTANCES // 2)
    return gap.sign() * size + DISTANCES // 2


def loss(scores: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each word, `[a, n]`, 0 where the mask is."""
    return F.cross_entropy(scores.transpose(1, 2), tags, reduction="none") * mask
