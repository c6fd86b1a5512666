"""Records to spaCy's documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._native import Record

__all__ = ["to_spacy"]

if TYPE_CHECKING:
    from ._native import Mention, Span

_TOKENS = re.compile(r"\w+|[^\w\s]|\s+")


def to_spacy(record: Record, vocab: Any) -> Any:
    """Make a spaCy document of a record, with what was said in its span groups.

    Nothing of spaCy reads the article: tokens are words, marks and white space. `nlp(doc)` adds what a
    pipeline of yours knows, and leaves the span groups as they are.

    Parameters
    ----------
    record : Record
        The record, of any unit of offsets.
    vocab : spacy.vocab.Vocab
        The vocabulary of your pipeline: `nlp.vocab`.

    Returns
    -------
    spacy.tokens.Doc
        The article's text, to the letter. In `doc.spans`: "statements", a span per part of a content, with
        the statement's kind as its label and the statement's id as its `id_`; "cues" and "sources",
        with the same ids; "mentions", with the speaker's name as label and the speaker's id as `id_`.
        A span that begins or ends inside a token is made longer.

    Raises
    ------
    ImportError
        If spaCy is not installed.

    Examples
    --------
    >>> import inquit, spacy
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> doc = inquit.to_spacy(record, spacy.blank("en").vocab)
    >>> [(span.text, span.label_) for span in doc.spans["statements"]]
    [('“The bridge stays shut,”', 'direct')]
    """
    try:
        from spacy.tokens import Doc
    except ImportError as error:
        raise ImportError("to_spacy needs the package spacy: pip install spacy") from error
    text = record.article.text
    words: list[str] = []
    spaces: list[bool] = []
    for token in _TOKENS.findall(text):
        # A space belongs to the token before it; other white space is a token.
        if token.startswith(" ") and words and not spaces[-1]:
            spaces[-1] = True
            token = token[1:]
        if token:
            words.append(token)
            spaces.append(False)
    doc = Doc(vocab, words=words, spaces=spaces)
    codepoint = _codepoints(record)

    def spans(parts: Iterable[Span | Mention | Any], label: str, id: str) -> list[Any]:
        places = ((codepoint(part.start), codepoint(part.end)) for part in parts if part.start < part.end)
        return [doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand") for start, end in places]

    said = record.statements
    groups = {
        "statements": [span for one in said for span in spans(one.content, one.kind, one.id)],
        "cues": [span for one in said if one.cue is not None for span in spans([one.cue], one.cue.act, one.id)],
        "sources": [span for one in said for span in spans(one.source, "source", one.id)],
        "mentions": [span for one in record.speakers for span in spans(one.mentions, one.name, one.id)],
    }
    for name, group in groups.items():
        doc.spans[name] = group
    return doc


def _codepoints(record: Record) -> Any:
    """What turns the record's offsets into places in a string of Python."""
    text, unit = record.article.text, record.article.offset_unit
    if unit == "codepoint":
        return lambda offset: offset
    places, at = {0: 0}, 0
    for place, letter in enumerate(text, 1):
        at += 1 + (ord(letter) > 0xFFFF) if unit == "utf16" else len(letter.encode())
        places[at] = place
    return places.__getitem__
