"""A learner's half hour in a JupyterLab: open, run all, predict, reveal, play, answer, wrongly and rightly.

One lesson is lived, with bars and a player; that every lesson runs in a notebook's kernel, `tests/notebooks`
tries. The server is started as the command `lab` starts it, on a copy handed out to a folder of its own, so
nothing in the checkout changes. What was seen on the way is kept in `Seen`; each test looks at one thing of
it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from companion.bootstrap import jupyterlab
from companion.bootstrap.checkout import Checkout
from companion.bootstrap.workspace import Workspace, lesson
from companion.classroom.cells import Cell, Lesson
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources

pytestmark = pytest.mark.browser

TOKEN = "of-this-test"
WAIT_S = 300


NUMBER = "01"
PREDICTION, CHOICE, EXERCISE = "01-outage", "b", "01-available"
WRONG = (
    "def p_accepted(needs):\n    return min(needs.values(), default=1.0)\n\n\n"
    "NEEDS_CALLS = ['Counter', 'Cashier', 'Barista', 'Kitchen']\nNEEDS_EVENTS = ['Counter']"
)
"""What is typed first; then the solution of the same cell."""


@dataclass
class Seen:
    """What the learner saw, in order."""

    dialogs: int = 0
    errors: list[str] = field(default_factory=list)
    hidden: str = ""
    locked: str = ""
    revealed: str = ""
    revealed_pictures: int = 0
    captions: list[str] = field(default_factory=list)
    wrong: str = ""
    right: str = ""
    progress: list[str] = field(default_factory=list)
    saved: bool = False
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    live_slides: int = 0


class Notebook:
    """One notebook open in JupyterLab, its cells found by their ids."""

    def __init__(self, screen: Any) -> None:
        self.screen = screen

    def wait(self, until: Callable[[], Any], what: str) -> Any:
        from selenium.common.exceptions import TimeoutException
        from selenium.webdriver.support.ui import WebDriverWait

        try:
            return WebDriverWait(self.screen.driver, WAIT_S, 0.1).until(lambda _: until())
        except TimeoutException:
            pytest.fail(f"waited {WAIT_S} s for {what}")

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript that knows `panel`, `cells` and `cell(name)`."""
        known = (
            "const panel = window.jupyterapp?.shell.currentWidget, cells = panel?.content?.widgets ?? [];"
            "const cell = name => cells.find(one => one.model.id === name);"
        )
        return self.screen.run(known + script, *arguments)

    def is_ready(self) -> bool:
        ready = "const kernel = panel?.sessionContext?.session?.kernel;"
        return bool(self.run(f"{ready} return cells.length > 0 && kernel && kernel.status === 'idle';"))

    def is_done(self) -> bool:
        """Whether nothing runs and nothing waits to be run."""
        return self.is_ready() and not self.run(
            "return cells.some(one => one.model.type === 'code' && one.prompt === '*');"
        )

    def menu(self, name: str, item: str) -> None:
        """Choose an item of a menu, by mouse."""
        for css, label in ((".lm-MenuBar-itemLabel", name), (".lm-Menu-itemLabel", item)):
            found = f"[...document.querySelectorAll('{css}')].find(part => part.textContent === arguments[0])"
            self.wait(
                lambda found=found, label=label: self.run(f"return {found};", label), f"the menu {label}"
            )
            self.run(f"return {found};", label).click()

    def show(self, name: str) -> Any:
        """Scroll to a cell and click into it; its element."""
        place = self.run("return cells.findIndex(one => one.model.id === arguments[0]);", name)
        assert place >= 0, f"the notebook has no cell {name}"
        self.run("panel.content.activeCellIndex = arguments[0];", place)
        self.run("return panel.content.scrollToItem(arguments[0], 'center');", place)
        attached = "return cell(arguments[0]).node.isConnected && cell(arguments[0]).node;"
        node = self.wait(lambda: self.run(attached, name), f"cell {name}")
        self.wait(lambda: node.find_elements("css selector", ".cm-content"), f"the editor of {name}")
        return node

    def type(self, name: str, text: str) -> None:
        """Replace what a cell says, by keyboard."""
        from selenium.webdriver.common.keys import Keys

        editor = self.show(name).find_element("css selector", ".cm-content")
        editor.click()
        editor.send_keys(Keys.CONTROL, "a")
        self.screen.driver.execute_cdp_cmd("Input.insertText", {"text": text})
        said = "return cell(arguments[0]).model.sharedModel.getSource();"
        self.wait(lambda: self.run(said, name) == text, f"{text!r} in cell {name}")

    def execute(self, name: str) -> str:
        """Click into a cell, press Shift and Enter, wait; what the cell shows."""
        from selenium.webdriver.common.keys import Keys

        editor = self.show(name).find_element("css selector", ".cm-content")
        before = self.run("return cell(arguments[0]).model.executionCount;", name)
        editor.click()
        editor.send_keys(Keys.SHIFT, Keys.ENTER)
        count = "return cell(arguments[0]).model.executionCount;"
        self.wait(
            lambda: self.is_done() and self.run(count, name) not in (None, before), f"cell {name} to run"
        )
        return self.output(name)

    def output(self, name: str) -> str:
        """The text under a cell."""
        text: str = self.show(name).find_element("css selector", ".jp-Cell-outputWrapper").text
        return text


