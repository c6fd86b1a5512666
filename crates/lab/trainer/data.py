"""Articles as written by `inquit-lab export` to batches of tensors.

An article is one sequence of wordpieces, `[CLS] block [SEP] block [SEP] …`. Training reads it in chunks of some hundred
pieces cut between blocks, at other places each epoch, so that no word is always at an edge.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .arguments import distance
from .labels import ANCHORS, ARGUMENTS, CUE, FEATURES, MASK, MOST_WORDS, N_WORD_FEATURES, OUTPUTS, START, UNKNOWN
from .mentions import Links, links, targets

AUXILIARY = ("pos", "relations", "heads")
"""What a record may say of words beyond what models are asked at run time: classes that teach the encoder."""


@dataclass
class Block:
    """A stretch of an article read on its own: its pieces with the `[SEP]` that ends it, and its words."""

    pieces: slice
    words: slice


@dataclass
class Anchor:
    """Where something is reported, and what belongs to it. Word indices of the article."""

    kind: int
    start: int
    end: int
    low: int
    """First word that may belong to it."""
    high: int
    """One past the last."""
    tags: np.ndarray
    """An argument label per word of `low..high`."""
    weight: float = 1.0
    soft: np.ndarray | None = None
    """The teacher's probabilities, `[high - low, labels]`."""


