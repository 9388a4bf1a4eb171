"""Crash points: which bugs they find, on every store, and that right code passes."""

import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest

from companion.events import BadDefinition, Event
from companion.lab import Crash, Disk, StoreDisk, crash_points
from companion.sourcing import ANY, NO_STREAM, ConcurrencyError


class TicketPrinted(Event):
    order_id: str


class MailSent(Event):
    order_id: str


ORDER = TicketPrinted(order_id="order-42")
MAIL = MailSent(order_id="order-42")


def exactly(stream: str, count: int) -> Callable[[Any], str | None]:
    def holds(disk: Any) -> str | None:
        found = disk.store.version(stream)
        return None if found == count else f"{stream} has {found} events, not {count}"

    return holds


# --- state saved, then appended: the dual write -------------------------------------------------------


def save_then_append(disk: Any) -> None:
    if "order-42" in disk.orders:
        return
    disk.orders = {"order-42": "placed"}
    disk.store.append("orders", [ORDER], expected=ANY)


def append_then_save(disk: Any) -> None:
    """The other way round is no better."""
    if "order-42" not in disk.orders:
        disk.store.append("orders", [ORDER], expected=ANY)
        disk.orders = {"order-42": "placed"}


def append_only(disk: Any) -> None:
    if not disk.store.version("orders"):
        disk.store.append("orders", [ORDER], expected=NO_STREAM)
    disk.orders = {"order-42": "placed"}


BOTH_OR_NEITHER = {"one event for the order": exactly("orders", 1)}


def test_state_saved_before_the_append_loses_the_event(disks: Any) -> None:
    found = crash_points(save_then_append, BOTH_OR_NEITHER, disk=disks(orders={}))
    assert not found
    assert found.evidence == {
        ("before append TicketPrinted", "one event for the order"): "orders has 0 events, not 1"
    }


def test_state_saved_after_the_append_doubles_the_event(disks: Any) -> None:
    found = crash_points(append_then_save, BOTH_OR_NEITHER, disk=disks(orders={}))
    assert found.evidence == {
        ("after append TicketPrinted", "one event for the order"): "orders has 2 events, not 1"
    }


def test_state_computed_from_the_events_survives_every_crash(disks: Any) -> None:
    found = crash_points(append_only, BOTH_OR_NEITHER, disk=disks(orders={}), crashes=2)
    assert found, found
    assert found.points == ("before append TicketPrinted", "after append TicketPrinted", "at the end")


# --- an effect, with and without a key ----------------------------------------------------------------


def charge(disk: Any, key: str | None) -> None:
    """The card service: it stands outside, and remembers keys it was given."""
    if key is None or key not in disk.keys:
        disk.charged_cents += 24_900
        disk.keys = {*disk.keys, key}
    disk.clock.point("after charge")


def place_order(key: str | None) -> Callable[[Any], None]:
    def place(disk: Any) -> None:
        if not disk.store.version("orders"):
            charge(disk, key)
            disk.store.append("orders", [ORDER], expected=NO_STREAM)

    return place


def charged_once(disk: Any) -> str | None:
    return None if disk.charged_cents == 24_900 else f"the card was charged {disk.charged_cents} cents"


def test_an_effect_without_an_idempotency_key_happens_twice_after_a_crash(disks: Any) -> None:
    found = crash_points(
        place_order(None), {"charged once": charged_once}, disk=disks(charged_cents=0, keys=set())
    )
    assert [point for point, _ in found.evidence] == ["after charge", "before append TicketPrinted"]
    assert set(found.evidence.values()) == {"the card was charged 49800 cents"}


def test_an_effect_with_an_idempotency_key_happens_once(disks: Any) -> None:
    found = crash_points(
        place_order("order-42"), {"charged once": charged_once}, disk=disks(charged_cents=0, keys=set()),
        crashes=2,
    )  # fmt: skip
    assert found, found


# --- a checkpoint before, after and together with the effect ------------------------------------------


def checkpoint_first(disk: Any) -> None:
    store = disk.store
    for order in store.read_all(after=store.checkpoint("mailer")):
        store.save_checkpoint("mailer", order.position)
        if order.type == "TicketPrinted":
            store.append("mails", [MAIL], expected=ANY)


def effect_first(disk: Any) -> None:
    for order in disk.store.subscribe("mailer"):
        if order.type == "TicketPrinted":
            disk.store.append("mails", [MAIL], expected=ANY)


def together(disk: Any) -> None:
    for order in disk.store.read_all(after=disk.store.checkpoint("mailer")):
        with disk.store.transaction() as tx:
            tx.save_checkpoint("mailer", order.position)
            if order.type == "TicketPrinted":
                tx.append("mails", [MAIL], expected=ANY)


