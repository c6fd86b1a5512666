"""A linear-chain conditional random field over the words around an anchor: its likelihood, its best labelling.

The partition function and its gradient come from one scaled forward-backward pass in double precision, outside the
autograd graph: about ten times faster on a processor than differentiating through the recursion. Transitions that no
labelling can have (`I-SOURCE` after `O`) are fixed at `FORBIDDEN` and never learnt.
"""

from __future__ import annotations

import torch
from torch import nn

from .labels import forbidden

FORBIDDEN = -1e4


class LogPartition(torch.autograd.Function):
    """The log of the summed weight of all labellings of each sequence.

    Emissions `[sequences, longest, k]`, transitions `[k, k]` from-to, start `[k]`, end `[k]`, lengths `[sequences]`,
    all of at least 1; the result has a value a sequence.
    """

    @staticmethod
    def forward(ctx, emissions, transitions, start, end, lengths):  # noqa: ANN001, ANN205
        scores = emissions.detach().double()
        top = scores.amax(-1, keepdim=True)
        weight = (scores - top).exp()
        step, first, last = (x.detach().double().exp() for x in (transitions, start, end))
        count, longest, k = scores.shape
        inside = torch.arange(longest) < lengths[:, None]

        ahead = torch.empty(longest, count, k, dtype=torch.double)
        norm = torch.empty(longest, count, 1, dtype=torch.double)
        by_time = weight.transpose(0, 1).contiguous()
        current = first * by_time[0]
        for t in range(longest):
            if t:
                current = torch.mm(current, step).mul_(by_time[t])
            norm[t] = current.sum(-1, keepdim=True)
            current = torch.div(current, norm[t], out=ahead[t])
        at_end = lengths - 1
        final = ahead[at_end, torch.arange(count)]
        closing = (final * last).sum(-1)
        logs = (norm[..., 0].log() + top[..., 0].T).masked_fill(~inside.T, 0.0)
        value = logs.sum(0) + closing.log()

        back = torch.empty(longest, count, k, dtype=torch.double)
        back[longest - 1] = last
        onward = torch.empty_like(back)
        turned = step.T.contiguous()
        ends_here = (torch.arange(longest)[:, None] >= at_end)[..., None]
        for t in range(longest - 1, -1, -1):
            if t < longest - 1:
                come = torch.mm(onward[t + 1], turned)
                come /= come.sum(-1, keepdim=True)
                back[t] = torch.where(ends_here[t], last, come)
            torch.mul(by_time[t], back[t], out=onward[t])
        marginals = ahead * back
        marginals /= marginals.sum(-1, keepdim=True)
        ctx.save_for_backward(marginals, ahead, onward, step, inside, lengths)
        ctx.kind = emissions.dtype
        return value.to(emissions.dtype)

    @staticmethod
    def backward(ctx, grad):  # noqa: ANN001, ANN205
        marginals, ahead, onward, step, inside, lengths = ctx.saved_tensors
        grad = grad.double()
        by_time = inside.T.double()[..., None] * grad[None, :, None]
        emissions = (marginals * by_time).transpose(0, 1)
        joined = (ahead[:-1] @ step * onward[1:]).sum(-1, keepdim=True)
        left = (ahead[:-1] / joined * by_time[1:]).flatten(0, 1)
        transitions = step * (left.T @ onward[1:].flatten(0, 1))
        start = (marginals[0] * grad[:, None]).sum(0)
        end = (marginals[lengths - 1, torch.arange(len(lengths))] * grad[:, None]).sum(0)
        return tuple(x.to(ctx.kind) for x in (emissions, transitions, start, end)) + (None,)


class Crf(nn.Module):
    """Learned scores of one label after another, of the first and of the last label of a sequence."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        k = len(names)
        self.learned = nn.Parameter(torch.zeros(k, k))
        self.first = nn.Parameter(torch.zeros(k))
        self.last = nn.Parameter(torch.zeros(k))
        barred = torch.tensor([[forbidden(a, b) for b in names] for a in names])
        self.register_buffer("barred", barred, persistent=False)
        self.register_buffer("no_start", torch.tensor([forbidden(None, b) for b in names]), persistent=False)

    def scores(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Transitions `[k, k]` from-to, start `[k]`, end `[k]`, forbidden ones included."""
        return self.learned.masked_fill(self.barred, FORBIDDEN), self.first.masked_fill(self.no_start, FORBIDDEN), self.last

    def loss(self, emissions: torch.Tensor, labels: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Negative log-likelihood of the labels of each sequence."""
        transitions, start, end = self.scores()
        inside = torch.arange(labels.shape[1]) < lengths[:, None]
        score = emissions.gather(-1, labels[..., None])[..., 0].masked_fill(~inside, 0.0).sum(1)
        moves = transitions[labels[:, :-1], labels[:, 1:]].masked_fill(~inside[:, 1:], 0.0).sum(1)
        final = labels.gather(1, lengths[:, None] - 1)[:, 0]
        score = score + moves + start[labels[:, 0]] + end[final]
        return LogPartition.apply(emissions, transitions, start, end, lengths) - score

    @torch.no_grad()
    def best(self, emissions: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The most likely labels `[sequences, longest]`; those after a sequence's end mean nothing."""
        transitions, start, end = self.scores()
        count, longest, _ = emissions.shape
        score = emissions[:, 0] + start
        back = []
        for t in range(1, longest):
            reached, chosen = (score[:, :, None] + transitions).max(1)
            running = (t < lengths)[:, None]
            score = torch.where(running, reached + emissions[:, t], score)
            back.append(torch.where(running, chosen, torch.arange(score.shape[1])))
        out = torch.empty(count, longest, dtype=torch.long)
        label = (score + end).argmax(1)
        out[:, longest - 1] = label
        for t in range(longest - 1, 0, -1):
            label = back[t - 1].gather(1, label[:, None])[:, 0]
            out[:, t - 1] = label
        return out
