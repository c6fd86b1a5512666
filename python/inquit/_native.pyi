# The types and docstrings of the compiled part. `mypy.stubtest` holds the signatures to the code, and
# tests/python/test_docs.py the docstrings; `python tests/python/docstrings.py` copies them here.

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, final, overload

import pandas
import polars
import pyarrow
from typing_extensions import Self

from ._errors import RecordError

_People = Mapping[str, Mapping[str, Any]] | Iterable[Mapping[str, Any]] | str | PathLike[str] | Any

__all__ = [
    "Addressee",
    "Article",
    "Cue",
    "Dateline",
    "Generator",
    "Item",
    "Items",
    "Mention",
    "Note",
    "Pipeline",
    "Record",
    "Role",
    "Section",
    "Sources",
    "Span",
    "Speaker",
    "Statement",
    "StatementNote",
    "Table",
    "__version__",
    "count",
    "models",
    "parse",
    "parts_html",
    "records_html",
    "table",
    "write_report",
]

__version__: str

def count(records: Iterable[Record], by: Sequence[str], with_repeats: bool, outer: bool) -> Table:
    """Counts what is said; see `inquit.Records.stats`."""

def write_report(
    records: Iterable[Record],
    path: str | PathLike[str],
    title: str,
    by: Sequence[str],
    attributes: Sequence[str],
    with_repeats: bool,
    outer: bool,
) -> None:
    """Writes a report; see `inquit.Records.report`."""

def models() -> tuple[str, ...]:
    """The names of the models built into the package, the default one first.

    Returns
    -------
    tuple of str
        Names that `parse` and `Pipeline` take as `model`.

    Examples
    --------
    >>> import inquit
    >>> [inquit.Pipeline(name).model for name in inquit.models()] == list(inquit.models())
    True
    """

def parse(
    text: str,
    *,
    headline: str | None = None,
    standfirst: str | None = None,
    authors: str | Iterable[str] | None = None,
    id: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    language: str | None = None,
    published: str | None = None,
    model: str | PathLike[str] = "accurate",
    offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
    min_confidence: float = 0.0,
    explain: bool = False,
    aliases: Mapping[str, Iterable[str]] | str | PathLike[str] | None = None,
    people: _People | None = None,
    date_order: Literal["dmy", "mdy"] | None = None,
) -> Record:
    """Read one article with a model that is loaded once a process.

    Parameters
    ----------
    text : str
        The article, or its body where `headline` is given. Plain text is laid out by its line
        breaks: headline, standfirst, byline, dateline, crossheads and paragraphs are found.
    headline, standfirst : str, optional
        The headline and the summary under it, where they are known apart from the text.
    authors : str or iterable of str, optional
        Who wrote it: one name, or several.
    id, url, outlet, language, published : str, optional
        Facts about the article that are handed through to `record.article`.
    model : str or os.PathLike, default "accurate"
        The name of a built-in model (see `models`) or the folder of another. A folder is loaded
        anew at each call: make a `Pipeline` of it to read more than one article.
    offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
        What offsets count. Python's strings are sliced by code points.
    min_confidence : float, default 0.0
        Statements that are less likely to be right than this are left out, and speakers who took
        part in no others. Ids stay as they are.
    explain : bool, default False
        Whether every statement says in `why`, in one line, what its speakers were found by and
        who came next.
    aliases : mapping or str or os.PathLike, optional
        Names that are known already: `{"Robert J. Hale": ["Bob Hale", "Bulldog Hale"]}`, or the path
        of a CSV table with a primary name and its aliases per line. Speakers found under one of them
        get the primary name, and those of one primary name are one.
    people : mapping, list of dict, data frame, str or os.PathLike, optional
        People and organisations with their attributes: a table with a column `name`, any number of
        `alias` columns, and others such as party or gender, or the path of one (CSV, TSV, JSON,
        Parquet); or `{"Nadia Okafor": {"party": "Harbour List"}}`. Speakers match by full name or
        alias, never by surname only, get the name, and have the rest in `Speaker.attributes`.
    date_order : {"dmy", "mdy"}, optional
        The order of day and month in dates such as "01/05/2024", which name no day without it.

    Returns
    -------
    Record
        The article's parts, speakers and statements.

    Raises
    ------
    ModelError
        If the model cannot be loaded.
    RecordError
        If the text is empty or holds lone surrogates.
    OSError
        If the table of aliases cannot be read.
    ValueError
        If `offsets` names no unit, `min_confidence` is not from 0 to 1, or one of the `aliases`
        stands for two.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge is shut,” Nadia Okafor said.")
    >>> record.article.text
    '“The bridge is shut,” Nadia Okafor said.'
    >>> all(record.article.text[span.start:span.end] == span.text
    ...     for statement in record.statements for span in statement.content)
    True
    """

