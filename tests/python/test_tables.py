"""Records to tables, read by other packages."""

from __future__ import annotations

import gc
import sys
from typing import Any

import inquit
import pandas
import polars
import pyarrow
import pytest


@pytest.fixture(scope="module")
def records(pipeline: inquit.Pipeline, article: str) -> list[inquit.Record]:
    return [pipeline.parse(article, id="one"), pipeline.parse("Rain.", id="dry"), pipeline.parse(article, id="two")]


ROWS = pytest.mark.parametrize("rows", ["statements", "speakers"])


@ROWS
def test_every_reader_gets_the_same_rows(records: list[inquit.Record], rows: Any) -> None:
    table = inquit.table(records, rows)
    expected = table.to_pylist()
    assert len(table) == len(expected) == sum(len(getattr(record, rows)) for record in records)
    assert list(table.column_names) == list(expected[0])
    assert table.to_arrow().to_pylist() == expected
    assert pyarrow.table(table).equals(table.to_arrow())
    assert table.to_polars().to_dicts() == expected
    assert polars.DataFrame(table).equals(table.to_polars())
    assert table.to_pydict() == {name: [row[name] for row in expected] for name in table.column_names}
    frame = table.to_pandas()
    assert frame.shape == (len(table), len(table.column_names))
    for name in table.column_names:
        for value, row in zip(frame[name], expected, strict=True):
            if rows == "statements":
                assert (None if pandas.isna(value) else value) == row[name]


def test_rows_are_the_statements_of_the_records(records: list[inquit.Record]) -> None:
    rows = inquit.table(iter(records)).to_pylist()
    statements = [(record.article.id, statement) for record in records for statement in record.statements]
    for row, (id, statement) in zip(rows, statements, strict=True):
        assert (row["article_id"], row["statement_id"], row["kind"]) == (id, statement.id, statement.kind)
        assert (row["start"], row["confidence"]) == (statement.content[0].start, statement.confidence)
        assert row["act"] == (statement.cue.act if statement.cue else None)
    [speaker] = [row for row in inquit.table(records[0], "speakers").to_pylist() if row["name"] == "Luis Bertrand"]
    assert {"title": "Mayor", "organisation": None} in speaker["roles"]


def test_numbers_of_pandas_know_what_is_missing(records: list[inquit.Record]) -> None:
    types = inquit.table(records).to_pandas().dtypes.astype(str)
    assert [types[name] for name in ("paragraph", "start", "negated", "confidence")] == ["Int32", "Int64", "boolean", "float64"]


@ROWS
def test_a_table_without_rows_has_its_columns(rows: Any) -> None:
    table = inquit.table([], rows)
    assert (len(table), table.to_pylist()) == (0, [])
    assert table.to_arrow().column_names == list(table.column_names)
    assert table.to_polars().columns == list(table.column_names)
    assert list(table.to_pandas().columns) == list(table.column_names)


def test_a_long_stream_is_a_table_in_chunks(records: list[inquit.Record]) -> None:
    table = inquit.table((records[0] for _ in range(2500)))
    assert len(table) == 2500 * len(records[0].statements)
    assert table.to_arrow().column("article_id").num_chunks == 3
    assert table.to_polars()["article_id"].n_unique() == 1


def test_capsules_have_their_names_and_are_released(records: list[inquit.Record]) -> None:
    table = inquit.table(records)
    assert "arrow_schema" in repr(table.__arrow_c_schema__())
    assert "arrow_array_stream" in repr(table.__arrow_c_stream__(None))
    assert pyarrow.schema(table).equals(table.to_arrow().schema)
    # Unread ones free what they hold themselves; what was read outlives the table.
    for _ in range(1000):
        table.__arrow_c_stream__()
        table.__arrow_c_schema__()
    read, expected = table.to_arrow(), table.to_pylist()
    del table
    gc.collect()
    assert read.to_pylist() == expected


@pytest.mark.parametrize(
    ("method", "package"), [("to_arrow", "pyarrow"), ("to_pandas", "pandas"), ("to_pandas", "pyarrow"), ("to_polars", "polars")]
)
def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, method: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=f"{method} needs the package {package}: pip install {package}"):
        getattr(inquit.table([]), method)()


def test_only_records_have_rows(records: list[inquit.Record], pipeline: inquit.Pipeline) -> None:
    results = pipeline.pipe(["“No,” said Bertrand.", ""], errors="return")
    assert len(inquit.table(results)) == 1
    wrong: list[Any] = [["text"], 5]
    for records_ in wrong:
        with pytest.raises(TypeError):
            inquit.table(records_)
    with pytest.raises(ValueError, match="rows: unknown value `words`, expected statements or speakers"):
        inquit.table([], "words")  # type: ignore[arg-type]
