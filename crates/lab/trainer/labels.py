"""The label sets of the models, in the order of their scores; the library's `ANCHOR_LABELS`, `ARGUMENT_LABELS`
and `EntityLabel::ALL`."""

ANCHORS = ["O", "B-CUE", "I-CUE", "START"]
"""Where something is reported: a word outside, the first or later word of a cue, the first word of a content without a cue."""

ARGUMENTS = ["O", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"]
"""What a word is to one anchor."""

ENTITIES = ["O", "PERSON", "ORGANISATION", "PLACE", "OTHER"]

NAMES = ["O", "B-PERSON", "I-PERSON", "B-BODY", "I-BODY", "B-PLACE", "I-PLACE", "B-WORK", "I-WORK"]
HEADS = ["O", "PERSON", "GROUP", "BODY", "DOCUMENT", "OTHER", "PRONOUN"]
ROLES = ["O", "B-TITLE", "I-TITLE", "B-ORGANISATION", "I-ORGANISATION"]
BOUNDS = 2
"""Whether a mention begins, and whether one ends with a word."""
SIZES = [len(NAMES), len(HEADS), len(ROLES), BOUNDS]
OUTPUTS = ["names", "heads", "roles", "bounds"]

NAME_OF_KIND = {"person": "PERSON", "organisation": "BODY", "group": "BODY", "place": "PLACE", "work": "WORK", "document": "WORK"}
HEAD_OF_KIND = {"person": "PERSON", "group": "GROUP", "organisation": "BODY", "document": "DOCUMENT", "place": "OTHER", "work": "OTHER"}

UNKNOWN = -1
"""Label of a word that is not known: it takes no part in the loss."""

CUE, START = 0, 1
"""Kinds of anchors."""

DISTANCES = 33
"""How many buckets of distance between a word and an anchor there are."""

MOST_WORDS = 384
"""How many words before and after an anchor what belongs to it may lie, as in the library's `stages::MOST_WORDS`."""

CLS, SEP, MASK = 101, 102, 103
"""Ids of the special wordpieces."""

N_WORD_FEATURES = 2371
"""How many features of words there are, as in the library."""

FEATURES = (7, 9, 9)
"""How many values each feature of a piece has: shape, quotation, place; 0 means none."""


def forbidden(before: str | None, after: str) -> bool:
    """Whether no labelling has these neighbours: a later word (`I-`) needs a word of its own part before it."""
    return after.startswith("I-") and (before is None or before[2:] != after[2:])
