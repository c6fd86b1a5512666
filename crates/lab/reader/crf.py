"""A linear-chain conditional random field over the words around an anchor: `trainer`'s, over other labels."""

from __future__ import annotations

import torch
from torch import nn
from trainer.crf import Crf as Field

from .labels import forbidden


class Crf(Field):
    """Learned scores of one label after another, of the first and of the last label of a sequence."""

    def __init__(self, names: list[str]) -> None:
        nn.Module.__init__(self)
        k = len(names)
        self.learned = nn.Parameter(torch.zeros(k, k))
        self.first = nn.Parameter(torch.zeros(k))
        self.last = nn.Parameter(torch.zeros(k))
        barred = torch.tensor([[forbidden(a, b) for b in names] for a in names])
        self.register_buffer("barred", barred, persistent=False)
        self.register_buffer("no_start", torch.tensor([forbidden(None, b) for b in names]), persistent=False)
