"""A server that a process started ends with the process, however that ends, and with nothing else."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

Start = Callable[..., "Asking"]  # noqa: F821  what conftest.py gives
Outlasting = Callable[..., list[str]]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def one(url: str) -> list[tuple[int]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchall()


def test_processes_that_ask_at_once_get_servers_of_their_own(start: Start) -> None:
    asking = [start() for _ in range(3)]
    for process in asking:
        process.settle()
    assert len({process.url.partition("@")[2] for process in asking}) == 3
    assert [one(process.url) for process in asking] == [[(1,)]] * 3


def test_a_process_that_ends_leaves_nothing_behind(start: Start) -> None:
    asking = start()
    asking.settle()
    asking.process.communicate()
    assert asking.process.returncode == 0
    assert asking.left_behind() == []


@POSIX
def test_a_process_killed_with_minus_nine_leaves_nothing_behind(start: Start) -> None:
    asking = start()
    asking.settle()
    asking.process.kill()
    assert asking.left_behind() == []


@POSIX
def test_nothing_is_left_either_when_a_child_it_forked_lives_on(start: Start) -> None:
    asking = start()
    asking.settle()
    child = asking.evaluate("(lambda pid: pid or __import__('signal').pause())(__import__('os').fork())")
    asking.process.kill()
    try:
        assert asking.left_behind() == []
    finally:
        os.kill(int(str(child)), signal.SIGKILL)


@POSIX
def test_a_forked_child_uses_its_parents_server_and_leaves_it_running(start: Start) -> None:
    asking = start()
    asking.settle()
    in_the_child = "(sys.exit(engines.postgres() != url) if not pid else __import__('os').waitpid(pid, 0)[1])"
    assert asking.evaluate(f"(lambda pid: {in_the_child})(__import__('os').fork())") == 0
    assert one(asking.url) == [(1,)]


@POSIX
def test_a_process_killed_while_its_server_starts_leaves_nothing_behind(start: Start) -> None:
    asking = start()
    asking.starts("initdb", "postgres")
    assert Path(asking.folder).exists()
    asking.process.kill()
    assert asking.left_behind() == []


@POSIX
def test_a_server_killed_behind_our_back_is_replaced_at_the_next_question(
    start: Start, outlasting: Outlasting
) -> None:
    asking = start()
    asking.settle()
    os.kill(asking.server, signal.SIGKILL)
    assert outlasting(asking.server) == []
    assert one(str(asking.evaluate("engines.postgres()"))) == [(1,)]
    assert asking.left_behind() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_keeper_killed_behind_our_back_takes_the_server_along(start: Start, outlasting: Outlasting) -> None:
    asking = start()
    asking.settle()
    os.kill(asking.keeper, signal.SIGKILL)
    assert outlasting(asking.server) == []
    assert one(str(asking.evaluate("engines.postgres()"))) == [(1,)]
    assert asking.left_behind() == []
