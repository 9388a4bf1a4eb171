"""Answers that would invent what was seen of them, or harm the grading of others; and files that would."""

import json
import os
import select
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import attacks
import pytest
from submitted import ROOT, hand_in, notebook

from companion.exercises.registry import exercise, numbers
from companion.grading import limits, sandbox, sandboxes, suspicious, verdict
from companion.grading.grade import Grader, shipped_lessons
from companion.grading.output import KeptVerdicts
from companion.grading.private import Private
from companion.grading.sandboxes import Sandboxes
from companion.grading.submissions import find

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a sandbox forks")
PATIENCE_S = 300
"""How long a test waits for what must happen."""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """The verdict on 00-till of each attack, and of an honest student who is graded last."""
    base = tmp_path_factory.mktemp("inventions")
    for name, trick in attacks.INVENTIONS.items():
        hand_in(base / "class", name, "00", notebook("00", {"till": attacks.FORGETS + trick}))
    for name, code in {**attacks.HARMFUL, "through the pipe": attacks.THROUGH_THE_PIPE}.items():
        hand_in(base / "class", name, "00", notebook("00", {"till": code}))
    hand_in(base / "class", "a plain one", "00", notebook("00", {"till": attacks.FORGETS}))
    hand_in(base / "class", "z honest", "00", notebook("00", solved=True))
    with Sandboxes(["00"], cpu_s=5, wall_s=PATIENCE_S) as running:
        grader = Grader(
            shipped_lessons(ROOT / "notebooks"),
            running,
            KeptVerdicts(base / "kept"),
            Private({}),
            0,
            "course",
        )
        done = list(grader.grade(find(base / "class", numbers()).submissions, 1, lambda *_: None))
    assert grader.trouble == ""
    return {each.student: v for each in done for v in each.verdicts if v["exercise"] == "00-till"}


@pytest.mark.parametrize("name", attacks.INVENTIONS)
def test_what_was_seen_cannot_be_invented_by_changing_what_the_course_uses(name, verdicts):
    assert verdicts["a plain one"]["points"] == 2
    assert (verdicts[name]["points"], verdicts[name]["status"]) == (0, "no verdict")
    assert verdicts[name]["look"], "a person is asked to read it"


@pytest.mark.parametrize("name", attacks.INVENTIONS)
def test_code_that_changes_what_it_imports_is_marked_for_a_person(name):
    assert suspicious.odd(attacks.INVENTIONS[name]).startswith("changes what it imports")


def test_who_reads_its_own_report_cannot_sign_another(verdicts):
    assert verdicts["through the pipe"]["status"] == "no verdict"
    assert verdicts["through the pipe"]["look"]


def test_who_ends_its_own_process_is_marked_for_a_person():
    reply = {"report": None, "ended": sandbox._how(0)}
    found = verdict.judged(exercise("00-till"), reply, None, [], "")
    assert (found["status"], found["look"]) == (
        "no verdict",
        "it ended its own process, which no answer needs",
    )


def test_a_sandbox_that_does_not_reply_is_ended_and_told_and_the_others_go_on(tmp_path, monkeypatch):
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    [handed] = find(tmp_path / "class", numbers()).submissions
    with Sandboxes(["00"], silent_s=0.3) as several:
        grader = Grader(shipped_lessons(ROOT / "notebooks"), several, KeptVerdicts(tmp_path / "kept"),
                        Private({}), 0, "course")  # fmt: skip
        with monkeypatch.context() as broken:
            broken.setattr(sandboxes, "_START", ("-c", "import sys\nfor line in sys.stdin: pass"))
            silent = grader.one(handed)
        several.silent_s = 300
        judged = grader.one(handed)
    assert {each["status"] for each in silent.verdicts} == {"no verdict"}
    assert all("did not reply" in each["lines"][0] and each["look"] for each in silent.verdicts)
    assert {each["status"] for each in judged.verdicts} == {"judged"}, "nothing of the silence was kept"


