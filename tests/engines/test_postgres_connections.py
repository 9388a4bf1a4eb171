"""The store on PostgreSQL when the server is wrong, away, or goes away in the middle: nothing is lost."""

from __future__ import annotations

import _thread
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from psycopg.rows import tuple_row

from companion.engines import PostgresStore
from companion.events import BadInput, Closed, Event, VirtualClock
from companion.sourcing import ANY, NO_STREAM, CannotOpenStore, StoreError, StoreUnavailable

Open = Callable[..., PostgresStore]
Run = Callable[..., list[tuple[Any, ...]]]
PATIENCE_S = 300


class CoinLost(Event):
    amount_cents: int


def coins(*amounts: int) -> list[CoinLost]:
    return [CoinLost(amount_cents=amount) for amount in amounts]


class Line:
    """A line to the server that can be cut. `swallow` lets requests through and no answer back; `cut` ends
    all connections and takes no more; `mend` takes them again, at the same port.
    """

    def __init__(self, port: int) -> None:
        self._port, self._ends, self.requests = port, list[socket.socket](), 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._swallows = False
        self._serve()

    def _serve(self) -> None:
        Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                self._ends += (client, server)
                Thread(target=self._pump, args=(client, server, False), daemon=True).start()
                Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self._swallows:
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def swallow(self) -> None:
        self._swallows = True

    def cut(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        self._swallows = False
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._serve()


@pytest.fixture
def line(postgres_url: str) -> Iterator[Line]:
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(postgres_url)
    if parts.get("host") not in ("127.0.0.1", "localhost") or "port" not in parts:
        pytest.skip("the server is not on this machine, so no line can be laid to it")
    line = Line(int(str(parts["port"])))
    yield line
    line.cut()


@pytest.fixture
def far_store(postgres_url: str, postgres_schema: str, line: Line) -> Iterator[PostgresStore]:
    """A store at the other end of the line."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    url = make_conninfo(**{**conninfo_to_dict(postgres_url), "port": line.port})
    store = PostgresStore(url, schema=postgres_schema)
    yield store
    store.close()


def until(condition: Callable[[], object]) -> None:
    """Go on once something is so."""
    too_late = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < too_late, "it never came to pass"


def backends(run: Run, schema: str) -> list[int]:
    """The processes that serve the store's connections."""
    found = run("SELECT pid FROM pg_stat_activity WHERE application_name = %s", schema)
    return [pid for (pid,) in found]


def end(run: Run, pid: int) -> None:
    """End a server process, and see it gone."""
    run("SELECT pg_terminate_backend(%s, 60000)", pid)


# --- the wrong address --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@127.0.0.1:1/db",
        "postgresql://me:s3cret@no-such-host.invalid/db",
        "mysql://me:s3cret@127.0.0.1/db",
        "me:s3cret@127.0.0.1",
        "postgresql://me:s3cret@127.0.0.1:port/db",
        "postgresql://me:p@s3cret@127.0.0.1:1/db",
        "postgresql://me:p@w/s3cret@127.0.0.1:1/db",
        "postgresql://me:s3cret/x@127.0.0.1:1/db",
        "postgresql://me:1/s3cret@127.0.0.1:1/db",
        "postgresql://me:s3cret\0x@127.0.0.1:1/db",
        "postgresql://me:1\0s3cret@127.0.0.1:1/db",
        "host=127.0.0.1 port=1 user=me password=s3cret",
        "postgresql://me:s3cret\ud800@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?password=s3cret",
        "postgresql://127.0.0.1:1/db?passwort=s3cret",
    ],
)
def test_a_wrong_address_is_named_without_its_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _nobody_but_here(socket.getaddrinfo))
    with pytest.raises(StoreUnavailable) as caught:
        PostgresStore(url)
    assert not caught.value.unsure
    problem: BaseException | None = caught.value
    while problem is not None:
        assert "s3cret" not in f"{problem} {problem!r} {vars(problem)}"
        problem = problem.__cause__ or problem.__context__


def _nobody_but_here(real: Any) -> Any:
    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if str(host).replace(".", "").isdigit():
            return real(host, *args, **options)
        raise socket.gaierror(-2, "Name or service not known")

    return getaddrinfo


