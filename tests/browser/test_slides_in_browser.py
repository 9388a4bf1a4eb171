"""Slides as an audience sees them: nothing cut off, code of 18 pt, no network, no error, keys that work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.classroom.live_poll import PORT

pytestmark = pytest.mark.browser

LARGE, SMALL = (1366, 768), (1024, 768)
SMALLEST_CODE_PX = 24  # 18 pt

MEASURE = """
const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale(), found = [];
const number = document.querySelector('.slide-number').getBoundingClientRect().top;
for (const part of slide.querySelectorAll('*')) {
  if (part.closest('aside.notes, style, script, svg')) continue;
  const name = part.tagName + ' in cell ' + (part.closest('[data-cell]')?.dataset.cell ?? '?');
  const box = part.getBoundingClientRect();
  if (!box.width || !box.height) continue;
  if (box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5) found.push(name + ' sticks out');
  if (box.bottom > number + 0.5) found.push(name + ' is over the slide number');
  const style = getComputedStyle(part);
  const wider = style.overflowX != 'visible' && part.scrollWidth > part.clientWidth + 1;
  const higher = style.overflowY != 'visible' && part.scrollHeight > part.clientHeight + 1;
  if (wider || higher) found.push(name + ' is cut off');
  const size = parseFloat(style.fontSize) * scale;
  if (part.tagName == 'PRE' && size < arguments[0]) found.push(name + ' has ' + size + ' px');
}
const boxes = [...slide.querySelectorAll(':scope > [data-cell]')].map(part => part.getBoundingClientRect());
const over = boxes.findIndex((box, n) => n && box.top < boxes[n - 1].bottom - 1);
if (over > 0) found.push('part ' + over + ' overlaps the one before');
return found;
"""


SMALLEST_LABEL_PX = 14

PICTURES = """
const found = [];
for (const picture of Reveal.getCurrentSlide().querySelectorAll('.picture')) {
  const cell = picture.closest('[data-cell]').dataset.cell, drawn = picture.querySelector('svg, img');
  const box = drawn.getBoundingClientRect(), number = document.querySelector('.slide-number');
  const low = number.getBoundingClientRect().top;
  const whole = picture.getBoundingClientRect();
  if (whole.width < innerWidth - 60 && low - whole.bottom > 40)
    found.push(cell + ' leaves ' + Math.round(innerWidth - whole.width) + ' px beside it, '
      + Math.round(low - whole.bottom) + ' below');
  let svg = drawn.outerHTML;
  if (drawn.tagName == 'IMG') {
    if (!drawn.src.startsWith('data:image/svg')) continue;
    svg = atob(drawn.src.split(',')[1]);
  }
  const wide = parseFloat(svg.match(/viewBox="[\\d.-]+ [\\d.-]+ ([\\d.]+)/)[1]);
  const sizes = [...svg.matchAll(/font-size="([\\d.]+)"/g)].map(size => parseFloat(size[1]));
  const least = Math.min(...sizes) * box.width / wide;
  if (least < arguments[0] - 0.05) found.push(cell + ' has words of ' + least.toFixed(1) + ' px');
}
return found;
"""


EVERY_SLIDE = f"""
const cut = function() {{{MEASURE}}}, small = function() {{{PICTURES}}}, [code, label] = arguments;
const found = {{}};
let pictures = 0;
Reveal.layout();
for (let n = 0; n < Reveal.getTotalSlides(); n++) {{
  Reveal.slide(n);
  while (Reveal.availableFragments().next) Reveal.nextFragment();
  pictures += Reveal.getCurrentSlide().querySelectorAll('.picture').length;
  const said = [...cut(code), ...(label ? small(label) : [])];
  if (said.length) found[n + 1] = said;
}}
return {{found, pictures, width: innerWidth}};
"""


def problems(screen: Any, size: tuple[int, int]) -> dict[str, list[str]]:
    """By the number of the slide: what is cut off or too small in a window of this size, fragments shown.

    Pictures may be smaller than they should be where the window is small.
    """
    screen.resize(*size)
    seen = screen.run(EVERY_SLIDE, SMALLEST_CODE_PX, SMALLEST_LABEL_PX if size == LARGE else 0)
    assert seen["width"] == size[0] and seen["pictures"]
    found: dict[str, list[str]] = seen["found"]
    return found


def show(screen: Any, slides: Path, size: tuple[int, int]) -> int:
    """Open the slides; how many there are."""
    screen.open(slides.as_uri(), *size)
    count: int = screen.run("return Reveal.getTotalSlides();")
    return count


def test_no_slide_cuts_anything_off_or_is_too_small_or_asks_the_network_or_logs_an_error(
    screen: Any, lesson_slides: Path
) -> None:
    """Code has 18 pt or more; a picture spans its slide, and its labels can be read."""
    show(screen, lesson_slides, LARGE)
    assert problems(screen, LARGE) == {}
    assert {address.partition("#")[0] for address in screen.asked_for()} == {lesson_slides.as_uri()}
    assert screen.complaints() == []
    assert problems(screen, SMALL) == {}


@pytest.mark.parametrize(
    ("change", "said", "size"),
    [
        ("slide.firstElementChild.style.height = '900px'", "over the slide number", SMALL),
        ("slide.firstElementChild.style.width = '1400px'", "sticks out", SMALL),
        ("slide.firstElementChild.style.cssText = 'height:20px;overflow:hidden'", "is cut off", SMALL),
        (
            "slide.insertAdjacentHTML('beforeend', '<pre style=\"font-size:20px\">x</pre>')",
            "has 20 px",
            SMALL,
        ),
        ("picture.style.width = '600px'", "px beside it", LARGE),
        ("picture.style.width = '600px'", "has words of", LARGE),
    ],
)
def test_the_measurement_sees_what_it_is_for(
    screen: Any, sample_slides: Path, change: str, said: str, size: tuple[int, int]
) -> None:
    count = show(screen, sample_slides, LARGE)
    assert problems(screen, size) == {}
    there = "return Reveal.getCurrentSlide().querySelector('.picture') !== null;"
    at = next(n for n in range(count) if screen.run(f"Reveal.slide({n}); {there}"))
    slide = "const slide = Reveal.getCurrentSlide(), picture = slide.querySelector('.picture');"
    screen.run(f"{slide} {change};")
    assert any(said in sentence for sentence in problems(screen, size)[str(at + 1)])


def test_the_arrow_keys_turn_the_slides(screen: Any, sample_slides: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    show(screen, sample_slides, LARGE)
    body = screen.driver.find_element("tag name", "body")
    body.send_keys(Keys.ARROW_RIGHT)
    body.send_keys(Keys.ARROW_RIGHT)
    body.send_keys(Keys.ARROW_LEFT)
    assert screen.run("return Reveal.getIndices().h;") == 1


def test_v_shows_the_counts_of_a_vote_on_the_slide_and_hides_them(screen: Any, sample_slides: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    boards = "return [...document.querySelectorAll('iframe.vote')].map(board => board.src);"
    show(screen, sample_slides, LARGE)
    body = screen.driver.find_element("tag name", "body")
    for keys, shown in (("v", 1), ("v", 0), ("v", 1), (Keys.ARROW_RIGHT, 0)):
        body.send_keys(keys)
        assert screen.run(boards) == [f"http://127.0.0.1:{PORT}/board"] * shown
    assert not screen.run("return Reveal.isPaused();")


def test_a_click_on_a_vote_does_not_take_the_keys_from_the_slides(screen: Any, sample_slides: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    show(screen, sample_slides, LARGE)
    screen.driver.find_element("tag name", "body").send_keys("v")
    screen.driver.find_element("css selector", "iframe.vote").click()
    WebDriverWait(screen.driver, 300).until(lambda _: screen.run("return document.hasFocus();"))
    WebDriverWait(screen.driver, 300).until(
        lambda driver: screen.run("return document.activeElement.tagName;") == "BODY"
    )


def test_the_player_plays_on_a_slide_and_its_keys_do_not_turn_it(screen: Any, sample_slides: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    count = show(screen, sample_slides, LARGE)
    there = "return Reveal.getCurrentSlide().querySelector('.eda-player') !== null;"
    at = next(n for n in range(count) if screen.run(f"Reveal.slide({n}); {there}"))
    player = screen.driver.find_element("css selector", "section.present .eda-player")
    caption = player.find_element("css selector", "[aria-live]")
    before = caption.text
    player.find_element("css selector", "button[aria-label=next]").click()
    moved = caption.text
    player.send_keys(Keys.ARROW_LEFT)
    assert moved != before
    assert caption.text == before
    assert screen.run("return Reveal.getIndices().h;") == at


def test_a_prediction_is_a_poll_that_does_not_give_the_demo_away(screen: Any, sample_slides: Path) -> None:
    from companion.exercises.registry import find

    asked = find("00-coffee")
    shown = show(screen, sample_slides, LARGE)
    texts = [
        screen.run(f"Reveal.slide({n}); return Reveal.getCurrentSlide().innerText;") for n in range(shown)
    ]
    [poll] = [text for text in texts if asked.question in text]
    assert all(words in poll for words in asked.choices.values())
    assert "the demo's own words" not in poll
    assert "the demo's own words" in texts[texts.index(poll) + 1]
    assert "you said" not in "".join(texts)


def test_the_notes_are_the_speakers_and_not_on_the_slide(screen: Any, sample_slides: Path) -> None:
    show(screen, sample_slides, LARGE)
    assert "Two minutes." not in screen.run("return Reveal.getCurrentSlide().innerText;")
    assert "Two minutes." in screen.run("return Reveal.getSlideNotes();")
    assert screen.run("return Reveal.hasPlugin('notes');")