SLEEPS = """
import os, select, signal
def take_payment(till, event):
    with open("asleep", "w") as file: file.write(str(os.getpid()))
    os.rename("asleep", "answer.pid")
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))  # with a signal the exercise would end this wait
    select.select([], [], [], 100_000)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux ends a process with its parent")
def test_an_answer_that_sleeps_ends_with_its_sandbox_where_there_are_no_namespaces(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "namespaces", lambda: ())
    hand_in(tmp_path / "class", "ada", "00", notebook("00", {"till": SLEEPS}))
    [handed] = find(tmp_path / "class", numbers()).submissions
    with Sandboxes(["00"], silent_s=PATIENCE_S) as running, ThreadPoolExecutor(1) as pool:
        kept = KeptVerdicts(tmp_path / "kept")
        grader = Grader(shipped_lessons(ROOT / "notebooks"), running, kept, Private({}), 0, "course")
        graded = pool.submit(grader.one, handed)
        until = time.monotonic() + PATIENCE_S
        while not (found := list(Path(running._folder.name).glob("answer-*/answer.pid"))):
            assert time.monotonic() < until and not graded.done()
            time.sleep(0.01)
        answer = os.pidfd_open(int(found[0].read_text()))
        running._all[0].kill()
        assert select.select([answer], [], [], PATIENCE_S)[0], "the answer sleeps on"
        os.close(answer)
        assert "ended the sandbox" in graded.result().verdicts[0]["lines"][0]


def test_a_report_is_read_to_its_end_when_the_answer_ends_while_nobody_looks(tmp_path, monkeypatch):
    """Another process keeps the pipe open, so the end of the pipe does not tell that the answer ended."""
    inner, outer = os.pipe()
    go, went = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(go, 1)
        os.write(outer, b"the report")
        os._exit(0)
    real = select.select

    def slow(reads, *rest):
        if reads == [inner] and not real(reads, [], [], 0)[0]:  # the report comes just after this look
            os.write(went, b"x")
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            return [], [], []
        return real(reads, *rest)

    monkeypatch.setattr(sandbox.select, "select", slow)
    assert sandbox._collect(child, inner, PATIENCE_S, str(tmp_path))[0] == b"the report"
    for each in (inner, outer, go, went):
        os.close(each)


class Machine:
    """Stands for clock and processor: each look at the clock is `look_s` later, and for a second of it an
    answer gets `share` of one of the processor. At `report_s` it writes its report."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, share: float, report_s: float = 1e9) -> None:
        self.now, self.share, self.report_s = 0.0, share, report_s
        self.child = os.fork()
        if self.child == 0:
            select.select([], [], [])
        self.inner, self.outer = os.pipe()
        monkeypatch.setattr(sandbox.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(limits, "used_s", lambda process: min(self.now * share, limits.CPU_S))
        monkeypatch.setattr(sandbox.select, "select", self.select)

    def select(self, reads, *rest):
        self.now += 1
        if self.now == self.report_s:
            os.write(self.outer, b"the report")
            os.close(self.outer)
        return (reads if self.now >= self.report_s else []), [], []

    def collect(self, folder: Path) -> tuple[bytes, str]:
        return sandbox._collect(self.child, self.inner, limits.WALL_S, str(folder))


def test_an_answer_that_works_on_a_busy_machine_is_not_given_up(tmp_path, monkeypatch):
    busy = Machine(monkeypatch, share=0.1, report_s=150)  # 15 seconds of work
    assert busy.collect(tmp_path)[0] == b"the report"


@pytest.mark.parametrize("share", [0.0, 0.001, 0.05, 0.099])
def test_an_answer_that_waits_is_given_up_also_if_it_works_now_and_then(share, tmp_path, monkeypatch):
    machine = Machine(monkeypatch, share)
    assert machine.collect(tmp_path) == (b"", "waited for more than 90 s")
    assert machine.now < limits.SILENT_S


def test_the_longest_answer_ends_before_its_sandbox_is_given_up():
    assert limits.WALL_S + limits.SLOWEST * limits.CPU_S < limits.SILENT_S


@pytest.mark.skipif(not hasattr(limits._libc(), "clock_getcpuclockid"), reason="only Linux tells it")
def test_what_another_process_uses_of_the_processor_is_known_and_waiting_is_none_of_it():
    works = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    waits = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1e6)"])
    try:
        for seconds in (0.5, 1, 1.5):
            until = time.monotonic() + PATIENCE_S
            while limits.used_s(works.pid) < seconds:
                assert time.monotonic() < until
                time.sleep(0.01)
            assert limits.used_s(works.pid) < limits.CPU_S
        assert limits.used_s(waits.pid) < 1
    finally:
        for each in (works, waits):
            each.kill()
            each.wait()


