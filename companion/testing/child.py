"""What a second process does to a store while a promise is tried: `python -m companion.testing.child`.

It says each step on a line of its own, and what it said had happened.
"""

from __future__ import annotations

import sys
from itertools import count

from companion.sourcing.errors import ConcurrencyError, TransactionConflict
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Opening, opened
from .facts import pebbles, position_of


def say(*words: object) -> None:
    """One line, at once."""
    print(*words, flush=True)


def hear() -> str:
    """Wait for a line from the parent; "" if the parent has ended."""
    return sys.stdin.readline()


def take_part(store: EventStore, writer: str, size: str) -> None:
    """Append `size` pebbles to the stream of all, again after each conflict. The number on a pebble is the
    version it must get.
    """
    say("ready")
    hear()
    for _ in range(int(size)):
        while True:
            try:
                version = store.version("shared")
                store.append("shared", pebbles(version + 1, by=writer), expected=version)
                break
            except (ConcurrencyError, TransactionConflict):
                continue
    say("done")


def write_for_ever(store: EventStore, writer: str) -> None:
    """Append batches of three, in a transaction with a stream of all at every other turn."""
    say("ready")
    hear()
    for turn in count():
        mine = pebbles(3 * turn + 1, 3 * turn + 3, by=writer)
        while True:
            try:
                if turn % 2:
                    store.append(writer, mine, expected=3 * turn)
                else:
                    with store.transaction() as tx:
                        tx.append(writer, mine, expected=3 * turn)
                        tx.append("shared", pebbles(turn, by=writer), expected=ANY)
                break
            except TransactionConflict:
                continue
        say(turn + 1)


def stop_inside(store: EventStore, table: str) -> None:
    """Do everything a transaction can do, and stay in it."""
    [first] = store.append("in", pebbles(1), expected=NO_STREAM)
    with store.transaction() as tx:
        if table:
            tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "one")
        tx.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        tx.save_checkpoint("mailer", position_of(first))
        say("inside")
        hear()


TASKS = {task.__name__: task for task in (take_part, write_for_ever, stop_inside)}

if __name__ == "__main__":
    _, task, text, *words = sys.argv
    with opened(Opening.heard(text)) as mine:
        TASKS[task](mine, *words)
