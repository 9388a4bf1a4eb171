"""Several statements in one round trip: all are sent at once, the answers come together.

They are one transaction, unless one is open already. psycopg's own pipeline does the same with more care for
all that can be sent through it, and takes longer than the server needs for an append; so this speaks libpq's
pipeline mode directly. Values go out as bytes in PostgreSQL's binary form.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from psycopg import Error, pq
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait

from .postgres_wire import Link, Value, value

_BINARY = pq.Format.BINARY
_GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


Step = tuple[str, Sequence[Value]]  # a statement and its values


class RoundTrip:
    """Steps to send together. `answers` are those of the steps that were carried out, also when `send`
    raised.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self.answers: list[PGresult] = []
        self._problem: Error | None = None

    def send(self, link: Link) -> None:
        """Raises the psycopg error of the first step that failed; then none of them changed anything."""
        server, link.asked_at = link.pgconn, time.monotonic()
        new: dict[str, bytes] = {}
        waiting: deque[str] = deque()  # for each answer to come: the statement it prepares, or none
        server.enter_pipeline_mode()
        for text, values in self._steps:
            name = link.prepared.get(text) or new.get(text)
            if name is None:
                name = new[text] = b"companion_%d" % (len(link.prepared) + len(new))
                server.send_prepare(name, text.encode(), [each.type for each in values])
                waiting.append(text)
            data = [each.data for each in values]
            server.send_query_prepared(name, data, [_BINARY] * len(values), _BINARY)
            waiting.append("")
        server.pipeline_sync()
        try:
            link.wait(self._received(link, waiting, new))
        except Error as problem:  # the line is dead; what the server said before counts more
            raise self._problem or problem from None
        server.exit_pipeline_mode()
        if self._problem is not None:
            raise self._problem

    def rows(self, link: Link, step: int) -> list[tuple[Any, ...]]:
        """The rows of the answer to a step, counted from 0; none where it has no columns."""
        answer = self.answers[step]
        if not answer.nfields:
            return []
        loading = Transformer(link)
        loading.set_pgresult(answer)
        return loading.load_rows(0, answer.ntuples, tuple)

    def _received(self, link: Link, waiting: deque[str], new: dict[str, bytes]) -> PQGen[None]:
        server = link.pgconn
        while server.flush():
            if (yield Wait.RW) & Ready.R:  # a server that cannot write does not read
                server.consume_input()
        while True:
            while not server.is_busy():
                answer = server.get_result()
                if answer is None:  # between the answers of two steps
                    continue
                if answer.status == pq.ExecStatus.PIPELINE_SYNC:
                    return
                # What comes after the last step is said at the commit.
                self._note(link, answer, waiting.popleft() if waiting else "", new)
            yield Wait.R
            server.consume_input()

    def _note(self, link: Link, answer: PGresult, prepares: str, new: dict[str, bytes]) -> None:
        if answer.status in _GOOD:
            if prepares:
                link.prepared[prepares] = new[prepares]
            else:
                self.answers.append(answer)
        elif answer.status == pq.ExecStatus.FATAL_ERROR and self._problem is None:
            self._problem = error_from_result(answer, link.info.encoding)


def rows_of(link: Link, text: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one statement; none for a write without RETURNING."""
    trip = RoundTrip([(text, [value(each) for each in values])])
    trip.send(link)
    return trip.rows(link, 0)