@pytest.mark.parametrize("url", [None, b"postgresql://me:s3cret@127.0.0.1/db", 5432])
def test_an_address_that_is_no_text_is_told_unseen(url: object) -> None:
    with pytest.raises(BadInput, match="url") as refused:
        PostgresStore(url)  # type: ignore[arg-type]
    assert "s3cret" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    "wrong", [{"password": "s3cret"}, {"dbname": "no_such_database"}, {"user": "no_such_user"}]
)
def test_a_login_that_is_refused_is_told_from_a_server_that_is_away(
    postgres_url: str, wrong: dict[str, str]
) -> None:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    right = conninfo_to_dict(postgres_url)
    if "password" in wrong and "password" not in right:
        pytest.skip("this server lets everybody in")
    with pytest.raises(CannotOpenStore) as caught:
        PostgresStore(make_conninfo(**{**right, **wrong}))
    told = f"{caught.value} {caught.value!r} {caught.value.__cause__}"
    assert "s3cret" not in told
    assert str(right.get("password", "s3cret")) not in told


def test_a_store_shows_where_it_is_without_the_password(postgres_url: str, postgres_open: Open) -> None:
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(postgres_url)
    shown = repr(postgres_open())
    assert f":{parts['port']}" in shown
    assert str(parts.get("password", "no password")) not in shown


# --- the server goes away -----------------------------------------------------------------------------


def test_connections_that_died_while_idle_are_replaced(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)
    with store.transaction():
        store.version("till-1")  # a second connection
    before = backends(postgres_run, postgres_schema)
    assert len(before) == 2
    for pid in before:
        end(postgres_run, pid)
    store.append("till-1", coins(2), expected=1)
    with store.transaction() as tx:
        tx.append("till-1", coins(3), expected=2)
    assert store.read_events("till-1") == tuple(coins(1, 2, 3))
    assert not set(before) & set(backends(postgres_run, postgres_schema))


