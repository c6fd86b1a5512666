"""Paths to articles, and these to records and tables."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

from ._errors import RecordError
from ._native import Article, Pipeline, Record, Sources, Table, count, records_html, table, write_report
from ._progress import Progress

__all__ = ["Corpus", "Records", "load", "read"]

if TYPE_CHECKING:
    _Format = Literal[
        "text", "json", "jsonl", "csv", "tsv", "parquet", "warc", "html", "lexis", "nexis", "factiva", "feed", "mail", "subtitles"
    ]
    _Errors = Literal["raise", "return", "skip"]
    _Offsets = Literal["codepoint", "utf16", "byte"]
    _Aliases = Mapping[str, Iterable[str]] | str | os.PathLike[str]
    # A data frame of any library, too.
    _People = Mapping[str, Mapping[str, Any]] | Iterable[Mapping[str, Any]] | str | os.PathLike[str] | Any

A = TypeVar("A", bound=Article | RecordError, covariant=True)
R = TypeVar("R", bound=Record | RecordError, covariant=True)


@overload
def read(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    input_format: _Format | None = None,
    map: Mapping[str, str] | None = None,
    errors: Literal["raise", "skip"] = "raise",
    limit: int | None = None,
    sheet: str | None = None,
    repair: bool = False,
) -> Corpus[Article]: ...
@overload
def read(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    input_format: _Format | None = None,
    map: Mapping[str, str] | None = None,
    errors: Literal["return"],
    limit: int | None = None,
    sheet: str | None = None,
    repair: bool = False,
) -> Corpus[Article | RecordError]: ...
def read(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    input_format: _Format | None = None,
    map: Mapping[str, str] | None = None,
    errors: _Errors = "raise",
    limit: int | None = None,
    sheet: str | None = None,
    repair: bool = False,
) -> Corpus[Any]:
    """Find the articles in files, folders and archives.

    Nothing is read before the corpus is iterated over or parsed; then it is read as a stream, so
    that archives may be larger than memory.

    Parameters
    ----------
    paths : str or os.PathLike, or iterable of these
        Files, folders (with all below them, in the order of names) and patterns ("news/2026-*.jsonl").
        What is in a file is found out: plain text, JSON and JSON Lines, CSV and TSV, Parquet, Excel,
        HTML, WARC, feeds, mail, subtitles, exports of Lexis, Nexis Uni and Factiva; compressed by
        gzip, Zstandard or bzip2, or in zip and tar archives.
    input_format : str, optional
        What all files are, whatever they look like: "text", "json", "jsonl", "csv", "tsv", "parquet",
        "warc", "html", "lexis", "nexis", "factiva", "feed", "mail" or "subtitles". What they are packed
        in is still found out.
    map : dict of str to str, optional
        What fields are called in records and tables, where it is none of the names known:
        `{"text": "Volltext", "headline": "meta.title"}`. The fields are text, headline, standfirst,
        authors, published, outlet, id, url and language.
    errors : {"raise", "return", "skip"}, default "raise"
        What becomes of an article, or a file, that cannot be read: a `RecordError` that names file,
        line and reason is raised, or stands in the place of the article, or it is left out. `Corpus.parse`
        does the same, unless it is told otherwise.
    limit : int, optional
        The first so many articles only.
    sheet : str, optional
        The sheet of Excel workbooks to read, by its name; the first one by default.
    repair : bool, default False
        Whether damaged text is mended before it is read: characters that were encoded twice, character
        references, page heads and divided words. Offsets are then of the mended text, and the
        record has a note.

    Returns
    -------
    Corpus
        The articles.

    Raises
    ------
    TypeError
        If `paths` are no paths, or `map` is no mapping of names.
    ValueError
        If `input_format`, `errors` or `limit` is none of the values above, or `map` names a field
        that there is not.

    Examples
    --------
    >>> import inquit
    >>> for article in inquit.read(["examples/article.txt"]):
    ...     print(article.id, "|", article.headline.text)
    article | Okafor: Ellery bridge will stay shut until spring
    >>> records = inquit.read("tests/golden/*.txt", limit=3).parse("fast")
    >>> len(records), records.statements.column_names[0]
    (3, 'article_id')
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    known = get_errors(errors)
    if limit is not None and limit < 0:
        raise ValueError(f"limit: {limit}, expected 0 or more")
    return Corpus(Sources([os.fspath(path) for path in paths], input_format, map, limit, sheet, repair), map, known)