@dataclass
class Article:
    """One article in arrays; piece arrays have a row per piece, word arrays a row per word."""

    name: str
    pieces: np.ndarray
    features: np.ndarray
    first: np.ndarray
    labels: np.ndarray
    """An anchor label per word."""
    entities: np.ndarray
    auxiliary: dict[str, np.ndarray]
    weight: np.ndarray
    """How much the anchor label of each word counts."""
    blocks: list[Block]
    reach: list[tuple[int, int]]
    """For each block, the words that what is reported in it may lie in."""
    anchors: list[Anchor]
    statements: list[dict[str, set[int]]]
    """The words of source, cue and content of each statement; for scoring."""
    all_levels: bool = True
    """Whether reports inside reports are marked."""
    marked: bool = True
    """Whether the labels are a person's."""
    soft: np.ndarray | None = None
    """The teacher's probabilities of anchor labels, `[words, labels]`."""
    mentions: list[np.ndarray] | None = None
    """Labels of mentions, as `mentions.targets` gives them, where they are marked."""
    word_features: np.ndarray | None = None
    """Features of words, `[words, families]`, where the record has them."""
    links: np.ndarray | None = None
    """Whom mentions mean, as `mentions.links` gives it."""

    @staticmethod
    def parse(record: dict) -> Article:
        """An article of one line; raises `ValueError` naming the article where its parts do not fit together."""
        name = record["name"]
        pieces = np.asarray(record["pieces"], np.int64)
        features = np.asarray(record["features"], np.int64).reshape(-1, len(FEATURES))
        first = np.asarray(record["first"], np.int64)
        n = len(first)

        def of_words(key: str, default: float, kind: type) -> np.ndarray:
            return np.asarray(record[key], kind) if record.get(key) else np.full(n, default, kind)

        statements = [
            {part: {word for start, end in spans for word in range(start, end)} for part, spans in statement.items()}
            for statement in record.get("statements") or []
        ]
        article = Article(
            name=name,
            pieces=pieces,
            features=features,
            first=first,
            labels=np.zeros(n, np.int64),
            entities=of_words("entities", UNKNOWN, np.int64),
            auxiliary={task: of_words(task, UNKNOWN, np.int64) for task in AUXILIARY},
            weight=of_words("weight", 1.0, np.float32),
            blocks=[],
            reach=[(low, high) for low, high in record["reach"]],
            anchors=[],
            statements=statements,
            all_levels=bool(record.get("all_levels")),
            marked=bool(record.get("marked")),
            mentions=targets(record) if record.get("who") else None,
            links=links(record) if record.get("who") else None,
            word_features=np.asarray(record["word_features"], np.int64) if record.get("word_features") else None,
        )
        if len(features) != len(pieces):
            raise ValueError(f"article `{name}`: {len(features)} feature rows for {len(pieces)} pieces")
        if features.size and (features.min() < 0 or (features.max(0) >= FEATURES).any()):
            raise ValueError(f"article `{name}`: features up to {features.max(0)}, expected below {FEATURES}")
        if article.word_features is not None and article.word_features.max(initial=0) >= N_WORD_FEATURES:
            raise ValueError(f"article `{name}`: feature {article.word_features.max()} of a word, expected below {N_WORD_FEATURES}")
        if article.mentions and article.word_features is None:
            raise ValueError(f"article `{name}`: mentions, but no features of words")
        if len(article.reach) != len(record["block_end"]):
            raise ValueError(f"article `{name}`: {len(article.reach)} reaches for {len(record['block_end'])} blocks")
        rows = {"first": first, "entities": article.entities, "weight": article.weight, **article.auxiliary}
        if article.word_features is not None:
            rows["word_features"] = article.word_features
        for key, values in rows.items():
            if len(values) != n:
                raise ValueError(f"article `{name}`: {len(values)} values of `{key}` for {n} words")
        if n and (first.max() >= len(pieces) or (np.diff(first) < 0).any()):
            raise ValueError(f"article `{name}`: first pieces out of range")
        if any(word >= n for statement in statements for part in statement.values() for word in part):
            raise ValueError(f"article `{name}`: a statement reaches beyond its {n} words")
        start = 0
        for end in record["block_end"]:
            words = slice(int(np.searchsorted(first, start)), int(np.searchsorted(first, end)))
            article.blocks.append(Block(slice(start, end + 1), words))
            start = end + 1
        article.mark()
        if not article.marked:
            article.weight[:] = 0  # what nobody has labelled says nothing, least of all that nothing is reported
        return article

    def block_of(self, word: int) -> int:
        """Index of the block that holds a word."""
        return int(np.searchsorted([block.words.stop for block in self.blocks], word, side="right"))

    def mark(self) -> None:
        """Makes anchors and their labels of the statements.

        What lies in a content is not known where only the outer statements are marked, nor is a statement without a
        content: these words do not count.
        """
        share = float(self.weight.min(initial=1.0))
        if not self.all_levels:
            for statement in self.statements:
                self.weight[sorted(statement["content"])] = 0.0
        ends = [block.words.stop for block in self.blocks]
        for statement in self.statements:
            source, cue, content = (statement[part] for part in ("source", "cue", "content"))
            runs = runs_of(cue, ends)
            if not content:
                self.weight[sorted(cue | source)] = 0.0
                continue
            # A cue in several parts is found by its longest.
            start, end = max(runs, key=lambda run: run[1] - run[0]) if runs else (min(content), min(content) + 1)
            if self.labels[start:end].any():
                continue
            if cue:
                self.labels[start] = ANCHORS.index("B-CUE")
                self.labels[start + 1 : end] = ANCHORS.index("I-CUE")
            else:
                self.labels[start] = ANCHORS.index("START")
            self.weight[start:end] = share
            low, high = reached(self.reach[self.block_of(start)], start, end)
            tags = np.zeros(high - low, np.int64)
            for part, base in ((content, "CONTENT"), (source, "SOURCE")):
                for first, last in runs_of(part, ends):
                    first, last = max(first, low), min(last, high)
                    if first < last:
                        tags[first - low] = ARGUMENTS.index(f"B-{base}")
                        tags[first - low + 1 : last - low] = ARGUMENTS.index(f"I-{base}")
            if cue:
                tags[start - low : end - low] = ARGUMENTS.index("O")
            self.anchors.append(Anchor(CUE if cue else START, start, end, low, high, whole(tags), share))


def whole(tags: np.ndarray) -> np.ndarray:
    """Argument labels of which every later word (`I-`) has a word of its own part before it: where a source or a cue
    interrupts a content, what follows begins another part."""
    tags = tags.copy()
    for word, tag in enumerate(tags):
        if ARGUMENTS[tag].startswith("I-") and (word == 0 or tags[word - 1] not in (tag, tag - 1)):
            tags[word] = tag - 1
    return tags


