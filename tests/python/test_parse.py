"""One article to one record."""

from __future__ import annotations

import pickle
import re
import threading
import time
from pathlib import Path
from typing import Any, Literal

import inquit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Unit = Literal["codepoint", "utf16", "byte"]


def spans(value: Any) -> list[dict[str, Any]]:
    """Every object in plain values that has a place in the text."""
    if isinstance(value, list):
        return [span for item in value for span in spans(item)]
    if not isinstance(value, dict):
        return []
    here = [value] if "text" in value and "start" in value else []
    return here + [span for item in value.values() for span in spans(item)]


def slices_hold(record: inquit.Record) -> int:
    """Checks every span of a record against its text, and counts them."""
    text, unit = record.article.text, record.article.offset_unit
    encoded = {"codepoint": None, "utf16": text.encode("utf-16-le"), "byte": text.encode()}[unit]
    fields = record.to_dict()
    del fields["article"]["extra"]
    found = spans(fields)
    for span in found:
        start, end = span["start"], span["end"]
        if encoded is None:
            assert text[start:end] == span["text"]
        elif unit == "utf16":
            assert encoded[2 * start : 2 * end].decode("utf-16-le") == span["text"]
        else:
            assert encoded[start:end].decode() == span["text"]
    return len(found)


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_slices_hold_in_every_unit(pipeline: inquit.Pipeline, article: str, unit: Unit, change: Any) -> None:
    text = change("😀 Café: " + article.replace("bridge", "bridge 🌉"))
    record = pipeline.parse(text, offsets=unit)
    assert record.article.text == text
    assert record.article.offset_unit == unit
    assert slices_hold(record) > 10
    assert record.article.headline is not None


TEXTS = st.text(st.sampled_from("aB .,\n\r\t“”‘’\"'-—:ü😀\0\u200d\u0301") | st.characters(codec="utf-8"), max_size=300)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.none() | TEXTS)
def test_slices_hold_on_any_text(text: str, headline: str | None) -> None:
    try:
        record = inquit.parse(text, headline=headline, model="fast")
    except inquit.RecordError as error:
        assert "empty" in error.reason
        return
    slices_hold(record)
    assert record == inquit.Record.from_json(record.to_json())
    for statement in record.statements:
        assert 0 <= statement.confidence <= 1


@pytest.mark.parametrize("text", ["\0", "a\0b", "“" * 5000, "word " * 30_000, "\ufeff“No.”", "\u202e“No,” she said."])
def test_reads_any_text(text: str) -> None:
    record = inquit.parse(text, model="fast")
    assert record.article.text in (text, text.removeprefix("\ufeff"))
    slices_hold(record)


def test_hands_facts_through(pipeline: inquit.Pipeline) -> None:
    article = pipeline.parse(
        "“No,” said Bertrand.",
        headline="Bertrand says no",
        standfirst="The mayor was asked again.",
        authors="By Jane Doe and John Roe",
        id="a",
        url="https://echo.example/a",
        outlet="The Echo",
        language="en-GB",
        published="2026-11-02",
    ).article
    assert article.headline is not None and article.standfirst is not None
    assert (article.headline.text, article.standfirst.text) == ("Bertrand says no", "The mayor was asked again.")
    assert (article.id, article.url, article.outlet) == ("a", "https://echo.example/a", "The Echo")
    assert (article.language, article.published, article.authors) == ("en-GB", "2026-11-02", ("Jane Doe", "John Roe"))
    assert article.extra == {}
    assert pipeline.parse("No.", authors=(name for name in ["Jane Doe", "John Roe"])).article.authors == article.authors


def test_the_same_text_gives_the_same_record(pipeline: inquit.Pipeline, article: str) -> None:
    record = inquit.parse(article, model="fast")
    assert record == pipeline.parse(article) == inquit.Pipeline("fast").parse(article)
    assert record.generator == inquit.Record.from_json(record.to_json()).generator
    assert (record.generator.name, record.generator.version) == ("inquit", inquit.__version__)
    assert record.generator.model == pipeline.model


def test_the_accurate_model_reads_where_none_is_named(article: str) -> None:
    record = inquit.parse(article)
    assert record.generator.model == inquit.models()[0] == inquit.Pipeline().model
    assert record == inquit.Pipeline("accurate").parse(article)