@final
class Pipeline:
    """Reads articles with one model. Cheap to make again, to share between threads and to pickle.

    Parameters
    ----------
    model : str or os.PathLike, default "accurate"
        The name of a built-in model (see `models`) or the folder of another. Built-in models are
        loaded once a process, folders when the pipeline is made.
    aliases : mapping or str or os.PathLike, optional
        Names that are known already: `{"Robert J. Hale": ["Bob Hale", "Bulldog Hale"]}`, or the path
        of a CSV table with a primary name and its aliases per line. Speakers found under one of them
        get the primary name, and those of one primary name are one.
    people : mapping, list of dict, data frame, str or os.PathLike, optional
        People and organisations with their attributes: a table with a column `name`, any number of
        `alias` columns, and others such as party or gender, or the path of one (CSV, TSV, JSON,
        Parquet); or `{"Nadia Okafor": {"party": "Harbour List"}}`. Speakers match by full name or
        alias, never by surname only, get the name, and have the rest in `Speaker.attributes`.
    date_order : {"dmy", "mdy"}, optional
        The order of day and month in dates such as "01/05/2024", which name no day without it.

    Raises
    ------
    ModelError
        If the model cannot be loaded.
    OSError
        If the table of aliases cannot be read.
    ValueError
        If it is no CSV in UTF-8, a primary name is empty, or one name stands for two.

    Examples
    --------
    >>> import inquit
    >>> pipeline = inquit.Pipeline("accurate")
    >>> for record in pipeline.pipe(["“No,” said Bertrand.", "“Yes,” said Arnaud."]):
    ...     print(record.article.text)
    “No,” said Bertrand.
    “Yes,” said Arnaud.
    """

    def __new__(
        cls,
        model: str | PathLike[str] = "accurate",
        aliases: Mapping[str, Iterable[str]] | str | PathLike[str] | None = None,
        people: _People | None = None,
        date_order: Literal["dmy", "mdy"] | None = None,
    ) -> Self: ...
    @property
    def attributes(self) -> tuple[str, ...]:
        """tuple of str: The attributes that the pipeline's table of people has."""

    @property
    def model(self) -> str:
        """str: The name of the model, as records give it in `record.generator.model`."""

    def parse(
        self,
        text: str,
        *,
        headline: str | None = None,
        standfirst: str | None = None,
        authors: str | Iterable[str] | None = None,
        id: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
        language: str | None = None,
        published: str | None = None,
        offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
    ) -> Record:
        """Read one article.

        Other Python threads run while it is read.

        Parameters
        ----------
        text : str
            The article, or its body where `headline` is given.
        headline, standfirst : str, optional
            The headline and the summary under it, where they are known apart from the text.
        authors : str or iterable of str, optional
            Who wrote it: one name, or several.
        id, url, outlet, language, published : str, optional
            Facts about the article that are handed through to `record.article`.
        offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
            What offsets count. Python's strings are sliced by code points.
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are left out, and speakers who took
            part in no others. Ids stay as they are.
        explain : bool, default False
            Whether every statement says in `why`, in one line, what its speakers were found by and
            who came next.

        Returns
        -------
        Record
            The article's parts, speakers and statements.

        Raises
        ------
        RecordError
            If the text is empty or holds lone surrogates.
        ValueError
            If `offsets` names no unit, or `min_confidence` is not from 0 to 1.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.Pipeline().parse("“No,” said Bertrand.", id="story-17")
        >>> record.article.id
        'story-17'
        """

    @overload
    def pipe(
        self,
        texts: Iterable[str | Mapping[str, Any] | Item],
        *,
        n_jobs: int = 1,
        errors: Literal["raise"] = "raise",
        map: Mapping[str, str] | None = None,
        offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
    ) -> Iterator[Record]:
        """Read a stream of articles, in its order, as it comes.

        Nothing is read before the first result is asked for. With one job an article is taken from
        the stream when its record is wanted. With more, threads that need no Python read at the
        same time, and at most `2 * n_jobs` articles are taken ahead of the records handed out. The
        records are the same for any number of jobs. What the stream itself raises is raised in its
        place, after the records before it.

        Parameters
        ----------
        texts : iterable of str or dict
            The articles: plain texts, or records of scrapers and archives. Their fields are known
            by many names (`text`, `maintext`, `articleBody`; `title`, `headline`; …); unknown ones
            are handed through in `record.article.extra`. Dates may be `datetime` objects, and NaN
            counts as absent. Files and folders are what `inquit.read` is for.
        n_jobs : int, default 1
            Articles read at the same time; -1 for one a processor.
        errors : {"raise", "return"}, default "raise"
            Whether an item that cannot be read ends the stream with a `RecordError`, or the error
            takes the place of its record.
        map : dict of str to str, optional
            What fields are called in the records, where it is none of the known names:
            `{"text": "Volltext", "headline": "meta.title"}`. The fields are text, headline,
            standfirst, authors, published, outlet, id, url and language.
        offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
            What offsets count. Python's strings are sliced by code points.
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are left out, and speakers who took
            part in no others. Ids stay as they are.
        explain : bool, default False
            Whether every statement says in `why`, in one line, what its speakers were found by and
            who came next.

        Returns
        -------
        iterator of Record
            One result an item; with `errors="return"` a `Record` or a `RecordError`.

        Raises
        ------
        RecordError
            While iterating, if an item is empty, holds lone surrogates or is no text or mapping;
            its `index` counts items from 0.
        Error
            While iterating, if several jobs read and the process is a fork of the one they run in.
        TypeError
            If `texts` is not iterable, or is a single text or record.
        ValueError
            If `n_jobs`, `errors`, `offsets` or `min_confidence` is none of the values above, or
            `map` names a field that there is not.

        Examples
        --------
        >>> import inquit
        >>> pipeline = inquit.Pipeline()
        >>> items = [{"id": "a", "text": "“No,” said Bertrand."}, {"id": "b", "text": ""}]
        >>> for result in pipeline.pipe(items, n_jobs=2, errors="return"):
        ...     if isinstance(result, inquit.RecordError):
        ...         print("item", result.index, "failed")
        ...     else:
        ...         print(result.article.id)
        a
        item 1 failed
        """

    @overload
    def pipe(
        self,
        texts: Iterable[str | Mapping[str, Any] | Item],
        *,
        n_jobs: int = 1,
        errors: Literal["return"],
        map: Mapping[str, str] | None = None,
        offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
    ) -> Iterator[Record | RecordError]:
        """Read a stream of articles, in its order, as it comes.

        Nothing is read before the first result is asked for. With one job an article is taken from
        the stream when its record is wanted. With more, threads that need no Python read at the
        same time, and at most `2 * n_jobs` articles are taken ahead of the records handed out. The
        records are the same for any number of jobs. What the stream itself raises is raised in its
        place, after the records before it.

        Parameters
        ----------
        texts : iterable of str or dict
            The articles: plain texts, or records of scrapers and archives. Their fields are known
            by many names (`text`, `maintext`, `articleBody`; `title`, `headline`; …); unknown ones
            are handed through in `record.article.extra`. Dates may be `datetime` objects, and NaN
            counts as absent. Files and folders are what `inquit.read` is for.
        n_jobs : int, default 1
            Articles read at the same time; -1 for one a processor.
        errors : {"raise", "return"}, default "raise"
            Whether an item that cannot be read ends the stream with a `RecordError`, or the error
            takes the place of its record.
        map : dict of str to str, optional
            What fields are called in the records, where it is none of the known names:
            `{"text": "Volltext", "headline": "meta.title"}`. The fields are text, headline,
            standfirst, authors, published, outlet, id, url and language.
        offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
            What offsets count. Python's strings are sliced by code points.
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are left out, and speakers who took
            part in no others. Ids stay as they are.
        explain : bool, default False
            Whether every statement says in `why`, in one line, what its speakers were found by and
            who came next.

        Returns
        -------
        iterator of Record
            One result an item; with `errors="return"` a `Record` or a `RecordError`.

        Raises
        ------
        RecordError
            While iterating, if an item is empty, holds lone surrogates or is no text or mapping;
            its `index` counts items from 0.
        Error
            While iterating, if several jobs read and the process is a fork of the one they run in.
        TypeError
            If `texts` is not iterable, or is a single text or record.
        ValueError
            If `n_jobs`, `errors`, `offsets` or `min_confidence` is none of the values above, or
            `map` names a field that there is not.

        Examples
        --------
        >>> import inquit
        >>> pipeline = inquit.Pipeline()
        >>> items = [{"id": "a", "text": "“No,” said Bertrand."}, {"id": "b", "text": ""}]
        >>> for result in pipeline.pipe(items, n_jobs=2, errors="return"):
        ...     if isinstance(result, inquit.RecordError):
        ...         print("item", result.index, "failed")
        ...     else:
        ...         print(result.article.id)
        a
        item 1 failed
        """

    def parse_batch(
        self,
        batch: Mapping[str, Iterable[Any]],
        *,
        columns: Literal["statements", "attributions", "records"] = "statements",
        add: list[str] | None = None,
        map: Mapping[str, str] | None = None,
        n_jobs: int = 1,
        errors: Literal["return", "raise"] = "return",
        offsets: Literal["codepoint", "utf16", "byte"] = "codepoint",
        min_confidence: float = 0.0,
        explain: bool = False,
    ) -> dict[str, list[Any]]:
        """Read a batch of articles, columns in and columns out.

        It is what `datasets.Dataset.map(…, batched=True)` and Ray's `map_batches` call; for Arrow's record
        batches, and with them Spark, there is `inquit.arrow.parse_batches`. No article is lost: one that
        cannot be read has a row with its id and an `error`. One in which nobody says anything has no
        row of statements.

        Parameters
        ----------
        batch : dict of str to list
            The articles: for each field a list, or an array, with a value for each article. Fields are
            known by the names that `pipe` knows.
        columns : {"statements", "attributions", "records"}, default "statements"
            What comes out: a row per statement, or per statement and speaker, with the columns that
            `table` gives them; or a row per article, with `article_id` and the whole `record` as JSON.
            A column `error` is the last.
        add : list of str, optional
            Columns that the first two get: fields of the input ("extra.section"), attributes of people
            ("people.party"), "week", "month" or "year".
        map : dict of str to str, optional
            What fields are called in the batch: `{"text": "Volltext"}`.
        n_jobs : int, default 1
            Articles read at the same time; -1 for one a processor.
        errors : {"return", "raise"}, default "return"
            Whether an article that cannot be read gets a row of its own, or ends the batch with a
            `RecordError`.
        offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
            What offsets count.
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are left out.
        explain : bool, default False
            Whether every statement of a `record` says in `why` what its speakers were found by.

        Returns
        -------
        dict of str to list
            Columns of equal length. Rows stand in the order of the articles; where a value is not known,
            and in all columns but two of a row with an `error`, it is None.

        Raises
        ------
        RecordError
            With `errors="raise"`, if an article cannot be read; its `index` counts articles from 0.
        TypeError
            If `batch` is no mapping of names to lists.
        ValueError
            If the lists are not of one length, or an argument is none of the values above.

        Examples
        --------
        >>> import inquit
        >>> pipeline = inquit.Pipeline()
        >>> batch = {"id": ["a", "b"], "text": ["“No,” said Bertrand.", ""]}
        >>> rows = pipeline.parse_batch(batch)
        >>> rows["article_id"], rows["speaker"], rows["error"]
        (['a', 'b'], ['Bertrand', None], [None, 'text field `text` is empty'])
        """

