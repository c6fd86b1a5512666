"""What `inquit parse` loses when things go wrong, as a table. See tests/faults, which starts this."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import damage
import folders
import interrupted
import large
import process

PARTS = {
    "kill": interrupted.killed,
    "signal": interrupted.signalled,
    "disk": interrupted.full,
    "refuse": folders.refused,
    "change": folders.changing,
    "damage": damage.mutated,
    "line": damage.one_line,
    "threads": damage.same,
    "bombs": large.bombs,
    "stream": large.stream,
}


def main() -> int:
    """Does the parts that are named, or all."""
    binary, folder, *named = sys.argv[1:]
    quick = "--quick" in named
    parts = [name for name in named if name != "--quick"] or list(PARTS)
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        print(f"no part is called {unknown[0]}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    process.BINARY = Path(binary)
    rows: list[tuple[process.Row, float]] = []
    for name in parts:
        work = Path(folder) / name
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        began = time.monotonic()
        for row in PARTS[name](work, quick):
            took = time.monotonic() - began
            rows.append((row, took))
            print(f"{row.fault}: {row.figures}: {'LOST' if row.wrong else 'nothing lost'} ({took:.0f} s)", flush=True)
            for line in row.wrong:
                print(f"    {line}", flush=True)
            began = time.monotonic()
        shutil.rmtree(work, ignore_errors=True)
    lost = sum(bool(row.wrong) for row, _ in rows)
    print(f"\n{'fault':<44} {'lost':<8} {'took':>6}  figures")
    for row, took in rows:
        print(f"{row.fault:<44} {'SOME' if row.wrong else 'nothing':<8} {took:>4.0f} s  {row.figures}")
    print(f"\n{len(rows)} faults, {lost} with losses{', quick' if quick else ''}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
