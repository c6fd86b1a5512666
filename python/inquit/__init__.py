"""Reads news articles into a record of who said what.

>>> import inquit
>>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
>>> for statement in record.statements:
...     for id in statement.speakers:
...         print(record.speaker(id).name, "said:", statement.text)
Nadia Okafor said: “The bridge stays shut,”

`parse` reads one article, `Pipeline` many with one model: `Pipeline.pipe` reads a stream on several
processors. Both return a `Record`: the article's parts, the speakers, and the statements with their
content, cue, source and speakers, each with its place in the text. Records are JSON at heart: the
classes have the names and fields of the JSON that the command line writes, and `Record.from_json`
reads it back.

`read` finds the articles in files, folders and archives, and their records become tables:

>>> records = inquit.read("examples/article.txt").parse()
>>> records.statements.to_pandas()["speaker"].value_counts().index[0]
'Nadia Okafor'

`parse_frame` takes a data frame and gives one. `records.stats` counts, `records.report` makes a page,
`records.save` and `load` keep records between sessions. `table` makes one of any records, `Pipeline.parse_batch` takes columns and gives columns, and
`inquit.arrow` does so for Spark, Ray, Dask and Polars.

Offsets count code points by default, so Python's slices hold:

>>> span = record.statements[0].content[0]
>>> record.article.text[span.start:span.end] == span.text
True
"""

from ._corpus import Corpus, Records, load, read
from ._errors import Error, ModelError, RecordError
from ._frames import parse_frame
from ._native import (
    Addressee,
    Article,
    Cue,
    Dateline,
    Generator,
    Mention,
    Note,
    Pipeline,
    Record,
    Role,
    Section,
    Span,
    Speaker,
    Statement,
    StatementNote,
    Table,
    __version__,
    models,
    parse,
    table,
)
from ._spacy import to_spacy

__all__ = [
    "Addressee",
    "Article",
    "Corpus",
    "Cue",
    "Dateline",
    "Error",
    "Generator",
    "Mention",
    "ModelError",
    "Note",
    "Pipeline",
    "Record",
    "RecordError",
    "Records",
    "Role",
    "Section",
    "Span",
    "Speaker",
    "Statement",
    "StatementNote",
    "Table",
    "__version__",
    "load",
    "models",
    "parse",
    "parse_frame",
    "read",
    "table",
    "to_spacy",
]
