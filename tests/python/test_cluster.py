"""The page on clusters does what it says, tool by tool."""

from __future__ import annotations

import re
import sys

import pytest

from conftest import ROOT, needs_java

PAGE = (ROOT / "docs/on-a-cluster.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
BLOCKS = {title: block for title, text in SECTIONS for block in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)}


def test_the_page_has_its_examples() -> None:
    assert list(BLOCKS) == ["The function", "Spark", "Dask", "Polars", "Hugging Face datasets"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("title", [pytest.param(title, marks=needs_java if title == "Spark" else ()) for title in BLOCKS])
def test_the_examples_run(title: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    names: dict[str, object] = {}
    try:
        exec(BLOCKS[title], names)
    finally:
        if spark := names.get("spark"):
            spark.stop()  # type: ignore[attr-defined]
    assert "Nadia Okafor" in capsys.readouterr().out
