"""Finished runs to one: the mean of their weights, as `trainer` makes it."""

from __future__ import annotations

import argparse

from trainer import average
from trainer.average import arguments

from .train import restore

__all__ = ["arguments", "main"]


def main(options: argparse.Namespace) -> None:
    """Writes the mean of the runs, with the record of the last and the commands of all."""
    average.main(options, restore)
