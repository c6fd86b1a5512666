"""The label sets of the models, in the order of their scores; the library's `Label::ALL` and `EntityLabel::ALL`."""

LABELS = ["O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT"]
ENTITIES = ["O", "PERSON", "ORGANISATION", "PLACE", "OTHER"]
ROLES = ["SOURCE", "CUE", "CONTENT"]

CLS, SEP, MASK = 101, 102, 103
"""Ids of the special wordpieces."""

FEATURES = (7, 9, 9)
"""How many values each feature of a piece has: shape, quotation, place; 0 stands for none."""


def role(label: int) -> int:
    """Index into `ROLES` of a label other than `O`."""
    return (label - 1) // 2


def begins(label: int) -> bool:
    """Whether a label is the first word of a part."""
    return label % 2 == 1


def forbidden(before: int, after: int) -> bool:
    """Whether no part can be labelled so: a later word needs a word of its own role before it."""
    return after != 0 and not begins(after) and (before == 0 or role(before) != role(after))
