"""Clocks and ids: virtual time moves when told, ids grow and follow RFC 9562."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from companion.events import SystemClock, VirtualClock
from companion.events.clock import IdSequence, id_of

START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), VirtualClock()], ids=repr)
def test_ids_are_uuids_of_version_7_with_the_rfc_variant(clock):
    for made in (uuid.UUID(clock.new_id()) for _ in range(100)):
        assert (made.version, made.variant) == (7, uuid.RFC_4122)


@pytest.mark.parametrize("clock", [SystemClock(), VirtualClock()], ids=repr)
def test_ids_grow_and_never_repeat(clock):
    ids = [clock.new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))


def test_two_system_clocks_share_one_growing_sequence():
    one, other = SystemClock(), SystemClock()
    ids = [clock.new_id() for _ in range(50) for clock in (one, other)]
    assert ids == sorted(set(ids))


def test_an_id_begins_with_the_milliseconds_of_the_clock():
    clock = VirtualClock()
    clock.advance(1.5)
    ms = uuid.UUID(clock.new_id()).int >> 80
    assert ms == int(START.timestamp() * 1000) + 1500


def test_an_id_of_the_rfc_keeps_its_layout():
    ids = IdSequence(lambda bits: (1 << bits) - 1)
    assert id_of(ids.draw(0x017F22E279B0 * 1_000_000)) == "017f22e2-79b0-7fff-bfff-4fffffffffff"


def test_a_clock_set_back_still_gives_greater_ids():
    ids = IdSequence(lambda bits: 0)
    later, earlier = ids.draw(1_000_000_000), ids.draw(5_000_000)
    assert earlier > later


def test_ids_grow_and_never_repeat_whichever_thread_asks():
    ids: list[str] = []
    clock = SystemClock()
    threads = [Thread(target=lambda: ids.extend(clock.new_id() for _ in range(2000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 8000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_does_not_give_its_parents_ids():
    SystemClock().new_id()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, SystemClock().new_id()[14:].encode())
        os._exit(0)
    mine = SystemClock().new_id()[14:]
    os.waitpid(child, 0)
    theirs = os.read(read, 100).decode()
    os.close(read)
    os.close(write)
    assert theirs != mine
    assert theirs[:9] != mine[:9]  # another random start, not the next number


def test_virtual_ids_depend_on_the_seed_alone():
    def ids(seed):
        clock = VirtualClock(seed=seed)
        made = [clock.new_id()]
        clock.advance(60)
        return [*made, clock.new_id()]

    assert ids(1) == ids(1)
    assert ids(1) != ids(2)


def test_virtual_ids_are_the_same_on_every_machine():
    clock = VirtualClock(seed=0)
    assert [clock.new_id(), clock.new_id()] == [
        "018cc251-f400-7d82-b082-2aeaa51052e9",
        "018cc251-f400-7d82-b082-2aeaa51052ea",
    ]


def test_virtual_time_stands_still_until_told():
    clock = VirtualClock()
    assert clock.now() == clock.now() == START


def test_sleeping_on_a_virtual_clock_advances_it():
    clock = VirtualClock()
    clock.sleep(90)
    clock.advance(0.5)
    assert clock.now() - START == timedelta(seconds=90.5)
    assert clock.elapsed_s == 90.5


def test_virtual_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="backwards"):
        VirtualClock().advance(-1)


def test_a_start_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        VirtualClock(start=datetime(2024, 1, 1))


def test_a_start_in_another_zone_is_kept_as_utc():
    clock = VirtualClock(start=datetime(2024, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


def test_a_point_does_nothing_until_somebody_strikes_there():
    clock = VirtualClock()
    clock.point("after charge")
    reached: list[str] = []
    clock.on_point = reached.append
    clock.point("after receipt")
    assert reached == ["after receipt"]


def test_the_system_clock_is_aware_and_ignores_points():
    clock = SystemClock()
    clock.point("anything")
    assert clock.now().utcoffset() == timedelta(0)
