"""The promise that covers all others: after any calls in any order, a group is given what a
list for each partition would give it. hypothesis makes up the orders and shrinks one that shows a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from companion.delivery import Broker, Consumer
from companion.delivery.consumer import Delivery

from .broker_backend import TRIES, BrokerBackend, fresh_topic
from .broker_messages import LEFT, LEFT_TOO, RIGHT, letter_numbers, number, publish
from .evidence import fail, same
from .promise import Lacking

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

KEYS = (LEFT, RIGHT, LEFT_TOO)
PARTITION = {LEFT: 0, RIGHT: 1, LEFT_TOO: 0}


class Publish(NamedTuple):
    """One message more, under a key."""

    key: str


class Next(NamedTuple):
    """Ask for the next message, and acknowledge, reject or bury it, or leave it unsettled."""

    then: str


class Rejoin(NamedTuple):
    """Leave the group, what is in hand unsettled, and join it again."""


class Redrive(NamedTuple):
    """Redrive the oldest dead letter, or all."""

    all: bool


class Discard(NamedTuple):
    """Discard the oldest dead letter."""


Command = Publish | Next | Rejoin | Redrive | Discard
SETTLINGS = ("acknowledge", "reject", "reject", "bury", "nothing")


@dataclass
class Waiting:
    """A message not dealt with: its number and how often it was delivered."""

    number: int
    tries: int = 0


class Model:
    """Two lists for each partition, of the log and of what was redriven, and a broker that must agree."""

    def __init__(self, broker: Broker, counts_tries: bool) -> None:
        self.broker, self.counts_tries = broker, counts_tries
        self.topic = fresh_topic()
        self.logs: list[list[Waiting]] = [[], []]
        self.again: list[list[Waiting]] = [[], []]
        self.letters: list[tuple[int, int]] = []  # partition and number
        self._numbers = count(1)
        broker.create_topic(self.topic, 2)
        self.consumer: Consumer = broker.consume(self.topic, "billing")
        self.held: tuple[Delivery, list[Waiting]] | None = None

    def obey(self, command: Command) -> None:
        """Carry out one command on both."""
        if isinstance(command, Publish):
            n = next(self._numbers)
            publish(self.broker, self.topic, (command.key, n))
            self.logs[PARTITION[command.key]].append(Waiting(n))
        elif isinstance(command, Next):
            self.next(command.then)
        elif isinstance(command, Rejoin):
            self.rejoin()
        elif isinstance(command, Redrive):
            self.redrive(command.all)
        elif self.letters:
            self.discard()

    def next(self, then: str) -> None:
        """Ask for a message: it must be the first of its list."""
        self.set_back()
        delivery = self.consumer.receive()
        if delivery is None:
            same(self.left(), 0, "messages that are left, when receive() said that there are none")
            return
        lines = self.again if delivery.redriven else self.logs
        line = lines[delivery.partition]
        if not line or line[0].number != number(delivery):
            fail(f"{delivery!r} was delivered, and the next ones there are {line[:3]}")
        begun = self.logs[delivery.partition][:1]
        if delivery.redriven and begun and begun[0].tries:
            fail(f"{delivery!r} was redriven and pushed in before {begun[0]}, which was begun")
        line[0].tries += 1
        same(delivery.attempt, line[0].tries, f"the attempt of {delivery!r}")
        self.settle(delivery, line, then)

    def settle(self, delivery: Delivery, line: list[Waiting], then: str) -> None:
        """Do with it what was decided."""
        if then == "acknowledge":
            delivery.acknowledge()
            line.pop(0)
        elif then == "reject":
            delivery.reject("no")
            self.fail_at(delivery.partition, line)
        elif then == "bury":
            delivery.reject("never", permanent=True)
            self.letters.append((delivery.partition, line.pop(0).number))
        else:
            self.held = delivery, line

    def set_back(self) -> None:
        """What was left unsettled counts as rejected."""
        if self.held:
            delivery, line = self.held
            self.held = None
            self.fail_at(delivery.partition, line)

    def fail_at(self, partition: int, line: list[Waiting]) -> None:
        """The head of a list has failed once more."""
        if line[0].tries == TRIES:
            self.letters.append((partition, line.pop(0).number))

    def rejoin(self) -> None:
        """A member's end gives back what it had in hand; its try counts where the broker can count it."""
        if self.held and self.held[1][0].tries == TRIES:  # else it dies at any moment when its turn comes
            self.held[0].acknowledge()
            self.held[1].pop(0)
        self.held = None
        self.consumer.close()
        for line in (*self.logs, *self.again):
            if line and not self.counts_tries:
                line[0].tries = 0
        self.consumer = self.broker.consume(self.topic, "billing")

    def redrive(self, all_: bool) -> None:
        """From the dead letters to the redriven ones."""
        letters = self.broker.dead_letters(self.topic, "billing")
        chosen = self.letters if all_ else self.letters[:1]
        same(self.broker.redrive(self.topic, "billing", None if all_ else letters[:1]), len(chosen),
             "how many were redriven")  # fmt: skip
        for partition, n in chosen:
            self.again[partition].append(Waiting(n))
        self.letters = self.letters[len(chosen) :]

    def discard(self) -> None:
        """The oldest dead letter was removed."""
        oldest = self.broker.dead_letters(self.topic, "billing")[0]
        same(self.broker.discard(self.topic, "billing", oldest), 1, "how many were discarded")
        self.letters.pop(0)

    def left(self) -> int:
        """How many messages are to be done."""
        return sum(map(len, (*self.logs, *self.again)))

    def compare(self) -> None:
        """Lag and dead letters, as the lists say."""
        same(self.broker.lag(self.topic, "billing"), self.left(), "the lag")
        found = self.broker.dead_letters(self.topic, "billing")
        same(letter_numbers(found), [n for _, n in self.letters], "the dead letters, oldest first")


def a_group_is_given_what_plain_lists_would_give_it(backend: BrokerBackend) -> None:
    """Made-up lives of a group: messages, settlements, members and dead letters in any order."""
    try:
        from hypothesis import HealthCheck, Phase, given, settings
    except ImportError:
        raise Lacking("hypothesis makes up the orders and is missing: pip install hypothesis") from None

    with backend.broker(backoff_s=0.0) as broker:

        @settings(max_examples=backend.examples, derandomize=True, deadline=None, database=None,
                  report_multiple_bugs=False, phases=[Phase.generate, Phase.shrink],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(_lives())
        def live(commands: list[Command]) -> None:
            model = Model(broker, backend.counts_tries)
            try:
                for command in commands:
                    model.obey(command)
                    model.compare()
            except AssertionError as difference:
                fail(f"after {commands}: {difference}")
            finally:
                model.consumer.close()

        live()


def _lives() -> SearchStrategy[list[Command]]:
    from hypothesis import strategies as st

    asking = st.builds(Next, st.sampled_from(SETTLINGS))
    commands: SearchStrategy[Command] = st.one_of(
        st.builds(Publish, st.sampled_from(KEYS)), asking, asking, asking, asking, st.builds(Rejoin),
        st.builds(Redrive, st.booleans()), st.builds(Discard),
    )  # fmt: skip
    return st.lists(commands, min_size=5, max_size=40)
