"""A finished run to a bundle: `manifest.json`, `model.onnx`, and `parity.json` to test a runtime by.

The vectors of `parity.json` are computed in PyTorch from the weights as stored, after rounding to int8, so a runtime
has to come within 1e-3 of them; what the rounding itself changes is measured against the unrounded model and noted.
The graph is run through ONNX Runtime and compared before anything is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from . import pretrained
from .graph import Graph, dequantised, quantised
from .labels import CLS, ENTITIES, FEATURES, LABELS, SEP
from .model import TASKS, Model
from .train import restore

TOLERANCE = 1e-3
SENTENCES = [
    ["“The ferry will not sail before Thursday,” harbour master Ilse Brandvold told reporters."],
    ["Council delays vote on Quarry Lane", "Residents fear the road would be closed, said Mr Okoro.", "He added: “Nobody asked us.”"],
    ["No comment."],
]
"""Invented articles, a list of blocks each."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of an export."""
    add = parser.add_argument
    add("run_folder", type=Path, help="folder of a finished run")
    add("--out", type=Path, required=True, help="folder of the bundle")
    add("--name", default="en-fast-1")
    add("--alias", default="fast")
    add("--language", default="en")
    add("--window", type=int, default=1024, help="pieces the library should read at once at most")
    add("--convolutions", choices=["conv", "matmul"], default="matmul", help="how the graph computes convolutions")
    add("--plain", action="store_true", help="keep matrices in single precision, the tables of embeddings apart")


def rounded(model: Model, plain: bool) -> tuple[Model, dict[str, tuple[np.ndarray, np.ndarray]]]:
    """The folded model with its matrices rounded to int8, and these as stored."""
    model.encoder = model.encoder.folded()
    stored = {}
    with torch.no_grad():
        for name, (weight, axis) in model.encoder.matrices().items():
            if plain and name not in ("table", "positions"):
                continue
            values, scale = quantised(weight, axis)
            stored[name] = (values, scale)
            weight.copy_(torch.from_numpy(dequantised(values, scale, axis)))
    return model.eval(), stored


def written(model: Model, stored: dict, convolutions: str) -> bytes:
    """The model as an ONNX file."""
    graph = Graph(stored, convolutions)
    x = model.encoder.write(graph, "pieces", "features")
    outputs = {task: graph.linear(x, model.heads[task], f"heads.{task}") for task in TASKS}
    inputs = {"pieces": [1, "n"], "features": [1, "n", len(FEATURES)]}
    return graph.finished(inputs, outputs, TASKS).SerializeToString()


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


def session(content: bytes) -> onnxruntime.InferenceSession:
    """The graph in ONNX Runtime, as written: its optimiser would turn a dequantised matrix into an int8 product."""
    settings = onnxruntime.SessionOptions()
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])


def outputs(model: Model, pieces: np.ndarray, features: np.ndarray) -> dict[str, np.ndarray]:
    """What PyTorch computes."""
    with torch.no_grad():
        found = model(torch.from_numpy(pieces).long(), torch.from_numpy(features).long())
    return {task: found[task].numpy() for task in TASKS}


def main(options: argparse.Namespace) -> None:
    """Writes the bundle, or raises `RuntimeError` where the graph does not compute what the model does."""
    exact, run = restore(options.run_folder)
    model, stored = rounded(restore(options.run_folder)[0], options.plain)
    content = written(model, stored, options.convolutions)
    runtime = session(content)
    vectors, off, changed = [], 0.0, 0.0
    for pieces, features in examples():
        expected = outputs(model, pieces, features)
        before = outputs(exact, pieces, features)
        got = dict(zip(TASKS, runtime.run(list(TASKS), {"pieces": pieces, "features": features}), strict=True))
        for task in TASKS:
            off = max(off, float(np.abs(got[task] - expected[task]).max()))
            changed = max(changed, float(np.abs(before[task] - expected[task]).max()))
        wanted = {task: expected[task][0].astype(np.float64).round(5).tolist() for task in TASKS}
        vectors.append({"pieces": pieces[0].tolist(), "features": features[0].tolist(), **wanted})
    if off > TOLERANCE:
        raise RuntimeError(f"the graph differs from the model by {off:.2g}, expected at most {TOLERANCE}")
    parity = {"tolerance": TOLERANCE, "changed_by_int8": round(changed, 4), "examples": vectors}
    transitions, start, end = (x.detach().double().numpy().round(5).tolist() for x in model.crf.scores())
    files = {"model.onnx": content, "parity.json": json.dumps(parity).encode() + b"\n"}
    manifest = {
        "format": 1,
        "name": options.name,
        "alias": options.alias,
        "language": options.language,
        "labels": LABELS,
        "entities": ENTITIES,
        "window": model.encoder.window(options.window),
        "transitions": transitions,
        "start": start,
        "end": end,
        "calibration": {},
        "files": {name: {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in files.items()},
        "training": {
            "data": run["data"],
            "seed": run["seed"],
            "command": run.get("averaged", run["command"]),
            "epochs": run["history"][-1]["epoch"],
            "figures": {key: value for key, value in run["history"][-1].items() if key not in ("epoch", "loss", "seconds")},
        },
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (options.out / name).write_bytes(body)
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"bytes": len(content), "differs": off, "changed_by_int8": changed, "halo": model.encoder.halo}))
