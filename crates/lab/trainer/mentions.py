"""What words are to mentions: of which name, heading which description, of which title or organisation, and whether a
mention begins or ends with them.

The labels are learned with the encoder, from what it keeps of words for the scorer of arguments, its scores of names, and
features of the words that no encoder sees. They are a graph of their own, so that what is reported does not wait for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .graph import LAST, Graph
from .labels import BOUNDS, ENTITIES, HEAD_OF_KIND, HEADS, N_WORD_FEATURES, NAME_OF_KIND, NAMES, ROLES, SIZES


NEAR = 12
"""Buckets of how many mentions lie between two, growing by halves of a doubling."""


@dataclass
class Links:
    """Mentions in the order of their heads. `heads` are words, `of` says whom each means, `new` whether the article has not
    mentioned them before."""

    heads: torch.Tensor
    of: torch.Tensor
    new: torch.Tensor


@dataclass
class Shape:
    """What can be chosen of the labels."""

    channels: int = 128
    feature_channels: int = 64
    dilations: tuple[int, ...] = (1, 2, 4)
    dropout: float = 0.2
    keys: int = 64
    """How wide what mentions are linked by is, in training."""


class Step(nn.Module):
    """A residual step: each word with the two a dilation away, gated."""

    def __init__(self, channels: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.mix = nn.Linear(3 * channels, 2 * channels)
        self.dilation = dilation
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`[rows, n, channels]` to the same; `mask` `[rows, n, 1]` is 0 where a row has ended."""
        y = self.norm(x) * mask
        wide = F.pad(y, (0, 0, self.dilation, self.dilation))
        near = torch.cat([wide[:, : x.shape[1]], y, wide[:, 2 * self.dilation :]], -1)
        return x + self.dropout(F.glu(self.mix(near), -1))

    def write(self, graph: Graph, x: str, prefix: str) -> str:
        """Adds the step to a graph; the name of its output."""
        y = graph.layer_norm(x, self.norm, f"{prefix}.norm")
        wide = graph.padded(y, self.dilation)
        before, after = graph.slice(wide, 1, 0, -2 * self.dilation), graph.slice(wide, 1, 2 * self.dilation, LAST)
        near = graph.op("Concat", before, y, after, axis=2)
        return graph.op("Add", x, graph.gate(graph.linear(near, self.mix, f"{prefix}.mix"), self.norm.normalized_shape[0]))


