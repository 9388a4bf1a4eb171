"""Adversarial submissions: every one is graded, none fools the judge, none harms another.

One class is graded with all of them in it and two honest students; the tests read what came of it.
"""

import dataclasses
import functools
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import attacks
import pytest
from submitted import ROOT, cell, hand_in, notebook

from companion.exercises.registry import exercise, numbers
from companion.exercises.shown.writing import load
from companion.exercises.watching import watch
from companion.grading import limits
from companion.grading.grade import Grader, shipped_lessons
from companion.grading.output import KeptVerdicts
from companion.grading.private import Private
from companion.grading.sandboxes import Sandboxes
from companion.grading.submissions import find

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a sandbox forks")
SECRET = "somebody else's answer"
CHECK = "check = lambda id, answer: 6.0\ncheck('03-bus', TinyBus)\nprint('6 of 6 points.')"


def wrong_bus(trick: str, victim: Path, port: int) -> str:
    values = {"{checkout!r}": str(ROOT), "{victim!r}": str(victim), "{port}": port, "{forged!r}": forged()}
    for name, value in values.items():
        trick = trick.replace(name, repr(value))
    return attacks.WRONG + trick


@functools.cache
def forged() -> str:
    """What a process would report of a right answer."""
    right = load(ROOT / "tests/answers/03/03-bus/right_flag_and_list.py").answer
    watched = dataclasses.asdict(watch(exercise("03-bus"), right))
    return json.dumps({"troubles": [], "watched": watched, "extra": None})


def tampered(name: str) -> dict:
    """Notebooks that are cut up instead of programmed."""
    made = notebook("03", {"bus": attacks.WRONG + attacks.NOTHING})
    if name == "check cell deleted":
        made["cells"].remove(cell(made, "bus-check"))
    if name == "check cell edited":
        cell(made, "bus-check")["source"] = CHECK
    if name == "check cell doubled":
        made["cells"].append({**cell(made, "bus-check"), "source": CHECK})
    if name == "check cell retyped":
        cell(made, "bus-check")["cell_type"] = "markdown"
    if name == "points raised":
        cell(made, "bus-check")["metadata"]["nbgrader"]["points"] = 600
    if name == "outputs forged":
        text = {"output_type": "stream", "name": "stdout", "text": "6 of 6 points."}
        cell(made, "bus-check")["outputs"] = [text]
    if name == "another exercise's check":
        cell(made, "bus-check")["source"] = 'check("03-twice", TinyBus)'
    return made


TAMPERED = (
    *("check cell deleted", "check cell edited", "check cell doubled", "check cell retyped", "points raised"),
    *("outputs forged", "another exercise's check"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The class after grading: verdicts by student and exercise, and what the attacks were aimed at."""
    base = tmp_path_factory.mktemp("attacks")
    victim, folder = base / "others" / "answer.txt", base / "class"
    victim.parent.mkdir()
    victim.write_text(SECRET)
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_count_calls, args=(server, calls), daemon=True).start()
        port = server.getsockname()[1]
        hand_in(folder, "honest a", "03", notebook("03", solved=True))
        hand_in(folder, "honest z", "03", notebook("03", solved=True))
        hand_in(folder, "baseline", "03", notebook("03", {"bus": attacks.WRONG + attacks.NOTHING}))
        for name, trick in attacks.TRICKS.items():
            hand_in(folder, name, "03", notebook("03", {"bus": wrong_bus(trick, victim, port)}))
        for name in TAMPERED:
            hand_in(folder, name, "03", tampered(name))
        with Sandboxes(["03"], cpu_s=3, wall_s=120) as running:
            kept = KeptVerdicts(base / "verdicts")
            grader = Grader(shipped_lessons(ROOT / "notebooks"), running, kept, Private({}), 0, "course")
            found = find(folder, numbers())
            done = list(grader.grade(found.submissions, 2, lambda *_: None))
    verdicts = {(each.student, v["exercise"]): v for each in done for v in each.verdicts}
    yield SimpleNamespace(verdicts=verdicts, victim=victim, calls=calls, done=done, base=base)


def _count_calls(server: socket.socket, calls: list[object]) -> None:
    while True:
        try:
            calls.append(server.accept()[1])
        except OSError:
            return


@pytest.mark.parametrize("name", [*attacks.TRICKS, *TAMPERED])
def test_a_trick_is_graded_and_earns_no_more_than_the_wrong_answer_it_hides(name, world):
    verdict = world.verdicts[name, "03-bus"]
    assert verdict["points"] <= world.verdicts["baseline", "03-bus"]["points"], "\n".join(verdict["lines"])
    assert verdict["status"] in ("judged", "no verdict", "not attempted")
    assert verdict["lines"]


@pytest.mark.parametrize("name", [*attacks.TRICKS, *TAMPERED])
def test_the_rest_of_the_same_notebook_is_judged_all_the_same(name, world):
    assert world.verdicts[name, "03-retry"]["status"] == "not attempted"


@pytest.mark.parametrize("student", ["honest a", "honest z"])
def test_whoever_is_graded_before_or_after_them_gets_full_marks(student, world):
    mine = [verdict for (who, _), verdict in world.verdicts.items() if who == student]
    assert [v["points"] for v in mine] == [v["possible"] for v in mine]


def test_nobody_elses_file_was_read_changed_or_added(world):
    assert world.victim.read_text() == SECRET
    assert [path.name for path in world.victim.parent.iterdir()] == ["answer.txt"]
    assert SECRET not in json.dumps([verdict["lines"] for verdict in world.verdicts.values()])


def test_nobody_was_called_on_the_network(world):
    assert world.calls == []


@pytest.mark.skipif(not limits.namespaces(), reason="the system permits no namespaces")
def test_no_process_of_a_submission_is_left(world):
    left = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if command.startswith(b"sleep\x00600"):
            left.append(command)
    assert left == []


REACHING = (
    *("all objects", "frames by name", "frames by inspect", "frames by a wrapper", "frames of an error"),
    *("imports the judge", "imports by function", "imports check", "a profile function", "ctypes"),
    *(
        "forges a whole report",
        "an audit hook",
        "the event's equality",
        "writes to every pipe",
        "all classes",
    ),
    *("code put into the course", "loop under the course's name", "globals of a handler"),
)


@pytest.mark.parametrize("name", REACHING)
def test_who_reaches_for_the_judge_is_named_to_the_instructor(name, world):
    verdict = world.verdicts[name, "03-bus"]
    assert verdict["look"], "\n".join(verdict["lines"])
    assert verdict["points"] == 0