def test_a_server_that_comes_back_is_used_by_the_next_call(far_store: PostgresStore, line: Line) -> None:
    far_store.append("till-1", coins(1), expected=NO_STREAM)
    line.cut()
    for call in (
        lambda: far_store.append("till-1", coins(2), expected=1),
        lambda: far_store.read("till-1"),
        lambda: far_store.wait(far_store.head(), 1),
        lambda: far_store.transaction().__enter__(),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            call()
        assert not caught.value.unsure
    line.mend()
    far_store.append("till-1", coins(2), expected=1)
    assert far_store.read_events("till-1") == tuple(coins(1, 2))


def test_an_append_whose_server_process_ends_while_it_waits_can_be_repeated(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store, other, caught = postgres_open(), postgres_open(), list[StoreUnavailable]()

    def append() -> None:
        try:
            other.append("till-1", coins(1), expected=ANY)
        except StoreUnavailable as problem:
            caught.append(problem)

    with store.transaction() as tx:
        tx.append("till-1", coins(0), expected=NO_STREAM)
        thread = Thread(target=append, daemon=True)
        thread.start()
        blocked = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        until(lambda: postgres_run(blocked))
        waiting = postgres_run(blocked)
        end(postgres_run, waiting[0][0])
        thread.join(PATIENCE_S)
    [problem] = caught
    stored = other.append("till-1", problem.envelopes, expected=1)
    assert [(each.id, each.version) for each in stored] == [(problem.envelopes[0].id, 2)]
    assert store.read_events("till-1") == tuple(coins(0, 1))


def test_an_append_whose_answer_is_lost_may_have_been_stored_and_is_repeated_once(
    far_store: PostgresStore, line: Line
) -> None:
    far_store.append("till-1", coins(1), expected=NO_STREAM)
    line.swallow()
    with pytest.raises(StoreUnavailable) as caught:
        far_store.append("till-1", coins(2, 3), expected=1, service="Till")
    assert caught.value.unsure
    line.cut()
    line.mend()
    again = far_store.append("till-1", caught.value.envelopes, expected=1)
    assert [each.version for each in again] == [2, 3]
    assert far_store.read("till-1", after=1) == again
    assert {each.service for each in again} == {"Till"}


def test_a_transaction_whose_server_process_ends_before_the_commit_did_nothing(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    with pytest.raises(StoreUnavailable), store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        [(pid,)] = tx.execute("SELECT pg_backend_pid()")
        end(postgres_run, pid)
    assert store.version("till-1") == 0


def test_a_transaction_whose_server_process_ends_in_its_middle_did_nothing(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    with pytest.raises(StoreUnavailable) as caught, store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        [(pid,)] = tx.execute("SELECT pg_backend_pid()")
        end(postgres_run, pid)
        with pytest.raises(StoreUnavailable):
            tx.append("till-1", coins(2), expected=1)
        tx.execute("SELECT 1")
    assert not caught.value.unsure
    assert store.version("till-1") == 0


def test_a_commit_whose_answer_is_lost_says_what_may_have_been_stored(
    far_store: PostgresStore, line: Line
) -> None:
    with pytest.raises(StoreUnavailable) as caught, far_store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        stored = tx.append("till-2", coins(2), expected=NO_STREAM)
        line.swallow()
    assert caught.value.unsure
    assert [each.stream for each in caught.value.envelopes] == ["till-1", "till-2"]
    line.cut()
    line.mend()
    assert far_store.read("till-2") == stored


def test_a_crash_before_or_after_an_append_stores_nothing_or_all(postgres_open: Open) -> None:
    class Crash(BaseException):
        pass

    clock = VirtualClock()
    store = postgres_open(clock=clock)

    def strike(at: str) -> Callable[[str], None]:
        def on_point(name: str) -> None:
            if name.startswith(at):
                raise Crash

        return on_point

    for at, version in (("before", 0), ("after", 1)):
        clock.on_point = strike(at)
        with pytest.raises(Crash):
            store.append("till-1", coins(1), expected=0)
        with pytest.raises(Crash), store.transaction() as tx:
            tx.append("till-2", coins(1), expected=0)
        assert (store.version("till-1"), store.version("till-2")) == (version, version)
    clock.on_point = None
    store.append("till-1", coins(2), expected=1)


def test_a_real_server_that_is_killed_is_unavailable() -> None:
    from companion.engines import EngineError
    from companion.engines.postgresql.start import POSTGRESQL

    try:
        server, url = POSTGRESQL.start()
    except EngineError as problem:
        pytest.skip(str(problem))
    try:
        store = PostgresStore(url)
        store.append("till-1", coins(1), expected=NO_STREAM)
        with pytest.raises(StoreUnavailable) as caught, store.transaction() as tx:
            tx.append("till-1", coins(2), expected=1)
            server.close()
            with pytest.raises(StoreUnavailable):
                tx.append("till-1", coins(3), expected=2)
        assert not caught.value.unsure
        with pytest.raises(StoreUnavailable) as caught:
            store.append("till-1", coins(2), expected=1)
        assert not caught.value.unsure
        store.close()
    finally:
        server.close()


# --- threads, processes, closing ----------------------------------------------------------------------


def test_threads_that_end_leave_no_connections_behind(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store = postgres_open()
    for turn in range(5):
        thread = Thread(target=store.append, args=("till-1", coins(turn)), kwargs={"expected": turn})
        thread.start()
        thread.join()
    assert store.version("till-1") == 5
    assert len(backends(postgres_run, postgres_schema)) == 1


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="no fork that is safe here")
def test_a_forked_child_is_refused_opens_the_store_anew_and_harms_nothing_of_its_parents(
    postgres_open: Open,
) -> None:
    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)

    def server() -> int:
        with store.transaction() as tx:
            return int(tx.execute("SELECT pg_backend_pid()")[0][0])

    mine = server()
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(BaseException):
            try:
                store.append("till-1", coins(2), expected=1)
            except StoreUnavailable:
                postgres_open().append("till-1", coins(2), expected=1)
                store.close()
                code = 0
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert server() == mine
    store.append("till-1", coins(3), expected=2)
    assert store.read_events("till-1") == tuple(coins(1, 2, 3))


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="no fork that is safe here")
def test_a_child_forked_inside_a_transaction_cannot_end_it(postgres_open: Open) -> None:
    store = postgres_open()
    with store.transaction() as tx:
        tx.append("till-1", coins(1), expected=NO_STREAM)
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                store.close()
            with suppress(BaseException):
                tx.append("till-1", coins(9), expected=1)
            os._exit(0)
        os.waitpid(child, 0)
        tx.append("till-1", coins(2), expected=1)
    assert store.read_events("till-1") == tuple(coins(1, 2))


@pytest.mark.parametrize("in_transaction", [False, True])
def test_an_append_that_is_stopped_while_it_waits_leaves_nothing_behind(
    postgres_open: Open, postgres_run: Run, in_transaction: bool
) -> None:
    store, other = postgres_open(), postgres_open()

    def stop() -> None:
        until(lambda: postgres_run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
        _thread.interrupt_main()

    with store.transaction() as tx:
        tx.append("till-1", coins(0), expected=NO_STREAM)
        Thread(target=stop, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            if in_transaction:
                with other.transaction() as waiting:
                    waiting.append("till-2", coins(1), expected=ANY)
                    waiting.append("till-1", coins(1), expected=ANY)
            else:
                other.append("till-1", coins(1), expected=ANY)
    assert [other.version(name) for name in ("till-1", "till-2")] == [1, 0]
    other.append("till-1", coins(2), expected=1)


@pytest.mark.parametrize("in_transaction", [False, True])
def test_an_append_that_is_stopped_while_its_answers_are_read_is_not_told_as_refused(
    postgres_open: Open, in_transaction: bool
) -> None:
    store, answers = postgres_open(), count()
    [lost] = postgres_open().append("till-1", coins(1), expected=NO_STREAM)

    def stopped(cursor: Any) -> Any:
        if next(answers) < in_transaction:  # the answer to BEGIN
            return tuple_row(cursor)
        raise KeyboardInterrupt

    [link] = store._log._idle
    link.row_factory = stopped
    with pytest.raises(KeyboardInterrupt):
        if in_transaction:
            with store.transaction() as tx:
                tx.append("till-1", coins(2), expected=ANY)
        else:
            store.append("till-1", [lost], expected=ANY)
    link.row_factory = tuple_row  # it is used again if all its answers had come
    store.append("till-1", coins(3), expected=1)


def test_what_goes_wrong_while_the_answers_to_an_append_are_read_is_told_as_itself(
    postgres_open: Open,
) -> None:
    store, answers = postgres_open(), count()

    def wrong(cursor: Any) -> Any:
        if next(answers) < 2:  # the answers to BEGIN and to the first statement
            return tuple_row(cursor)
        raise ConnectionResetError  # as the server's last words do that came before it was gone

    [link] = store._log._idle
    link.row_factory = wrong
    with pytest.raises(ConnectionResetError), store.transaction() as tx:
        tx.append("till-1", coins(1), expected=ANY)


def test_closing_ends_the_connections_and_refuses_every_call(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store = postgres_open()
    store.append("till-1", coins(1), expected=NO_STREAM)
    scan = postgres_open().scan()
    next(scan)
    scan.close()
    store.close()
    store.close()
    for call in (lambda: store.read("till-1"), store.head, lambda: store.append("t", coins(1), expected=ANY)):
        with pytest.raises(Closed):
            call()


def test_a_connection_in_use_is_closed_by_its_user(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store, inside, closed = postgres_open(), Signal(), Signal()

    def work() -> None:
        with store.transaction() as tx:
            tx.append("till-1", coins(1), expected=NO_STREAM)
            inside.set()
            closed.wait(PATIENCE_S)

    thread = Thread(target=work, daemon=True)
    thread.start()
    assert inside.wait(PATIENCE_S)
    store.close()
    closed.set()
    thread.join(PATIENCE_S)
    until(lambda: not backends(postgres_run, postgres_schema))
    assert postgres_run("SELECT count(*) FROM events") == [(1,)]


def test_every_error_of_the_server_is_an_error_of_the_store(postgres_open: Open, postgres_run: Run) -> None:
    store = postgres_open()
    postgres_run("ALTER TABLE events RENAME COLUMN version TO number")
    for call in (lambda: store.append("till-1", coins(1), expected=ANY), lambda: store.read("till-1")):
        with pytest.raises(StoreError) as caught:
            call()
        assert "version" in str(caught.value)
