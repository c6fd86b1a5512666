"""Finished runs to a teacher: what they make of articles on average, word by word and anchor by anchor, for another to learn.

The probabilities of the anchor labels are averaged over the runs, the likeliest labels give the anchors, and for each of
these the marginals of the runs' random fields are averaged. The kinds of name come along.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from . import data
from .crf import LogPartition
from .labels import ARGUMENTS, OUTPUTS
from .score import anchors_of, argued, encoded, labels_of
from .train import restore

AT_ONCE = 64
"""Articles whose states are held in memory together."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a teacher."""
    add = parser.add_argument
    add("run_folders", type=Path, nargs="+", help="folders of finished runs")
    add("--articles", type=Path, nargs="+", required=True, help="articles, as `inquit-lab export` writes them")
    add("--out", type=Path, required=True)
    add("--window", type=int, default=384, help="pieces read at once")
    add("--threads", type=int, default=2)


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Scores to probabilities over the last axis."""
    return torch.from_numpy(scores).softmax(-1).numpy()


def marginals(model: torch.nn.Module, scores: torch.Tensor, lengths: torch.Tensor) -> np.ndarray:
    """Probabilities of the labels of each word under the random field: the gradient of its log partition function."""
    scores = scores.detach().requires_grad_()
    with torch.no_grad():
        transitions = model.crf.scores()
    total = LogPartition.apply(scores, *transitions, lengths).sum()
    (found,) = torch.autograd.grad(total, scores)
    return found.numpy()


def main(options: argparse.Namespace) -> None:
    """Writes, for each article, `NAME.soft` `[words, 4]`, `NAME.best` `[words]`, `NAME.entities` `[words]`, `NAME.anchors`
    (`kind, start, end, low, high` each) and `NAME.tags`, the argument labels of all their words one after the other; and
    `NAME.names`, `.heads`, `.roles` `[words]` and `.bounds` `[words, 2]`, the labels of mentions, where the last run has
    learned them and the article has features of words."""
    torch.set_num_threads(options.threads)
    models = [restore(folder)[0] for folder in options.run_folders]
    # Several readings of one article are one text.
    articles = list({article.name: article for article in data.load(options.articles)}.values())
    articles = [data.split_long(article, options.window) for article in articles]
    out: dict[str, np.ndarray] = {}
    for start in range(0, len(articles), AT_ONCE):
        group = articles[start : start + AT_ONCE]
        found = [encoded(model, group, options.window) for model in models]
        for article in group:
            held = [one[article.name] for one in found]
            soft = sum(probabilities(one.anchors) for one in held) / len(held)
            anchors = anchors_of(soft.argmax(-1), article)
            tags = {id(anchor): np.zeros((anchor.high - anchor.low, len(ARGUMENTS)), np.float32) for anchor in anchors}
            for model, one in zip(models, held, strict=True):
                for windows, scores in argued(model, article, one.states, anchors):
                    likely = marginals(model, scores, windows.lengths)
                    for at, (_, anchor, _) in enumerate(windows.origin):
                        tags[id(anchor)] += likely[at, : anchor.high - anchor.low] / len(models)
            name = article.name
            if models[-1].mentions and article.word_features is not None:
                _, scores = labels_of(models[-1], article, held[-1])
                for key, one in zip(OUTPUTS, scores, strict=True):
                    out[f"{name}.{key}"] = ((one > 0) if key == "bounds" else one.argmax(-1)).astype(np.uint8)
            out[f"{name}.soft"] = soft.astype(np.float16)
            out[f"{name}.best"] = soft.argmax(-1).astype(np.uint8)
            out[f"{name}.entities"] = sum(probabilities(one.entities) for one in held).argmax(-1).astype(np.uint8)
            out[f"{name}.anchors"] = np.asarray([[a.kind, a.start, a.end, a.low, a.high] for a in anchors], np.int32).reshape(-1, 5)
            out[f"{name}.tags"] = np.concatenate([*(tags[id(anchor)] for anchor in anchors), np.zeros((0, len(ARGUMENTS)))]).astype(np.float16)
        print(json.dumps({"taught": min(start + AT_ONCE, len(articles)), "of": len(articles)}), flush=True)
    save_file(out, options.out)
