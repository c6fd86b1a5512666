"""Training: articles to a folder with `model.safetensors` (averaged weights) and `run.json` (what was done, what came out).

The loss is the cross-entropy of the anchors, that of the arguments (the negative log-likelihood of their random field,
mixed with a word-by-word cross-entropy, the only one in the first steps, where the field is slow to start), and the
cross-entropy of the other tasks with small weights. Weights are averaged over the last steps (exponentially), which is
what is scored and kept. Same data, options, threads and machine: same weights.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import math
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file as load_numpy
from safetensors.torch import load_file, save_file

from . import data
from .arguments import loss as arguments_loss
from .bundle import restored
from .convolution import MIXINGS
from .data import Batch, Windows
from .labels import UNKNOWN
from .mentions import loss as mentions_loss
from .model import ENCODERS, Model, build
from .score import evaluate

SHAPES = {
    "convolution": ("channels", "dilations", "kernel", "mixing", "bottleneck", "tune", "dropout"),
    "transformer": ("layers", "dropout", "half"),
}
"""The options that describe each encoder."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a run."""
    add = parser.add_argument
    add("--train", type=Path, nargs="+", required=True, help="articles to learn from, as `inquit-lab export` writes them")
    add("--dev", type=Path, nargs="+", required=True, help="articles to score on, each file by itself")
    add("--out", type=Path, required=True, help="folder of the run")
    add("--encoder", choices=ENCODERS, default="convolution", help="convolution makes `fast`, transformer `accurate`")
    add("--start", type=Path, help="folder of a finished run, or of a bundle, whose weights to go on from; what it lacks starts anew")
    add("--teacher", type=Path, help="what a finished run makes of the articles, as `teach` writes it")
    add("--teacher-weight", type=float, default=0.5, help="share of the teacher's soft labels in the words' loss")
    add("--teacher-trust", type=float, default=0.5, help="how much a word counts that only the teacher has labelled")
    add("--argument-weight", type=float, default=1.0, help="of the arguments' loss")
    add("--argument-channels", type=int, default=96)
    add("--argument-dilations", type=lambda text: tuple(int(x) for x in text.split(",")), default=(1, 2, 4, 8))
    add("--argument-dropout", type=float, default=0.15)
    add("--checkpoint", type=float, default=600.0, help="seconds between checkpoints, from which the same command goes on")
    add("--repeat", action="append", default=[], metavar="FILE=N", help="read the articles of a file so often an epoch; may be given again")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=2)
    add("--epochs", type=float, default=12)
    add("--stop", type=float, help="epochs after which to stop, the learning rate still on its way")
    add("--pieces", type=int, default=4096, help="pieces a batch")
    add("--chunk", type=int, default=512, help="pieces a chunk")
    add("--rate", type=float, default=2e-3, help="highest learning rate")
    add("--head-rate", type=float, default=1.0, help="learning rate of the heads, as a multiple")
    add("--layer-rate", type=float, default=1.0, help="learning rate of a layer, as a multiple of the one after it")
    add("--crf-rate", type=float, default=5.0, help="learning rate of the transitions, as a multiple")
    add("--tune-rate", type=float, default=0.3, help="learning rate of the tuned table, as a multiple")
    add("--warm-up", type=int, default=150, help="steps")
    add("--decay", choices=["linear", "cosine"], default="cosine")
    add("--floor", type=float, default=0.01, help="lowest learning rate, as a share of the highest")
    add("--weight-decay", type=float, default=0.02)
    add("--clip", type=float, default=1.0)
    add("--average", type=float, default=0.998, help="share of the average that each step keeps")
    add("--crf-weight", type=float, default=0.7, help="share of the random field in the arguments' loss")
    add("--crf-from", type=float, default=1.0, help="epoch from which the random field takes part")
    add("--smoothing", type=float, default=0.0, help="label smoothing of the cross-entropy")
    add("--entity-weight", type=float, default=0.2)
    add("--mention-weight", type=float, default=0.4, help="of the labels of mentions, where articles have them marked")
    add("--link-weight", type=float, default=0.2, help="of whom mentions mean")
    add("--mention-rate", type=float, default=1.0, help="learning rate of what labels mentions, as a multiple of the heads'")
    add("--mention-channels", type=int, default=128)
    add("--auxiliary-weight", type=float, default=0.1, help="of each auxiliary task")
    add("--mask-pieces", type=float, default=0.08, help="share of pieces replaced by [MASK]")
    add("--mask-words", type=float, default=0.04, help="share of words whose first piece is replaced, on top")
    add("--lean", type=float, default=0.0, help="how far dev articles are read by the guide that marks outer statements only, 0 to 1")
    add("--score-every", type=float, default=2.0, help="epochs")
    add("--keep", choices=["best", "last"], default="last", help="which scored weights: the best on dev, or the last")
    add("--layers", type=int, default=6)
    add("--half", action=argparse.BooleanOptionalAction, default=True, help="multiply a transformer's matrices in bfloat16 when training")
    add("--channels", type=int, default=160)
    add("--dilations", type=lambda text: tuple(int(x) for x in text.split(",")), default=(1, 2, 4, 8, 16, 1, 2, 4))
    add("--kernel", type=int, default=3)
    add("--mixing", choices=MIXINGS, default="full")
    add("--bottleneck", type=int, default=0, help="channels inside a step, 0 for all")
    add("--dropout", type=float, default=0.15)
    add("--tune", action="store_true", help="also learn a correction to the projected table")


