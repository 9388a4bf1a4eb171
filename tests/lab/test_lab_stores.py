"""A store on a disk of the lab: what a crash leaves of it, and what the dead process can still do with it."""

import copy
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from companion.events import BadInput, Event, SystemClock, VirtualClock
from companion.lab import Crash, Disk, StoreDisk, explore
from companion.sourcing import ANY, NO_STREAM, START, MemoryStore


class CoffeePaid(Event):
    amount_cents: int


PAID = CoffeePaid(amount_cents=450)


def crashed(disk: StoreDisk) -> StoreDisk:
    disk.crash("here")
    return disk


def test_what_was_appended_before_the_crash_is_there_after_it(disks: Any) -> None:
    disk = disks()()
    disk.store.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    assert again.store.read_events("till") == (PAID,)
    assert again.store.append("till", [PAID], expected=1)[0].version == 2


CALLS: dict[str, Callable[[Any], object]] = {
    "append": lambda store: store.append("till", [PAID], expected=ANY),
    "read": lambda store: store.read("till"),
    "read_all": lambda store: store.read_all(),
    "read_events": lambda store: store.read_events("till"),
    "scan": lambda store: list(store.scan()),
    "version": lambda store: store.version("till"),
    "streams": lambda store: store.streams(),
    "last_types": lambda store: store.last_types(),
    "head": lambda store: store.head(),
    "checkpoint": lambda store: store.checkpoint("mailer"),
    "save_checkpoint": lambda store: store.save_checkpoint("mailer", START),
    "reset_checkpoint": lambda store: store.reset_checkpoint("mailer"),
    "lag": lambda store: store.lag("mailer"),
    "subscribe": lambda store: list(store.subscribe("mailer")),
    "wait": lambda store: store.wait(START, 0.0),
    "transaction": lambda store: store.transaction().__enter__(),
    "save_snapshot": lambda store: store.save_snapshot("till", 1, "1", b""),
    "load_snapshot": lambda store: store.load_snapshot("till", "1"),
    "close": lambda store: store.close(),
    "id": lambda store: store.id,
    "clock": lambda store: store.clock,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_after_the_crash_every_call_of_its_process_is_refused_also_reads(call: Any) -> None:
    disk = StoreDisk()
    disk.store.append("till", [PAID], expected=NO_STREAM)
    store, kept = disk.store, getattr(disk.store, "append")  # noqa: B009  (a method taken before the crash)
    again = crashed(disk).rebuilt()
    with pytest.raises(Crash) as caught:
        call(store)
    assert caught.value.point == "here"
    with pytest.raises(Crash):
        kept("till", [PAID], expected=ANY)
    with pytest.raises(Crash):
        call(disk.store)
    assert again.store.version("till") == 1
    call(again.store)


def test_a_store_that_was_never_asked_for_is_refused_to_a_dead_process_too() -> None:
    with pytest.raises(Crash):
        print(crashed(StoreDisk()).store)


def test_a_generator_from_before_the_crash_yields_nothing_more(disks: Any) -> None:
    disk = disks()()
    disk.store.append("till", [PAID, PAID], expected=NO_STREAM)
    scanning, following = disk.store.scan(), disk.store.subscribe("mailer")
    next(scanning), next(following)
    again = crashed(disk).rebuilt()
    for generator in (scanning, following):
        with pytest.raises(Crash):
            next(generator)
    assert again.store.checkpoint("mailer") == START


def test_a_crash_inside_a_transaction_rolls_it_back(disks: Any) -> None:
    disk = disks()()
    with pytest.raises(Crash), disk.store.transaction() as tx:
        tx.append("till", [PAID], expected=NO_STREAM)
        raise disk.crash("in the middle")
    assert disk.rebuilt().store.version("till") == 0


def test_a_transaction_is_not_committed_by_code_that_swallows_the_crash(disks: Any) -> None:
    disk = disks()()
    with suppress(Crash), disk.store.transaction() as tx:
        tx.append("till", [PAID], expected=NO_STREAM)
        with suppress(Crash):
            raise disk.crash("in the middle")
        with suppress(Crash):
            tx.append("till", [PAID], expected=1)
    assert disk.rebuilt().store.version("till") == 0


def test_a_transaction_left_open_by_the_dead_process_blocks_no_other(disks: Any) -> None:
    disk = disks()()
    opened = disk.store.transaction()
    tx = opened.__enter__()
    tx.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    assert again.store.append("till", [PAID], expected=NO_STREAM)[0].version == 1
    with pytest.raises(Crash):
        tx.version("till")
    with pytest.raises(Crash):
        opened.__exit__(None, None, None)
    assert again.store.version("till") == 1


def test_a_transaction_reads_its_own_writes_and_commits_all(disks: Any) -> None:
    disk = disks()()
    with disk.store.transaction() as tx:
        [stored] = tx.append("till", [PAID], expected=NO_STREAM)
        tx.save_checkpoint("mailer", START)
        assert tx.version("till") == 1
    assert disk.store.read("till")[0].id == stored.id


def test_there_are_points_before_and_after_each_append_and_each_checkpoint(disks: Any) -> None:
    disk = disks()()
    store = disk.store
    disk.watch(0)
    store.append("till", [PAID], expected=NO_STREAM)
    with store.transaction() as tx:
        tx.append("till", [PAID], expected=1)
        tx.save_checkpoint("report", START)
    for _ in store.subscribe("mailer"):
        pass
    assert disk.passed_names == (
        "before append CoffeePaid",
        "after append CoffeePaid",
        "before append CoffeePaid",
        "after append CoffeePaid",
        *("before checkpoint mailer", "after checkpoint mailer") * 2,
    )


def test_a_transaction_that_appends_nothing_has_its_points_too_and_they_are_called_commit(disks: Any) -> None:
    disk = disks()()
    store = disk.store
    with store.transaction() as tx:
        tx.execute("CREATE TABLE cups (number INTEGER)")
    disk.watch(0)
    with store.transaction() as tx:
        tx.execute("INSERT INTO cups VALUES (1)")
    with store.transaction() as tx:
        tx.save_checkpoint("report", START)
    assert disk.passed_names == ("before commit", "after commit") * 2


def test_the_clock_and_the_named_values_go_on_as_on_every_disk() -> None:
    disk = StoreDisk(paid=["A"])
    disk.clock.advance(60)
    disk.store.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    assert again.paid == ["A"]
    assert again.store.clock is again.clock
    assert again.clock.elapsed_s == 60
    assert vars(again) == {"paid": ["A"]}


@pytest.mark.parametrize("name", ["store", "_fence", "clock", "passed_names"])
def test_a_name_the_disk_needs_itself_is_refused(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        StoreDisk(**{name: 1})
    with pytest.raises(AttributeError, match=name):
        setattr(StoreDisk(), name, 1)


@pytest.mark.parametrize("name", ["store", "done", "names", "steps", "open", "alive"])
def test_a_plain_disk_still_takes_the_names_people_like(name: str) -> None:
    assert vars(Disk(**{name: 1})) == {name: 1}


def test_a_store_on_another_clock_is_refused_because_no_crash_could_strike_in_it() -> None:
    for clock in (SystemClock(), VirtualClock()):
        with pytest.raises(BadInput, match=r"MemoryStore.*open it with clock=clock"):
            print(StoreDisk(lambda _, clock=clock: MemoryStore(clock=clock)).store)


def test_a_store_that_lost_its_events_is_refused_after_the_crash(tmp_path: Path) -> None:
    from companion.sourcing.sqlite import SQLiteStore

    paths = iter([tmp_path / "1.db", tmp_path / "2.db"])
    disk = StoreDisk(lambda clock: SQLiteStore(next(paths), clock=clock))
    disk.store.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    with pytest.raises(BadInput, match="another store"):
        print(again.store)
    again.let_go()


def test_a_file_is_closed_with_its_process_and_the_last_with_its_disk(tmp_path: Path) -> None:
    from companion.sourcing.sqlite import SQLiteStore

    closed: list[int] = []

    class Watched(SQLiteStore):
        def close(self) -> None:
            closed.append(id(self))
            super().close()

    opened: list[Watched] = []

    def open(clock: Any) -> Watched:
        opened.append(Watched(tmp_path / "till.db", clock=clock))
        return opened[-1]

    disk = StoreDisk(open)
    disk.store.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    assert again.store.version("till") == 1
    assert closed == [id(opened[0])]
    again.let_go()
    assert closed == [id(each) for each in opened]


def test_a_store_kept_in_a_value_is_named_when_the_crash_comes() -> None:
    disk = StoreDisk()
    disk.shelf = disk.store
    disk.store.append("till", [PAID], expected=NO_STREAM)
    with pytest.raises(BadInput, match=r"value of a disk .*: it is disk.shelf"):
        disk.crash("here")


def test_a_copy_of_the_view_ends_with_its_process_too() -> None:
    disk = StoreDisk()
    kept = copy.copy(disk.store)
    kept.append("till", [PAID], expected=NO_STREAM)
    again = crashed(disk).rebuilt()
    with pytest.raises(Crash):
        kept.version("till")
    assert again.store.version("till") == 1


# --- explore --------------------------------------------------------------------------------------------


def till_holds_what_was_sent(disk: Any) -> str | None:
    sent, held = (sum(event.amount_cents for event in events)
                  for events in (disk.sent, disk.store.read_events("till")))  # fmt: skip
    return None if sent == held else f"the till holds {held}, expected {sent}"


def appending(disk: Any) -> Callable[[Any], object]:
    """Not idempotent: what is redelivered is appended again."""
    return lambda event: disk.store.append("till", [event], expected=ANY)


def keeping_ids(disk: Any) -> Callable[[Any], object]:
    """The event and the note that it came, in one transaction."""

    def pay(event: Any) -> None:
        with disk.store.transaction() as tx:
            name = f"seen-{event.amount_cents}"
            if tx.version(name) == 0:
                tx.append("till", [event], expected=ANY)
                tx.append(name, [event], expected=NO_STREAM)

    return pay


def swallowing(disk: Any) -> Callable[[Any], object]:
    """As `appending`, and it carries on after its own death."""

    def pay(event: Any) -> None:
        for _ in range(3):
            with suppress(BaseException):
                disk.store.append("till", [event], expected=ANY)
                return

    return pay


EVENTS = [CoffeePaid(amount_cents=cents) for cents in (100, 200, 300)]


def test_explore_finds_the_append_after_which_a_crash_repeats_it_and_shrinks_to_one_event(disks: Any) -> None:
    found = explore(
        appending, EVENTS, till_holds_what_was_sent, faults=("crash",), seeds=50, disk=disks(),
        label=lambda event: str(event.amount_cents),
    )  # fmt: skip
    assert not found.ok
    assert found.choices == (("crash", 0, 2), ("deliver", 0, 0))
    assert str(found).splitlines()[:3] == [
        "the till holds 200, expected 100",
        "  1. 100 is delivered; the process crashes after append CoffeePaid",
        "  2. 100 is redelivered",
    ]
    assert "after append CoffeePaid" in repr(found.picture())
    assert found.proven


def test_explore_finds_nothing_where_note_and_effect_are_one_transaction(disks: Any) -> None:
    found = explore(
        keeping_ids, EVENTS, till_holds_what_was_sent, faults=("crash", "duplicate", "reorder"), seeds=25,
        disk=disks(),
    )  # fmt: skip
    assert found.ok, found


def test_a_handler_that_swallows_the_crash_changes_nothing_in_the_store() -> None:
    found = explore(swallowing, EVENTS, till_holds_what_was_sent, faults=("crash",), disk=StoreDisk)
    assert not found.ok
    assert found.problem == "the till holds 200, expected 100"


def test_a_counterexample_on_a_store_plays_again_the_same_way_and_judges_the_cure(disks: Any) -> None:
    found = explore(appending, EVENTS, till_holds_what_was_sent, faults=("crash",), seeds=50, disk=disks())
    assert found.replay() == found.replay()
    assert found.replay().problem == found.problem
    assert found.replay(keeping_ids).ok
    assert found.repeatable


def test_every_schedule_closes_its_disk_also_when_the_handler_stops_the_lab() -> None:
    class Stop(BaseException):
        pass

    made: list[StoreDisk] = []
    let_go: list[StoreDisk] = []

    class Watched(StoreDisk):
        __slots__ = ()

        def __init__(self) -> None:
            super().__init__()
            made.append(self)

        def let_go(self) -> None:
            let_go.append(self)

    def stopping(disk: Any) -> Callable[[Any], object]:
        def pay(event: Any) -> None:
            raise Stop

        return pay

    explore(keeping_ids, EVENTS, till_holds_what_was_sent, faults=("duplicate",), seeds=5, disk=Watched)
    assert [id(disk) for disk in let_go] == [id(disk) for disk in made]
    explore(keeping_ids, EVENTS, till_holds_what_was_sent, faults=("crash",), seeds=5, disk=Watched)
    assert len(let_go) == len(made)  # the last of each line of rebuilt disks
    with pytest.raises(Stop):
        explore(stopping, EVENTS, till_holds_what_was_sent, disk=Watched)
    assert len(let_go) == len(made)
