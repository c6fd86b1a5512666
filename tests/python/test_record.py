"""Records and their parts as Python objects."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import inquit
import pytest

from conftest import ROOT

SCHEMA = json.loads((ROOT / "crates/core/schema/record.schema.json").read_text(encoding="utf-8"))
SHAPES: dict[str, Any] = {"Record": SCHEMA, **SCHEMA["$defs"]}


def parts(record: inquit.Record) -> Iterator[Any]:
    """The record and every object in it."""
    waiting: list[Any] = [record]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif type(part).__module__ == "inquit":
            yield part
            shape = SHAPES.get(type(part).__name__) or SHAPES[type(part).__name__ + "Record"]
            waiting.extend(getattr(part, name) for name in shape["properties"])


def plain(value: Any) -> Any:
    """The plain values that attributes show."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.to_dict() if type(value).__module__ == "inquit" else value


def test_the_attributes_are_the_fields_of_the_schema(record: inquit.Record) -> None:
    seen = set()
    for part in parts(record):
        shape = SHAPES.get(type(part).__name__) or SHAPES[type(part).__name__ + "Record"]
        assert list(part.to_dict()) == list(shape["properties"])
        assert {name: plain(getattr(part, name)) for name in shape["properties"]} == part.to_dict()
        seen.add(type(part).__name__)
    assert {name.removesuffix("Record") or "Record" for name in SHAPES} == seen


def test_plain_values_and_json_say_the_same(record: inquit.Record, fields: dict[str, Any]) -> None:
    assert record.to_dict() == fields
    for part in parts(record):
        assert json.loads(part.to_json()) == part.to_dict()
        assert json.loads(part.to_json(indent=3)) == part.to_dict()
        assert "\n" not in part.to_json()
        assert part.to_json(2) == json.dumps(part.to_dict(), indent=2, ensure_ascii=False)


@pytest.mark.parametrize(
    "again",
    [
        lambda part: type(part).from_dict(part.to_dict()),
        lambda part: type(part).from_json(part.to_json()),
        lambda part: pickle.loads(pickle.dumps(part)),
        copy.copy,
        copy.deepcopy,
    ],
    ids=["from_dict", "from_json", "pickle", "copy", "deepcopy"],
)
def test_a_part_made_again_is_equal(record: inquit.Record, again: Callable[[Any], Any]) -> None:
    for part in parts(record):
        assert again(part) == part
        assert hash(again(part)) == hash(part)


def test_every_field_counts_for_equality(record: inquit.Record) -> None:
    def changes(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            for name, field in value.items():
                for changed in changes(field):
                    yield {**value, name: changed}
        elif isinstance(value, list):
            for index, item in enumerate(value):
                for changed in changes(item):
                    yield [*value[:index], changed, *value[index + 1 :]]
        elif isinstance(value, bool):
            yield not value
        elif isinstance(value, int):
            yield value - 1
        elif isinstance(value, float):
            yield value / 2
        elif isinstance(value, str):
            yield value + "x"

    unequal = 0
    for part in parts(record):
        for changed in changes(part.to_dict()):
            try:
                assert type(part).from_dict(changed) != part
                unequal += 1
            except inquit.RecordError:
                # A word out of a closed set, the version, or a span that does not fit the text of a record.
                continue
    assert unequal > 90


def test_equality_is_of_one_class() -> None:
    fields = {"start": 4, "end": 7, "text": "she", "speaker": None}
    assert inquit.Span.from_dict(fields) != inquit.Addressee.from_dict(fields)
    assert inquit.Span.from_dict(fields) != fields
    assert len({inquit.Span.from_dict(fields), inquit.Span.from_dict({**fields, "more": 1})}) == 1


def test_the_order_of_extra_fields_does_not_matter(fields: dict[str, Any]) -> None:
    turned = {**fields, "article": {**fields["article"], "extra": dict(reversed(fields["article"]["extra"].items()))}}
    one, other = inquit.Record.from_dict(fields), inquit.Record.from_dict(turned)
    assert (one, hash(one)) == (other, hash(other))


def test_nothing_can_be_changed(record: inquit.Record) -> None:
    for part in parts(record):
        for name in part.to_dict():
            with pytest.raises(AttributeError):
                setattr(part, name, None)
        with pytest.raises((AttributeError, TypeError)):
            part.new = 1
        with pytest.raises(TypeError):
            type(part)()
    record.article.extra["pages"] = 3
    assert record.article.extra["pages"] == 2


def test_fields_are_made_once(record: inquit.Record) -> None:
    assert record.article is record.article
    assert record.statements[0].content is record.statements[0].content


def test_statements_lead_to_their_speakers(record: inquit.Record) -> None:
    [statement] = record.statements
    assert statement.text == "“No rise,” … “Not now.”"
    assert record.speaker(statement.speakers[0]) is record.speakers[0]
    with pytest.raises(KeyError, match="S2"):
        record.speaker("S2")


def test_reprs_are_short_and_readable(record: inquit.Record) -> None:
    assert repr(record) == "Record(id='story-17', speakers=1, statements=1)"
    assert repr(record.article) == "Article(id='story-17', headline='Toll frozen 🚢')"
    assert repr(record.statements[0]) == "Statement(id='Q1', kind='direct', text='“No rise,” … “Not now.”')"
    assert repr(record.speakers[0].roles[0]) == "Role(title='Mayor', organisation=None)"
    for part in parts(record):
        assert repr(part).startswith(type(part).__name__ + "(")


@pytest.mark.parametrize("text", ["", "short", "x" * 62, "a" * 1000, "\u200b" * 1000, "'\"\\\n" * 100, "😀" * 1000])
def test_reprs_fit_a_line(text: str) -> None:
    fields = {"start": 10**18, "end": 10**18, "text": text, "title": text, "organisation": text}
    for part in inquit.Span.from_dict(fields), inquit.Role.from_dict(fields):
        assert len(repr(part)) <= 80
        assert "\n" not in repr(part)
    assert repr(text) in repr(inquit.Span.from_dict({"start": 0, "end": 0, "text": text})) or len(repr(text)) > 50


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema_version": "2"}, "record has schema version `2`, expected `1`"),
        ({"notes": None}, "not a record: invalid type: null, expected a sequence"),
        ({"speakers": [{"id": 1}]}, "not a record: invalid type"),
        ({"statements": {1}}, "field `statements`: JSON cannot hold a value of type set"),
        ({"notes": ["\ud800"]}, "field `notes`: lone surrogate at code point 0"),
        ({1: 2}, "field names are strings, not int"),
    ],
)
def test_what_is_no_record_is_refused(fields: dict[str, Any], change: dict[Any, Any], reason: str) -> None:
    with pytest.raises(inquit.RecordError) as caught:
        inquit.Record.from_dict({**fields, **change})
    assert str(caught.value).startswith(reason)
    assert caught.value.index is None
    for text in "", "{", "[]", "null", '{"schema_version": "1"}':
        with pytest.raises(ValueError, match="not a record"):
            inquit.Record.from_json(text)


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(inquit.RecordError, match="nested more than"):
        inquit.Record.from_dict({"schema_version": endless})


def test_errors_are_pickled_whole() -> None:
    error = pickle.loads(pickle.dumps(inquit.RecordError("no text", 3)))
    assert (type(error), error.reason, error.index, str(error)) == (inquit.RecordError, "no text", 3, "item 3: no text")
    assert issubclass(inquit.RecordError, ValueError)
    assert issubclass(inquit.RecordError, inquit.Error)
    assert issubclass(inquit.ModelError, inquit.Error)
