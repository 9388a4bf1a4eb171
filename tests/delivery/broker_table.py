"""What each broker really promises, as data: one row for each question, one cell for each broker.

A cell names, beside its answer, the promise of `companion.testing.BROKER_PROMISES` that backs it: the tests
of each broker try it, and the table in CONTRIBUTING.md is rendered from here. "no" means that this broker
does without, and the suite skips that promise with the reason. Left out: speed, which benchmarks measure.
"""

from __future__ import annotations

from typing import Final, NamedTuple

BROKERS: Final = ("memory", "Redis Streams", "Kafka")


class Answer(NamedTuple):
    """What one broker does, and whether it keeps the promise of its row."""

    text: str
    kept: bool = True


class Row(NamedTuple):
    """One question, the promise that tries it, and the answers in the order of `BROKERS`."""

    question: str
    promise: str
    memory: Answer
    redis: Answer
    kafka: Answer

    @property
    def answers(self) -> tuple[Answer, ...]:
        """One for each of `BROKERS`."""
        return self.memory, self.redis, self.kafka


YES: Final = Answer("yes")

PROMISES: Final = (
    Row("order per key", "a group gets every message in the order of its partition", YES, YES, YES),
    Row(
        "the next message waits while one is tried again",
        "a rejected message holds its partition and no other", YES, YES, YES,
    ),
    Row(
        "redelivery after a rejection, backoff doubled",
        "a rejected message waits for its backoff which doubles", YES, YES, YES,
    ),
    Row(
        "a member that is silent loses its partition",
        "a member that was silent for a session has lost its partition",
        YES, Answer("yes, on the server's clock"), Answer("yes"),
    ),
    Row(
        "tries are counted across the death of a member",
        "tries go on counting when a member is gone",
        YES, YES, Answer("no: the next member begins at 1", False),
    ),
    Row(
        "dead letters, byte for byte",
        "a poison message becomes a dead letter byte for byte and the consumer goes on", YES, YES, YES,
    ),
    Row(
        "redriving reaches one group only",
        "a redriven message comes again to its group only", YES, YES, YES,
    ),
    Row(
        "replay: a new group reads from the beginning",
        "a new group reads what others have long acknowledged",
        YES,
        Answer("yes, until the stream is trimmed by hand"),
        Answer("yes, within the topic's retention; the mock keeps about 5 MB a partition"),
    ),
    Row(
        "durability: it is opened again",
        "a broker opened again has everything",
        Answer("no: it ends with its process", False),
        Answer("yes, as far as the server syncs its append-only file"),
        Answer("yes, on all copies in sync; the mock ends with its process"),
    ),
    Row(
        "members in other processes",
        "workers killed in the middle lose nothing",
        Answer("no: threads of one process", False),
        Answer("yes (fakeredis: threads only)"),
        YES,
    ),
    Row(
        "a member is killed (kill -9)",
        "what a killed member had in hand comes to another",
        Answer("no: it is the process", False),
        Answer("its message comes again after its session"),
        Answer("its message comes again after its session, as attempt 1"),
    ),
    Row(
        "a publisher is killed (kill -9)",
        "what was published survives kill 9",
        Answer("no: it is the process", False),
        Answer("what publish returned for is there"),
        Answer("what publish returned for is there"),
    ),
    Row(
        "members come and go",
        "members that come and go lose nothing and double nothing acknowledged", YES, YES, YES,
    ),
)  # fmt: skip


def table() -> str:
    """The table as Markdown, its columns in the order of `BROKERS`."""
    lines = ["| | " + " | ".join(BROKERS) + " |", "|---|" + "---|" * len(BROKERS)]
    lines += [
        f"| {row.question} | " + " | ".join(each.text for each in row.answers) + " |" for row in PROMISES
    ]
    return "\n".join(lines)
