"""Outputs that must be refused, and folders that change while they are read."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import corpus
from process import Row, digests, run


def refused(folder: Path, quick: bool) -> Iterator[Row]:
    """Outputs that cannot be written or would cost an input."""
    inputs = folder / "inputs"
    some = list(corpus.stories(8, 3))

    def lay_out() -> None:
        inputs.mkdir()
        (inputs / "a.txt").write_text(some[0])
        (inputs / "b.jsonl").write_bytes(corpus.jsonl(some[1:4]))
        (inputs / "c.csv").write_bytes(corpus.table(some[4:]))
        (inputs / "x.speakers.parquet").write_bytes(b"mine")
        (folder / "a.txt").write_text(some[0])
        (folder / "known.csv").write_text("Ivo Lund,Lund\n")
        (folder / "linked.jsonl").symlink_to("inputs/b.jsonl")
        os.link(inputs / "b.jsonl", folder / "same.jsonl")

    lay_out()
    before = digests(folder)

    def refuse(what: str, cases: list[list[str]]) -> Row:
        wrong = []
        for args in cases:
            ended = run(args, folder)
            if ended.code != 2 or not ended.err.startswith("inquit: "):
                wrong.append(f"{' '.join(args)}: exit status {ended.code}, says {ended.err[-200:]!r}")
            after = digests(folder)
            for name in sorted({*before, *after}):
                if before.get(name) != after.get(name):
                    wrong.append(f"{' '.join(args)}: {name} is {'another' if name in before else 'new'}")
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            lay_out()
        return Row(f"refused: {what}", f"{len(cases)} commands", wrong)

    yield refuse(
        "an output that is an input",
        [
            ["inputs/b.jsonl", "-o", "inputs/b.jsonl"],
            ["inputs/b.jsonl", "-o", "./inputs/../inputs/b.jsonl"],
            ["inputs/b.jsonl", "-o", "linked.jsonl"],
            ["linked.jsonl", "-o", "inputs/b.jsonl"],
            ["inputs", "-o", "inputs/b.jsonl"],
            ["inputs", "-o", "inputs/c.csv"],
            ["inputs/*", "-o", "inputs/b.jsonl"],
            ["inputs/a.txt", "--errors", "inputs/a.txt"],
            ["inputs", "--errors", "inputs/a.txt"],
            ["inputs/b.jsonl", "--errors", "same.jsonl"],
            ["inputs/b.jsonl", "--output-dir", "inputs"],
            ["inputs", "--output-dir", "inputs", "--keep-dirs"],
            ["inputs/x.speakers.parquet", "-o", "inputs/x.parquet"],
            ["inputs/a.txt", "--aliases", "known.csv", "-o", "known.csv"],
        ],
    )
    yield refuse(
        "an output that cannot be written",
        [
            ["a.txt", "-o", "inputs"],
            ["a.txt", "-o", "a.txt/out.jsonl"],
            ["a.txt", "-o", "gone/out.jsonl"],
            ["a.txt", "--output-dir", "a.txt"],
            ["a.txt", "--errors", "inputs"],
            ["a.txt", "--errors", "gone/err.jsonl"],
            ["a.txt", "-o", "out.jsonl", "--errors", "./out.jsonl"],
            ["a.txt", "-o", "inputs", "-f", "tei"],
            ["a.txt", "-o", "inputs", "-f", "brat"],
            ["a.txt", "-o", "gone/out.parquet"],
        ],
    )
    yield _read_only(folder)


def _read_only(folder: Path) -> Row:
    """A folder that cannot be written to: by its mode, for root by a mount."""
    shut, wrong = folder / "shut", []
    shut.mkdir()
    is_root = os.geteuid() == 0
    if is_root:
        mount = ["mount", "-t", "tmpfs", "-o", "ro", "faults", str(shut)]
        if sys.platform != "linux" or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
            return Row("refused: a folder that is read-only", "not tried: root may write everywhere, and cannot mount")
    else:
        shut.chmod(0o555)
    try:
        cases = [["-o", "shut/out.jsonl"], ["-o", "shut/out.parquet"], ["--output-dir", "shut/tree"],
                 ["--errors", "shut/err.jsonl"], ["-o", "shut/brat", "-f", "brat"]]  # fmt: skip
        for to in cases:
            ended = run(["a.txt", *to], folder)
            if ended.code != 2 or "shut" not in ended.err:
                wrong.append(f"{to}: exit status {ended.code}, says {ended.err[-200:]!r}")
        if list(shut.iterdir()):
            wrong.append("something was written")
    finally:
        subprocess.run(["umount", str(shut)], check=True) if is_root else shut.chmod(0o755)
    return Row("refused: a folder that is read-only", f"{len(cases)} commands", wrong)


def changing(folder: Path, quick: bool) -> Iterator[Row]:
    """Files that appear, vanish, grow and are replaced while their folder is read."""
    wrong: list[str] = []
    gone_in_all = read_in_all = 0
    rounds = 2 if quick else 6
    for nth in range(rounds):
        news, drawn = folder / f"news-{nth}", random.Random(nth)
        (news / "sub").mkdir(parents=True)
        texts = list(corpus.stories(240, nth))
        files = [news / ("sub" if at % 3 == 0 else "") / f"{at:03}.txt" for at in range(240)]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text)
        touched: dict[str, str] = {}

        def accidents(process: subprocess.Popen[bytes]) -> None:
            # The folder is walked when the first record is out.
            while not out.stat().st_size:
                if time.monotonic() > deadline:
                    return
                time.sleep(0.002)
            for at in range(60):
                file = drawn.choice(files)
                kind = drawn.choice(["vanish", "vanish", "cut", "grow", "swap", "folder", "new"])
                if str(file) in touched and kind != "new":
                    continue
                _accident(kind, file, news / f"new-{at}.txt")
                if kind != "new":
                    touched[str(file)] = kind
                time.sleep(0.005)
            if nth % 3 == 2:
                shutil.rmtree(news / "sub")
                touched.update({str(file): "vanish" for file in files if file.parent.name == "sub"})

        out, deadline = folder / "out.jsonl", time.monotonic() + 60
        out.write_bytes(b"")
        ended = run([str(news), "-j1", "--errors", "err.jsonl"], folder, out=out, watch=accidents)
        wrong += [f"round {nth}: {line}" for line in ended.ours()]
        # By their ids, which are their names: no two files are called the same.
        read = {line.split('"id":"', 1)[1].split('"', 1)[0] for line in out.read_text().splitlines()}
        errors = (folder / "err.jsonl").read_text()
        for file in files:
            is_read, is_named = file.stem in read, file.name in errors
            if str(file) not in touched and not is_read:
                wrong.append(f"round {nth}: {file.name} stayed and was not read")
            if not is_read and not is_named:
                wrong.append(f"round {nth}: {file.name}, {touched.get(str(file))}, is neither read nor named")
            gone_in_all += is_named
            read_in_all += is_read
    figures = f"{rounds} folders of 240 files: {read_in_all} read, {gone_in_all} gone and named"
    yield Row("a folder that changes", figures, wrong)


def _accident(kind: str, file: Path, new: Path) -> None:
    match kind:
        case "vanish":
            file.unlink()
        case "cut":
            file.write_bytes(b"")
        case "grow":
            file.write_text(file.read_text() * 20)
        case "swap":
            new.with_suffix(".tmp").write_text("“Rain,” said Ivo Lund.")
            new.with_suffix(".tmp").rename(file)
        case "folder":
            file.unlink()
            file.mkdir()
        case _:
            new.write_text("“Rain,” said Ivo Lund.")
