"""A stream of articles to a stream of records."""

from __future__ import annotations

import _thread
import datetime
import gc
import math
import os
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

import inquit
import pytest

JOBS = pytest.mark.parametrize("n_jobs", [1, 2, 4])
TEXTS = [f"“No {number},” said Bertrand.\n" * (1 + 40 * (number % 3 == 0)) for number in range(30)]


@JOBS
def test_records_come_in_order(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    expected = [pipeline.parse(text) for text in TEXTS]
    assert list(pipeline.pipe(TEXTS, n_jobs=n_jobs)) == expected
    assert [record.to_json() for record in pipeline.pipe(TEXTS, n_jobs=n_jobs)] == [r.to_json() for r in expected]


def test_one_job_a_processor(pipeline: inquit.Pipeline) -> None:
    assert list(pipeline.pipe(TEXTS, n_jobs=-1)) == list(pipeline.pipe(TEXTS))


@JOBS
def test_takes_no_more_than_it_needs(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"“No {taken},” said Bertrand."

    records = pipeline.pipe(endless(), n_jobs=n_jobs)
    assert taken == 0
    ahead = 0 if n_jobs == 1 else 2 * n_jobs
    for handed_out in range(1, 20):
        assert next(records).article.text == f"“No {handed_out},” said Bertrand."
        assert handed_out <= taken <= handed_out + ahead


@JOBS
def test_an_empty_stream_ends(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    records = pipeline.pipe([], n_jobs=n_jobs)
    assert iter(records) is records
    for _ in range(3):
        with pytest.raises(StopIteration):
            next(records)


@JOBS
def test_what_cannot_be_read_takes_its_place(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    items: list[Any] = ["“Yes.”", "", 5, {"title": "No text"}, {"text": "\ud800"}, None, "“No.”"]
    results = list(pipeline.pipe(items, n_jobs=n_jobs, errors="return"))
    assert [type(result) for result in results] == [inquit.Record, *[inquit.RecordError] * 5, inquit.Record]
    errors = [result for result in results if isinstance(result, inquit.RecordError)]
    assert [error.index for error in errors] == [1, 2, 3, 4, 5]
    reasons = ["text is empty", "got int", "no text field", "field `text`: lone surrogate", "got NoneType"]
    for error, reason in zip(errors, reasons, strict=True):
        assert reason in error.reason


@JOBS
def test_what_cannot_be_read_ends_the_stream(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    records = pipeline.pipe(["“Yes.”", "", "“No.”"], n_jobs=n_jobs)
    assert isinstance(next(records), inquit.Record)
    with pytest.raises(inquit.RecordError, match="item 1: the text is empty") as caught:
        next(records)
    assert caught.value.index == 1
    assert list(records) == []


@JOBS
def test_failures_of_the_stream_come_in_their_place(pipeline: inquit.Pipeline, n_jobs: int) -> None:
    def failing() -> Iterator[str]:
        yield from TEXTS[:3]
        raise OSError("the disk is gone")

    records = pipeline.pipe(failing(), n_jobs=n_jobs, errors="return")
    assert [next(records) for _ in range(3)] == [pipeline.parse(text) for text in TEXTS[:3]]
    with pytest.raises(OSError, match="the disk is gone"):
        next(records)
    assert list(records) == []


def test_reads_records_of_other_tools(pipeline: inquit.Pipeline) -> None:
    class Row(Mapping[str, Any]):
        fields = {"maintext": "“No,” said Bertrand.", "title": "Bertrand says no", "date_publish": "None"}

        def __getitem__(self, name: str) -> Any:
            return self.fields[name]

        def __iter__(self) -> Iterator[str]:
            return iter(self.fields)

        def __len__(self) -> int:
            return len(self.fields)

    frame = {
        "articleBody": "“No,” said Bertrand.",
        "headline": math.nan,
        "date": datetime.datetime(2026, 11, 2, 9, 30),
        "author": ["Jane Doe"],
        "score": 0.5,
        "pages": (1, 2**63),
        "paid": True,
    }
    row, framed = pipeline.pipe([Row(), frame])
    assert row.article.headline is not None and row.article.headline.text == "Bertrand says no"
    assert row.article.published is None
    assert framed.article.headline is None
    assert framed.article.published == "2026-11-02T09:30:00"
    assert framed.article.authors == ("Jane Doe",)
    extra = framed.article.extra
    assert {name: extra[name] for name in ("score", "pages", "paid")} == {"score": 0.5, "pages": [1, 2**63], "paid": True}


def test_failures_of_a_record_are_its_own(pipeline: inquit.Pipeline) -> None:
    class Broken(Mapping[str, Any]):
        def __getitem__(self, name: str) -> Any:
            raise LookupError(name)

        def __iter__(self) -> Iterator[str]:
            return iter(["text"])

        def __len__(self) -> int:
            return 1

    with pytest.raises(LookupError):
        next(pipeline.pipe([Broken()]))


def test_wrong_arguments_are_refused(pipeline: inquit.Pipeline) -> None:
    wrong: list[Any] = ["one text", {"text": "one record"}, 5, None]
    for texts in wrong:
        with pytest.raises(TypeError):
            pipeline.pipe(texts)
    for n_jobs in 0, -2:
        with pytest.raises(ValueError, match=f"n_jobs: {n_jobs}, expected 1 or more, or -1"):
            pipeline.pipe([], n_jobs=n_jobs)
    with pytest.raises(ValueError, match="unknown value `ignore`, expected raise or return"):
        pipeline.pipe([], errors="ignore")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="unknown unit"):
        pipeline.pipe([], offsets="char")  # type: ignore[call-overload]


def test_a_stream_left_unfinished_stops_reading(pipeline: inquit.Pipeline) -> None:
    long = "“No,” said Bertrand.\n" * 400
    records = pipeline.pipe([long] * 100, n_jobs=2)
    next(records)
    started = time.perf_counter()
    del records
    gc.collect()
    assert time.perf_counter() - started < 1


def test_a_stream_that_its_own_input_holds_is_collected(pipeline: inquit.Pipeline) -> None:
    class Endless:
        records: Iterator[inquit.Record]

        def __iter__(self) -> Iterator[str]:
            return self

        def __next__(self) -> str:
            return "“No,” said Bertrand."

    texts = Endless()
    texts.records = pipeline.pipe(texts, n_jobs=2)
    next(texts.records)
    left = weakref.ref(texts)
    del texts
    gc.collect()
    assert left() is None


def test_any_number_of_jobs_may_be_asked_for(pipeline: inquit.Pipeline) -> None:
    assert [record.article.text for record in pipeline.pipe(["“No.”"], n_jobs=10**6)] == ["“No.”"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_reads_streams_of_its_own_and_is_refused_others(pipeline: inquit.Pipeline) -> None:
    begun = pipeline.pipe(["“No.”"] * 50, n_jobs=2)
    next(begun)
    child = os.fork()
    if child == 0:
        try:
            next(begun)
        except inquit.Error as error:
            own = list(pipeline.pipe(["“No.”"] * 3, n_jobs=2))
            os._exit(0 if "forked process" in str(error) and len(own) == 3 else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(list(begun)) == 49


def test_an_interrupt_ends_the_wait_and_loses_nothing(pipeline: inquit.Pipeline, article: str) -> None:
    long = "\n\n".join([article] * 40)
    records = pipeline.pipe([long, "“No.”"], n_jobs=2)
    timer = threading.Timer(0.02, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        next(records)
        # Should a fast machine have read it before the interrupt came.
        timer.join()
        pytest.fail("read too fast to be interrupted")
    assert [record.article.text for record in records] == [long, "“No.”"]
