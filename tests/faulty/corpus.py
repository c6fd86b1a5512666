"""The repository's invented texts to files of every kind that is read. The same seed gives the same bytes."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import random
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THEN = (2026, 1, 2, 3, 4, 6)  # For archives, which keep times.


def texts() -> list[str]:
    """Whole articles, and the snippets of the specifications."""
    files = [ROOT / "examples/article.txt", *sorted((ROOT / "tests/golden").glob("*.txt"))]
    found = [file.read_text("utf-8-sig") for file in files]
    for file in sorted((ROOT / "tests/spec").glob("*.md")):
        found += re.findall(r"^```news\n(.*?)^```", file.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return found


def stories(count: int, seed: int, words: int = 60) -> Iterator[str]:
    """Short articles of about so many words: paragraphs of all texts, drawn and put together."""
    drawn = random.Random(seed)
    pieces = [piece.strip() for text in texts() for piece in text.splitlines() if len(piece.split()) > 5]
    for _ in range(count):
        story: list[str] = []
        while sum(len(piece.split()) for piece in story) < words * 0.8:
            story.append(" ".join(drawn.choice(pieces).split()[: words + 20]))
        yield "\n\n".join(story)


def page(text: str) -> str:
    """A page of HTML."""
    body = "".join(f"<p>{piece}</p>\n" for piece in text.split("\n\n"))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Rain in Orlo</title>'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Rain in Orlo"}</script></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>Rain in Orlo</h1>{body}</article></body></html>"
    )


def jsonl(stories: list[str], ids: str | None = None) -> bytes:
    """A record a line, with ids that begin so if they are to have some."""
    records = ({"id": f"{ids}{nth}", "text": text} if ids else {"text": text} for nth, text in enumerate(stories))
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def table(stories: list[str], delimiter: str = ",") -> bytes:
    """Values parted by commas or tabs, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "title", "text"])
    writer.writerows([f"row-{nth}", "Rain in Orlo", text] for nth, text in enumerate(stories))
    return out.getvalue().encode()


