"""Commits of one member, each of which can be given up.

While its cluster is away librdkafka sends a commit again and again, without a limit: who calls `commit` waits
until the cluster is back. So a thread of its own calls it, and the member waits for that thread for a limited
time. A consumer does one thing at a time: whatever else it is asked waits behind a commit, and a commit of
the thread behind a poll. Inside a poll, in its callbacks, only the polling thread can commit.
"""

from __future__ import annotations

import weakref
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, TopicPartition

NO_ANSWER: Final = KafkaError(KafkaError._TIMED_OUT, "a commit still waits for its answer")

_kept: Final[list[Any]] = []  # consumers whose commit still waits: freeing one would wait too


def commit(consumer: Any, place: TopicPartition) -> Any:
    """Commit an offset in this thread. The error, or None."""
    try:
        return consumer.commit(offsets=[place], asynchronous=False)[0].error
    except KafkaException as problem:
        return problem.args[0]


class Commits:
    """Commits offsets for `consumer`, and waits at most `limit_s` seconds for each."""

    def __init__(self, consumer: Any, limit_s: float) -> None:
        self._consumer, self._limit_s = consumer, limit_s
        self._asked: SimpleQueue[Any] = SimpleQueue()
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._is_late = False  # a commit was given up, and its answer is still to come
        # The thread keeps neither this object nor the consumer alive: a member nobody keeps leaves its group.
        weakref.finalize(self, self._asked.put, None)
        Thread(target=_work, args=(self._asked, self._answers), name="commits", daemon=True).start()

    def commit(self, place: TopicPartition) -> Any:
        """The error, or None."""
        if self.is_waiting():
            return NO_ANSWER
        self._asked.put((self._consumer, place))
        try:
            return self._answers.get(timeout=self._limit_s)
        except BaseException as stop:  # too late, or somebody pressed stop
            self._is_late = True
            _kept.append(self._consumer)
            if isinstance(stop, Empty):
                return NO_ANSWER
            raise

    def is_waiting(self) -> bool:
        """Whether a commit that was given up still has no answer; gives it a second more."""
        if self._is_late:
            with suppress(Empty):
                self._answers.get(timeout=1.0)
                self._is_late = False
                _kept.remove(self._consumer)
        return self._is_late

    def close(self) -> None:
        """End the thread."""
        self._asked.put(None)


def _work(asked: SimpleQueue[Any], answers: SimpleQueue[Any]) -> None:
    while (question := asked.get()) is not None:
        answers.put(commit(*question))
        del question  # the consumer is not kept alive
