"""Damaged files of every kind: the program does not stumble, and what is whole beside them is read as ever."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import corpus
from process import Row, Run, run

BATCH = 250
# For a batch, on two cores that others use too.
PATIENCE = 240.0
JOBS = ["-j2", "-q"]


def mutated(folder: Path, quick: bool) -> Iterator[Row]:
    """Ten thousand files with bytes flipped, cut off, lost, doubled, and parts of other files in them."""
    parquet = _parquet(folder)
    drawn = random.Random(6)
    sets = [corpus.every_kind(seed, parquet) for seed in range(8)]
    count = 1_000 if quick else 10_000
    wrong: list[str] = []
    tried: Counter[str] = Counter()
    slowest, memory, faults = 0.0, 0, 0
    for first in range(0, count, BATCH):
        batch = folder / "batch"
        batch.mkdir()
        for nth in range(first, first + BATCH):
            kinds = drawn.choice(sets)
            kind, whole = kinds[nth % len(kinds)]
            tried[kind] += 1
            name = f"{nth:05}.{kind}"
            (batch / name).write_bytes(corpus.damaged(whole, drawn.choice(kinds)[1], drawn))
        ended = run(["batch", *JOBS, "--errors", "err.jsonl"], folder, timeout=PATIENCE)
        slowest, memory = max(slowest, ended.seconds), max(memory, ended.memory)
        faults += (folder / "err.jsonl").read_bytes().count(b"\n") if (folder / "err.jsonl").exists() else 0
        if ended.ours() or _told(folder):
            wrong += _culprits(batch, folder)
        shutil.rmtree(batch)
    yield Row(
        "damaged files",
        f"{sum(tried.values())} of {len(tried)} kinds, {faults} faults told; {BATCH} took {slowest:.0f} s and "
        f"{memory / 1e6:.0f} MB at most",
        wrong,
    )


def _parquet(folder: Path) -> bytes:
    """A table that the program has made, if it makes them."""
    (folder / "few.jsonl").write_bytes(corpus.jsonl(list(corpus.stories(3, 5))))
    run(["few.jsonl", "-o", "few.parquet"], folder)
    file = folder / "few.parquet"
    return file.read_bytes() if file.exists() else b""


def _told(folder: Path) -> list[str]:
    """Faults in the file of errors that are the program's own."""
    file = folder / "err.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [line for line in lines if "a fault in inquit itself" in line]


def _culprits(batch: Path, folder: Path) -> list[str]:
    """The files in a batch that a run by themselves stumbles over, kept."""
    found = folder.parent / "found"
    wrong = []
    for file in sorted(batch.iterdir()):
        ended = run([str(file), *JOBS, "--errors", "err.jsonl"], folder, timeout=30)
        lines = [*ended.ours(), *_told(folder)]
        if lines:
            found.mkdir(exist_ok=True)
            shutil.copy(file, found)
            wrong.append(f"{found / file.name}: {lines[0][:300]}")
    return wrong or [f"a batch of {BATCH} ends in a fault, none of its files by itself"]


def one_line(folder: Path, quick: bool) -> Iterator[Row]:
    """JSON Lines of which one is damaged: the others read as ever."""
    count, lines = (60 if quick else 300), 12
    drawn, wrong, others = random.Random(7), [], corpus.every_kind(9)
    stories = list(corpus.stories(lines, 8, 30))
    whole = [corpus.jsonl(stories).splitlines(), corpus.jsonl(stories, "z").splitlines()]
    broken = {}
    (folder / "lines").mkdir()
    for nth in range(count):
        made = list(whole[nth % 2])
        at = drawn.choice([0, drawn.randrange(lines)])
        line = corpus.damaged(made[at], drawn.choice(others)[1], drawn)
        # A blank line is no record, and a line break makes two.
        line = line.replace(b"\n", b" ").replace(b"\r", b" ").strip() or b"{"
        broken[nth] = (at, line)
        made[at] = line
        (folder / "lines" / f"{nth:04}.jsonl").write_bytes(b"\n".join(made) + b"\n")
    for nth in range(2):
        (folder / "lines" / f"whole{nth}.jsonl").write_bytes(b"\n".join(whole[nth]) + b"\n")
    ended = run(["lines", *JOBS, "--output-dir", "out"], folder)
    wrong += ended.ours()
    expected = [_records(folder / "out" / f"whole{nth}.jsonl", f"whole{nth}#") for nth in range(2)]
    lost = 0
    for nth, (at, line) in broken.items():
        found = _records(folder / "out" / f"{nth:04}.jsonl", f"{nth:04}#")
        for other in range(lines):
            if other != at and expected[nth % 2][other] not in found:
                lost += 1
                if len(wrong) < 10:
                    wrong.append(f"line {other + 1} of {lines} lost or changed where {at + 1} is {line[:60]!r} ({nth})")
    if lost > len(wrong):
        wrong.append(f"{lost} lines lost in all")
    yield Row("one line of JSON Lines damaged", f"{count} files, {count * (lines - 1)} whole lines", wrong)


def _records(file: Path, prefix: str) -> list[str]:
    """Records without what their file's name gives them."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    records = [json.loads(line) for line in lines]
    for record in records:
        record["article"]["id"] = record["article"]["id"].removeprefix(prefix)
    return [json.dumps(record) for record in records]


def same(folder: Path, quick: bool) -> Iterator[Row]:
    """The same bytes for any number of threads, and the same sample every time."""
    corpus.mixed(folder / "news", 120, 4)
    for name, to, jobs in (
        ("jsonl, errors", ["-o", "OUT/a.jsonl", "--errors", "OUT/e.jsonl"], (1, 2, 3, 8)),
        ("csv", ["-o", "OUT/a.csv"], (1, 3, 8)),
        ("parquet", ["-o", "OUT/a.parquet"], (1, 3, 8)),
        ("--limit 40", ["--limit", "40", "-o", "OUT/a.jsonl", "--errors", "OUT/e.jsonl"], (1, 2, 8, 8)),
        ("--sample 25", ["--sample", "25", "-o", "OUT/a.jsonl", "--errors", "OUT/e.jsonl"], (1, 2, 8, 8)),
    ):
        made = [_made(folder, to, ("-j", str(job))) for job in jobs]
        wrong = [f"-j {job} differs from -j {jobs[0]}" for job, one in zip(jobs, made, strict=True) if one != made[0]]
        wrong += [] if made[0] else ["nothing was written"]
        yield Row(f"-j {', '.join(map(str, jobs))}: {name}", "byte-identical", wrong)


def _made(folder: Path, to: list[str], jobs: tuple[str, str]) -> dict[str, bytes]:
    out = folder / "out"
    out.mkdir()
    ended: Run = run(["news", "-q", *jobs, *(arg.replace("OUT", "out") for arg in to)], folder)
    made = {path.name: path.read_bytes() for path in out.iterdir()} if ended.code in (0, 1, 2) else {}
    shutil.rmtree(out)
    return made
