"""What can go wrong, as exceptions."""

from __future__ import annotations

__all__ = ["Error", "ModelError", "RecordError"]


class Error(Exception):
    """Whatever inquit raises of its own is one of these.

    Examples
    --------
    >>> import inquit
    >>> try:
    ...     inquit.parse("")
    ... except inquit.Error as error:
    ...     print(error)
    the text is empty
    """

    __module__ = "inquit"


class ModelError(Error):
    """A model cannot be loaded. The message names the model and what is wrong with it.

    Examples
    --------
    >>> import inquit
    >>> try:
    ...     inquit.Pipeline("enormous")
    ... except inquit.ModelError as error:
    ...     print(str(error)[:40])
    model `enormous`: no such model is built
    """

    __module__ = "inquit"


class RecordError(Error, ValueError):
    """An article cannot be read, or a record is none.

    Parameters
    ----------
    reason : str
        What is wrong with it.
    index : int, optional
        Which item of a stream it is, counted from 0.

    Examples
    --------
    >>> import inquit
    >>> [error] = inquit.Pipeline().pipe([""], errors="return")
    >>> error.index, error.reason
    (0, 'the text is empty')
    """

    __module__ = "inquit"

    reason: str
    """What is wrong with the article or the record."""

    index: int | None
    """Which item of the stream it is, counted from 0; None outside a stream."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason, index)
        self.reason = reason
        self.index = index

    def __str__(self) -> str:
        """The reason, and which item it is about."""
        return self.reason if self.index is None else f"item {self.index}: {self.reason}"