def web_archive(stories: list[str]) -> bytes:
    """A WARC file of pages, the second compressed by its server."""
    out = io.BytesIO()
    for nth, text in enumerate(stories):
        body = page(text).encode()
        coding = "Content-Encoding: gzip\r\n" if nth == 1 else ""
        body = gzip.compress(body, mtime=0) if coding else body
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode()
        fields = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://orlo.example/{nth}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head) + len(body)}\r\n\r\n"
        )
        out.write(fields.encode() + head + body + b"\r\n\r\n")
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in entries.items():
            archive.writestr(zipfile.ZipInfo(name, THEN), entry, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(entries: dict[str, bytes]) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, entry in entries.items():
            about = tarfile.TarInfo(name)
            about.size = len(entry)
            archive.addfile(about, io.BytesIO(entry))
    return out.getvalue()


def lexis(stories: list[str]) -> bytes:
    """An export in the manner of LexisNexis."""
    documents = (
        f"{nth} of {len(stories)} DOCUMENTS\n\nThe Orlo Times\n\nJanuary 2, 2026 Friday\n\nRain in Orlo\n\n"
        f"BYLINE: Ivo Lund\n\nSECTION: NEWS\n\nLENGTH: 60 words\n\n{text}\n\nLOAD-DATE: January 3, 2026\n\n"
        for nth, text in enumerate(stories, 1)
    )
    return "".join(documents).encode()


def factiva(stories: list[str]) -> bytes:
    """An export in the manner of Factiva."""
    documents = (
        f"HD\nRain in Orlo\nBY Ivo Lund\nWC 60 words\nPD 2 January 2026\nSN The Orlo Times\nLA English\n"
        f"LP\n{text}\nTD\nAN Document ORLO{nth:06}\n\n"
        for nth, text in enumerate(stories, 1)
    )
    return "".join(documents).encode()


def every_kind(seed: int, parquet: bytes = b"") -> list[tuple[str, bytes]]:
    """Small files of every kind, by what their names end with."""
    few = list(stories(12, seed, 40))
    lines = jsonl(few[:3])
    kinds = [
        ("txt", few[0].encode()),
        ("txt", few[1].encode("utf-16")),
        ("txt", few[2].encode("cp1252", "replace")),
        ("html", page(few[3]).encode()),
        ("html", page(few[4]).replace('<meta charset="utf-8">', "").encode("cp1252", "xmlcharrefreplace")),
        ("json", json.dumps({"text": few[5], "title": "Rain", "authors": ["Ivo Lund"]}).encode()),
        ("json", json.dumps([{"maintext": text} for text in few[6:8]], indent=1).encode()),
        ("jsonl", lines),
        ("csv", table(few[:3])),
        ("tsv", table(few[8:10], "\t")),
        ("warc", web_archive(few[:3])),
        ("warc.gz", gzip.compress(web_archive(few[3:5]), mtime=0)),
        ("jsonl.gz", gzip.compress(lines, mtime=0)),
        ("txt.bz2", bz2.compress(few[9].encode())),
        ("zip", zipped({"a.txt": few[10].encode(), "b/c.jsonl": lines, "d.csv": table(few[:2])})),
        ("tar", tarred({"a.txt": few[11].encode(), "b.html": page(few[0]).encode()})),
        ("txt", lexis(few[:2])),
        ("txt", factiva(few[:2])),
    ]
    return [*kinds, ("parquet", parquet)] if parquet else kinds


def damaged(whole: bytes, other: bytes, drawn: random.Random) -> bytes:
    """A file after an accident: bytes flipped, an end cut off, a part lost, doubled, nought or another file's."""
    data = bytearray(whole)

    def somewhere() -> int:
        # What archives and tables are read by stands at their ends.
        edge = min(len(data), 400)
        at = drawn.randrange(len(data) or 1)
        return drawn.choice([at, at, drawn.randrange(edge or 1), len(data) - 1 - drawn.randrange(edge or 1)])

    for _ in range(drawn.choice([1, 1, 1, 2, 4])):
        if not data:
            break
        at, size = somewhere(), drawn.choice([1, 4, 30, 300])
        match drawn.randrange(8):
            case 0 | 1 | 2:
                for _ in range(drawn.choice([1, 2, 8])):
                    data[somewhere()] ^= 1 << drawn.randrange(8)
            case 3:
                data[at] = drawn.choice([0, 0xFF, 0x7F, 0x80, 10, 34, 60, 91, 123])
            case 4:
                del data[at:]
            case 5:
                begin = drawn.randrange(len(other) or 1)
                data[at : at + drawn.choice([0, size])] = other[begin : begin + size]
            case 6:
                del data[at : at + size]
            case _:
                data[at : at + size] = drawn.choice([bytes(size), bytes(data[at : at + size]) * 2])
    return bytes(data)


def mixed(folder: Path, count: int, seed: int) -> None:
    """News of all kinds in a folder: so many records in all, some of them broken."""
    made = list(stories(count, seed))
    part = count // 6
    folder.mkdir(parents=True)
    lines = jsonl(made[: 2 * part]).splitlines(keepends=True)
    lines[5::11] = [line[: len(line) // 2] + b"\n" for line in lines[5::11]]
    (folder / "a.jsonl").write_bytes(b"".join(lines))
    lines = jsonl(made[2 * part : 3 * part], "z").splitlines(keepends=True)
    lines[3::17] = [b'{"title": "no text"}\n'] * len(lines[3::17])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines), mtime=0))
    (folder / "c.csv").write_bytes(table(made[3 * part : 4 * part]))
    texts = {f"{nth:03}.txt": text.encode() for nth, text in enumerate(made[4 * part : 5 * part])}
    (folder / "d.zip").write_bytes(zipped({**texts, "empty.txt": b"", "more/lines.jsonl": jsonl(made[:4], "y")}))
    (folder / "e").mkdir()
    for nth, text in enumerate(made[5 * part :]):
        (folder / "e" / f"{nth:03}.txt").write_text("" if nth % 19 == 7 else text, "utf-8")
