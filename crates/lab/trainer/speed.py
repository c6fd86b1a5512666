"""The library's runtime beside ONNX Runtime: the same graph on the same windows, one thread each, in turns.

ONNX Runtime gets the matrices in single precision, as the library's runtime has them once it has loaded, and all of
its optimisation. Windows and the library's own time come from `inquit-lab windows`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from .graph import dequantised


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a comparison."""
    add = parser.add_argument
    add("onnx", type=Path, help="the model's file")
    add("texts", type=Path, help="articles, JSON lines")
    add("--model", default="accurate", help="the same model, as `inquit-lab` knows it")
    add("--inquit-lab", type=Path, default=Path("target/release/inquit-lab"))
    add("--rounds", type=int, default=5)


def multiplied_out(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with the matrices that it dequantises as they then are."""
    graph = model.graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    for node in [node for node in graph.node if node.op_type == "DequantizeLinear"]:
        values, scale = (constants[name] for name in node.input[:2])
        axis = next(attribute.i for attribute in node.attribute if attribute.name == "axis")
        graph.initializer.append(numpy_helper.from_array(dequantised(values, scale, axis), node.output[0]))
        graph.node.remove(node)
    return model


def main(options: argparse.Namespace) -> None:
    """Prints the seconds of both and the ratio of their medians."""
    command = [options.inquit_lab, "windows", options.texts, "--model", options.model]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    windows = [
        {key: np.asarray([value], np.int32) for key, value in json.loads(line).items()}
        for line in lines
    ]  # fmt: skip
    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    content = multiplied_out(onnx.load(options.onnx)).SerializeToString()
    session = onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])
    for window in windows[:4]:
        session.run(None, window)
    ours, theirs = [], []
    for _ in range(options.rounds):
        timed = subprocess.run([*command, "--time"], check=True, capture_output=True, text=True)
        ours.append(float(timed.stderr.split()[-1]))
        start = time.perf_counter()
        for window in windows:
            session.run(None, window)
        theirs.append(time.perf_counter() - start)
    ratio = statistics.median(ours) / statistics.median(theirs)
    pieces = sum(window["pieces"].size for window in windows)
    print(f"{len(windows)} windows, {pieces} pieces, one thread, {options.rounds} rounds in turns; median seconds:")
    print(f"  inquit (rten)            {statistics.median(ours):8.3f}   {[round(x, 2) for x in ours]}")
    print(f"  ONNX Runtime {onnxruntime.__version__:<12}{statistics.median(theirs):8.3f}   {[round(x, 2) for x in theirs]}")
    print(f"  ratio                    {ratio:8.2f}")
