"""A bundle back to a model that can go on learning: what its graph stores, in single precision.

Weights come back as they were stored, rounded to int8. The auxiliary heads are not in a bundle and start anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .graph import dequantised
from .model import Model, build


def constants(folder: Path) -> dict[str, np.ndarray]:
    """The constants of a bundle's graph, those in int8 multiplied out. The graph may come in parts, as packages hold it."""
    parts = [folder / "model.onnx"]
    if not parts[0].exists():
        parts = sorted(folder.glob("**/model.onnx.*"), key=lambda path: path.suffix)
    if not parts:
        raise RuntimeError(f"`{folder}` has no model.onnx")
    graph = onnx.load_from_string(b"".join(path.read_bytes() for path in parts)).graph
    found = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    axes = {node.input[0]: node.attribute[0].i for node in graph.node if node.op_type == "DequantizeLinear"}
    for name in [name for name in found if name.endswith(".int8")]:
        stem = name.removesuffix(".int8")
        found[stem] = dequantised(found[name], found[f"{stem}.scale"], axes.get(name, 0))
    return found


def restored(folder: Path, auxiliary: dict[str, int], shape: dict) -> Model:
    """The `accurate` model of a bundle, its auxiliary heads fresh; raises `RuntimeError` where the graph is another one's."""
    found = constants(folder)
    model = build({"encoder": "transformer", "shape": shape, "auxiliary": auxiliary})
    state = model.state_dict()

    def put(name: str, value: np.ndarray) -> None:
        if name not in state or tuple(state[name].shape) != value.shape:
            raise RuntimeError(f"`{folder}`: tensor `{name}` has shape {value.shape}, expected {tuple(state[name].shape) if name in state else 'none'}")
        state[name] = torch.from_numpy(np.array(value, np.float32))

    def get(name: str) -> np.ndarray:
        if name not in found:
            raise RuntimeError(f"`{folder}`: the graph has no tensor `{name}`: not a bundle of a transformer")
        return found[name]

    def linear(name: str, *parts: str) -> None:
        put(f"{name}.weight", np.concatenate([get(part).T for part in parts]))
        put(f"{name}.bias", np.concatenate([get(f"{part}.bias") for part in parts]))

    def norm(name: str, part: str) -> None:
        put(f"{name}.weight", get(f"{part}.weight"))
        put(f"{name}.bias", get(f"{part}.bias"))

    put("encoder.positions", get("positions"))
    norm("encoder.norm", "norm")
    for at in range(len(model.encoder.features)):
        put(f"encoder.features.{at}.weight", get(f"features.{at}"))
    for at in range(len(model.encoder.layers)):
        here, there = f"encoder.layers.{at}", f"layers.{at}"
        linear(f"{here}.attend", f"{there}.query", f"{there}.key", f"{there}.value")
        for part in ("join", "widen", "narrow"):
            linear(f"{here}.{part}", f"{there}.{part}")
        norm(f"{here}.norm", f"{there}.norm")
        norm(f"{here}.last_norm", f"{there}.last_norm")
    for task in ("labels", "entities"):
        linear(f"heads.{task}", f"heads.{task}")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, key in (("crf.learned", "transitions"), ("crf.first", "start"), ("crf.last", "end")):
        # The forbidden ones stand in the manifest as they are used; they are never learnt.
        put(name, np.maximum(np.asarray(manifest[key], np.float32), -100.0))
    model.load_state_dict(state)
    return model
