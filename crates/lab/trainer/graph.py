"""Writes an ONNX graph by hand, with matrices in int8.

By hand because the graph is small, is to hold exactly the operations the library's runtime runs well, and stores its
matrices as the exporter of a framework would not: int8 with a scale an output channel, dequantised once at load
(`DequantizeLinear` of constants), the wordpiece table a scale a row, dequantised after the look-up.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OPSET = 20
LAST = np.iinfo(np.int32).max
"""An end beyond every length."""


def quantised(weight: torch.Tensor | np.ndarray, axis: int, most: int = 127) -> tuple[np.ndarray, np.ndarray]:
    """Values in -most..=most of the weight's shape, and their scales: one per index of `axis`."""
    values = weight if isinstance(weight, np.ndarray) else weight.detach().double().numpy()
    others = tuple(at for at in range(values.ndim) if at != axis)
    scale = np.maximum(np.abs(values).max(axis=others) / most, 1e-12).astype(np.float32)
    spread = scale.reshape([-1 if at == axis else 1 for at in range(values.ndim)])
    return np.clip(np.rint(values / spread), -most, most).astype(np.int8), scale


def dequantised(values: np.ndarray, scale: np.ndarray, axis: int) -> np.ndarray:
    """The weight that stored values and scales stand for, in single precision."""
    return values.astype(np.float32) * scale.reshape([-1 if at == axis else 1 for at in range(values.ndim)])


class Graph:
    """A graph being written. `stored` holds the matrices to keep in int8; others are written in single precision."""

    def __init__(self, stored: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        self.stored = stored
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Adds an operation with one output; its name."""
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, outputs: int, *inputs: str, **attributes: object) -> list[str]:
        """Adds an operation with several outputs; their names."""
        names = [f"{kind.lower()}_{len(self.nodes)}" + (f"_{at}" if outputs > 1 else "") for at in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def constant(self, name: str, value: np.ndarray) -> str:
        """Adds a constant; its name."""
        self.constants[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def floats(self, name: str, value: torch.Tensor) -> str:
        """Adds a constant in single precision; its name."""
        return self.constant(name, value.detach().float().numpy())

    def integers(self, name: str, value: object) -> str:
        """Adds a constant of 64-bit integers; its name."""
        return self.constant(name, np.asarray(value, np.int64))

    def matrix(self, name: str, weight: torch.Tensor, turn) -> str:  # noqa: ANN001
        """Adds a weight, its first axis the output channels, in the layout that `turn` brings an array to; its name."""
        if name not in self.stored:
            return self.constant(name, turn(weight.detach().float().numpy()))
        values, scale = self.stored[name]
        # Where the output channels went: `turn` applied to their indices.
        spread = np.broadcast_to(np.arange(len(scale)).reshape(-1, *[1] * (values.ndim - 1)), values.shape)
        moved = turn(spread)
        axis = next(at for at in range(moved.ndim) if moved.shape[at] == len(scale) and (np.diff(moved, axis=at) == 1).all())
        return self.op(
            "DequantizeLinear",
            self.constant(f"{name}.int8", turn(values)),
            self.constant(f"{name}.scale", scale),
            axis=axis,
        )

    def embedding(self, index: str, name: str) -> str:
        """Looks rows up in a table stored in int8 with a scale a row."""
        values, scale = self.stored[name]
        rows = self.op("Gather", self.constant(f"{name}.int8", values), index, axis=0)
        scales = self.op("Gather", self.constant(f"{name}.scale", scale[:, None]), index, axis=0)
        return self.op("Mul", self.op("Cast", rows, to=TensorProto.FLOAT), scales)

    def layer_norm(self, x: str, norm: nn.LayerNorm, name: str) -> str:
        """Layer normalisation of the last axis."""
        weight, bias = self.floats(f"{name}.weight", norm.weight), self.floats(f"{name}.bias", norm.bias)
        return self.op("LayerNormalization", x, weight, bias, axis=-1, epsilon=norm.eps)

    def linear(self, x: str, layer: nn.Linear, name: str) -> str:
        """A linear layer over the last axis."""
        y = self.op("MatMul", x, self.matrix(name, layer.weight, lambda w: w.T))
        return self.op("Add", y, self.floats(f"{name}.bias", layer.bias))

    def convolution(self, x: str, layer: nn.Conv2d, name: str) -> str:
        """A convolution over `[1, n, channels]` that keeps its length."""
        near = self.op("Concat", *self.shifted(x, layer), axis=2)
        # [out, in, 1, k] to [k * in, out]: shift after shift, as they are joined.
        weight = self.matrix(name, layer.weight, lambda w: w[:, :, 0].transpose(2, 1, 0).reshape(-1, w.shape[0]))
        return self.op("Add", self.op("MatMul", near, weight), self.floats(f"{name}.bias", layer.bias))

    def depthwise(self, x: str, layer: nn.Conv2d, name: str) -> str:
        """A convolution of each channel by itself."""
        bias = self.floats(f"{name}.bias", layer.bias)
        y = bias
        for at, near in enumerate(self.shifted(x, layer)):
            y = self.op("Add", self.op("Mul", near, self.floats(f"{name}.{at}", layer.weight[:, 0, 0, at])), y)
        return y

    def shifted(self, x: str, layer: nn.Conv2d) -> list[str]:
        """The sequence shifted to each of the kernel's places, zeros beyond its ends."""
        pad, dilation, kernel = layer.padding[1], layer.dilation[1], layer.kernel_size[1]
        wide = self.padded(x, pad)
        ends = [(at * dilation, (at + 1 - kernel) * dilation) for at in range(kernel)]
        return [x if end == -start else self.slice(wide, 1, start, end or LAST) for start, end in ends]

    def moved(self, x: str, channels: int, by: int, width: int) -> str:
        """`[1, n, width]` with the first channels moved `by` places right and as many of the last moved left."""
        wide = self.padded(x, by)
        right = self.slice(self.slice(wide, 2, 0, channels), 1, 0, -2 * by)
        left = self.slice(self.slice(wide, 2, width - channels, width), 1, 2 * by, LAST)
        return self.op("Concat", right, self.slice(x, 2, channels, width - channels), left, axis=2)

    def padded(self, x: str, pad: int) -> str:
        """`[1, n, channels]` with places of zeros before and after."""
        return self.op("Pad", x, self.integers(f"pad.{pad}", [0, pad, 0, 0, pad, 0]))

    def slice(self, x: str, axis: int, start: int, end: int) -> str:
        """A stretch of one axis; a negative end counts from the end."""
        bounds = [self.integers(f"at.{at}", [at]) for at in (start, end, axis)]
        return self.op("Slice", x, *bounds)

    def places(self, pieces: str) -> str:
        """0, 1, 2 … for pieces `[1, n]`, as `[1, n]`."""
        shape = self.op("Shape", pieces, start=1)
        count = self.op("Squeeze", shape, self.integers("at.0", [0]))
        places = self.op("Range", self.integers("zero", 0), count, self.integers("one", 1))
        return self.op("Unsqueeze", places, self.integers("at.0", [0]))

    def scaled(self, x: str, factor: float) -> str:
        """Every value times a factor."""
        return self.op("Mul", x, self.constant(f"factor.{factor:.6}", np.asarray(factor, np.float32)))

    def gate(self, x: str, width: int) -> str:
        """The first `width` channels times the sigmoid of as many others."""
        value, gate = self.ops("Split", 2, x, self.integers(f"halves.{width}", [width, width]), axis=2)
        return self.op("Mul", value, self.op("Sigmoid", gate))
