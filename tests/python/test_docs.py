"""The documentation: complete, true, and the same in the stub."""

from __future__ import annotations

import doctest
import inspect
import operator
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import docstrings
import inquit
import inquit.arrow
import pytest

from conftest import ROOT


def documented() -> Iterator[tuple[str, Any]]:
    """Every public name, and the members of the classes."""
    for name in inquit.__all__:
        value = getattr(inquit, name)
        if name != "__version__":
            yield name, value
        if inspect.isclass(value):
            own = [member for member in vars(value) if not member.startswith("_")]
            yield from ((f"{name}.{member}", inspect.getattr_static(value, member)) for member in own)
    yield from ((f"arrow.{name}", getattr(inquit.arrow, name)) for name in inquit.arrow.__all__)


DOCS = {name: inspect.cleandoc(value.__doc__ or "") for name, value in documented()}
DOCS["inquit"] = inquit.__doc__ or ""
DOCS["arrow"] = inquit.arrow.__doc__ or ""


def test_everything_is_documented() -> None:
    assert len(DOCS) > 100
    for name, doc in DOCS.items():
        assert doc.split("\n\n")[0].endswith("."), name


def test_everything_that_can_be_called_has_an_example_and_its_parameters() -> None:
    for name, value in documented():
        if not callable(value) and not isinstance(value, classmethod):
            continue
        doc = DOCS[name]
        assert ">>>" in doc, name
        callee = operator.attrgetter(name)(inquit)
        parameters = [] if inspect.isclass(value) and name != "Pipeline" else inspect.signature(callee).parameters
        for parameter in parameters:
            assert parameter == "self" or re.search(rf"^(\w+, )*{parameter}(, \w+)* : ", doc, re.MULTILINE), (name, parameter)
        if parameters and "self" not in [*parameters][-1:]:
            assert "Parameters\n----------\n" in doc, name


@pytest.mark.parametrize("name", sorted(name for name, doc in DOCS.items() if ">>>" in doc))
def test_examples_run(name: str) -> None:
    test = doctest.DocTestParser().get_doctest(DOCS[name], {}, name, None, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert not said, "".join(said)


def test_the_stub_has_the_same_docstrings() -> None:
    stub = docstrings.STUB.read_text(encoding="utf-8")
    assert stub == docstrings.with_docstrings(stub), "stale: run `python tests/python/docstrings.py`"


@pytest.mark.parametrize("tool", [["mypy.stubtest", "inquit", "--mypy-config-file", str(ROOT / "pyproject.toml")], ["mypy", "--strict", "--package", "inquit"]], ids=str)
def test_the_types_hold(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
