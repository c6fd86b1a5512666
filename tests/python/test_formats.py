"""Other tools' formats, read by readers that are not ours."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import inquit
import pytest
from lxml import etree
from pyld import jsonld  # type: ignore[import-untyped]
from rdflib import URIRef
from rdflib.namespace import SDO

from conftest import ROOT

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

ODD = (
    "Café “must close” 😀\n\nBy Ada Quill\n\n“No cafe\u0301 😀 <b> & \"co\" stays,” Mayor Zoë Brånd told\tthe Echo. "
    "“Not one.\n\n“Never ]]> again,” she said.\r\n\r\nOwners & staff hope it will be soon, she said.\n"
)


def articles() -> Iterator[tuple[str, str]]:
    for path in [ROOT / "examples/article.txt", *sorted((ROOT / "tests/golden").glob("*.txt"))]:
        yield path.stem, path.read_bytes().decode("utf-8-sig")
    yield "odd", ODD
    yield "no-statements", "The ferry sails at noon.\n"


UNITS = ["codepoint", "utf16", "byte"]


@pytest.fixture(scope="session", params=[name for name, _ in articles()])
def read(request: pytest.FixtureRequest, pipeline: inquit.Pipeline) -> inquit.Record:
    """A record of an article, each in another unit, since none must matter."""
    text = dict(articles())[request.param]
    return pipeline.parse(text, id=request.param, offsets=UNITS[len(request.param) % 3])  # type: ignore[arg-type]


def names(record: inquit.Record, statement: inquit.Statement) -> list[str]:
    return [record.speaker(id).name for id in statement.speakers]


def texts(spans: tuple[inquit.Span, ...]) -> list[str]:
    return [span.text for span in spans]


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_tables_are_read_by_the_standard_library(read: inquit.Record, format: str, delimiter: str) -> None:
    rows = list(csv.DictReader(io.StringIO(read.to_format(format), newline=""), delimiter=delimiter, strict=True))
    assert [row["statement_id"] for row in rows] == [statement.id for statement in read.statements]
    for row, statement in zip(rows, read.statements, strict=True):
        assert row["text"] == " ".join(texts(statement.content))
        assert row["speaker"] == "; ".join(names(read, statement))
        assert (row["kind"], float(row["confidence"])) == (statement.kind, statement.confidence)
        assert int(row["end"]) == statement.content[-1].end


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_is_the_record(read: inquit.Record, format: str) -> None:
    assert inquit.Record.from_json(read.to_format(format)) == read


def standoff(text: str, annotations: str) -> list[dict[str, list[tuple[int, int]]]]:
    """The events of an annotation file, read as brat's manual has it: spans by role."""
    bounds: dict[str, list[tuple[int, int]]] = {}
    events = []
    for line in annotations.split("\n"):
        match line.split("\t"):
            case [id, bound, words] if id.startswith("T"):
                spans = [span.split(" ") for span in bound.split(" ", 1)[1].split(";")]
                bounds[id] = [(int(start), int(end)) for start, end in spans]
                covered = " ".join(text[start:end] for start, end in bounds[id])
                assert words == re.sub(r"[\t\n\r]", " ", covered)
            case [id, roles] if id.startswith("E"):
                events.append(dict(role.split(":") for role in roles.split(" ")))
            case columns:
                assert columns == [""] or (columns[0][0], columns[1]) == ("#", f"AnnotatorNotes E{len(events)}")
    return [{role: bounds[id] for role, id in event.items()} for event in events]


def test_brat_events_are_the_statements(read: inquit.Record) -> None:
    text = read.article.text
    events = standoff(text, read.to_format("brat"))
    for event, statement in zip(events, read.statements, strict=True):
        words = {role: [text[start:end] for start, end in spans] for role, spans in event.items()}
        assert words["Content"] == texts(statement.content)
        assert words.get("Cue", []) == ([statement.cue.text] if statement.cue else [])
        sources = [word for role, parts in words.items() if role.startswith("Source") for word in parts]
        assert sources == texts(statement.source)


def test_brat_and_citron_come_back(read: inquit.Record) -> None:
    again = inquit.Record.from_brat(read.article.text, read.to_format("brat"), read.article.id)
    assert (again.article.text, again.article.offset_unit) == (read.article.text, "codepoint")
    assert len(again.statements) == len(read.statements)
    pairs = sorted(read.statements, key=lambda statement: statement.content[0].start)
    for one, other in zip(pairs, again.statements, strict=True):
        assert texts(other.content) == texts(one.content)
        assert texts(other.source) == texts(one.source)
        assert (other.kind, names(again, other)) == (one.kind, names(read, one))
        assert (other.place, other.paragraph) == (one.place, one.paragraph)
        assert other.cue is None or one.cue is None or (other.cue.text, other.cue.act) == (one.cue.text, one.cue.act)
    citron = inquit.Record.from_citron(read.to_format("citron"), read.article.id)
    for one, other in zip(pairs, citron.statements, strict=True):
        assert texts(other.content) == texts(one.content)
        assert texts(other.source) == texts(one.source)
        assert (other.kind, other.confidence) == (one.kind, one.confidence)


