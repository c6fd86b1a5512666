"""Runs that are ended from outside, by kills, signals and full disks, and gone on with: the same bytes as ever."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import corpus
from process import Row, Run, digest, digests, run

RUN = ["news", "-j2", "-q"]
ONE = ["-o", "out.jsonl", "--errors", "err.jsonl"]
SAMPLE = ["-o", "out.csv", "--errors", "err.jsonl", "--sample", "150"]
TREE = ["--output-dir", "tree", "--errors", "err.jsonl"]


class Interrupted:
    """A folder of news, and what a run without accidents makes of it."""

    def __init__(self, folder: Path, count: int, to: list[str], more: list[str] = RUN) -> None:
        self.folder, self.args = folder, [*more, *to]
        if (folder / "news").exists() and len(list((folder / "news/e").iterdir())) != count // 6:
            shutil.rmtree(folder / "news")
        if not (folder / "news").exists():
            corpus.mixed(folder / "news", count, 1)
        self.clean()
        self.whole = run(self.args, folder)
        self.expected = self.made()
        self.faults = self.told()
        self.sizes = {name: (folder / name).stat().st_size for name in self.expected}
        self.clean()

    def clean(self) -> None:
        """Removes what was made."""
        for path in self.folder.iterdir():
            if path.name != "news":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if any(arg.startswith("disk/") for arg in self.args):
            (self.folder / "disk").mkdir()

    def made(self) -> dict[str, str]:
        """What was made, by name."""
        return {name: value for name, value in digests(self.folder).items() if not name.startswith("news/")}

    def told(self) -> list[str]:
        """What failed, whatever the order."""
        file = self.folder / "err.jsonl"
        return sorted(file.read_text("utf-8").splitlines()) if file.exists() else []

    def resume(self, **more: object) -> Run:
        """Goes on."""
        return run([*self.args, "--resume"], self.folder, **more)  # type: ignore[arg-type]

    def compare(self, ended: Run, what: str) -> list[str]:
        """What is otherwise than without accidents, after the last run."""
        wrong = [f"{what}: {line}" for line in ended.ours()]
        made = self.made()
        if "err.jsonl" in self.expected and "--output-dir" in self.args and self.told() == self.faults:
            # Inputs without a record have no output, and so are read again, after the others.
            made["err.jsonl"] = self.expected["err.jsonl"]
        for name in sorted({*made, *self.expected}):
            if made.get(name) != self.expected.get(name) and not left_behind(name):
                state = "is missing" if name not in made else "is too much" if name not in self.expected else "differs"
                wrong.append(f"{what}: {name} {state}")
        if ended.code != self.whole.code:
            wrong.append(f"{what}: exit status {ended.code}, uninterrupted {self.whole.code}")
        return wrong


def left_behind(name: str) -> bool:
    """Hidden files that a killed run leaves in a tree, under the number of its process."""
    return re.search(r"/\.[^/]+\.\d+\.tmp$", name) is not None


def twice(file: Path) -> list[str]:
    """Records that are in a file more than once."""
    seen: set[bytes] = set()
    found = []
    for line in file.read_bytes().splitlines():
        if line in seen:
            found.append(f"twice: {line[:200]!r}")
        seen.add(line)
    return found


def killed(folder: Path, quick: bool) -> Iterator[Row]:
    """Killed at random moments, once or twice in a run."""
    for name, to, rounds in (("one file", ONE, 20), ("a sample as a table", SAMPLE, 6), ("--output-dir", TREE, 8)):
        case = Interrupted(folder, 120 if quick else 360, to)
        drawn, wrong, kills, marks = random.Random(2), [], 0, []
        if to is ONE:
            run(case.args, folder)
            wrong += [fault for file in ("out.jsonl", "err.jsonl") for fault in twice(folder / file)]
            case.clean()
        for nth in range(4 if quick else rounds):
            moments = [drawn.uniform(0, case.whole.seconds) for _ in range(drawn.choice([1, 2]))]
            for moment in moments:
                ended = case.resume(after=(moment, signal.SIGKILL))
                if ended.code == 128 + signal.SIGKILL:
                    kills += 1
                    part = folder / "out.jsonl.partial"
                    marks.append(part.stat().st_size if part.exists() else 0)
                elif not (folder / "out.jsonl").exists():
                    wrong += [f"round {nth}: {line}" for line in ended.ours()]
            # A run that came to its end before its kill has nothing to go on with, and begins anew.
            wrong += case.compare(case.resume(), f"round {nth}, killed at {', '.join(f'{at:.2f} s' for at in moments)}")
            case.clean()
        spread = f", at {min(marks)} to {max(marks)} bytes of output" if to is ONE and marks else ""
        yield Row(f"kill -9, {name}", f"{nth + 1} runs of {case.whole.seconds:.1f} s, {kills} kills{spread}", wrong)


def signalled(folder: Path, quick: bool) -> Iterator[Row]:
    """Ctrl-C and a request to end: a status, and in good order."""
    case = Interrupted(folder, 120 if quick else 240, ONE)
    for sign, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        drawn, wrong, hit, slowest = random.Random(sign), [], 0, 0.0
        for nth in range(2 if quick else 6):
            moment = drawn.uniform(0.05, 0.7) * case.whole.seconds
            ended = case.resume(after=(moment, sign))
            if ended.code == code:
                hit += 1
                slowest = max(slowest, ended.seconds - moment)
                if moment > 0.3 and "--resume goes on from here" not in ended.err:
                    wrong.append(f"{sign.name} at {moment:.2f} s: no word of --resume: {ended.err!r}")
            elif ended.code != case.whole.code or not (folder / "out.jsonl").exists():
                # Otherwise it was over before.
                wrong.append(f"{sign.name} at {moment:.2f} s: exit status {ended.code}")
            wrong += case.compare(case.resume(), f"{sign.name} at {moment:.2f} s")
            case.clean()
        # Where nothing comes there is nothing to wait for.
        process = run(["-"], folder, stdin=_nothing(), after=(1, sign), timeout=30)
        if process.code != code:
            wrong.append(f"{sign.name} while waiting for input: exit status {process.code}")
        hit += 1
        if hit < 2:
            wrong.append("no run was met")
        yield Row(sign.name, f"{hit} runs, exit status {code} within {slowest:.2f} s", wrong)


def _nothing() -> Iterator[bytes]:
    time.sleep(4)
    yield b""


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of that size at the folder, where one can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "faults", str(folder)]
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def full(folder: Path, quick: bool) -> Iterator[Row]:
    """Disks that fill up, and have space again."""
    # What is written, for how much of it there is space, what the message names, whether it can be gone on with.
    cases = [
        ("-o", ["-o", "disk/out.jsonl", "--errors", "err.jsonl"], 0.5, "disk/out.jsonl", True),
        ("-o, nearly done", ["-o", "disk/out.jsonl", "--errors", "err.jsonl"], 0.97, "disk/out.jsonl", True),
        ("-o csv", ["-o", "disk/out.csv"], 0.5, "disk/out.csv", True),
        ("--errors", ["-o", "out.jsonl", "--errors", "disk/err.jsonl", "--map", "text=x"], 0.5, "disk/err.jsonl", True),
        ("--output-dir", ["--output-dir", "disk/tree"], 0.5, "disk/tree", True),
        ("-o parquet", ["-o", "disk/out.parquet"], 0.5, "disk/out", False),
        ("-o tei", ["-o", "disk/out.xml", "-f", "tei"], 0.5, "disk/out.xml", False),
        ("-o brat", ["-o", "disk/brat", "-f", "brat"], 0.5, "disk/brat", False),
    ]
    for name, to, part, named, resumable in cases:
        disk = folder / "disk"
        case = Interrupted(folder, 60, to)
        needed = sum(size for path, size in case.sizes.items() if path.startswith("disk/"))
        limit = max(int(needed * part) // 4096 * 4096, 4096)
        wrong: list[str] = []
        with small_disk(disk, limit) as mounted:
            mine = {"disk/mine.txt": "", **({"disk/out.jsonl": ""} if "disk/out.jsonl" in to else {})}
            for path in mine:
                (folder / path).write_text("mine\n")
                mine[path] = digest(folder / path)
            if not mounted and name in ("--errors", "-o brat"):
                yield Row(f"full disk, {name}", "not tried: needs a disk that can be mounted")
                continue
            cap = None if mounted else (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 2, limit // 2)))
            ended = run(case.args, folder, limit=cap)
            wrong += [f"{name}: {line}" for line in ended.ours()]
            said = ended.err.lower()
            if ended.code != 2 or named not in said or not ("no space" in said or "too large" in said):
                wrong.append(f"{name}: exit status {ended.code}, says {ended.err[-200:]!r}")
            wrong += [f"{name}: {path} was damaged" for path in mine if digest(folder / path) != mine[path]]
            litter = [path for path in digests(folder) if path.startswith("disk/") and path not in mine]
            if not resumable and litter and "brat" not in name:
                wrong.append(f"{name}: left {litter}")
            if resumable:
                if mounted:
                    subprocess.run(["mount", "-o", "remount,size=1g", str(disk)], check=True)
                ended = case.resume()
                (disk / "mine.txt").unlink()
                wrong += case.compare(ended, name)
        how = f"a disk of {limit // 1024} KiB" if mounted else f"a limit of {limit // 2048} KiB a file"
        yield Row(f"full disk, {name}", f"{how}, needed {needed // 1024} KiB", wrong)
    yield from _no_space_at_all(folder)


def _no_space_at_all(folder: Path) -> Iterator[Row]:
    """A disk that is full to begin with, and devices that are."""
    wrong: list[str] = []
    disk = folder / "disk"
    case = Interrupted(folder, 60, ["-o", "disk/out.jsonl", "--errors", "err.jsonl"])
    with small_disk(disk, 16384) as mounted:
        if mounted:
            (disk / "filler").write_bytes(bytes(16384))
            ended = run(case.args, folder)
            if ended.code != 2 or "disk/out.jsonl" not in ended.err:
                wrong.append(f"exit status {ended.code}, says {ended.err[-200:]!r}")
            (disk / "filler").unlink()
            subprocess.run(["mount", "-o", "remount,size=1g", str(disk)], check=True)
            wrong += case.compare(case.resume(), "after it had space")
    if Path("/dev/full").exists():
        for to, out, named in (
            (["-o", "/dev/full"], None, "/dev/full"),
            ([], Path("/dev/full"), "<stdout>"),
            (["--errors", "/dev/full"], None, "/dev/full"),
        ):
            ended = run([*RUN, *to], folder, out=out)
            if ended.code != 2 or named not in ended.err:
                wrong.append(f"{to or 'standard output'}: exit status {ended.code}, says {ended.err[-200:]!r}")
    yield Row("full from the first byte", "a disk, /dev/full as -o, --errors, standard output", wrong)
