"""The promise that covers all others: to any calls in any order, the store answers as a
plain list would. hypothesis makes up the orders and shrinks one that shows a difference.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from companion.events import Envelope, WrongUse
from companion.lab import Crash
from companion.sourcing.errors import ConcurrencyError
from companion.sourcing.position import START, Position
from companion.sourcing.store import ANY, STREAM_EXISTS, EventStore, Expected, Transaction

from .backend import Backend
from .evidence import fail, same
from .facts import given, log, numbers, pebbles, position_of
from .promise import Lacking

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

STREAMS = ("a", "b")
BELIEFS = ("right", "one too few", "one too many", "none", "exists", "any")
EXAMPLES = 40


class Append(NamedTuple):
    """Append `size` events to `stream`, believing one of BELIEFS; as envelopes if they may be repeated."""

    stream: str
    size: int
    belief: str
    repeatable: bool


class Repeat(NamedTuple):
    """Send the batch again that was sent `back` repeatable appends ago, if there were so many."""

    back: int


class Together(NamedTuple):
    """Appends and a checkpoint in one transaction, which in the end commits or is broken off."""

    appends: tuple[Append, ...]
    to: int
    commits: bool


class Move(NamedTuple):
    """Save the checkpoint at the event with this number, counted over the whole log."""

    to: int


Command = Append | Repeat | Together | Move


class Model:
    """A list of (stream, number), and a store that must agree with it. Streams get new names each time, so
    that one store serves all examples.
    """

    def __init__(self, store: EventStore, turn: int, start: Position) -> None:
        self.store, self.turn, self.start = store, turn, start
        self.log: list[tuple[str, int]] = []
        self.sent: list[tuple[str, list[Envelope], tuple[Envelope, ...]]] = []
        self.checkpoint = 0
        self._number = count(1)

    def name(self, stream: str) -> str:
        """The stream's name in the store."""
        return f"{stream}-{self.turn}"

    def version(self, stream: str) -> int:
        """How many events the list has of it."""
        return sum(each == stream for each, _ in self.log)

    def obey(self, command: Command) -> None:
        """Carry out one command on both, and compare the answers."""
        if isinstance(command, Append):
            self.append(self.store, command)
        elif isinstance(command, Repeat):
            self.repeat(command)
        elif isinstance(command, Move):
            self.move(self.store, command.to)
        else:
            self.together(command)

    def append(self, log: EventStore | Transaction, command: Append) -> None:
        """An append, in a transaction or not."""
        stream, actual = self.name(command.stream), self.version(command.stream)
        expected = _belief(command.belief, actual)
        new = [next(self._number) for _ in range(command.size)]
        events: list[Any] = [pebbles(number)[0] for number in new]
        if command.repeatable:
            events = [given(event) for event in events]
        try:
            stored = log.append(stream, events, expected=expected)
        except ConcurrencyError as error:
            if _agrees(expected, actual):
                fail(f"{command} was refused ({error}), and {stream!r} has {actual} events")
            same((error.expected, error.actual), (expected, actual), f"the evidence of {command}")
            return
        if not _agrees(expected, actual):
            fail(f"{command} was accepted with expected={expected!r}, and {stream!r} has {actual} events")
        same(numbers(stored), new, f"what {command} returned")
        self.log += [(command.stream, number) for number in new]
        if command.repeatable and new:
            self.sent.append((stream, events, stored))

    def repeat(self, command: Repeat) -> None:
        """A batch once more: the same answer, nothing new."""
        if command.back < len(self.sent):
            stream, batch, first = self.sent[-1 - command.back]
            same(self.store.append(stream, batch, expected=0), first, f"what {command} returned")

    def together(self, command: Together) -> None:
        """A transaction; when broken off, the list forgets as well."""
        before = list(self.log), list(self.sent), self.checkpoint
        try:
            with self.store.transaction() as tx:
                self.move(tx, command.to)
                for each in command.appends:
                    self.append(tx, each)
                    same(tx.version(self.name(each.stream)), self.version(each.stream), "version inside")
                if not command.commits:
                    raise Crash
        except Crash:
            self.log, self.sent, self.checkpoint = before

    def move(self, log: EventStore | Transaction, to: int) -> None:
        """A checkpoint forward, or a refusal; in a transaction or not."""
        seen = self.seen()
        if not 0 < to <= len(seen):
            return
        try:
            log.save_checkpoint(self.name("mailer"), position_of(seen[to - 1]))
        except WrongUse:
            if to >= self.checkpoint:
                fail(f"a checkpoint at event {self.checkpoint} could not move to {to}")
            return
        if to < self.checkpoint:
            fail(f"a checkpoint at event {self.checkpoint} moved back to {to}")
        self.checkpoint = to

    def seen(self, settle_s: float = 0) -> list[Envelope]:
        """The log of this example, as the store gives it, in pages of 3."""
        return log(self.store, len(self.log), settle_s=settle_s, after=self.start, limit=3)

    def compare(self, settle_s: float) -> None:
        """Look at everything the store shows and the list knows."""
        seen = self.seen(settle_s)
        same([(each.stream, number) for each, number in zip(seen, numbers(seen), strict=True)],
             [(self.name(stream), number) for stream, number in self.log], "the whole log")  # fmt: skip
        for stream in STREAMS:
            name, expected = self.name(stream), [number for each, number in self.log if each == stream]
            same(numbers(self.store.read(name)), expected, f"read of {name!r}")
            same(self.store.version(name), len(expected), f"version of {name!r}")
            for cut in range(len(expected) + 1):
                same(numbers(self.store.read(name, after=cut)), expected[cut:], f"read after {cut}")
                same(numbers(self.store.read(name, until=cut)), expected[:cut], f"read until {cut}")
        at = self.store.checkpoint(self.name("mailer"))
        passed = [position_of(each) for each in seen[: self.checkpoint]]
        same(at, passed[-1] if passed else START, f"the checkpoint after {self.checkpoint} events")


