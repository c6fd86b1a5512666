"""The report in a real browser: what it shows, what one can do with it, and that nothing in it runs or leaves."""

from __future__ import annotations

import base64
import re
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import NASTY, WIDTHS, goldens, inquit, table

VIEWS = {
    "overview": ("", "#corpus h1"),
    "article": ("#/article/13/6", ".reading .hot"),
    "articles": ("#/articles", "table.rows tbody tr"),
    "speakers": ("#/speakers", "table.rows tbody tr"),
    "speaker": ("#/speaker/0", ".person .from"),
    "downloads": ("#/downloads", ".downloads"),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_without_a_word_on_the_console_or_a_request(golden: Path, look: Any, view: str, width: str) -> None:
    page = look(golden, width, *VIEWS[view])
    assert page.locator("h1:visible").count() == 1
    # Nothing is wider than the screen.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(golden: Path, look: Any, view: str, width: str, scheme: str) -> None:
    # The page's policy allows no script of others, axe's included.
    page = look(golden, width, *VIEWS[view], color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    if view == "overview":
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [(one["id"], node["html"][:160], node["failureSummary"]) for one in found for node in one["nodes"]]
    assert told == []


@pytest.mark.parametrize("report", ["golden", "invented"])
def test_every_chart_has_a_text_for_those_who_do_not_see_it_and_a_table(report: str, look: Any, request: pytest.FixtureRequest) -> None:
    page = look(request.getfixturevalue(report), "desk")
    figures = page.locator("figure").all()
    assert len(figures) >= 8
    for figure in figures:
        assert figure.get_attribute("aria-label")
        assert figure.locator("table").count() >= 1
        assert figure.locator("table tbody tr").count() >= 1
        for drawn in figure.locator("svg").all():
            hidden = drawn.get_attribute("aria-hidden") == "true"
            inside = drawn.evaluate("(svg) => Boolean(svg.closest('[role=img][aria-label]'))")
            assert hidden or inside
    labels = [one.get_attribute("aria-label") for one in page.locator("figure [role=img]").all()]
    assert all(re.search(r"\d", label or "") for label in labels) and len(labels) >= 3


def test_the_figures_are_those_of_the_records(golden: Path, look: Any) -> None:
    page = look(golden, "desk")
    records = goldens()
    counted = [one for record in records for one in record["statements"] if one["repeats"] is None]
    assert f"{len(records)} articles · {len(counted)} statements · 3 outlets" in page.inner_text(".dek")
    nobody = sum(not one["speakers"] for one in counted)
    rows = dict(row.inner_text().split("\t")[:2] for row in open_table(page, "Whether it is known who speaks"))
    assert rows["by nobody named"] == str(nobody)
    assert sum(int(count) for count in rows.values()) == len(counted)
    steps = [int(row.inner_text().split("\t")[1]) for row in open_table(page, "Confidence")]
    expected = [sum(min(int(one["confidence"] * 10), 9) == step for one in counted) for step in range(10)]
    assert steps == expected
    acts = dict(row.inner_text().split("\t")[:2] for row in open_table(page, "Acts"))
    denied = sum(one["cue"] is not None and one["cue"]["act"] == "deny" for one in counted)
    assert int(acts.get("deny", "0")) == denied


def open_table(page: Any, label: str) -> list[Any]:
    """The rows of a chart's table."""
    figure = page.locator(f'figure[aria-label="{label}"]')
    figure.locator("summary").click()
    rows: list[Any] = figure.locator("details tbody tr").all()
    return rows


def test_the_figures_need_no_script(golden: Path, look: Any) -> None:
    page = look(golden, "desk", java_script_enabled=False)
    assert page.locator("figure:visible").count() >= 8
    assert page.locator("noscript").inner_text()


def test_pointing_at_a_statement_shows_it_with_its_speaker_and_their_mentions(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark")
    page.hover("mark:has-text('This is not an overspend')")
    detail = page.inner_text(".detail")
    assert "Imogen Shaw" in detail and "shadow energy secretary" in detail and "direct quotation" in detail
    assert page.locator(".hot").count() >= 2
    assert "Imogen Shaw" in page.locator(".lit").first.inner_text()
    page.hover("b.m:has-text('Treasury')")
    assert page.inner_text(".detail h2") == "Treasury"
    page.hover(".reading h1")


def test_a_tap_opens_a_sheet_that_closes(golden: Path, look: Any) -> None:
    page = look(golden, "phone", "#/article/13", ".reading mark")
    assert not page.locator(".panel").is_visible()
    page.tap("mark:has-text('This is not an overspend')")
    page.wait_for_selector(".panel.open")
    assert "Imogen Shaw" in page.inner_text(".detail")
    # What it is about is not below it.
    page.wait_for_function("document.querySelector('.hot').getBoundingClientRect().bottom <= document.querySelector('.panel').getBoundingClientRect().top")
    page.tap(".panel .close")
    page.wait_for_selector(".panel.open", state="detached")
    page.wait_for_function("getComputedStyle(document.querySelector('.panel')).visibility === 'hidden'")
    assert page.locator(".speakers .voice").first.is_visible()


def test_the_keyboard_goes_through_statements_articles_and_speakers(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark")
    page.keyboard.press("j")
    first = page.inner_text(".detail blockquote")
    page.keyboard.press("j")
    second = page.inner_text(".detail blockquote")
    assert first != second and page.url.endswith("/13/1")
    page.keyboard.press("k")
    assert page.inner_text(".detail blockquote") == first
    page.keyboard.press("Escape")
    assert page.locator(".detail blockquote").count() == 0
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("?")
    page.click("#help button")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.hash === '#/article/14'")
    page.wait_for_selector(".tools:has-text('15 of 15')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(".tools:has-text('14 of 15')")
    for _ in goldens()[13]["statements"]:
        page.keyboard.press("j")
        if page.inner_text(".detail h2 >> nth=0") == "Hugh Marsden":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".person h1:has-text('Hugh Marsden')")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".reading")
    page.keyboard.press("Escape")
    page.wait_for_selector("table.rows")
    page.keyboard.press("/")
    page.keyboard.type("bus shelter")
    assert page.locator("table.rows tbody tr").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".reading h1:has-text('ugliest bus shelter')")


def test_what_has_the_focus_is_seen(golden: Path, look: Any) -> None:
    page = look(golden, "desk")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${outlineWidth}`)(getComputedStyle(document.activeElement))")
        assert style == "solid 2px"


def test_the_filter_takes_marks_away_and_gives_them_back(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark")
    statements = goldens()[13]["statements"]
    text = page.inner_text(".reading article")
    for least in (0.0, 0.75, 0.9, 1.0):
        page.locator("#least").fill(str(least))
        left = [one for one in statements if one["confidence"] >= least]
        assert page.inner_text(".all summary").split()[0] == str(len(left))
        marks = sum(bool(one["quoted"]) for one in left)
        assert (page.locator(".reading mark").count() > 0) == (marks > 0)
    assert page.locator(".reading .who").count() == 0
    page.locator("#least").fill("0")
    assert page.inner_text(".reading article") == text


def test_one_speaker_alone_can_be_looked_at(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark")
    page.click(".voice:has-text('Imogen Shaw')")
    assert page.locator(".voice[aria-pressed=true]").count() == 1
    assert page.locator("mark.dim").count() > 0
    assert page.locator("mark:not(.dim)").first.inner_text().startswith("‘This is not an overspend")
    page.click(".voice:has-text('Imogen Shaw')")
    assert page.locator("mark.dim").count() == 0


def test_a_citation_says_who_where_and_when(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark", permissions=["clipboard-read", "clipboard-write"])
    page.click("mark:has-text('This is not an overspend')")
    page.click("text=Copy as citation")
    page.wait_for_selector("#status.shown")
    cited = page.evaluate("navigator.clipboard.readText()")
    assert cited.startswith("‘This is not an overspend, it is a deception,’")
    for part in ("Imogen Shaw, shadow energy secretary", "quoted in “Ministers accused of hiding", "Courier", "2026-11-14"):
        assert part in cited


def test_an_article_is_its_text_word_for_word(golden: Path, look: Any) -> None:
    for number, record in enumerate(goldens()):
        page = look(golden, "desk", f"#/article/{number}", ".reading article p")
        shown = [one.text_content() for one in page.locator(".reading .text.paragraph").all()]
        assert shown == [one["text"] for section in record["article"]["sections"] for one in section["paragraphs"]]
        page.context.close()


def downloaded(page: Any, button: Any) -> Path:
    """The file that a button, or one of that label, makes."""
    with page.expect_download() as download:
        (page.locator(f"text={button}") if isinstance(button, str) else button).click()
    return Path(download.value.path())


@pytest.mark.parametrize("report", ["golden", "invented", "hostile"])
def test_the_table_is_the_one_that_convert_writes(report: str, look: Any, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(report)
    page = look(path, "desk", "#/downloads", ".downloads")
    ours = table(downloaded(page, "Save CSV").read_bytes().decode())
    theirs = table(inquit("convert", path.with_suffix(".jsonl"), "-t", "csv", "-o", path.with_suffix(".csv")) or path.with_suffix(".csv").read_bytes().decode())
    assert len(ours) == len(theirs) > 0
    for mine, other in zip(ours, theirs, strict=True):
        assert float(mine.pop("confidence")) == float(other.pop("confidence"))
        assert mine == other


def test_a_table_of_people_has_its_panels_and_columns(parties: Path, people: Path, look: Any) -> None:
    page = look(parties, "desk")
    panel = page.locator("section", has=page.locator("h2", has_text="By party"))
    shown = [one.text_content() for one in panel.locator("ul.bars .label").all()]
    # What is not in the table is a share of its own, and the last.
    assert (sorted(shown[:2]), shown[2]) == (["Civic Union", "Harbour List"], "(not in the table)")
    bars = [bar.get_attribute("class") for bar in panel.locator("ul.bars rect").all()]
    assert bars == ["k-words"] * 2 + ["k-unknown"] * (len(shown) - 2)
    panel.locator("summary").click()
    rows = [[cell.text_content() for cell in row.locator("th, td").all()] for row in panel.locator("tbody tr").all()]
    counted = table(inquit("stats", parties.with_suffix(".jsonl"), "--people", people, "--by", "people.party"))
    expected = {row["people.party"]: int(row["statements"]) for row in counted}
    assert {row[0]: int(row[1].replace(",", "")) for row in rows} == expected
    page.goto(page.url.split("#")[0] + "#/downloads")
    ours = table(downloaded(page, "Save CSV").read_bytes().decode())
    theirs = table(inquit("quotes", parties.with_suffix(".jsonl"), "--people", people, "--with-repeats"))
    assert [(row["people.party"], row["people.seats"]) for row in ours] == [(row["people.party"], row["people.seats"]) for row in theirs]
    nodes = {node["name"]: node for _, node in networkx.read_graphml(downloaded(page, "Save GraphML")).nodes(data=True)}
    assert nodes["Nadia Okafor"]["people.party"] == "Harbour List" and nodes["Nadia Okafor"]["people.seats"] == "7"
    assert "people.seats" not in nodes["Luis Bertrand"] and any("people.party" not in node for node in nodes.values())


# How far apart two pictures are on average, of 255, as a browser draws them.
APART = """async ([one, other, width, height]) => {
    const pixels = async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const brush = new OffscreenCanvas(width, height).getContext("2d");
        brush.drawImage(image, 0, 0, width, height);
        return brush.getImageData(0, 0, width, height).data;
    };
    const [first, second] = [await pixels(one), await pixels(other)];
    let apart = 0;
    let inked = 0;
    for (let at = 0; at < first.length; at++) {
        apart += Math.abs(first[at] - second[at]);
        inked += first[at] !== first[at % 4];
    }
    return [apart / first.length, inked / first.length];
}"""


# What is read in a figure, without what is not part of its picture.
READ = """(figure) => {
    const whole = figure.cloneNode(true);
    whole.querySelectorAll("details, .take, .here, .hidden, title").forEach((one) => one.remove());
    if (innerWidth < 640) whole.querySelectorAll(".minor").forEach((one) => one.remove());
    return whole.textContent;
}"""


# Both pictures of a figure, in base64.
PICTURES = """async (figure) => {
    const picture = new Picture(figure);
    const inBase64 = async (blob) => btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(""));
    return [await inBase64(picture.svg()), await inBase64(await picture.png())];
}"""


@pytest.mark.parametrize("report", ["invented", "hostile"])
@pytest.mark.parametrize(("width", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_every_chart_can_be_saved_as_a_picture_of_what_it_shows(report: str, look: Any, browser: Any, request: pytest.FixtureRequest, width: str, scheme: str) -> None:
    page = look(request.getfixturevalue(report), width, color_scheme=scheme)
    bench = browser.new_page()
    figures = page.locator("figure").all()
    for figure in figures:
        label = figure.get_attribute("aria-label")
        svg, png = (base64.b64decode(data) for data in figure.evaluate(PICTURES))
        root = ElementTree.fromstring(svg)
        size = [int(root.get(name, "")) for name in ("width", "height")]
        assert png[:8] == b"\x89PNG\r\n\x1a\n" and list(struct.unpack(">II", png[16:24])) == [2 * side for side in size]
        words = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert " ".join(words[0].split()) == " ".join((label or "").split()) and words[-1].endswith("made with inquit")
        # All that is read in the figure is read in the picture, in its order, but for names that are too long for their place.
        shown = "".join(figure.evaluate(READ).split())
        if not any("…" in text for text in words):
            assert "".join("".join(words[1:-1]).split()) == shown
        for text in root.iter("{http://www.w3.org/2000/svg}text"):
            assert 0 <= float(text.get("x", "")) <= size[0] and 0 < float(text.get("y", "")) < size[1]
        pictures = [f"data:image/{kind};base64,{base64.b64encode(data).decode()}" for kind, data in (("svg+xml", svg), ("png", png))]
        apart, inked = bench.evaluate(APART, [*pictures, *size])
        assert apart < 3 and 0.002 < inked < 0.9, (label, apart, inked)
    assert len(figures) >= 5
    # A browser asks before it saves many files at once, so the last one has to do.
    assert downloaded(page, figures[-1].get_by_role("button", name="as SVG")).read_bytes() == svg
    assert downloaded(page, figures[-1].get_by_role("button", name="as PNG")).read_bytes()[:24] == png[:24]
    bench.close()


def test_the_axis_of_time_has_labels_that_do_not_run_into_each_other(invented: Path, golden: Path, look: Any) -> None:
    for path in invented, golden:
        for width in WIDTHS:
            page = look(path, width)
            for axis in page.locator(".axis").all():
                boxes = [box for text in axis.locator("text").all() if (box := text.bounding_box())]
                assert len(boxes) >= 2
                assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
                assert boxes[0]["x"] >= 0 and boxes[-1]["x"] + boxes[-1]["width"] <= WIDTHS[width][0]


@pytest.mark.parametrize("report", ["golden", "invented", "hostile"])
def test_the_network_is_one_that_others_read(report: str, look: Any, request: pytest.FixtureRequest) -> None:
    page = look(request.getfixturevalue(report), "desk", "#/downloads", ".downloads")
    graph = networkx.read_graphml(downloaded(page, "Save GraphML"))
    assert graph.is_directed() and graph.number_of_nodes() > 0
    for _, node in graph.nodes(data=True):
        assert node["name"] and node["articles"] <= node["statements"]
    assert all(tie["weight"] >= 1 for *_, tie in graph.edges(data=True))
    assert sum(node["statements"] for _, node in graph.nodes(data=True)) > 0


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_of_a_record_runs_or_becomes_an_element(hostile: Path, look: Any, width: str) -> None:
    for hash, sign in [*VIEWS.values(), ("#/article/1", ".reading article")]:
        page = look(hostile, width, hash.replace("13/6", "0/0"), sign)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert page.evaluate("window.ran") is None
        assert page.locator("img").count() == 0
        assert page.locator("script:not([type])").count() == 1
        assert page.locator("a[href^='javascript']").count() == 0
        page.context.close()
    page = look(hostile, width, "#/article/0", ".reading article")
    # What was written is what is read, though it does nothing.
    assert NASTY.split("\u2028")[0] in page.text_content(".side")


def test_the_page_forbids_itself_the_network_and_scripts_of_others(golden: Path, browser: Any) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(golden.as_uri())
    page.evaluate(
        """async () => {
            await fetch("https://example.invalid/").catch(() => {});
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            const image = new Image();
            image.src = "https://example.invalid/x.png";
            document.body.append(image);
            document.body.insertAdjacentHTML("beforeend", "<p style='position:fixed' onclick='window.ran = 1' id='late'>");
            document.getElementById("late").click();
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in told for told in refused) >= 4
    page.close()


def test_a_file_that_was_cut_off_says_so(golden: Path, look: Any, tmp_path: Path) -> None:
    html = golden.read_text(encoding="utf-8")
    at = html.index(">", html.index('id="parcel-0"')) + 200
    cut = tmp_path / "cut.html"
    cut.write_text(html[:at], encoding="utf-8")
    page = look(cut, "desk")
    assert page.locator("figure").count() >= 8
    page.evaluate("location.hash = '#/article/0'")
    page.wait_for_selector("h1:has-text('This cannot be shown')")


def test_printed_it_is_an_article_on_white_without_controls(golden: Path, look: Any) -> None:
    page = look(golden, "desk", "#/article/13", ".reading mark", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    for gone in (".top", ".tools", "footer"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".speakers .voice").first.is_visible()
    assert page.locator(".reading mark").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf()[:5] == b"%PDF-"


def test_lists_are_searched_narrowed_and_drawn_as_far_as_one_looks(invented: Path, look: Any) -> None:
    page = look(invented, "desk", "#/articles", "table.rows tbody tr")
    assert page.locator("table.rows tbody tr").count() == 100
    page.click("text=Show more")
    assert page.locator("table.rows tbody tr").count() == 200
    page.select_option("select[aria-label=Outlet]", label="The Ellery Echo")
    assert re.match(r"\d+ of 300 articles", page.inner_text(".found"))
    assert all("The Ellery Echo" in row for row in page.locator("table.rows tbody tr").all_inner_texts())
    page.select_option("select[aria-label=Order]", "newest")
    dates = [re.findall(r"2026-\d\d-\d\d", row)[0] for row in page.locator("table.rows tbody tr").all_inner_texts()]
    assert dates == sorted(dates, reverse=True)


def test_what_is_carried_widely_stands_side_by_side_with_links(invented: Path, look: Any) -> None:
    page = look(invented, "desk")
    first = page.locator(".carried > li").first
    told = re.search(r"(\d+) articles", first.inner_text())
    assert told and int(told[1]) > 1
    first.locator("summary").click()
    assert first.locator(".variants > div").count() >= 2
    first.locator(".variants a").first.click()
    page.wait_for_selector(".reading .hot")


def test_a_speaker_has_all_their_articles(invented: Path, look: Any) -> None:
    page = look(invented, "desk")
    page.locator(".voices a").first.click()
    page.wait_for_selector(".person .from")
    articles = int(page.inner_text(".person .strip dd >> nth=0"))
    while page.locator("text=Show more").is_visible():
        page.click("text=Show more")
        page.wait_for_timeout(50)
    assert page.locator(".person .from").count() == articles
    statements = int(page.inner_text(".person .strip dd >> nth=1"))
    assert page.locator(".person .from li").count() == statements


def test_the_same_records_give_the_same_bytes(golden: Path, tmp_path: Path) -> None:
    inquit("report", golden.with_suffix(".jsonl"), "-o", tmp_path / "again.html", "--title", "Fifteen articles")
    assert (tmp_path / "again.html").read_bytes() == golden.read_bytes()
