"""The program from outside: its commands, and killed on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from box_office.decide import places
from box_office.facts import STREAM
from box_office.settings import open_store

ROOT = Path(__file__).parent.parent


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`python -m box_office ARGUMENTS` with its files in `folder`."""
    folder.mkdir(exist_ok=True)
    ours = {"BOX_OFFICE_STORE": "box_office.db", "BOX_OFFICE_LETTERS": "letters", "BOX_OFFICE_KAFKA": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "box_office", *arguments],
        cwd=folder,
        env=os.environ | ours | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def said(folder: Path, *arguments: str) -> list[str]:
    """What a command prints."""
    return started(folder, *arguments).communicate()[0].splitlines()


def state(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Who stands where by the log, and which letters there are."""
    store = open_store(str(folder / "box_office.db"))
    try:
        return places(store.read_events(STREAM)), sorted(each.name for each in (folder / "letters").iterdir())
    finally:
        store.close()


def test_a_message_sent_twice_is_handled_once(tmp_path: Path) -> None:
    assert said(tmp_path, "request", "Ada", "--id", "r1") == ["r1: SeatHeld Ada"]
    assert said(tmp_path, "pay", "Ada", "--id", "p1") == ["p1: TicketIssued Ada"]
    assert said(tmp_path, "pay", "Ada", "--id", "p1") == ["p1: nothing new"]
    assert said(tmp_path, "show") == ["Ada: ticket"]
    assert state(tmp_path)[1] == ["p1.txt"]


def test_an_id_that_looks_like_a_path_is_a_letter_like_any_other(tmp_path: Path) -> None:
    said(tmp_path, "request", "Ada", "--id", "r1")
    assert said(tmp_path, "pay", "Ada", "--id", "../p1") == ["../p1: TicketIssued Ada"]
    assert state(tmp_path)[1] == ["..%2Fp1.txt"]


def test_killed_on_the_way_and_started_again_it_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    said(calm, "crowd", "60")
    for lines in (3, 20, 41):
        child = started(killed, "crowd", "60")
        assert child.stdout is not None
        for _ in range(lines):
            child.stdout.readline()
        child.kill()
        child.communicate()
    said(killed, "crowd", "60")
    assert state(killed) == state(calm)
    assert said(killed, "show") == said(calm, "show")
