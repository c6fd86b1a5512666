"""Arrow record batches of articles in, Arrow record batches of statements out.

One function, `parse_batches`, is what Spark's `mapInArrow`, Dask, Ray and Polars call; all that
differs is how each hands over its batches. It needs PyArrow.

>>> import pyarrow as pa
>>> import inquit.arrow
>>> articles = pa.RecordBatch.from_pylist([{"id": "a", "text": "“No,” said Bertrand."}])
>>> for batch in inquit.arrow.parse_batches([articles], model="fast"):
...     print(batch.num_rows, batch.column("speaker")[0])
1 Bertrand

`docs/on-a-cluster.md` has the same for each of these tools.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ._native import Pipeline, table

try:
    import pyarrow
except ImportError:
    raise ImportError("inquit.arrow needs the package pyarrow: pip install pyarrow") from None

__all__ = ["parse_batches", "parse_table", "schema", "spark_schema"]

if TYPE_CHECKING:
    _Columns = Literal["statements", "attributions", "records"]

_pipelines: dict[str, Pipeline] = {}

# The names that Spark's DDL has for the types of our columns.
SPARK_TYPES = {"string": "STRING", "bool": "BOOLEAN", "int32": "INT", "int64": "BIGINT", "double": "DOUBLE"}


def schema(columns: _Columns = "statements", add: Sequence[str] = ()) -> pyarrow.Schema:
    """The columns that `parse_batches` returns.

    Parameters
    ----------
    columns : {"statements", "attributions", "records"}, default "statements"
        As in `parse_batches`.
    add : sequence of str, optional
        As in `parse_batches`.

    Returns
    -------
    pyarrow.Schema
        Every column may hold nulls, since the rows of articles that cannot be read are almost empty.

    Raises
    ------
    ValueError
        If `columns` is none of these, or columns are added to `records`.

    Examples
    --------
    >>> import inquit.arrow
    >>> inquit.arrow.schema("records").names
    ['article_id', 'record', 'error']
    """
    if columns == "records" and add:
        raise ValueError("add: records have no columns to add")
    if columns == "records":
        fields = [pyarrow.field("article_id", pyarrow.string()), pyarrow.field("record", pyarrow.string())]
    elif columns in ("statements", "attributions"):
        fields = [field.with_nullable(True) for field in pyarrow.schema(table([], columns, list(add)))]
    else:
        raise ValueError(f"columns: unknown value `{columns}`, expected statements, attributions or records")
    return pyarrow.schema([*fields, pyarrow.field("error", pyarrow.string())])


def spark_schema(columns: _Columns = "statements", add: Sequence[str] = ()) -> str:
    """The same columns as Spark writes them, for `mapInArrow`.

    Parameters
    ----------
    columns : {"statements", "attributions", "records"}, default "statements"
        As in `parse_batches`.
    add : sequence of str, optional
        As in `parse_batches`.

    Returns
    -------
    str
        A schema in Spark's DDL.

    Raises
    ------
    ValueError
        If `columns` is none of these, or columns are added to `records`.

    Examples
    --------
    >>> import inquit.arrow
    >>> inquit.arrow.spark_schema("records")
    '`article_id` STRING, `record` STRING, `error` STRING'
    """
    return ", ".join(f"`{field.name}` {SPARK_TYPES[str(field.type)]}" for field in schema(columns, add))


def parse_batches(
    batches: Iterable[pyarrow.RecordBatch],
    *,
    model: str | os.PathLike[str] = "accurate",
    columns: _Columns = "statements",
    add: Sequence[str] = (),
    map: Mapping[str, str] | None = None,
    n_jobs: int = 1,
    errors: Literal["return", "raise"] = "return",
    min_confidence: float = 0.0,
    offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
    aliases: Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None,
    people: Any = None,
    date_order: Literal["dmy", "mdy"] | None = None,
) -> Iterator[pyarrow.RecordBatch]:
    """Read batches of articles, one after the other.

    A model that is built in is loaded once a process, whatever the number of batches. No article is lost: one
    that cannot be read has a row with its id and an `error`. One in which nobody says anything has
    no row of statements.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        The articles, a row each. Fields are known by many names (`text`, `maintext`, `title`, …), as in
        `Pipeline.pipe`; columns of bytes, decimals and durations are passed over.
    model : str or os.PathLike, default "accurate"
        The name of a built-in model (see `models`) or the folder of another, on every machine.
    columns : {"statements", "attributions", "records"}, default "statements"
        What comes out: a row per statement, per statement and speaker, or per article with the whole
        `record` as JSON. See `schema`.
    add : sequence of str, optional
        Columns that the first two get: fields of the input ("extra.section"), attributes of people
        ("people.party"), "week", "month" or "year". Give `schema` the same.
    map : dict of str to str, optional
        What fields are called in the batches: `{"text": "Volltext"}`.
    n_jobs : int, default 1
        Articles read at the same time; -1 for one a processor. Leave it at 1 where the tool itself runs
        a task a processor.
    errors : {"return", "raise"}, default "return"
        Whether an article that cannot be read gets a row of its own, or ends the stream with a
        `RecordError`.
    min_confidence : float, default 0.0
        Statements that are less likely to be right than this are left out.
    offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
        What offsets count.
    aliases : mapping or str or os.PathLike, optional
        Names that are known already, as in `Pipeline`.
    people : mapping, list of dict, data frame, str or os.PathLike, optional
        People with their attributes, as in `Pipeline`. The path of a table is read on every machine.
    date_order : {"dmy", "mdy"}, optional
        The order of day and month in dates such as "01/05/2024".

    Yields
    ------
    pyarrow.RecordBatch
        A batch for every batch, with the columns of `schema(columns)`.

    Raises
    ------
    ModelError
        If the model cannot be loaded.
    RecordError
        With `errors="raise"`, if an article cannot be read.
    ValueError
        If an argument is none of the values above.

    Examples
    --------
    >>> import pyarrow as pa
    >>> import inquit.arrow
    >>> rows = [{"id": "a", "text": "“No,” said Bertrand."}, {"id": "b", "text": None}]
    >>> [batch] = inquit.arrow.parse_batches([pa.RecordBatch.from_pylist(rows)])
    >>> batch.select(["article_id", "speaker"]).to_pylist()
    [{'article_id': 'a', 'speaker': 'Bertrand'}, {'article_id': 'b', 'speaker': None}]
    >>> batch.column("error")[1].as_py()
    'text field `text` is empty'
    """
    expected = schema(columns, add)
    is_plain = aliases is None and people is None and date_order is None
    pipeline = loaded(os.fspath(model)) if is_plain else Pipeline(model, aliases, people, date_order)
    for batch in batches:
        readable = batch.select([field.name for field in batch.schema if is_readable(field.type)])
        rows = pipeline.parse_batch(
            readable.to_pydict(),
            columns=columns,
            add=list(add),
            map=map,
            n_jobs=n_jobs,
            errors=errors,
            min_confidence=min_confidence,
            offsets=offsets,
        )
        yield pyarrow.RecordBatch.from_pydict(rows, schema=expected)


def parse_table(articles: Any, **options: Any) -> pyarrow.Table:
    """Read a whole table of articles at once.

    Parameters
    ----------
    articles : pyarrow.Table, or a data frame that hands itself over as one
        The articles, a row each: a frame of Polars or pandas, a table of DuckDB or `inquit.Table`, whatever has
        Arrow's PyCapsule interface.
    options : optional
        What `parse_batches` takes.

    Returns
    -------
    pyarrow.Table
        The rows of all batches, with the columns of `schema(columns)`.

    Raises
    ------
    ModelError, RecordError, ValueError
        As `parse_batches` does.

    Examples
    --------
    >>> import polars as pl
    >>> import inquit.arrow
    >>> frame = pl.DataFrame({"id": ["a"], "text": ["“No,” said Bertrand."]})
    >>> pl.DataFrame(inquit.arrow.parse_table(frame, model="fast"))["speaker"].to_list()
    ['Bertrand']
    """
    batches = parse_batches(pyarrow.table(articles).to_batches(), **options)
    return pyarrow.Table.from_batches(batches, schema(options.get("columns", "statements"), options.get("add", ())))


def loaded(model: str) -> Pipeline:
    """The pipeline of a model, made once a process."""
    if model not in _pipelines:
        _pipelines[model] = Pipeline(model)
    return _pipelines[model]


def is_readable(type: Any) -> bool:
    """Whether a record can hold values of a type."""
    types = pyarrow.types
    kinds = [types.is_binary, types.is_large_binary, types.is_fixed_size_binary, types.is_binary_view]
    return not any(is_kind(type) for is_kind in [*kinds, types.is_decimal, types.is_duration])
