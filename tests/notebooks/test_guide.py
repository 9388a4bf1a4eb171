"""The instructor's guide: as the lessons make it, whole, not for learners, loud where it no longer holds."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from companion.bootstrap import options
from companion.bootstrap.checkout import Checkout
from companion.bootstrap.workspace import shipped_notebooks
from companion.classroom import guide
from companion.classroom.cells import AuthorError
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.exercises.registry import lesson, numbers

[(PLACE, TEXT)] = guide.page(ROOT).items()
PAGES = dict(re.findall(r"^## (\d\d) (.+?)(?=^## \d\d |\Z)", TEXT, re.MULTILINE | re.DOTALL))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout's sources, to be changed."""
    shutil.copytree(ROOT / "notebooks" / "source", tmp_path / "notebooks" / "source")
    return tmp_path


def change(root: Path, old: str, new: str) -> list[str]:
    """What is complained of when `old` becomes `new` in the written part."""
    written = root / "notebooks" / "source" / "guide.md"
    text = written.read_text("utf-8")
    assert text.count(old) == 1
    written.write_text(text.replace(old, new), "utf-8")
    return guide.complaints(root)


def test_the_guide_is_as_the_lessons_make_it() -> None:
    stored = PLACE.read_text("utf-8") if PLACE.exists() else ""
    assert stored == TEXT, "guide.md is stale: run `python3 -m companion build 00` and commit it"


def test_nothing_it_says_has_gone_from_the_lessons() -> None:
    assert guide.complaints(ROOT) == []


@pytest.mark.parametrize("number", numbers())
def test_every_lesson_has_a_page_with_all_an_instructor_needs(number: str) -> None:
    page = PAGES[number]
    for part in ("Minutes:", "Votes:", "Exercises:", "The three commonest wrong answers:", "Discuss:"):
        assert f"**{part}**" in page
    assert "**Short of time?**" in page and "Afterwards you can" in page
    assert all(f"`{item.id}`" in page for item in (*lesson(number).predictions, *lesson(number).exercises))
    assert len(page.split()) < 1000


def test_every_paragraph_of_a_lessons_notes_is_in_it() -> None:
    for path in sources(ROOT):
        told = [cell.text for cell in read(path).cells if cell.slide_role == "notes"]
        paragraphs = [paragraph for text in told for paragraph in text.split("\n\n")]
        assert paragraphs
        missing = [each for each in paragraphs if each not in PAGES[path.stem[:2]]]
        assert all(each.startswith("**Commonest wrong answers") for each in missing), path.stem


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert len(links) == 2 * len(PAGES)
    assert [link for link in links if not (PLACE.parent / link).exists()] == []


def test_each_plan_has_room_for_its_lessons_and_the_term_has_all_of_them() -> None:
    plans = re.findall(r"^## Plan: (.+?)$(.+?)(?=^## )", TEXT, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in plans] == ["one day", "six evenings", "a term of fifteen weeks"]
    for name, text in plans[1:]:
        held = re.findall(r"\*\*, ([\d, and]+) \(", text)
        assert re.findall(r"\d\d", " ".join(held)) == list(numbers()), name


def test_every_command_it_names_can_be_typed_so() -> None:
    typed = re.findall(r"`python3 -m companion (.+?)`", TEXT)
    assert len({words.split()[0] for words in typed}) > 5
    for name, *words in map(shlex.split, typed):
        assert options.read(name, words)


def test_no_learner_is_handed_it() -> None:
    assert PLACE not in shipped_notebooks(Checkout(ROOT)) and PLACE.parent.name == "solutions"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("03-bus (silenced by one error)", "03-bus (silenced)", "03-bus has no misconception “silenced”"),
        ("- 03-bus (silenced by", "- 03-buss (silenced by", "There is nothing with the id '03-buss'."),
        ("- 04-star (asks Payment)", "- 03-twice (publishes twice)", "03-twice does not belong to lesson 04"),
        ("- 13:15–14:05 (04)", "- 13:15–13:45 (04)", "“13:15–13:45” has 30 minutes for 35 of lessons"),
        ("- Week 2, 90 min (02)", "- Week 2, 90 min (22)", "“Week 2, 90 min”: there is no lesson 22"),
        ("- 00-kernel (prints, returns nothing): ", "\n", "lesson 00 has 2 commonest wrong answers, not 3"),
    ],
)
def test_what_no_longer_holds_is_named(copy: Path, old: str, new: str, told: str) -> None:
    if new == "\n":  # the whole line
        written = copy / "notebooks" / "source" / "guide.md"
        old = next(line for line in written.read_text("utf-8").splitlines() if line.startswith(old))
    assert any(told in sentence for sentence in change(copy, old, new))


def test_a_line_that_cannot_be_read_is_refused_with_its_place(copy: Path) -> None:
    with pytest.raises(AuthorError, match=r"guide\.md:\d+: '- 03-bus, silenced"):
        change(copy, "- 03-bus (silenced by one error)", "- 03-bus, silenced by one error")


def test_a_checkout_without_a_written_part_has_no_guide(tmp_path: Path) -> None:
    assert guide.page(tmp_path) == {}