def table(
    records: Record | Iterable[Record | RecordError],
    rows: Literal["statements", "attributions", "speakers"] = "statements",
    add: Sequence[str] | None = None,
) -> Table:
    """Make a table of records: a row per statement, per statement and speaker, or per speaker.

    Records are taken one after the other and not kept, so a stream of more of them than fit in memory
    can be made into a table that does.

    Parameters
    ----------
    records : Record or iterable of Record
        What `parse`, `Pipeline.pipe` and `Corpus.parse` return. A `RecordError` among them is passed over.
    rows : {"statements", "attributions", "speakers"}, default "statements"
        What the rows are: statements, with joint speakers in one cell; statements and speakers, a
        row for each speaker of a joint statement and one for a statement without; or the speakers of
        each article, with how much they say. The last two join by `article_id` and `speaker_id`, and
        share no other column. Of all statements, those count whose `repeats` is None: the others are
        echoes, as in headlines.
    add : list of str, optional
        Columns that the first two get: fields of the input ("extra.section"), attributes of people
        ("people.party"), "week", "month" or "year".

    Returns
    -------
    Table
        The rows, in the order of the records.

    Raises
    ------
    TypeError
        If something is no record.
    ValueError
        If there are no such rows.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
    >>> [row] = inquit.table(record).to_pylist()
    >>> row["article_id"], row["speaker"], row["text"]
    ('story-17', 'Nadia Okafor', '“The bridge stays shut,”')
    >>> inquit.table([record], "speakers").to_pydict()["name"]
    ['Nadia Okafor']
    """

