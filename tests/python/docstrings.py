"""Copies the docstrings of the compiled module into its stub, `python/inquit/_native.pyi`.

Run it after changing a docstring in crates/python: `python tests/python/docstrings.py`.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import inquit._native

STUB = Path(__file__).parents[2] / "python/inquit/_native.pyi"


def with_docstrings(source: str) -> str:
    """The stub's source, every docstring of it replaced by the one the module has."""
    lines = source.splitlines()

    def visit(nodes: list[ast.stmt], owner: object, indent: str) -> None:
        # From the end, so that what is still to do keeps its line numbers.
        for node in reversed(nodes):
            if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                continue
            member = inspect.getattr_static(owner, node.name)
            if isinstance(node, ast.ClassDef):
                visit(node.body, member, indent + "    ")
            # What Python itself says of `__eq__` and its like is no news.
            doc = None if node.name.startswith("__") else member.__doc__
            new = docstring(doc, indent + "    ") if doc else []
            first = node.body[0]
            begin, end = first.lineno - 1, first.end_lineno
            if isinstance(node, ast.ClassDef):
                has_one = ast.get_docstring(node) is not None
                # Decorators stand on lines of their own, before the member's.
                begin = begin if has_one else node.lineno
                lines[begin : end if has_one else begin] = new
            elif new:
                head = lines[begin][: first.col_offset].rstrip()
                lines[begin:end] = ([head] if head else []) + new

    visit(ast.parse(source).body, inquit._native, "")
    return "\n".join(lines) + "\n"


def docstring(doc: str, indent: str) -> list[str]:
    """The lines of a docstring in source code."""
    summary, *rest = inspect.cleandoc(doc).replace("\\", "\\\\").splitlines()
    if not rest:
        return [f'{indent}"""{summary}"""']
    return [(indent + line).rstrip() for line in [f'"""{summary}', *rest, '"""']]


if __name__ == "__main__":
    STUB.write_text(with_docstrings(STUB.read_text(encoding="utf-8")), encoding="utf-8")
