"""The articles of a file of JSON Lines in the other forms that people have them in, for tests/bench.

python3 forms.py ARTICLES.jsonl COUNT FOLDER
"""

import csv
import gzip
import html
import json
import shutil
import sys
import zipfile
from pathlib import Path


def page(article: dict[str, str]) -> str:
    """A page as papers have them: the article amid what is on every page."""
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("news", "sport", "culture", "weather"))
    headline, *body = article["text"].split("\n\n")
    paragraphs = "".join(f"<p>{html.escape(text)}</p>\n" for text in body)
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(headline)} - The Orlo Courier</title>'
        f'<script type="application/ld+json">{json.dumps(about)}</script></head>\n'
        f"<body><header><nav><ul>{links}</ul></nav></header>\n"
        f'<main><article><h1>{html.escape(headline)}</h1>\n{paragraphs}</article></main>\n'
        f"<aside><h2>Most read</h2><ul>{links}</ul></aside><footer><p>The Orlo Courier</p></footer></body></html>\n"
    )


def warc(pages: list[tuple[str, str]]) -> bytes:
    """A web archive with a response a page."""
    out = []
    for name, text in pages:
        body = text.encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/{name}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(out)


def main() -> None:
    source, count, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    with source.open(encoding="utf-8") as lines:
        texts = [json.loads(line) for line, _ in zip(lines, range(count))]
    articles = [{"id": f"story-{nth}", "text": article["text"]} for nth, article in enumerate(texts)]
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("text", "html"):
        (folder / name).mkdir(parents=True)
    together = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles).encode()
    (folder / "articles.jsonl").write_bytes(together)
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress(together, 6))
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, ["id", "text"])
        rows.writeheader()
        rows.writerows(articles)
    pages = [(article["id"], page(article)) for article in articles]
    (folder / "articles.warc").write_bytes(warc(pages))
    with zipfile.ZipFile(folder / "text.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for article in articles:
            (folder / "text" / f"{article['id']}.txt").write_text(article["text"], "utf-8")
            archive.writestr(f"{article['id']}.txt", article["text"])
    for name, text in pages:
        (folder / "html" / f"{name}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
