"""Rewrites graphs to multiply integers: the weights as stored in int8, and what they are multiplied with rounded to eight
bits on a scale that is fixed here, from what articles give.

A fixed scale makes the result independent of what else is read in the same run. Weights keep to -63..=63: then no
processor's instruction for such products can overflow its 16 bits, and each gives the same integers. Where the channels of
an input differ much in size, a factor per channel evens them out before the rounding and is multiplied into the weights
(Xiao et al. 2023, SmoothQuant); of a few strengths and ranges, the one that changes the product least on the articles is taken.
A convolution, which multiplies a sequence beside itself moved, becomes a sum of products, so that each value is rounded once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from .graph import quantised

FEWEST = 64
"""Smaller matrices are left as they are."""

MOST_WEIGHT = 63
STRENGTHS = (None, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
RANGES = (1.1, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
EVENED = "evened"
"""The property of a graph that says which constant evens out what a matrix is multiplied with."""

ROWS = 24
"""Rows of each input that an article adds to those that are tried."""


@dataclass
class Product:
    """A multiplication to rewrite. `source` is the tensor whose values are rounded; `moves` are the pad and slice that bring it
    to each part of the product's input, `None` where it is as it is."""

    node: onnx.NodeProto
    stem: str
    weight: np.ndarray
    source: str
    moves: list[tuple[onnx.NodeProto, onnx.NodeProto] | None]


@dataclass
class Rounding:
    """How a tensor is rounded: divided by `step` and `factors`, then moved by `zero`. `change` is how much that changes its
    products, as a share of their size."""

    step: np.float32
    zero: int
    factors: np.ndarray | None
    change: float


