"""Spark itself, with two workers: partitioned Parquet in, statements out, a failing record among them."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import inquit
import inquit.arrow
import pyarrow
import pyarrow.parquet
import pytest

from conftest import needs_java

# Spark itself warns of much.
pytestmark = [needs_java, pytest.mark.filterwarnings("ignore")]

ROWS = [
    {"id": f"{day}-{n}", "day": day, "text": f"“No {n},” said Nadia Okafor.\n\nIvo Lund said {day} was wet."}
    for day in ("mon", "tue")
    for n in range(10)
]
ROWS[3]["text"] = " "


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder: Any = SparkSession.builder
    options = {"spark.ui.enabled": False, "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.master("local[2]").appName("inquit").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_reads_what_we_read(spark: Any, tmp_path: Path) -> None:
    pyarrow.parquet.write_to_dataset(pyarrow.Table.from_pylist(ROWS), tmp_path / "news", partition_cols=["day"])
    articles = spark.read.parquet(str(tmp_path / "news")).repartition(4)
    for columns in "statements", "records":
        read = functools.partial(inquit.arrow.parse_batches, model="fast", columns=columns)
        schema = inquit.arrow.spark_schema(columns)
        rows = articles.mapInArrow(read, schema).orderBy("article_id").collect()
        [batch] = read([pyarrow.RecordBatch.from_pylist(ROWS)])
        expected = batch.to_pylist()
        if columns == "records":
            # Spark's partition is a field that we hand through, in whatever place it comes.
            assert [inquit.Record.from_json(row.record) for row in rows if row.record] == [
                inquit.Record.from_json(row["record"]) for row in expected if row["record"]
            ]
        else:
            assert len(rows) > 30
            assert sorted(map(repr, (row.asDict() for row in rows))) == sorted(map(repr, expected))
        [failed] = [row for row in rows if row.error]
        assert (failed.article_id, failed.error) == ("mon-3", "text field `text` is empty")


def test_what_spark_writes_is_read_by_it(spark: Any, tmp_path: Path) -> None:
    articles = spark.createDataFrame([("a", "“No,” said Nadia Okafor."), ("b", None)], "id string, text string")
    read = functools.partial(inquit.arrow.parse_batches, model="fast")
    articles.mapInArrow(read, inquit.arrow.spark_schema()).write.parquet(str(tmp_path / "said"))
    said = spark.read.parquet(str(tmp_path / "said"))
    assert said.groupBy("speaker").count().orderBy("count").filter("speaker is not null").collect()[0][0] == "Nadia Okafor"
    assert said.filter("error is not null").select("article_id").collect()[0][0] == "b"
