"""What a notebook shows of a record's parts, and how a view gets to whoever looks at it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ._native import Speaker, Statement, parts_html

__all__ = ["Speakers", "Statements", "display", "terminal"]

if TYPE_CHECKING:
    from typing_extensions import disjoint_base
else:

    def disjoint_base(base: type) -> type:
        """A tuple with attributes shares its bases with no other class, as type checkers want to be told."""
        return base


@disjoint_base
class Speakers(tuple[Speaker, ...]):
    """The speakers of a record: a tuple that a notebook shows as a table."""

    def _repr_html_(self) -> str:
        return parts_html(self, {})


@disjoint_base
class Statements(tuple[Statement, ...]):
    """The statements of a record: a tuple that a notebook shows as a table, with the speakers' names."""

    _names: dict[str, str]

    def __new__(cls, statements: Iterable[Statement] = (), names: dict[str, str] | None = None) -> Statements:
        """The statements, and the names of the speakers by id."""
        made = super().__new__(cls, statements)
        made._names = names or {}
        return made

    def _repr_html_(self) -> str:
        return parts_html(self, self._names)


# The widest line that is pleasant to read.
WIDEST = 100


def terminal() -> tuple[int, bool]:
    """How many columns a text may have where it is printed, and whether colours are welcome there."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return min(shutil.get_terminal_size().columns, WIDEST), colour


def display(html: str, text: str) -> None:
    """Shows a view: in IPython and notebooks as they can, elsewhere as text."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display as show

        show({"text/html": html, "text/plain": text}, raw=True)
    else:
        print(text, end="")