class Rewriting:
    """A graph that is being rewritten."""

    def __init__(self, content: bytes, even: bool) -> None:
        self.model = onnx.load_from_string(content)
        self.graph = self.model.graph
        self.even = even
        self.makers = {name: node for node in self.graph.node for name in node.output}
        self.constants = {constant.name: constant for constant in self.graph.initializer}
        self.products = [product for product in map(self.product, self.graph.node) if product]
        self.evened: dict[str, str] = {}
        self.sources = sorted({product.source for product in self.products})

    def product(self, node: onnx.NodeProto) -> Product | None:
        """What there is to rewrite of an operation, if anything."""
        if node.op_type != "MatMul":
            return None
        maker = self.makers.get(node.input[1])
        if maker is not None and maker.op_type == "DequantizeLinear":
            stem = maker.input[0].removesuffix(".int8")
            weight = self.array(maker.input[0]).astype(np.float64) * self.array(maker.input[1])
        elif node.input[1] in self.constants:
            stem, weight = node.input[1], self.array(node.input[1]).astype(np.float64)
        else:
            return None
        if min(weight.shape) < FEWEST:
            return None
        source, moves = self.moves(node.input[0])
        return Product(node, stem, weight, source, moves)

    def array(self, name: str) -> np.ndarray:
        """The values of a constant."""
        return numpy_helper.to_array(self.constants[name])

    def moves(self, name: str) -> tuple[str, list[tuple[onnx.NodeProto, onnx.NodeProto] | None]]:
        """The tensor of which an input is made, and how."""
        maker = self.makers.get(name)
        if maker is None or maker.op_type != "Concat":
            return name, [None]
        found: list[tuple[str, tuple[onnx.NodeProto, onnx.NodeProto] | None]] = []
        for part in maker.input:
            cut = self.makers.get(part)
            pad = self.makers.get(cut.input[0]) if cut is not None and cut.op_type == "Slice" else None
            found.append((pad.input[0], (pad, cut)) if pad is not None and pad.op_type == "Pad" else (part, None))
        if len({source for source, _ in found}) > 1:
            return name, [None]
        return found[0][0], [move for _, move in found]

    def rows(self, feeds: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
        """Some rows of each tensor to be rounded, from these inputs of the graph."""
        watched = onnx.ModelProto()
        watched.CopyFrom(self.model)
        for source in self.sources:
            watched.graph.output.append(helper.make_tensor_value_info(source, TensorProto.FLOAT, None))
        runtime = session(watched.SerializeToString())
        chance = np.random.default_rng(7)
        found: dict[str, list[np.ndarray]] = {source: [] for source in self.sources}
        for feed in feeds:
            for source, values in zip(self.sources, runtime.run(self.sources, feed), strict=True):
                values = values.reshape(-1, values.shape[-1])
                found[source].append(values[chance.choice(len(values), min(len(values), ROWS), replace=False)])
        return {source: np.concatenate(parts) for source, parts in found.items()}

    def rounding(self, source: str, rows: np.ndarray) -> Rounding:
        """How to round a tensor of which there are some rows."""
        # Every part of an input of several parts is the source, moved: its rows serve for each.
        parts = [part for product in self.products if product.source == source for part in np.split(product.weight, len(product.moves))]
        weight = np.concatenate(parts, 1)
        right = rows @ weight
        best: Rounding | None = None
        for strength in STRENGTHS if self.even else (None,):
            factors = None if strength is None else evening(rows, weight, strength)
            scaled = rows if factors is None else rows / factors
            values, scale = quantised(weight if factors is None else weight * factors[:, None], 1, MOST_WEIGHT)
            for share in RANGES:
                low, high = min(0.0, share * scaled.min()), max(1e-6, share * scaled.max())
                step = np.float32((high - low) / 255)
                zero = round(-low / step)
                rounded = np.clip(np.rint(scaled / step) + zero, 0, 255) - zero
                wrong = rounded @ (values * scale) * step - right
                change = float(np.sqrt((wrong**2).mean() / max(1e-12, (right**2).mean())))
                if best is None or change < best.change:
                    best = Rounding(step, zero, factors, change)
        assert best is not None
        return best

    def constant(self, name: str, value: np.ndarray) -> str:
        """Adds a constant; its name."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def rewrite(self, roundings: dict[str, Rounding]) -> bytes:
        """The graph with its products of integers."""
        by_output = {product.node.output[0]: product for product in self.products}
        nodes: list[onnx.NodeProto] = []
        made: set[str] = set()

        def add(kind: str, inputs: list[str], output: str, **attributes: object) -> str:
            if output not in made:
                made.add(output)
                nodes.append(helper.make_node(kind, inputs, [output], **attributes))
            return output

        for node in self.graph.node:
            product = by_output.get(node.output[0])
            if product is None:
                nodes.append(node)
                continue
            source, stem, how = product.source, product.stem, roundings[product.source]
            zero = self.constant(f"{source}.zero", np.uint8(how.zero))
            step = self.constant(f"{source}.step", how.step)
            even, weight = source, product.weight
            if how.factors is not None:
                even = add("Mul", [source, self.constant(f"{source}.even", (1 / how.factors).astype(np.float32))], f"{source}.evened")
                weight = weight * np.tile(how.factors, len(product.moves))[:, None]
                self.evened[stem] = f"{source}.even"
            rounded = add("QuantizeLinear", [even, step, zero], f"{source}.rounded")
            values, scale = quantised(weight, 1, MOST_WEIGHT)
            self.constants.pop(f"{stem}.int8", None), self.constants.pop(f"{stem}.scale", None)
            whole = self.constant(f"{stem}.int8", values)
            total = ""
            width = len(values) // len(product.moves)
            for at, move in enumerate(product.moves):
                part, held = rounded, whole
                if move is not None:
                    pad, cut = move
                    attributes = {one.name: helper.get_attribute_value(one) for one in pad.attribute}
                    padded = add("Pad", [rounded, pad.input[1], zero], f"{pad.output[0]}.rounded", **attributes)
                    part = add("Slice", [padded, *cut.input[1:]], f"{cut.output[0]}.rounded")
                if len(product.moves) > 1:
                    bounds = [self.constant(f"rows.{bound}", np.array([bound])) for bound in (at * width, (at + 1) * width, 0)]
                    held = add("Slice", [whole, *bounds], f"{stem}.{at}.int8")
                one = add("MatMulInteger", [part, held, zero], f"{stem}.{at}.product")
                total = add("Add", [total, one], f"{stem}.{at}.sum") if total else one
            scales = add("Mul", [self.constant(f"{stem}.scale", scale), step], f"{stem}.step")
            number = add("Cast", [total], f"{stem}.number", to=TensorProto.FLOAT)
            add("Mul", [number, scales], node.output[0])
        return self.finished(nodes)

    def finished(self, nodes: list[onnx.NodeProto]) -> bytes:
        """The graph of these operations, without those that nothing needs."""
        needed = {output.name for output in self.graph.output}
        kept = []
        for node in reversed(nodes):
            if needed.intersection(node.output):
                kept.append(node)
                needed.update(node.input)
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(reversed(kept))
        self.graph.initializer.extend(one for name, one in self.constants.items() if name in needed)
        helper.set_model_props(self.model, {EVENED: json.dumps(self.evened)})
        onnx.checker.check_model(self.model, full_check=True)
        return self.model.SerializeToString()


def evening(rows: np.ndarray, weight: np.ndarray, strength: float) -> np.ndarray:
    """A factor per channel by which an input is divided: the greater, the larger its values and the smaller its weights are."""
    sizes, weights = np.maximum(np.abs(rows).max(0), 1e-3), np.maximum(np.abs(weight).max(1), 1e-4)
    factors = sizes**strength / weights ** (1 - strength)
    return (factors / np.exp(np.log(factors).mean())).astype(np.float32)


def session(content: bytes) -> onnxruntime.InferenceSession:
    """The graph in ONNX Runtime, as written: its optimiser would turn a dequantised matrix into an int8 product."""
    settings = onnxruntime.SessionOptions()
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])


def rewritten(content: bytes, feeds: list[dict[str, np.ndarray]], *, even: bool) -> tuple[bytes, dict[str, float]]:
    """A graph with its larger products rewritten, and how much that changes each, as a share of its size. `feeds` are inputs
    from articles; with `even`, channels may be evened out."""
    rewriting = Rewriting(content, even)
    rows = rewriting.rows(feeds)
    roundings = {source: rewriting.rounding(source, rows[source]) for source in rewriting.sources}
    return rewriting.rewrite(roundings), {source: round(how.change, 4) for source, how in roundings.items()}
