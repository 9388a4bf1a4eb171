"""The glossary and the cheat sheet say what the lessons say, and their links lead to cells that are there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from companion.classroom import reference
from companion.classroom.build import main
from companion.classroom.cells import AuthorError
from companion.classroom.execute import ROOT

PAGES = reference.pages(ROOT)


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A checkout with one lesson, one term, and a line of each kind."""
    folder = tmp_path / "notebooks" / "source"
    folder.mkdir(parents=True)
    cells = ('[markdown] name="words"\n# A **saga** undoes newest first.', 'name="run"\nsaga.run(store)')
    (folder / "05_sagas.py").write_text(
        "\n\n".join(f"# %% {cell}" for cell in cells) + "\n", encoding="utf-8"
    )
    (folder / "glossary.md").write_text("## 05\n\n- **saga**: Undoes newest first.\n", encoding="utf-8")
    lines = "- remember (words): Newest first.\n- decide (words): A saga.\n- type (run): `saga.run(…)`\n"
    (folder / "cheat_sheet.md").write_text("## 05\n\n" + lines, encoding="utf-8")
    return tmp_path


def strays(root: Path) -> list[str]:
    return [sentence for sentence in reference.complaints(root) if "has no line" not in sentence]


def test_every_line_says_what_its_cell_says_and_no_term_or_lesson_is_left_out() -> None:
    said = reference.complaints(ROOT)
    assert not said, "mend notebooks/source/glossary.md, cheat_sheet.md, or the lesson:\n" + "\n".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_as_the_lessons_make_it(page: Path) -> None:
    stored = page.read_text(encoding="utf-8") if page.exists() else ""
    assert stored == PAGES[page], f"{page.name} is stale: run `python3 -m companion build 00` and commit it"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_link_leads_to_a_cell_of_a_learners_notebook(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGES[page])
    assert links
    for link in links:
        notebook, _, cell = link.partition("#cell-id=")
        cells = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
        assert cell in {each["id"] for each in cells}, link


def test_a_line_whose_words_or_code_left_its_cell_is_named(little: Path) -> None:
    assert strays(little) == []
    source = little / "notebooks" / "source" / "05_sagas.py"
    source.write_text(source.read_text("utf-8").replace("newest", "oldest").replace("run(", "go("), "utf-8")
    assert strays(little) == [
        "“saga”, 05 words: its cell does not say newest",
        "“remember”, 05 words: its cell does not say newest",
        "“type”, 05 run: its cell has no code `saga.run(…)`",
    ]


def test_a_line_about_a_cell_that_is_gone_is_named(little: Path) -> None:
    sheet = little / "notebooks" / "source" / "cheat_sheet.md"
    sheet.write_text(sheet.read_text("utf-8").replace("(run)", "(gone)"), "utf-8")
    assert strays(little) == ["“type”, 05 gone: there is no such cell"]


@pytest.mark.parametrize("line", ["- saga: no asterisks", "- **sagga**: a slip of the name"])
def test_a_line_that_cannot_be_read_is_refused_with_its_place(little: Path, line: str) -> None:
    glossary = little / "notebooks" / "source" / "glossary.md"
    glossary.write_text(f"## 05\n\n{line}\n", "utf-8")
    with pytest.raises(AuthorError, match=r"glossary.md:3: "):
        reference.pages(little)


def test_a_build_writes_both_pages_and_check_names_one_that_is_stale(
    little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (little / "notebooks" / "source" / "05_sagas.py").write_text('# %% name="run"\n1\n', "utf-8")
    for page in ("glossary", "cheat_sheet"):
        (little / "notebooks" / "source" / f"{page}.md").write_text("", "utf-8")
    assert main([], root=little) == 0
    assert main(["--check"], root=little) == 0
    (little / "notebooks" / "glossary.ipynb").write_text("by hand", "utf-8")
    assert main(["--check"], root=little) == 1
    assert "differs from the lessons: notebooks/glossary.ipynb" in capsys.readouterr().out
