"""Runs each notebook in `examples/` in a kernel of its own and keeps what it shows.

Notebooks are committed with their outputs, since people look at it on a code host before they run anything, and
tests/python/test_notebook.py holds them to what comes out. After changing it: `python tests/python/notebook.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from pages import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def read(path: Path) -> Any:
    """A notebook as it is committed."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(notebook: Any) -> Any:
    """The notebook with what its cells show when they are run one after the other."""
    client = nbclient.NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(ROOT / "examples")}})
    # A kernel shows pictures in the notebook unless its surroundings name another way.
    surroundings = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    client.execute(env=surroundings)
    # What a kernel adds of the machine it runs on is no part of the notebook.
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


if __name__ == "__main__":
    for path in NOTEBOOKS:
        nbformat.write(executed(read(path)), path)  # type: ignore[no-untyped-call]
