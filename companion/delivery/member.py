"""A member of a group: the loop of asking, waiting and setting back that all brokers' consumers share.

A broker's own consumer derives from it and says how to take a message, how to wait, how to settle and how to
leave.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import TypeVar

from companion.events import Clock, VirtualClock

from .consumer import POLL_S, never
from .errors import BrokerClosed, DeliveryError, EndlessWait
from .messages import UNSETTLED, Delivery

M = TypeVar("M", bound="Member")


class Member:
    """What a consumer does whatever its broker. See `Consumer` in `broker.py`."""

    def __init__(
        self,
        clock: Clock,
        topic: str,
        group: str,
        member: str,
        wait_s: float | None,
        stop: Callable[[], bool],
    ) -> None:
        self.clock = clock
        self.topic = topic
        self.group = group
        self.member = member
        self._wait_s = wait_s
        self._stop = stop
        self._current: Delivery | None = None
        self._closed = False

    # --- what a broker's consumer says itself -----------------------------------------------------------

    def _take(self) -> Delivery | float | None:
        """A delivery; or the seconds until a message's backoff is over; or None: there is nothing at all."""
        raise NotImplementedError

    def _pause(self, seconds: float) -> None:
        """Wait at most that long, less when a message may have come."""
        self.clock.sleep(seconds)

    def _leave(self) -> None:
        """Give the partitions back."""
        raise NotImplementedError

    def acknowledge(self, delivery: Delivery) -> None:
        """Settle a delivery of this member; called by the delivery."""
        raise NotImplementedError

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """Set a delivery of this member back or aside; called by the delivery."""
        raise NotImplementedError

    # --- what all do ------------------------------------------------------------------------------------

    def receive(self, wait_s: float | None = 0.0) -> Delivery | None:
        """See `Consumer.receive`."""
        self._refuse_closed()
        self._set_back()
        until: datetime | None = None
        while not self._stop():
            found = self._take()
            if isinstance(found, Delivery):
                self._current = found
                return found
            now = self.clock.now()
            if found is not None:  # a backoff: it ends by itself, and the waiting for news begins after it
                self._pause(min(found, POLL_S))
                until = None
                continue
            if wait_s is None:
                self._refuse_endless()
                self._pause(POLL_S)
                continue
            until = until or now + timedelta(seconds=wait_s)
            if now >= until:
                return None
            self._pause(min((until - now).total_seconds(), POLL_S))
        return None

    def _set_back(self) -> None:
        """Reject what was left unsettled; whoever has lost its partition has nothing to set back."""
        current, self._current = self._current, None
        if current is not None and not current.settled:
            current.settled = "set back"
            with suppress(DeliveryError):  # partition lost or broker gone: it is delivered again either way
                self.reject(current, UNSETTLED, False)

    def close(self) -> None:
        """See `Consumer.close`."""
        if not self._closed:
            self._closed = True
            self._leave()

    def _refuse_endless(self) -> None:
        if self._stop is never and isinstance(self.clock, VirtualClock):
            what = f"The member {self.member!r} of {self.topic!r} with wait_s=None"
            raise EndlessWait(what, "Give a number of seconds, 0 to take what is there, or stop=….")

    def _refuse_closed(self) -> None:
        if self._closed:
            raise BrokerClosed(f"The consumer {self.member!r} of {self.topic!r}")

    def __iter__(self: M) -> M:
        return self

    def __next__(self) -> Delivery:
        if self._closed:
            raise StopIteration
        delivery = self.receive(self._wait_s)
        if delivery is None:
            self.close()
            raise StopIteration
        return delivery

    def __enter__(self: M) -> M:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = ", closed" if self._closed else ""
        return f"<{self.member} of group {self.group} on {self.topic}{state}>"
