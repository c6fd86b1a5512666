"""How far a stream of records is, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

from ._errors import RecordError
from ._native import Items, Record

# Seconds between two of the plain lines.
PAUSE = 0.5


class Progress(Iterator["Record | RecordError"]):
    """Hands on records, and shows how many there were, how many failed, and how much of the files is read."""

    def __init__(self, results: Iterator[Record | RecordError], items: Items) -> None:
        self.results = results
        self.items = items
        self.articles = 0
        self.failed = 0
        self.ended = False
        self.shown = time.monotonic()
        self.bar: Any = None
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return
        self.bar = tqdm(unit="B", unit_scale=True)

    def __next__(self) -> Record | RecordError:
        try:
            result = next(self.results)
        except BaseException:
            self.close()
            raise
        self.articles += not isinstance(result, RecordError)
        self.failed += isinstance(result, RecordError)
        self.show()
        return result

    def show(self) -> None:
        """Brings the bar, or the line, up to date."""
        n_read, n_all = self.items.progress
        # Archives are looked into twice.
        n_read = min(n_read, n_all or n_read)
        if self.bar is not None:
            self.bar.total = n_all or None
            self.bar.set_postfix(articles=self.articles, failed=self.failed, refresh=False)
            self.bar.update(n_read - self.bar.n)
        elif time.monotonic() - self.shown > PAUSE or self.ended:
            self.shown = time.monotonic()
            share = f"{n_read / n_all:.0%} read, " if n_all else ""
            end = "\n" if self.ended else ""
            line = f"\r{share}{self.articles:,} articles, {self.failed:,} failed"
            print(line, end=end, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leaves the last state standing."""
        if self.ended:
            return
        self.ended = True
        self.show()
        if self.bar is not None:
            self.bar.close()
