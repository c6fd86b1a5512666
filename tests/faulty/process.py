"""Runs the command and says how it ended: status, standard error, memory, time.

Memory is the peak resident set as wait4 tells it. A child inherits this process's own peak, so nothing large is
held here.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

BINARY = Path()
# What says that the program was at fault and not its input.
OURS = ("a fault in inquit itself", "panicked at", "has stopped", "stack overflow", "memory allocation of")


@dataclass
class Run:
    """A run that is over."""

    code: int
    err: str
    memory: int
    seconds: float
    out: Path | None = None

    def ours(self) -> list[str]:
        """Lines that say that the program was at fault, and a status that it should never have."""
        lines = [line for line in self.err.splitlines() if any(sign in line for sign in OURS)]
        return lines if self.code in (0, 1, 2) else [*lines, f"exit status {self.code}"]


@dataclass
class Row:
    """A line of the table."""

    fault: str
    figures: str
    wrong: list[str] = field(default_factory=list)


def start(args: list[str], cwd: Path, **more: object) -> subprocess.Popen[bytes]:
    """Starts `inquit parse` with the small model. SIGXFSZ stays ignored, so that a limit on sizes is an error."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [str(BINARY), "parse", "--model", "fast", *args], cwd=cwd, restore_signals=False, **more
    )


def wait(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Waits for a process: its status as a shell has it, and its memory in bytes."""
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    return (128 - code if code < 0 else code), usage.ru_maxrss * 1024


def run(
    args: list[str],
    cwd: Path,
    stdin: Iterable[bytes] | None = None,
    out: Path | None = None,
    timeout: float = 600,
    after: tuple[float, int] | None = None,
    watch: Callable[[subprocess.Popen[bytes]], None] | None = None,
    limit: Callable[[], None] | None = None,
) -> Run:
    """Runs `inquit parse`.

    Pieces go to standard input, standard output goes to a file; `after` so many seconds it is sent a signal;
    `watch` is called while it runs.
    """
    began = time.monotonic()
    errors = cwd / f".stderr-{threading.get_ident()}"
    with open(errors, "w+b") as err, open(out or os.devnull, "wb") as to:
        feed = subprocess.PIPE if stdin is not None else subprocess.DEVNULL
        process = start(args, cwd, stdin=feed, stdout=to, stderr=err, preexec_fn=limit)
        timers = [threading.Timer(timeout, process.kill)]
        if after:
            timers.append(threading.Timer(after[0], lambda: os.kill(process.pid, after[1])))
        for timer in timers:
            timer.daemon = True
            timer.start()
        if stdin is not None and process.stdin:
            try:
                for piece in stdin:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                process.stdin = None
        if watch:
            watch(process)
        code, memory = wait(process)
        for timer in timers:
            timer.cancel()
        err.seek(0)
        text = err.read().decode("utf-8", "replace")
    errors.unlink()
    seconds = time.monotonic() - began
    if seconds >= timeout and code == 128 + signal.SIGKILL:
        text += f"\ninquit: given up on after {timeout:.0f} s"
    return Run(code, text, memory, seconds, out)


def digest(path: Path) -> str:
    """What tells a file from another: its digest, `-` if there is none."""
    if not path.is_file():
        return "-"
    whole = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """The digests of all files below a folder, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): digest(path) for path in files}


def megabytes(size: int) -> str:
    """A size for the table."""
    return f"{size / 1e6:.0f} MB"
