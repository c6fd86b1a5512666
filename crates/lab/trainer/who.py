"""Who is who: what decides whom a mention means, from the states of a finished run or of a bundle.

The run has learned what words are to mentions (`mentions.py`); here a small network learns to choose, for each mention, among
those met before, from named features and the states of three mentions. The encoder stays as it is, and so does what is
reported; the labels may be learned further. Both go into one graph and one table, in minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
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

from . import bundle, data, export, score
from .export import FEEDS, finished
from .graph import Graph
from .integers import rewritten, session
from .labels import ENTITIES, OUTPUTS, SIZES, UNKNOWN
from .mentions import Counts, Labels, Shape
from .mentions import loss as mentions_loss
from .train import restore

LABELS = "labels.safetensors"
"""The weights of the labels, in the folder of a training."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a training of who is who."""
    add = parser.add_argument
    add("run_folder", type=Path, help="folder of a finished run, or of a bundle, whose encoder is used as it is")
    add("--articles", type=Path, nargs="+", required=True, help="articles with mentions, as `inquit-lab export --mentions` writes them")
    add("--choices", type=Path, nargs="+", required=True, help="whom each mention may mean, as `inquit-lab who` writes it; those of several rounds together")
    add("--out", type=Path, required=True, help="folder for the graph, the weights and the figures")
    add("--labels", type=Path, help="folder of an earlier training, whose labels to go on from")
    add("--window", type=int, default=384, help="pieces read at once")
    add("--dev", type=Path, help="articles to measure on, which the run should not have learned mentions from; they are not learned from here either")
    add("--units", type=int, default=48, help="of the layer that chooses")
    add("--keys", type=int, default=64, help="values of what a mention looks for; as many as the run has links by, to begin with these")
    add("--epochs", type=int, default=0, help="further passes over the labels, with the encoder as it is")
    add("--choice-epochs", type=int, default=8, help="passes over the choices")
    add("--rate", type=float, default=2e-3)
    add("--choice-rate", type=float, default=4e-3)
    add("--source-weight", type=float, default=2.0, help="how much a choice counts that says who speaks, beside others")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=2)


class Choices(nn.Module):
    """Scores of candidates: linear in their features, a layer over features and the states of three mentions (the one that
    asks, the candidate's last, the candidate's fullest), and products of what the first looks for and the others offer."""

    def __init__(self, features: int, states: int, units: int, keys: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(features, units, mode="sum")
        nn.init.normal_(self.rows.weight, std=0.15)
        self.linear = nn.EmbeddingBag(features, 1, mode="sum")
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(units))
        self.added = nn.ModuleList(nn.Linear(states, units, bias=False) for _ in range(3))
        self.keys = nn.ModuleList(nn.Linear(states, keys, bias=False) for _ in range(3))
        for part in (*self.added, *self.keys):
            nn.init.normal_(part.weight, std=0.03)
        self.out = nn.Linear(units, 1, bias=False)
        self.dropout, self.noise = nn.Dropout(0.1), nn.Dropout(0.3)

    def forward(self, choices: Batch) -> torch.Tensor:
        """A score per candidate."""
        asks, last, main = (self.noise(states) for states in (choices.asks, choices.last, choices.main))
        units = self.rows(choices.features, choices.offsets) + self.bias
        units = units + self.added[0](asks)[choices.of] + self.added[1](last) + self.added[2](main)
        product = (self.keys[0](asks)[choices.of] * (self.keys[1](last) + self.keys[2](main))).sum(-1)
        return (self.out(self.dropout(F.relu(units))) + self.linear(choices.features, choices.offsets)).squeeze(-1) + product

    @torch.no_grad()
    def begin(self, learned: list[torch.Tensor]) -> None:
        """Begins with what a run or a bundle has learned to compare mentions by, where that is as wide."""
        for part, weight in zip(self.keys, learned, strict=False):
            if part.weight.shape == weight.shape:
                part.weight.copy_(weight)

    def states(self) -> torch.Tensor:
        """What the graph multiplies states by, `[values, channels]`, as the library reads them."""
        return torch.cat([part.weight for part in (*self.added, *self.keys)])