def parts_html(parts: Sequence[Speaker] | Sequence[Statement], names: Mapping[str, str]) -> str:
    """Speakers, or statements, as a table in HTML. Use `record.speakers` in a notebook.

    Parameters
    ----------
    parts : sequence of Speaker or of Statement
        What the rows are.
    names : dict of str to str
        Names of speakers by id.

    Returns
    -------
    str
        A fragment of HTML, with no more than twenty rows.
    """
def records_html(records: Sequence[Record]) -> str:
    """Records as tables in HTML: who speaks most, and the first statements. Use `Records` in a notebook.

    Parameters
    ----------
    records : sequence of Record
        All of them are counted.

    Returns
    -------
    str
        A fragment of HTML, with no more than twenty rows a table.
    """
@final
class Table:
    """Rows of statements or speakers, in Arrow's columns.

    Tables are made by `table` and `Records`. Whatever reads Arrow takes one as it is, by the PyCapsule
    interface: `pyarrow.table(table)`, `polars.DataFrame(table)`, `duckdb.from_arrow(table)`. Neither of them
    is needed for `to_pylist` and `to_pydict`.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> table = inquit.table(record)
    >>> table
    Table(rows=1, columns=32)
    >>> table.to_pydict()["speaker"]
    ['Nadia Okafor']
    """

    @property
    def column_names(self) -> tuple[str, ...]:
        """tuple of str: The names of the columns, in order."""

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dicts.

        Returns
        -------
        list of dict
            A dict a row, with the names of the columns; None where a value is not known.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> [row["cue"] for row in inquit.table(record).to_pylist()]
        ['said']
        """

    def _repr_html_(self) -> str:
        """The first rows in HTML: what a notebook shows."""
    def to_pydict(self) -> dict[str, list[Any]]:
        """The columns as lists.

        Returns
        -------
        dict of str to list
            A list a column, in order; None where a value is not known.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> inquit.table(record).to_pydict()["cue"]
        ['said']
        """

    def to_arrow(self) -> pyarrow.Table:
        """The table as one of PyArrow, without a copy.

        Returns
        -------
        pyarrow.Table
            The same rows.

        Raises
        ------
        ImportError
            If PyArrow is not installed.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> inquit.table(record).to_arrow().column("speaker").to_pylist()
        ['Nadia Okafor']
        """

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a data frame of pandas.

        Numbers and truth values have the types of pandas that know a missing value (`Int64`, `boolean`), so
        that a paragraph is never `3.0`.

        Returns
        -------
        pandas.DataFrame
            The same rows, numbered from 0.

        Raises
        ------
        ImportError
            If pandas or PyArrow is not installed.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> frame = inquit.table(record).to_pandas()
        >>> frame[["speaker", "act"]].values.tolist()
        [['Nadia Okafor', 'assert']]
        """

    def to_polars(self) -> polars.DataFrame:
        """The table as a data frame of Polars.

        Returns
        -------
        polars.DataFrame
            The same rows.

        Raises
        ------
        ImportError
            If Polars is not installed.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> inquit.table(record).to_polars()["speaker"].to_list()
        ['Nadia Okafor']
        """

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self, /) -> int: ...

