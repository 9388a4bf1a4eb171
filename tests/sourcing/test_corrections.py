"""Corrections: appended, never written over; two clocks; and what makes no sense is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from companion.events import BadInput, Event, VirtualClock, encode
from companion.sourcing import (
    ANY,
    Decider,
    EventCorrected,
    MemoryStore,
    Refused,
    Snapshots,
    correct,
    effective,
    fold,
    handle,
    rebuild,
    replay,
)


class RainMeasured(Event):
    millimetres: int
    on: date | None = None


DAY_S = 86_400


def station(*millimetres):
    """One measurement a day from 2024-01-01 on, at noon."""
    clock = VirtualClock(start=datetime(2024, 1, 1, 12, tzinfo=UTC))
    store = MemoryStore(clock=clock)
    for each in millimetres:
        store.append("rain", [RainMeasured(millimetres=each)], expected=ANY)
        clock.advance(DAY_S)
    return store


def rain(history):
    return [event.millimetres for event in history.events]


def test_a_correction_stands_where_the_wrong_event_stood():
    store = station(1, 20, 3)
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=2)])
    assert rain(effective(store.read("rain"))) == [1, 2, 3]


def test_the_stored_stream_is_unchanged():
    store = station(1, 20, 3)
    before = [encode(each) for each in store.read("rain")]
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=2)])
    assert [encode(each) for each in store.read("rain", until=3)] == before
    assert store.version("rain") == 5


def test_what_was_corrected_when_why_and_by_whom_can_be_listed():
    store = station(1, 20, 3)
    wrong = store.read("rain")[1]
    correct(store, "rain", wrong.id, "a decimal point", [RainMeasured(millimetres=2)], service="Auditor")
    [found] = effective(store.read("rain")).corrections
    assert found.corrected == wrong and found.reason == "a decimal point"
    assert (found.when, found.by.service) == (datetime(2024, 1, 4, 12, tzinfo=UTC), "Auditor")
    assert [each.event.millimetres for each in found.instead] == [2]


def test_a_correction_without_anything_instead_takes_the_event_back():
    store = station(1, 20, 3)
    correct(store, "rain", store.read("rain")[1].id, "the neighbour's sprinkler")
    assert rain(effective(store.read("rain"))) == [1, 3]


def test_one_event_can_be_replaced_by_several():
    store = station(1, 20, 3)
    several = [RainMeasured(millimetres=n) for n in (8, 9)]
    correct(store, "rain", store.read("rain")[1].id, "two gauges", several)
    assert rain(effective(store.read("rain"))) == [1, 8, 9, 3]


def test_what_stands_instead_can_be_corrected_in_turn():
    store = station(1, 20, 3)
    [_, instead] = correct(store, "rain", store.read("rain")[1].id, "first", [RainMeasured(millimetres=2)])
    correct(store, "rain", instead.id, "second", [RainMeasured(millimetres=5)])
    history = effective(store.read("rain"))
    assert rain(history) == [1, 5, 3]
    assert [each.reason for each in history.corrections] == ["first", "second"]


def test_what_was_known_then_and_what_is_known_now_of_a_day_are_two_answers():
    store = station(1, 20, 3)  # the correction comes on the fourth
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=2)])
    whole = store.read("rain")
    second = date(2024, 1, 2)
    assert rain(effective(whole, as_of=second)) == [1, 2]
    assert rain(effective(whole, as_of=second, known=second)) == [1, 20]
    assert rain(effective(whole, known=date(2024, 1, 3))) == [1, 20, 3]
    assert rain(effective(whole, known=date(2024, 1, 4))) == [1, 2, 3]
    assert rain(effective(whole, known=datetime(2024, 1, 4, 11, tzinfo=UTC))) == [1, 20, 3]
    assert rain(effective(whole, known=3)) == [1, 20, 3]


def test_what_was_not_known_yet_is_no_correction_yet():
    store = station(1, 20, 3)
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=2)])
    assert effective(store.read("rain"), known=date(2024, 1, 3)).corrections == ()


def test_a_business_date_orders_and_limits_what_came_late():
    store = station(1, 20)
    late = RainMeasured(millimetres=7, on=date(2023, 12, 31))
    store.append("rain", [late], expected=ANY)

    def happened(envelope):
        return envelope.event.on or envelope.time

    whole = store.read("rain")
    assert rain(effective(whole, happened=happened)) == [7, 1, 20]
    assert rain(effective(whole, happened=happened, as_of=date(2023, 12, 31))) == [7]
    assert rain(effective(whole, as_of=date(2023, 12, 31))) == []


def test_a_day_ends_at_midnight_in_the_given_zone():
    store = station(1, 20)
    east = timezone(timedelta(hours=13))  # noon UTC is already the next day there
    assert rain(effective(store.read("rain"), as_of=date(2024, 1, 1), zone=east)) == []
    assert rain(effective(store.read("rain"), known=date(2024, 1, 2), zone=east)) == [1]
    dated = effective(
        store.read("rain"), zone=east, as_of=date(2024, 1, 1), happened=lambda _: date(2024, 1, 1)
    )
    assert rain(dated) == [1, 20]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_correction_needs_a_reason(reason):
    store = station(1)
    with pytest.raises(ValueError, match="needs a reason"):
        correct(store, "rain", store.read("rain")[0].id, reason)
    assert store.version("rain") == 1


def test_an_unknown_event_cannot_be_corrected():
    store = station(1)
    store.append("snow", [RainMeasured(millimetres=0)], expected=0)
    for id in ("no such id", store.read("snow")[0].id):
        with pytest.raises(BadInput) as caught:
            correct(store, "rain", id, "why not")
        assert (caught.value.what, caught.value.given) == ("id to correct in 'rain'", id)
    assert store.version("rain") == 1


def test_an_event_is_corrected_once():
    store = station(1)
    wrong = store.read("rain")[0].id
    [first] = correct(store, "rain", wrong, "first")
    with pytest.raises(BadInput, match="correct what stands instead") as caught:
        correct(store, "rain", wrong, "second")
    assert str(first.time) in caught.value.problem
    assert store.version("rain") == 2


def test_a_correction_itself_is_not_corrected():
    store = station(1)
    [first] = correct(store, "rain", store.read("rain")[0].id, "first")
    with pytest.raises(BadInput, match="it is a correction"):
        correct(store, "rain", first.id, "second")


def test_a_correction_written_by_hand_that_makes_no_sense_is_found_when_read():
    store = station(1)
    store.append("rain", [EventCorrected(corrects="nobody", reason="by hand")], expected=ANY)
    with pytest.raises(BadInput) as caught:
        effective(store.read("rain"))
    assert (caught.value.what, caught.value.given) == ("id to correct in 'rain'", "nobody")


def test_two_corrections_at_once_do_not_both_happen():
    from companion.sourcing import ConcurrencyError

    class Racing(MemoryStore):
        def read(self, stream, **how):
            found = super().read(stream, **how)
            super().append(stream, [RainMeasured(millimetres=9)], expected=ANY)
            return found

    store = Racing()
    store.append("rain", [RainMeasured(millimetres=1)], expected=0)
    wrong = store.read_all()[0].id
    with pytest.raises(ConcurrencyError):
        correct(store, "rain", wrong, "late")


# --- whoever asks for a state is told the corrected one -----------------------------------------------


def pours(command, total):
    if command > total:
        raise Refused(f"{total} mm fell, {command} were asked for")
    return [RainMeasured(millimetres=-command)]


TANK = Decider(0, pours, lambda total, event: total + getattr(event, "millimetres", 0))  # as if none existed


def corrected_tank(*before, to):
    """A stream whose second event was corrected to `to` millimetres, three days after it."""
    store = station(*before)
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=to)])
    return store


def test_a_command_is_decided_on_the_corrected_state():
    store = corrected_tank(1, 20, 3, to=2)
    with pytest.raises(Refused, match=r"^6 mm fell"):
        handle(store, "rain", TANK, 7)
    handle(store, "rain", TANK, 6)
    assert replay(store, "rain", TANK) == 0


def test_a_replay_hears_the_corrections_that_were_recorded_by_then():
    store = corrected_tank(1, 20, 3, to=2)
    assert replay(store, "rain", TANK) == 6
    assert replay(store, "rain", TANK, until=date(2024, 1, 3)) == 24
    assert replay(store, "rain", TANK, until=date(2024, 1, 4)) == 6
    assert replay(store, "rain", TANK, until=3) == 24


def test_a_clock_that_is_behind_may_record_the_correction_before_what_it_corrects():
    store = station(5, 20)
    store.clock = VirtualClock(start=datetime(2024, 1, 2, 11, tzinfo=UTC))  # an hour behind
    wrong = store.read("rain")[1].id
    *_, two = correct(store, "rain", wrong, "a decimal point", [RainMeasured(millimetres=2)])
    store.clock = VirtualClock(start=datetime(2024, 1, 2, 10, tzinfo=UTC))  # two hours behind
    correct(store, "rain", two.id, "read again", [RainMeasured(millimetres=3)])
    known = {"9:30": 5, "10:30": 5, "11:30": 8, "12:30": 8}
    for at, total in known.items():
        hour, minute = map(int, at.split(":"))
        moment = datetime(2024, 1, 2, hour, minute, tzinfo=UTC)
        assert replay(store, "rain", TANK, until=moment) == total, at
        assert sum(rain(effective(store.read("rain"), known=moment))) == total, at


def test_a_rebuild_hears_corrections_in_every_stream():
    store = corrected_tank(1, 20, 3, to=2)
    store.append("snow", [RainMeasured(millimetres=9)], expected=0)
    assert rebuild(store, TANK) == {"rain": 6, "snow": 9}
    assert rebuild(store, TANK, prefix="sn") == {"snow": 9}


def test_an_event_that_came_after_the_correction_counts_too():
    store = corrected_tank(1, 20, 3, to=2)
    store.append("rain", [RainMeasured(millimetres=50)], expected=ANY)
    assert replay(store, "rain", TANK) == rebuild(store, TANK)["rain"] == 56


@pytest.mark.parametrize("every", [1, 2, 3, 100])
def test_a_snapshot_taken_before_or_after_a_correction_changes_nothing(every):
    store, kept = station(5, 20, 3), Snapshots(int, "litres", every=every)
    handle(store, "rain", TANK, 1, snapshots=kept)
    correct(store, "rain", store.read("rain")[1].id, "a decimal point", [RainMeasured(millimetres=2)])
    assert replay(store, "rain", TANK, snapshots=kept) == 9
    handle(store, "rain", TANK, 4, snapshots=kept)
    assert replay(store, "rain", TANK, snapshots=kept) == replay(store, "rain", TANK) == 5
    with pytest.raises(Refused):
        handle(store, "rain", TANK, 6, snapshots=kept)


def test_a_correction_that_was_itself_decided_is_in_no_snapshot_that_has_not_heard_it():
    def decide(command, total):
        wrong = store.read("rain")[1].id
        return [EventCorrected(corrects=wrong, reason="by the book", instead=1), RainMeasured(millimetres=2)]

    store, kept = station(1, 20, 3), Snapshots(int, "litres", every=1)
    handle(store, "rain", Decider(0, decide, TANK.evolve), "correct it", snapshots=kept)
    assert replay(store, "rain", TANK, snapshots=kept) == 6


def test_the_events_themselves_can_still_be_folded_as_they_were_written():
    store = corrected_tank(1, 20, 3, to=2)
    assert fold(TANK, store.read_events("rain")) == 26


def test_no_events_are_no_history():
    history = effective([])
    assert history.events == () and history.corrections == ()


def test_a_business_date_is_a_day_of_the_zone_and_the_day_before_ends_where_it_begins():
    store, west = station(1), timezone(timedelta(hours=-8))

    def rained_by(day):
        return rain(effective(store.read("rain"), zone=west, as_of=day, happened=lambda _: date(2024, 1, 1)))

    assert rained_by(date(2023, 12, 31)) == []
    assert rained_by(date(2024, 1, 1)) == [1]
