"""The bank account that the benchmarks of stores write and read: its events, its decider, and what they must
come to.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from companion.events import Event
from companion.sourcing import Decider

STREAMS = 50  # appends go to so many accounts, in turn


class Deposited(Event):
    amount_cents: int
    note: str


class Withdrawn(Event):
    amount_cents: int
    note: str


def movement(number: int) -> Event:
    """Movement `number` of an account: two deposits, then a withdrawal."""
    made = Withdrawn if number % 3 == 2 else Deposited
    return made(amount_cents=100 + number * 37 % 400, note=f"movement {number}")


def balance_after(movements: int) -> int:
    """The balance after that many movements, in cents."""
    return sum(signed(number) for number in range(movements))


def signed(number: int) -> int:
    """What movement `number` does to the balance."""
    return (100 + number * 37 % 400) * (-1 if number % 3 == 2 else 1)


def evolve(balance: int, event: Event) -> int:
    match event:
        case Deposited():
            return balance + event.amount_cents
        case Withdrawn():
            return balance - event.amount_cents
    raise ValueError(f"no account has a {event!r}")


def decide(command: object, balance: int) -> Sequence[Event]:
    raise NotImplementedError("the benchmarks append without deciding")


ACCOUNT: Decider[int, Any] = Decider(0, decide, evolve)

Place = tuple[int, int]  # number of the stream, and its version before the append


def places(n: int, batch: int) -> list[Place]:
    """Where `n` appends go: to all streams in turn."""
    return [(number % STREAMS, number // STREAMS * batch) for number in range(n)]


def expect(n: int, batch: int, events: int, highest: int) -> None:
    """Check what came out: all events are there, and the longest stream has the version it must have."""
    version = -(-n // STREAMS) * batch
    assert events == n * batch, f"{events} events instead of {n * batch}"
    assert highest == version, f"version {highest} instead of {version}"


_schemas = count(1)


@contextmanager
def fresh_schema(url: str) -> Iterator[str]:
    """The name of a PostgreSQL schema that is not there yet, and is dropped behind the block."""
    import psycopg

    name = f"bench_{os.getpid()}_{next(_schemas)}"
    try:
        yield name
    finally:
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


@contextmanager
def fresh_file() -> Iterator[str]:
    """The path of a database that is not there yet, in a folder that goes behind the block."""
    with TemporaryDirectory(prefix="companion-bench-") as folder:
        yield str(Path(folder) / "store.db")


def surroundings() -> str:
    """What the figures depend on: Python, the load, and what the folder for temporary files is on."""
    import platform
    import tempfile

    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    try:
        shown = subprocess.run(["df", "-PT", tempfile.gettempdir()], capture_output=True, text=True).stdout
        kind = shown.splitlines()[1].split()[1]
    except (OSError, IndexError):
        kind = "unknown"
    return f"Python {platform.python_version()}, {load}, temporary files on {kind}"
