"""An SQLite store in several processes: killed, forked, with a full disk, at the same time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion import Event
from companion.events import Closed
from companion.sourcing import ANY, SQLiteStore, StoreDamaged

LONG_S = 300
BEGIN = """
import sys
from companion import Event
from companion.sourcing import ANY, CannotOpenStore, SQLiteStore, StoreUnavailable

class ParcelScanned(Event):
    number: int
    text: str = ""

def say(*what):
    sys.stdout.write(" ".join(map(str, what)) + "\\n")
    sys.stdout.flush()

path = sys.argv[1]
"""


class ParcelScanned(Event):
    number: int
    text: str = ""


def child(path: Path, script: str) -> subprocess.Popen[str]:
    """A process that has the store's words and runs `script`."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + script, str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=os.name == "posix",
    )  # fmt: skip


def told(process: subprocess.Popen[str]) -> list[str]:
    """The lines a child said, once it has ended well."""
    out, err = process.communicate(timeout=LONG_S)
    assert process.returncode == 0, err
    return out.splitlines()


@pytest.mark.parametrize("durability", ["FULL", "NORMAL"])
def test_what_a_killed_writer_had_acknowledged_is_there_and_the_rest_whole_or_not_at_all(
    tmp_path: Path, durability: str
) -> None:
    path = tmp_path / "events.db"
    writer = child(path, f"""
import threading
store = SQLiteStore(path, durability="{durability}")
def write(stream):
    for n in range(0, 10**9, 3):
        store.append(stream, [ParcelScanned(number=n + k) for k in range(3)], expected=n)
        say(stream, n + 3)
for stream in "abcd":
    threading.Thread(target=write, args=(stream,)).start()
""")  # fmt: skip
    assert writer.stdout is not None
    lines: list[str] = []
    while len(lines) < 100 or len({line.split()[0] for line in lines}) < 2:  # several write at once by then
        lines.append(writer.stdout.readline())
    writer.kill()
    rest, _ = writer.communicate(timeout=LONG_S)
    lines += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    acknowledged = {stream: int(version) for stream, version in map(str.split, lines)}
    store = SQLiteStore(path)
    for stream, version in acknowledged.items():
        there = store.version(stream)
        assert there >= version
        assert there % 3 == 0
        assert [event.number for event in store.read_events(stream)] == list(range(there))
        store.append(stream, [ParcelScanned(number=0)], expected=there)
    store.close()


def test_processes_that_make_a_store_at_once_get_one_store_and_no_version_twice(
    tmp_path: Path,
) -> None:
    path = tmp_path / "events.db"
    script = """
store = SQLiteStore(path, busy_timeout_s=100)
for n in range(30):
    store.append("all", [ParcelScanned(number=n)], expected=ANY)
say(store.id)
"""
    ids = {told(process)[0] for process in [child(path, script) for _ in range(3)]}
    store = SQLiteStore(path)
    assert ids == {store.id}
    stored = store.read_all()
    assert [each.version for each in stored] == list(range(1, 91))
    assert [each.position.number for each in stored] == list(range(1, 91))  # type: ignore[attr-defined]
    store.close()


