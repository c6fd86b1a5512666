"""What a notebook shows of a record's parts, and how a view gets to whoever looks at it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ._native import Speaker, Statement, parts_html

__all__ = ["Speakers", "Statements", "display"]


class Speakers(tuple[Speaker, ...]):
    """The speakers of a record: a tuple that a notebook shows as a table."""

    def _repr_html_(self) -> str:
        return parts_html(self, {})


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


def display(html: str, text: str) -> None:
    """Shows a view: in IPython and notebooks as they can, elsewhere as text."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display as show

        show({"text/html": html, "text/plain": text}, raw=True)
    else:
        print(text)