def it_answers_as_a_plain_list_would(backend: Backend) -> None:
    """Forty made-up lives of a store: appends, repeats, transactions and checkpoints in any order."""
    try:
        from hypothesis import HealthCheck, Phase, given, settings
    except ImportError:
        raise Lacking("hypothesis makes up the orders and is missing: pip install hypothesis") from None

    with backend.store() as store:
        turns = count(1)

        @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
                  report_multiple_bugs=False, phases=[Phase.generate, Phase.shrink],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(_lives())
        def live(commands: list[Command]) -> None:
            model = Model(store, next(turns), store.head())
            try:
                for command in commands:
                    model.obey(command)
                model.compare(backend.settle_s)
            except AssertionError as difference:
                fail(f"after {commands}: {difference}")

        live()


def _lives() -> SearchStrategy[list[Command]]:
    from hypothesis import strategies as st

    stream = st.sampled_from(STREAMS)
    append = st.builds(Append, stream, st.integers(0, 3), st.sampled_from(BELIEFS), st.booleans())
    commands = st.one_of(
        append,
        st.builds(Repeat, st.integers(0, 2)),
        st.builds(Together, st.lists(append, max_size=3).map(tuple), st.integers(0, 9), st.booleans()),
        st.builds(Move, st.integers(1, 9)),
    )
    return st.lists(commands, max_size=12)


def _belief(belief: str, actual: int) -> Expected:
    beliefs: dict[str, Expected] = {
        "right": actual, "one too few": max(actual - 1, 0), "one too many": actual + 1, "none": 0,
        "exists": STREAM_EXISTS, "any": ANY,
    }  # fmt: skip
    return beliefs[belief]


def _agrees(expected: Expected, actual: int) -> bool:
    return expected is ANY or expected == actual or (expected is STREAM_EXISTS and actual > 0)
