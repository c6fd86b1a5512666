"""A bundle back to weights that can go on learning: what its graphs store, in single precision.

Weights come back as they were stored, rounded to int8. The auxiliary heads, the vector of the other guide and the links
between mentions are not in a bundle and start anew.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .graph import dequantised
from .integers import EVENED
from .model import TASKS


def content(folder: Path, file: str) -> bytes:
    """One of a bundle's graphs. It may come in parts, as packages hold it."""
    parts = [folder / file]
    if not parts[0].exists():
        parts = sorted(folder.glob(f"**/{file}.*"), key=lambda path: path.suffix)
    if not parts:
        raise RuntimeError(f"`{folder}` has no {file}")
    return b"".join(path.read_bytes() for path in parts)


def constants(folder: Path, file: str) -> dict[str, np.ndarray]:
    """The constants of one of a bundle's graphs, those in int8 multiplied out."""
    model = onnx.load_from_string(content(folder, file))
    graph = model.graph
    found = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    axes = {node.input[0]: node.attribute[0].i for node in graph.node if node.op_type == "DequantizeLinear"}
    # The products of integers have a scale per column.
    columns = {constant for node in graph.node if node.op_type in ("MatMulInteger", "Slice") for constant in node.input[:2]}
    evened = json.loads({prop.key: prop.value for prop in model.metadata_props}.get(EVENED, "{}"))
    for name in [name for name in found if name.endswith(".int8")]:
        stem = name.removesuffix(".int8")
        found[stem] = dequantised(found[name], found[f"{stem}.scale"], 1 if name in columns else axes.get(name, 0))
        if stem in evened:
            found[stem] = found[stem] * np.resize(found[evened[stem]], len(found[stem]))[:, None]
    return found


def labels(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a bundle's labels of mentions, by their names in `Labels`. How mentions are linked in training is not
    among them."""
    found = constants(folder, "mentions.onnx")
    state: dict[str, np.ndarray] = {"features.weight": found["features"]}
    steps = sorted(name.removesuffix(".mix") for name in found if name.startswith("steps.") and name.endswith(".mix"))
    for name in ("input", "out", *(f"{step}.mix" for step in steps)):
        state[f"{name}.weight"], state[f"{name}.bias"] = found[name].T, found[f"{name}.bias"]
    for name in ("norm", *(f"{step}.norm" for step in steps)):
        state[f"{name}.weight"], state[f"{name}.bias"] = found[f"{name}.weight"], found[f"{name}.bias"]
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()}


def keys(folder: Path) -> list[torch.Tensor]:
    """What a bundle compares mentions by: for one that asks, the last and the fullest of a candidate, `[keys, channels]` each."""
    width = struct.unpack("<II", (folder / "antecedents.bin").read_bytes()[:8])[1]
    return list(torch.from_numpy(constants(folder, "mentions.onnx")["sides"].T[-3 * width :].copy()).split(width))


def restored(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of the `accurate` model of a bundle, by their names in `Model`; raises `RuntimeError` where the bundle
    is another one's."""
    encoder, second = constants(folder, "model.onnx"), constants(folder, "arguments.onnx")
    state: dict[str, np.ndarray] = {}

    def get(name: str) -> np.ndarray:
        found = second if name in second else encoder
        if name not in found:
            raise RuntimeError(f"`{folder}`: the graphs have no tensor `{name}`: not a bundle of a transformer")
        return found[name]

    def linear(name: str, *parts: str) -> None:
        state[f"{name}.weight"] = np.concatenate([get(part).T for part in parts])
        state[f"{name}.bias"] = np.concatenate([get(f"{part}.bias") for part in parts])

    def plain(name: str, part: str) -> None:
        state[f"{name}.weight"], state[f"{name}.bias"] = get(f"{part}.weight"), get(f"{part}.bias")

    def count(start: str, end: str) -> int:
        found = {**encoder, **second}
        return sum(name.startswith(start) and name.removeprefix(start).removesuffix(end).isdecimal() for name in found if name.endswith(end))

    state["encoder.positions"] = get("positions")
    plain("encoder.norm", "norm")
    for at in range(count("features.", "")):
        state[f"encoder.features.{at}.weight"] = get(f"features.{at}")
    for at in range(count("layers.", ".join")):
        here, there = f"encoder.layers.{at}", f"layers.{at}"
        linear(f"{here}.attend", f"{there}.query", f"{there}.key", f"{there}.value")
        for part in ("join", "widen", "narrow"):
            linear(f"{here}.{part}", f"{there}.{part}")
        plain(f"{here}.norm", f"{there}.norm")
        plain(f"{here}.last_norm", f"{there}.last_norm")
    for task in TASKS:
        linear(f"heads.{task}", f"heads.{task}")
    for part in ("words", "anchors", "out"):
        linear(f"arguments.{part}", f"arguments.{part}")
    for table in ("distances", "kinds"):
        state[f"arguments.{table}.weight"] = get(f"arguments.{table}")
    plain("arguments.norm", "arguments.norm")
    width = len(get("arguments.norm.weight"))
    for at in range(count("arguments.", ".mix")):
        here, there = f"arguments.steps.{at}", f"arguments.{at}"
        plain(f"{here}.norm", f"{there}.norm")
        # As `Graph.convolution` lays it out: [k * in, out].
        weight = get(f"{there}.mix")
        state[f"{here}.mix.weight"] = weight.reshape(-1, width, weight.shape[1]).transpose(2, 1, 0)[:, :, None]
        state[f"{here}.mix.bias"] = get(f"{there}.mix.bias")
    reader = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["reader"]
    for name, key in (("crf.learned", "between"), ("crf.first", "start"), ("crf.last", "end")):
        # The forbidden ones are in the manifest as they are used; they are never learnt.
        state[name] = np.maximum(np.asarray(reader[key], np.float32), -100.0)
    out = {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()}
    if (folder / "mentions.onnx").exists():
        out |= {f"mentions.{name}": value for name, value in labels(folder).items()}
    return out
