"""The README and the model cards say what the program does."""

import json
import math
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import inquit

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "examples" / "article.txt").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no {language} block"
    return found


def differences(shown: Any, real: Any, at: str) -> list[str]:
    """What `shown` says that `real` does not: fields may be left out, and items of lists."""
    if isinstance(shown, dict) and isinstance(real, dict):
        found = [f"{at}.{key}: no such field" for key in shown if key not in real]
        for key in shown.keys() & real.keys():
            found += differences(shown[key], real[key], f"{at}.{key}")
        return found
    if isinstance(shown, list) and isinstance(real, list):
        found = []
        for item in shown:
            candidates = [differences(item, other, f"{at}[{n}]") for n, other in enumerate(real)]
            found += sorted(candidates, key=len)[0] if candidates else [f"{at}: empty"]
        return found
    if isinstance(shown, float) and isinstance(real, float):
        return [] if math.isclose(shown, real, abs_tol=0.005) else [f"{at}: {shown}, really {real:.2f}"]
    return [] if shown == real else [f"{at}: {shown!r}, really {real!r}"]


def test_the_article_excerpt_is_of_the_example() -> None:
    excerpt = blocks("text")[0]
    assert " ".join(excerpt.split()) in " ".join(EXAMPLE.split())


def test_the_record_excerpt_is_of_the_examples_record() -> None:
    shown = json.loads(blocks("json")[0])
    assert differences(shown, inquit.parse(EXAMPLE).to_dict(), "record") == []


def test_the_comparison_of_records_finds_what_differs() -> None:
    real = {"a": [{"b": 1, "c": "x"}, {"b": 2, "c": "y"}], "d": 0.931}
    assert differences({"a": [{"c": "y"}], "d": 0.93}, real, "r") == []
    assert differences({"a": [{"b": 2, "c": "x"}]}, real, "r") != []
    assert differences({"d": 0.92}, real, "r") == ["r.d: 0.92, really 0.93"]
    assert differences({"e": 1}, real, "r") == ["r.e: no such field"]
    assert differences({"a": [{"c": "z"}]}, {"a": []}, "r") == ["r.a: empty"]


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_runs(code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    exec(textwrap.dedent(code), {})
    assert "Nadia Okafor" in capsys.readouterr().out


CARDS = {"en-accurate-1": "crates/models/en-accurate/CARD.md", "en-fast-1": "crates/core/models/en-fast-1/CARD.md"}


@pytest.mark.parametrize("page", ["README.md", *(CARDS[model] for model in inquit.models())])
def test_every_figure_is_filled_in(page: str) -> None:
    assert re.findall(r"\{\{.*?\}\}", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL) == []


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=lambda page: page.name)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
