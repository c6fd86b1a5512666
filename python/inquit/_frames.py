"""Data frames of articles to data frames of statements."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from ._errors import RecordError
from ._native import Pipeline, Record, table

__all__ = ["parse_frame"]

if TYPE_CHECKING:
    from ._corpus import _Aliases, _People

F = TypeVar("F")


def parse_frame(
    frame: F,
    text: str = "text",
    *,
    keep: Iterable[str] = (),
    rows: Literal["statements", "attributions"] = "statements",
    model: str | os.PathLike[str] = "accurate",
    n_jobs: int = -1,
    errors: Literal["raise", "skip"] = "raise",
    map: Mapping[str, str] | None = None,
    min_confidence: float = 0.0,
    aliases: _Aliases | None = None,
    people: _People | None = None,
    date_order: Literal["dmy", "mdy"] | None = None,
) -> F:
    """Read the articles in a data frame, a row each; the statements in a data frame of the same library.

    Parameters
    ----------
    frame : pandas.DataFrame or polars.DataFrame
        The articles. Other columns with known names (headline, date, outlet, url, id, author, …) are
        used as `Pipeline.pipe` uses them.
    text : str, default "text"
        The column with the text.
    keep : iterable of str, optional
        Columns of `frame` that the statements get, as they are; one that tables have themselves takes
        its place.
    rows : {"statements", "attributions"}, default "statements"
        Whether a row is a statement, or a statement and one of its speakers.
    model : str or os.PathLike, default "accurate"
        The name of a built-in model (see `models`) or the folder of another.
    n_jobs : int, default -1
        Articles read at the same time; -1 for one a processor.
    errors : {"raise", "skip"}, default "raise"
        Whether a row that cannot be read raises a `RecordError`, whose `index` is the row, or is left
        out, with a warning that says how many were.
    map : dict of str to str, optional
        What other fields are called in the frame: `{"headline": "titel"}`.
    min_confidence : float, default 0.0
        Statements that are less likely to be right than this are left out.
    aliases, people, date_order : optional
        What is known already, as in `Pipeline`. The statements get a column for each attribute of
        people: `people.party`.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame
        The columns of `table`, then `row`, the position of the article in `frame`, then those of `keep`.

    Raises
    ------
    RecordError
        With `errors="raise"`, if a text is empty or missing.
    TypeError
        If `frame` is no data frame of pandas or Polars.
    ValueError
        If `text` or one of `keep` is no column of the frame, or an argument is none of the values
        above.

    Examples
    --------
    >>> import inquit, pandas
    >>> articles = pandas.DataFrame({"body": ["“No,” said Bertrand.", "It rained."], "desk": ["city", "sport"]})
    >>> said = inquit.parse_frame(articles, text="body", keep=["desk"])
    >>> said[["speaker", "text", "row", "desk"]].values.tolist()
    [['Bertrand', '“No,”', 0, 'city']]
    """
    if errors not in ("raise", "skip"):
        raise ValueError(f"errors: unknown value `{errors}`, expected raise or skip")
    library = type(frame).__module__.split(".")[0]
    if library not in ("pandas", "polars") or type(frame).__name__ != "DataFrame":
        advice = "; collect it first" if type(frame).__name__ == "LazyFrame" else ""
        raise TypeError(f"frame: expected a DataFrame of pandas or Polars, got {type(frame).__name__}{advice}")
    given = cast(Any, frame)
    columns = [str(name) for name in given.columns]
    kept = [keep] if isinstance(keep, str) else list(keep)
    for argument, names in ("text", [text]), ("keep", kept):
        for name in names:
            if name not in columns:
                raise ValueError(f"{argument}: `{name}` is no column; the columns are {', '.join(columns)}")
    pipeline = Pipeline(model, aliases, people, date_order)
    items = given.to_dict("records") if library == "pandas" else given.to_dicts()
    fields = {"text": text, **(map or {})}
    results = pipeline.pipe(items, n_jobs=n_jobs, errors="return", map=fields, min_confidence=min_confidence)
    records: list[Record] = []
    positions: list[int] = []
    failed: list[RecordError] = []
    for position, result in enumerate(results):
        if isinstance(result, RecordError):
            if errors == "raise":
                raise result
            failed.append(result)
            continue
        records.append(result)
        for statement in result.statements:
            count = 1 if rows == "statements" else max(1, len(statement.speakers))
            positions.extend([position] * count)
    if failed:
        warnings.warn(f"{len(failed)} of {len(items)} rows could not be read; the first: {failed[0]}", stacklevel=2)
    said = table(records, rows, [f"people.{name}" for name in pipeline.attributes])
    made: Any
    if library == "pandas":
        made = said.to_pandas()
        made["row"] = positions
        for name in kept:
            made[name] = given[name].iloc[positions].array
    else:
        import polars

        made = said.to_polars().with_columns(polars.Series("row", positions, dtype=polars.Int64))
        made = made.with_columns([given[name].gather(positions).alias(name) for name in kept])
    return cast(F, made)