def with_an_order(disks: Any) -> Callable[[], StoreDisk]:
    def fresh() -> StoreDisk:
        disk: StoreDisk = disks()()
        disk.store.append("orders", [ORDER], expected=NO_STREAM)
        return disk

    return fresh


MAILED_ONCE = {"the mail went out once": exactly("mails", 1)}


def test_a_checkpoint_saved_before_the_effect_loses_it(disks: Any) -> None:
    found = crash_points(checkpoint_first, MAILED_ONCE, disk=with_an_order(disks))
    assert [point for point, _ in found.evidence] == ["after checkpoint mailer", "before append MailSent"]
    assert set(found.evidence.values()) == {"mails has 0 events, not 1"}


def test_an_effect_before_its_checkpoint_happens_again(disks: Any) -> None:
    found = crash_points(effect_first, MAILED_ONCE, disk=with_an_order(disks))
    assert [point for point, _ in found.evidence] == [
        "after append MailSent",
        "before checkpoint mailer (1st)",
    ]
    assert set(found.evidence.values()) == {"mails has 2 events, not 1"}


def test_effect_and_checkpoint_in_one_transaction_survive_every_pair_of_crashes(disks: Any) -> None:
    found = crash_points(together, MAILED_ONCE, disk=with_an_order(disks), crashes=2)
    assert found, found


# --- what the code under test may do ------------------------------------------------------------------


def test_a_second_crash_during_recovery_finds_what_one_crash_does_not() -> None:
    def paid(disk: Any) -> str | None:
        return None if disk.paid and not disk.note else "a note stands, or nobody has paid"

    def clears_its_note_first(disk: Any) -> None:
        if disk.note:  # left by a crash: do what it says
            disk.note = False
            disk.clock.point("note cleared")
            disk.paid = True
        elif not disk.paid and not disk.begun:
            disk.begun = disk.note = True
            disk.clock.point("note written")
            disk.note, disk.paid = False, True

    def begun() -> Disk:
        return Disk(note=False, paid=False, begun=False)

    assert crash_points(clears_its_note_first, {"paid": paid}, disk=begun)
    found = crash_points(clears_its_note_first, {"paid": paid}, disk=begun, crashes=2)
    assert found.evidence == {
        ("note written", "paid"): "a note stands, or nobody has paid (and a second crash note cleared)"
    }


def test_pairs_beyond_the_bound_are_left_out_and_the_grid_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def many(disk: Any) -> None:
        for number in range(10):
            disk.clock.point(f"step {number}")

    whole = crash_points(many, {}, disk=Disk, crashes=2)
    assert whole.runs == 2 + 11 + 11 * 11
    assert not whole.left_out
    monkeypatch.setattr(import_module("companion.lab.crash_points"), "MOST_RUNS", 50)
    part = crash_points(many, {}, disk=Disk, crashes=2)
    assert part.runs < 70
    assert part.points == whole.points  # every single crash is tried all the same
    assert part.left_out
    assert "stopped at 57 runs: second crashes after step 4 and 6 more were not all tried" in str(part)


def test_more_crashes_than_two_are_refused() -> None:
    with pytest.raises(ValueError, match="crashes=3"):
        crash_points(lambda disk: None, {}, crashes=3)


def test_an_invariant_may_not_be_called_the_run_ends() -> None:
    with pytest.raises(ValueError, match="give your invariant another name"):
        crash_points(lambda disk: None, {"the run ends": lambda disk: None})


def test_code_that_catches_the_crash_and_goes_on_changes_nothing(disks: Any) -> None:
    def stubborn(disk: Any) -> None:
        for _ in range(3):
            with suppress(BaseException):
                append_then_save(disk)
                return
        with suppress(BaseException):
            disk.orders = {"order-42": "forced"}

    careful = crash_points(append_then_save, BOTH_OR_NEITHER, disk=disks(orders={}))
    assert crash_points(stubborn, BOTH_OR_NEITHER, disk=disks(orders={})) == careful


def test_code_that_ends_before_the_crash_point_is_reported() -> None:
    runs: list[int] = []

    def forgetful(disk: Any) -> None:
        runs.append(1)
        if len(runs) % 2:
            disk.clock.point("only every other time")

    found = crash_points(forgetful, {}, disk=Disk)
    assert not found.ok
    assert found.strayed == "'only every other time' was point 1 of one run, and 'at the end' of an equal one"
    assert "this proves nothing" in str(found)


