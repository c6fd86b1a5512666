"""Compares pictures by what they look like: the same size, and nearly the same colours."""

from __future__ import annotations

import io

import numpy
from PIL import Image


def difference(left: bytes, right: bytes) -> float:
    """The mean difference of two pictures, 0 for none to 1 for black and white; 1 where sizes differ."""
    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (left, right))
    if first.size != second.size:
        return 1.0
    return float(numpy.abs(numpy.asarray(first, float) - numpy.asarray(second, float)).mean() / 255)
