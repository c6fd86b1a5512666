"""What notebooks show, among the rules that JupyterLab and VS Code have for tables of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import inquit
import pytest
from conftest import WIDTHS, goldens

# What each sets for every table, strong enough to win over a rule of one class.
JUPYTERLAB = """
.jp-RenderedHTMLCommon table { table-layout: fixed; margin-left: auto; margin-right: auto; font-size: 12px; border: none }
.jp-RenderedHTMLCommon thead { border-bottom: 1px solid #888; vertical-align: bottom }
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th, .jp-RenderedHTMLCommon tr { vertical-align: middle; padding: .5em; white-space: normal; border: none }
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td, :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th,
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon tr { text-align: right }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: #ff0 }
.jp-RenderedHTMLCommon tbody tr:nth-child(even) { background: #f0f }
"""
VSCODE = """
table, thead, tr, th, td, tbody { border: none !important; border-color: transparent }
table, th, tr { vertical-align: middle; text-align: right !important }
thead { font-weight: bold; background-color: #ff0 }
th, td { padding: 4px 8px; white-space: nowrap }
tr:nth-child(even) { background-color: #f0f }
"""
HOSTS = {
    "jupyterlab-light": (JUPYTERLAB, '<body data-jp-theme-light="true"><div class="jp-RenderedHTMLCommon">', "rgb(255, 255, 255)"),
    "jupyterlab-dark": (JUPYTERLAB, '<body data-jp-theme-light="false"><div class="jp-RenderedHTMLCommon">', "rgb(22, 24, 29)"),
    "vscode-light": (VSCODE, '<body class="vscode-light"><div>', "rgb(255, 255, 255)"),
    "vscode-dark": (VSCODE, '<body class="vscode-dark"><div>', "rgb(22, 24, 29)"),
}


@pytest.fixture(scope="module")
def fragments() -> dict[str, str]:
    """Everything that a notebook shows as a table, or with one."""
    records = [inquit.Record.from_dict(record) for record in goldens()]
    shown = {
        "statements": inquit.table(records, add=["year"]),
        "attributions": inquit.table(records, "attributions"),
        "speakers": inquit.table(records, "speakers"),
        "record": records[0],
        "one": records[0].statements[0],
        "said": records[0].statements,
    }
    return {name: value._repr_html_() for name, value in shown.items()}  # type: ignore[attr-defined]


# Of every cell: where its words begin, whether they wrap, the line above it, and the grounds behind it.
CELLS = """() => [...document.querySelectorAll(".inquit th, .inquit td")].map((cell) => {
    const style = getComputedStyle(cell);
    const row = getComputedStyle(cell.parentElement);
    return {
        head: Boolean(cell.closest("thead")), number: cell.classList.contains("n"), align: style.textAlign, wraps: style.whiteSpace,
        line: style.borderTopStyle, grounds: [style, row, getComputedStyle(cell.closest("tr").parentElement)].map((one) => one.backgroundColor),
    };
})"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("host", HOSTS)
def test_tables_keep_their_looks_among_the_rules_of_the_notebook(fragments: dict[str, str], browser: Any, tmp_path: Path, host: str, width: str) -> None:
    style, frame, ground = HOSTS[host]
    for name, fragment in fragments.items():
        path = tmp_path / f"{name}.html"
        # Rules that come later win over those of the same weight.
        path.write_text(f"<!doctype html><meta charset=utf-8>{frame}{fragment}</div><style>body {{ margin: 0 }} {style}</style></body>", encoding="utf-8")
        page = browser.new_page(viewport={"width": WIDTHS[width][0], "height": 900})
        page.goto(path.as_uri())
        cells = page.evaluate(CELLS)
        assert len(cells) > 3
        for cell in cells:
            assert cell["align"] == ("right" if cell["number"] else "left"), (name, cell)
            assert cell["wraps"] == ("nowrap" if cell["number"] or cell["head"] else "normal"), (name, cell)
            assert cell["line"] == ("none" if cell["head"] else "solid"), (name, cell)
            assert set(cell["grounds"]) == {"rgba(0, 0, 0, 0)"}, (name, cell)
        assert page.evaluate("getComputedStyle(document.querySelector('.inquit')).backgroundColor") == ground
        # Only the table scrolls, and on a desk nothing has to.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if width == "desk":
            assert page.evaluate("[...document.querySelectorAll('.scroll')].every((one) => one.scrollWidth <= one.clientWidth)"), name
        page.close()


def test_a_wide_table_shows_who_said_what(fragments: dict[str, str], browser: Any) -> None:
    page = browser.new_page()
    for name, heads in [
        ("statements", ["article_id", "kind", "act", "speaker", "text", "confidence", "year"]),
        ("attributions", ["article_id", "statement_kind", "act", "speaker", "text", "confidence"]),
    ]:
        page.set_content(fragments[name])
        assert [head.inner_text() for head in page.locator("thead th").all()] == heads
        assert f"{len(heads)} of 3" in page.inner_text("caption")
    page.set_content(fragments["speakers"])
    text = page.inner_text("tbody")
    assert "Sen. Glenda Moss; MOSS; Moss" in text
    assert not set("[]{}") & set(text)
    page.close()
