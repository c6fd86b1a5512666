"""Compares an excerpt of a record with the record."""

from __future__ import annotations

import math
from typing import Any


def differences(shown: Any, real: Any, at: str) -> list[str]:
    """What `shown` says that `real` does not: fields may be left out, and items of lists."""
    if isinstance(shown, dict) and isinstance(real, dict):
        found = [f"{at}.{key}: no such field" for key in shown if key not in real]
        for key in shown.keys() & real.keys():
            found += differences(shown[key], real[key], f"{at}.{key}")
        return found
    if isinstance(shown, list) and isinstance(real, list):
        found = []
        for item in shown:
            candidates = [differences(item, other, f"{at}[{n}]") for n, other in enumerate(real)]
            found += sorted(candidates, key=len)[0] if candidates else [f"{at}: empty"]
        return found
    if isinstance(shown, float) and isinstance(real, float):
        return [] if math.isclose(shown, real, abs_tol=0.005) else [f"{at}: {shown}, really {real:.2f}"]
    return [] if shown == real else [f"{at}: {shown!r}, really {real!r}"]
