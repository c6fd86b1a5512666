"""Articles as written by `inquit-lab export` to batches of tensors.

An article is one sequence of wordpieces, `[CLS] block [SEP] block [SEP] …`. Training reads it in chunks of some hundred
pieces cut between blocks, at other places each epoch, so that no word is always at an edge. The labels of a block
are one sequence of the random field; it never looks across blocks, and neither does the library.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .labels import FEATURES, LABELS, MASK, begins

UNKNOWN = -1
"""Target of a word whose label is not known: it takes no part in the loss."""

AUXILIARY = ("pos", "relations", "heads")
"""What a record may say of words beyond what models are asked at run time: classes that teach the encoder."""


@dataclass
class Block:
    """A stretch of an article read on its own: its pieces with the `[SEP]` that ends it, and its words."""

    pieces: slice
    words: slice


@dataclass
class Article:
    """One article in arrays; piece arrays have a row a piece, word arrays a row a word."""

    name: str
    pieces: np.ndarray
    features: np.ndarray
    first: np.ndarray
    labels: np.ndarray
    entities: np.ndarray
    auxiliary: dict[str, np.ndarray]
    weight: np.ndarray
    blocks: list[Block]
    attributions: list[dict[str, list[tuple[int, int]]]]
    marked: bool = True
    """Whether the labels are a person's."""
    soft: np.ndarray | None = None
    """What a teacher holds each label of each word for, `[words, labels]`."""

    @staticmethod
    def parse(record: dict) -> Article:
        """An article of one line; raises `ValueError` naming the article where its parts do not fit together."""
        name = record["name"]
        pieces = np.asarray(record["pieces"], np.int64)
        features = np.asarray(record["features"], np.int64).reshape(-1, len(FEATURES))
        first = np.asarray(record["first"], np.int64)
        # An article that nobody has marked has no labels: a teacher's, or none.
        labels = np.asarray(record.get("labels") or [0] * len(first), np.int64)
        n = len(labels)

        def of_words(key: str, default: float, kind: type) -> np.ndarray:
            return np.asarray(record[key], kind) if record.get(key) else np.full(n, default, kind)

        article = Article(
            name=name,
            pieces=pieces,
            features=features,
            first=first,
            labels=labels,
            entities=of_words("entities", UNKNOWN, np.int64),
            auxiliary={task: of_words(task, UNKNOWN, np.int64) for task in AUXILIARY},
            weight=of_words("weight", 1.0, np.float32),
            blocks=[],
            attributions=[
                {part: [(start, end) for start, end in spans] for part, spans in attribution.items()}
                for attribution in record.get("attributions", [])
            ],
            marked=bool(record.get("labels")),
        )
        if len(features) != len(pieces):
            raise ValueError(f"article `{name}`: {len(features)} feature rows for {len(pieces)} pieces")
        if features.size and (features.min() < 0 or (features.max(0) >= FEATURES).any()):
            raise ValueError(f"article `{name}`: features up to {features.max(0)}, expected below {FEATURES}")
        rows = {"first": first, "entities": article.entities, "weight": article.weight, **article.auxiliary}
        for key, values in rows.items():
            if len(values) != n:
                raise ValueError(f"article `{name}`: {len(values)} values of `{key}` for {n} words")
        if n and (labels.min() < 0 or labels.max() >= len(LABELS) or first.max() >= len(pieces) or (np.diff(first) < 0).any()):
            raise ValueError(f"article `{name}`: labels or first pieces out of range")
        start = 0
        for end in record["block_end"]:
            words = slice(int(np.searchsorted(first, start)), int(np.searchsorted(first, end)))
            article.blocks.append(Block(slice(start, end + 1), words))
            start = end + 1
        return article


def load(paths: list[Path]) -> list[Article]:
    """The articles of JSON Lines files, plain or gzipped, in their order."""
    articles = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
            articles += [Article.parse(json.loads(line)) for line in lines if line.strip()]
    return articles


def learn_from(articles: list[Article], teacher: dict[str, np.ndarray], trust: float) -> None:
    """Gives articles what a teacher (`teach.py`) made of them. The best labels of the teacher become those of articles
    that nobody has marked, each word of which counts for `trust`; the soft ones stand beside the labels of all."""
    for article in articles:
        if f"{article.name}.soft" not in teacher:
            continue
        article.soft = teacher[f"{article.name}.soft"].astype(np.float32)
        if not article.marked:
            article.labels = teacher[f"{article.name}.best"].astype(np.int64)
            article.weight[:] = trust


def split_long(article: Article, longest: int) -> Article:
    """The article with every block of more than `longest` pieces cut before words, where it can be outside any part."""
    blocks = []
    for block in article.blocks:
        start, word = block.pieces.start, block.words.start
        while block.pieces.stop - start > longest:
            fitting = int(np.searchsorted(article.first, start + longest, side="right")) - 1
            fitting = min(fitting, block.words.stop - 1)
            outside = [w for w in range(fitting, max(word, fitting - 100), -1) if article.labels[w] == 0]
            cut = outside[0] if outside else fitting
            if cut <= word:
                break
            label = int(article.labels[cut])
            if label and not begins(label):
                article.labels[cut] = label - 1
            blocks.append(Block(slice(start, int(article.first[cut])), slice(word, cut)))
            start, word = int(article.first[cut]), cut
        blocks.append(Block(slice(start, block.pieces.stop), slice(word, block.words.stop)))
    article.blocks = blocks
    return article


@dataclass
class Chunk:
    """Neighbouring blocks of one article."""

    article: Article
    blocks: list[Block]

    @property
    def pieces(self) -> int:
        """How many pieces it has."""
        return self.blocks[-1].pieces.stop - self.blocks[0].pieces.start


