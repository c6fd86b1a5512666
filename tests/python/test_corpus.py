"""Files to articles, records and tables."""

from __future__ import annotations

import gzip
import json
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

import inquit
import pytest

SAID = "“No {},” said Bertrand."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with articles in many formats, in the order of their names, and three faults among them."""
    (tmp_path / "a.txt").write_text("Bertrand says no\n\n" + SAID.format(1), encoding="utf-8")
    lines = [json.dumps({"id": "two", "text": SAID.format(2)}), "{oops", json.dumps({"title": "No text"})]
    (tmp_path / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with gzip.open(tmp_path / "c.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"id,headline,text\nthree,Bertrand says no,{SAID.format(3).replace(',', ';')}\n")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("x/empty.txt", " ")
        archive.writestr("x/four.txt", SAID.format(4))
    page = f"<html><body><article><h1>Five</h1><p>{SAID.format(5)} He spoke on the quay at noon.</p></article></body></html>"
    (tmp_path / "e.html").write_text(page, encoding="utf-8")
    return tmp_path


def outlines(results: Any, root: Path) -> list[str]:
    """A line a result: the id of an article or a record, or what is wrong."""
    found = []
    for result in results:
        if isinstance(result, inquit.RecordError):
            found.append("!" + str(result).replace(str(root) + "/", ""))
        else:
            found.append(result.article.id if isinstance(result, inquit.Record) else result.id)
    return found


EXPECTED = ["a", "two", "!b.jsonl: line 2: ", "!b.jsonl: line 3: no text field", "three", "!d.zip: x/empty.txt: empty text"]


def check(found: list[str]) -> None:
    for line, start in zip(found, EXPECTED, strict=False):
        assert line.startswith(start), (line, start)
    assert len(found) == 8


def test_articles_come_in_order_with_faults_in_their_places(news: Path) -> None:
    corpus = inquit.read(news, errors="return")
    check(outlines(corpus, news))
    check(outlines(corpus, news))
    first = next(iter(corpus))
    assert isinstance(first, inquit.Article)
    assert first.headline is not None and first.headline.text == "Bertrand says no"


def test_records_are_those_of_the_articles(news: Path, pipeline: inquit.Pipeline) -> None:
    for n_jobs in 1, 2, -1:
        records = inquit.read([news], errors="return").parse("fast", n_jobs=n_jobs)
        check(outlines(records, news))
        [record] = [record for record in records if isinstance(record, inquit.Record) and record.article.id == "two"]
        assert record == pipeline.parse(SAID.format(2), id="two")


def test_faults_know_their_place(news: Path) -> None:
    errors = inquit.read(news, errors="skip").parse("fast").errors
    assert [(error.file, error.entry, error.place) for error in errors] == [
        (str(news / "b.jsonl"), None, "line 2"),
        (str(news / "b.jsonl"), None, "line 3"),
        (str(news / "d.zip"), "x/empty.txt", None),
    ]
    again = pickle.loads(pickle.dumps(errors[1]))
    assert (str(again), again.place, again.index) == (str(errors[1]), "line 3", 3)


def test_faults_are_raised_unless_they_are_expected(news: Path) -> None:
    articles = iter(inquit.read(news))
    assert [next(articles).id for _ in range(2)] == ["a", "two"]
    with pytest.raises(inquit.RecordError, match=r"b\.jsonl: line 2: invalid JSON"):
        next(articles)
    records = inquit.read(news).parse("fast")
    with pytest.raises(inquit.RecordError, match=r"b\.jsonl: line 2: invalid JSON"):
        records.statements
    assert len(list(inquit.read(news, errors="skip"))) == 5
    assert len(inquit.read(news).parse("fast", errors="skip")) == 5
    with pytest.raises(inquit.RecordError, match=r"nowhere\.txt: cannot be read: no such file"):
        list(inquit.read(news / "nowhere.txt"))


def test_the_first_articles_alone(news: Path) -> None:
    assert [article.id for article in inquit.read(news, limit=2)] == ["a", "two"]
    assert [record.article.id for record in inquit.read(news, limit=2).parse("fast")] == ["a", "two"]
    assert list(inquit.read(news, limit=0)) == []


def test_formats_and_fields_can_be_told(tmp_path: Path) -> None:
    file = tmp_path / "news.data"
    file.write_text(f"Nr|x\tVolltext\n1\t{SAID.format(1)}\n", encoding="utf-8")
    [article] = inquit.read(str(file), input_format="tsv", map={"text": "Volltext", "id": "Nr|x"})
    assert (article.id, article.text) == ("1", SAID.format(1))
    [record] = inquit.read(str(file), input_format="tsv", map={"text": "Volltext"}).parse("fast")
    assert record.article.extra == {"Nr|x": "1"}


def test_records_are_collected_once(news: Path) -> None:
    records = inquit.read(news, errors="skip").parse("fast")
    assert repr(records) == "Records(not yet collected)"
    assert [record.article.id for record in records][:2] == ["a", "two"]
    assert repr(records) == "Records(not yet collected)"
    rows = records.statements
    assert records.statements is rows
    assert repr(records) == "Records(5, errors=3)"
    assert (len(records), records[1].article.id, records[1] is list(records)[1]) == (5, "two", True)
    assert rows.to_pydict()["article_id"] == [record.article.id for record in records for _ in record.statements]
    assert records.speakers.to_pydict()["name"].count("Bertrand") == 5
    assert len(rows) >= 5


def test_no_more_is_read_than_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    line = json.dumps({"text": SAID.format(1) * 1000}) + "\n"
    file.write_text(line * 1000, encoding="utf-8")
    items = iter(inquit.read(file)._sources)
    next(items)
    n_read, n_all = items.progress
    assert n_read < n_all / 10


def test_options_reach_the_records(news: Path) -> None:
    corpus = inquit.read(news / "a.txt")
    aliases = {"Luis Bertrand": ["Bertrand"]}
    [record] = corpus.parse("fast", explain=True, offsets="byte", aliases=aliases)
    assert (record.speakers[0].name, record.article.offset_unit) == ("Luis Bertrand", "byte")
    assert record.statements[0].why
    assert [len(record.statements) for record in corpus.parse("fast", min_confidence=1)] == [0]


def test_progress_is_shown_by_tqdm_or_in_a_line(
    news: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = inquit.read(news, errors="skip")
    assert len(list(corpus.parse("fast", progress=True))) == 5
    shown = capsys.readouterr().err
    assert "articles=5, failed=3" in shown and "100%" in shown
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert len(list(corpus.parse("fast", progress=True))) == 5
    assert capsys.readouterr().err.split("\r")[-1] == "100% read, 5 articles, 3 failed\n"


def test_wrong_arguments_are_refused_at_once(news: Path) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"input_format": "docx"}, "input_format: unknown format `docx`, expected one of: text, json"),
        ({"errors": "ignore"}, "errors: unknown value `ignore`, expected raise, return or skip"),
        ({"map": {"body": "x"}}, "map: unknown field `body`"),
        ({"limit": -1}, "limit: -1"),
    ]
    for arguments, message in wrong:
        with pytest.raises(ValueError, match=message):
            inquit.read(news, **arguments)
    with pytest.raises(TypeError):
        inquit.read(5)  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="n_jobs: 0"):
        inquit.read(news).parse("fast", n_jobs=0)
    with pytest.raises(inquit.ModelError):
        inquit.read(news).parse("enormous")
