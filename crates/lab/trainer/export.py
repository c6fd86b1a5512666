"""A finished run to a bundle: `manifest.json`, `model.onnx`, `arguments.onnx`, and `parity.json` to test a runtime by.

Both graphs are run through ONNX Runtime and compared with PyTorch, with the weights as stored, before anything is written.
The first is then rewritten to multiply integers (`integers.py`), on scales from articles. The vectors of `parity.json` are what
ONNX Runtime makes of the graphs as written; what all the rounding changes is measured against the unrounded model and noted.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from . import data, pretrained
from .arguments import distance
from .graph import OPSET, Graph, dequantised, quantised
from .integers import rewritten, session
from .labels import ANCHORS, ARGUMENTS, CLS, CUE, ENTITIES, FEATURES, SEP, START
from .model import TASKS, Model
from .train import restore

TOLERANCE = 1e-3
ROUNDED = 0.01
"""What two runtimes may differ by at most where sums of floats just miss the same integers."""

SENTENCES = [
    ["“The ferry will not sail before Thursday,” harbour master Ilse Brandvold told reporters."],
    ["Council delays vote on Quarry Lane", "Residents fear the road would be closed, said Mr Okoro.", "He added: “Nobody asked us.”"],
    ["No comment."],
]
"""Invented articles, a list of blocks each."""

FEEDS = 150
"""How many parts of articles the scales of integers are taken from."""

FLOAT, INT32 = TensorProto.FLOAT, TensorProto.INT32


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of an export."""
    add = parser.add_argument
    add("run_folder", type=Path, help="folder of a finished run")
    add("--out", type=Path, required=True, help="folder of the bundle")
    add("--name", required=True)
    add("--alias", required=True)
    add("--language", default="en")
    add("--articles", type=Path, nargs="+", default=[], help="exported articles to take the scales of integers from; without any, floats are multiplied")
    add("--window", type=int, default=1024, help="pieces the library should read at once at most")
    add("--lean", type=float, default=0.0, help="how far to read by the guide that marks outer statements only, 0 to 1")
    add("--bias", type=float, default=0.0, help="added to the score of no anchor, to trade recall for precision")


def rounded(model: Model) -> tuple[Model, dict[str, tuple[np.ndarray, np.ndarray]]]:
    """The folded model with its matrices rounded to int8, and these as stored."""
    model.encoder = model.encoder.folded()
    matrices = {**model.encoder.matrices(), **model.arguments.matrices()}
    stored = {}
    with torch.no_grad():
        for name, (weight, axis) in matrices.items():
            values, scale = quantised(weight, axis)
            stored[name] = (values, scale)
            weight.copy_(torch.from_numpy(dequantised(values, scale, axis)))
    return model.eval(), stored


