"""A vault in a file: it survives what a file must survive, and a shredded key is not in it any more."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, date, datetime

import pytest

from companion.events import BadInput, Closed, VirtualClock
from companion.sourcing import (
    CannotOpenStore,
    Shredded,
    SQLiteVault,
    StoreDamaged,
    TransactionConflict,
    vault_sqlite,
)

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
CHILD_S = 300


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.db"


@pytest.fixture
def vault(path):
    made = SQLiteVault(path, clock=VirtualClock(start=NOON))
    yield made
    made.close()


def child(code, *arguments):
    """A Python process that runs `code` with `vault` open on its first argument."""
    start = "import sys\nfrom companion.sourcing import SQLiteVault\nvault = SQLiteVault(sys.argv[1])\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + textwrap.dedent(code), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def files(path):
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_everything_survives_a_restart(path, vault):
    ada, bob = vault.seal("p-1", "Ada"), vault.seal("p-2", "Bob")
    vault.retain("p-1", date(2031, 1, 1))
    vault.request("p-1")
    vault.shred("p-2")
    entries = vault._keys.entries()
    vault.close()
    again = SQLiteVault(path)
    assert again.open(ada) == "Ada"
    assert again._keys.entries() == entries
    with pytest.raises(Shredded) as caught:
        again.open(bob)
    assert caught.value.at == NOON
    again.close()


def test_a_shredded_key_is_nowhere_in_the_files(path, vault):
    people = [f"p-{number}" for number in range(120)]  # several pages
    for person in people:
        vault.seal(person, "x")
    keys = {person: entry.key for person, entry in vault._keys.entries().items()}
    assert all(key in files(path) for key in keys.values())
    gone = people[::3]
    for person in gone:
        vault.shred(person)
    assert [person for person in people if keys[person] not in files(path)] == gone
    vault.close()
    assert [person for person in people if keys[person] not in files(path)] == gone


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
def test_the_file_is_for_its_owners_eyes_only(path, vault):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_another_process_shreds_is_gone_at_once(path, vault):
    sealed = vault.seal("p-1", "Ada")
    assert child('vault.shred("p-1")', path).wait(CHILD_S) == 0
    with pytest.raises(Shredded):
        vault.open(sealed)


def test_processes_that_make_a_key_at_once_agree_on_one(path):
    code = """
    print("ready", flush=True)
    sys.stdin.readline()
    vault.seal("p-1", "Ada")
    print(vault.entry("p-1").key.hex(), flush=True)
    """
    SQLiteVault(path).close()
    children = [child(code, path) for _ in range(3)]
    for each in children:
        assert each.stdout.readline() == "ready\n"
    for each in children:
        each.stdin.write("go\n")
        each.stdin.flush()
    keys = {each.communicate(timeout=CHILD_S)[0] for each in children}
    assert len(keys) == 1 and len(keys.pop().strip()) == 64


def test_threads_that_make_a_key_at_once_agree_on_one(vault):
    sealed, barrier = [], threading.Barrier(4)

    def seal():
        barrier.wait()
        sealed.append(vault.seal("p-1", "Ada"))

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault.open(each) for each in sealed] == ["Ada"] * 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_what_was_sealed_before_a_kill_can_be_opened_after_it(path):
    code = """
    for number in range(10_000):
        vault.seal(f"p-{number}", "x")
        print(number, flush=True)
    """
    writer = child(code, path)
    for _ in range(20):
        last = int(writer.stdout.readline())
    writer.kill()
    rest, _ = writer.communicate(timeout=CHILD_S)
    last = max([last, *(int(line) for line in rest.split("\n")[:-1])])
    vault = SQLiteVault(path)
    assert [number for number in range(last + 1) if vault.entry(f"p-{number}").key is None] == []
    vault.seal("p-new", "x")
    vault.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_kill_in_the_middle_of_shredding_leaves_the_key_or_no_trace_of_it(path):
    vault = SQLiteVault(path)
    sealed = vault.seal("p-1", "Ada")
    key = vault.entry("p-1").key
    vault.close()
    code = """
    from companion.sourcing import vault_sqlite
    real = vault_sqlite._text
    def stop(moment):  # the key is zeros already, the row not yet written, nothing committed
        print("in the middle", flush=True)
        sys.stdin.readline()
    vault_sqlite._text = stop
    vault.shred("p-1")
    """
    writer = child(code, path)
    assert writer.stdout.readline() == "in the middle\n"
    writer.kill()
    writer.communicate(timeout=CHILD_S)
    again = SQLiteVault(path)
    assert again.open(sealed) == "Ada"
    again.shred("p-1")
    again.close()
    assert key not in files(path)


def test_a_closed_vault_is_refused_and_may_be_closed_again(vault):
    vault.close()
    vault.close()
    with pytest.raises(Closed):
        vault.seal("p-1", "Ada")


def test_a_database_of_another_program_is_left_as_it_is(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(CannotOpenStore, match="recipes"):
        SQLiteVault(path)
    assert path.read_bytes() == before


def test_an_event_store_is_no_vault_and_no_vault_an_event_store(tmp_path, path, vault):
    from companion.sourcing import SQLiteStore

    SQLiteStore(tmp_path / "events.db").close()
    with pytest.raises(CannotOpenStore):
        SQLiteVault(tmp_path / "events.db")
    vault.close()
    with pytest.raises(CannotOpenStore):
        SQLiteStore(path)


def test_a_file_of_a_newer_version_is_refused(path, vault):
    vault.close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(CannotOpenStore) as caught:
        SQLiteVault(path)
    assert "schema 99," in caught.value.reason and f"up to {vault_sqlite.SCHEMA};" in caught.value.reason


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path):
    path.write_bytes(b"my diary " * 500)
    with pytest.raises(CannotOpenStore):
        SQLiteVault(path)
    assert path.read_bytes() == b"my diary " * 500


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CannotOpenStore):
        SQLiteVault(tmp_path / "nowhere" / "keys.db")


def test_whoever_holds_the_file_too_long_is_said(path, vault, monkeypatch):
    monkeypatch.setattr(vault_sqlite, "WAIT_S", 0.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = None
    with pytest.raises(TransactionConflict):
        impatient = SQLiteVault(path)
    assert impatient is None
    other.execute("ROLLBACK")
    other.close()
    vault.seal("p-1", "Ada")


def test_a_refused_change_changes_nothing(vault):
    with pytest.raises(BadInput):
        vault.shred("p-1")
    assert vault._keys.entries() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows replaces no file that is open")
@pytest.mark.parametrize("how", ["restored from a copy", "moved", "deleted"])
def test_a_vault_whose_file_is_another_one_now_opens_nothing_from_the_one_it_had(path, vault, how):
    """A key that is shredded in the new file is gone at once, also for whoever has the old one open."""
    sealed = vault.seal("p-1", "Ada")
    if how == "restored from a copy":
        copy = path.with_suffix(".copy")
        shutil.copy(path, copy)
        os.replace(copy, path)
        other = SQLiteVault(path)
        other.shred("p-1")
        other.close()
    elif how == "moved":
        path.rename(path.with_suffix(".moved"))
    else:
        path.unlink()
    for ask in (lambda: vault.open(sealed), lambda: vault.seal("p-2", "Bob"), lambda: vault.shred("p-1")):
        with pytest.raises(StoreDamaged, match="deleted or replaced"):
            ask()


@pytest.mark.parametrize(
    ("column", "value"),
    [("key", b"short"), ("key", "text"), ("retain_until", "never"), ("requested", b"\xff"), ("shredded", 5)],
)
def test_an_entry_that_was_edited_into_none_is_damage(path, vault, column, value):
    sealed = vault.seal("p-1", "Ada")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"UPDATE people SET {column} = ?", (value,))
    other.close()
    for ask in (
        lambda: vault.open(sealed),
        lambda: vault.seal("p-1", "Bob"),
        lambda: vault.entry("p-1"),
        lambda: vault.request("p-1"),
        vault.shred_due,
    ):
        with pytest.raises(StoreDamaged, match="p-1"):
            ask()


class Stopped:
    """A connection on which Ctrl-C is pressed as soon as one statement has run."""

    def __init__(self, db, statement):
        self._db, self._statement = db, statement

    def __getattr__(self, name):
        return getattr(self._db, name)

    def execute(self, sql, *values):
        done = self._db.execute(sql, *values)
        if sql == self._statement:
            self._statement = None
            raise KeyboardInterrupt
        return done


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"])
def test_a_vault_that_was_stopped_in_the_middle_of_a_change_goes_on_and_holds_up_nobody(
    path, vault, statement
):
    vault._file._db = Stopped(vault._file._db, statement)
    with pytest.raises(KeyboardInterrupt):
        vault.shred("p-1") if statement == "ROLLBACK" else vault.seal("p-1", "Ada")
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()
    assert vault.open(vault.seal("p-1", "Ada")) == "Ada"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_child_forked_while_another_thread_is_in_the_vault_is_told_and_does_not_wait(vault):
    """The lock of that thread is held in the child for ever."""
    read, write = os.pipe()
    with vault._file._lock:
        child = os.fork()
        if not child:
            said = "it raised nothing"
            signal.alarm(CHILD_S)
            try:
                vault.seal("p-1", "Ada")
            except Exception as problem:
                said = f"{type(problem).__name__}: {problem}"
            finally:
                vault.close()
                os.write(write, said.encode())
                os._exit(0)
    os.close(write)
    with open(read, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    assert "CannotOpenStore" in said
    assert "forked" in said
    assert vault.open(vault.seal("p-1", "Ada")) == "Ada"
