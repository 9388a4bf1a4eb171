"""What a member of a Kafka group has in hand: a lane for each of its partitions, filled ahead of need.

Pure bookkeeping, used under the reading's lock. A rejected message stays at the head of its lane until its
backoff is over; so nothing is sought back, and the other lanes go on.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import NamedTuple

from .messages import Message

# Messages of a partition fetched ahead: at which to stop, and to go on. Stopping throws away what the client
# library has fetched beyond them, so it must be rare.
FULL, LOW = 1_000, 250


class Found(NamedTuple):
    """A message as Kafka gave it: where it stands, and what it is."""

    topic: str
    offset: int
    message: Message


class Head:
    """The message a lane is at: `tries` counts how often it was handed out; `due` is when it may be again."""

    def __init__(self, found: Found, redriven: bool) -> None:
        self.found = found
        self.redriven = redriven
        self.tries = 0
        self.due: datetime | None = None
        self.reason = ""


class Queue:
    """The messages of one partition of one topic that were fetched and not yet dealt with.

    `next` is the offset to be fetched next, None before the cluster gave any; `paused` says that it is asked
    for no more at the moment.
    """

    def __init__(self) -> None:
        self.messages: deque[Found] = deque()
        self.next: int | None = None
        self.paused = False

    def add(self, found: Found) -> None:
        """Take what was fetched, unless it is here already."""
        if self.next is None or found.offset >= self.next:
            self.messages.append(found)
            self.next = found.offset + 1

    def reached(self, offset: int) -> None:
        """There is nothing before `offset` any more."""
        if self.next is None or offset > self.next:
            self.next = offset


class Lane:
    """One partition that the member has: the messages of the topic, and those redriven to the group."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.main = Queue()
        self.again = Queue()
        self._head: Head | None = None

    def head(self) -> Head | None:
        """The message to deliver next: a redriven one before the log's, but never in place of one begun."""
        if self._head is None or not (self._head.tries or self._head.redriven):
            if self.again.messages:
                self._head = Head(self.again.messages[0], True)
            elif self._head is None and self.main.messages:
                self._head = Head(self.main.messages[0], False)
        return self._head

    def go_on(self) -> None:
        """The head is dealt with."""
        if self._head is not None:
            queue = self.again if self._head.redriven else self.main
            queue.messages.popleft()
        self._head = None
