"""Records to tables, read by other packages."""

from __future__ import annotations

import gc
import pickle
import sys
from pathlib import Path
from typing import Any

import inquit
import pandas
import polars
import pyarrow
import pytest


@pytest.fixture(scope="module")
def records(pipeline: inquit.Pipeline, article: str) -> list[inquit.Record]:
    return [pipeline.parse(article, id="one"), pipeline.parse("Rain.", id="dry"), pipeline.parse(article, id="two")]


ROWS = pytest.mark.parametrize("rows", ["statements", "attributions", "speakers"])


@ROWS
def test_every_reader_gets_the_same_rows(records: list[inquit.Record], rows: Any) -> None:
    table = inquit.table(records, rows)
    expected = table.to_pylist()
    said = [statement for record in records for statement in record.statements]
    count = {
        "statements": len(said),
        "attributions": sum(max(1, len(statement.speakers)) for statement in said),
        "speakers": sum(len(record.speakers) for record in records),
    }
    assert len(table) == len(expected) == count[rows]
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
    with pytest.raises(ValueError, match="rows: unknown value `words`, expected statements, attributions or speakers"):
        inquit.table([], "words")  # type: ignore[arg-type]


JOINT = "“We will never sell the harbour,” said Ivo Lund and Ann Rao. “It rained,” Una Dahl said."


def test_a_joint_statement_is_an_attribution_for_each_speaker() -> None:
    item = {"text": JOINT, "id": "a", "section": "City", "published": "2026-05-03"}
    record = next(inquit.Pipeline("fast").pipe([item]))
    long = inquit.table(record, "attributions", add=["extra.section", "month"]).to_pandas()
    joint = long[long["text"].str.contains("harbour")]
    assert joint["speaker"].tolist() == ["Ivo Lund", "Ann Rao"]
    assert joint["speaker_share"].tolist() == [0.5, 0.5]
    assert set(long["extra.section"]) == {"City"} and set(long["month"]) == {"2026-05"}
    speakers = inquit.table(record, "speakers").to_pandas()
    assert set(long.columns) & set(speakers.columns) == {"article_id", "speaker_id"}
    joined = long.merge(speakers, on=["article_id", "speaker_id"], how="left")
    assert len(joined) == len(long) and (joined["name"] == joined["speaker"]).all()
    with pytest.raises(ValueError, match="add: the table of speakers has no columns to add"):
        inquit.table(record, "speakers", add=["month"])


@pytest.mark.parametrize("kind", ["mapping", "rows", "pandas", "polars", "arrow", "path"])
def test_people_are_a_mapping_rows_a_frame_or_a_file(kind: str, tmp_path: Path) -> None:
    rows = [
        {"name": "Ivo Lund", "alias": None, "party": "Greens", "seats": 3},
        {"name": "Ann Raoul", "alias": "Ann Rao", "party": "Harbour List", "seats": None},
    ]
    path = tmp_path / "people.csv"
    pandas.DataFrame(rows).astype({"seats": "Int64"}).to_csv(path, index=False)
    people: dict[str, Any] = {
        "mapping": {row["name"]: {key: value for key, value in row.items() if key != "name"} for row in rows},
        "rows": rows,
        "pandas": pandas.DataFrame(rows).astype({"seats": "Int64"}),
        "polars": polars.DataFrame(rows),
        "arrow": pyarrow.Table.from_pylist(rows),
        "path": path,
    }
    pipeline = inquit.Pipeline("fast", people=people[kind])
    assert pipeline.attributes == ("party", "seats")
    for one in pipeline, pickle.loads(pickle.dumps(pipeline)):
        speakers = {speaker.name: speaker for speaker in one.parse(JOINT).speakers}
        assert speakers["Ivo Lund"].attributes == {"party": "Greens", "seats": 3}
        assert speakers["Ann Raoul"].attributes == {"party": "Harbour List"}
        assert speakers["Una Dahl"].attributes == {}
    article = tmp_path / "a.txt"
    article.write_text(JOINT, encoding="utf-8")
    records = inquit.read(article).parse("fast", people=people[kind])
    by_party = records.attributions.to_pandas().groupby("people.party")["speaker_share"].sum()
    assert by_party.to_dict() == {"Greens": 0.5, "Harbour List": 0.5}


def test_what_is_no_table_of_people_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Tony Blair,Labour\n", encoding="utf-8")
    with pytest.raises(ValueError, match="people.csv: line 1: no column `name`; the columns are `Tony Blair`, `Labour`"):
        inquit.Pipeline("fast", people=path)
    with pytest.raises(FileNotFoundError):
        inquit.Pipeline("fast", people=tmp_path / "none.csv")
    with pytest.raises(ValueError, match="people: entry 1: no `name`"):
        inquit.Pipeline("fast", people=[{"party": "Greens"}])
    with pytest.raises(TypeError, match="people: expected a path, a data frame, a mapping or a list of mappings, got int"):
        inquit.Pipeline("fast", people=7)


def test_dates_have_the_order_that_is_told() -> None:
    text = {"text": JOINT, "published": "03/04/2026"}
    for order, day in (None, None), ("dmy", "2026-04-03"), ("mdy", "2026-03-04"):
        record = next(inquit.Pipeline("fast", date_order=order).pipe([text]))  # type: ignore[arg-type]
        assert record.article.date == day
        assert [note.code for note in record.notes] == ([] if order else ["ambiguous-date"])
    with pytest.raises(ValueError, match="date_order: unknown date order `ymd`, expected dmy or mdy"):
        inquit.Pipeline("fast", date_order="ymd")  # type: ignore[arg-type]
