"""Data frames in and out, counts, reports, and records between sessions."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import inquit
import pandas
import polars
import pytest

BODY = "“We will never sell the harbour,” said Ivo Lund and Ann Rao. “It rained,” Una Dahl said."


def articles() -> dict[str, list[Any]]:
    return {"body": [BODY, "Rain fell.", "“No,” said Ivo Lund."], "desk": ["city", "sport", None], "date": ["2026-05-03", None, "2026-06-01"], "n": [1, 2, 3]}


@pytest.mark.parametrize("library", [pandas, polars])
def test_a_frame_gives_a_frame_of_the_same_library_with_the_columns_to_keep(library: Any) -> None:
    frame = library.DataFrame(articles())
    said = inquit.parse_frame(frame, text="body", keep=["desk", "n"], model="fast")
    assert isinstance(said, library.DataFrame)
    rows = said.to_dict("records") if library is pandas else said.to_dicts()
    assert [(row["speaker"], row["row"], row["n"], row["date"]) for row in rows] == [
        ("Ivo Lund; Ann Rao", 0, 1, "2026-05-03"),
        ("Una Dahl", 0, 1, "2026-05-03"),
        ("Ivo Lund", 2, 3, "2026-06-01"),
    ]
    assert [row["desk"] for row in rows[:2]] == ["city", "city"]
    assert said["n"].dtype == frame["n"].dtype
    long = inquit.parse_frame(frame, text="body", rows="attributions", keep="n", model="fast", people=[{"name": "Ann Rao", "party": "Greens"}])
    assert list(long["speaker"]) == ["Ivo Lund", "Ann Rao", "Una Dahl", "Ivo Lund"] and list(long["n"]) == [1, 1, 1, 3]
    assert [party for party in long["people.party"] if isinstance(party, str)] == ["Greens"]


def test_what_is_wrong_with_a_frame_is_told_by_the_argument() -> None:
    frame = pandas.DataFrame(articles())
    with pytest.raises(ValueError, match="text: `text` is no column; the columns are body, desk, date, n"):
        inquit.parse_frame(frame)
    with pytest.raises(ValueError, match="keep: `x` is no column"):
        inquit.parse_frame(frame, "body", keep=["x"])
    with pytest.raises(TypeError, match="frame: expected a DataFrame of pandas or Polars, got list"):
        inquit.parse_frame([BODY])
    with pytest.raises(TypeError, match="got LazyFrame; collect it first"):
        inquit.parse_frame(polars.LazyFrame({"text": [BODY]}))
    for one in frame, polars.DataFrame(articles()):
        with pytest.raises(TypeError, match="texts: expected an iterable of texts or records, got a DataFrame; use inquit.parse_frame"):
            inquit.Pipeline("fast").pipe(one)
    empty = pandas.DataFrame({"text": [BODY, "", None]})
    with pytest.raises(inquit.RecordError):
        inquit.parse_frame(empty, model="fast")
    with pytest.warns(UserWarning, match="2 of 3 rows could not be read; the first: "):
        assert set(inquit.parse_frame(empty, model="fast", errors="skip")["row"]) == {0}


def test_a_path_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(BODY, encoding="utf-8")
    with pytest.raises(TypeError, match="text: expected a text, got a path; read files by inquit.read"):
        inquit.parse(path, model="fast")  # type: ignore[arg-type]
    with pytest.warns(UserWarning, match="is the path of a file; use inquit.read for files"):
        inquit.parse(str(path), model="fast")


@pytest.fixture(scope="module")
def records() -> inquit.Records[inquit.Record]:
    return inquit.load(sorted(Path("tests/golden/en-accurate-3").glob("*.json")))


def test_counts_are_those_of_the_table_by_the_rule(records: inquit.Records[inquit.Record]) -> None:
    said = records.statements.to_pandas()
    counted = said[said["repeats"].isna()]
    assert 0 < len(counted) < len(said)
    [whole] = records.stats().to_pylist()
    assert (whole["articles"], whole["statements"]) == (len(records), len(counted))
    assert records.stats(with_repeats=True).to_pylist()[0]["statements"] == len(said)
    assert records.stats(outer=True).to_pylist()[0]["statements"] == (~counted["nested"]).sum()
    by_kind = {row["kind"]: row["statements"] for row in records.stats(by="kind").to_pylist()}
    assert by_kind == counted["kind"].value_counts().to_dict()
    pairs = {(row["place"], row["kind"]): row["words"] for row in records.stats(by=["place", "kind"]).to_pylist()}
    assert pairs == counted.groupby(["place", "kind"])["words"].sum().to_dict()
    with pytest.raises(ValueError, match="by: ``: expected the name of a column"):
        records.stats(by=[""])


def test_records_are_kept_between_sessions(records: inquit.Records[inquit.Record], tmp_path: Path) -> None:
    for name in "records.jsonl", "records.jsonl.gz":
        records.save(tmp_path / name)
        again = inquit.load(tmp_path / name)
        assert list(again) == list(records)
    with gzip.open(tmp_path / "records.jsonl.gz", "rt", encoding="utf-8") as file:
        assert len(list(file)) == len(records)
    lines = (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "bad.jsonl").write_text("\n".join([lines[0], "{}", lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(inquit.RecordError, match="bad.jsonl.*line 2"):
        list(inquit.load(tmp_path / "bad.jsonl"))
    some = inquit.load(tmp_path / "bad.jsonl", errors="skip")
    assert len(some) == 2 and [error.place for error in some.errors] == ["line 2"]
    with pytest.raises(ValueError, match="does not end in .jsonl or .jsonl.gz"):
        records.save(tmp_path / "records.csv")


def test_a_report_is_a_page_with_the_panels_asked_for(records: inquit.Records[inquit.Record], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    records.report(page, title="Fifteen articles", by=["place", "gender"])
    text = page.read_text(encoding="utf-8")
    assert all(shown in text for shown in ("Fifteen articles", ">By place</h2>", ">By gender</h2>"))
    with pytest.raises(ValueError, match="by: every report has a panel of speakers"):
        records.report(page, by="speaker")
    with pytest.raises(OSError, match="cannot be written"):
        records.report(tmp_path / "none" / "report.html")


def test_a_record_that_does_not_hold_together_is_refused(records: inquit.Records[inquit.Record]) -> None:
    fields = records[0].to_dict()
    fields["statements"][0]["speakers"] = ["S99"]
    with pytest.raises(ValueError, match="refers to speaker `S99`, which is not there"):
        inquit.Record.from_dict(fields)
    fields = records[0].to_dict()
    fields["article"]["headline"]["end"] += 1
    with pytest.raises(ValueError, match="headline"):
        inquit.Record.from_dict(fields)