def load(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, errors: _Errors = "raise") -> Records[Any]:
    """Read records that `Records.save` or the command has written. No model is needed.

    Parameters
    ----------
    paths : str or os.PathLike, or iterable of these
        Files of JSON Lines, or of one record or an array of them in JSON; compressed by gzip if their
        names end in ".gz".
    errors : {"raise", "return", "skip"}, default "raise"
        What becomes of a line that is no record: a `RecordError` that names file, line and reason is
        raised, or stands in the place of the record, or it is left out.

    Returns
    -------
    Records
        The records, in order: a stream, until they are collected.

    Raises
    ------
    OSError
        If a file cannot be read; when the records are asked for.
    RecordError
        With `errors="raise"`, if a line is no record; when the records are asked for.

    Examples
    --------
    >>> import inquit
    >>> records = inquit.load("tests/golden/en-accurate-3/us-wire.json")
    >>> len(records), records.statements.column_names[0]
    (1, 'article_id')
    """
    files = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    known = get_errors(errors)

    def start() -> Iterator[Record | RecordError]:
        index = 0
        for file in files:
            for line, text in _texts(os.fspath(file)):
                try:
                    yield Record.from_json(text)
                except ValueError as error:
                    reason = str(error)
                    place = None if line is None else f"line {line}"
                    yield RecordError(reason, index, file=os.fspath(file), place=place)
                index += 1

    return Records(start, known)


