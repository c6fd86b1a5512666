"""The README and the model cards are finished, and excerpts are compared rightly. test_pages.py runs the README's examples."""

from __future__ import annotations

import re

import inquit
import pytest
from excerpts import differences

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CARDS = {"en-accurate-3": "crates/models/en-accurate/CARD.md", "en-fast-3": "crates/core/models/en-fast-3/CARD.md"}


def test_the_comparison_of_records_finds_what_differs() -> None:
    real = {"a": [{"b": 1, "c": "x"}, {"b": 2, "c": "y"}], "d": 0.931}
    assert differences({"a": [{"c": "y"}], "d": 0.93}, real, "r") == []
    assert differences({"a": [{"b": 2, "c": "x"}]}, real, "r") != []
    assert differences({"d": 0.92}, real, "r") == ["r.d: 0.92, really 0.93"]
    assert differences({"e": 1}, real, "r") == ["r.e: no such field"]
    assert differences({"a": [{"c": "z"}]}, {"a": []}, "r") == ["r.a: empty"]


def test_the_readme_has_the_two_commands_and_an_example_a_language() -> None:
    for command in ("cargo run --release -p inquit-cli -- parse examples/article.txt", "tests/run"):
        assert f"```sh\n{command}\n```" in README
    assert set(re.findall(r"^```(\w+)", README, re.MULTILINE)) >= {"sh", "python", "rust"}
    assert README.count("\n") <= 250


@pytest.mark.parametrize("page", ["README.md", *(CARDS[model] for model in inquit.models())])
def test_every_figure_is_filled_in(page: str) -> None:
    assert re.findall(r"\{\{.*?\}\}", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL) == []


def test_the_citation_and_the_changelog_name_this_version() -> None:
    assert f"\nversion: {inquit.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {inquit.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
