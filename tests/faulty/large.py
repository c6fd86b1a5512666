"""Bombs and endless lines, and streams of which memory must not know the length."""

from __future__ import annotations

import json
import struct
import subprocess
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import corpus
from process import Row, megabytes, run, start, wait

# What a run may take at most in memory: a record has 64 MiB at most, as it came, as text, and as words.
MOST = 512 << 20
# The same where every record is as large: each of two threads has one, and 256 MiB wait as they came.
MOST_OF_MANY = 1024 << 20
ZEROS = bytes(1 << 20)
STATEMENT = "“Rain,” said Ivo Lund, the mayor of Orlo.".encode()


def bombs(folder: Path, quick: bool) -> Iterator[Row]:
    """Files and streams that unfold to more than there is memory for."""
    gigabyte = 1 << 30
    nested = _nested(folder / "nested.zip", gigabyte)
    yield _bomb("zip in zip", [nested], folder, f"{nested.stat().st_size} bytes for 1 GiB")
    overlapping, size = _overlapping(folder / "overlapping.zip")
    about = f"{overlapping.stat().st_size} bytes for {size >> 20} MiB"
    yield _bomb("zip, entries overlapping", [overlapping], folder, about)
    many = folder / "many.gz"
    packed = _deflated(b"x", gigabyte, 31)
    many.write_bytes(packed)
    yield _bomb("gzip", [many], folder, f"{len(packed)} bytes for 1 GiB")
    length = gigabyte // 4 if quick else 2 * gigabyte
    pieces = length // len(ZEROS)
    text = ZEROS.replace(b"\0", b"x")
    about = f"{length >> 20} MiB on standard input"
    yield _bomb("a line of text", ["-"], folder, about, lambda: (text for _ in range(pieces)))

    def around(before: bytes, behind: bytes, pieces: int = pieces, times: int = 1) -> Callable[[], Iterator[bytes]]:
        def give() -> Iterator[bytes]:
            for _ in range(times):
                yield before
                yield from (text for _ in range(pieces))
                yield behind

        return give

    yield _bomb("a line of JSON", ["-"], folder, about, around(b'{"text": "', b'"}\n'))
    yield _bomb("a cell", ["-", "--input-format", "csv"], folder, about, around(b'id,text\n1,"', b'"\n'))
    count = 3 if quick else 12
    large = around(b'{"text": "', b'"}\n', 60, count)
    lines = ["-", "--input-format", "jsonl"]
    yield _bomb("large records", lines, folder, f"{count} of 60 MiB", large, must_fail=False, most=MOST_OF_MANY)
    for name, kind, bytes_ in (
        ("JSON", "json", b"[" * 3_000_000),
        ("JSON objects", "jsonl", b'{"a":' * 3_000_000),
        ("closed JSON", "json", b'{"text":' + b"[" * 500_000 + b"]" * 500_000 + b"}"),
        ("HTML", "html", b"<html><body>" + b"<div>" * 300_000 + STATEMENT),
        ("inline HTML", "html", b"<html><body><p>" + b"<b><i>" * 100_000 + STATEMENT),
        ("JSON in HTML", "html", b'<html><script type="application/ld+json">' + b"[" * 500_000 + b"</script>"),
    ):
        file = folder / f"deep.{kind}"
        file.write_bytes(bytes_)
        # A page may have an article all the same.
        yield _bomb(f"deep {name}", [file], folder, f"{len(bytes_) >> 10} KiB", must_fail=kind != "html")
    file = folder / "marks.txt"
    file.write_text("“" * (20_000 if quick else 80_000))
    yield _bomb("quotations never closed", [file], folder, f"{file.stat().st_size >> 10} KiB", must_fail=False)


