"""The page on formats shows what the program writes."""

from __future__ import annotations

import re

import inquit
import pytest

from conftest import ROOT

PAGE = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
TEXT = "“It sails 😀,” said Una Lund.\n"


def example(format: str) -> str:
    """The first block of code in the section of a format."""
    found = re.search(rf"^## `{format}`.*?^```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no example of {format}"
    return found[1]


@pytest.mark.parametrize("format", ["csv", "brat", "citron", "webanno", "jsonld", "labelstudio", "tei"])
def test_the_example_is_what_the_program_writes(format: str) -> None:
    record = inquit.Record.from_brat(TEXT, example("brat"), "ferry")
    # A page has no carriage returns, and is not written anew for a new version.
    written = record.to_format(format).replace("\r\n", "\n")
    assert written == re.sub(r"(?<=[ \"])\d+\.\d+\.\d+\b", inquit.__version__, example(format))


def test_the_labelling_interface_is_the_librarys() -> None:
    source = (ROOT / "crates/core/src/output/formats/label_studio.rs").read_text(encoding="utf-8")
    [config] = re.findall(r'CONFIG: &str = r##"(.*?)"##', source, re.DOTALL)
    assert f"```xml\n{config}```\n" in PAGE
