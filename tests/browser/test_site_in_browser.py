"""The browser edition as somebody meets it who has nothing but a browser: read, try, solve, come back.

The site is made once, served below a path by Python's own server, and every name but 127.0.0.1 is unknown to
the browser. What is typed into the cells is the solved lesson 00; that every lesson gives in the browser's
Python what is stored in it, `kernel/test_lessons_in_pyodide.py` tries.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from companion.bootstrap.environment import Stamp
from companion.classroom.build import built_path
from companion.classroom.execute import ROOT
from companion.site.command import make, tools

pytestmark = pytest.mark.browser

WAIT_S = 300
LESSON = "00_start_here"
CHANGED = ("setup", "# typed before the reload")
FULL = re.compile(r"^00 Start here +10/10 ", re.MULTILINE)
SHOWN = "return document.querySelectorAll('.jp-Notebook .jp-Cell').length > 3"
IDLE = """
const shell = window.jupyterapp?.shell;
return shell?.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle';
"""
RUN = """
const [id, source, done] = arguments;
const book = window.jupyterapp.shell.currentWidget.content;
const cell = book.widgets.find((each) => each.model.id === id);
book.activeCellIndex = book.widgets.indexOf(cell);
cell.model.sharedModel.setSource(source);
window.jupyterapp.commands.execute('notebook:run-cell').then(
  () => done(cell.model.outputs.toJSON()), (problem) => done([{ename: 'page', evalue: String(problem)}]));
"""
COMPLETE = """
const [code, done] = arguments;
const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
kernel.requestComplete({code, cursor_pos: code.length}).then((reply) => done(reply.content.matches));
"""
SAVE = "const done = arguments[0]; window.jupyterapp.commands.execute('docmanager:save').then(() => done());"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Static files, as `python3 -m http.server` serves them."""

    def log_message(self, *ignored: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(pyodide: Path, needs: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is: below a path, as on the pages of a project."""
    asked = "node" in re.split(r"[,\s]+", os.environ.get("COMPANION_REQUIRE", ""))
    there = Stamp.read(tools(ROOT)) is not None
    needs("node", asked or there, "JupyterLite was never set up, and nothing is installed unasked")
    folder = tmp_path_factory.mktemp("host")
    make(folder / "course", ROOT)
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/course"
    server.shutdown()
    server.server_close()


class Lesson:
    """One lesson that is open in the browser edition."""

    def __init__(self, screen: Any, stem: str) -> None:
        self.screen, self.stem = screen, stem
        solved = nbformat.read(built_path(ROOT, stem, solved=True), as_version=4)
        codes = [cell for cell in solved.cells if cell.cell_type == "code"]
        self.cells = {cell.id: cell for cell in codes if "further" not in cell.metadata.get("tags", ())}

    def wait(self, until: str, what: str) -> None:
        began = time.monotonic()
        while not self.screen.run(until):
            if time.monotonic() - began > WAIT_S:
                pytest.fail(f"waited {WAIT_S} s for {what} of {self.stem}")
            threading.Event().wait(0.1)

    def open(self, address: str) -> None:
        """From the page to read, by its button, to a kernel that waits for the first cell."""
        self.screen.open(f"{address}/lessons/{self.stem}.html", 1300, 1000)
        self.screen.driver.find_element("css selector", "a.try").click()
        self.wait(SHOWN, "the text")
        self.wait(IDLE, "the kernel")

    def run(self, id: str, source: str | None = None) -> str:
        """Run one cell, typed anew as the solved lesson has it; what it printed, or the error."""
        self.screen.driver.set_script_timeout(WAIT_S)
        code = self.cells[id].source if source is None else source
        return printed(self.screen.driver.execute_async_script(RUN, id, code))

    def differing(self) -> dict[str, str]:
        """Run the whole lesson; what was printed where the solved lesson has something else stored."""
        found = {id: self.run(id) for id in self.cells}
        return {id: said for id, said in found.items() if said != printed(self.cells[id].outputs)}

    def save(self) -> None:
        self.screen.driver.execute_async_script(SAVE)


def printed(outputs: list[Any]) -> str:
    """All that outputs say as text; errors, too."""
    return "".join(
        "".join(output.get("text", "")) or ("{ename}: {evalue}".format(**output) if "ename" in output else "")
        for output in outputs
    )


@dataclass(frozen=True)
class Lived:
    """A lesson that was run from its first cell to its last, then saved, and what was seen of it."""

    lesson: Lesson
    differing: dict[str, str]
    elsewhere: list[str]


@pytest.fixture(scope="module")
def lived(screen: Any, address: str) -> Lived:
    """Lesson 00, run through once."""
    host = address.rpartition("/")[0]  # the page asks its own service worker at the top of the host
    lesson = Lesson(screen, LESSON)
    lesson.open(address)
    differing = lesson.differing()
    lesson.run(*CHANGED)
    lesson.save()
    return Lived(lesson, differing, [each for each in screen.asked_for() if not each.startswith(f"{host}/")])


def test_a_lesson_runs_to_its_end_and_says_what_is_stored_in_it(lived: Lived) -> None:
    assert {*lived.differing} == {"doctor"}, lived.differing  # it says there that it is in the browser


def test_nothing_is_asked_of_another_server(lived: Lived) -> None:
    assert lived.elsewhere == []


@pytest.fixture(scope="module")
def again(lived: Lived, address: str) -> Lesson:
    """The lesson, loaded anew with a new kernel after it was run through."""
    lived.lesson.open(address)
    return lived.lesson


def test_what_was_typed_survives_a_reload(again: Lesson) -> None:
    cells = "window.jupyterapp.shell.currentWidget.content.widgets"
    sources = again.screen.run(f"return {cells}.map((each) => each.model.sharedModel.getSource());")
    assert CHANGED[1] in sources


def test_the_kernel_completes_names(again: Lesson) -> None:
    again.run("setup")
    assert "predict" in again.screen.driver.execute_async_script(COMPLETE, "predi")


def test_full_marks_survive_a_reload_and_go_out_to_a_file_and_come_in_again(again: Lesson) -> None:
    again.run("setup")
    assert FULL.search(again.run("setup", "progress()"))
    command = "from companion.classroom.progress import main\nmain({});"
    assert "was written to" in again.run("setup", command.format(["export", "mine.json"]))
    assert "start over" in again.run("setup", command.format(["reset"]))
    assert not FULL.search(again.run("setup", "progress()"))
    assert "was taken in" in again.run("setup", command.format(["import", "mine.json"]))
    assert FULL.search(again.run("setup", "progress()"))