def finished(graph: Graph, inputs: dict[str, tuple[int, list]], outputs: dict[str, tuple[str, list]]) -> bytes:
    """The graph as an ONNX file. `inputs` have type and shape, `outputs` the name of their tensor and shape."""
    for name, (source, _) in outputs.items():
        graph.nodes.append(helper.make_node("Identity", [source], [name]))
    made = helper.make_graph(
        graph.nodes,
        "inquit",
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()],
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, (_, shape) in outputs.items()],
        list(graph.constants.values()),
    )
    model = helper.make_model(made, producer_name="inquit-lab", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def examples() -> list[tuple[np.ndarray, np.ndarray]]:
    """Pieces `[1, n]` and features `[1, n, 3]` of the invented articles; the features are any that may occur."""
    tokenizer = Tokenizer.from_file(str(pretrained.folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rng = np.random.default_rng(7)
    out = []
    for blocks in SENTENCES:
        pieces = [CLS]
        for block in blocks:
            pieces += [*tokenizer.encode(block, add_special_tokens=False).ids, SEP]
        features = np.stack([rng.integers(0, size, len(pieces)) for size in FEATURES], -1)
        out.append((np.asarray([pieces], np.int32), features[None].astype(np.int32)))
    return out


def feed(article: data.Article, chunk: data.Chunk) -> dict[str, np.ndarray]:
    """The inputs of the first graph from a part of an article."""
    start, stop = chunk.blocks[0].pieces.start, chunk.blocks[-1].pieces.stop
    parts = {"pieces": article.pieces[None, start:stop], "features": article.features[None, start:stop]}
    return {name: values.astype(np.int32) for name, values in parts.items()}


def feeds(paths: list[Path], window: int) -> list[dict[str, np.ndarray]]:
    """Inputs of the first graph from articles: some of the parts in which they are read, the same ones each time."""
    found = []
    for article in data.load(paths):
        found += [feed(article, chunk) for chunk in data.chunks(data.split_long(article, window), window)]
    random.Random(7).shuffle(found)
    return found[:FEEDS]


def encoder(model: Model, stored: dict) -> bytes:
    """The first graph: pieces to scores of anchors and names, and to states of words and anchors."""
    graph = Graph(stored)
    x = model.encoder.write(graph, "pieces", "features")
    outputs = {task: (graph.linear(x, model.heads[task], f"heads.{task}"), [1, "n", size]) for task, size in TASKS.items()}
    c = model.arguments.shape.channels
    outputs["words"] = graph.linear(x, model.arguments.words, "arguments.words"), [1, "n", c]
    outputs["pointers"] = graph.linear(x, model.arguments.anchors, "arguments.anchors"), [1, "n", 2 * c]
    inputs = {"pieces": (INT32, [1, "n"]), "features": (INT32, [1, "n", len(FEATURES)])}
    return finished(graph, inputs, outputs)


def second(model: Model, stored: dict) -> bytes:
    """The second graph: anchors, each with the words around it, to scores of these."""
    graph = Graph(stored)
    c = model.arguments.shape.channels
    scores = model.arguments.write(graph, "words", "pointers", "distances", "kinds", "mask")
    inputs = {
        "words": (FLOAT, ["a", "n", c]), "pointers": (FLOAT, ["a", 2 * c]), "distances": (INT32, ["a", "n"]),
        "kinds": (INT32, ["a"]), "mask": (FLOAT, ["a", "n"]),
    }  # fmt: skip
    return finished(graph, inputs, {"scores": (scores, ["a", "n", len(ARGUMENTS)])})


def asked(n: int) -> tuple[list[tuple[int, int, int]], torch.Tensor, torch.Tensor, torch.Tensor]:
    """Anchors of a sequence of `n` words, as kind, first word, word after the last; with their inputs to the second graph."""
    anchors = [(CUE, n // 2, min(n, n // 2 + 2)), (START, 0, 1), (CUE, n - 1, n)]
    words = torch.arange(n)[None].expand(len(anchors), n)
    starts, ends = (torch.tensor([[anchor[at]] for anchor in anchors]) for at in (1, 2))
    return anchors, distance(words, starts, ends), torch.tensor([anchor[0] for anchor in anchors]), torch.ones(len(anchors), n)


@torch.no_grad()
def outputs(model: Model, pieces: np.ndarray, features: np.ndarray) -> dict[str, np.ndarray]:
    """What PyTorch computes, every piece taken for a word."""
    heads, states = model(torch.from_numpy(pieces).long(), torch.from_numpy(features).long())
    words, pointers = model.arguments.project(states[0])
    anchors, distances, kinds, mask = asked(pieces.shape[1])
    held = torch.stack([(pointers[start] + pointers[end - 1]) / 2 for _, start, end in anchors])
    scores = model.arguments(words[None].expand(len(anchors), *words.shape), held, distances, kinds, mask)
    return {**{task: heads[task].numpy() for task in TASKS}, "words": words[None].numpy(), "pointers": pointers[None].numpy(), "scores": scores.numpy()}


def run(graphs: tuple[bytes, bytes], pieces: np.ndarray, features: np.ndarray) -> dict[str, np.ndarray]:
    """What the graphs compute in ONNX Runtime."""
    names = [*TASKS, "words", "pointers"]
    found = dict(zip(names, session(graphs[0]).run(names, {"pieces": pieces, "features": features}), strict=True))
    anchors, distances, kinds, mask = asked(pieces.shape[1])
    held = np.stack([(found["pointers"][0, start] + found["pointers"][0, end - 1]) / 2 for _, start, end in anchors])
    inputs = {
        "words": np.repeat(found["words"], len(anchors), 0), "pointers": held, "distances": distances.numpy().astype(np.int32),
        "kinds": kinds.numpy().astype(np.int32), "mask": mask.numpy(),
    }  # fmt: skip
    return {**found, "scores": session(graphs[1]).run(["scores"], inputs)[0]}


def main(options: argparse.Namespace) -> None:
    """Writes the bundle, or raises `RuntimeError` where the graphs do not compute what the model does."""
    exact, record = restore(options.run_folder)
    exact.lean(options.lean)
    model, stored = rounded(copy.deepcopy(exact))
    graphs = encoder(model, stored), second(model, stored)
    integers = {}
    final = graphs
    if options.articles:
        content, integers = rewritten(graphs[0], feeds(options.articles, options.window), even=True)
        final = content, graphs[1]
    vectors, off, changed = [], 0.0, 0.0
    for pieces, features in examples():
        rounded_to, before, got = outputs(model, pieces, features), outputs(exact, pieces, features), run(graphs, pieces, features)
        off = max(off, *(float(np.abs(got[name] - rounded_to[name]).max()) for name in rounded_to))
        expected = run(final, pieces, features)
        changed = max(changed, *(float(np.abs(before[name] - expected[name]).max()) for name in (*TASKS, "scores")))
        wanted = {**{task: expected[task][0] for task in TASKS}, "scores": expected["scores"]}
        wanted = {name: scores.astype(np.float64).round(5).tolist() for name, scores in wanted.items()}
        anchors = [list(anchor) for anchor in asked(pieces.shape[1])[0]]
        vectors.append({"pieces": pieces[0].tolist(), "features": features[0].tolist(), "asked": anchors, **wanted})
    if off > TOLERANCE:
        raise RuntimeError(f"the graphs differ from the model by {off:.2g}, expected at most {TOLERANCE}")
    parity = {"tolerance": ROUNDED if integers else TOLERANCE, "changed_by_int8": round(changed, 4), "examples": vectors}
    between, start, end = (x.detach().double().numpy().round(5).tolist() for x in model.crf.scores())
    files = {"model.onnx": final[0], "arguments.onnx": final[1], "parity.json": json.dumps(parity).encode() + b"\n"}
    last = record["history"][-1]
    manifest = {
        "format": 3,
        "name": options.name,
        "alias": options.alias,
        "language": options.language,
        "entities": ENTITIES,
        "reader": {
            "anchors": ANCHORS,
            "anchor_bias": [options.bias, 0.0, 0.0, 0.0],
            "arguments": ARGUMENTS,
            "channels": model.arguments.shape.channels,
            "between": between,
            "start": start,
            "end": end,
        },
        "window": model.encoder.window(options.window),
        "calibration": {},
        "files": {name: {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in files.items()},
        "training": {
            "data": record["data"],
            "seed": record["seed"],
            "command": record.get("averaged", record["command"]),
            "epochs": last["epoch"],
            "lean": options.lean,
            "integers": integers,
            "figures": {key: value for key, value in last.items() if key not in ("epoch", "loss", "seconds")},
        },
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (options.out / name).write_bytes(body)
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"bytes": [len(graph) for graph in final], "differs": off, "changed_by_int8": changed, "halo": model.encoder.halo}))
