"""Who is who: labels of mentions, and what decides whom a mention means, from the states of a finished model.

Two small networks on a frozen encoder. The first labels words: of which name, heading which description, of which title
or organisation, beginning and ending a mention. The second chooses, for each mention, among those met before: a layer over
named features and the states of the two mentions. Both are learned in minutes, and leave what is reported as it is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto
from safetensors.torch import load_file, save_file
from torch import nn

from . import data, score
from .export import finished, session
from .graph import LAST, Graph
from .labels import ENTITIES
from .train import restore

NAMES = ["O", "B-PERSON", "I-PERSON", "B-BODY", "I-BODY", "B-PLACE", "I-PLACE", "B-WORK", "I-WORK"]
HEADS = ["O", "PERSON", "GROUP", "BODY", "DOCUMENT", "OTHER", "PRONOUN"]
ROLES = ["O", "B-TITLE", "I-TITLE", "B-ORGANISATION", "I-ORGANISATION"]
BOUNDS = 2
"""Whether a mention begins, and whether one ends with a word."""
SIZES = [len(NAMES), len(HEADS), len(ROLES), BOUNDS]
OUTPUTS = ["names", "heads", "roles", "bounds"]

NAME_OF_KIND = {"person": "PERSON", "organisation": "BODY", "group": "BODY", "place": "PLACE", "work": "WORK", "document": "WORK"}
HEAD_OF_KIND = {"person": "PERSON", "group": "GROUP", "organisation": "BODY", "document": "DOCUMENT", "place": "OTHER", "work": "OTHER"}

UNKNOWN = -1

LABELS = "labels.safetensors"
"""The weights of the labels, in the folder of a training."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a training of who is who."""
    add = parser.add_argument
    add("run_folder", type=Path, help="folder of a finished run, whose encoder is used as it is")
    add("--articles", type=Path, required=True, help="articles with mentions, as `inquit-lab export --mentions` writes them")
    add("--choices", type=Path, required=True, help="whom each mention may mean, as `inquit-lab who` writes it")
    add("--out", type=Path, required=True, help="folder for the graph, the weights and the figures")
    add("--labels", type=Path, help="folder of an earlier training, whose labels are kept as they are")
    add("--window", type=int, default=384, help="pieces read at once")
    add("--dev", type=int, default=85, help="how many articles to measure on")
    add("--channels", type=int, default=128)
    add("--feature-channels", type=int, default=64)
    add("--dilations", type=lambda text: tuple(int(x) for x in text.split(",")), default=(1, 2, 4))
    add("--hidden", type=int, default=48, help="units of the layer that chooses")
    add("--dropout", type=float, default=0.2)
    add("--epochs", type=int, default=20, help="passes over the labels")
    add("--choice-epochs", type=int, default=8, help="passes over the choices")
    add("--rate", type=float, default=2e-3)
    add("--choice-rate", type=float, default=4e-3)
    add("--all", action="store_true", help="learn from the articles that are measured on, too")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=2)


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

    def __init__(self, states: int, features: int, options: argparse.Namespace) -> None:
        super().__init__()
        c = options.channels
        self.features = nn.Embedding(features, options.feature_channels)
        nn.init.normal_(self.features.weight, std=0.1)
        self.input = nn.Linear(states + len(ENTITIES) + options.feature_channels, c)
        self.dropout = nn.Dropout(options.dropout)
        self.steps = nn.ModuleList(Step(c, dilation, options.dropout) for dilation in options.dilations)
        self.norm = nn.LayerNorm(c)
        self.out = nn.Linear(c, sum(SIZES))

    def inner(self, states: torch.Tensor, entities: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the words are compared by, `[rows, n, channels]`."""
        x = torch.cat([states, entities.softmax(-1), self.features(features).sum(-2)], -1)
        x = self.input(self.dropout(x))
        for step in self.steps:
            x = step(x, mask)
        return self.norm(x)

    def forward(self, states: torch.Tensor, entities: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Scores of names, heads, roles and bounds, each `[rows, n, size]`."""
        return self.out(self.inner(states, entities, features, mask)).split(SIZES, -1)


class Choices(nn.Module):
    """Scores of candidates: linear in their features, and a layer over features and states."""

    def __init__(self, features: int, states: int, hidden: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(features, hidden, mode="sum")
        nn.init.normal_(self.rows.weight, std=0.15)
        self.linear = nn.EmbeddingBag(features, 1, mode="sum")
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.asks, self.answers = (nn.Linear(states, hidden, bias=False) for _ in range(2))
        for side in (self.asks, self.answers):
            nn.init.normal_(side.weight, std=0.02)
        self.out = nn.Linear(hidden, 1, bias=False)
        self.dropout, self.noise = nn.Dropout(0.1), nn.Dropout(0.3)

    def forward(self, choices: Batch) -> torch.Tensor:
        """A score per candidate."""
        units = self.rows(choices.features, choices.offsets) + self.bias
        units = units + self.asks(self.noise(choices.asks))[choices.of] + self.answers(self.noise(choices.answers))
        return (self.out(self.dropout(F.relu(units))) + self.linear(choices.features, choices.offsets)).squeeze(-1)


@dataclass
class Article:
    """An article's words: what the encoder makes of them, what is known of them, their labels."""

    name: str
    states: np.ndarray
    entities: np.ndarray
    features: np.ndarray
    n_features: int
    targets: list[np.ndarray]


@dataclass
class Batch:
    """Choices side by side. `features` and `offsets` are those of the candidates; `of` says to which choice each belongs,
    `right` which is right, `asks` and `answers` are the states of the mentions and of the candidates' last ones."""

    features: torch.Tensor
    offsets: torch.Tensor
    of: torch.Tensor
    right: torch.Tensor
    classes: torch.Tensor
    heads: torch.Tensor
    last: torch.Tensor
    asks: torch.Tensor
    answers: torch.Tensor


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


def lines(path: Path) -> list[dict]:
    """The records of a file of JSON lines, plain or gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as text:
        return [json.loads(line) for line in text if line.strip()]


@torch.no_grad()
def read(model: nn.Module, path: Path, window: int) -> list[Article]:
    """The articles of a file whose mentions are marked, with what a model makes of their words: its states as the library
    holds them, those of words followed by those of anchors."""
    records = [record for record in lines(path) if record.get("who")]
    out = []
    for start in range(0, len(records), 64):
        group = [data.split_long(data.Article.parse(record), window) for record in records[start : start + 64]]
        found = score.encoded(model, group, window)
        for article, record in zip(group, records[start : start + 64], strict=True):
            held = found[article.name]
            states = torch.cat(model.arguments.project(torch.from_numpy(held.states)), -1).numpy()
            features = np.asarray(record["word_features"], np.int64)
            out.append(Article(record["name"], states, held.entities, features, record["n_word_features"], targets(record)))
    return out


def padded(rows: list[list[np.ndarray]]) -> list[torch.Tensor]:
    """Arrays of words side by side; labels beyond the end are unknown."""
    longest = max(len(row[0]) for row in rows)
    out = []
    for column in zip(*rows, strict=True):
        fill = UNKNOWN if column[0].ndim == 1 else 0
        out.append(torch.from_numpy(np.stack([np.pad(x, [(0, longest - len(x)), *[(0, 0)] * (x.ndim - 1)], constant_values=fill) for x in column])))
    return out


def arrays(article: Article, words: slice = slice(None)) -> list[np.ndarray]:
    """The arrays of a stretch of an article."""
    return [x[words] for x in (article.states, article.entities, article.features, *article.targets)]


LONGEST, ROWS = 160, 16
"""Words of the stretches that articles are cut into, and how many are learned from at once."""


def stretches(articles: list[Article], chance: random.Random) -> list[list[np.ndarray]]:
    """Articles cut at other places each time, shuffled."""
    out = []
    for article in articles:
        at, size = 0, chance.randint(LONGEST // 3, LONGEST)
        while at < len(article.states):
            out.append(arrays(article, slice(at, at + size)))
            at, size = at + size, LONGEST
    chance.shuffle(out)
    return out


def label_loss(scores: tuple[torch.Tensor, ...], found: list[torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of the labels and bounds of words that are there."""
    known = found[3] != UNKNOWN
    classes = sum(F.cross_entropy(one.flatten(0, 1), labels.flatten(), ignore_index=UNKNOWN) for one, labels in zip(scores[:3], found[3:6], strict=True))
    bounds = F.binary_cross_entropy_with_logits(scores[3], found[6], reduction="none").mean(-1)
    return classes + (bounds * known).sum() / known.sum()


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


@torch.no_grad()
def label_figures(model: Labels, articles: list[Article]) -> dict[str, float]:
    """F1 in per cent of names, by kind and by extent only, of heads by kind, of titles and organisations, and of bounds."""
    model.eval()
    counts: dict[str, list[int]] = {}

    def count(key: str, gold: set, found: set) -> None:
        held = counts.setdefault(key, [0, 0, 0])
        for at, number in enumerate((len(gold), len(found), len(gold & found))):
            held[at] += number

    for article in articles:
        states, entities, features, *_ = padded([arrays(article)])
        scores = [one[0] for one in model(states, entities, features, torch.ones(1, states.shape[1], 1))]
        best = [one.argmax(-1).numpy() for one in scores[:3]]
        gold, found = spans(article.targets[0], NAMES), spans(best[0], NAMES)
        count("names", gold, found)
        count("name extents", {one[:2] for one in gold}, {one[:2] for one in found})
        for kind in ("PERSON", "BODY", "PLACE", "WORK"):
            count(f"name {kind}", {one for one in gold if one[2] == kind}, {one for one in found if one[2] == kind})
        for label in range(1, len(HEADS)):
            count(f"head {HEADS[label]}", set(np.flatnonzero(article.targets[1] == label)), set(np.flatnonzero(best[1] == label)))
        gold, found = spans(article.targets[2], ROLES), spans(best[2], ROLES)
        for kind in ("TITLE", "ORGANISATION"):
            count(kind.lower(), {one for one in gold if one[2] == kind}, {one for one in found if one[2] == kind})
        for at, bound in enumerate(("begins", "ends")):
            count(bound, set(np.flatnonzero(article.targets[3][:, at])), set(np.flatnonzero(scores[3][:, at].numpy() > 0)))
    return {key: round(200 * both / max(1, gold + found), 1) for key, (gold, found, both) in counts.items()}


def warm(step: int, steps: int, first: int = 100) -> float:
    """The share of the learning rate at a step: up, then down to almost nothing."""
    return min(1.0, (step + 1) / first) * max(0.0, 1 - step / steps) + 0.005


def learn_labels(train: list[Article], dev: list[Article], options: argparse.Namespace) -> tuple[Labels, dict]:
    """The labels of words, and their figures."""
    chance = random.Random(options.seed)
    model = Labels(train[0].states.shape[1], train[0].n_features, options)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.02)
    steps = options.epochs * (len(stretches(train, random.Random(0))) // ROWS + 1)
    step, began = 0, time.monotonic()
    for epoch in range(options.epochs):
        model.train()
        total, rows = 0.0, stretches(train, chance)
        for at in range(0, len(rows), ROWS):
            found = padded(rows[at : at + ROWS])
            mask = (found[3] != UNKNOWN).float()[..., None]
            for group in optimiser.param_groups:
                group["lr"] = options.rate * warm(step, steps)
            loss = label_loss(model(*found[:3], mask), found)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step, total = step + 1, total + loss.item()
        print(json.dumps({"labels": epoch + 1, "seconds": round(time.monotonic() - began), "loss": round(total * ROWS / len(rows), 4)}), flush=True)
    return model, label_figures(model, dev)


def batched(articles: list[dict], inner: dict[str, torch.Tensor]) -> Batch:
    """The choices of articles side by side."""
    features, offsets, of, right, classes = [], [], [], [], []
    asks, answers, heads, lasts = [], [], [], []
    for article in articles:
        states, mine, theirs = inner[article["name"]], [], []
        for choice in article["lessons"]:
            right.append(len(of) + choice["right"])
            classes.append(choice["class"])
            mine.append(choice["head"])
            for last, found in choice["candidates"]:
                offsets.append(len(features))
                features += found
                of.append(len(right) - 1)
                theirs.append(last)
        asks.append(states[mine])
        known = torch.tensor(theirs)
        answers.append(states[known.clamp(min=0)] * (known >= 0).float()[:, None])
        heads += mine
        lasts += theirs
    numbers = (torch.tensor(x) for x in (features, offsets, of, right, classes, heads, lasts))
    return Batch(*numbers, torch.cat(asks), torch.cat(answers))


def log_total(scores: torch.Tensor, of: torch.Tensor, choices: int) -> torch.Tensor:
    """The logarithm of the sum of the exponentials of the candidates of each choice."""
    most = torch.full((choices,), -torch.inf).scatter_reduce(0, of, scores.detach(), "amax")
    return most + torch.zeros(choices).index_add(0, of, (scores - most[of]).exp()).log()


CLASSES = [
    "name of a person", "name of a body", "name of a place", "name of a work", "description of a person", "of a group", "of a body",
    "of a document", "of a place", "he, she", "it", "they", "I", "we, you", "who", "nothing",
]  # fmt: skip
"""Classes of mentions, in the order of the library's features."""


@torch.no_grad()
def choice_figures(model: Choices, articles: list[dict], inner: dict[str, torch.Tensor]) -> dict:
    """The share of choices that are right, in per cent: of those with an antecedent and of the others, by class."""
    model.eval()
    counts = np.zeros((len(CLASSES), 2, 2))
    for article in articles:
        choices = batched([article], inner)
        scores = model(choices)
        n = len(choices.right)
        best = torch.full((n,), -torch.inf).scatter_reduce(0, choices.of, scores, "amax")
        last = torch.zeros(n, dtype=torch.long).scatter_reduce(0, choices.of, torch.arange(len(choices.of)), "amax")
        for kind, right, new in zip(choices.classes.tolist(), (scores[choices.right] >= best).tolist(), (choices.right == last).tolist(), strict=True):
            counts[kind, int(new)] += (1, right)
    share = lambda held: round(100 * held[1] / max(1, held[0]), 1)  # noqa: E731
    by_class = {name: [share(counts[kind, new]) for new in (0, 1)] for kind, name in enumerate(CLASSES)}
    return {"all": share(counts.sum((0, 1))), **by_class}


def learn_choices(train: list[dict], dev: list[dict], inner: dict[str, torch.Tensor], n_features: int, options: argparse.Namespace) -> tuple[Choices, dict]:
    """What decides whom a mention means, and its figures."""
    chance = random.Random(options.seed)
    model = Choices(n_features, next(iter(inner.values())).shape[1], options.hidden)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.choice_rate, weight_decay=0.01)
    steps, step, began = options.choice_epochs * ((len(train) + 3) // 4), 0, time.monotonic()
    for epoch in range(options.choice_epochs):
        model.train()
        chance.shuffle(train)
        total = 0.0
        for at in range(0, len(train), 4):
            choices = batched(train[at : at + 4], inner)
            for group in optimiser.param_groups:
                group["lr"] = options.choice_rate * warm(step, steps, 50)
            scores = model(choices)
            loss = (log_total(scores, choices.of, len(choices.right)) - scores[choices.right]).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step, total = step + 1, total + loss.item()
        print(json.dumps({"choices": epoch + 1, "seconds": round(time.monotonic() - began), "loss": round(total / -(-len(train) // 4), 4)}), flush=True)
    return model, choice_figures(model, dev, inner) if dev else {}


def written(labels: Labels, choices: Choices, channels: int, per_word_features: int) -> bytes:
    """The graph: states of words and anchors, scores of names and features of words to labels, and to what the states add
    to the units that choose, of each word as a mention and as a candidate's last one."""
    graph = Graph({})
    entities = graph.op("Softmax", "entities", axis=-1)
    rows = graph.op("Gather", graph.floats("features", labels.features.weight), "word_features", axis=0)
    features = graph.op("ReduceSum", rows, graph.integers("at.2", [2]), keepdims=0)
    x = graph.op("Concat", "words", "pointers", entities, features, axis=2)
    x = graph.linear(x, labels.input, "input")
    for at, step in enumerate(labels.steps):
        x = step.write(graph, x, f"steps.{at}")
    x = graph.layer_norm(x, labels.norm, "norm")
    split = graph.ops("Split", len(SIZES), graph.linear(x, labels.out, "out"), graph.integers("sizes", SIZES), axis=2)
    sides = torch.cat([choices.asks.weight, choices.answers.weight])
    states = graph.op("MatMul", x, graph.floats("sides", sides.T))
    per_word = [1, "n"]
    outputs = {name: (one, [*per_word, size]) for name, one, size in zip(OUTPUTS, split, SIZES, strict=True)}
    outputs["states"] = states, [*per_word, len(sides)]
    kinds = {"words": channels, "pointers": 2 * channels, "entities": len(ENTITIES)}
    inputs = {name: (TensorProto.FLOAT, [*per_word, size]) for name, size in kinds.items()}
    inputs["word_features"] = TensorProto.INT32, [*per_word, per_word_features]
    return finished(graph, inputs, outputs)


def weights(choices: Choices) -> bytes:
    """The weights as the library reads them: the number of units; a row per feature, for each unit and for the score; the
    units' bias, and what each adds to the score."""
    rows = torch.cat([choices.rows.weight, choices.linear.weight], -1)
    values = torch.cat([rows.flatten(), choices.bias, choices.out.weight.flatten()]).detach().numpy().astype("<f4")
    return struct.pack("<I", len(choices.bias)) + values.tobytes()


def checked(graph: bytes, labels: Labels, article: Article, channels: int) -> float:
    """How far the graph is from the network on an article."""
    states, entities, features, *_ = padded([arrays(article)])
    with torch.no_grad():
        expected = labels(states, entities, features, torch.ones(1, states.shape[1], 1))
    inputs = {
        "words": states[..., :channels].numpy(), "pointers": states[..., channels:].numpy(), "entities": entities.numpy(),
        "word_features": features.numpy().astype(np.int32),
    }  # fmt: skip
    got = session(graph).run(OUTPUTS, inputs)
    return max(float(np.abs(one - other.numpy()).max()) for one, other in zip(got, expected, strict=True))


def main(options: argparse.Namespace) -> None:
    """Learns labels and choices; writes `mentions.onnx`, `antecedents.bin`, `who.json` and the weights of the labels."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    encoder, _ = restore(options.run_folder)
    encoder.eval()
    channels = encoder.arguments.shape.channels
    articles = sorted(read(encoder, options.articles, options.window), key=lambda article: article.name)
    choices = {record["name"]: record for record in lines(options.choices) if record["lessons"]}
    random.Random(3).shuffle(articles)
    dev, train = articles[: options.dev], articles[options.dev :]
    if options.all:
        train = articles
    if options.labels:
        labels = Labels(articles[0].states.shape[1], articles[0].n_features, options)
        labels.load_state_dict(load_file(options.labels / LABELS))
        label_scores = label_figures(labels, dev)
    else:
        labels, label_scores = learn_labels(train, dev, options)
    print(json.dumps(label_scores), flush=True)
    inner = {}
    labels.eval()
    with torch.no_grad():
        for article in articles:
            states, entities, features, *_ = padded([arrays(article)])
            inner[article.name] = labels.inner(states, entities, features, torch.ones(1, states.shape[1], 1))[0]
    of = lambda group: [choices[article.name] for article in group if article.name in choices]  # noqa: E731
    chooser, choice_scores = learn_choices(of(train), of(dev), inner, next(iter(choices.values()))["features"], options)
    print(json.dumps(choice_scores), flush=True)
    graph = written(labels, chooser, channels, articles[0].features.shape[1])
    off = checked(graph, labels, dev[0], channels)
    if off > 1e-3:
        raise RuntimeError(f"the graph differs from the network by {off:.2g}")
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(labels.state_dict(), options.out / LABELS)
    (options.out / "mentions.onnx").write_bytes(graph)
    (options.out / "antecedents.bin").write_bytes(weights(chooser))
    record = {"labels": label_scores, "choices": choice_scores, "options": {key: str(value) for key, value in vars(options).items() if key != "run"}}
    (options.out / "who.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"bytes": [len(graph), len(weights(chooser))], "differs": off}), flush=True)
