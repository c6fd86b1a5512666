"""Predicted statements against gold ones: the figures by which training runs are ranked.

Attribution F of the outer and of the nested statements (content Jaccard of a half, sources that touch), content only,
and exact spans. Words here, letters and digits in `inquit eval`, which reads raw text and decodes as the library does:
figures to quote come from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from .data import Anchor, Article, Batch, Mentions, Windows, batch, chunks, linked, packed, reached, windows
from .labels import ANCHORS, CUE, ENTITIES, START
from .mentions import Counts
from .model import Model

MARKS = (5, 6)
"""Shapes of quotation marks and other signs, which do not count at the ends of a span."""

Statement = dict[str, set[int]]
"""The words of `source`, `cue` and `content`."""


def anchors_of(labels: np.ndarray, article: Article) -> list[Anchor]:
    """The anchors that a labelling of a whole article marks, without what belongs to them."""
    out: list[Anchor] = []
    begin, inside, start = (ANCHORS.index(name) for name in ("B-CUE", "I-CUE", "START"))
    for block, reach in zip(article.blocks, article.reach, strict=True):
        open_cue = False
        for word in range(block.words.start, block.words.stop):
            label = int(labels[word])
            if label == inside and open_cue:
                out[-1].end = word + 1
                continue
            open_cue = label in (begin, inside)
            if open_cue or label == start:
                out.append(Anchor(CUE if open_cue else START, word, word + 1, *reach, np.zeros(0, np.int64)))
    for anchor in out:
        anchor.low, anchor.high = reached((anchor.low, anchor.high), anchor.start, anchor.end)
        anchor.tags = np.zeros(anchor.high - anchor.low, np.int64)
    return out


def statement(anchor: Anchor) -> Statement:
    """What an anchor and its labels say."""
    tags = anchor.tags
    return {
        "cue": set(range(anchor.start, anchor.end)) if anchor.kind == CUE else set(),
        "source": {anchor.low + int(at) for at in np.flatnonzero((tags == 1) | (tags == 2))},
        "content": {anchor.low + int(at) for at in np.flatnonzero((tags == 3) | (tags == 4))},
    }


def nested(found: list[Statement]) -> list[bool]:
    """Whether each content lies in another, larger one."""
    contents = [one["content"] for one in found]
    return [any(len(one) < len(other) and one <= other for other in contents) for one in contents]


def pairs(gold: list[Statement], guess: list[Statement], sources: bool) -> int:
    """How many match, one to one, the closest first."""
    found = []
    for i, wanted in enumerate(gold):
        for j, offered in enumerate(guess):
            both = len(wanted["content"] & offered["content"])
            if both and 2 * both >= len(wanted["content"] | offered["content"]):
                touch = bool(wanted["source"] & offered["source"]) or not (wanted["source"] or offered["source"])
                if touch or not sources:
                    found.append((-both / len(wanted["content"] | offered["content"]), not touch, i, j))
    used_gold, used_guess = set(), set()
    for _, _, i, j in sorted(found):
        if i not in used_gold and j not in used_guess:
            used_gold.add(i)
            used_guess.add(j)
    return len(used_gold)


def parts(found: list[Statement], part: str) -> set[tuple[int, int]]:
    """The stretches of one part."""
    out = set()
    for one in found:
        words = sorted(one[part])
        if not words:
            continue
        starts = [at for at, word in enumerate(words) if at == 0 or words[at - 1] != word - 1]
        out |= {(words[a], words[b - 1]) for a, b in zip(starts, [*starts[1:], len(words)], strict=True)}
    return out


@dataclass
class Score:
    """Counts over articles."""

    counts: Counter = field(default_factory=Counter)

    def add(self, article: Article, found: list[Statement], entities: np.ndarray) -> None:
        """Counts one article with what was predicted."""
        shape = article.features[article.first, 0]
        lexical = {word for word in range(len(shape)) if shape[word] not in MARKS}

        def lettered(statements: list[Statement]) -> list[Statement]:
            kept = [{part: words & lexical for part, words in one.items()} for one in statements]
            return [one for one in kept if one["content"]]

        gold, guess = lettered(article.statements), lettered(found)
        levels = {"outer": False, "nested": True} if article.all_levels else {"outer": False}
        inner_gold, inner_guess = nested(gold), nested(guess)
        if not article.all_levels:
            guess = [one for one, inner in zip(guess, inner_guess, strict=True) if not inner]
            inner_gold, inner_guess = [False] * len(gold), [False] * len(guess)
        for level, inner in levels.items():
            here = [one for one, deep in zip(gold, inner_gold, strict=True) if deep == inner]
            there = [one for one, deep in zip(guess, inner_guess, strict=True) if deep == inner]
            self.counts.update({(level, "gold"): len(here), (level, "guess"): len(there), (level, "both"): pairs(here, there, True)})
        self.counts.update({("content_only", "gold"): len(gold), ("content_only", "guess"): len(guess), ("content_only", "both"): pairs(gold, guess, False)})
        for part in ("source", "cue", "content"):
            here, there = parts(gold, part), parts(guess, part)
            self.counts.update({(part, "gold"): len(here), (part, "guess"): len(there), (part, "both"): len(here & there)})
        sure = article.entities >= 0
        hit = sure & (entities == article.entities) & (entities > 0)
        self.counts.update({("entities", "gold"): int((article.entities > 0).sum()), ("entities", "guess"): int((sure & (entities > 0)).sum()), ("entities", "both"): int(hit.sum())})

    def figures(self) -> dict[str, float]:
        """F1 in per cent; `mean` of outer attributions, of nested ones where they are marked and of exact contents ranks runs."""

        def f1(name: str) -> float:
            return 200 * self.counts[name, "both"] / max(1, self.counts[name, "gold"] + self.counts[name, "guess"])

        names = ["source", "cue", "content", "content_only", "outer", "nested", "entities"]
        out = {name: f1(name) for name in names if self.counts[name, "gold"] or name == "outer"}
        ranking = [out[name] for name in ("outer", "nested", "content") if name in out]
        out["mean"] = sum(ranking) / len(ranking)
        return {name: round(value, 2) for name, value in out.items()}


def grouped(articles: list[Article], longest: int) -> Iterator[Batch]:
    """The articles in batches of chunks of at most `longest` pieces, those of like length together."""
    pieces = [chunk for article in articles for chunk in chunks(article, longest)]
    order = np.argsort([chunk.pieces for chunk in pieces], kind="stable")
    for group in packed(order, pieces, 8 * longest):
        yield batch([pieces[at] for at in group])


@dataclass
class Encoded:
    """What a model makes of the words of an article before it is asked about anchors."""

    anchors: np.ndarray
    """Scores `[words, 4]`."""
    entities: np.ndarray
    """Scores `[words, 5]`."""
    states: np.ndarray
    """The encoder's states of the words' first pieces, `[words, width]`."""


@torch.no_grad()
def encoded(model: Model, articles: list[Article], longest: int, lean: float = 0.0) -> dict[str, Encoded]:
    """What a model makes of the words of articles, by name, read in chunks of at most `longest` pieces, and so far by the
    guide that marks outer statements only."""
    model.eval()

    def empty(size: int) -> Encoded:
        return Encoded(*(np.zeros((size, width), np.float32) for width in (len(ANCHORS), len(ENTITIES), model.encoder.width)))

    out = {article.name: empty(len(article.first)) for article in articles}
    for found in grouped(articles, longest):
        heads, states = model(found.pieces, found.features, found.mask, torch.full((len(found.pieces),), lean))
        rows = [x.flatten(0, 1)[found.words].numpy() for x in (heads["anchors"], heads["entities"], states)]
        for at, (article, block) in enumerate(found.origin):
            size = block.words.stop - block.words.start
            held = out[article.name]
            for values, row in zip((held.anchors, held.entities, held.states), rows, strict=True):
                values[block.words] = row[at, :size]
    return out


@torch.no_grad()
def argued(model: Model, article: Article, states: np.ndarray, anchors: list[Anchor]) -> Iterator[tuple[Windows, torch.Tensor]]:
    """Scores of the words around anchors of an article, in groups. Windows are not cut where chunks end, as in the library."""
    # One state per word here, not per piece.
    plain = Article(**{**vars(article), "first": np.arange(len(article.first))})
    for group in windows([(plain, anchor, 0, len(article.first), 0) for anchor in anchors]):
        yield group, model.argued(torch.from_numpy(states), group)


def read(model: Model, articles: list[Article], longest: int = 1024, bias: float = 0.0, lean: float = 0.0) -> dict[str, tuple[list[Anchor], np.ndarray]]:
    """For each article by name: its anchors with what belongs to them, and the kinds of name of its words. `bias` is
    added to the score of no anchor."""
    found = encoded(model, articles, longest, lean)
    out = {}
    for article in articles:
        held = found[article.name]
        scores = held.anchors.copy()
        scores[:, 0] += bias
        anchors = anchors_of(scores.argmax(-1), article)
        for group, scores in argued(model, article, held.states, anchors):
            best = model.crf.best(scores, group.lengths).numpy()
            for at, (_, anchor, _) in enumerate(group.origin):
                anchor.tags = best[at, : anchor.high - anchor.low]
        out[article.name] = anchors, held.entities.argmax(-1)
    return out


def evaluate(model: Model, articles: list[Article], longest: int = 1024, bias: float = 0.0, lean: float = 0.0) -> dict[str, float]:
    """The figures of a model on articles, read in chunks of at most `longest` pieces."""
    score = Score()
    found = read(model, articles, longest, bias, lean)
    for article in articles:
        anchors, entities = found[article.name]
        score.add(article, [statement(anchor) for anchor in anchors], entities)
    return score.figures() | mention_figures(model, [article for article in articles if article.mentions], longest)


@torch.no_grad()
def labels_of(model: Model, article: Article, held: Encoded) -> tuple[torch.Tensor, list[np.ndarray]]:
    """What mentions of an article are compared by, and scores of the labels of its words."""
    n = len(article.first)
    words = Mentions(torch.arange(n)[None], torch.from_numpy(article.word_features)[None], torch.ones(1, n, dtype=torch.bool), [], [])
    inner = model.compared(torch.from_numpy(held.states), torch.from_numpy(held.entities), words)
    return inner, [one[0].numpy() for one in model.mentions.scores(inner)]


@torch.no_grad()
def mention_figures(model: Model, articles: list[Article], longest: int = 1024) -> dict[str, float]:
    """F1 in per cent of the labels of mentions, and the mean surprise of whom they mean; nothing for a run without them."""
    if not model.mentions or not articles:
        return {}
    counts, losses = Counts(), []
    found = encoded(model, articles, longest)
    for article in articles:
        inner, scores = labels_of(model, article, found[article.name])
        counts.add(article.mentions, scores)
        losses.append(float(model.mentions.link_loss(inner, [linked(article.links, slice(0, len(article.first)))])))
    return counts.figures() | {"links": round(sum(losses) / len(losses), 3)}
