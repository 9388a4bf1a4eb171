"""The least that can speak to a Redis: a socket, commands that were packed beforehand, replies that are read.

The limit of the benchmarks of read models. It makes no attempt at what a client is for: no retry, no pool, no
conversion of what comes back.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit


def packed(*words: object) -> bytes:
    """One command as Redis reads it."""
    parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    return b"".join((b"*%d\r\n" % len(parts), *(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)))


class RawRedis:
    """A connection to the Redis at `url`."""

    def __init__(self, url: str) -> None:
        import hiredis

        where = urlsplit(url)
        self._socket = socket.create_connection((where.hostname or "localhost", where.port or 6379))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = hiredis.Reader()
        if where.password:
            user = [unquote(where.username)] if where.username else []
            assert self.ask(packed("AUTH", *user, unquote(where.password))) == b"OK"

    def ask(self, command: bytes) -> Any:
        """The reply to one command."""
        self._socket.sendall(command)
        return self._reply()

    def ask_all(self, chunks: Iterable[tuple[bytes, int]]) -> list[Any]:
        """The replies to many commands: each chunk is sent at once, with how many commands it holds."""
        replies: list[Any] = []
        for data, count in chunks:
            self._socket.sendall(data)
            replies += [self._reply() for _ in range(count)]
        return replies

    def close(self) -> None:
        self._socket.close()

    def _reply(self) -> Any:
        reply = self._reader.gets()
        while reply is False:
            got = self._socket.recv(65536)
            if not got:
                raise ConnectionError("the server closed the connection")
            self._reader.feed(got)
            reply = self._reader.gets()
        if isinstance(reply, Exception):
            raise reply
        return reply
