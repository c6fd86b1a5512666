"""The example notebooks run from their first cell to their last, and show what is committed."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import notebook
import pytest
from images import difference


def shown(cell: Any) -> list[Any]:
    """What a cell shows, pictures left out."""
    return [
        (output.output_type, output.get("text") or {kind: data for kind, data in output.data.items() if not kind.startswith("image/")})
        for output in cell.get("outputs", [])
    ]


def pictures(cell: Any) -> list[bytes]:
    """The pictures that a cell shows."""
    found = [output.data["image/png"] for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    return [base64.b64decode(data) for data in found]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", notebook.NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_shows_what_is_committed(path: Path) -> None:
    committed, now = notebook.read(path), notebook.executed(notebook.read(path))
    for number, (old, new) in enumerate(zip(committed.cells, now.cells, strict=True), 1):
        assert shown(old) == shown(new), f"cell {number} is stale: run `python tests/python/notebook.py`"
        for left, right in zip(pictures(old), pictures(new), strict=True):
            assert difference(left, right) < 0.01, f"the picture of cell {number} is stale"
    assert sum(len(pictures(cell)) for cell in committed.cells) >= 1
    assert path.stat().st_size < 400_000
