"""Connections of one store: as many as are used at once, none by two at a time, none over a fork.

Whoever needs one borrows it; the idle ones are kept for the next. One that died while it was idle (the server
was restarted) is noticed before anything is sent, and replaced; so only a server that goes away in the middle
of a call makes the call fail.
"""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import pq

from .errors import StoreClosed, StoreError
from .postgres_errors import place_of, translated, unreachable
from .postgres_wire import Link, teach

_CONNECT_S = 10  # how long a server may take to answer at first, unless the URL says otherwise


class Connections:
    """Lends connections to the database at `url`. `place` is that URL without a password.

    `prepare` is called with each new connection; what it raises, the borrower gets.
    """

    def __init__(self, url: str, prepare: Callable[[Link], None]) -> None:
        self.place = place_of(url)
        self._url, self._prepare = url, prepare
        self._idle: deque[Link] = deque()
        self._foreign: list[Link] = []  # a parent's: closing them here would end them there
        self._process = os.getpid()
        self._closed = False

    @contextmanager
    def borrowed(self) -> Iterator[Link]:
        """A connection for the block, outside of any transaction; what psycopg raises is translated."""
        link = self.take()
        try:
            yield link
        except psycopg.Error as problem:
            raise translated(problem, self.place, link) from problem
        finally:
            self.give_back(link)

    def take(self) -> Link:
        """A connection that was alive a moment ago. Raises `StoreClosed`, `StoreUnavailable`,
        `LoginRefused`.
        """
        self._leave_parents()
        while not self._closed:
            try:
                link = self._idle.pop()
            except IndexError:
                return self._connected()
            if is_alive(link):
                return link
            link.close()
        raise StoreClosed

    def give_back(self, link: Link) -> None:
        """Keep a connection for the next, unless something is left undone on it."""
        if link.process != os.getpid():
            self._foreign.append(link)
        elif is_free(link):
            self._idle.append(link)
            if self._closed:  # perhaps only a moment ago
                self.close()
        else:
            link.close()

    def close(self) -> None:
        """Close the idle connections; those in use are closed by whoever gives them back."""
        self._closed = True
        self._leave_parents()
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def _connected(self) -> Link:
        link = self._reached()
        if isinstance(link, StoreError):
            raise link  # here, so that psycopg's error, which knows the password, does not come along
        try:
            teach(link)
            self._prepare(link)
        except psycopg.Error as problem:
            told = translated(problem, self.place, link)  # before the link is closed by us
            link.close()
            raise told from problem
        except BaseException:
            link.close()
            raise
        return link

    def _reached(self) -> Link | StoreError:
        try:
            return Link.connect(self._url, autocommit=True, **self._defaults())
        except psycopg.Error as problem:
            return unreachable(problem, self._url)

    def _defaults(self) -> dict[str, Any]:
        given = psycopg.conninfo.conninfo_to_dict(self._url)
        ours = {
            "connect_timeout": str(_CONNECT_S),
            "application_name": "companion",
            "client_encoding": "UTF8",
        }
        return {name: value for name, value in ours.items() if name not in given}

    def _leave_parents(self) -> None:
        if self._process != os.getpid():
            self._foreign += self._idle
            self._idle, self._process = deque(), os.getpid()


def is_free(link: Link) -> bool:
    """Whether nothing is left undone on a connection: no transaction is open, no answer outstanding."""
    server = link.pgconn
    return (
        server.transaction_status == pq.TransactionStatus.IDLE
        and server.pipeline_status == pq.PipelineStatus.OFF
    )


def is_alive(link: Link) -> bool:
    """Whether the server had not hung up before this moment. Asks the operating system, not the server."""
    try:
        for _ in range(100):
            if not _has_news(link.fileno()):
                return not link.closed
            link.pgconn.consume_input()
    except psycopg.Error:
        pass
    return False


def _has_news(socket: int) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(socket, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([socket], [], [], 0)[0])