def reached(reach: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """The words that an anchor `start..end` of a block with this reach reaches."""
    return max(reach[0], start - MOST_WORDS), min(reach[1], end + MOST_WORDS)


def runs_of(words: set[int], ends: list[int]) -> list[tuple[int, int]]:
    """Words as ranges, none of them over the end of a block."""
    out: list[tuple[int, int]] = []
    for word in sorted(words):
        if out and out[-1][1] == word and word not in ends:
            out[-1] = (out[-1][0], word + 1)
        else:
            out.append((word, word + 1))
    return out


def records(path: Path) -> list[dict]:
    """The records of a file of JSON Lines, plain or gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def load(paths: list[Path]) -> list[Article]:
    """The articles of JSON Lines files, plain or gzipped, in their order. Each is named `FILE/NAME`, since two files may use one
    name for different articles."""
    articles = []
    for path in paths:
        found = [Article.parse(record) for record in records(path)]
        for article in found:
            article.name = f"{path.name.partition('.')[0]}/{article.name}"
        articles += found
    return articles


def learn_from(articles: list[Article], teacher: dict[str, np.ndarray], trust: float) -> None:
    """Gives articles what a teacher (`teach.py`) made of them. Its anchors become those of articles that nobody has
    marked, each of which counts for `trust`; its soft labels of anchors stand beside the labels of all, and its kinds
    of name and labels of mentions fill in where they are not known. Raises `ValueError` where it knows none of the
    articles, or other words of one."""
    if articles and not any(f"{article.name}.anchors" in teacher for article in articles):
        raise ValueError(f"the teacher knows none of {len(articles)} articles, such as `{articles[0].name}`")
    for article in articles:
        if f"{article.name}.anchors" not in teacher:
            continue
        article.soft = teacher[f"{article.name}.soft"].astype(np.float32)
        if len(article.soft) != len(article.first):
            raise ValueError(f"article `{article.name}`: the teacher has {len(article.soft)} words, the article {len(article.first)}")
        article.entities = np.where(article.entities == UNKNOWN, teacher[f"{article.name}.entities"].astype(np.int64), article.entities)
        if article.mentions is None and article.word_features is not None and f"{article.name}.names" in teacher:
            kinds = {"bounds": np.float32}
            article.mentions = [teacher[f"{article.name}.{key}"].astype(kinds.get(key, np.int64)) for key in OUTPUTS]
        found = teacher[f"{article.name}.anchors"]
        tags = teacher[f"{article.name}.tags"].astype(np.float32)
        if article.marked or article.anchors:
            continue  # a person's marks stand, and an article may be in the list more than once
        article.labels = teacher[f"{article.name}.best"].astype(np.int64)
        article.weight[:] = trust
        at = 0
        for kind, start, end, low, high in found.tolist():
            soft = tags[at : at + high - low]
            at += high - low
            article.anchors.append(Anchor(kind, start, end, low, high, whole(soft.argmax(-1)), trust, soft))


def split_long(article: Article, longest: int) -> Article:
    """The article with every block of more than `longest` pieces cut before words, where it can be outside any part."""
    blocks, reach = [], []
    covered = {word for statement in article.statements for part in statement.values() for word in part}
    for block, words in zip(article.blocks, article.reach, strict=True):
        start, word = block.pieces.start, block.words.start
        while block.pieces.stop - start > longest:
            fitting = int(np.searchsorted(article.first, start + longest, side="right")) - 1
            fitting = min(fitting, block.words.stop - 1)
            outside = [w for w in range(fitting, max(word, fitting - 100), -1) if w not in covered]
            cut = outside[0] if outside else fitting
            if cut <= word:
                break
            blocks.append(Block(slice(start, int(article.first[cut])), slice(word, cut)))
            reach.append(words)
            start, word = int(article.first[cut]), cut
        blocks.append(Block(slice(start, block.pieces.stop), slice(word, block.words.stop)))
        reach.append(words)
    article.blocks, article.reach = blocks, reach
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
class Windows:
    """Anchors side by side, each with the words around it. `words` `[anchors, longest]` points into the flattened
    pieces; `ends` `[anchors, 2]` into them too, at the first and the last word of each anchor."""

    words: torch.Tensor
    ends: torch.Tensor
    distances: torch.Tensor
    kinds: torch.Tensor
    mask: torch.Tensor
    lengths: torch.Tensor
    tags: torch.Tensor
    weight: torch.Tensor
    origin: list[tuple[Article, Anchor, int]]
    """Article, anchor, and the first word of its window, which may be later than the anchor's own `low`."""
    soft: torch.Tensor | None


@dataclass
class Mentions:
    """Rows of words whose mentions are marked. `words` `[rows, longest]` points into the flattened pieces, `features` is
    `[rows, longest, families]`, `known` marks the real words, `targets` are as `mentions.targets` gives them."""

    words: torch.Tensor
    features: torch.Tensor
    known: torch.Tensor
    targets: list[torch.Tensor]
    links: list[Links]


@dataclass
class Batch:
    """Chunks side by side. `pieces` `[rows, n]`, `features` `[rows, n, 3]`, `mask` `[rows, n]` (1 for a real piece);
    the rest a row per block: `words` `[blocks, longest]` points into the flattened pieces, `known` marks the real words."""

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
    outer: torch.Tensor
    """Per row, 1 where a person marked its outer statements only, else 0."""
    soft: torch.Tensor | None
    """A teacher's anchor labels `[blocks, longest, labels]`: where it has none, those of `labels`."""
    windows: list[Windows]
    mentions: Mentions | None


CELLS = 8192
"""Words of all the windows that are scored at once."""


def windows(found: list[tuple[Article, Anchor, int, int, int]]) -> list[Windows]:
    """Anchors with the first and last word of the chunk that holds them and where its pieces begin, in groups of like length."""
    sized = sorted(((min(a.high, last) - max(a.low, first), at) for at, (_, a, first, last, _) in enumerate(found)))
    groups: list[list[int]] = []
    for size, at in sized:
        if groups and (len(groups[-1]) + 1) * size <= CELLS:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [window_group([found[at] for at in group]) for group in groups]


def window_group(found: list[tuple[Article, Anchor, int, int, int]]) -> Windows:
    """One group of anchors, padded to the longest window."""
    spans = [(max(anchor.low, first), min(anchor.high, last)) for _, anchor, first, last, _ in found]
    longest = max(high - low for low, high in spans)
    shape = (len(found), longest)
    words, places, tags = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    mask = np.zeros(shape, np.float32)
    soft = np.zeros((*shape, len(ARGUMENTS)), np.float32) if any(anchor.soft is not None for _, anchor, *_ in found) else None
    for at, ((article, anchor, _, _, offset), (low, high)) in enumerate(zip(found, spans, strict=True)):
        size = high - low
        words[at, :size] = article.first[low:high] + offset
        places[at, :size] = np.arange(low, high)
        tags[at, :size] = anchor.tags[low - anchor.low : high - anchor.low]
        # A part cut at the window's edge begins there.
        if size and tags[at, 0] in (2, 4):
            tags[at, 0] -= 1
        mask[at, :size] = 1
        if soft is not None:
            hard = np.eye(len(ARGUMENTS), dtype=np.float32)[tags[at, :size]]
            soft[at, :size] = hard if anchor.soft is None else anchor.soft[low - anchor.low : high - anchor.low]
    t = torch.from_numpy
    starts = torch.tensor([[anchor.start] for _, anchor, *_ in found])
    stops = torch.tensor([[anchor.end] for _, anchor, *_ in found])
    ends = [[article.first[anchor.start] + offset, article.first[anchor.end - 1] + offset] for article, anchor, _, _, offset in found]
    return Windows(
        words=t(words), ends=torch.tensor(np.asarray(ends)), distances=distance(t(places), starts, stops),
        kinds=torch.tensor([anchor.kind for _, anchor, *_ in found]), mask=t(mask), lengths=t(mask.sum(1)).long(), tags=t(tags),
        weight=torch.tensor([anchor.weight for _, anchor, *_ in found]),
        origin=[(article, anchor, low) for (article, anchor, *_), (low, _) in zip(found, spans, strict=True)],
        soft=None if soft is None else t(soft),
    )  # fmt: skip


def batch(rows: list[Chunk]) -> Batch:
    """One batch of chunks, padded to the longest."""
    n = max(chunk.pieces for chunk in rows)
    pieces = np.zeros((len(rows), n), np.int64)
    features = np.zeros((len(rows), n, len(FEATURES)), np.int64)
    mask = np.zeros((len(rows), n), np.float32)
    found: list[tuple[int, Article, Block]] = []
    anchors: list[tuple[Article, Anchor, int, int, int]] = []
    for row, chunk in enumerate(rows):
        start, stop = chunk.blocks[0].pieces.start, chunk.blocks[-1].pieces.stop
        pieces[row, : stop - start] = chunk.article.pieces[start:stop]
        features[row, : stop - start] = chunk.article.features[start:stop]
        mask[row, : stop - start] = 1
        offset = row * n - start
        found += [(offset, chunk.article, block) for block in chunk.blocks if block.words.stop > block.words.start]
        first, last = chunk.blocks[0].words.start, chunk.blocks[-1].words.stop
        anchors += [(chunk.article, a, first, last, offset) for a in chunk.article.anchors if first <= a.start and a.end <= last]
    longest = max((block.words.stop - block.words.start for _, _, block in found), default=1)
    shape = (len(found), longest)
    words = np.zeros(shape, np.int64)
    known = np.zeros(shape, bool)
    labels = np.zeros(shape, np.int64)
    entities = np.full(shape, UNKNOWN, np.int64)
    auxiliary = {task: np.full(shape, UNKNOWN, np.int64) for task in AUXILIARY}
    weight = np.zeros(shape, np.float32)
    soft = np.zeros((*shape, len(ANCHORS)), np.float32) if any(chunk.article.soft is not None for chunk in rows) else None
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
            hard = np.eye(len(ANCHORS), dtype=np.float32)[article.labels[block.words]]
            soft[at, :size] = hard if article.soft is None else article.soft[block.words]
    t = torch.from_numpy
    return Batch(
        pieces=t(pieces), features=t(features), mask=t(mask), words=t(words), known=t(known),
        lengths=t(known.sum(1)), labels=t(labels), entities=t(entities), weight=t(weight),
        auxiliary={task: t(values) for task, values in auxiliary.items()},
        origin=[(article, block) for _, article, block in found],
        outer=torch.tensor([float(chunk.article.marked and not chunk.article.all_levels) for chunk in rows]),
        soft=None if soft is None else t(soft),
        windows=windows(anchors),
        mentions=mentioned(rows, n),
    )  # fmt: skip


def mentioned(rows: list[Chunk], n: int) -> Mentions | None:
    """The words of those chunks, each of `n` pieces, whose mentions are marked."""
    held = []
    for row, chunk in enumerate(rows):
        words = slice(chunk.blocks[0].words.start, chunk.blocks[-1].words.stop)
        if chunk.article.mentions and words.stop > words.start:
            held.append((chunk.article, words, row * n - chunk.blocks[0].pieces.start))
    if not held:
        return None
    return Mentions(
        words=padded([article.first[words] + offset for article, words, offset in held]),
        features=padded([article.word_features[words] for article, words, _ in held]),
        known=padded([np.ones(words.stop - words.start, bool) for _, words, _ in held]),
        targets=[padded([article.mentions[at][words] for article, words, _ in held]) for at in range(len(OUTPUTS))],
        links=[linked(article.links, words) for article, words, _ in held],
    )


def padded(rows: list[np.ndarray], fill: float = 0) -> torch.Tensor:
    """Arrays side by side, filled up to the longest."""
    longest = max(len(row) for row in rows)
    return torch.from_numpy(np.stack([np.pad(row, [(0, longest - len(row)), *[(0, 0)] * (row.ndim - 1)], constant_values=fill) for row in rows]))


def linked(found: np.ndarray | None, words: slice) -> Links:
    """The mentions in a stretch of an article; none where nobody has marked them."""
    found = np.zeros((0, 3), np.int64) if found is None else found
    held = torch.from_numpy(found[(found[:, 0] >= words.start) & (found[:, 0] < words.stop)])
    return Links(held[:, 0] - words.start, held[:, 1], held[:, 2].bool())


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
