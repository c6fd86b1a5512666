"""Predicted labels against gold ones: the figures by which training runs are ranked.

Exact F1 of the spans of each role, and an attribution F1 by a plain linker (each content to the nearest cue of its
block, each cue to the nearest source). Both are proxies: words here, letters and digits there, and the library's
linker is better. Figures to quote come from `inquit eval`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from .data import Article, Batch, Block, batch, chunks, packed
from .labels import ROLES, begins, role
from .model import Model

MARKS = (5, 6)
"""Shapes of quotation marks and other signs, which do not count at the ends of a span."""

Span = tuple[int, int, int]
"""Index of the role, first word, word after the last."""


def spans(labels: np.ndarray, blocks: list[Block]) -> list[Span]:
    """The parts that a labelling of a whole article marks."""
    out: list[Span] = []
    for block in blocks:
        before = 0
        for word in range(block.words.start, block.words.stop):
            label = int(labels[word])
            if label:
                if begins(label) or before == 0 or role(before) != role(label):
                    out.append((role(label), word, word + 1))
                else:
                    out[-1] = (*out[-1][:2], word + 1)
            before = label
    return out


def trimmed(span: Span, shape: np.ndarray) -> Span:
    """The span without signs at its ends, unless it is nothing else."""
    kind, start, end = span
    while start < end and shape[start] in MARKS:
        start += 1
    while end > start and shape[end - 1] in MARKS:
        end -= 1
    return (kind, start, end) if start < end else span


def words(ranges: list[tuple[int, int]]) -> set[int]:
    """The words of word ranges."""
    return {word for start, end in ranges for word in range(start, end)}


def linked(found: list[Span], blocks: list[Block]) -> list[tuple[set[int], set[int]]]:
    """Source words and content words of each attribution, the parts of each block paired by distance."""

    def gap(a: Span, b: Span) -> int:
        return max(a[1] - b[2], b[1] - a[2])

    out = []
    for block in blocks:
        here = [span for span in found if block.words.start <= span[1] < block.words.stop]
        sources, cues, contents = ([span for span in here if span[0] == kind] for kind in range(3))
        owned: dict[Span | None, set[int]] = {}
        for content in contents:
            owner = min(cues, key=lambda cue: gap(cue, content), default=None)
            owned.setdefault(owner, set()).update(range(content[1], content[2]))
        for cue, words in owned.items():
            source = min(sources, key=lambda source: gap(source, cue), default=None) if cue else None
            out.append((set(range(source[1], source[2])) if source else set(), words))
    return out


@dataclass
class Score:
    """Counts over articles."""

    exact: Counter = field(default_factory=Counter)
    attributions: Counter = field(default_factory=Counter)
    entities: Counter = field(default_factory=Counter)

    def add(self, article: Article, labels: np.ndarray, entities: np.ndarray) -> None:
        """Counts one article with predicted labels and entities a word."""
        shape = article.features[article.first, 0]
        found = spans(labels, article.blocks)
        gold = {trimmed(span, shape) for span in spans(article.labels, article.blocks)}
        guess = {trimmed(span, shape) for span in found}
        for kind in range(3):
            here, there = ({span for span in side if span[0] == kind} for side in (gold, guess))
            self.exact.update({(kind, "gold"): len(here), (kind, "guess"): len(there), (kind, "both"): len(here & there)})
        lexical = {word for word in range(len(shape)) if shape[word] not in MARKS}
        wanted = [
            (words(attribution["source"]), words(attribution["content"]) & lexical)
            for attribution in article.attributions
        ]
        wanted = [pair for pair in wanted if pair[1]]
        offered = [(source, content & lexical) for source, content in linked(found, article.blocks)]
        offered = [pair for pair in offered if pair[1]]
        pairs = []
        for i, (source, content) in enumerate(wanted):
            for j, (guess_source, guess_content) in enumerate(offered):
                both = len(content & guess_content)
                if both and both / len(content | guess_content) >= 0.5 and (source & guess_source or (not source and not guess_source)):
                    pairs.append((-both / len(content | guess_content), i, j))
        used_gold, used_guess = set(), set()
        for _, i, j in sorted(pairs):
            if i not in used_gold and j not in used_guess:
                used_gold.add(i)
                used_guess.add(j)
        self.attributions.update(gold=len(wanted), guess=len(offered), both=len(used_gold))
        sure = article.entities >= 0
        hit = sure & (entities == article.entities) & (entities > 0)
        self.entities.update(gold=int((article.entities > 0).sum()), guess=int((sure & (entities > 0)).sum()), both=int(hit.sum()))

    def figures(self) -> dict[str, float]:
        """F1 in percent: of each role, of attributions, of entity words; `mean` of roles and attributions ranks runs."""

        def f1(count: Counter, prefix: tuple = ()) -> float:
            def key(name: str):  # noqa: ANN202
                return (*prefix, name) if prefix else name

            return 200 * count[key("both")] / max(1, count[key("gold")] + count[key("guess")])

        out = {name.lower(): f1(self.exact, (kind,)) for kind, name in enumerate(ROLES)}
        out["attribution"] = f1(self.attributions)
        out["mean"] = sum(out.values()) / 4
        out["entities"] = f1(self.entities)
        return {name: round(value, 2) for name, value in out.items()}


def grouped(articles: list[Article], longest: int) -> Iterator[Batch]:
    """The articles in batches of chunks of at most `longest` pieces, those of like length together."""
    parts = [chunk for article in articles for chunk in chunks(article, longest)]
    order = np.argsort([chunk.pieces for chunk in parts], kind="stable")
    for group in packed(order, parts, 8 * longest):
        yield batch([parts[at] for at in group])


@torch.no_grad()
def evaluate(model: Model, articles: list[Article], longest: int = 1024) -> dict[str, float]:
    """The figures of a model on articles, read in chunks of at most `longest` pieces."""
    model.eval()
    labels = {article.name: np.zeros(len(article.labels), np.int64) for article in articles}
    entities = {name: np.zeros_like(values) for name, values in labels.items()}
    for data in grouped(articles, longest):
        scores = model(data.pieces, data.features, data.mask)
        emissions = scores["labels"].flatten(0, 1)[data.words]
        best = model.crf.best(emissions, data.lengths).numpy()
        kinds = scores["entities"].flatten(0, 1)[data.words].argmax(-1).numpy()
        for at, (article, block) in enumerate(data.origin):
            size = block.words.stop - block.words.start
            labels[article.name][block.words] = best[at, :size]
            entities[article.name][block.words] = kinds[at, :size]
    score = Score()
    for article in articles:
        score.add(article, labels[article.name], entities[article.name])
    return score.figures()
