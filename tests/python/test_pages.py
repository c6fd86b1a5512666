"""Every example on every page of the documentation runs, and prints what the page shows."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import inquit
import pytest

from conftest import ROOT, java
from excerpts import differences
from images import difference
from pages import PAGES, RUN, agrees, blocks, session

# Code that a reader may run, and languages that are only shown.
SHOWN = {"text", "json", "xml", "csv", "tsv", "rust", "r", "sql", "toml", "markdown", "news", "reading", "ini", "html"}
REPOSITORY = "https://github.com/inquit/inquit/blob/main/"


def same(made: Path, shown: Path) -> bool:
    """Whether two files are the same, pictures by what they look like."""
    left, right = made.read_bytes(), shown.read_bytes()
    return difference(left, right) < 0.01 if made.suffix == ".png" else left == right


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_run_and_print_what_is_shown(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("MPLBACKEND", "agg")
    with session() as running:
        for block in blocks(page):
            if block.language not in RUN or block.not_run or ("pyspark" in block.code and java() < 17):
                continue
            printed = running.run(block)
            if block.shown is not None:
                assert agrees(block.shown, printed), f"{page.name}:{block.line} prints\n{printed}"
        if spark := running.names.get("spark"):
            spark.stop()
        for made, asset in running.made().items():
            assert same(made, asset), f"docs/assets/{asset.name} is stale: run `python tests/python/pages.py {page}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_run_checked_or_says_why_not(page: Path) -> None:
    for block in blocks(page):
        assert block.language in SHOWN or block.language in RUN, f"{page.name}:{block.line}: {block.language}"
        assert block.not_run is None or block.language in RUN, f"{page.name}:{block.line} is not run anyway"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_excerpts_are_of_the_records_they_name(page: Path) -> None:
    for block in blocks(page):
        if article := re.fullmatch(r"From the record of (\S+)", block.title):
            real = inquit.parse((ROOT / article[1]).read_text(encoding="utf-8"), explain='"why"' in block.code)
            assert differences(json.loads(block.code), real.to_dict(), "record") == [], f"{page.name}:{block.line}"


def test_a_line_of_dots_stands_for_any_lines() -> None:
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n") and agrees("a\n…\n", "a\nb") and agrees("…\nb", "a\nb")
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
    assert not agrees("a.c", "abc")
    assert agrees("a", "a  \n\n") and not agrees("a", "a\nb")


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")]), ids=lambda page: page.name)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    links = re.findall(re.escape(REPOSITORY) + r"([^)#\s]+)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []
