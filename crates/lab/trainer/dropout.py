"""Dropout that costs little on a processor."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


class Dropout(nn.Module):
    """Dropout whose noise is a random stretch of a pool drawn once: drawing it anew cost a quarter of a training step."""

    def __init__(self, rate: float, pool: torch.Tensor) -> None:
        super().__init__()
        self.rate, self.pool = rate, [pool]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The input, with a share of `rate` of its values zeroed in training."""
        if not self.training or self.rate == 0:
            return x
        pool = self.pool[0]
        if x.numel() > len(pool) // 2:
            return F.dropout(x, self.rate)
        at = int(torch.randint(len(pool) - x.numel(), ()))
        return x * pool[at : at + x.numel()].view(x.shape)


def noise(rate: float, size: int = 1 << 23) -> torch.Tensor:
    """A pool of factors for `Dropout`."""
    return torch.empty(size).bernoulli_(1 - rate).div_(1 - rate)
