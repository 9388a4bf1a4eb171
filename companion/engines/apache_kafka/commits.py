"""Commits of one member, each of which can be given up.

While its cluster is away librdkafka sends a commit again and again, without a limit: who calls `commit` waits
until the cluster is back. So a thread of its own calls it, and the member waits for that thread for a limited
time. A consumer does one thing at a time: whatever else it is asked waits behind a commit, and a commit of
the thread behind a poll. Inside a poll, in its callbacks, only the polling thread can commit.
"""

from __future__ import annotations

import weakref
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, TopicPartition

NO_ANSWER: Final = KafkaError(KafkaError._TIMED_OUT, "a commit still waits for its answer")

_kept: Final[list[Any]] = []  # consumers whose commit was given up: freeing one would wait too


def commit(consumer: Any, place: TopicPartition) -> Any:
    """Commit an offset in this thread. The error, or None."""
    try:
        return consumer.commit(offsets=[place], asynchronous=False)[0].error
    except KafkaException as problem:
        return problem.args[0]


class Asked:
    """One commit that a thread was asked for. `is_answered`, then `answer`: the error, or None."""

    def __init__(self, consumer: Any, place: TopicPartition) -> None:
        self.consumer, self.place = consumer, place
        self.is_answered, self.answer = False, None
        self._answering = Lock()
        self._answering.acquire()

    def wait(self, limit_s: float) -> bool:
        """Whether it is answered, at the latest `limit_s` seconds from now."""
        if not self.is_answered:
            self._answering.acquire(timeout=limit_s)
        return self.is_answered

    def go(self) -> None:
        """Commit, in this thread."""
        self.answer = commit(self.consumer, self.place)
        self.is_answered = True
        self._answering.release()


class Commits:
    """Commits offsets for `consumer`, and waits at most `limit_s` seconds for each."""

    def __init__(self, consumer: Any, limit_s: float) -> None:
        self._consumer, self._limit_s = consumer, limit_s
        self._queue: SimpleQueue[Asked | None] = SimpleQueue()
        self._open: Asked | None = None  # without an answer: given up, or somebody pressed stop
        # The thread keeps neither this object nor the consumer alive: a member nobody keeps leaves its group.
        weakref.finalize(self, self._queue.put, None)
        Thread(target=_work, args=(self._queue,), name="commits", daemon=True).start()

    def commit(self, place: TopicPartition) -> Any:
        """The error, or None."""
        if self.is_waiting():
            return NO_ANSWER
        self._open = asked = Asked(self._consumer, place)
        self._queue.put(asked)
        try:
            asked.wait(self._limit_s)
        finally:
            if not asked.is_answered:
                _kept.append(self._consumer)
        return NO_ANSWER if self.is_waiting(0) else asked.answer

    def is_waiting(self, limit_s: float = 1.0) -> bool:
        """Whether a commit that was given up still has no answer; waits a second for it."""
        if self._open is not None and self._open.wait(limit_s):
            self._open = None
        return self._open is not None

    def close(self) -> None:
        """End the thread."""
        self._queue.put(None)


def _work(queue: SimpleQueue[Asked | None]) -> None:
    while (asked := queue.get()) is not None:
        asked.go()
        del asked  # the consumer is not kept alive
