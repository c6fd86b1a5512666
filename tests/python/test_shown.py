"""What a notebook shows."""

from __future__ import annotations

import pickle
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import inquit
import pytest

from conftest import ROOT

NASTY = "</script><img src=x onerror=alert(1)>\"'&"

# Elements that have no end.
VOID = {"br", "img", "rect"}


class Seen(HTMLParser):
    """Checks that elements nest, and keeps what is to be read and what there is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.titles = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.titles += "".join(value or "" for name, value in attrs if name == "title")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def seen(value: Any) -> Seen:
    """What a notebook shows of a value, which must be safe in it."""
    found = Seen(value._repr_html_())
    assert not {"script", "img", "link", "iframe"} & found.names
    assert not {name for name in found.attributes if name.startswith("on") or name in ("src", "href", "style")}
    assert "url(" not in value._repr_html_()
    return found


@pytest.fixture(scope="module")
def golden() -> inquit.Record:
    path = ROOT / "tests/golden/en-accurate-3/results.json"
    return inquit.Record.from_json(path.read_text(encoding="utf-8"))


def test_a_record_is_its_article_with_names_and_a_table_of_them(golden: inquit.Record) -> None:
    found = seen(golden)
    for section in golden.article.sections:
        for paragraph in section.paragraphs:
            assert found.text.count(paragraph.text) == 1
    assert {"mark", "u", "b", "table"} <= found.names
    (elling,) = (one for one in golden.speakers if one.name == "Mark Elling")
    said = next(one for one in golden.statements if elling.id in one.speakers)
    assert f"Mark Elling: {said.kind}, assert, confidence {said.confidence:.2f}" in found.titles


def test_parts_and_lists_of_them_are_shown(golden: inquit.Record) -> None:
    (elling,) = (one for one in golden.speakers if one.name == "Mark Elling")
    assert "chief executive" in seen(elling).text
    assert golden.statements[0].content[0].text in seen(golden.statements[0]).text
    assert "Mark Elling" in seen(golden.speakers).text
    # By name, which a statement alone does not know.
    assert "Mark Elling" in seen(golden.statements).text


def test_lists_are_tuples(golden: inquit.Record) -> None:
    for parts in (golden.speakers, golden.statements):
        assert isinstance(parts, tuple) and parts == tuple(parts) and hash(parts) == hash(tuple(parts))
        assert repr(parts) == repr(tuple(parts))
        assert pickle.loads(pickle.dumps(parts))._repr_html_() == parts._repr_html_()  # type: ignore[union-attr]


def test_no_text_becomes_mark_up(golden: inquit.Record) -> None:
    fields = golden.to_dict()
    for speaker in fields["speakers"]:
        speaker["name"] = NASTY
        speaker["aliases"] = [NASTY]
    fields["article"] |= {"outlet": NASTY, "id": NASTY, "authors": [NASTY], "published": NASTY}
    fields["statements"][0] |= {"why": NASTY, "id": NASTY}
    record = inquit.Record.from_dict(fields)
    shown = [record, record.speakers, record.speakers[0], record.statements, record.statements[0], inquit.table(record)]
    assert all(NASTY in seen(value).text for value in shown)


def test_show_leaves_out_what_is_not_sure(golden: inquit.Record, capsys: pytest.CaptureFixture[str]) -> None:
    golden.show()
    everything = capsys.readouterr().out
    golden.show(min_confidence=0.85)
    sure = capsys.readouterr().out
    left = [one for one in golden.statements if one.confidence >= 0.85]
    assert 0 < len(left) < len(golden.statements) and len(sure) < len(everything)
    assert "Mark Elling" in sure and sum(one.confidence < 0.85 for one in golden.statements) > 0
    with pytest.raises(ValueError, match="min_confidence"):
        golden.show(min_confidence=2)


def test_tables_of_many_rows_end_early(golden: inquit.Record) -> None:
    found = seen(inquit.table([golden] * 100))
    assert f"{100 * len(golden.statements):,} rows" in found.text
    assert f"and {100 * len(golden.statements) - 20:,} more" in found.text
    assert len(inquit.table([golden] * 100)._repr_html_()) < 100_000


def test_records_are_not_read_to_be_shown(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“No,” said Ida Roe.\n", encoding="utf-8")
    records = inquit.read(tmp_path).parse("fast")
    assert records._repr_html_() is None and repr(records) == "Records(not yet collected)"
    assert len(records) == 1
    found = Seen(records._repr_html_() or "")
    assert "1 article, 1 statement, 1 word" in found.text and "Ida Roe" in found.text
