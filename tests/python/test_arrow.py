"""Batches of columns: the one function that clusters call."""

from __future__ import annotations

import datetime
import decimal
import functools
import importlib
import json
import pickle
import sys
from pathlib import Path
from typing import Any

import dask.dataframe
import inquit
import inquit.arrow
import numpy
import pandas
import polars
import pyarrow
import pytest

READ = functools.partial(inquit.arrow.parse_batches, model="fast")
ROWS: list[dict[str, Any]] = [
    {"id": "a", "headline": "Toll stays", "text": "“No,” said Nadia Okafor. “Never,” she said.", "page": 1},
    {"id": "b", "headline": "Nothing", "text": " ", "page": 2},
    {"id": "c", "headline": None, "text": "The ferry sails at noon.", "page": 3},
    {"id": "d", "headline": None, "text": "“Yes,” said Ivo Lund.", "page": 4},
]
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}
FAULT = "text field `text` is empty"


def short(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["article_id"], row["speaker"], row["error"]) for row in rows]


EXPECTED = [("a", "Nadia Okafor", None), ("a", "Nadia Okafor", None), ("b", None, FAULT), ("d", "Ivo Lund", None)]


def test_columns_in_and_columns_out(pipeline: inquit.Pipeline) -> None:
    columns = pipeline.parse_batch(COLUMNS)
    assert len({len(values) for values in columns.values()}) == 1
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    assert short(rows) == EXPECTED
    assert set(rows[2].values()) == {"b", FAULT, None}
    table = inquit.table(pipeline.pipe(ROWS, errors="return"))
    whole = [{name: row[name] for name in table.column_names} for row in rows if row["error"] is None]
    assert whole == table.to_pylist()
    assert pipeline.parse_batch(COLUMNS, n_jobs=2) == columns


def test_whole_records_have_a_row_each(pipeline: inquit.Pipeline) -> None:
    columns = pipeline.parse_batch(COLUMNS, columns="records", explain=True)
    assert columns["article_id"] == ["a", "b", "c", "d"]
    assert columns["error"] == [None, FAULT, None, None]
    assert columns["record"][1] is None
    expected = pipeline.pipe(ROWS, errors="return", explain=True)
    for text, record in zip(columns["record"], expected, strict=True):
        assert text is None or inquit.Record.from_json(text) == record
    assert json.loads(columns["record"][0])["article"]["extra"] == {"page": 1}


def test_arrays_are_lists_too(pipeline: inquit.Pipeline) -> None:
    arrays: dict[str, Any] = {name: numpy.array(values, dtype=object if name != "page" else None) for name, values in COLUMNS.items()}
    assert pipeline.parse_batch(arrays) == pipeline.parse_batch(COLUMNS)
    frame = pandas.DataFrame(COLUMNS)
    series: dict[str, Any] = {name: frame[name] for name in frame.columns}
    assert pipeline.parse_batch(series) == pipeline.parse_batch(COLUMNS)


def test_an_error_can_end_the_batch(pipeline: inquit.Pipeline) -> None:
    with pytest.raises(inquit.RecordError, match="item 1: text field `text` is empty") as caught:
        pipeline.parse_batch(COLUMNS, errors="raise")
    assert caught.value.id == "b"


def test_failing_rows_keep_the_id_that_they_would_have_had(pipeline: inquit.Pipeline) -> None:
    batch: dict[str, Any] = {
        "Nr": [7, None, None, 8],
        "url": ["https://echo.example/1", "https://echo.example/2", None, None],
        "Volltext": [None, "", 5, {"a": {1}}],
    }
    rows = pipeline.parse_batch(batch, map={"id": "Nr", "text": "Volltext"})
    assert rows["article_id"] == ["7", "https://echo.example/2", None, "8"]
    assert rows["error"][:3] == ["no text in field `Volltext`"] * 3
    assert "JSON cannot hold a value of type set" in rows["error"][3]


def test_wrong_batches_are_refused(pipeline: inquit.Pipeline) -> None:
    with pytest.raises(ValueError, match="columns of different lengths: `id` has 2 values, `text` 1"):
        pipeline.parse_batch({"id": ["a", "b"], "text": ["x"]})
    with pytest.raises(TypeError, match="column `text` is a str, expected a list of values"):
        pipeline.parse_batch({"text": "x"})
    with pytest.raises(ValueError, match="columns: unknown value `words`, expected statements, attributions or records"):
        pipeline.parse_batch({}, columns="words")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="columns: unknown value `words`"):
        inquit.arrow.schema("words")  # type: ignore[arg-type]
    assert pipeline.parse_batch({})["error"] == []


