"""What the suites share: the example article, and a record written by hand that has every field."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import inquit
import pytest

ROOT = Path(__file__).parents[2]


def java() -> int:
    """The version of Java that is installed, 0 for none."""
    home = os.environ.get("JAVA_HOME")
    command = str(Path(home) / "bin/java") if home else shutil.which("java")
    if command is None:
        return 0
    said = subprocess.run([command, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found[1]) if found else 0


needs_java = pytest.mark.skipif(java() < 17, reason="Spark needs Java 17 or later, and there is none")


@pytest.fixture(scope="session")
def article() -> str:
    """A short news article."""
    return (ROOT / "examples/article.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pipeline() -> inquit.Pipeline:
    return inquit.Pipeline("fast")


TEXT = "Toll frozen 🚢\n\nBRACK, Nov. 2 — “No rise,” Mayor Ilse Norn told the Echo. “Not now.”"


def span(text: str) -> dict[str, Any]:
    """The first place of some words in the text."""
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "text": text}


@pytest.fixture
def fields() -> dict[str, Any]:
    """A record as plain values, no field of which is empty."""
    return {
        "schema_version": "1",
        "generator": {"name": "inquit", "version": "0.1.0", "model": "by-hand"},
        "article": {
            "id": "story-17",
            "url": "https://echo.example/17",
            "outlet": "The Echo",
            "language": "en",
            "published": "2026-11-02",
            "date": "2026-11-02",
            "authors": ["Hester Vane"],
            "offset_unit": "codepoint",
            "text": TEXT,
            "headline": span("Toll frozen 🚢"),
            "standfirst": None,
            "byline": None,
            "dateline": {**span("BRACK, Nov. 2"), "place": "BRACK", "agency": None, "date": "Nov. 2"},
            "sections": [{"heading": None, "paragraphs": [span(TEXT[15:])]}],
            "extra": {"pages": 2, "share": 0.1 + 0.2, "tags": ["tolls", {"deep": None}], "big": 2**64 - 1},
        },
        "speakers": [
            {
                "id": "S1",
                "name": "Ilse Norn",
                "kind": "person",
                "named": True,
                "aliases": ["the mayor"],
                "gender": "unknown",
                "roles": [{"title": "Mayor", "organisation": None, **span("Mayor")}],
                "mentions": [{**span("Mayor Ilse Norn"), "form": "name"}],
                "attributes": {"party": "Harbour List", "seats": 7},
            }
        ],
        "statements": [
            {
                "id": "Q1",
                "kind": "direct",
                "content": [span("“No rise,”"), span("“Not now.”")],
                "quoted": [span("No rise,"), span("Not now.")],
                "cue": {**span("told"), "lemma": "tell", "act": "assert", "negated": False, "hedged": False},
                "source": [span("Mayor Ilse Norn")],
                "speakers": ["S1"],
                "addressees": [{**span("the Echo"), "speaker": None}],
                "reported_by": None,
                "place": "body",
                "section": 0,
                "paragraph": 0,
                "repeats": None,
                "inside": None,
                "confidence": 0.9321,
                "note": {"code": "anonymity", "start": 31, "end": 41, "text": "“No rise,”", "message": "nameless"},
                "why": "“Norn” is part of the name Ilse Norn (0.95)",
            }
        ],
        "notes": [{"code": "unpaired-quotation-mark", "start": 31, "end": 32, "message": "never closed"}],
    }


@pytest.fixture
def record(fields: dict[str, Any]) -> inquit.Record:
    return inquit.Record.from_dict(fields)