def test_a_signature_holds_for_one_body_only():
    signed = sandbox.sign(b"m" * 32, b"{}")
    assert sandbox._read(signed + b"000000000002{}", b"m" * 32, "") == ({}, "")
    assert sandbox._read(signed + b"000000000002[]", b"m" * 32, "")[0] is None


@pytest.mark.parametrize("name", attacks.HARMFUL)
def test_a_harmful_answer_gets_its_verdict_and_harms_nobody(name, verdicts):
    assert verdicts[name]["points"] == 0
    assert verdicts["z honest"]["points"] == verdicts["z honest"]["possible"]


def test_an_answer_that_fills_the_disk_is_stopped_and_told(verdicts):
    assert "wrote more than 100 MB" in verdicts["fills the disk"]["lines"][0]


def hostile(folder: Path) -> None:
    """Files and names that would end the grading of everybody."""
    made = json.dumps(notebook("00"))
    for name in (b"caf\xe9", b"a\x1b[2J\nb", b"=cmd|' C calc'!A0", b"<script>alert(1)<script>"):
        os.makedirs(os.fsencode(folder) + b"/" + name)
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name), "00_start_here.ipynb").write_text(made)
    (folder / "sparse").mkdir()
    with open(folder / "sparse" / "00_a.ipynb", "wb") as file:
        file.truncate(300 * 10**9)
    with open(folder / "sparse.zip", "wb") as file:
        file.truncate(300 * 10**9)
    for name, id, code in (
        ("parse", "till", "a = 1\n" * 1_000_000),
        ("lines", "till", "def (\n" + "a:x\n" * 49_000),
    ):
        hand_in(folder, name, "00", notebook("00", {id: code}))
    (folder / "blank").mkdir()
    cells = [{"cell_type": "markdown", "id": "x", "metadata": {}, "source": "\n" * 1_000_000}]
    (folder / "blank" / "homework.ipynb").write_text(json.dumps({"cells": cells}))
    hand_in(folder, "z honest", "00", notebook("00", solved=True))


def test_no_file_and_no_name_ends_the_grading_of_the_others(tmp_path, graded):
    hostile(tmp_path / "class")
    run: SimpleNamespace = graded(tmp_path / "class")
    assert run.rows["z honest", "00-till"]["points"] == "4"
    assert "Traceback" not in run.out + run.err
    for file in ("sparse/00_a.ipynb", "sparse.zip", "parse/00_start_here.ipynb", "blank/homework.ipynb"):
        assert file in run.out


def test_a_name_steers_neither_a_terminal_nor_a_spreadsheet_nor_a_page(tmp_path, graded):
    hostile(tmp_path / "class")
    run: SimpleNamespace = graded(tmp_path / "class")
    students = {student for student, _ in run.rows}
    assert {"caf?", "a?[2J?b", "'=cmd|' C calc'!A0"} <= students
    written = run.out + "".join(path.read_text("utf-8") for path in run.folder.rglob("*.*ml"))
    assert "\x1b" not in written
    assert "<script" not in written


LEFT = """
import sys
from types import FunctionType
import companion.grading.answer_process
from companion.grading.audit_hook import HIDDEN, hide_judges
hide_judges(())
for module in [module for name, module in sys.modules.items() if name.startswith(HIDDEN)]:
    for name, each in vars(module).items():
        if isinstance(each, FunctionType) and each.__module__ == module.__name__:
            print(name)
"""


def test_no_function_of_those_that_judge_is_left_for_an_answer_to_import_and_change():
    done = subprocess.run([sys.executable, "-c", LEFT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