def the_lesson() -> Lesson:
    return read(sources(ROOT, NUMBER)[0])


def cell_with(taught: Lesson, word: str, item: str) -> Cell:
    """The cell that calls `word` for this item."""
    return next(cell for cell in taught.cells if (word, item) in cell.calls())


def answered(taught: Lesson) -> Cell:
    """The cell in which the learner writes the function that `WRONG` defines."""
    head = WRONG.split("(")[0]
    return next(cell for cell in taught.cells if cell.has_solution and head in cell.text)


@contextlib.contextmanager
def lab(place: Path, port: int) -> Iterator[str]:
    """A JupyterLab on the learner's copies in `place`; its address. Stopped at the end, this process only."""
    checkout = Checkout(place)
    shutil.copytree(
        ROOT / "notebooks", checkout.notebooks, ignore=shutil.ignore_patterns("source", "solutions")
    )
    Workspace.opened(checkout).hand_out()
    asked = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    asked.append("--LabApp.expose_app_in_browser=True")
    command = [sys.executable, *jupyterlab.arguments(checkout, lesson(checkout, NUMBER), asked)]
    settings = os.environ | {"COMPANION_HOME": ""}
    settings |= jupyterlab.variables(checkout) | {"PYTHONPATH": str(ROOT), "HOME": str(place)}
    settings["COMPANION_HOME"] = str(checkout.course / ".progress")
    with subprocess.Popen(command, cwd=place, env=settings, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait_for(server)
            opened = lesson(checkout, NUMBER).name
            yield f"http://127.0.0.1:{port}/lab/tree/{opened}?token={TOKEN}"
        finally:
            server.terminate()
            server.wait(timeout=WAIT_S)


def _wait_for(server: subprocess.Popen[str]) -> None:
    """Read what the server says until it says where it runs; go on reading, so that it never waits for us."""
    running, said = threading.Event(), list[str]()

    def listen() -> None:
        for line in server.stderr or ():
            said.append(line)
            if re.search(r"http://127\.0\.0\.1:\d+/lab", line):
                running.set()
        running.set()

    threading.Thread(target=listen, daemon=True).start()
    running.wait(timeout=WAIT_S)
    if server.poll() is not None or not running.is_set():
        pytest.fail("JupyterLab did not start:\n" + "".join(said[-20:]))


def play(screen: Any, address: str, progress_file: Path) -> Seen:
    """The half hour."""
    taught, seen, notebook = the_lesson(), Seen(), Notebook(screen)
    predict, reveal = (cell_with(taught, word, PREDICTION).name for word in ("predict", "reveal"))
    check, write = cell_with(taught, "check", EXERCISE).name, answered(taught)
    screen.open(address, 1366, 900)
    notebook.wait(notebook.is_ready, "the notebook and its kernel")
    notebook.menu("Run", "Run All Cells")
    last = [cell.name for cell in taught.cells if cell.kind == "code"][-1]
    notebook.wait(
        lambda: notebook.is_done() and notebook.run("return cell(arguments[0]).model.executionCount;", last),
        "all cells to run",
    )
    seen.dialogs = len(screen.driver.find_elements("css selector", ".jp-Dialog"))
    errors = "cells.filter(one => one.model.type === 'code').flatMap(one => one.model.outputs.toJSON())"
    bad = "filter(out => out.output_type === 'error' || out.name === 'stderr')"
    seen.errors = notebook.run(f"return {errors}.{bad}.map(out => out.evalue || out.text);")
    seen.hidden = notebook.output(reveal)
    seen.progress.append(_progress(notebook, check))
    notebook.type(predict, f'predict("{PREDICTION}", "{CHOICE}")')
    seen.locked = notebook.execute(predict)
    seen.revealed = notebook.execute(reveal)
    seen.revealed_pictures = len(notebook.show(reveal).find_elements("css selector", "img, .eda-stage svg"))
    seen.captions = _play_player(notebook)
    notebook.type(write.name, WRONG)
    notebook.execute(write.name)
    seen.wrong = notebook.execute(check)
    notebook.type(write.name, write.solved())
    notebook.execute(write.name)
    seen.right = notebook.execute(check)
    seen.progress.append(_progress(notebook, check))
    seen.saved = progress_file.exists()
    seen.complaints = screen.complaints()
    seen.elsewhere = _elsewhere(screen, address)
    screen.open(address.replace("/lab/tree/", "/rise/"), 1366, 768)
    count = "return document.querySelectorAll('.reveal .slides section').length;"
    seen.live_slides = notebook.wait(lambda: screen.run(count), "live slides")
    seen.elsewhere += _elsewhere(screen, address)
    return seen


def _elsewhere(screen: Any, address: str) -> list[str]:
    """What was asked of anybody but this JupyterLab."""
    origin = address.partition("/lab/")[0]
    return [asked for asked in screen.asked_for() if not asked.startswith(origin)]


def _progress(notebook: Notebook, below: str) -> str:
    """What `progress()` says now, in a cell that the learner adds below another and deletes again."""
    from selenium.webdriver.common.keys import Keys

    notebook.show(below).find_element("css selector", ".cm-content").click()
    keys = notebook.screen.driver.switch_to
    keys.active_element.send_keys(Keys.ESCAPE)
    keys.active_element.send_keys("b")
    added = "return cells[panel.content.activeCellIndex].model.id;"
    notebook.wait(lambda: notebook.run(added) != below, "a new cell")
    name = notebook.run(added)
    notebook.type(name, "progress()")
    said = notebook.execute(name)
    notebook.show(name).find_element("css selector", ".cm-content").click()
    keys.active_element.send_keys(Keys.ESCAPE)
    keys.active_element.send_keys("dd")
    notebook.wait(lambda: not notebook.run("return !!cell(arguments[0]);", name), "the new cell to go")
    return said


def _play_player(notebook: Notebook) -> list[str]:
    """The captions before a press on next and after, and after the slider moved back."""
    from selenium.webdriver.common.keys import Keys

    has_player = "one.model.outputs?.toJSON().some(out => JSON.stringify(out).includes('eda-player'))"
    name = notebook.run(f"return cells.find(one => {has_player})?.model.id;")
    player = notebook.show(name).find_element("css selector", ".eda-player")
    caption = player.find_element("css selector", "[aria-live]")
    said = [caption.text]
    player.find_element("css selector", "button[aria-label=next]").click()
    said.append(caption.text)
    player.find_element("css selector", "input[type=range]").send_keys(Keys.ARROW_LEFT)
    return [*said, caption.text]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learner's checkout."""
    return tmp_path_factory.mktemp("clone")


@pytest.fixture(scope="module")
def address(place: Path, free_port: Callable[[], int]) -> Iterator[str]:
    """Where the lesson is, in one JupyterLab for all tests."""
    with lab(place, free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def seen(screen: Any, address: str, place: Path) -> Seen:
    """The half hour, lived once."""
    return play(screen, address, place / "my-course" / ".progress" / "progress.json")


def test_everything_runs_without_an_error_or_a_question(seen: Seen) -> None:
    assert seen.errors == []
    assert seen.dialogs == 0


def test_the_demo_is_hidden_behind_its_prediction(seen: Seen) -> None:
    assert seen.hidden.startswith("Lock a prediction first")


def test_a_locked_prediction_reveals_the_demo(seen: Seen) -> None:
    assert "locked" in seen.locked
    assert "Lock a prediction first" not in seen.revealed
    assert seen.revealed_pictures


def test_the_player_moves_on_and_back(seen: Seen) -> None:
    before, after, back = seen.captions
    assert before != after
    assert back == before


def test_a_wrong_answer_is_told_why(seen: Seen) -> None:
    assert "FAIL" in seen.wrong


def test_a_right_answer_is_told_so(seen: Seen) -> None:
    assert "PASS" in seen.right
    assert "FAIL" not in seen.right


def test_progress_moves_and_is_saved_beside_the_copies(seen: Seen) -> None:
    before, after = seen.progress
    assert before != after
    assert seen.saved


def test_jupyterlab_asks_nobody_else_and_logs_no_error(seen: Seen) -> None:
    assert seen.elsewhere == []
    assert seen.complaints == []


def test_the_same_notebook_is_live_slides(seen: Seen) -> None:
    tagged = [cell for cell in the_lesson().cells if cell.slide_role in ("slide", "subslide")]
    assert seen.live_slides >= len(tagged)


def test_a_term_of_the_glossary_opens_the_cell_that_introduces_it(screen: Any, address: str) -> None:
    notebook, seen = Notebook(screen), "const place = cell('inbox-words')?.node.getBoundingClientRect();"
    screen.open(re.sub(r"01_\w+", "glossary", address), 1366, 900)
    link = "return document.querySelector('a[href*=\"inbox-words\"]');"
    notebook.wait(notebook.is_ready, "the glossary")
    notebook.wait(lambda: notebook.run(link), "a term").click()
    in_sight = f"{seen} return place?.height > 0 && place.top >= 0 && place.top < innerHeight;"
    notebook.wait(lambda: notebook.run(in_sight), "the cell about the inbox")
    assert notebook.run("return panel.context.path;") == sources(ROOT, "06")[0].stem + ".ipynb"
