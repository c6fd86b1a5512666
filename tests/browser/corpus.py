"""Makes records of an invented corpus, the same ones for the same arguments.

    python tests/browser/corpus.py 10000 750 > records.jsonl

They hold together as those of `inquit parse` do: every span is the slice that it says. Words are drawn, and not
copied from articles again and again, so that the text packs no better than news does.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

GIVEN = "Nadia Luis Petra Amos Ilan Greta Rhona Anton Walter Joan Noel Clara Felix Magnus Priya Ada Miles Gwen".split()
FAMILY = (
    "Okafor Bertrand Sloane Kettle Vostok Amsel Blyth Greb Farrow Baptiste Osei Anand Ritter Lockwood Whelan Abney "
    "Ostler Hollis Calder Moss"
).split()
ROLES = "mayor|head of the port|union secretary|engineer|opposition leader|harbour master|economist|minister".split("|")
OUTLETS = "The Ellery Echo|Northern Courier|Harbour Post|Delby Gazette|Radio Sorn|The Tarn|Meridian|Snede Weekly".split("|")
ACTS = [
    ("said", "say", "assert"), ("told reporters", "tell", "assert"), ("warned", "warn", "warn"),
    ("denied", "deny", "deny"), ("promised", "promise", "promise"), ("claimed", "claim", "claim"),
    ("asked", "ask", "ask"), ("believes", "believe", "believe"), ("criticised", "criticise", "condemn"),
]
CARRIED = [
    "We will keep the bridge shut until every bolt has been looked at by somebody who knows what a bolt is",
    "Nobody in this town was asked, and nobody in this town will forget that they were not asked",
    "The harbour belongs to those who work in it and not to those who look at it from a hill",
]


class Text:
    """A text that grows, and knows where its pieces are."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def add(self, piece: str) -> dict[str, Any]:
        """Appends a piece; the span that it is."""
        span = {"start": self.length, "end": self.length + len(piece), "text": piece}
        self.pieces.append(piece)
        self.length += len(piece)
        return span


def around(first: dict[str, Any], last: dict[str, Any], text: Text) -> dict[str, Any]:
    """The span from one to another."""
    start, end = first["start"], last["end"]
    return {"start": start, "end": end, "text": "".join(text.pieces)[start:end]}


def vocabulary(draw: random.Random) -> list[str]:
    """Words of a language that nobody speaks, the frequent ones first."""
    letters, often = zip(*(("e", 12), ("t", 9), ("a", 8), ("o", 8), ("i", 7), ("n", 7), ("s", 6), ("r", 6), ("d", 4), ("l", 4), ("u", 3), ("m", 2)))
    words = {"".join(draw.choices(letters, often, k=draw.choice([3, 4, 5, 6, 7, 8, 9, 10]))) for _ in range(16000)}
    return sorted(words, key=lambda word: (len(word), word))


def sentence(draw: random.Random, words: list[str], length: int) -> str:
    """Words as a language spends them: few often, many seldom."""
    # Zipf's law: the logarithm of a word's rank is spread evenly.
    return " ".join(words[int(len(words) ** draw.random()) - 1] for _ in range(length))


