"""Cuts a page of documentation into its blocks of code, runs them, and holds them to the output shown.

A page is one session: its blocks run in order, shell and Python in one folder, Python with one set of names. The
folder begins with what a clone has, so that a reader can follow in one. What stands in a block

    ```text title="Output"

is what the block before it prints; a line of `…` alone stands for any lines. A block that cannot be run here
(it installs, or needs what is not in the repository) has a comment before it, `<!-- not run: REASON -->`, which
no reader sees.

    python tests/python/pages.py PAGE…    # writes what comes out where it differs, and docs/assets; read the difference
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = ("sh", "python")

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n+)?"
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]*)\")?\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Block:
    """A block of code on a page, and the output that is shown after it."""

    language: str
    title: str
    code: str
    line: int
    not_run: str | None
    output: re.Match[str] | None = None

    @property
    def shown(self) -> str | None:
        """What it is said to print."""
        return self.output["code"] if self.output else None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, each with the output after it."""
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    for match in BLOCK.finditer(text):
        if match["title"] == "Output":
            assert found and found[-1].output is None, f"{page.name}: an output of nothing"
            found[-1].output = match
            continue
        line = text.count("\n", 0, match.start("language")) + 1
        found.append(Block(match["language"], match["title"] or "", match["code"], line, match["reason"]))
    return found


def program(name: str = "inquit") -> Path:
    """A program that this repository builds, as it was built last."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for profile in ("debug", "release") if (path := target / profile / name).exists()]
    assert built, f"no {name} below {target}: `cargo build -p inquit-cli -p inquit-lab`"
    return max(built, key=lambda path: path.stat().st_mtime)


@contextlib.contextmanager
def session() -> Iterator["Session"]:
    """A folder that looks like a clone, to run a page in."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="inquit-page-") as folder:
        for name in ("crates", "docs", "tests", "README.md"):
            Path(folder, name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "examples", Path(folder, "examples"))
        programs = Path(folder, "target/release")
        programs.mkdir(parents=True)
        for name in ("inquit", "inquit-lab"):
            (programs / name).symlink_to(program(name))
        os.chdir(folder)
        try:
            yield Session(Path(folder))
        finally:
            os.chdir(before)


class Session:
    """What the blocks of a page share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def run(self, block: Block) -> str:
        """What a block prints; an error if it fails."""
        return self.shell(block.code) if block.language == "sh" else self.python(block.code)

    def made(self) -> dict[Path, Path]:
        """The files that the blocks have made and a page shows from `docs/assets`, to the ones shown there."""
        shown = {ROOT / "docs/assets" / path.name: path for path in self.folder.iterdir() if path.is_file()}
        return {made: asset for asset, made in sorted(shown.items()) if asset.exists()}

    def shell(self, code: str) -> str:
        """Runs commands as a reader would, with the program on the path."""
        path = os.pathsep.join([str(self.folder / "target/release"), str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "COLUMNS": "80"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}"
        return done.stdout

    def python(self, code: str) -> str:
        """Runs Python with the names that earlier blocks have left."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, "<page>", "exec"), self.names)
        return said.getvalue()


def agrees(shown: str, real: str) -> bool:
    """Whether an output is the one shown, where a line of `…` stands for any lines."""
    parts = [line.rstrip() for line in shown.strip().splitlines()]
    pattern = "\n".join(r"(?:.*\n)*?.*" if part == "…" else re.escape(part) for part in parts)
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in real.strip().splitlines())) is not None


def rewrite(page: Path) -> None:
    """Puts what really comes out in the place of every output that differs."""
    text = page.read_text(encoding="utf-8")
    changes = []
    with session() as running:
        for block in blocks(page):
            if block.language in RUN and not block.not_run:
                real = running.run(block)
                if block.output and not agrees(block.output["code"], real):
                    changes.append((block.output.span("code"), "\n".join(map(str.rstrip, real.strip().splitlines())) + "\n"))
        for made, asset in running.made().items():
            shutil.copy(made, asset)
    for (start, end), real in reversed(changes):
        text = text[:start] + real + text[end:]
    page.write_text(text, encoding="utf-8")
    print(f"{page.name}: {len(changes)} outputs written")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rewrite(Path(name).resolve())
