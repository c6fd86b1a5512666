"""Finished runs to one: the mean of their weights.

Runs that went on from one another lie in one valley, and the middle of it reads other articles better than either end.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from .train import restore, save


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of an average."""
    parser.add_argument("run_folders", type=Path, nargs="+", help="folders of finished runs of one shape; the last one's record is kept")
    parser.add_argument("--out", type=Path, required=True)


def main(options: argparse.Namespace) -> None:
    """Writes the mean of the runs, with the record of the last and the commands of all."""
    models, runs = zip(*(restore(folder) for folder in options.run_folders), strict=True)
    model, run = models[-1], runs[-1]
    if any(other["config"] != run["config"] for other in runs):
        raise RuntimeError("the runs are of different shapes")
    states = [other.state_dict() for other in models]
    with torch.no_grad():
        model.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    run["averaged"] = [other["command"] for other in runs]
    save(options.out, model, run)
    print(json.dumps({"averaged": [str(folder) for folder in options.run_folders]}))