def _bomb(
    what: str,
    args: list[str] | list[Path],
    folder: Path,
    about: str,
    stdin: Callable[[], Iterator[bytes]] | None = None,
    must_fail: bool = True,
    most: int = MOST,
) -> Row:
    ended = run([*map(str, args), "-j2"], folder, stdin=stdin and stdin(), timeout=300)
    wrong = ended.ours()
    if must_fail and (ended.code not in (1, 2) or not ended.err.startswith("inquit: ")):
        wrong.append(f"exit status {ended.code}, says {ended.err[:200]!r}")
    if ended.memory > most:
        wrong.append(f"{megabytes(ended.memory)} of memory, {megabytes(most)} allowed")
    return Row(f"bomb: {what}", f"{about}; {megabytes(ended.memory)}, {ended.seconds:.1f} s", wrong)


def _deflated(byte: bytes, length: int, window: int = -15) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    piece = byte * (1 << 20)
    return b"".join(packer.compress(piece) for _ in range(length >> 20)) + packer.flush()


def _nested(file: Path, length: int) -> Path:
    """A gigabyte in an archive in an archive."""
    inner = file.with_name("inner.zip")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("a.txt", "w", force_zip64=True) as entry:
            for _ in range(length >> 20):
                entry.write(ZEROS)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(inner, "inner.zip")
    inner.unlink()
    return file


def _overlapping(file: Path) -> tuple[Path, int]:
    """Entries that all are the same bytes of the file, after David Fifield: 42 KB for some gigabytes."""
    length, entries = 20 << 20, 400
    packed, crc = _deflated(b"x", length), zlib.crc32(b"x" * length)
    name = b"a.txt"
    sizes = struct.pack("<LLLHH", crc, len(packed), length, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0x5C22) + sizes + name + packed
    central = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0x5C22)
        + struct.pack("<LLLHHHHHLL", crc, len(packed), length, 7, 0, 0, 0, 0, 0, 0) + b"%03d.txt" % nth
        for nth in range(entries)
    )  # fmt: skip
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, entries, entries, len(central), len(local), 0)
    file.write_bytes(local + central + end)
    return file, length * entries


def stream(folder: Path, quick: bool) -> Iterator[Row]:
    """Short articles on standard input: the memory after so many of them."""
    counts = (1_000, 3_000, 10_000) if quick else (1_000, 10_000, 100_000)
    kinds = list(corpus.stories(500, 11))
    peaks: list[int] = []
    wrong: list[str] = []
    lines = ["-", "--input-format", "jsonl", "-j2", "-q"]
    process = start(lines, folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    feeder = threading.Thread(target=_feed, args=(process.stdin, kinds, counts[-1]), daemon=True)
    feeder.start()
    status = Path(f"/proc/{process.pid}/status")
    assert process.stdout
    seen = 0
    for _ in process.stdout:
        seen += 1
        if seen in counts:
            about = status.read_text().splitlines() if status.exists() else []
            peaks += [int(line.split()[1]) * 1024 for line in about if line.startswith("VmHWM")]
    feeder.join()
    code, memory = wait(process)
    if (code, seen) != (0, counts[-1]):
        wrong.append(f"exit status {code}, {seen} records of {counts[-1]}")
    if len(peaks) != 3:
        yield Row("memory of a stream", f"{counts[-1]} articles: {megabytes(memory)}; no /proc to tell more", wrong)
        return
    # The first thousand fill what is kept for reuse; a leak of a hundred bytes an article would show.
    if peaks[2] > peaks[1] * 1.1 or peaks[2] > peaks[0] * 1.2:
        wrong.append("memory grows")
    told = ", ".join(f"{count:,}: {peak / 1e6:.1f} MB" for count, peak in zip(counts, peaks, strict=True))
    yield Row("memory of a stream", told, wrong)


def _feed(to: IO[bytes], kinds: list[str], count: int) -> None:
    """Writes records, no two of them the same."""
    with to:
        for nth in range(count):
            record = {"id": f"n{nth}", "text": f"{kinds[nth % len(kinds)]}\n\nIt was the {nth}th day."}
            to.write(json.dumps(record).encode() + b"\n")
