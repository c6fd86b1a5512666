"""Writes the tiny ONNX graphs that the tests of loading read: one that is right, and some that are not.

    python crates/core/tests/model/generate.py

It needs the PyPI packages `onnx` and `numpy`. Each graph is a model of four channels and one layer
over a vocabulary of twelve pieces, with fixed weights.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HERE = Path(__file__).resolve().parent


class Graph:
    """Nodes and constants in the making; every method returns the name of what it adds."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def const(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def op(self, kind, *inputs, out=None, n_out=1, **attributes):
        outputs = [out] if out else [f"v{len(self.nodes)}_{i}" for i in range(n_out)]
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, **attributes))
        return outputs[0] if n_out == 1 else outputs

    def int8(self, weights, axis):
        """Weights in int8 with one scale along `axis`; the runtime folds them at load."""
        others = tuple(i for i in range(weights.ndim) if i != axis)
        scale = (np.abs(weights).max(axis=others) / 127 + 1e-9).astype(np.float32)
        quantised = np.round(weights / np.expand_dims(scale, others)).astype(np.int8)
        return self.op("DequantizeLinear", self.const(quantised), self.const(scale), axis=axis)


def model(n_pieces=12, channels=4, dilations=(1,), seed=1, inputs=("pieces", "features"),
          outputs=("anchors", "entities", "words", "pointers"), widths=(4, 5, 4, 8), pieces_type=TensorProto.INT32, length="n", bias=0.0):
    random = np.random.default_rng(seed)
    normal = lambda *shape, scale=1.0: random.normal(0, scale, shape).astype(np.float32)
    i64 = lambda *values: graph.const(np.array(values, np.int64))
    graph = Graph()
    table = normal(n_pieces, channels)
    scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32)
    pieces = inputs[0] if pieces_type == TensorProto.INT32 else graph.op("Cast", inputs[0], to=TensorProto.INT32)
    rows = graph.op("Gather", graph.const(np.round(table / scale).astype(np.int8)), pieces)
    x = graph.op("Mul", graph.op("Cast", rows, to=TensorProto.FLOAT), graph.op("Gather", graph.const(scale), pieces))
    for column, size in enumerate((7, 9, 9)):
        index = graph.op("Gather", inputs[1], graph.const(np.array(column, np.int64)), axis=2)
        x = graph.op("Add", x, graph.op("Gather", graph.const(normal(size, channels)), index))
    norm = lambda x: graph.op("LayerNormalization", x, graph.const(np.ones(channels, np.float32)),
                              graph.const(np.zeros(channels, np.float32)), axis=-1)
    for d in dilations:
        padded = graph.op("Pad", norm(x), i64(0, d, 0, 0, d, 0))
        last = 2**31 - 1
        shifted = [graph.op("Slice", padded, i64(i * d), i64((i - 2) * d if i < 2 else last), i64(1)) for i in range(3)]
        weights = graph.int8(normal(3 * channels, 2 * channels, scale=(3 * channels) ** -0.5), 1)
        mixed = graph.op("MatMul", graph.op("Concat", *shifted, axis=2), weights)
        mixed = graph.op("Add", mixed, graph.const(normal(2 * channels)))
        a, b = graph.op("Split", mixed, n_out=2, axis=2, num_outputs=2)
        x = graph.op("Add", x, graph.op("Mul", a, graph.op("Sigmoid", b)))
    x = norm(x)
    for name, width in zip(outputs, widths):
        graph.op("Add", graph.op("MatMul", x, graph.const(normal(channels, width))),
                 graph.const(np.full(width, bias, np.float32)), out=name)
    value = lambda name, kind, *shape: helper.make_tensor_value_info(name, kind, list(shape))
    made = helper.make_graph(
        graph.nodes, "tiny",
        [value(inputs[0], pieces_type, 1, length), value(inputs[1], TensorProto.INT32, 1, length, 3)],
        [value(name, TensorProto.FLOAT, 1, length, width) for name, width in zip(outputs, widths)],
        graph.constants,
    )
    made = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(made)
    return made