@dataclass
class Article:
    """An article's words: what the encoder makes of them, what is known of them, their labels."""

    name: str
    states: np.ndarray
    entities: np.ndarray
    features: np.ndarray
    targets: list[np.ndarray] | None
    """Labels, where mentions are marked."""


@dataclass
class Batch:
    """Choices side by side. `features` and `offsets` are those of the candidates; `of` says to which choice each belongs,
    `right` which is right, `weights` how much each counts; `asks` are the states of the mentions, `last` and `main` those of the candidates' last and
    fullest ones, 0 where there is none."""

    features: torch.Tensor
    offsets: torch.Tensor
    of: torch.Tensor
    right: torch.Tensor
    classes: torch.Tensor
    weights: torch.Tensor
    asks: torch.Tensor
    last: torch.Tensor
    main: torch.Tensor


class Run:
    """The encoder of a finished run."""

    def __init__(self, folder: Path) -> None:
        self.model, _ = restore(folder)
        self.model.eval()
        self.channels = self.model.arguments.shape.channels
        self.labels = self.model.mentions

    def learned(self) -> list[torch.Tensor]:
        """What mentions are compared by: the links that the run has learned."""
        if not self.labels:
            return []
        half = 0.5 / math.sqrt(self.labels.wants.out_features)
        return [self.labels.wants.weight, self.labels.offers.weight * half, self.labels.offers.weight * half]

    @torch.no_grad()
    def read(self, articles: list[data.Article], window: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """States of the words of articles, and scores of names, by the name of the article."""
        found = score.encoded(self.model, articles, window)
        states = lambda held: torch.cat(self.model.arguments.project(torch.from_numpy(held.states)), -1).numpy()  # noqa: E731
        return {name: (states(held), held.entities) for name, held in found.items()}


class Bundle:
    """The encoder of a bundle, as ONNX Runtime computes it: what a reader sees, int8 and all. Of any kind of encoder."""

    def __init__(self, folder: Path) -> None:
        self.channels = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["reader"]["channels"]
        self.graph = session(bundle.content(folder, "model.onnx"))
        self.labels = Labels(3 * self.channels, Shape())
        self.labels.load_state_dict({**self.labels.state_dict(), **bundle.labels(folder)})
        self.folder = folder

    def learned(self) -> list[torch.Tensor]:
        """What mentions are compared by."""
        return bundle.keys(self.folder)

    def read(self, articles: list[data.Article], window: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """States of the words of articles, and scores of names, by the name of the article."""
        names, out = ["words", "pointers", "entities"], {}
        for article in articles:
            parts = []
            for chunk in data.chunks(article, window):
                found = self.graph.run(names, export.feed(article, chunk))
                words = article.first[chunk.blocks[0].words.start : chunk.blocks[-1].words.stop] - chunk.blocks[0].pieces.start
                parts.append([one[0, words] for one in found])
            words, pointers, entities = (np.concatenate(rows) for rows in zip(*parts, strict=True))
            out[article.name] = np.concatenate([words, pointers], -1), entities
        return out


def read(encoder: Run | Bundle, path: Path, window: int) -> list[Article]:
    """The articles of a file that have features of words, with what an encoder makes of their words: its states as the library
    holds them, those of words followed by those of anchors."""
    records = [record for record in data.records(path) if record.get("word_features")]
    out = []
    for start in range(0, len(records), 64):
        group = [data.split_long(data.Article.parse(record), window) for record in records[start : start + 64]]
        found = encoder.read(group, window)
        for article, record in zip(group, records[start : start + 64], strict=True):
            out.append(Article(record["name"], *found[article.name], article.word_features, article.mentions))
    return out


def padded(rows: list[list[np.ndarray]]) -> list[torch.Tensor]:
    """Arrays of words side by side; labels beyond the end are unknown."""
    return [data.padded(column, UNKNOWN if column[0].ndim == 1 else 0) for column in zip(*rows, strict=True)]


def arrays(article: Article, words: slice = slice(None)) -> list[np.ndarray]:
    """The arrays of a stretch of an article."""
    return [x[words] for x in (article.states, article.entities, article.features, *(article.targets or []))]


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


@torch.no_grad()
def label_figures(model: Labels, articles: list[Article]) -> dict[str, float]:
    """F1 in per cent of the labels of articles."""
    model.eval()
    counts = Counts()
    for article in articles:
        states, entities, features, *_ = padded([arrays(article)])
        scores = model(states, entities, features, torch.ones(1, states.shape[1], 1))
        counts.add(article.targets, [one[0].numpy() for one in scores])
    return counts.figures()


def warm(step: int, steps: int, first: int = 100) -> float:
    """The share of the learning rate at a step: up, then down to almost nothing."""
    return min(1.0, (step + 1) / first) * max(0.0, 1 - step / steps) + 0.005


def learn_labels(model: Labels, train: list[Article], dev: list[Article], options: argparse.Namespace) -> dict:
    """Goes on learning the labels of words; their figures."""
    chance = random.Random(options.seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.02)
    steps = options.epochs * (len(stretches(train, random.Random(0))) // ROWS + 1)
    step, began = 0, time.monotonic()
    for epoch in range(options.epochs):
        model.train()
        total, rows = 0.0, stretches(train, chance)
        for at in range(0, len(rows), ROWS):
            found = padded(rows[at : at + ROWS])
            known = found[3] != UNKNOWN
            for group in optimiser.param_groups:
                group["lr"] = options.rate * warm(step, steps)
            loss = mentions_loss(model(*found[:3], known.float()[..., None]), found[3:], known)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step, total = step + 1, total + loss.item()
        print(json.dumps({"labels": epoch + 1, "seconds": round(time.monotonic() - began), "loss": round(total * ROWS / len(rows), 4)}), flush=True)
    return label_figures(model, dev)


def joined(paths: list[Path]) -> dict[str, dict]:
    """The choices of each article in files of several rounds, each choice once."""
    articles: dict[str, dict] = {}
    known: dict[str, set[bytes]] = {}
    for record in (record for path in paths for record in data.records(path)):
        article = articles.setdefault(record["name"], record | {"lessons": []})
        if record["features"] != article["features"]:
            raise RuntimeError(f"{record['name']} has {record['features']} features in one file and {article['features']} in another")
        seen = known.setdefault(record["name"], set())
        for lesson in record["lessons"]:
            said = hashlib.sha256(json.dumps(lesson, sort_keys=True).encode()).digest()
            if said not in seen:
                seen.add(said)
                article["lessons"].append(lesson)
    return {name: article for name, article in articles.items() if article["lessons"]}


@dataclass
class Packed:
    """The choices of an article as arrays: features of all candidates one after another, and how many each has; how many
    candidates each choice has, which of them is right, its class and whether it says who speaks; the words that head the
    mentions of each choice, and for each candidate its last and its fullest mention, -1 for none."""

    name: str
    features: np.ndarray
    lengths: np.ndarray
    candidates: np.ndarray
    right: np.ndarray
    classes: np.ndarray
    source: np.ndarray
    heads: np.ndarray
    held: np.ndarray

    @classmethod
    def of(cls, article: dict) -> Packed:
        """The choices of one line that `inquit-lab who` writes."""
        choices = article["lessons"]
        candidates = [candidate for choice in choices for candidate in choice["candidates"]]
        lengths = np.array([len(found) for *_, found in candidates])
        column = lambda key, kind: np.array([choice[key] for choice in choices], kind)  # noqa: E731
        return cls(
            name=article["name"],
            features=np.fromiter((feature for *_, found in candidates for feature in found), np.int32, int(lengths.sum())),
            lengths=lengths,
            candidates=np.array([len(choice["candidates"]) for choice in choices]),
            right=column("right", np.int64),
            classes=column("class", np.int64),
            source=column("source", bool),
            heads=column("head", np.int64),
            held=np.array([candidate[:2] for candidate in candidates], np.int64).T,
        )


def batched(articles: list[Packed], inner: dict[str, torch.Tensor], source_weight: float = 1.0) -> Batch:
    """The choices of articles side by side."""
    columns = lambda key: np.concatenate([getattr(article, key) for article in articles])  # noqa: E731
    starts = lambda sizes: np.cumsum(sizes) - sizes  # noqa: E731
    sizes = columns("candidates")
    states = lambda at: torch.cat([known(inner[article.name], article.held[at]) for article in articles])  # noqa: E731
    asks = torch.cat([inner[article.name][torch.from_numpy(article.heads)] for article in articles])
    numbers = (
        columns("features"), starts(columns("lengths")).astype(np.int32), np.repeat(np.arange(len(sizes)), sizes), starts(sizes) + columns("right"),
        columns("classes"), np.where(columns("source"), source_weight, 1.0).astype(np.float32),
    )  # fmt: skip
    return Batch(*(torch.from_numpy(array) for array in numbers), asks, states(0), states(1))


def known(states: torch.Tensor, heads: np.ndarray) -> torch.Tensor:
    """The states of words, 0 where there is none."""
    at = torch.from_numpy(heads)
    return states[at.clamp(min=0)] * (at >= 0).float()[:, None]


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
def choice_figures(model: Choices, articles: list[Packed], inner: dict[str, torch.Tensor]) -> dict:
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


def learn_choices(
    learned: list[torch.Tensor], train: list[Packed], dev: list[Packed], inner: dict[str, torch.Tensor], n_features: int, options: argparse.Namespace
) -> tuple[Choices, dict]:
    """What decides whom a mention means, and its figures. `learned` is what mentions are compared by so far."""
    # Whatever came before, the same choices.
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    model = Choices(n_features, next(iter(inner.values())).shape[1], options.units, options.keys)
    model.begin(learned)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.choice_rate, weight_decay=0.01)
    steps, step, began = options.choice_epochs * ((len(train) + 3) // 4), 0, time.monotonic()
    for epoch in range(options.choice_epochs):
        model.train()
        chance.shuffle(train)
        total = 0.0
        for at in range(0, len(train), 4):
            choices = batched(train[at : at + 4], inner, options.source_weight)
            for group in optimiser.param_groups:
                group["lr"] = options.choice_rate * warm(step, steps, 50)
            scores = model(choices)
            surprise = log_total(scores, choices.of, len(choices.right)) - scores[choices.right]
            loss = (surprise * choices.weights).sum() / choices.weights.sum()
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
    table = graph.floats("features", labels.features.weight)
    # One look-up per family, added up: a sum over an axis in the middle takes ten times as long.
    features = ""
    for family in range(per_word_features):
        of_family = graph.op("Gather", "word_features", graph.integers(f"family.{family}", family), axis=2)
        rows = graph.op("Gather", table, of_family, axis=0)
        features = graph.op("Add", features, rows) if features else rows
    x = graph.op("Concat", "words", "pointers", entities, features, axis=2)
    x = graph.linear(x, labels.input, "input")
    for at, step in enumerate(labels.steps):
        x = step.write(graph, x, f"steps.{at}")
    x = graph.layer_norm(x, labels.norm, "norm")
    split = graph.ops("Split", len(SIZES), graph.linear(x, labels.out, "out"), graph.integers("sizes", SIZES), axis=2)
    held = choices.states()
    states = graph.op("MatMul", x, graph.floats("sides", held.T))
    per_word = [1, "n"]
    outputs = {name: (one, [*per_word, size]) for name, one, size in zip(OUTPUTS, split, SIZES, strict=True)}
    outputs["states"] = states, [*per_word, len(held)]
    kinds = {"words": channels, "pointers": 2 * channels, "entities": len(ENTITIES)}
    inputs = {name: (TensorProto.FLOAT, [*per_word, size]) for name, size in kinds.items()}
    inputs["word_features"] = TensorProto.INT32, [*per_word, per_word_features]
    return finished(graph, inputs, outputs)


def weights(choices: Choices) -> bytes:
    """The weights as the library reads them: the numbers of units and keys; a row per feature, for each unit and for the
    score; the units' bias, and what each adds to the score."""
    rows = torch.cat([choices.rows.weight, choices.linear.weight], -1)
    values = torch.cat([rows.flatten(), choices.bias, choices.out.weight.flatten()]).detach().numpy().astype("<f4")
    return struct.pack("<II", len(choices.bias), len(choices.keys[0].weight)) + values.tobytes()


def feed(article: Article, channels: int) -> dict[str, np.ndarray]:
    """The inputs of the graph from an article."""
    words, pointers = article.states[None, :, :channels], article.states[None, :, channels:]
    return {"words": words, "pointers": pointers, "entities": article.entities[None], "word_features": article.features[None].astype(np.int32)}


def checked(graph: bytes, labels: Labels, article: Article, channels: int) -> float:
    """How far the graph is from the network on an article."""
    states, entities, features, *_ = padded([arrays(article)])
    with torch.no_grad():
        expected = labels(states, entities, features, torch.ones(1, states.shape[1], 1))
    got = session(graph).run(OUTPUTS, feed(article, channels))
    return max(float(np.abs(one - other.numpy()).max()) for one, other in zip(got, expected, strict=True))


def main(options: argparse.Namespace) -> None:
    """Learns labels and choices; writes `mentions.onnx`, `antecedents.bin`, `who.json` and the weights of the labels."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    names = [record["name"] for path in options.articles for record in data.records(path)]
    if len(set(names)) < len(names):
        raise RuntimeError("two articles have one name")
    encoder = (Bundle if (options.run_folder / "manifest.json").exists() else Run)(options.run_folder)
    dev = read(encoder, options.dev, options.window) if options.dev else []
    measured = {article.name for article in dev}
    articles = sorted((article for path in options.articles for article in read(encoder, path, options.window)), key=lambda article: article.name)
    articles = [article for article in articles if article.name not in measured]
    train = [article for article in articles if article.targets]
    choices = joined(options.choices)
    labels = encoder.labels or Labels(articles[0].states.shape[1], Shape())
    if options.labels:
        labels.load_state_dict(load_file(options.labels / LABELS))
    label_scores = learn_labels(labels, train, dev, options)
    print(json.dumps(label_scores), flush=True)
    inner = {}
    labels.eval()
    with torch.no_grad():
        for article in [*articles, *dev]:
            states, entities, features, *_ = padded([arrays(article)])
            inner[article.name] = labels.inner(states, entities, features, torch.ones(1, states.shape[1], 1))[0]
    of = lambda group: [Packed.of(choices[article.name]) for article in group if article.name in choices]  # noqa: E731
    chooser, choice_scores = learn_choices(encoder.learned(), of(articles), of(dev), inner, next(iter(choices.values()))["features"], options)
    print(json.dumps(choice_scores), flush=True)
    graph = written(labels, chooser, encoder.channels, articles[0].features.shape[1])
    off = checked(graph, labels, articles[0], encoder.channels)
    if off > 1e-3:
        raise RuntimeError(f"the graph differs from the network by {off:.2g}")
    # Channels are not evened out: so weights that come back from a bundle are rounded to the same integers again.
    graph, changed = rewritten(graph, [feed(article, encoder.channels) for article in articles[:FEEDS]], even=False)
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(labels.state_dict(), options.out / LABELS)
    (options.out / "mentions.onnx").write_bytes(graph)
    (options.out / "antecedents.bin").write_bytes(weights(chooser))
    record = {"labels": label_scores, "choices": choice_scores, "options": {key: str(value) for key, value in vars(options).items() if key != "run"}}
    (options.out / "who.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"bytes": [len(graph), len(weights(chooser))], "differs": off, "integers": changed}), flush=True)
