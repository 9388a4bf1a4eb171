"""Slides with `?print-pdf`: every slide whole, a page each, with its notes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from companion.classroom.slide_pdf import pdf

pytestmark = pytest.mark.browser

CUT_OFF = """
const found = [];
[...document.querySelectorAll('.sheet')].forEach((sheet, number) => {
  const say = words => found.push((number + 1) + ': ' + words);
  const frame = sheet.querySelector('.frame').getBoundingClientRect();
  for (const part of sheet.querySelectorAll('.frame section *')) {
    if (part.closest('svg') || ['STYLE', 'SCRIPT'].includes(part.tagName)) continue;
    const box = part.getBoundingClientRect(), style = getComputedStyle(part);
    if (!box.width || !box.height) continue;
    if (box.right > frame.right + 0.5 || box.bottom > frame.bottom + 0.5 || box.left < frame.left)
      say(part.tagName + ' sticks out');
    if (style.visibility != 'visible' || (style.opacity < 1 && !part.closest('.eda-player')))
      say(part.tagName + ' is hidden');
  }
  const notes = sheet.querySelector('aside.notes');
  if (notes && (notes.scrollWidth > notes.clientWidth || notes.scrollHeight > notes.clientHeight))
    say('its notes are cut off');
  if (sheet.scrollHeight > sheet.clientHeight) say('the sheet is too full');
});
return found;
"""
TOLD = "return [...document.querySelectorAll('aside.notes')].map(n => n.textContent.trim());"


def open_printed(screen: Any, slides: Path) -> int:
    """Open the slides as for paper; how many sheets there are."""
    screen.open(f"{slides.as_uri()}?print-pdf", 1000, 800)
    count: int = screen.run("return document.querySelectorAll('.sheet').length;")
    return count


def pages(printed: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_every_slide_is_a_sheet_whole_with_its_notes(screen: Any, lesson_slides: Path) -> None:
    screen.open(lesson_slides.as_uri(), 1366, 768)
    slides, notes = screen.run("return Reveal.getTotalSlides();"), screen.run(TOLD)
    assert open_printed(screen, lesson_slides) == slides
    assert screen.run(CUT_OFF) == []
    assert screen.run(TOLD) == notes and any(notes)
    assert screen.complaints() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("sheet.querySelector('section>div').style.height = '900px'", "sticks out"),
        ("sheet.querySelector('section>div').style.visibility = 'hidden'", "is hidden"),
        ("document.querySelector('aside.notes').style.fontSize = '90px'", "its notes are cut off"),
        ("sheet.querySelector('.foot').style.height = '900px'", "the sheet is too full"),
    ],
)
def test_the_measurement_of_paper_sees_what_it_is_for(
    screen: Any, sample_slides: Path, change: str, said: str
) -> None:
    open_printed(screen, sample_slides)
    screen.run(f"const sheet = document.querySelector('.sheet'); {change};")
    assert any(said in sentence for sentence in screen.run(CUT_OFF))


def test_on_paper_a_player_shows_its_last_step_without_its_buttons(screen: Any, sample_slides: Path) -> None:
    open_printed(screen, sample_slides)
    parts = "[...document.querySelectorAll('.eda-player svg [data-e]')]"
    assert screen.run(f"return {parts}.length") > 0
    assert screen.run(f"return {parts}.filter(part => getComputedStyle(part).opacity < 1).length") == 0
    assert screen.run("return document.querySelector('.eda-player button').offsetHeight") == 0


def test_the_pdf_of_a_lesson_has_a_page_for_each_slide(
    screen: Any, sample_slides: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "mes diapos.html"
    shutil.copy(sample_slides, copy)
    made = pdf(copy)
    assert made == tmp_path / "mes diapos.pdf"
    assert pages(made.read_bytes()) == open_printed(screen, sample_slides)
