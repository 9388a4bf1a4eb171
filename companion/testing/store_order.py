"""Promises of a store: the global order, and the positions in it."""

from __future__ import annotations

from companion.events import BadInput
from companion.sourcing.position import START, Position
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend
from .evidence import refused, same, true
from .facts import is_in_order, numbers, pebbles, position_of


def the_global_order_holds_every_event_once(backend: Backend) -> None:
    """A view needs it: nothing missing, nothing twice, each stream forwards."""
    with backend.store() as store:
        _some(store)
        found = backend.log(store, 12)
        same(numbers(found), list(range(1, 13)), "the log of one writer, in the order of its appends")
        is_in_order(found)


def pages_neither_overlap_nor_skip(backend: Backend) -> None:
    """However long a page is, going on after its last event gives the next one."""
    with backend.store() as store:
        _some(store)
        whole = backend.log(store, 12)
        for limit in (1, 2, 3, 5, 11, 12, 13):
            same(numbers(backend.log(store, 12, limit=limit)), numbers(whole), f"pages of {limit}")
            first = store.read_all(limit=limit)
            same(len(first), min(limit, 12), f"length of the first page of {limit}")


def reading_goes_on_after_any_position(backend: Backend) -> None:
    """A position means: up to here, with this one."""
    with backend.store() as store:
        _some(store)
        whole = backend.log(store, 12)
        for number, each in enumerate(whole, 1):
            same(
                store.read_all(after=position_of(each)),
                tuple(whole[number:]),
                f"read_all after event {number}",
            )
        same(store.read_all(after=START), tuple(whole), "read_all after START")


def head_is_the_last_position(backend: Backend) -> None:
    """It tells a reader how far there is to go; START says that there is nothing."""
    with backend.store() as store:
        same((store.head(), store.read_all()), (START, ()), "head and log of an empty store")
        _some(store)
        last = position_of(backend.log(store, 12)[-1])
        same(store.head(), last, "head of a store with 12 events")
        same(store.read_all(after=last), (), "read_all after the head")


def positions_have_an_order(backend: Backend) -> None:
    """Read-your-writes asks whether a view has come as far as a position."""
    with backend.store() as store:
        _some(store)
        places = [position_of(each) for each in backend.log(store, 12)]
        for earlier, later in zip([START, *places], places, strict=False):
            true(earlier < later and later > earlier, f"{earlier!r} should come before {later!r}")
            true(earlier <= later and earlier != later, f"{earlier!r} should come before {later!r}")
        same(sorted([*places[1::2], *places[::2]]), places, "positions sorted")


def a_position_can_be_kept_as_text(backend: Backend) -> None:
    """A program may keep a checkpoint in a table of its own, or in a header of a message."""
    with backend.store() as store:
        _some(store)
        whole = backend.log(store, 12)
        for position in (START, position_of(whole[4])):
            same(Position.parse(str(position)), position, "a position there and back")
        rest = store.read_all(after=Position.parse(str(position_of(whole[4]))))
        same(rest, tuple(whole[5:]), "read_all after a position that was text")


def a_position_of_another_store_is_refused(backend: Backend) -> None:
    """Its number means something else here: a reader would skip events, or see them again."""
    with backend.store() as here, backend.store() as there:
        true(here.id != there.id, f"two stores have the one id {here.id!r}")
        _some(here)
        _some(there)
        foreign = position_of(backend.log(there, 12)[2])
        error = refused(BadInput, "read_all after it", here.read_all, after=foreign)
        same((str(error.given), here.id in error.problem), (str(foreign), True), "evidence of the error")
        refused(BadInput, "a checkpoint there", here.save_checkpoint, "mailer", foreign)
        refused(BadInput, "a checkpoint put there", here.reset_checkpoint, "mailer", foreign)
        refused(BadInput, "comparing it", lambda: foreign < position_of(backend.log(here, 12)[0]))
        same(here.checkpoint("mailer"), START, "the checkpoint after all that")


def what_is_no_position_is_refused(backend: Backend) -> None:
    """A number would work on one store until the day it does not."""
    with backend.store() as store:
        _some(store)
        for odd in (5, None, "5", "a:b:c"):
            refused(BadInput, f"read_all(after={odd!r})", store.read_all, after=odd)


def events_after_a_position_can_be_counted(backend: Backend) -> None:
    """How far a reader is behind: in events, for all kinds of positions."""
    with backend.store() as store:
        same(store.count(), 0, "count of an empty store")
        _some(store)
        whole = backend.log(store, 12)
        for number, each in enumerate(whole, 1):
            same(store.count(after=position_of(each)), 12 - number, f"count after event {number}")
        same(store.count(), 12, "count of all")


def scan_gives_the_whole_log(backend: Backend) -> None:
    """One pass to rebuild everything, in the same order as the log."""
    with backend.store() as store:
        for number in range(1, 1203, 200):
            store.append(f"s-{number % 3}", pebbles(number, number + 199), expected=ANY)
        found = [(each.stream, each.event) for each in backend.log(store, 1400)]
        same(len(found), 1400, "events in the log")
        true(list(store.scan()) == found, "scan gives other events than read_all, or another order")


def a_long_log_is_read_in_pages_of_its_default(backend: Backend) -> None:
    """A view is built from a log that does not fit into memory: a page ends at its limit."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 1100), expected=NO_STREAM)
        backend.log(store, 1100)
        pages = [len(store.read_all()), len(store.read_all(limit=2000))]
        same(pages, [500, 1100], "lengths of the default page and of one of 2,000")
        same(numbers(backend.log(store, 1100)), list(range(1, 1101)), "all pages together")


def a_page_of_nothing_is_empty(backend: Backend) -> None:
    """A reader without room asks for 0 events, and must not get the whole log."""
    with backend.store() as store:
        [first, *_] = store.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        backend.log(store, 3)
        same(store.read_all(limit=0), (), "read_all with a limit of 0")
        same(numbers(store.read_all(limit=1)), [1], "read_all with a limit of 1")
        same(
            store.read_all(after=position_of(first), limit=0), (), "read_all after an event with a limit of 0"
        )


def _some(store: EventStore) -> None:
    """Twelve pebbles, numbered in the order of appending, in three streams, by appends of 1, 2, 3, …"""
    number = 1
    for turn, size in enumerate((1, 2, 3, 1, 4, 1)):
        store.append(f"s-{turn % 3}", pebbles(number, number + size - 1), expected=ANY)
        number += size
