"""Records as spaCy's documents."""

from __future__ import annotations

from typing import Any

import inquit
import pytest
import spacy

TEXTS = [
    "“The  bridge stays shut,” said Nadia Okafor.\n\n\tShe left. 🚢 “Open it,” Ivo Lund told the Echo, “now.”\n",
    " “No,” said Bertrand.",
    "Rain.",
]


@pytest.mark.parametrize("offsets", ["codepoint", "utf16", "byte"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_document_has_the_text_and_the_spans_of_the_record(text: str, offsets: Any) -> None:
    record = inquit.parse(text, model="fast", offsets=offsets)
    doc = inquit.to_spacy(record, spacy.blank("en").vocab)
    assert doc.text == record.article.text
    said = [(part.text, one.kind, one.id) for one in record.statements for part in one.content]
    assert [(span.text, span.label_, span.id_) for span in doc.spans["statements"]] == said
    assert [span.text for span in doc.spans["cues"]] == [one.cue.text for one in record.statements if one.cue]
    assert [span.text for span in doc.spans["sources"]] == [part.text for one in record.statements for part in one.source]
    mentions = [(one.text, speaker.name, speaker.id) for speaker in record.speakers for one in speaker.mentions]
    assert [(span.text, span.label_, span.id_) for span in doc.spans["mentions"]] == mentions


def test_a_pipeline_goes_on_from_there() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(inquit.to_spacy(inquit.parse(TEXTS[0], model="fast"), nlp.vocab))
    assert len(list(doc.sents)) > 1 and len(doc.spans["statements"]) > 1
