"""The pages to read: every lesson, no answer, no dead link, and nothing asked of another server."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nbformat
import pytest

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.site.page import Page
from companion.site.pages import Notebook, address, markdown, render

LESSONS = [source.stem for source in sources(ROOT)]
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?:https?:)?//[^"'>]*"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//[^"'>]*"""
    r"""|url\(\s*["']?(?:https?:)?//[^)]*|@import[^;]*//[^;]*""",
    re.IGNORECASE,
)


def loads(text):
    """What a page asks other servers for."""
    return LOADED.findall(text)


def all_text(html):
    """What a reader sees of a page, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


class Links(HTMLParser):
    """Where a page leads, and the places in it that can be led to."""

    def __init__(self, html):
        super().__init__()
        self.to, self.ids = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.to += [found[name] for name in ("href", "src") if name in found]
        self.ids |= {found["id"]} if "id" in found else set()


def test_there_is_a_page_for_every_lesson_and_for_the_two_made_of_all(pages):
    made = {path.relative_to(pages).as_posix() for path in pages.rglob("*.html")}
    assert {f"lessons/{stem}.html" for stem in LESSONS} <= made
    assert {f"slides/{stem}.html" for stem in LESSONS} <= made
    assert {"index.html", "glossary.html", "cheat_sheet.html", "reference/index.html"} <= made


def test_no_page_asks_another_server_for_anything(pages):
    files = [*pages.rglob("*.html"), *pages.rglob("*.css")]
    assert len(files) > 40
    assert {file.name: found for file in files if (found := loads(file.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "loading",
    [
        '<script src="https://cdn.test/x.js"></script>',
        "<img alt='' src='http://a.test/x.png'>",
        '<link rel="stylesheet" href="//fonts.test/x.css">',
        "<style>@font-face{src:url(https://fonts.test/x.woff2)}</style>",
        '<style>@import "https://fonts.test/x.css";</style>',
    ],
)
def test_the_look_for_other_servers_sees_what_it_is_for(loading):
    assert loads(loading)
    assert not loads('<a href="https://example.org">a link is no load</a>')


def test_every_link_inside_the_site_leads_somewhere(pages):
    found = {path: Links(path.read_text("utf-8")) for path in pages.rglob("*.html")}
    dead = []
    for path, links in found.items():
        for link in links.to:
            if re.match(r"https?:|data:|mailto:", link) or "/browser/" in f"/{link}":
                continue
            name, _, place = link.partition("#")
            there = (path.parent / name).resolve() if name else path
            if not there.exists() or (
                place and place not in found[there].ids and "slides" not in there.parts
            ):
                dead.append(f"{path.name}: {link}")
    assert dead == []


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lessons_page_has_its_texts_and_pictures_and_no_answer(pages, stem):
    html = (pages / "lessons" / f"{stem}.html").read_text("utf-8")
    learners = nbformat.read(built_path(ROOT, stem, solved=False), as_version=4)
    shown = [output for cell in learners.cells for output in cell.get("outputs", ())]
    pictures = sum("<img" in output.get("data", {}).get("text/html", "") for output in shown)
    assert html.count("<img") == pictures
    assert {cell.id for cell in learners.cells} <= Links(html).ids
    said = all_text(html)
    for cell in read(next(path for path in sources(ROOT) if path.stem == stem)).cells:
        if cell.kind == "code" and cell.has_solution:
            assert re.sub(r"\s+", " ", cell.learner()).strip() in said, cell.name
            written = set(cell.solved().splitlines()) - set(cell.learner().splitlines())
            longest = max(written, key=len).strip()
            assert longest not in said or longest in all_text(str(learners)), cell.name


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_can_be_tried_from_its_page_and_one_lesson_at_a_time(pages, stem):
    for page, up in ((f"lessons/{stem}.html", "../"), ("index.html", "")):
        links = Links((pages / page).read_text("utf-8")).to
        assert f"{up}browser/notebooks/index.html?path={stem}.ipynb" in links


def test_pages_fit_a_phone_and_a_dark_room(pages):
    for path in (pages / "index.html", pages / "lessons" / f"{LESSONS[0]}.html"):
        html = path.read_text("utf-8")
        assert 'name="viewport" content="width=device-width' in html
        assert 'name="color-scheme" content="light dark"' in html and '<html lang="en">' in html
    style = (pages / "site.css").read_text("utf-8")
    assert style.count("prefers-color-scheme: dark") == 2


def test_a_link_to_a_cell_of_another_lesson_leads_to_that_cell_on_its_page():
    text = "[saga](05_orchestration_and_sagas.ipynb#cell-id=words), [glossary](glossary.ipynb)"
    assert 'href="../lessons/05_orchestration_and_sagas.html#words"' in markdown(text, "../")
    assert 'href="../glossary.html"' in markdown(text, "../")


def a_notebook(*cells):
    title = nbformat.v4.new_markdown_cell("# Title\n\nA promise.\n\n35 minutes · 20 points", id="title")
    return Notebook("42_made_up", [title, *cells])


def test_a_page_shows_each_kind_of_output_and_escapes_what_was_printed():
    new = nbformat.v4.new_output
    cell = nbformat.v4.new_code_cell(
        "1 < 2",
        id="all",
        outputs=[
            new("stream", name="stdout", text="a < b\n"),
            new("display_data", {"text/html": "<b>bold</b>", "text/plain": "bold"}),
            new("execute_result", {"text/plain": "True & so on"}, execution_count=1),
        ],
    )
    html = render(a_notebook(cell)).html()
    assert "a &lt; b</pre>" in html
    assert "<b>bold</b>" in html and "True &amp; so on" in html


def test_further_cells_lesson_pages_are_folded_under_their_heading():
    new = nbformat.v4.new_markdown_cell
    further = {"metadata": {"tags": ["further"]}}
    html = render(
        a_notebook(new("## More, if you like", id="a", **further), new("text", id="b", **further))
    ).html()
    assert html.count("<details>") == 1 and "<summary>More, if you like</summary>" in html


def test_the_pages_of_the_lessons_lead_to_each_other():
    first, second = a_notebook(), Notebook("43_next", a_notebook().cells)
    assert '<a href="../lessons/43_next.html">43 Title</a>' in render(first, None, second).html()
    assert '<a href="../lessons/42_made_up.html">← 42 Title</a>' in render(second, first, None).html()
    assert (first.title, first.promise, first.minutes) == ("Title", "A promise.", "35 minutes · 20 points")


def test_a_page_leads_to_the_top_from_whatever_depth_and_says_where_one_is():
    page = Page("lessons/x.html", "A < B", "<p>text</p>").html()
    assert 'href="../site.css"' in page and "<title>A &lt; B · " in page
    assert '<a href="glossary.html" aria-current="page">' in Page("glossary.html", "Glossary", "").html()


def test_the_address_of_a_lesson_and_of_another_page():
    assert address("00_start_here") == "lessons/00_start_here.html"
    assert address("cheat_sheet") == "cheat_sheet.html"
