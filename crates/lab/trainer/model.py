"""A model: one encoder, a head per task, and what belongs to each anchor that the first head finds."""

from __future__ import annotations

import torch
from torch import nn

from .arguments import Arguments
from .arguments import Shape as ArgumentsShape
from .convolution import Convolution
from .convolution import Shape as ConvolutionShape
from .crf import Crf
from .data import Mentions, Windows
from .labels import ANCHORS, ARGUMENTS, ENTITIES
from .mentions import Labels
from .mentions import Shape as MentionsShape
from .transformer import Shape as TransformerShape
from .transformer import Transformer

TASKS = {"anchors": len(ANCHORS), "entities": len(ENTITIES)}
"""The heads on single words that are exported, with the size of their scores."""


class Model(nn.Module):
    """Scores of every piece for every task. The encoder has `width`, `halo`, `learns_at`, `folded`, `matrices`
    and `write` as `Convolution` and `Transformer` have them; `auxiliary` tasks teach the encoder and are not exported."""

    def __init__(self, encoder: nn.Module, auxiliary: dict[str, int], arguments: ArgumentsShape, mentions: MentionsShape | None = None) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = nn.ModuleDict({task: nn.Linear(encoder.width, size) for task, size in {**TASKS, **auxiliary}.items()})
        self.outer = nn.Parameter(torch.zeros(encoder.width))
        """Added to the embeddings of an article that is marked by the other guide, which marks the outer statements only."""
        self.arguments = Arguments(encoder.width, arguments)
        self.crf = Crf(ARGUMENTS)
        self.mentions = Labels(3 * arguments.channels, mentions) if mentions else None

    def forward(
        self, pieces: torch.Tensor, features: torch.Tensor, mask: torch.Tensor | None = None, outer: torch.Tensor | None = None
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
        """Scores `[rows, n, size]` of each task, and the states `[rows, n, width]`. `outer` `[rows]` says how far a row
        is to be read by the guide that marks outer statements only: 1 wholly, 0 (the default) not at all."""
        states = self.encoder(pieces, features, mask, None if outer is None else outer[:, None, None] * self.outer)
        return {task: head(states) for task, head in self.heads.items()}, states

    def lean(self, share: float) -> None:
        """Reads from now on this far by the guide that marks outer statements only."""
        self.encoder.shift(share * self.outer)

    def argued(self, states: torch.Tensor, found: Windows) -> torch.Tensor:
        """Scores `[anchors, longest, 5]` of the words around anchors, from states flattened to `[pieces, width]`."""
        words, anchors = self.arguments.project(states)
        return self.arguments(words[found.words], anchors[found.ends].mean(1), found.distances, found.kinds, found.mask)

    def compared(self, states: torch.Tensor, entities: torch.Tensor, found: Mentions) -> torch.Tensor:
        """What words are labelled and mentions compared by, `[rows, longest, channels]`, from states `[pieces, width]` and
        scores of names `[pieces, 5]`, both flattened."""
        held = torch.cat(self.arguments.project(states[found.words]), -1)
        return self.mentions.inner(held, entities[found.words], found.features, found.known[..., None].float())


def arguments(config: dict) -> ArgumentsShape:
    """The scorer of arguments as a run's configuration describes it."""
    shape = dict(config["arguments"])
    shape["dilations"] = tuple(shape["dilations"])
    return ArgumentsShape(**shape)


def mentions(config: dict) -> MentionsShape | None:
    """The labels of mentions as a run's configuration describes them; `None` for a run that learned none."""
    shape = config.get("mentions")
    return shape and MentionsShape(**{**shape, "dilations": tuple(shape["dilations"])})


def convolution(config: dict) -> Model:
    """The `fast` model as a run's configuration describes it."""
    shape = dict(config["shape"])
    shape["dilations"] = tuple(shape["dilations"])
    return Model(Convolution(ConvolutionShape(**shape)), config["auxiliary"], arguments(config), mentions(config))


def transformer(config: dict) -> Model:
    """The `accurate` model as a run's configuration describes it."""
    return Model(Transformer(TransformerShape(**config["shape"])), config["auxiliary"], arguments(config), mentions(config))


ENCODERS = {"convolution": convolution, "transformer": transformer}
"""The models there are, by the name a configuration gives its encoder."""


def build(config: dict) -> Model:
    """The model that a run's configuration describes, with fresh weights."""
    return ENCODERS[config["encoder"]](config)