class Labels(nn.Module):
    """Labels of words, from the states of an encoder, its scores of names and features of the words."""

    def __init__(self, states: int, shape: Shape) -> None:
        super().__init__()
        c = shape.channels
        self.features = nn.Embedding(N_WORD_FEATURES, shape.feature_channels)
        nn.init.normal_(self.features.weight, std=0.1)
        self.input = nn.Linear(states + len(ENTITIES) + shape.feature_channels, c)
        self.dropout = nn.Dropout(shape.dropout)
        self.steps = nn.ModuleList(Step(c, dilation, shape.dropout) for dilation in shape.dilations)
        self.norm = nn.LayerNorm(c)
        self.out = nn.Linear(c, sum(SIZES))
        self.wants, self.offers = nn.Linear(c, shape.keys), nn.Linear(c, shape.keys, bias=False)
        self.near = nn.Embedding(NEAR + 1, 1)
        nn.init.zeros_(self.near.weight)

    def inner(self, states: torch.Tensor, entities: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the words are compared by, `[rows, n, channels]`."""
        x = torch.cat([states, entities.softmax(-1), self.features(features).sum(-2)], -1)
        x = self.input(self.dropout(x))
        for step in self.steps:
            x = step(x, mask)
        return self.norm(x)

    def forward(self, states: torch.Tensor, entities: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Scores of names, heads, roles and bounds, each `[rows, n, size]`."""
        return self.scores(self.inner(states, entities, features, mask))

    def scores(self, inner: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The scores of words from what they are compared by."""
        return self.out(inner).split(SIZES, -1)

    def link_loss(self, inner: torch.Tensor, links: list[Links]) -> torch.Tensor:
        """How surprising those whom mentions mean are, a mean per mention: each looks among the mentions before it, or is
        of somebody new. It only teaches the states; the library chooses by `Choices`."""
        total, n_mentions = torch.zeros(()), 0
        for row, found in zip(inner, links, strict=True):
            if not len(found.heads):
                continue
            held = row[found.heads]
            scores = self.wants(held) @ self.offers(held).T / math.sqrt(self.wants.out_features)
            order = torch.arange(len(held))
            gap = order[:, None] - order
            scores = scores + self.near(((gap.clamp(min=1).float().log2() * 2).long()).clamp(max=NEAR)).squeeze(-1)
            scores = torch.cat([scores.masked_fill(gap <= 0, -torch.inf), torch.zeros(len(held), 1)], -1)
            same = (found.of[:, None] == found.of) & (gap > 0)
            right = torch.cat([same, found.new[:, None]], -1)
            known = right.any(-1)
            scores, right = scores[known], right[known]
            each = scores.logsumexp(-1) - scores.masked_fill(~right, -torch.inf).logsumexp(-1)
            total, n_mentions = total + each.sum(), n_mentions + len(scores)
        return total / max(1, n_mentions)


def targets(record: dict) -> list[np.ndarray]:
    """Labels of names, heads and roles, and bounds, of the words of an exported article."""
    n = len(record["first"])
    names, heads, roles = (np.zeros(n, np.int64) for _ in range(3))
    bounds = np.zeros((n, BOUNDS), np.float32)
    mentioned = record["who"]["mentioned"]

    def fill(labels: np.ndarray, of: list[str], kind: str, start: int, end: int) -> None:
        if not labels[start:end].any():
            labels[start:end] = of.index(f"I-{kind}")
            labels[start] = of.index(f"B-{kind}")

    for mention in record["who"]["mentions"]:
        kind = mentioned[mention["of"][0]]["kind"]
        start, end = mention["words"]
        bounds[start, 0] = bounds[end - 1, 1] = 1
        for first, last in mention["name"]:
            fill(names, NAMES, NAME_OF_KIND[kind], first, last)
        if not mention["name"]:
            several = "GROUP" if len(mention["of"]) > 1 else HEAD_OF_KIND[kind]
            heads[mention["head"]] = HEADS.index("PRONOUN" if mention["pronoun"] else several)
        for part, label in (("title", "TITLE"), ("organisation", "ORGANISATION")):
            for first, last in mention[part]:
                fill(roles, ROLES, label, first, last)
    return [names, heads, roles, bounds]


def links(record: dict) -> np.ndarray:
    """The mentions of an exported article, `[mentions, 3]`: head, number of those it means, whether they are new."""
    numbers: dict[tuple[int, ...], int] = {}
    out = []
    for mention in sorted(record["who"]["mentions"], key=lambda mention: mention["head"]):
        of = tuple(sorted(mention["of"]))
        new = of not in numbers
        out.append((mention["head"], numbers.setdefault(of, len(numbers)), int(new)))
    return np.asarray(out, np.int64).reshape(-1, 3)


def loss(scores: tuple[torch.Tensor, ...], targets: list[torch.Tensor], known: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the labels and bounds of the words that are known."""
    classes = sum(F.cross_entropy(one[known], labels[known]) for one, labels in zip(scores[:3], targets[:3], strict=True))
    return classes + F.binary_cross_entropy_with_logits(scores[3][known], targets[3][known])


def spans(labels: np.ndarray, of: list[str]) -> set[tuple[int, int, str]]:
    """The stretches that labels mark."""
    out: set[tuple[int, int, str]] = set()
    start, kind = -1, ""
    for at, label in enumerate([*(of[label] for label in labels), "O"]):
        if kind and label != f"I-{kind}":
            out.add((start, at, kind))
            kind = ""
        if label != "O" and not kind:
            start, kind = at, label[2:]
    return out


@dataclass
class Counts:
    """Labels that should be there, that were found, and both, by what they mark."""

    held: dict[str, list[int]] = field(default_factory=dict)

    def add(self, targets: list[np.ndarray], scores: list[np.ndarray]) -> None:
        """Counts the words of an article."""
        best = [one.argmax(-1) for one in scores[:3]]
        gold, found = spans(targets[0], NAMES), spans(best[0], NAMES)
        self.count("names", gold, found)
        self.count("name extents", {one[:2] for one in gold}, {one[:2] for one in found})
        for kind in ("PERSON", "BODY", "PLACE", "WORK"):
            self.count(f"name {kind}", {one for one in gold if one[2] == kind}, {one for one in found if one[2] == kind})
        for label in range(1, len(HEADS)):
            self.count(f"head {HEADS[label]}", set(np.flatnonzero(targets[1] == label)), set(np.flatnonzero(best[1] == label)))
        gold, found = spans(targets[2], ROLES), spans(best[2], ROLES)
        for kind in ("TITLE", "ORGANISATION"):
            self.count(kind.lower(), {one for one in gold if one[2] == kind}, {one for one in found if one[2] == kind})
        for at, bound in enumerate(("begins", "ends")):
            self.count(bound, set(np.flatnonzero(targets[3][:, at])), set(np.flatnonzero(scores[3][:, at] > 0)))

    def count(self, key: str, gold: set, found: set) -> None:
        """Adds what should be there and what was found."""
        numbers = (len(gold), len(found), len(gold & found))
        self.held[key] = [before + now for before, now in zip(self.held.get(key, [0, 0, 0]), numbers, strict=True)]

    def figures(self) -> dict[str, float]:
        """F1 in per cent of names, by kind and by extent only, of heads by kind, of titles and organisations, and of bounds."""
        return {key: round(200 * both / max(1, gold + found), 1) for key, (gold, found, both) in self.held.items()}
