"""Files that are not, or no longer, a store."""

import os
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion import Event
from companion.sourcing import (
    ANY,
    CannotOpenStore,
    SQLiteStore,
    StoreDamaged,
    UnreadableEvent,
)

PAGE = 4096


class CrateWeighed(Event):
    label: str


def filled(path: Path, streams: int = 40) -> None:
    """A store of a few dozen pages, all in the main file."""
    store = SQLiteStore(path)
    for stream in range(streams):
        crates = [CrateWeighed(label=f"{stream}/{number} " + "x" * 200) for number in range(20)]
        store.append(f"crates-{stream:02}", crates, expected=0)
    store.close()


def altered(path: Path, at: int, data: bytes) -> bytes:
    """Overwrite a part of a file; returns all of it as it is then."""
    whole = bytearray(path.read_bytes())
    whole[at : at + len(data)] = data
    path.write_bytes(whole)
    return bytes(whole)


def said_without_rights(folder: Path, attempt: Callable[[Path], object]) -> str:
    """What `attempt` raises where this user, be it root, may read and not write; tried in a child process.

    A change of user interrupts every thread of a process, and librdkafka's cluster, which other tests of this
    process share, ends when its thread is interrupted.
    """
    folder.chmod(0o555)
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads
        child = os.fork()
    if not child:
        said = "it raised nothing"
        try:
            if os.geteuid() == 0:
                os.seteuid(65534)
            attempt(folder)
        except Exception as problem:
            said = f"{type(problem).__name__}: {problem}"
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    with open(read, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    folder.chmod(0o755)
    return said


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that everybody may look into, with a store in it that nobody may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled(folder / "there.db", 1)
        (folder / "there.db").chmod(0o444)
        yield folder


# --- not a store --------------------------------------------------------------------------------------


def test_a_text_file_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk.\n" * 1000)
    with pytest.raises(CannotOpenStore) as refused:
        SQLiteStore(path)
    assert refused.value.place == str(path)
    assert "a file of another kind" in refused.value.reason
    assert path.read_text() == "Buy milk.\n" * 1000
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_the_database_of_another_program_is_refused_by_the_names_of_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    con = sqlite3.connect(path)
    con.execute("CREATE TABLE bookmarks (url TEXT)")
    con.execute("CREATE TABLE events (what TEXT)")
    con.close()
    before = path.read_bytes()
    with pytest.raises(CannotOpenStore) as refused:
        SQLiteStore(path)
    assert "bookmarks, events" in refused.value.reason
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["bookmarks.db"]


def test_a_database_with_the_mark_of_another_program_is_refused_though_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    con = sqlite3.connect(path)
    con.execute("PRAGMA application_id = 0x47504B47")
    con.close()
    with pytest.raises(CannotOpenStore):
        SQLiteStore(path)


@pytest.mark.parametrize("empty", ["no byte", "no table"])
def test_an_empty_file_becomes_a_store(tmp_path: Path, empty: str) -> None:
    path = tmp_path / "new.db"
    path.touch()
    if empty == "no table":
        con = sqlite3.connect(path)
        con.execute("PRAGMA user_version = 0")
        con.execute("VACUUM")
        con.close()
        assert path.read_bytes().startswith(b"SQLite format 3")
    store = SQLiteStore(path)
    store.append("crates", [CrateWeighed(label="1")], expected=0)
    store.close()
    assert SQLiteStore(path).version("crates") == 1


# --- no longer a store --------------------------------------------------------------------------------


def test_a_store_whose_header_is_overwritten_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path, 1)
    before = altered(path, 0, b"\xff" * 100)
    with pytest.raises(CannotOpenStore, match="overwritten") as damaged:
        SQLiteStore(path)
    assert damaged.value.place == str(path)
    assert path.read_bytes() == before


def test_a_truncated_store_is_damaged_when_the_missing_part_is_met(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path)
    os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        store = SQLiteStore(path)
        for _ in store.scan():
            pass
    assert path.read_bytes() == before