def arguments(channels=4, width=5, seed=2):
    """The second graph of a model: words and anchors side by side to scores."""
    random = np.random.default_rng(seed)
    normal = lambda *shape: random.normal(0, 1, shape).astype(np.float32)
    i64 = lambda *values: graph.const(np.array(values, np.int64))
    graph = Graph()
    scale, shift = graph.op("Split", "pointers", n_out=2, axis=1, num_outputs=2)
    shift = graph.op("Add", shift, graph.op("Gather", graph.const(normal(2, channels)), "kinds"))
    x = graph.op("Mul", "words", graph.op("Unsqueeze", scale, i64(1)))
    x = graph.op("Add", x, graph.op("Unsqueeze", shift, i64(1)))
    x = graph.op("Add", x, graph.op("Gather", graph.const(normal(33, channels)), "distances"))
    x = graph.op("Mul", x, graph.op("Unsqueeze", "mask", i64(2)))
    # What lies beside a word counts too, so that padding would show.
    padded = graph.op("Pad", x, i64(0, 1, 0, 0, 1, 0))
    near = [graph.op("Slice", padded, i64(i), i64(i - 2 if i < 2 else 2**31 - 1), i64(1)) for i in range(3)]
    graph.op("MatMul", graph.op("Concat", *near, axis=2), graph.const(normal(3 * channels, width)), out="scores")
    value = lambda name, kind, *shape: helper.make_tensor_value_info(name, kind, list(shape))
    floats, ints = TensorProto.FLOAT, TensorProto.INT32
    made = helper.make_graph(
        graph.nodes, "arguments",
        [value("words", floats, "a", "n", channels), value("pointers", floats, "a", 2 * channels),
         value("distances", ints, "a", "n"), value("kinds", ints, "a"), value("mask", floats, "a", "n")],
        [value("scores", floats, "a", "n", width)],
        graph.constants,
    )
    made = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(made)
    return made


def mentions(channels=4, features=14, states=6, seed=3):
    """What words are to mentions: each word with its neighbours and its features."""
    random = np.random.default_rng(seed)
    normal = lambda *shape: graph.const(random.normal(0, 1, shape).astype(np.float32))
    i64 = lambda *values: graph.const(np.array(values, np.int64))
    graph = Graph()
    known = graph.op("Cast", "word_features", to=TensorProto.FLOAT)
    known = graph.op("Mul", graph.op("MatMul", known, normal(features, channels)), graph.const(np.float32(1e-3)))
    x = graph.op("Concat", "words", "pointers", "entities", axis=2)
    x = graph.op("Add", graph.op("MatMul", x, normal(3 * channels + 5, channels)), known)
    padded = graph.op("Pad", x, i64(0, 1, 0, 0, 1, 0))
    near = [graph.op("Slice", padded, i64(i), i64(i - 2 if i < 2 else 2**31 - 1), i64(1)) for i in range(3)]
    x = graph.op("Concat", *near, axis=2)
    widths = {"names": 9, "heads": 7, "roles": 5, "bounds": 2, "states": states}
    for name, width in widths.items():
        graph.op("MatMul", x, normal(3 * channels, width), out=name)
    value = lambda name, kind, width: helper.make_tensor_value_info(name, kind, [1, "n", width])
    inputs = {"words": channels, "pointers": 2 * channels, "entities": 5}
    made = helper.make_graph(
        graph.nodes, "mentions",
        [*(value(name, TensorProto.FLOAT, width) for name, width in inputs.items()), value("word_features", TensorProto.INT32, features)],
        [value(name, TensorProto.FLOAT, width) for name, width in widths.items()],
        graph.constants,
    )
    made = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(made)
    return made


def main():
    graphs = {
        "reader": {},
        "no-features": {"inputs": ("pieces", "feature")},
        "no-entities": {"outputs": ("anchors", "names", "words", "pointers")},
        "six-anchors": {"widths": (6, 5, 4, 8)},
        "float-pieces": {"pieces_type": TensorProto.FLOAT},
        "fixed-length": {"length": 40},
        "ten-pieces": {"n_pieces": 10},
        "not-a-number": {"bias": float("nan")},
    }
    for name, changes in graphs.items():
        save(model(**changes), HERE / f"{name}.onnx")
    save(arguments(), HERE / "arguments.onnx")
    save(arguments(width=6), HERE / "six-arguments.onnx")
    save(mentions(), HERE / "mentions.onnx")


if __name__ == "__main__":
    main()