def test_corrections_come_back_onto_the_record_they_were_made_of(read: inquit.Record) -> None:
    text, annotations = read.article.text, read.to_format("brat")
    [task] = json.loads(read.to_format("labelstudio"))
    from_task = functools.partial(inquit.Record.from_label_studio, predictions=True, base=read)
    for again in inquit.Record.from_brat(text, annotations, base=read), from_task(task), from_task(json.dumps(task)):
        assert again == read
    fewer = "\n".join(line for line in annotations.splitlines() if not line.startswith(("E1\t", "#1\t")))
    corrected = inquit.Record.from_brat(text, fewer, base=read)
    gone = {statement.id for statement in read.statements} - {statement.id for statement in corrected.statements}
    assert len(gone) == min(len(read.statements), 1) and corrected.article == read.article
    other = inquit.parse("“No,” said Una.", model="fast")
    with pytest.raises(ValueError, match="^base: it has another text than the one that was annotated"):
        inquit.Record.from_brat(text, annotations, base=other)


def test_label_studio_is_read_by_annotator(read: inquit.Record) -> None:
    [task] = json.loads(read.to_format("labelstudio"))
    [prediction] = task.pop("predictions")
    task["annotations"] = [
        {"completed_by": 7, "created_at": "2026-11-02T10:00:00Z", "result": prediction["result"]},
        {"completed_by": 8, "created_at": "2026-11-03T10:00:00Z", "result": []},
    ]
    assert inquit.Record.from_label_studio(task).statements == ()
    for annotator in 7, "7":
        again = inquit.Record.from_label_studio(task, annotator=annotator)
        assert len(again.statements) == len(read.statements)
        pairs = sorted(read.statements, key=lambda statement: statement.content[0].start)
        assert [names(again, one) for one in again.statements] == [names(read, one) for one in pairs]
    with pytest.raises(inquit.RecordError, match="9"):
        inquit.Record.from_label_studio(task, annotator=9)
    wrongs: list[Any] = [{}, "{}", "no JSON"]
    for wrong in wrongs:
        with pytest.raises(inquit.RecordError):
            inquit.Record.from_label_studio(wrong)


def test_what_does_not_come_back_is_said() -> None:
    with pytest.raises(inquit.RecordError, match=r"line 1: `0 99` is no span of a text of 5 code points"):
        inquit.Record.from_brat("Rain.", "T1\tContent 0 99\tRain\n")
    with pytest.raises(inquit.RecordError, match="is not of the expected shape"):
        inquit.Record.from_citron("{}")
    with pytest.raises(ValueError, match="unknown format `xml`, expected one of: jsonl, json, csv"):
        inquit.parse("“No,” said Una.").to_format("xml")


def test_a_record_whose_offsets_do_not_fit_is_refused(fields: dict[str, Any]) -> None:
    fields["article"]["offset_unit"] = "byte"
    with pytest.raises(inquit.RecordError, match="in a text counted in bytes"):
        inquit.Record.from_dict(fields).to_format("tei")


def test_citron_counts_code_points(read: inquit.Record) -> None:
    document = json.loads(read.to_format("citron"))
    spans = [span for group in document["coreference_groups"] for span in group]
    for quote in document["quotes"]:
        spans += quote["sources"] + quote["contents"] + quote["coreferences"] + [quote["cue"]] * bool(quote["cue"])
        assert set(quote) == {"id", "cue", "sources", "contents", "coreferences", "confidence"}
    assert all(document["text"][span["start"] : span["end"]] == span["text"] for span in spans)
    assert len(document["quotes"]) == len(read.statements)


#: The part of http://www.w3.org/ns/anno.jsonld that is used, by the tables of the recommendation's vocabulary.
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
ANNOTATION_CONTEXT: dict[str, Any] = {
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@id"},
    **{name: OA + name for name in ["Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector"]},
    **{name: OA + name for name in ["TextPositionSelector", "exact", "prefix", "suffix", "start", "end"]},
    **{name: OA + name for name in ["identifying", "classifying", "assessing", "linking", "describing"]},
    "AnnotationPage": AS + "OrderedCollectionPage",
    "Software": AS + "Application",
    "body": {"@id": OA + "hasBody", "@type": "@id"},
    "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"},
    "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "name": "http://xmlns.com/foaf/0.1/name",
    "generator": {"@id": AS + "generator", "@type": "@id"},
    "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    "startIndex": AS + "startIndex",
}