def chunks(article: Article, longest: int, first: int | None = None) -> list[Chunk]:
    """The article in chunks of at most `longest` pieces (a longer block stays whole), the first of at most `first`."""
    out: list[Chunk] = []
    limit = longest if first is None else first
    current: list[Block] = []
    for block in article.blocks:
        if current and block.pieces.stop - current[0].pieces.start > limit:
            out.append(Chunk(article, current))
            current, limit = [], longest
        current.append(block)
    if current:
        out.append(Chunk(article, current))
    return out


@dataclass
class Batch:
    """Chunks side by side. `pieces` `[rows, n]`, `features` `[rows, n, 3]`, `mask` `[rows, n]` (1 for a real piece);
    the rest a row a block: `words` `[blocks, longest]` points into the flattened pieces, `known` marks the real words."""

    pieces: torch.Tensor
    features: torch.Tensor
    mask: torch.Tensor
    words: torch.Tensor
    known: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor
    entities: torch.Tensor
    auxiliary: dict[str, torch.Tensor]
    weight: torch.Tensor
    origin: list[tuple[Article, Block]]
    soft: torch.Tensor | None
    """A teacher's labels `[blocks, longest, labels]`: where it has none, those of `labels`."""


def batch(rows: list[Chunk]) -> Batch:
    """One batch of chunks, padded to the longest."""
    n = max(chunk.pieces for chunk in rows)
    pieces = np.zeros((len(rows), n), np.int64)
    features = np.zeros((len(rows), n, len(FEATURES)), np.int64)
    mask = np.zeros((len(rows), n), np.float32)
    found: list[tuple[int, Article, Block]] = []
    for row, chunk in enumerate(rows):
        start, stop = chunk.blocks[0].pieces.start, chunk.blocks[-1].pieces.stop
        pieces[row, : stop - start] = chunk.article.pieces[start:stop]
        features[row, : stop - start] = chunk.article.features[start:stop]
        mask[row, : stop - start] = 1
        found += [(row * n - start, chunk.article, block) for block in chunk.blocks if block.words.stop > block.words.start]
    longest = max((block.words.stop - block.words.start for _, _, block in found), default=1)
    shape = (len(found), longest)
    words = np.zeros(shape, np.int64)
    known = np.zeros(shape, bool)
    labels = np.zeros(shape, np.int64)
    entities = np.full(shape, UNKNOWN, np.int64)
    auxiliary = {task: np.full(shape, UNKNOWN, np.int64) for task in AUXILIARY}
    weight = np.zeros(shape, np.float32)
    soft = np.zeros((*shape, len(LABELS)), np.float32) if any(chunk.article.soft is not None for chunk in rows) else None
    for at, (offset, article, block) in enumerate(found):
        size = block.words.stop - block.words.start
        words[at, :size] = article.first[block.words] + offset
        known[at, :size] = True
        labels[at, :size] = article.labels[block.words]
        entities[at, :size] = article.entities[block.words]
        for task, values in auxiliary.items():
            values[at, :size] = article.auxiliary[task][block.words]
        weight[at, :size] = article.weight[block.words]
        if soft is not None:
            hard = np.eye(len(LABELS), dtype=np.float32)[article.labels[block.words]]
            soft[at, :size] = hard if article.soft is None else article.soft[block.words]
    t = torch.from_numpy
    return Batch(
        pieces=t(pieces), features=t(features), mask=t(mask), words=t(words), known=t(known),
        lengths=t(known.sum(1)), labels=t(labels), entities=t(entities), weight=t(weight),
        auxiliary={task: t(values) for task, values in auxiliary.items()},
        origin=[(article, block) for _, article, block in found],
        soft=None if soft is None else t(soft),
    )  # fmt: skip


def epoch(articles: list[Article], longest: int, per_batch: int, rng: np.random.Generator) -> list[list[Chunk]]:
    """The batches of one epoch, of about `per_batch` pieces each: chunks cut anew, of like length together, in random order."""
    all_chunks = [
        chunk for article in articles for chunk in chunks(article, longest, int(rng.integers(longest // 4, longest + 1)))
    ]
    order = np.argsort([chunk.pieces + rng.random() * 16 for chunk in all_chunks], kind="stable")
    return [[all_chunks[at] for at in group] for group in shuffled(packed(order, all_chunks, per_batch), rng)]


def packed(order: np.ndarray, all_chunks: list[Chunk], per_batch: int) -> list[list[int]]:
    """Chunks in the given order of rising length, grouped so that a group, padded, holds at most `per_batch` pieces."""
    groups: list[list[int]] = []
    current: list[int] = []
    for at in order:
        if current and (len(current) + 1) * all_chunks[at].pieces > per_batch:
            groups.append(current)
            current = []
        current.append(int(at))
    return groups + [current] if current else groups


def shuffled(groups: list[list[int]], rng: np.random.Generator) -> list[list[int]]:
    """The groups in random order."""
    return [groups[at] for at in rng.permutation(len(groups))]


def masked(pieces: torch.Tensor, lone: float, words: float, mask: torch.Tensor, rng: torch.Generator, found: Batch) -> torch.Tensor:
    """The pieces with some replaced by `[MASK]`: each piece with chance `lone`, and each word's first piece also with chance `words`."""
    chance = torch.full(pieces.shape, lone)
    if words:
        flat = chance.view(-1)
        flat[found.words[found.known]] += words
    special = (pieces == 101) | (pieces == 102) | (mask == 0)
    hit = (torch.rand(pieces.shape, generator=rng) < chance) & ~special
    return torch.where(hit, torch.tensor(MASK), pieces)