def test_overwritten_pages_are_met_by_their_readers_only(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path)
    pages = path.stat().st_size // PAGE
    before = altered(path, pages // 2 * PAGE, b"\xa5" * PAGE)
    store = SQLiteStore(path)
    hurt = set()
    for stream in [f"crates-{number:02}" for number in range(40)]:
        try:
            assert len(store.read_events(stream)) == 20
        except StoreDamaged as damaged:
            hurt.add(stream)
            assert damaged.place == str(path)
    with pytest.raises(StoreDamaged):
        list(store.scan())
    assert 1 <= len(hurt) < 10
    store.close()
    assert path.read_bytes() == before


def test_a_missing_version_is_damage_and_not_a_shorter_history(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path, 2)
    con = sqlite3.connect(path)
    con.execute("DELETE FROM events WHERE stream = 'crates-00' AND version = 7")
    con.commit()
    con.close()
    store = SQLiteStore(path)
    for reading in (store.read, store.read_events):
        with pytest.raises(StoreDamaged, match="'crates-00' should have the versions 1 to 20 and 19"):
            reading("crates-00")
        assert len(reading("crates-00", after=7)) == 13
        assert len(reading("crates-01")) == 20
    with store.transaction() as tx, pytest.raises(StoreDamaged):
        tx.read("crates-00")
    store.close()


def test_damaged_json_is_named_by_stream_and_version_and_the_rest_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path, 2)
    con = sqlite3.connect(path)
    con.execute("UPDATE events SET data = ? WHERE stream = 'crates-00' AND version = 7", (b'{"lab\xff',))
    con.commit()
    con.close()
    store = SQLiteStore(path)
    for reading in (store.read, store.read_events):
        with pytest.raises(UnreadableEvent) as unreadable:
            reading("crates-00")
        assert (unreadable.value.stream, unreadable.value.version) == ("crates-00", 7)
        assert len(reading("crates-01")) == 20
    assert len(store.read_all()) == 6
    with pytest.raises(UnreadableEvent) as unreadable:
        store.read_all(after=store.read_all()[-1].position)  # type: ignore[arg-type]
    assert len(store.read_all(after=unreadable.value.position)) == 33  # type: ignore[arg-type]
    store.close()


@pytest.mark.parametrize("time", ["2024-01-01", 2**62, -(2**62)])
def test_a_time_that_was_edited_into_none_is_named_by_stream_and_version(
    tmp_path: Path, time: str | int
) -> None:
    path = tmp_path / "events.db"
    filled(path, 1)
    con = sqlite3.connect(path)
    con.execute("UPDATE events SET time_us = ? WHERE version = 7", (time,))
    con.commit()
    con.close()
    store = SQLiteStore(path)
    with pytest.raises(UnreadableEvent) as unreadable:
        store.read_all(after=store.read_all()[-1].position)  # type: ignore[arg-type]
    assert (unreadable.value.stream, unreadable.value.version) == ("crates-00", 7)
    assert len(store.read_all(after=unreadable.value.position)) == 13  # type: ignore[arg-type]
    store.close()


def test_a_name_that_is_no_utf_8_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path, 1)
    con = sqlite3.connect(path)
    con.execute("UPDATE events SET type = CAST(x'ff' AS TEXT) WHERE version = 3")
    con.commit()
    con.close()
    store = SQLiteStore(path)
    with pytest.raises(StoreDamaged):
        store.read("crates-00")
    assert len(store.read("crates-00", after=3)) == 17
    store.close()


def test_a_missing_table_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    filled(path, 1)
    con = sqlite3.connect(path)
    con.execute("DROP TABLE store")
    con.close()
    with pytest.raises(StoreDamaged, match="no such table: store"):
        SQLiteStore(path)


# --- no file to be had --------------------------------------------------------------------------------


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenStore) as refused:
        SQLiteStore(tmp_path / "nowhere" / "events.db")
    assert refused.value.reason == "the folder 'nowhere' does not exist; make it, or give another path"
    assert os.listdir(tmp_path) == []


def test_in_the_browser_the_lessons_own_folder_is_refused_with_one_that_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(CannotOpenStore, match=r"^/drive/bank.db cannot.*tempfile\.mkdtemp"):
        SQLiteStore("/drive/bank.db")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenStore, match="cannot be opened"):
        SQLiteStore(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="rights to write are another thing there")
def test_where_nothing_may_be_written_no_store_can_be_made(readable: Path) -> None:
    said = said_without_rights(readable, lambda folder: SQLiteStore(folder / "events.db"))
    assert said.startswith("CannotOpenStore: ") and "cannot be opened" in said


@pytest.mark.skipif(os.name != "posix", reason="rights to write are another thing there")
def test_a_store_that_may_not_be_written_says_so(readable: Path) -> None:
    def append(folder: Path) -> None:
        store = SQLiteStore(folder / "there.db")
        store.append("crates-00", [CrateWeighed(label="one more")], expected=ANY)

    before = (readable / "there.db").read_bytes()
    said = said_without_rights(readable, append)
    assert said.startswith("CannotOpenStore: ") and "cannot be opened" in said
    assert (readable / "there.db").read_bytes() == before


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_a_store_without_a_file_is_a_memory_store(path: str) -> None:
    with pytest.raises(ValueError, match="MemoryStore"):
        SQLiteStore(path)


def test_an_unknown_durability_is_refused_with_the_two_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='"FULL" or "NORMAL"'):
        SQLiteStore(tmp_path / "events.db", durability="OFF")  # type: ignore[arg-type]
    assert os.listdir(tmp_path) == []
