"""Training: articles to a folder with `model.safetensors` (averaged weights) and `run.json` (what was done, what came out).

The loss is the negative log-likelihood of the random field, mixed with a word-by-word cross-entropy (alone in the
first epochs, where the field is slow to start), and the cross-entropy of the other tasks with small weights. Weights
are averaged over the last steps (exponentially), which is what is scored and kept. Same data, options, threads and
machine: same weights.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file as load_numpy
from safetensors.torch import load_file, save_file

from . import data
from .bundle import restored
from .convolution import MIXINGS
from .data import UNKNOWN, Batch
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
    add("--dev", type=Path, nargs="+", required=True, help="articles to score on")
    add("--out", type=Path, required=True, help="folder of the run")
    add("--encoder", choices=ENCODERS, default="convolution", help="convolution makes `fast`, transformer `accurate`")
    add("--start", type=Path, help="folder of a finished run, or of a transformer's bundle, whose weights to go on from")
    add("--teacher", type=Path, help="what a finished run makes of the articles, as `teach` writes it")
    add("--teacher-weight", type=float, default=0.5, help="share of the teacher's soft labels in the words' loss")
    add("--teacher-trust", type=float, default=0.5, help="what a word counts that only the teacher has labelled")
    add("--repeat", type=lambda text: {Path(k).name: int(v) for k, v in [text.rsplit("=", 1)]}, default={}, metavar="FILE=N", help="read the articles of a file so often an epoch")
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
    add("--crf-weight", type=float, default=0.7, help="share of the random field in the labels' loss")
    add("--crf-from", type=float, default=1.0, help="epoch from which the random field takes part")
    add("--smoothing", type=float, default=0.0, help="label smoothing of the cross-entropy")
    add("--entity-weight", type=float, default=0.2)
    add("--auxiliary-weight", type=float, default=0.1, help="of each auxiliary task")
    add("--mask-pieces", type=float, default=0.08, help="share of pieces replaced by [MASK]")
    add("--mask-words", type=float, default=0.04, help="share of words whose first piece is replaced, on top")
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
    """The parts of the loss, unweighted, each a mean a word."""
    scores = model(pieces, found.features, found.mask)
    of_words = {task: values.flatten(0, 1)[found.words] for task, values in scores.items()}
    weight = found.weight * found.known
    total = weight.sum().clamp(min=1.0)

    def entropy(task: str, targets: torch.Tensor, smoothing: float = 0.0) -> torch.Tensor:
        sure = found.known & (targets != UNKNOWN)
        if not bool(sure.any()):
            return torch.zeros(())
        return F.cross_entropy(of_words[task][sure], targets[sure], label_smoothing=smoothing)

    words = F.cross_entropy(
        of_words["labels"].flatten(0, 1), found.labels.flatten(), reduction="none", label_smoothing=options.smoothing
    )
    if found.soft is not None and options.teacher_weight:
        taught = F.cross_entropy(of_words["labels"].flatten(0, 1), found.soft.flatten(0, 1), reduction="none")
        words = torch.lerp(words, taught, options.teacher_weight)
    parts = {"labels": (words * weight.flatten()).sum() / total}
    if with_crf:
        trust = weight.sum(1) / found.lengths
        parts["crf"] = (model.crf.loss(of_words["labels"], found.labels, found.lengths) * trust).sum() / total
    if options.entity_weight:
        parts["entities"] = entropy("entities", found.entities)
    for task, targets in found.auxiliary.items():
        if task in of_words:
            parts[task] = entropy(task, targets)
    return parts


def main(options: argparse.Namespace) -> None:
    """Trains a model as the options say."""
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    noise = torch.Generator().manual_seed(options.seed)
    train = [article for path in options.train for article in data.load([path]) * options.repeat.get(path.name, 1)]
    if options.teacher:
        data.learn_from(train, load_numpy(options.teacher), options.teacher_trust)
    train = [data.split_long(article, options.chunk) for article in train]
    dev = [data.split_long(article, options.chunk) if options.encoder == "transformer" else article for article in data.load(options.dev)]
    window = options.chunk if options.encoder == "transformer" else 1024
    auxiliary = {
        task: 1 + max(int(article.auxiliary[task].max(initial=UNKNOWN)) for article in train)
        for task in data.AUXILIARY
        if options.auxiliary_weight
    }
    auxiliary = {task: size for task, size in auxiliary.items() if size}
    shape = {key: getattr(options, key) for key in SHAPES[options.encoder]}
    config = {"encoder": options.encoder, "shape": shape, "auxiliary": auxiliary}
    model = build(config)
    if options.start and (options.start / "model.safetensors").exists():
        model.load_state_dict(load_file(options.start / "model.safetensors"))
    elif options.start:
        model = restored(options.start, auxiliary, shape)
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
        "articles": {"train": len(train), "dev": len(dev)},
        "seed": options.seed,
        "history": [],
    }
    pieces_in_all = sum(len(article.pieces) for article in train)
    say(weights=sum(p.numel() for p in live), articles=len(train), pieces=pieces_in_all, halo=model.encoder.halo, auxiliary=auxiliary)
    weights = {"entities": options.entity_weight, **dict.fromkeys(auxiliary, options.auxiliary_weight)}
    started, step, seen = time.monotonic(), 0, 0
    means: dict[str, float] = {}
    next_score = options.score_every
    last = options.epochs if options.stop is None else min(options.stop, options.epochs)
    for epoch in range(math.ceil(last)):
        batches = data.epoch(train, options.chunk, options.pieces, rng)
        for at, rows in enumerate(batches):
            now = epoch + at / len(batches)
            if now >= last:
                break
            for group in optimiser.param_groups:
                group["lr"] = group["factor"] * rate(now / options.epochs, step, options)
            found = data.batch(rows)
            model.train()
            pieces = data.masked(found.pieces, options.mask_pieces, options.mask_words, found.mask, noise, found)
            parts = loss(model, found, pieces, now >= options.crf_from and options.crf_weight > 0, options)
            share = options.crf_weight if "crf" in parts else 0.0
            total = (1 - share) * parts["labels"] + share * parts.get("crf", 0.0)
            total = total + sum(weights[task] * parts[task] for task in weights if task in parts)
            optimiser.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(live, options.clip)
            optimiser.step()
            step += 1
            seen += int(found.mask.sum())
            keep = min(options.average, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(kept, live, 1 - keep)
            for task, value in parts.items():
                means[task] = 0.98 * means.get(task, float(value.detach())) + 0.02 * float(value.detach())
            if step % 50 == 0:
                wall = time.monotonic() - started
                losses = {task: round(value, 4) for task, value in means.items()}
                say(step=step, epoch=round(now, 2), wall=round(wall), rate=round(seen / wall), **losses)
        done = min(epoch + 1, last)
        if done + 1e-9 >= next_score or done >= last:
            next_score += options.score_every
            figures = evaluate(averaged, dev, window)
            wall = time.monotonic() - started
            losses = {task: round(value, 4) for task, value in means.items()}
            run["history"].append({"epoch": done, "step": step, "seconds": round(wall), "loss": losses, **figures})
            say(scored=done, wall=round(wall), **figures)
            best = all(figures["mean"] > earlier["mean"] for earlier in run["history"][:-1])
            if options.keep == "last" or best:
                save(options.out, averaged, run)