def test_points_in_another_order_are_noticed_also_during_recovery() -> None:
    runs: list[int] = []

    def moody(disk: Any) -> None:
        disk.clock.point("first")
        if disk.begun:
            runs.append(1)
            disk.clock.point(f"mended for the {len(runs)}. time")
        disk.begun = True

    assert crash_points(moody, {}, disk=lambda: Disk(begun=False), crashes=1).ok
    found = crash_points(moody, {}, disk=lambda: Disk(begun=False), crashes=2)
    assert found.strayed == (
        "'mended for the 3. time' was point 2 of one run, and 'mended for the 5. time' of an equal one"
    )
    assert found.title == "Two equal runs went different ways: this proves nothing"


def test_an_error_other_than_a_crash_is_raised_and_the_store_is_closed() -> None:
    class Stop(BaseException):
        pass

    let_go: list[Disk] = []

    class Watched(Disk):
        __slots__ = ()

        def let_go(self) -> None:
            let_go.append(self)

    def stopped(disk: Any) -> None:
        if disk.begun:
            raise Stop
        disk.begun = True
        disk.clock.point("begun")

    with pytest.raises(Stop):
        crash_points(stopped, {}, disk=lambda: Watched(begun=False))
    assert len(let_go) == 3


def test_a_crash_that_the_lab_did_not_cause_is_raised_also_during_recovery() -> None:
    def own(disk: Any) -> None:
        if disk.begun:
            raise Crash("of my own making")
        disk.clock.point("working")
        disk.begun = disk.begins
        disk.clock.point("begun")

    for begun, begins in ((True, True), (False, True)):
        with pytest.raises(Crash, match="of my own making"):
            crash_points(own, {}, disk=lambda begun=begun, begins=begins: Disk(begun=begun, begins=begins))
    assert crash_points(own, {}, disk=lambda: Disk(begun=False, begins=False))


def test_an_error_of_the_undisturbed_run_is_raised() -> None:
    with pytest.raises(ConcurrencyError):
        crash_points(lambda disk: disk.store.append("orders", [ORDER], expected=7), {})


def test_a_restarted_run_that_keeps_failing_breaks_the_run_ends(disks: Any) -> None:
    def believing(disk: Any) -> None:
        disk.store.append("orders", [ORDER], expected=NO_STREAM)

    found = crash_points(believing, BOTH_OR_NEITHER, disk=disks())
    assert found.columns == ("one event for the order", "the run ends")
    text = found.evidence["after append TicketPrinted", "the run ends"]
    assert text.startswith("started 3 times, it raised ConcurrencyError: 'orders' has 1 events")
    assert ("after append TicketPrinted", "one event for the order") not in found.evidence


def test_a_restarted_run_that_fails_only_once_ends() -> None:
    def nervous(disk: Any) -> None:
        disk.starts += 1
        if disk.starts == 2:
            raise ConnectionError("not there yet")
        disk.clock.point("working")

    assert crash_points(nervous, {}, disk=lambda: Disk(starts=0))


ENDLESS = {
    "polls its store": lambda disk: disk.store.version("answers"),
    "passes points": lambda disk: disk.clock.point("waiting"),
    "writes": lambda disk: setattr(disk, "tries", 1),
}


@pytest.mark.parametrize("does", ENDLESS.values(), ids=ENDLESS)
def test_code_that_never_ends_after_a_crash_is_stopped_and_named(does: Any) -> None:
    def waits(disk: Any) -> None:
        if disk.asked:  # it was asked before the crash, so it waits for an answer that nobody sends
            while True:
                does(disk)
        disk.asked = True
        disk.clock.point("asked")

    with pytest.raises(BadDefinition, match="run again after a crash asked, it had not ended") as caught:
        crash_points(waits, {}, disk=lambda: StoreDisk(asked=False))
    assert caught.value.what == "waits"
    assert re.search(r"after 1,\d\d\d points.*\(undisturbed it needs 2\)", caught.value.problem)


def test_code_that_never_ends_undisturbed_is_stopped_too() -> None:
    def waits(disk: Any) -> None:
        while True:
            with suppress(Exception):
                disk.clock.point("waiting")

    with pytest.raises(BadDefinition, match=r"undisturbed, it had not.*last waiting and waiting: look"):
        crash_points(waits, {}, disk=Disk)


def test_invariants_may_read_as_much_as_they_like_and_pass_points() -> None:
    def curious(disk: Any) -> str | None:
        for _ in range(3_000):
            disk.store.version("orders")
            disk.clock.point("asking")
        return None

    assert crash_points(append_only, {"curious": curious}, disk=lambda: StoreDisk(orders={}))


def test_code_that_makes_an_error_of_its_own_of_a_crash_has_crashed_all_the_same() -> None:
    def wraps(disk: Any) -> None:
        try:
            append_only(disk)
        except BaseException as stop:
            raise ValueError("the order could not be placed") from stop

    found = crash_points(wraps, BOTH_OR_NEITHER, disk=lambda: StoreDisk(orders={}))
    assert found.ok and len(found.points) > 1
