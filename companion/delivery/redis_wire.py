"""One connection to a Redis: several commands in one round trip, and what goes wrong in this package's words.

A connection of its own, because optimistic locking lives on it: `WATCH` in one round trip makes the `EXEC` of
the next come to nothing when a watched key has changed. `generation` counts the connections, so that whoever
relies on a watch notices when it was lost with its connection. Nothing is sent twice by itself.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from threading import RLock
from typing import Any, Final
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from companion.events import Clock, SystemClock

from .errors import BadBrokerURL, BrokerUnavailable

Command = tuple[Any, ...]
CONNECT_S: Final = 10.0
ANSWER_S: Final = 30.0
# What is no fault of the server's: the group is there already; the group, or its stream, is not there.
_EXPECTED = ("BUSYGROUP", "NOGROUP", "no such key")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WatchLost(Exception):
    """The connection on which keys were watched is gone, and with it the watch."""


class Wire:
    """A connection made from the settings of `pool` when first needed, and again after it was lost. Safe to
    use from several threads and after a fork; each `ask` has it to itself.
    """

    def __init__(self, pool: Any, place: str, clock: Clock) -> None:
        self.generation = 0
        self._pool, self._place, self._clock = pool, place, clock
        self._link: Any = None
        self._pid = os.getpid()
        self._lock = RLock()
        self._ahead_ms = 0

    def ask(self, *commands: Command, changes: bool = False, on: int | None = None) -> list[Any]:
        """The replies to `commands`, one round trip. Raises `BrokerUnavailable`, unsure if `changes` says
        that they were to change something and may have; `WatchLost`, and nothing was sent, when `on` is not
        the number of the connection there is now.
        """
        with self._lock:
            link = self._connected()
            if on is not None and on != self.generation:
                raise WatchLost
            try:
                link.send_packed_command(link.pack_commands(commands))
                replies = [_reply(link) for _ in commands]
            except (redis.RedisError, OSError) as problem:
                self._drop()
                raise BrokerUnavailable(self._place, _said(problem), changes) from None
            except BaseException:  # an answer may be half read
                self._drop()
                raise
        for reply in replies:
            self._refuse(reply)
        return replies

    def now_ms(self) -> int:
        """The time that all members share: the server's, or a virtual clock's. Milliseconds since 1970."""
        return _ms(self._clock) + self._ahead_ms

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._drop()

    def _connected(self) -> Any:
        if self._pid != os.getpid():  # a forked child: the connection is its parent's
            self._link, self._pid = None, os.getpid()
        if self._link is not None and self._is_over():
            self._drop()
        if self._link is None:
            self._connect()
        return self._link

    def _connect(self) -> None:
        settings = dict(self._pool.connection_kwargs) | {
            "decode_responses": False,
            "retry": Retry(NoBackoff(), 0),
        }
        for name, seconds in (("socket_connect_timeout", CONNECT_S), ("socket_timeout", ANSWER_S)):
            if settings.get(name) is None:
                settings[name] = seconds
        try:
            link = self._pool.connection_class(**settings)
            link.connect()
            link.send_command("TIME")
            seconds, micros = map(int, link.read_response())
        except (redis.RedisError, OSError) as problem:
            raise BrokerUnavailable(self._place, _said(problem)) from None
        except TypeError as problem:  # a parameter in the URL that no connection has
            raise BadBrokerURL(self._place, str(problem)) from None
        if isinstance(self._clock, SystemClock):
            self._ahead_ms = seconds * 1000 + micros // 1000 - _ms(self._clock)
        self._link = link
        self.generation += 1

    def _is_over(self) -> bool:
        """Whether the other side has hung up, or something is left over that nobody asked for."""
        try:
            return bool(self._link.can_read(timeout=0))
        except (redis.RedisError, OSError):
            return True

    def _drop(self) -> None:
        if self._link is not None:
            self._link.disconnect()
        self._link = None

    def _refuse(self, reply: Any) -> None:
        """Raise for an error that the server gave as its answer: it did nothing of what was asked, but the
        rest of a transaction.
        """
        inside = isinstance(reply, list)
        for each in reply if inside else [reply]:
            if isinstance(each, redis.ResponseError) and not any(e in str(each) for e in _EXPECTED):
                raise BrokerUnavailable(self._place, str(each), unsure=inside)


def pool_of(url: str) -> Any:
    """Settings for connections to `url`. Raises `BadBrokerURL`, which never shows the password."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port or True)
        pool = redis.ConnectionPool.from_url(url) if known and "@" not in parts.path else None
    except ValueError:
        pool = None
    if pool is None:
        shown = f"{url.partition('://')[0][:20]}://..." if "://" in url else "What was given"
        reason = "write redis://user:password@host:6379/0, each @ : / # of a password as %40 %3A %2F %23"
        raise BadBrokerURL(shown, reason) from None
    return pool


def place_of(pool: Any) -> str:
    """Where connections lead, without user and password."""
    settings = pool.connection_kwargs
    if _is_fake(pool):
        return "The Redis in this process"
    where = settings.get("path") or f"{settings.get('host', 'localhost')}:{settings.get('port', 6379)}"
    return f"redis://{where}/{settings.get('db') or 0}"


def can_block(pool: Any) -> bool:
    """Whether a command may wait on the server: fakeredis cannot be relied on for that."""
    return not _is_fake(pool)


def _is_fake(pool: Any) -> bool:
    return bool(pool.connection_class.__module__.partition(".")[0] == "fakeredis")


def _reply(link: Any) -> Any:
    try:
        return link.read_response()
    except redis.ResponseError as problem:
        return problem


def _said(problem: BaseException) -> str:
    lines = str(problem).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(problem).__name__


def _ms(clock: Clock) -> int:
    return int((clock.now() - _EPOCH).total_seconds() * 1000)