def sha256(path: Path) -> str:
    """A file's digest."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def say(**values: object) -> None:
    """One line of the log."""
    print(json.dumps(values), flush=True)


def save(folder: Path, model: Model, run: dict) -> None:
    """Writes weights and record; a reader never sees half of either."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors.new")
    (folder / "model.safetensors.new").replace(folder / "model.safetensors")
    (folder / "run.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def restore(folder: Path) -> tuple[Model, dict]:
    """The model of a finished run, and its record."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    model = build(run["config"])
    model.load_state_dict(load_file(folder / "model.safetensors"))
    return model.eval(), run


def groups(model: Model, options: argparse.Namespace) -> list[dict]:
    """Parameters by how they learn: matrices with weight decay, vectors without; the heads, the transitions, the tuned
    table and each layer of the encoder at a rate of their own."""
    parts: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        decay = options.weight_decay if parameter.dim() > 1 else 0.0
        if name.startswith("crf."):
            factor, decay = options.crf_rate, 0.0
        elif name.startswith("mentions."):
            factor = options.head_rate * options.mention_rate
        elif ".tuned." in name:
            factor = options.tune_rate
        elif name.startswith("encoder."):
            factor = options.layer_rate ** model.encoder.learns_at(name.removeprefix("encoder."))
        else:
            factor = options.head_rate
        parts.setdefault((factor, decay), []).append(parameter)
    return [{"params": found, "factor": factor, "weight_decay": decay} for (factor, decay), found in parts.items()]


def rate(progress: float, step: int, options: argparse.Namespace) -> float:
    """The learning rate at a share of the whole run."""
    falling = 0.5 * (1 + math.cos(math.pi * progress)) if options.decay == "cosine" else 1 - progress
    return options.rate * min(1.0, (step + 1) / options.warm_up) * max(options.floor, falling)


def loss(model: Model, found: Batch, pieces: torch.Tensor, with_crf: bool, options: argparse.Namespace) -> dict[str, torch.Tensor]:
    """The parts of the loss, unweighted, each a mean per word of the batch."""
    scores, states = model(pieces, found.features, found.mask, found.outer)
    of_words = {task: values.flatten(0, 1)[found.words] for task, values in scores.items()}
    n_words = found.known.sum().clamp(min=1)

    def entropy(task: str, targets: torch.Tensor) -> torch.Tensor:
        sure = found.known & (targets != UNKNOWN)
        if not bool(sure.any()):
            return torch.zeros(())
        return F.cross_entropy(of_words[task][sure], targets[sure])

    words = F.cross_entropy(of_words["anchors"].flatten(0, 1), found.labels.flatten(), reduction="none", label_smoothing=options.smoothing)
    if found.soft is not None and options.teacher_weight:
        taught = F.cross_entropy(of_words["anchors"].flatten(0, 1), found.soft.flatten(0, 1), reduction="none")
        words = torch.lerp(words, taught, options.teacher_weight)
    parts = {"anchors": (words * (found.weight * found.known).flatten()).sum() / n_words}
    parts["arguments"] = sum((argued(model, states.flatten(0, 1), group, with_crf, options) for group in found.windows), torch.zeros(())) / n_words
    if options.entity_weight:
        parts["entities"] = entropy("entities", found.entities)
    for task, targets in found.auxiliary.items():
        if task in of_words:
            parts[task] = entropy(task, targets)
    if found.mentions and model.mentions:
        inner = model.compared(states.flatten(0, 1), scores["entities"].detach().flatten(0, 1), found.mentions)
        parts["mentions"] = mentions_loss(model.mentions.scores(inner), found.mentions.targets, found.mentions.known)
        parts["links"] = model.mentions.link_loss(inner, found.mentions.links)
    return parts


def argued(model: Model, states: torch.Tensor, group: Windows, with_crf: bool, options: argparse.Namespace) -> torch.Tensor:
    """The summed loss of the arguments of a group of anchors."""
    scores = model.argued(states, group)
    words = arguments_loss(scores, group.tags, group.mask)
    if group.soft is not None and options.teacher_weight:
        taught = F.cross_entropy(scores.transpose(1, 2), group.soft.transpose(1, 2), reduction="none") * group.mask
        words = torch.lerp(words, taught, options.teacher_weight)
    each = words.sum(1)
    if with_crf:
        each = torch.lerp(each, model.crf.loss(scores, group.tags, group.lengths), options.crf_weight)
    return (each * group.weight).sum()


@dataclass
class State:
    """Where a run is, beside its weights: what a checkpoint holds."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seen: int = 0
    seconds: float = 0.0
    next_score: float = 0.0
    means: dict[str, float] = field(default_factory=dict)
    history: list[dict] = field(default_factory=list)
    chance: torch.Tensor | None = None
    """State of PyTorch's own chance after the last step."""


class Checkpoints:
    """Writes all that a run is made of now and then, and brings it back where the same command is given again."""

    def __init__(self, options: argparse.Namespace, run: dict) -> None:
        self.path = options.out / "checkpoint.pt"
        self.every, self.last = options.checkpoint, time.monotonic()
        volatile = ("run", "out", "threads", "checkpoint")
        chosen = {key: str(value) for key, value in vars(options).items() if key not in volatile}
        self.key = hashlib.sha256(json.dumps([chosen, run["data"], run["given"]]).encode()).hexdigest()

    def restore(self, model: Model, averaged: Model, optimiser: torch.optim.Optimizer, generators: Generators) -> State:
        """Where a run with the same options and data had come to; the beginning where there is none."""
        if not self.path.exists():
            return State()
        held = torch.load(self.path, weights_only=False)
        if held["key"] != self.key:
            raise RuntimeError(f"`{self.path}` is of a run with other options or data: remove it to start anew")
        model.load_state_dict(held["model"])
        averaged.load_state_dict(held["averaged"])
        optimiser.load_state_dict(held["optimiser"])
        generators.load(held["generators"])
        say(resumed=held["state"].step, epoch=held["state"].epoch)
        return held["state"]

    def write(self, state: State, model: Model, averaged: Model, optimiser: torch.optim.Optimizer, generators: dict) -> None:
        """Writes a checkpoint if the last is old enough; a reader never sees half of one. `generators` are those with
        which the epoch began, since its batches are drawn anew."""
        if time.monotonic() - self.last < self.every:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        held = {"key": self.key, "model": model.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save({**held, "generators": generators, "state": state}, self.path.with_suffix(".new"))
        self.path.with_suffix(".new").replace(self.path)
        self.last = time.monotonic()

    def finished(self) -> bool:
        """Whether a run with the same options and data is in the folder, whole."""
        record = self.path.parent / "run.json"
        return not self.path.exists() and record.exists() and json.loads(record.read_text(encoding="utf-8")).get("done") == self.key

    def done(self, run: dict) -> None:
        """Notes that a run is whole, and removes its checkpoint."""
        record = self.path.parent / "run.json"
        held = {**json.loads(record.read_text(encoding="utf-8")), "history": run["history"], "done": self.key}
        record.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
        self.path.unlink(missing_ok=True)


class Generators:
    """The sources of chance of a run."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.order = np.random.default_rng(seed)
        self.noise = torch.Generator().manual_seed(seed)

    def state(self) -> dict:
        """Where they are."""
        return {"order": self.order.bit_generator.state, "noise": self.noise.get_state(), "torch": torch.get_rng_state()}

    def load(self, held: dict) -> None:
        """Puts them where they were."""
        self.order.bit_generator.state = held["order"]
        self.noise.set_state(held["noise"])
        torch.set_rng_state(held["torch"])


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a finished run, or of a bundle."""
    file = weights_file(folder)
    return load_file(file) if file.suffix == ".safetensors" else restored(folder)


def weights_file(folder: Path) -> Path:
    """The file that says which weights a run or a bundle has: the weights, or the manifest with their digests."""
    run = folder / "model.safetensors"
    return run if run.exists() else folder / "manifest.json"


def ranking(figures: dict[str, dict[str, float]]) -> float:
    """The mean over the dev files, by which weights are kept."""
    return sum(one["mean"] for one in figures.values()) / len(figures)


def main(options: argparse.Namespace) -> None:
    """Trains a model as the options say; goes on where the same command was stopped."""
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    generators = Generators(options.seed)
    repeat = {name: int(times) for name, times in (given.rsplit("=", 1) for given in options.repeat)}
    train = [article for path in options.train for article in data.load([path]) * repeat.get(path.name, 1)]
    if options.teacher:
        data.learn_from(train, load_numpy(options.teacher), options.teacher_trust)
    train = [data.split_long(article, options.chunk) for article in train]
    window = options.chunk if options.encoder == "transformer" else 1024
    dev = {path.stem: [data.split_long(article, window) for article in data.load([path])] for path in options.dev}
    auxiliary = {
        task: 1 + max(int(article.auxiliary[task].max(initial=UNKNOWN)) for article in train)
        for task in data.AUXILIARY
        if options.auxiliary_weight
    }
    auxiliary = {task: size for task, size in auxiliary.items() if size}
    shape = {key: getattr(options, key) for key in SHAPES[options.encoder]}
    arguments_shape = {key: getattr(options, f"argument_{key}") for key in ("channels", "dilations", "dropout")}
    config = {"encoder": options.encoder, "shape": shape, "arguments": arguments_shape, "auxiliary": auxiliary}
    if options.mention_weight and any(article.mentions for article in train):
        config["mentions"] = {"channels": options.mention_channels, "dilations": (1, 2, 4)}
    model = build(config)
    if options.start:
        held = weights_of(options.start)
        model.load_state_dict({**model.state_dict(), **{name: value for name, value in held.items() if name in model.state_dict()}})
    averaged = copy.deepcopy(model).eval()
    for parameter in averaged.parameters():
        parameter.requires_grad_(False)
    live, kept = list(model.parameters()), list(averaged.parameters())
    optimiser = torch.optim.AdamW(groups(model, options), lr=options.rate, betas=(0.9, 0.99), fused=True)
    run = {
        "config": config,
        "command": "python -m trainer " + " ".join(sys.argv[1:]),
        "options": {key: str(value) for key, value in vars(options).items() if key != "run"},
        "data": {path.name: sha256(path) for path in [*options.train, *options.dev]},
        "articles": {"train": len(train), **{name: len(articles) for name, articles in dev.items()}},
        "seed": options.seed,
        "history": [],
    }
    # A file at the same path may hold something else.
    given = [options.teacher, options.start and weights_file(options.start)]
    run["given"] = {str(path): sha256(path) for path in given if path}
    checkpoints = Checkpoints(options, run)
    if checkpoints.finished():
        say(finished=str(options.out))
        return
    state = checkpoints.restore(model, averaged, optimiser, generators)
    run["history"] = state.history
    state.next_score = state.next_score or options.score_every
    pieces_in_all = sum(len(article.pieces) for article in train)
    say(weights=sum(p.numel() for p in live), articles=len(train), pieces=pieces_in_all, halo=model.encoder.halo, auxiliary=auxiliary)
    weights = {"anchors": 1.0, "arguments": options.argument_weight, "entities": options.entity_weight, "mentions": options.mention_weight, "links": options.link_weight, **dict.fromkeys(auxiliary, options.auxiliary_weight)}
    started, seen_before = time.monotonic() - state.seconds, state.batch
    last = options.epochs if options.stop is None else min(options.stop, options.epochs)
    for epoch in range(state.epoch, math.ceil(last)):
        began = generators.state()
        batches = data.epoch(train, options.chunk, options.pieces, generators.order)
        for at, rows in enumerate(batches):
            now = epoch + at / len(batches)
            if now >= last:
                break
            found = data.batch(rows)
            pieces = data.masked(found.pieces, options.mask_pieces, options.mask_words, found.mask, generators.noise, found)
            if at < seen_before:
                continue  # done before the checkpoint; only chance has to go the same way
            if at == seen_before and at:
                torch.set_rng_state(state.chance)
            for group in optimiser.param_groups:
                group["lr"] = group["factor"] * rate(now / options.epochs, state.step, options)
            model.train()
            parts = loss(model, found, pieces, now >= options.crf_from and options.crf_weight > 0, options)
            total = sum(weights[task] * parts[task] for task in weights if task in parts)
            optimiser.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(live, options.clip)
            optimiser.step()
            state.step += 1
            state.seen += int(found.mask.sum())
            keep = min(options.average, (1 + state.step) / (10 + state.step))
            with torch.no_grad():
                torch._foreach_lerp_(kept, live, 1 - keep)
            for task, value in parts.items():
                value = float(value.detach())
                state.means[task] = 0.98 * state.means.get(task, value) + 0.02 * value
            state.seconds = time.monotonic() - started
            if state.step % 50 == 0:
                losses = {task: round(value, 4) for task, value in state.means.items()}
                say(step=state.step, epoch=round(now, 2), wall=round(state.seconds), rate=round(state.seen / state.seconds), **losses)
            state.epoch, state.batch, state.chance = epoch, at + 1, torch.get_rng_state()
            checkpoints.write(state, model, averaged, optimiser, began)
        if seen_before == len(batches) and seen_before:
            torch.set_rng_state(state.chance)
        seen_before = 0
        done = min(epoch + 1, last)
        if done + 1e-9 >= state.next_score or done >= last:
            state.next_score += options.score_every
            figures = {name: evaluate(averaged, articles, window, lean=options.lean) for name, articles in dev.items()}
            state.seconds = time.monotonic() - started
            losses = {task: round(value, 4) for task, value in state.means.items()}
            rank = round(ranking(figures), 2)
            best = all(rank > earlier["rank"] for earlier in state.history)
            state.history.append({"epoch": done, "step": state.step, "seconds": round(state.seconds), "loss": losses, "rank": rank, **figures})
            say(scored=done, wall=round(state.seconds), rank=rank, **figures)
            if options.keep == "last" or best:
                save(options.out, averaged, run)
        state.epoch, state.batch = epoch + 1, 0
        checkpoints.write(state, model, averaged, optimiser, generators.state())
    checkpoints.done(run)