def test_a_disk_without_room_loses_nothing_and_the_store_works_when_there_is_room(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    path = tmp_path / "events.db"
    lines = told(child(path, """
import resource
store = SQLiteStore(path)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
done = 0
try:
    while True:
        store.append("s", [ParcelScanned(number=done, text="x" * 5000)] * 1, expected=done)
        done += 1
except StoreUnavailable as full:
    say("full", full.place == path, done)
say("still", store.version("s") == done, len(store.read("s")) == done)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.append("s", [ParcelScanned(number=done)], expected=done)
say("again", store.version("s") == done + 1)
"""))  # fmt: skip
    assert [line.split()[0] for line in lines] == ["full", "still", "again"]
    assert "False" not in " ".join(lines)
    store = SQLiteStore(path)
    events = store.read_events("s")
    assert [event.number for event in events] == list(range(len(events)))
    assert len(events) > 10
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_forked_inside_a_transaction_is_told_and_the_parent_goes_on(tmp_path: Path) -> None:
    lines = told(child(tmp_path / "events.db", """
import os
store = SQLiteStore(path)
with store.transaction() as tx:
    tx.append("s", [ParcelScanned(number=1)], expected=0)
    if os.fork() == 0:
        try:
            store.version("s")
        except StoreUnavailable as told:
            say("forked" in told.reason)
        try:
            tx.append("s", [ParcelScanned(number=2)], expected=1)
        except StoreUnavailable as told:
            say("forked" in told.reason)
        os._exit(0)
    os.wait()
say(store.version("s"))
"""))  # fmt: skip
    assert lines == ["True", "True", "1"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_threads_that_write_during_a_fork_go_on_and_the_children_are_refused(
    tmp_path: Path,
) -> None:
    lines = told(child(tmp_path / "events.db", """
import os, threading
store = SQLiteStore(path, durability="NORMAL")
def write(stream):
    for n in range(200):
        store.append(stream, [ParcelScanned(number=n)], expected=n)
threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
for thread in threads:
    thread.start()
for n in range(10):
    if os.fork() == 0:
        try:
            store.append("children", [ParcelScanned(number=n)], expected=ANY)
        except StoreUnavailable:
            try:
                SQLiteStore(path)
            except CannotOpenStore:
                say("refused")
            store.close()
        os._exit(0)
    os.wait()
for thread in threads:
    thread.join()
say(store.version("a"), store.version("b"), store.count())
"""))  # fmt: skip
    assert lines == ["refused"] * 10 + ["200 200 400"]


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_in_the_main_thread_hurts_no_other_writer(tmp_path: Path) -> None:
    process = child(tmp_path / "events.db", """
import threading
store = SQLiteStore(path)
def write(stream):
    for n in range(300):
        store.append(stream, [ParcelScanned(number=n)], expected=n)
threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
done = 0
try:
    for thread in threads:
        thread.start()
    say("ready")
    while True:
        store.append("main", [ParcelScanned(number=done)], expected=done)
        done += 1
except KeyboardInterrupt:
    pass
for thread in threads:
    thread.join()
say(*[store.version(name) for name in "abc"], store.version("main") - done in (0, 1))
""")  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    assert told(process) == ["300 300 300 True"]


def test_a_store_that_was_closed_refuses_and_another_opens_the_same_file(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "events.db")
    store.append("s", [ParcelScanned(number=1)], expected=ANY)
    store.close()
    store.close()
    with pytest.raises(Closed):
        store.append("s", [ParcelScanned(number=2)], expected=ANY)
    assert not (tmp_path / "events.db-wal").exists()
    again = SQLiteStore(str(tmp_path / "events.db"))
    assert again.id == store.id
    assert again.version("s") == 1
    again.close()


def test_opening_a_store_a_second_time_in_one_process_lets_go_of_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    first = SQLiteStore(path)
    first.append("parcel-1", [ParcelScanned(number=1)], expected=0)
    second = SQLiteStore(path)
    told(child(path, "SQLiteStore(path).append('parcel-2', [ParcelScanned(number=2)], expected=0)"))
    first.append("parcel-1", [ParcelScanned(number=3)], expected=1)
    second.append("parcel-1", [ParcelScanned(number=4)], expected=2)
    seen = told(child(path, "say(*[each.event.number for each in SQLiteStore(path).read_all()])"))
    assert seen == ["1 2 3 4"]
    first.close()
    second.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be deleted")
@pytest.mark.parametrize("away", ["deleted", "replaced"])
def test_a_writer_is_told_that_its_file_is_gone_and_makes_no_other(tmp_path: Path, away: str) -> None:
    path, other = tmp_path / "events.db", tmp_path / "other.db"
    store = SQLiteStore(path)
    store.append("parcel-1", [ParcelScanned(number=1)], expected=0)
    if away == "deleted":
        path.unlink()
    else:
        SQLiteStore(other).close()
        other.replace(path)
    there = path.exists()
    with pytest.raises(StoreDamaged) as damaged:
        store.append("parcel-1", [ParcelScanned(number=2)], expected=1)
    assert "deleted or replaced" in damaged.value.problem
    with pytest.raises(StoreDamaged), store.transaction() as tx:
        tx.append("parcel-1", [ParcelScanned(number=2)], expected=1)
    with pytest.raises(StoreDamaged):
        store.read("parcel-1")  # by a connection that was not there before
    assert path.exists() == there
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be deleted")
@pytest.mark.parametrize("beside", ["-wal", "-shm"])
def test_a_writer_is_told_that_a_file_beside_its_own_is_gone_for_what_it_wrote_then_could_be_lost(
    tmp_path: Path, beside: str
) -> None:
    path = tmp_path / "events.db"
    store = SQLiteStore(path)
    store.append("parcel-1", [ParcelScanned(number=1)], expected=0)
    Path(f"{path}{beside}").unlink()
    with pytest.raises(StoreDamaged, match="deleted or replaced"):
        store.append("parcel-1", [ParcelScanned(number=2)], expected=1)
    with pytest.raises(StoreDamaged), store.transaction() as tx:
        tx.append("parcel-1", [ParcelScanned(number=2)], expected=1)
    store.close()
    again = SQLiteStore(path)
    again.append("parcel-1", [ParcelScanned(number=2)], expected=1)
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file cannot be deleted")
@pytest.mark.parametrize("away", ["deleted", "replaced"])
def test_a_follower_is_told_that_its_file_is_gone_and_does_not_wait_for_events_of_another(
    tmp_path: Path, away: str
) -> None:
    path, other = tmp_path / "events.db", tmp_path / "other.db"
    store = SQLiteStore(path)
    store.append("parcel-1", [ParcelScanned(number=1)], expected=0)
    follower = store.subscribe("scale", follow=True)
    next(follower)
    head = store.head()
    if away == "deleted":
        path.unlink()
    else:
        SQLiteStore(other).close()
        other.replace(path)
    for ask in (lambda: next(follower), lambda: store.wait(head, LONG_S), store.head, store.read_all,
                lambda: list(store.scan())):  # fmt: skip
        with pytest.raises(StoreDamaged, match="deleted or replaced"):
            ask()
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_opens_a_file_that_its_parent_had_closed_and_not_one_that_is_open(tmp_path: Path) -> None:
    lines = told(child(tmp_path / "events.db", """
import os
store = SQLiteStore(path)
store.append("s", [ParcelScanned(number=1)], expected=0)
if os.fork() == 0:
    try:
        SQLiteStore(path)
    except CannotOpenStore as refused:
        say("close it there before the fork" in refused.reason)
    os._exit(0)
os.wait()
store.close()
if os.fork() == 0:
    with_child = SQLiteStore(path)
    with_child.append("s", [ParcelScanned(number=2)], expected=1)
    with_child.close()
    os._exit(0)
os.wait()
again = SQLiteStore(path)
say(again.version("s"))
"""))  # fmt: skip
    assert lines == ["True", "2"]