def _texts(path: str) -> Iterator[tuple[int | None, str]]:
    """The JSON of each record in a file, with its line."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        if path.removesuffix(".gz").endswith(".json"):
            whole = json.load(file)
            for value in whole if isinstance(whole, list) else [whole]:
                yield None, json.dumps(value, ensure_ascii=False)
            return
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def get_errors(errors: str) -> _Errors:
    """What is to become of failures, checked."""
    if errors not in ("raise", "return", "skip"):
        raise ValueError(f"errors: unknown value `{errors}`, expected raise, return or skip")
    return cast("_Errors", errors)


class Corpus(Generic[A]):
    """Articles in files, in order. Iterating reads them, each time anew, and keeps none.

    It is made by `read`. An `Article` has its text, its id and what its file says of it, and its
    headline, paragraphs and other parts as spans of the text.

    Examples
    --------
    >>> import inquit
    >>> corpus = inquit.read("tests/golden/*.txt")
    >>> sum(len(article.text.split()) for article in corpus) > 1000
    True
    """

    __module__ = "inquit"

    def __init__(self, sources: Sources, map: Mapping[str, str] | None, errors: _Errors) -> None:
        self._sources = sources
        self._map = map
        self._errors = errors

    def __iter__(self) -> Iterator[A]:
        for index, item in enumerate(self._sources):
            try:
                article = item.article(index)
            except RecordError as error:
                if self._errors == "raise":
                    raise
                if self._errors == "return":
                    yield cast(A, error)
            else:
                yield cast(A, article)

    def __repr__(self) -> str:
        return f"Corpus({[str(path) for path in self._sources.paths]})"

    @overload
    def parse(
        self: Corpus[Article],
        model: str | os.PathLike[str] = "accurate",
        *,
        n_jobs: int = -1,
        progress: bool = False,
        errors: None = None,
        offsets: _Offsets = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
        aliases: _Aliases | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Records[Record]: ...
    @overload
    def parse(
        self: Corpus[Article | RecordError],
        model: str | os.PathLike[str] = "accurate",
        *,
        n_jobs: int = -1,
        progress: bool = False,
        errors: None = None,
        offsets: _Offsets = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
        aliases: _Aliases | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Records[Record | RecordError]: ...
    @overload
    def parse(
        self,
        model: str | os.PathLike[str] = "accurate",
        *,
        n_jobs: int = -1,
        progress: bool = False,
        errors: Literal["raise", "skip"],
        offsets: _Offsets = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
        aliases: _Aliases | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Records[Record]: ...
    @overload
    def parse(
        self,
        model: str | os.PathLike[str] = "accurate",
        *,
        n_jobs: int = -1,
        progress: bool = False,
        errors: Literal["return"],
        offsets: _Offsets = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
        aliases: _Aliases | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Records[Record | RecordError]: ...
    def parse(
        self,
        model: str | os.PathLike[str] = "accurate",
        *,
        n_jobs: int = -1,
        progress: bool = False,
        errors: _Errors | None = None,
        offsets: _Offsets = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
        aliases: _Aliases | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Records[Any]:
        """Read who said what in every article.

        The model is loaded now, the articles when the records are asked for.

        Parameters
        ----------
        model : str or os.PathLike, default "accurate"
            The name of a built-in model (see `models`) or the folder of another.
        n_jobs : int, default -1
            Articles read at the same time; -1 for one a processor. The records are the same for any
            number.
        progress : bool, default False
            Whether to show how far it is on standard error: by tqdm, if that is installed, else in a
            plain line.
        errors : {"raise", "return", "skip"}, optional
            What becomes of an article that cannot be read; by default what `read` was told.
        offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
            What offsets count. Python's strings are sliced by code points.
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are left out, and speakers who took
            part in no others.
        explain : bool, default False
            Whether every statement says in `why`, in one line, what its speakers were found by and
            who came next.
        aliases : mapping or str or os.PathLike, optional
            Names that are known already, as in `Pipeline`.
        people : mapping, list of dict, data frame, str or os.PathLike, optional
            People and organisations with their attributes, as in `Pipeline`. The tables get a column for
            each attribute: `people.party`.
        date_order : {"dmy", "mdy"}, optional
            The order of day and month in dates such as "01/05/2024", which name no day without it.

        Returns
        -------
        Records
            A record an article, in the order of the articles.

        Raises
        ------
        ModelError
            If the model cannot be loaded.
        OSError
            If the table of aliases cannot be read.
        ValueError
            If an argument is none of the values above.

        Examples
        --------
        >>> import inquit
        >>> for record in inquit.read("examples/article.txt").parse(min_confidence=0.85):
        ...     print(record.article.id, len(record.speakers) > 1)
        article True
        """
        pipeline = Pipeline(model, aliases, people, date_order)
        known = self._errors if errors is None else get_errors(errors)

        def start() -> Iterator[Record | RecordError]:
            items = iter(self._sources)
            results = pipeline.pipe(
                items,
                n_jobs=n_jobs,
                errors="return",
                map=self._map,
                offsets=offsets,
                min_confidence=min_confidence,
                explain=explain,
            )
            return Progress(results, items) if progress else results

        # Arguments that are wrong are told now, not when the records are asked for.
        pipeline.pipe([], n_jobs=n_jobs, offsets=offsets, min_confidence=min_confidence, explain=explain)
        return Records(start, known)


class Records(Generic[R]):
    """The records of a corpus, in order: a stream, or once they are collected, a sequence.

    Iterating reads the articles as a stream and keeps nothing. The tables, `errors`, `len` and
    indexing need all of them: the first of these reads the whole corpus and keeps the records, and
    all that follows, iterating too, is answered from what was kept. Of more records than memory
    holds, make a table that it does hold by `inquit.table(iter(records))`. A notebook shows records
    that are collected as tables of who speaks most and of the first statements, and of others that
    they are not.

    Examples
    --------
    >>> import inquit
    >>> records = inquit.read("examples/article.txt").parse("fast")
    >>> records
    Records(not yet collected)
    >>> frame = records.statements.to_pandas()
    >>> "Luis Bertrand" in set(frame["speaker"])
    True
    >>> records
    Records(1, errors=0)
    """

    __module__ = "inquit"

    def __init__(self, start: Any, errors: _Errors) -> None:
        self._start = start
        self._errors = errors
        self._kept: list[Record | RecordError] | None = None
        self._tables: dict[str, Table] = {}
        self._html: str | None = None

    def _stream(self) -> Iterator[Record | RecordError]:
        results: Iterator[Record | RecordError] = self._start() if self._kept is None else iter(self._kept)
        for result in results:
            if self._errors == "raise" and isinstance(result, RecordError):
                raise result
            yield result

    def _collect(self) -> list[Record | RecordError]:
        if self._kept is None:
            self._kept = list(self._stream())
        return self._kept

    def _wanted(self, results: Iterable[Record | RecordError]) -> Iterator[R]:
        keeps = self._errors == "return"
        return (cast(R, result) for result in results if keeps or not isinstance(result, RecordError))

    def __iter__(self) -> Iterator[R]:
        return self._wanted(self._stream())

    def __len__(self) -> int:
        return sum(1 for _ in self._wanted(self._collect()))

    def __getitem__(self, index: int) -> R:
        wanted = list(self._wanted(self._collect()))
        return wanted[index]

    def _table(self, rows: Literal["statements", "attributions", "speakers"]) -> Table:
        if rows not in self._tables:
            added = None if rows == "speakers" else [f"people.{name}" for name in self._attributes()]
            self._tables[rows] = table(self._records(), rows, added)
        return self._tables[rows]

    def _records(self) -> list[Record]:
        return [result for result in self._collect() if isinstance(result, Record)]

    def _attributes(self) -> list[str]:
        """What tables of people say of anybody, in the order in which it is met."""
        names = (name for record in self._records() for speaker in record.speakers for name in speaker.attributes)
        return list(dict.fromkeys(names))

    @property
    def statements(self) -> Table:
        """Table: A row per statement. Reads the corpus if that is not done yet."""
        return self._table("statements")

    @property
    def attributions(self) -> Table:
        """Table: A row per statement and speaker, for group-bys and joins. Reads the corpus if that is not done yet."""
        return self._table("attributions")

    @property
    def speakers(self) -> Table:
        """Table: A row per speaker of an article, with how much they say. Reads the corpus if that is not done yet."""
        return self._table("speakers")

    def stats(self, by: str | Iterable[str] = (), *, with_repeats: bool = False, outer: bool = False) -> Table:
        """Count what is said, by the rule that `inquit stats` and the report count by.

        A statement that repeats a fuller one of its article, as headlines do, does not count unless
        asked for. One of several speakers counts for each of them. The same full name in different
        articles is the same person.

        Parameters
        ----------
        by : str or iterable of str, optional
            What rows are of: "speaker", or any column, as "outlet", "month", "gender",
            "people.party", "extra.section"; several give a row for each combination. By nothing, all
            in one row.
        with_repeats : bool, default False
            Whether statements count that repeat a fuller one.
        outer : bool, default False
            Whether only statements count that no other statement holds.

        Returns
        -------
        Table
            The rows, most statements first; days, weeks, months and years in their order. Shares are
            of all statements, of all words and, for `quoted_share`, of the row's words.

        Raises
        ------
        ValueError
            If `by` has an empty name.

        Examples
        --------
        >>> import inquit
        >>> records = inquit.read("examples/article.txt").parse("fast")
        >>> records.stats(by="speaker").to_pydict()["speaker"][0]
        'Nadia Okafor'
        """
        names = [by] if isinstance(by, str) else list(by)
        return count(self._records(), names, with_repeats, outer)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        title: str = "",
        by: str | Iterable[str] | None = None,
        with_repeats: bool = False,
        outer: bool = False,
    ) -> None:
        """Write the report of the records: one page of HTML, which works offline.

        Parameters
        ----------
        path : str or os.PathLike
            The file, which appears when all is done.
        title : str, optional
            What the report is called.
        by : str or iterable of str, optional
            Columns that get a panel, as in `stats`; by default the attributes of people.
        with_repeats, outer : bool, default False
            What counts, as in `stats`.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If there are no records, or `by` has "speaker" or an empty name.

        Examples
        --------
        >>> import inquit, tempfile, pathlib
        >>> records = inquit.read("examples/article.txt").parse("fast")
        >>> page = pathlib.Path(tempfile.mkdtemp(), "report.html")
        >>> records.report(page, title="The bridge", by="gender")
        >>> "The bridge" in page.read_text(encoding="utf-8")
        True
        """
        attributes = self._attributes()
        names = [f"people.{name}" for name in attributes] if by is None else [by] if isinstance(by, str) else list(by)
        write_report(self._records(), os.fspath(path), title, names, attributes, with_repeats, outer)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the records as JSON Lines, which `load` and the command read back.

        Parameters
        ----------
        path : str or os.PathLike
            The file; compressed if its name ends in ".gz".

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If its name asks for another format than JSON Lines.

        Examples
        --------
        >>> import inquit, tempfile, pathlib
        >>> records = inquit.read("examples/article.txt").parse("fast")
        >>> path = pathlib.Path(tempfile.mkdtemp(), "records.jsonl")
        >>> records.save(path)
        >>> len(inquit.load(path))
        1
        """
        path = os.fspath(path)
        if not path.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
            advice = "a table is written by its own library: records.statements.to_pandas().to_csv(…)"
            raise ValueError(f"path: `{path}` does not end in .jsonl or .jsonl.gz; {advice}")
        opened = gzip.open(path, "wt", encoding="utf-8") if path.endswith(".gz") else open(path, "w", encoding="utf-8")
        with opened as file:
            for record in self:
                if isinstance(record, Record):
                    file.write(record.to_json() + "\n")

    @property
    def errors(self) -> tuple[RecordError, ...]:
        """tuple of RecordError: What could not be read. Reads the corpus if that is not done yet."""
        return tuple(result for result in self._collect() if isinstance(result, RecordError))

    def __repr__(self) -> str:
        if self._kept is None:
            return "Records(not yet collected)"
        return f"Records({len(self)}, errors={len(self.errors)})"

    def _repr_html_(self) -> str | None:
        # A notebook that shows the records must not be what reads the corpus.
        if self._kept is None:
            return None
        if self._html is None:
            self._html = records_html([record for record in self._kept if isinstance(record, Record)])
        return self._html
