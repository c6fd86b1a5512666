"""The pages of reference are what the program, the schema and the stubs say today."""

from __future__ import annotations

import pytest
import reference


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_page_is_current(name: str) -> None:
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "stale: run `python tests/python/reference.py`"
