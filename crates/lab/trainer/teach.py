"""A finished run to a teacher: what it makes of articles, word by word, for a smaller model to learn.

The marginals of the random field are the soft labels, its likeliest labelling the hard ones.
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
from .labels import LABELS
from .score import grouped
from .train import restore


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a teacher."""
    add = parser.add_argument
    add("run_folder", type=Path, help="folder of a finished run")
    add("articles", type=Path, nargs="+", help="articles, as `inquit-lab export` writes them")
    add("--out", type=Path, required=True)
    add("--window", type=int, default=384, help="pieces read at once")
    add("--threads", type=int, default=2)


def main(options: argparse.Namespace) -> None:
    """Writes, for each article, `NAME.soft` `[words, labels]` and `NAME.best` `[words]`."""
    torch.set_num_threads(options.threads)
    model, _ = restore(options.run_folder)
    # Several readings of one article are one text.
    articles = list({article.name: article for article in data.load(options.articles)}.values())
    articles = [data.split_long(article, options.window) for article in articles]
    out: dict[str, np.ndarray] = {}
    for article in articles:
        out[f"{article.name}.soft"] = np.zeros((len(article.first), len(LABELS)), np.float16)
        out[f"{article.name}.best"] = np.zeros(len(article.first), np.uint8)
    for found in grouped(articles, options.window):
        with torch.no_grad():
            scores = model(found.pieces, found.features, found.mask)["labels"].flatten(0, 1)[found.words]
            best = model.crf.best(scores, found.lengths).numpy()
            transitions = model.crf.scores()
        # The gradient of the log partition function is the marginals.
        scores.requires_grad_()
        total = LogPartition.apply(scores, *transitions, found.lengths).sum()
        (marginals,) = torch.autograd.grad(total, scores)
        for at, (article, block) in enumerate(found.origin):
            size = block.words.stop - block.words.start
            out[f"{article.name}.soft"][block.words] = marginals[at, :size].numpy()
            out[f"{article.name}.best"][block.words] = best[at, :size]
    save_file(out, options.out)
    print(json.dumps({"articles": len(articles), "words": sum(len(article.first) for article in articles)}))
