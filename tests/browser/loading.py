"""Measures how long a large report takes to open, in the Chromium of this machine.

    python tests/browser/corpus.py 10000 750 > records.jsonl
    inquit report records.jsonl -o report.html
    python tests/browser/loading.py report.html

Each figure is the median of five runs, each in a browser of its own, in milliseconds: until something is to be read,
until the whole file is read and every part of it can be used, and until articles of it are open.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from chromium import launched

RUNS = 5


def main(path: Path) -> None:
    """Prints the figures."""
    took: dict[str, list[float]] = {"first paint": [], "loaded": [], "an article opens": [], "list of articles": [], "a speaker": []}
    for _ in range(RUNS):
        with launched() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(path.resolve().as_uri(), wait_until="load", timeout=120_000)
            page.wait_for_timeout(300)
            paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
            took["first paint"].append(page.evaluate(paint))
            took["loaded"].append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            opens = """([hash, sign]) => new Promise((done) => {
                const began = performance.now();
                const look = () => document.querySelector(sign) ? done(performance.now() - began) : requestAnimationFrame(look);
                location.hash = hash;
                look();
            })"""
            last = page.evaluate("getIndex().then(({ titles }) => titles.length - 1)")
            took["an article opens"].append(page.evaluate(opens, [f"#/article/{last}", ".reading mark"]))
            took["list of articles"].append(page.evaluate(opens, ["#/articles", "table.rows tbody tr"]))
            took["a speaker"].append(page.evaluate(opens, ["#/speaker/0", ".person .from"]))
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    for name, times in took.items():
        print(f"  {name:18} {statistics.median(times):6.0f} ms   ({', '.join(f'{time:.0f}' for time in times)})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