def test_batches_come_one_by_one(pipeline: inquit.Pipeline) -> None:
    table = pyarrow.Table.from_pylist(ROWS)
    batches = list(READ(table.to_batches(max_chunksize=2)))
    assert [batch.num_rows for batch in batches] == [3, 1]
    assert all(batch.schema.equals(inquit.arrow.schema()) for batch in batches)
    assert short([row for batch in batches for row in batch.to_pylist()]) == EXPECTED
    [records] = READ(table.to_batches(), columns="records")
    assert records.schema.equals(inquit.arrow.schema("records"))
    assert records.to_pydict() == pipeline.parse_batch(COLUMNS, columns="records")
    assert list(READ([])) == []


def test_people_and_fields_of_the_input_have_columns_if_asked(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,party\nIvo Lund,Greens\n", encoding="utf-8")
    add = ["people.party", "extra.page", "year"]
    expected = [(None, "1", None), (None, "1", None), (None, None, None), ("Greens", "4", "2026")]
    rows = [{**row, "published": "05/11/2026" if row["id"] == "d" else None} for row in ROWS]
    for people in path, {"Ivo Lund": {"party": "Greens"}}, polars.read_csv(path):
        for columns in "statements", "attributions":
            read = functools.partial(READ, columns=columns, add=add, people=people, date_order="dmy")
            [batch] = pickle.loads(pickle.dumps(read))(pyarrow.Table.from_pylist(rows).to_batches())
            assert batch.schema.equals(inquit.arrow.schema(columns, add))
            assert batch.schema.names[-4:] == [*add, "error"]
            assert [tuple(row[name] for name in add) for row in batch.to_pylist()] == expected
    [records] = READ(pyarrow.Table.from_pylist(rows).to_batches(), columns="records", people=path)
    assert '"attributes":{"party":"Greens"}' in records["record"][3].as_py()
    with pytest.raises(ValueError, match="add: records have no columns to add"):
        inquit.arrow.schema("records", add)
    with pytest.raises(ValueError, match="add: records have no columns to add"):
        inquit.Pipeline("fast").parse_batch({}, columns="records", add=add)


def test_columns_that_records_cannot_hold_are_passed_over() -> None:
    row = {
        "text": "“Yes,” said Ivo Lund.",
        "raw": b"\xff",
        "price": decimal.Decimal("1.5"),
        "took": datetime.timedelta(1),
        "date": datetime.date(2026, 11, 2),
    }
    [batch] = READ([pyarrow.RecordBatch.from_pylist([row])])
    assert batch.select(["speaker", "published", "error"]).to_pylist() == [
        {"speaker": "Ivo Lund", "published": "2026-11-02", "error": None}
    ]


def test_the_model_is_loaded_once() -> None:
    assert inquit.arrow.loaded("fast") is inquit.arrow.loaded("fast")


def test_the_function_can_be_sent_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(READ))
    assert again.func is inquit.arrow.parse_batches


def test_spark_knows_the_types() -> None:
    for columns in "statements", "attributions", "records":
        names = [field.split("`")[1] for field in inquit.arrow.spark_schema(columns).split(", ")]
        assert names == inquit.arrow.schema(columns).names


def test_pyarrow_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "inquit.arrow")
    with pytest.raises(ImportError, match="inquit.arrow needs the package pyarrow: pip install pyarrow"):
        importlib.import_module("inquit.arrow")


def test_polars_calls_it() -> None:
    def said(frame: polars.DataFrame) -> polars.DataFrame:
        return polars.DataFrame(inquit.arrow.parse_table(frame, model="fast"))

    frame = polars.DataFrame(ROWS)
    assert short(said(frame).to_dicts()) == EXPECTED
    schema = polars.DataFrame(inquit.arrow.schema().empty_table()).schema
    lazy = frame.lazy().map_batches(said, schema=schema).filter(polars.col("error").is_null())
    assert short(lazy.select("article_id", "speaker", "error").collect().to_dicts()) == [EXPECTED[n] for n in (0, 1, 3)]


def test_dask_calls_it() -> None:
    def said(frame: pandas.DataFrame) -> pandas.DataFrame:
        result: pandas.DataFrame = inquit.arrow.parse_table(frame, model="fast").to_pandas()
        return result

    frame = dask.dataframe.from_pandas(pandas.DataFrame(ROWS), npartitions=2)
    read = frame.map_partitions(said, meta=inquit.arrow.schema().empty_table().to_pandas())
    rows = read.compute(scheduler="threads")[["article_id", "speaker", "error"]].to_dict("records")
    assert short([{name: None if pandas.isna(value) else value for name, value in row.items()} for row in rows]) == EXPECTED