def record(number: int, length: int, draw: random.Random, words: list[str], people: list[tuple[str, str]]) -> dict[str, Any]:
    """One article of so many words."""
    text = Text()
    headline = text.add(sentence(draw, words, 8).capitalize())
    text.add("\n\n")
    cast = list(dict.fromkeys(draw.choices(people, weights=[1 / (at + 2) for at in range(len(people))], k=5)))
    speakers: list[dict[str, Any]] = [
        {
            "id": f"S{at + 1}", "name": name, "kind": "person", "named": True, "aliases": [], "gender": "unknown",
            "roles": [], "mentions": [],
        }
        for at, (name, _) in enumerate(cast)
    ]
    statements: list[dict[str, Any]] = []
    paragraphs = []
    spent = 0
    while spent < length:
        begin = text.add("")
        if draw.random() < 0.45:
            text.add(sentence(draw, words, draw.randint(18, 55)).capitalize() + ".")
        else:
            at = draw.randrange(len(cast))
            carried = draw.random() < 0.03
            said = draw.choice(CARRIED) if carried else sentence(draw, words, draw.randint(8, 28)).capitalize()
            kind = "direct" if carried else draw.choice(["direct", "direct", "indirect", "indirect", "mixed"])
            nobody = not carried and draw.random() < 0.08
            about = draw.choice([one for one in range(len(cast)) if one != at] or [at]) if draw.random() < 0.2 else None
            content: list[dict[str, Any]] = []
            quoted: list[dict[str, Any]] = []
            if kind == "direct":
                first = text.add("“" + said)
                last = first
                if about is not None and about != at:
                    text.add(" ")
                    mention = text.add(cast[about][0])
                    speakers[about]["mentions"].append({**mention, "form": "name"})
                last = text.add(",”")
                content = quoted = [around(first, last, text)]
                text.add(" ")
            source = None if nobody else text.add(cast[at][0])
            if source is not None:
                speakers[at]["mentions"].append({**source, "form": "name"})
                if not speakers[at]["roles"]:
                    text.add(", ")
                    role = text.add(cast[at][1])
                    speakers[at]["roles"].append({"title": cast[at][1], "organisation": None, **role})
                    text.add(",")
            else:
                text.add("It was")
            text.add(" ")
            cue, lemma, act = draw.choice(ACTS)
            cue_span = text.add(cue)
            if kind == "indirect":
                text.add(" ")
                content = [text.add("that " + said[0].lower() + said[1:])]
            elif kind == "mixed":
                text.add(" ")
                first = text.add("it was ")
                last = text.add("“" + said.lower() + "”")
                content, quoted = [around(first, last, text)], [last]
            text.add(".")
            statements.append(
                {
                    "id": f"Q{len(statements) + 1}", "kind": kind, "content": content, "quoted": quoted,
                    "cue": {**cue_span, "lemma": lemma, "act": act, "negated": False, "hedged": False},
                    "source": [source] if source else [], "speakers": [] if nobody else [speakers[at]["id"]],
                    "addressees": [], "reported_by": None, "place": "body", "section": 0, "paragraph": len(paragraphs),
                    "repeats": None, "confidence": round(min(draw.betavariate(6, 1.4), 0.99), 4), "note": None, "why": None,
                }
            )
        whole = "".join(text.pieces)
        paragraphs.append({"start": begin["start"], "end": text.length, "text": whole[begin["start"] :]})
        spent = whole.count(" ")
        text.pieces = [whole]
        text.add("\n\n")
    day = date(2026, 1, 1) + timedelta(days=draw.randrange(180))
    outlet = draw.choices(OUTLETS, weights=range(len(OUTLETS), 0, -1))[0]
    used = {id for statement in statements for id in statement["speakers"]}
    return {
        "schema_version": "1",
        "generator": {"name": "inquit", "version": "0.1.0", "model": "en-accurate-3"},
        "article": {
            "id": f"story-{number}", "url": f"https://news.example/{number}", "outlet": outlet, "language": "en",
            "published": day.isoformat(), "authors": [], "offset_unit": "codepoint", "text": "".join(text.pieces),
            "headline": headline, "standfirst": None, "byline": None, "dateline": None,
            "sections": [{"heading": None, "paragraphs": paragraphs}], "extra": {},
        },
        "speakers": [speaker for speaker in speakers if speaker["id"] in used or speaker["mentions"]],
        "statements": statements,
        "notes": [],
    }


def records(count: int, length: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many articles of so many words."""
    draw = random.Random(seed)
    words = vocabulary(draw)
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    draw.shuffle(names)
    people = [(name, draw.choice(ROLES)) for name in names]
    for number in range(count):
        yield record(number, length, draw, words, people)


if __name__ == "__main__":
    for made in records(int(sys.argv[1]), int(sys.argv[2])):
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
