"""Promises of a store: reading a stream, by version and by time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from companion.sourcing.store import ANY, NO_STREAM, EventStore, Until

from .backend import Backend
from .evidence import refused, same, true
from .facts import PurseFilled, given, numbers, pebbles

_DAY_MADE = datetime(2024, 1, 1, 9, tzinfo=UTC)


def reading_goes_on_after_a_version(backend: Backend) -> None:
    """A fold that begins at a snapshot reads only what came later."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 5), expected=NO_STREAM)
        store.append("s-2", pebbles(11, 15), expected=NO_STREAM)
        for after in range(7):
            same(numbers(store.read("s-1", after=after)), list(range(after + 1, 6)), f"read after {after}")


def reading_ends_at_a_version_included(backend: Backend) -> None:
    """Until version 3 means: with the third fact."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 5), expected=NO_STREAM)
        for until in range(7):
            same(numbers(store.read("s-1", until=until)), [1, 2, 3, 4, 5][:until], f"read until {until}")
        same(numbers(store.read("s-1", after=1, until=3)), [2, 3], "read after 1 until 3")
        same(numbers(store.read("s-1", after=3, until=1)), [], "read after 3 until 1")


def reading_ends_at_a_moment_included(backend: Backend) -> None:
    """What happened at that very microsecond had happened."""
    with backend.store() as store:
        at = datetime(2024, 5, 1, 10, 0, 0, 123456, tzinfo=UTC)
        step = timedelta(microseconds=1)
        batch = [given(pebble, time=at + step * n) for n, pebble in enumerate(pebbles(1, 3))]
        store.append("s-1", batch, expected=NO_STREAM)
        for n, until in enumerate((at - step, at, at + step, at + 2 * step, at + 3 * step)):
            same(numbers(store.read("s-1", until=until)), [1, 2, 3][:n], f"read until {until}")
        same(
            numbers(store.read("s-1", after=1, until=at + step)), [2], "read after 1 until the second moment"
        )
        there = (at + step).astimezone(timezone(timedelta(hours=-7)))
        same(numbers(store.read("s-1", until=there)), [1, 2], "read until the same moment, told elsewhere")
        refused(ValueError, "a moment without a time zone", store.read, "s-1", until=datetime(2024, 5, 1))


def a_date_means_the_end_of_that_day(backend: Backend) -> None:
    """A bank asked for the balance at 2024-01-31 answers $810, with the deposit of that afternoon: $800 is
    yesterday's.
    """
    with backend.store() as store:
        _account(store)
        same(_balance(store, date(2024, 1, 31)), 810_00, "balance in cents at 2024-01-31")
        same(_balance(store, date(2024, 1, 30)), 800_00, "balance in cents at 2024-01-30")
        same(_balance(store, date(2023, 12, 31)), 0, "balance in cents before the account was opened")
        same(_balance(store, None), 510_00, "balance in cents today")


def a_date_is_a_day_in_a_zone(backend: Backend) -> None:
    """At half past ten in the evening in New York it is tomorrow in London."""
    with backend.store() as store:
        late = datetime(2024, 2, 1, 3, 30, tzinfo=UTC)  # still January in New York
        midnight = datetime(2024, 2, 1, 5, 0, tzinfo=UTC)  # the first moment of February there
        store.append("s-1", [given(pebbles(1)[0], time=late), given(pebbles(2)[0], time=midnight)],
                     expected=NO_STREAM)  # fmt: skip
        new_york, day = timezone(timedelta(hours=-5)), date(2024, 1, 31)
        same(numbers(store.read("s-1", until=day, zone=new_york)), [1], "2024-01-31 in New York")
        same(numbers(store.read("s-1", until=day)), [], "2024-01-31 in UTC")
        events = store.read_events("s-1", until=day, zone=new_york)
        same(events, tuple(pebbles(1)), "read_events until 2024-01-31 in New York")


def read_events_gives_the_events_of_read(backend: Backend) -> None:
    """Two ways to one truth: the fast one must not be another truth."""
    with backend.store() as store:
        _account(store)
        asked: list[tuple[int, Until]] = [(0, None), (1, None), (0, 2), (1, 2), (9, None),
                                          (0, date(2024, 1, 31)), (0, _DAY_MADE)]  # fmt: skip
        for after, until in asked:
            expected = tuple(each.event for each in store.read("account-123", after=after, until=until))
            got = store.read_events("account-123", after=after, until=until)
            same(got, expected, f"read_events(after={after}, until={until})")


def streams_are_told_apart_and_listed_in_order(backend: Backend) -> None:
    """A prefix is a prefix: no letter in it means another one, and small letters are not capitals."""
    names = ["a-1", "A-1", "a-10", "a-2", "ab", "é-1", "100%-1", "100x-1", "u_-1", "ux-1", "z\\-1", "漢-1"]
    with backend.store() as store:
        for number, name in enumerate(names, 1):
            store.append(name, pebbles(number), expected=NO_STREAM)
        same(store.streams(), tuple(sorted(names)), "all streams")
        for prefix in ("a-", "A", "100%", "u_", "z\\", "é", "漢", "nothing", "a-1"):
            expected = tuple(sorted(name for name in names if name.startswith(prefix)))
            same(store.streams(prefix), expected, f"streams that begin with {prefix!r}")
        for number, name in enumerate(names, 1):
            same(numbers(store.read(name)), [number], f"what is in {name!r}")
        store.append("a-1", [PurseFilled(cents=5)], expected=1)
        last = [("a-1", "PurseFilled"), ("a-10", "PebbleDropped"), ("a-2", "PebbleDropped")]
        same(
            list(store.last_types("a-").items()),
            last,
            "types of the last events of streams that begin with 'a-'",
        )
        same(tuple(store.last_types()), tuple(sorted(names)), "all streams whose last type is known")


def what_was_read_does_not_change_afterwards(backend: Backend) -> None:
    """A reader holds what was true when it read, not a window into the store."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 2), expected=NO_STREAM)
        read, events, page = store.read("s-1"), store.read_events("s-1"), store.read_all()
        store.append("s-1", pebbles(3), expected=ANY)
        same((len(read), len(events)), (2, 2), "lengths of what was read before the third event")
        true(len(page) <= 2, f"the page read before the third event has {len(page)} events now")


def _account(store: EventStore) -> None:
    """$500 at the start, $810 at the end of January, $510 today."""
    changes = ((_DAY_MADE, 500_00), (datetime(2024, 1, 20, 10, tzinfo=UTC), 300_00),
               (datetime(2024, 1, 31, 15, 30, tzinfo=UTC), 10_00),
               (datetime(2024, 2, 3, 12, tzinfo=UTC), -300_00))  # fmt: skip
    batch = [given(PurseFilled(cents=cents), time=time) for time, cents in changes]
    store.append("account-123", batch, expected=NO_STREAM)


def _balance(store: EventStore, until: Until) -> int:
    return sum(each.event.cents for each in store.read("account-123", until=until)
               if isinstance(each.event, PurseFilled))  # fmt: skip
