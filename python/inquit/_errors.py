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
    id : str, optional
        What the article is called.
    file, entry, place : str, optional
        The file it comes from, the entry within it if that is an archive, and where in it: "line 3".

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

    id: str | None
    """What the article is called, where that is known."""

    file: str | None
    """The file it comes from, as it was named; None if it comes from none."""

    entry: str | None
    """The entry within the file, if that is an archive."""

    place: str | None
    """Where in the file it is, counted from 1: "line 3", "row 3" of a table, "record 3"."""

    def __init__(
        self,
        reason: str,
        index: int | None = None,
        *,
        id: str | None = None,
        file: str | None = None,
        entry: str | None = None,
        place: str | None = None,
    ) -> None:
        super().__init__(reason, index)
        self.reason = reason
        self.index = index
        self.id = id
        self.file = file
        self.entry = entry
        self.place = place

    def __str__(self) -> str:
        """The reason, and what it is about: the place in a file, or the item of a stream."""
        if self.file is not None:
            return ": ".join(part for part in (self.file, self.entry, self.place, self.reason) if part)
        return self.reason if self.index is None else f"item {self.index}: {self.reason}"
