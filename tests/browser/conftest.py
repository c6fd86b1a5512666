"""Reports to look at, and a browser to look with."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import corpus
import pytest

ROOT = Path(__file__).parents[2]

NASTY = "</script><script>window.ran=1</script><img src=x onerror='window.ran=1'>\"'`]]>-->${window.ran=1}\u2028\u2029 \u0001=1+1"

# The widths that people have: a telephone's and a desk's.
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}


def inquit(*arguments: str | Path, expected: int = 0) -> str:
    """What the command prints."""
    built = os.environ.get("INQUIT", str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/inquit"))
    done = subprocess.run([built, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stderr
    return done.stdout


def written(folder: Path, name: str, records: list[dict[str, Any]], *options: str) -> Path:
    """Records as JSON Lines, and beside them the report of them, which is returned."""
    lines = folder / f"{name}.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    inquit("report", lines, "-o", lines.with_suffix(".html"), *options)
    return lines.with_suffix(".html")


def goldens() -> list[dict[str, Any]]:
    """The records of the golden articles, as if three papers had carried them."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/golden/en-accurate-3").glob("*.json"))]
    for number, record in enumerate(records):
        record["article"] |= {"outlet": ["The Echo", "Courier", "Post"][number % 3], "published": f"2026-11-{number + 1:02}"}
    return records


def nasty() -> list[dict[str, Any]]:
    """Records with mark-up and scripts in every text that there is."""

    def spoilt(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoilt(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner, key) for inner in value]
        return NASTY if isinstance(value, str) and key in FREE else value

    first, second = (next(corpus.records(1, 200, seed)) for seed in (5, 6))
    long = second["article"]["text"]
    # The text itself: what is nasty is put where letters were, so that every span stays as long as it was.
    text = (NASTY * (len(long) // len(NASTY) + 1))[: len(long)]

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            inner = {name: cut(part) for name, part in value.items()}
            if {"start", "end", "text"} <= inner.keys():
                inner["text"] = text[inner["start"] : inner["end"]]
            return inner
        return [cut(part) for part in value] if isinstance(value, list) else value

    second = cut(second)
    second["article"]["text"] = text
    made = [spoilt(first), spoilt(second)]
    made[0]["article"]["url"] = "javascript:window.ran=1"
    made[0]["speakers"][0]["attributes"] = {"party": NASTY, NASTY: NASTY}
    return made


# Texts that are no slices of the article and no names of kinds.
FREE = {"id", "url", "outlet", "published", "authors", "name", "aliases", "title", "organisation", "lemma", "model", "why", "message"}
FREE -= {"id"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where reports are."""
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="session")
def golden(folder: Path) -> Path:
    """A report on the golden articles."""
    return written(folder, "golden", goldens(), "--title", "Fifteen articles")


@pytest.fixture(scope="session")
def invented(folder: Path) -> Path:
    """A report on 300 articles that were drawn."""
    return written(folder, "invented", list(corpus.records(300, 250)))


@pytest.fixture(scope="session")
def hostile(folder: Path) -> Path:
    """A report on records that mean ill."""
    return written(folder, "hostile", nasty(), "--title", NASTY.replace("\u0001", ""), "--by", "people.party,place")


@pytest.fixture(scope="session")
def people(folder: Path) -> Path:
    """A table of people who speak in the drawn articles."""
    table = folder / "people.csv"
    table.write_text("name,alias,party,seats\nNadia Okafor,,Harbour List,7\nLuis Bertrand,,Civic Union,\n", encoding="utf-8")
    return table


@pytest.fixture(scope="session")
def parties(folder: Path, people: Path) -> Path:
    """A report with a table of people."""
    return written(folder, "parties", list(corpus.records(300, 250)), "--people", str(people))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    with chromium.launched() as browser:
        yield browser


class Watched:
    """A page, and everything it did that it should not do."""

    def __init__(self, browser: Any, width: str, **context: Any) -> None:
        wide, high = WIDTHS[width]
        phone = width == "phone"
        self.context = browser.new_context(
            viewport={"width": wide, "height": high}, has_touch=phone, is_mobile=phone, accept_downloads=True, **context
        )
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked(request.url))
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def asked(self, url: str) -> None:
        """Anything but the file itself, and what it makes for people to take away, is a request too many."""
        if not url.startswith(("file:", "blob:")):
            self.wrong.append(f"request: {url}")

    def open(self, path: Path, hash: str = "", sign: str = "") -> Any:
        """The page at an address within the report, when the element that `sign` names is there."""
        self.page.goto(path.as_uri() + hash)
        # Another hash alone loads nothing.
        if sign:
            self.page.wait_for_selector(sign)
        return self.page


@pytest.fixture
def look(browser: Any) -> Iterator[Any]:
    """Opens a page of a width; what it did wrong fails the test."""
    watched: list[Watched] = []

    def opened(path: Path, width: str, hash: str = "", sign: str = "h1", **context: Any) -> Any:
        watched.append(Watched(browser, width, **context))
        return watched[-1].open(path, hash, sign)

    yield opened
    for one in watched:
        one.context.close()
    assert [wrong for one in watched for wrong in one.wrong] == []


def table(text: str) -> list[dict[str, str]]:
    """Rows of CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))