def test_statements_below_a_confidence_are_left_out(pipeline: inquit.Pipeline, article: str) -> None:
    whole = pipeline.parse(article)
    least = sorted(statement.confidence for statement in whole.statements)[len(whole.statements) // 2]
    expected = [statement.id for statement in whole.statements if statement.confidence >= least]
    record = pipeline.parse(article, min_confidence=least)
    assert [statement.id for statement in record.statements] == expected != [each.id for each in whole.statements]
    speaking = {id for statement in record.statements for id in statement.speakers}
    assert speaking <= {speaker.id for speaker in record.speakers}
    assert record == inquit.parse(article, model="fast", min_confidence=least)
    for n_jobs in 1, 2:
        assert list(pipeline.pipe([article], n_jobs=n_jobs, min_confidence=least))[0].statements == record.statements
    for wrong in -0.1, 1.1, float("nan"):
        with pytest.raises(ValueError, match="min_confidence: .* is no probability, expected 0 to 1"):
            pipeline.parse(article, min_confidence=wrong)
    with pytest.raises(TypeError):
        pipeline.parse(article, min_confidence="high")  # type: ignore[arg-type]


def test_statements_say_why_they_have_their_speakers_if_asked(pipeline: inquit.Pipeline, article: str) -> None:
    assert all(statement.why is None for statement in pipeline.parse(article).statements)
    record = pipeline.parse(article, explain=True)
    assert record.statements and all("“" in (statement.why or "") for statement in record.statements)
    assert record == inquit.parse(article, model="fast", explain=True)
    for n_jobs in 1, 2:
        assert list(pipeline.pipe([article], n_jobs=n_jobs, explain=True)) == [record]


def test_known_names_are_folded_to_the_primary_one(tmp_path: Path) -> None:
    text = "“The bridge stays shut,” said Bob Hale."
    table = tmp_path / "people.csv"
    table.write_text("Robert J. Hale,Bob Hale\n", encoding="utf-8")
    for aliases in {"Robert J. Hale": ["Bob Hale"]}, {"Robert J. Hale": ("B. Hale", "bob hale")}, table, str(table):
        [speaker] = inquit.parse(text, model="fast", aliases=aliases).speakers
        assert (speaker.name, speaker.aliases) == ("Robert J. Hale", ("Bob Hale",))
        pipeline = pickle.loads(pickle.dumps(inquit.Pipeline("fast", aliases)))
        assert pipeline.parse(text).speakers == (speaker,)
    with pytest.raises(FileNotFoundError, match="none.csv"):
        inquit.Pipeline("fast", tmp_path / "none.csv")
    table.write_text("Ann Rao,A. Rao\nAda Rao,A. Rao\n", encoding="utf-8")
    with pytest.raises(ValueError, match="people.csv: line 2: `A. Rao` is already a name of `Ann Rao`"):
        inquit.Pipeline("fast", table)
    with pytest.raises(ValueError, match="aliases: item 1: the primary name is empty"):
        inquit.Pipeline("fast", {"": ["Rao"]})
    with pytest.raises(TypeError, match="aliases: expected a mapping or the path of a table, got int"):
        inquit.Pipeline("fast", 3)  # type: ignore[arg-type]


def test_a_list_of_aliases_with_a_column_of_names_is_a_table_of_people(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name,alias,party\nRobert J. Hale,Bob Hale,Harbour List\n", encoding="utf-8")
    text = "“The bridge stays shut,” said Bob Hale."
    pipeline = inquit.Pipeline("fast", table)
    assert pipeline.attributes == ("party",)
    [speaker] = pipeline.parse(text).speakers
    assert (speaker.name, speaker.attributes) == ("Robert J. Hale", {"party": "Harbour List"})
    assert pipeline.parse(text) == inquit.parse(text, model="fast", people=table)
    with pytest.raises(ValueError, match="^aliases: the file has a column `name`, so it is a table of people too"):
        inquit.Pipeline("fast", table, people={"Ann Rao": {"party": "Greens"}})


def test_a_nameless_source_is_noted(pipeline: inquit.Pipeline) -> None:
    text = "“It is open,” said a guard, who asked not to be named because he feared for his job."
    [statement] = [each for each in pipeline.parse(text).statements if each.kind == "direct"]
    assert statement.note is not None
    assert (statement.note.code, statement.note.text) == (
        "anonymity",
        "asked not to be named because he feared for his job",
    )
    assert text[statement.note.start : statement.note.end] == statement.note.text


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_text_is_refused(text: str) -> None:
    for given_headline in None, "":
        with pytest.raises(inquit.RecordError, match="^the text is empty$"):
            inquit.parse(text, headline=given_headline)


def test_lone_surrogates_are_refused() -> None:
    wrong: list[dict[str, Any]] = [{"headline": "ab\udcff"}, {"id": "ab\udcff"}, {"authors": ["ab\udcff"]}]
    for fields in wrong:
        with pytest.raises(inquit.RecordError, match="lone surrogate at code point 2"):
            inquit.parse("text", **fields)
    with pytest.raises(ValueError, match="lone surrogate at code point 0"):
        inquit.parse("\ud83d\n“No.”")


def test_wrong_arguments_are_refused(pipeline: inquit.Pipeline) -> None:
    for wrong in None, b"text", 1, ["text"]:
        with pytest.raises(TypeError):
            pipeline.parse(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pipeline.parse("text", authors=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown unit `char`, expected codepoint, utf16 or byte"):
        pipeline.parse("text", offsets="char")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="^model: expected a name or a path, got NoneType"):
        inquit.Pipeline(None)  # type: ignore[arg-type]


def test_models_have_names(pipeline: inquit.Pipeline) -> None:
    assert pipeline.model in inquit.models()
    assert inquit.Pipeline(pipeline.model).model == pipeline.model
    assert repr(pipeline) == f"Pipeline(model='{pipeline.model}')"
    assert pickle.loads(pickle.dumps(pipeline)).model == pipeline.model


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(inquit.ModelError, match="model `enormous`: no such model is built in, expected one of accurate, .*, or a folder$"):
        inquit.parse("text", model="enormous")
    for folder in tmp_path, str(tmp_path), tmp_path / "none":
        with pytest.raises(inquit.Error, match=re.escape("manifest.json")):
            inquit.Pipeline(folder)


def test_a_model_may_lie_in_a_folder(pipeline: inquit.Pipeline, article: str) -> None:
    folder = Path(__file__).parents[2] / "crates/core/models" / pipeline.model
    loaded = inquit.Pipeline(folder)
    assert loaded.parse(article) == pipeline.parse(article)
    assert pickle.loads(pickle.dumps(loaded)).model == pipeline.model


def test_other_threads_run_while_an_article_is_read(pipeline: inquit.Pipeline, article: str) -> None:
    text = "\n\n".join([article] * 40)
    reading, steps = threading.Event(), 0

    def read() -> None:
        reading.set()
        pipeline.parse(text)
        reading.clear()

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait()
    started = time.perf_counter()
    while reading.is_set():
        time.sleep(0.001)
        steps += 1
    elapsed = time.perf_counter() - started
    thread.join()
    # Were the interpreter held, the first sleep would last as long as the reading.
    assert elapsed > 0.05
    assert steps > 10