@final
class Sources:
    """Files, folders, patterns and archives, to be read. Use `inquit.read`."""

    def __new__(
        cls,
        paths: Iterable[str | PathLike[str]],
        input_format: str | None,
        map: Mapping[str, str] | None,
        limit: int | None,
        sheet: str | None,
        repair: bool,
    ) -> Self: ...
    @property
    def paths(self) -> list[Path]:
        """list of Path: What was asked for."""

    def __iter__(self, /) -> Items: ...

@final
class Items:
    """What is in sources, in order."""

    @property
    def progress(self) -> tuple[int, int]:
        """tuple of int: Bytes of the files that were read so far, and that all of them have."""

    def __iter__(self, /) -> Self: ...
    def __next__(self, /) -> Item: ...

@final
class Item:
    """One article, or the place where one cannot be read. It can be read once."""

    def article(self, index: int) -> Article:
        """The article, laid out, with offsets in code points.

        Parameters
        ----------
        index : int
            Its number, for the error.

        Returns
        -------
        Article
            As in a record.

        Raises
        ------
        RecordError
            If it cannot be read.
        """

@final
class Record:
    """One news article, read: its parts, its speakers, and who said what.

    Records are made by `parse`, `Pipeline`, `Record.from_json` and `Record.from_dict`. They and
    their parts never change: they can be compared, hashed, copied and pickled.

    Offsets count `article.offset_unit` units (by default code points) into `article.text`, half
    open `[start, end)`, and every `text` beside them is that slice.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
    >>> record.article.id
    'story-17'
    >>> for statement in record.statements:
    ...     print([record.speaker(id).name for id in statement.speakers], statement.text)
    ['Nadia Okafor'] “The bridge stays shut,”
    """

    @property
    def schema_version(self) -> str:
        """str: Version of the record's shape: "1"."""

    @property
    def generator(self) -> Generator:
        """Generator: What made the record."""

    @property
    def article(self) -> Article:
        """Article: The article and its parts."""

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """tuple of Speaker: Everybody and everything statements are attributed to, in order of
        first mention.
        """

    @property
    def statements(self) -> tuple[Statement, ...]:
        """tuple of Statement: What was said, in text order."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """tuple of Note: Doubts met while reading, in text order."""

    def _repr_html_(self) -> str:
        """The article in HTML, everything that was said in it marked: what a notebook shows."""
    def show(self, *, min_confidence: float = 0.0) -> None:
        """Show the article, everything that was said in it marked in the colour of its speaker.

        A notebook shows the same for a record that is the last value of a cell. Elsewhere it is printed, as
        wide as the terminal, in colour if that is one and `NO_COLOR` is not set.

        Parameters
        ----------
        min_confidence : float, default 0.0
            Statements that are less likely to be right than this are not shown.

        Raises
        ------
        ValueError
            If `min_confidence` is not from 0 to 1.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
        >>> record.show(min_confidence=0.5)  # doctest: +ELLIPSIS
        story-17
        <BLANKLINE>
        Nadia Okafor ┃ “The bridge stays shut,” _said_ Nadia Okafor.
        ...
        """
    def speaker(self, id: str) -> Speaker:
        """The speaker of an id, as statements name it.

        Parameters
        ----------
        id : str
            An id out of `statement.speakers`, `statement.reported_by` or `addressee.speaker`.

        Returns
        -------
        Speaker
            The same object as in `speakers`.

        Raises
        ------
        KeyError
            If the record has no speaker of that id.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> record.speaker("S1").name
        'Nadia Okafor'
        """

    def to_format(self, format: str) -> str:
        """The record in another tool's format.

        What each format keeps and loses stands in `docs/formats.md`. Offsets are those that the format asks
        for, whatever the record's own unit is.

        Parameters
        ----------
        format : str
            One of "jsonl", "json", "csv", "tsv", "brat", "citron", "webanno", "jsonld", "labelstudio" and
            "tei".

        Returns
        -------
        str
            A whole file with this article alone. For "brat" it is the `.ann` file; the `.txt` file beside it
            is `record.article.text`, unchanged (write it with `newline=""`).

        Raises
        ------
        ValueError
            If there is no such format.
        RecordError
            If offsets of the record do not fit its text, or a speaker is missing, as in a record made
            by hand.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> print(record.to_format("brat"))
        T1      Cue 25 29       said
        T2      Content 0 24    “The bridge stays shut,”
        T3      Source 30 42    Nadia Okafor
        E1      Cue:T1 Content:T2 Source:T3
        #1      AnnotatorNotes E1       speakers: Nadia Okafor [S1 person]
        <BLANKLINE>
        """

    @classmethod
    def from_brat(cls, text: str, annotations: str, id: str | None = None, base: Record | None = None) -> Self:
        """Make a record from a text and brat's annotations of it.

        Spans are kept as annotated; kinds, acts and the article's parts are read from the text. Notes like
        `speakers: Nadia Okafor` on an event name the speakers.

        Parameters
        ----------
        text : str
            What is in the `.txt` file, with its line breaks as they are.
        annotations : str
            What is in the `.ann` file.
        id : str, optional
            What the article is called.
        base : Record, optional
            The record that was exported: it is returned with what was changed, and all else as it was.

        Returns
        -------
        Record
            With offsets in code points, and a confidence of 1; with `base`, as in that.

        Raises
        ------
        RecordError
            If annotations do not fit the text or each other. The message says which and on which line.
        ValueError
            If `base` has another text.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> text, annotations = record.article.text, record.to_format("brat")
        >>> again = inquit.Record.from_brat(text, annotations)
        >>> again.statements[0].content == record.statements[0].content
        True
        >>> inquit.Record.from_brat(text, annotations, base=record) == record
        True
        """

    @classmethod
    def from_label_studio(
        cls,
        task: Mapping[str, Any] | str,
        *,
        annotator: str | int | None = None,
        predictions: bool = False,
        id: str | None = None,
        base: Record | None = None,
    ) -> Self:
        """Make a record from a task of Label Studio's JSON export.

        Regions labelled `Content`, `Cue` and `Source` become statements by the relations between them; the
        answers `kind` and `speaker` on a content say whose words it is in, and who said it.

        Parameters
        ----------
        task : mapping or str
            One task of the export, or its JSON.
        annotator : str or int, optional
            Whose annotation is read: their number, e-mail address or name. The latest one by default.
        predictions : bool, default False
            Whether a task that nobody has annotated has what was predicted for it.
        id : str, optional
            What the article is called if the task's data has no id.
        base : Record, optional
            The record that was exported: it is returned with what was changed, and all else as it was.

        Returns
        -------
        Record
            With offsets in code points, and a confidence of 1; with `base`, as in that.

        Raises
        ------
        RecordError
            If it is not such a task, has no annotation to read, or a region does not fit the text.
        ValueError
            If `base` has another text.

        Examples
        --------
        >>> import inquit, json
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> [task] = json.loads(record.to_format("labelstudio"))
        >>> again = inquit.Record.from_label_studio(task, predictions=True)
        >>> again.speakers[0].name
        'Nadia Okafor'
        >>> inquit.Record.from_label_studio(task, predictions=True, base=record) == record
        True
        """

    @classmethod
    def from_citron(cls, json: str, id: str | None = None) -> Self:
        """Make a record from a document of Citron.

        Spans are kept as they are; kinds, acts and the article's parts are read from the text. Coreference
        groups become the speakers.

        Parameters
        ----------
        json : str
            The document, with "text", "quotes" and "coreference_groups".
        id : str, optional
            What the article is called.

        Returns
        -------
        Record
            With offsets in code points.

        Raises
        ------
        RecordError
            If it is no such document, or spans do not fit the text.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        >>> inquit.Record.from_citron(record.to_format("citron")).speakers[0].name
        'Nadia Okafor'
        """

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Generator:
    """What made a record: the program, its version and its model.

    Examples
    --------
    >>> import inquit
    >>> inquit.parse("“No,” said Bertrand.").generator.name
    'inquit'
    """

    @property
    def name(self) -> str:
        """str: The program: "inquit"."""

    @property
    def version(self) -> str:
        """str: The program's version."""

    @property
    def model(self) -> str:
        """str: The model that read the article."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Article:
    """The article: what its source says about it, its text, and where its parts lie in it.

    Examples
    --------
    >>> import inquit
    >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no", outlet="The Echo").article
    >>> article.headline
    Span(start=0, end=16, text='Bertrand says no')
    >>> article.outlet
    'The Echo'
    """

    @property
    def id(self) -> str:
        """str: The input's own id, else its URL, else a hash of the text."""

    @property
    def url(self) -> str | None:
        """str or None: Where it was published."""

    @property
    def outlet(self) -> str | None:
        """str or None: Who published it."""

    @property
    def language(self) -> str | None:
        """str or None: BCP 47 language tag, as the input gave it."""

    @property
    def published(self) -> str | None:
        """str or None: Date of publication, as the input gave it."""

    @property
    def date(self) -> str | None:
        """str or None: The day that `published` names, as "2024-05-01"; None where it names none, or
        two that differ in the order of day and month.
        """
    @property
    def offset_unit(self) -> Literal["codepoint", "utf16", "byte"]:
        """str: What offsets count: "codepoint", "utf16" or "byte"."""

    @property
    def authors(self) -> tuple[str, ...]:
        """tuple of str: Authors, as the input or the byline gives them."""

    @property
    def text(self) -> str:
        """str: The text that offsets count in; a headline and a standfirst that were given
        apart stand before the body.
        """

    @property
    def headline(self) -> Span | None:
        """Span or None: The headline."""

    @property
    def standfirst(self) -> Span | None:
        """Span or None: The summary under the headline (dek, deck, subtitle)."""

    @property
    def byline(self) -> Span | None:
        """Span or None: The line that names the authors."""

    @property
    def dateline(self) -> Dateline | None:
        """Dateline or None: Place, date and agency at the head of the first paragraph."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """tuple of Section: The body. Text before the first crosshead is a section without a
        heading.
        """

    @property
    def extra(self) -> dict[str, Any]:
        """dict: Input fields that inquit does not know, handed through untouched. It is new at each
        access, so that changing it changes no record.
        """

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Span:
    """A stretch of the article's text.

    Examples
    --------
    >>> import inquit
    >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no").article
    >>> article.headline.text == article.text[article.headline.start:article.headline.end]
    True
    """

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Dateline:
    """Where and when the story was filed, and by which agency, as far as its dateline says.

    Examples
    --------
    >>> import inquit
    >>> article = inquit.parse("PORT ELLERY, Nov. 12 — The bridge will not reopen before April.").article
    >>> article.dateline.place, article.dateline.date
    ('PORT ELLERY', 'Nov. 12')
    """

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    @property
    def place(self) -> str | None:
        """str or None: The place, as written."""

    @property
    def agency(self) -> str | None:
        """str or None: The agency, as written."""

    @property
    def date(self) -> str | None:
        """str or None: The date, as written."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Section:
    """A part of the article's body.

    Examples
    --------
    >>> import inquit
    >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no").article
    >>> [paragraph.text for section in article.sections for paragraph in section.paragraphs]
    ['“No,” said Bertrand.']
    """

    @property
    def heading(self) -> Span | None:
        """Span or None: The crosshead over it."""

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """tuple of Span: Its paragraphs, in text order."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Speaker:
    """Somebody, or something, that the article attributes statements to or that takes part in them.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> [(speaker.name, speaker.kind) for speaker in record.speakers]
    [('Nadia Okafor', 'person')]
    """

    def _repr_html_(self) -> str:
        """What the article says of the speaker, in HTML: what a notebook shows."""
    @property
    def id(self) -> str:
        """str: "S1", "S2", …: unique in the record."""

    @property
    def name(self) -> str:
        """str: The fullest name the article gives, without honorific; a description if it names
        nobody.
        """

    @property
    def kind(self) -> Literal["person", "organisation", "group", "document", "author", "unknown"]:
        """str: "person", "organisation", "group", "document", "author" or "unknown"."""

    @property
    def named(self) -> bool:
        """bool: Whether the article names it."""

    @property
    def gender(self) -> Literal["female", "male", "nonbinary", "unknown"]:
        """str: "female", "male", "nonbinary" or "unknown": only what the article's own pronouns
        and honorifics say, never a guess from a name.
        """

    @property
    def aliases(self) -> tuple[str, ...]:
        """tuple of str: Other names and nominals used for it, as written, no pronouns."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """tuple of Role: Roles, as stated in the article."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """tuple of Mention: Every mention, in text order."""

    @property
    def attributes(self) -> dict[str, Any]:
        """dict: What a table of people says of it, by the names of the table's columns; empty unless one
        was given that has it. It is new at each access, so that changing it changes no record.
        """

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Role:
    """A role as stated in the article.

    Examples
    --------
    >>> import inquit
    >>> fields = {"title": "mayor", "organisation": "Port Ellery", "start": 0, "end": 5, "text": "mayor"}
    >>> inquit.Role.from_dict(fields)
    Role(title='mayor', organisation='Port Ellery')
    """

    @property
    def title(self) -> str:
        """str: The title, without the organisation."""

    @property
    def organisation(self) -> str | None:
        """str or None: The organisation the role is held in."""

    @property
    def start(self) -> int:
        """int: Offset of the first unit of the words that state it."""

    @property
    def end(self) -> int:
        """int: Offset one past their last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Mention:
    """One place where the article refers to a speaker.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> record.speakers[0].mentions
    (Mention(start=30, end=42, form='name', text='Nadia Okafor'),)
    """

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    @property
    def form(self) -> Literal["name", "nominal", "pronoun"]:
        """str: "name", "nominal" or "pronoun"."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Statement:
    """Something that was said, written, believed or decreed, and who the article attributes it to.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> [statement] = record.statements
    >>> statement.kind, statement.text, statement.cue.text
    ('direct', '“The bridge stays shut,”', 'said')
    """

    def _repr_html_(self) -> str:
        """The statement and what it was read as, in HTML: what a notebook shows."""
    @property
    def id(self) -> str:
        """str: "Q1", "Q2", …: unique in the record."""

    @property
    def kind(self) -> Literal["direct", "indirect", "mixed"]:
        """str: "direct", "indirect" or "mixed": in the speaker's own words, in the writer's, or
        both.
        """

    @property
    def reported_by(self) -> str | None:
        """str or None: "A reported that B said it": on B's statement, the id of A."""

    @property
    def place(self) -> Literal["headline", "standfirst", "heading", "body"]:
        """str: The part of the article it stands in: "headline", "standfirst", "heading" or
        "body".
        """

    @property
    def section(self) -> int | None:
        """int or None: Index into the article's sections; None outside the body."""

    @property
    def paragraph(self) -> int | None:
        """int or None: Index into the section's paragraphs; None outside the body."""

    @property
    def repeats(self) -> str | None:
        """str or None: Id of the fuller statement that this one echoes."""

    @property
    def inside(self) -> str | None:
        """str or None: Id of the smallest statement whose content holds this one's, a report inside a
        report; None where none does.
        """

    @property
    def confidence(self) -> float:
        """float: Calibrated probability, 0 to 1, that content and speaker are right."""

    @property
    def why(self) -> str | None:
        """str or None: What the speakers were found by, and who came next, in one line; None
        unless asked for with `explain=True`. Its figures are not calibrated.
        """

    @property
    def text(self) -> str:
        """str: The parts of the content, joined by " … ".

        It is no field of the JSON.
        """

    @property
    def content(self) -> tuple[Span, ...]:
        """tuple of Span: The parts of the content, in text order: “A,” he said, “B” is one
        statement of two parts.
        """

    @property
    def quoted(self) -> tuple[Span, ...]:
        """tuple of Span: Those stretches of the content that stand in quotation marks: the
        speaker's own words.
        """

    @property
    def cue(self) -> Cue | None:
        """Cue or None: The words that report it."""

    @property
    def source(self) -> tuple[Span, ...]:
        """tuple of Span: The mentions the text attributes it to; empty where none is stated."""

    @property
    def speakers(self) -> tuple[str, ...]:
        """tuple of str: Ids of who that is; several when they speak jointly; empty when nobody
        can be named. `record.speaker` finds them.
        """

    @property
    def addressees(self) -> tuple[Addressee, ...]:
        """tuple of Addressee: Whom it was said to."""

    @property
    def note(self) -> StatementNote | None:
        """StatementNote or None: What the article says of the source's anonymity, and the reason
        it gives.
        """

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Cue:
    """The words that report a statement.

    Examples
    --------
    >>> import inquit
    >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    >>> cue = record.statements[0].cue
    >>> cue.lemma, cue.act, cue.negated
    ('say', 'assert', False)
    """

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    @property
    def lemma(self) -> str:
        """str: Dictionary form of the head."""

    @property
    def act(self) -> str:
        """str: What kind of speech act it is: "assert", "claim", "confirm", "admit", "deny",
        "announce", "show", "praise", "condemn", "warn", "promise", "demand", "ask",
        "suggest", "agree", "disagree", "believe", "intend", "feel", "decree" or "other".
        """

    @property
    def negated(self) -> bool:
        """bool: Whether it is denied that the act took place: "did not say"."""

    @property
    def hedged(self) -> bool:
        """bool: Whether the writer keeps a distance: "reportedly said"."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Addressee:
    """Whom a statement was said to.

    Examples
    --------
    >>> import inquit
    >>> inquit.Addressee.from_dict({"start": 14, "end": 23, "text": "reporters", "speaker": None})
    Addressee(start=14, end=23, speaker=None, text='reporters')
    """

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    @property
    def speaker(self) -> str | None:
        """str or None: Id of the speaker that is, where there is one."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class StatementNote:
    """What an article says about a statement's source beside who it is.

    Examples
    --------
    >>> import inquit
    >>> text = "One guard, who asked not to be named, said the gate was open."
    >>> inquit.parse(text).statements[0].note
    StatementNote(start=15, end=36, code='anonymity', text='asked not to be named')
    """

    @property
    def code(self) -> str:
        """str: What kind of note: "anonymity". Later versions may know more."""

    @property
    def start(self) -> int:
        """int: Offset of the first unit."""

    @property
    def end(self) -> int:
        """int: Offset one past the last unit."""

    @property
    def text(self) -> str:
        """str: The slice."""

    @property
    def message(self) -> str:
        """str: One sentence for a person."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Note:
    """A doubt met while reading.

    Examples
    --------
    >>> import inquit
    >>> inquit.parse("12,000").notes
    (Note(code='no-text', message='the text has no letters to read'),)
    """

    @property
    def code(self) -> str:
        """str: What kind of doubt: "unpaired-quotation-mark", "undecodable-bytes", "no-text",
        "not-english", "ambiguous-date". Later versions may know more.
        """

    @property
    def start(self) -> int | None:
        """int or None: Offset of the first unit it is about, if it has a place."""

    @property
    def end(self) -> int | None:
        """int or None: Offset one past the last unit."""

    @property
    def message(self) -> str:
        """str: One sentence for a person."""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values, with the field names of the JSON.

        Returns
        -------
        dict
            What `json.loads` makes of `to_json()`. It is new at each call.

        Examples
        --------
        >>> import inquit
        >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
        '1'
        """

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        indent : int, optional
            Spaces of indent. By default all stands on one line, as in JSON Lines.

        Returns
        -------
        str
            JSON without a line break at its end.

        Examples
        --------
        >>> import inquit
        >>> record = inquit.parse("“No,” said Bertrand.")
        >>> inquit.Record.from_json(record.to_json()) == record
        True
        """

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Make an object of this class from plain Python values.

        Parameters
        ----------
        fields : dict
            What `to_dict` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_dict` was called on.

        Raises
        ------
        RecordError
            If a field is missing or of another type, or a record of another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
        Span(start=4, end=7, text='she')
        """

    @classmethod
    def from_json(cls, json: str) -> Self:
        """Make an object of this class from JSON.

        Parameters
        ----------
        json : str
            What `to_json` returns. Fields that are not known are skipped.

        Returns
        -------
        object of this class
            Equal to the one that `to_json` was called on.

        Raises
        ------
        RecordError
            If it is no JSON, if a field is missing or of another type, or if a record is of
            another version.

        Examples
        --------
        >>> import inquit
        >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
        Span(start=4, end=7, text='she')
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...
