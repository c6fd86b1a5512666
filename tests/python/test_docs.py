"""The documentation: complete, true, and the same in the stub."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import docstrings
import inquit
import pytest


def documented() -> Iterator[tuple[str, Any]]:
    """Every public name, and the members of the classes."""
    for name in inquit.__all__:
        value = getattr(inquit, name)
        if name != "__version__":
            yield name, value
        if inspect.isclass(value):
            own = [member for member in vars(value) if not member.startswith("_")]
            yield from ((f"{name}.{member}", inspect.getattr_static(value, member)) for member in own)


DOCS = {name: inspect.cleandoc(value.__doc__ or "") for name, value in documented()}
DOCS["inquit"] = inquit.__doc__ or ""


def test_everything_is_documented() -> None:
    assert len(DOCS) > 100
    for name, doc in DOCS.items():
        summary = doc.split("\n\n")[0]
        assert summary.endswith("."), name
        value = dict(documented()).get(name)
        if inspect.isclass(value) or callable(value) or isinstance(value, classmethod):
            assert ">>>" in doc, f"{name} has no example"
        if name in ("parse", "Pipeline") or (name.split(".")[-1] in ("parse", "pipe", "to_json", "from_json", "speaker")):
            parameters = inspect.signature(value).parameters if value else {}
            for parameter in parameters:
                assert parameter in ("self", "cls") or f"{parameter}" in doc.split("Returns\n---")[0], (name, parameter)


@pytest.mark.parametrize("name", sorted(name for name, doc in DOCS.items() if ">>>" in doc))
def test_examples_run(name: str) -> None:
    test = doctest.DocTestParser().get_doctest(DOCS[name], {}, name, None, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert not said, "".join(said)


def test_the_stub_has_the_same_docstrings() -> None:
    stub = docstrings.STUB.read_text(encoding="utf-8")
    assert stub == docstrings.with_docstrings(stub), "stale: run `python tests/python/docstrings.py`"


@pytest.mark.parametrize("tool", [["mypy.stubtest", "inquit"], ["mypy", "--strict", "--package", "inquit"]], ids=str)
def test_the_types_hold(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