def loader(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    """The contexts, without the network. All of schema.org's terms are in one namespace."""
    contexts = {
        "http://www.w3.org/ns/anno.jsonld": ANNOTATION_CONTEXT,
        "https://schema.org": {"@vocab": str(SDO), "url": {"@type": "@id"}},
    }
    document = {"@context": contexts[url]}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def expanded(text: str) -> Any:
    return jsonld.expand(json.loads(text), {"documentLoader": loader, "base": "https://base.example/"})


def count(value: Any, wanted: Any) -> int:
    """How many keys of dictionaries, at any depth, are `wanted`."""
    if isinstance(value, dict):
        return sum(wanted(key) + count(inner, wanted) for key, inner in value.items())
    return sum(count(inner, wanted) for inner in value) if isinstance(value, list) else 0


def test_web_annotations_are_linked_data_of_the_standard(read: inquit.Record) -> None:
    page = json.loads(read.to_format("webanno"))
    # A processor drops what the context does not know: nothing is dropped.
    [linked] = expanded(read.to_format("webanno"))
    assert count(linked, lambda key: key.startswith("http")) == count(page, lambda key: key not in {"@context", "id", "type"})
    text = read.article.text
    ids = set()
    for item, statement in zip(page["items"], read.statements, strict=True):
        ids.add(item["id"])
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        for target, span in zip(targets, statement.content, strict=True):
            quote, position = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"] == span.text
            assert text[: position["start"]].endswith(quote["prefix"])
            assert text[position["end"] :].startswith(quote["suffix"])
        values = [body["value"] for body in item["body"] if body.get("purpose") == "identifying"]
        assert values == names(read, statement)
    assert len(ids) == len(read.statements)


def test_json_ld_has_terms_of_schema_org_alone(read: inquit.Record) -> None:
    [article] = expanded(read.to_format("jsonld"))
    terms: set[str] = set()

    def visit(value: Any) -> None:
        if isinstance(value, dict):
            terms.update(key for key in value if not key.startswith("@"))
            terms.update(value.get("@type", []) if isinstance(value.get("@type"), list) else [])
            for inner in value.values():
                visit(inner)
        elif isinstance(value, list):
            for inner in value:
                visit(inner)

    visit(article)
    assert terms
    assert [term for term in terms if URIRef(term) not in SDO] == []
    parts = article.get(str(SDO) + "hasPart", [])
    assert len(parts) == len(read.statements)
    for part, statement in zip(parts, read.statements, strict=True):
        creators = part.get(str(SDO) + "creator", [])
        assert [creator[str(SDO) + "name"][0]["@value"] for creator in creators] == names(read, statement)
        assert part[str(SDO) + "text"][0]["@value"] == statement.text


def test_label_studio_counts_code_points_and_joins_what_is_there(read: inquit.Record) -> None:
    [task] = json.loads(read.to_format("labelstudio"))
    [prediction] = task["predictions"]
    regions = {one["id"]: one["value"] for one in prediction["result"] if one["type"] == "labels"}
    for value in regions.values():
        assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
    for one in prediction["result"]:
        if one["type"] == "relation":
            assert regions[one["from_id"]]["labels"] == ["Content"]
            assert one["to_id"] in regions
    contents = [value["text"] for value in regions.values() if value["labels"] == ["Content"]]
    assert contents == [span.text for statement in read.statements for span in statement.content]


@pytest.fixture(scope="session")
def tei() -> etree.DTD:
    # Its file alone is wanted, without its module and what that needs.
    path = Path(str(distribution("trafilatura").locate_file("trafilatura/data/tei_corpus.dtd")))
    return etree.DTD(io.StringIO(path.read_text(encoding="utf-8")))


def test_tei_is_valid_and_holds_the_text_with_who_said_what(read: inquit.Record, tei: etree.DTD) -> None:
    root = etree.fromstring(read.to_format("tei").encode())
    assert tei.validate(root), tei.error_log
    body = root.find(f".//{TEI}body")
    assert body is not None
    assert "".join("".join(map(str, body.itertext())).split()) == "".join(read.article.text.split())
    ids = {element.get(XML_ID): element for element in root.iter() if element.get(XML_ID)}
    for element in root.iter():
        for attribute in "who", "toWhom", "ref", "corresp", "next", "prev":
            for pointer in element.get(attribute, "").split():
                assert pointer[1:] in ids, (element.tag, attribute, pointer)
    for statement in read.statements:
        said = ids[statement.id.lower()]
        parts = [said]
        while follows := parts[-1].get("next"):
            assert ids[follows[1:]].get("prev") == "#" + str(parts[-1].get(XML_ID))
            parts.append(ids[follows[1:]])
        words = "".join("".join(map(str, part.itertext())) for part in parts)
        assert "".join(words.split()) == "".join("".join(texts(statement.content)).split())
        speakers = [ids[pointer[1:]][0].text for pointer in said.get("who", "").split()]
        assert speakers == names(read, statement)
        assert said.get("direct") == str(statement.kind == "direct").lower()


def test_every_field_filled_is_valid_tei(record: inquit.Record, tei: etree.DTD) -> None:
    assert tei.validate(etree.fromstring(record.to_format("tei").encode())), tei.error_log


@pytest.mark.parametrize("kind", ["person", "organisation", "group", "document", "author", "unknown"])
def test_speakers_of_every_kind_are_valid_tei(fields: dict[str, Any], tei: etree.DTD, kind: str) -> None:
    speaker = {**fields["speakers"][0], "kind": kind, "gender": "female"}
    record = inquit.Record.from_dict({**fields, "speakers": [speaker]})
    assert tei.validate(etree.fromstring(record.to_format("tei").encode())), tei.error_log
