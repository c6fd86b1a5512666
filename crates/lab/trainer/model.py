"""A model: one encoder, a head a task, and the random field that makes a labelling of the first head's scores."""

from __future__ import annotations

import torch
from torch import nn

from .convolution import Convolution
from .convolution import Shape as ConvolutionShape
from .crf import Crf
from .labels import ENTITIES, LABELS
from .transformer import Shape as TransformerShape
from .transformer import Transformer

TASKS = {"labels": len(LABELS), "entities": len(ENTITIES)}
"""The heads that are exported, with the size of their scores."""


class Model(nn.Module):
    """Scores of every piece for every task. The encoder has `width`, `halo`, `learns_at`, `folded`, `matrices`
    and `write` as `Convolution` and `Transformer` have them; `auxiliary` tasks teach the encoder and are not exported."""

    def __init__(self, encoder: nn.Module, auxiliary: dict[str, int]) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = nn.ModuleDict({task: nn.Linear(encoder.width, size) for task, size in {**TASKS, **auxiliary}.items()})
        self.crf = Crf()

    def forward(self, pieces: torch.Tensor, features: torch.Tensor, mask: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
        """Scores `[rows, n, size]` of each task."""
        x = self.encoder(pieces, features, mask)
        return {task: head(x) for task, head in self.heads.items()}


def convolution(config: dict) -> Model:
    """The `fast` model as a run's configuration describes it."""
    shape = dict(config["shape"])
    shape["dilations"] = tuple(shape["dilations"])
    return Model(Convolution(ConvolutionShape(**shape)), config["auxiliary"])


def transformer(config: dict) -> Model:
    """The `accurate` model as a run's configuration describes it."""
    return Model(Transformer(TransformerShape(**config["shape"])), config["auxiliary"])


ENCODERS = {"convolution": convolution, "transformer": transformer}
"""The models there are, by the name a configuration gives its encoder."""


def build(config: dict) -> Model:
    """The model that a run's configuration describes, with fresh weights."""
    return ENCODERS[config["encoder"]](config)
