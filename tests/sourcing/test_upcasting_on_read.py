"""Upcasting on read: old events become today's class however read; newer ones are refused by name."""

import pytest

from companion.events import CodecError, Event, UnknownSchemaVersion, codec, upcaster
from companion.events.event import _registry
from companion.sourcing import (
    ANY,
    Decider,
    MemoryStore,
    Snapshots,
    SQLiteStore,
    UnreadableEvent,
    handle,
    rebuild,
    replay,
)

# Recorded as each version of the class wrote them; never to be changed.
RECORDED = {
    1: b'{"plate":"B-EV 42","cents":"1250"}',
    2: b'{"cents":1250,"plate":"B-EV 42"}',
    3: b'{"amount_cents":1250,"plate":"B-EV 42","zone":"unknown"}',
}


def define(schema):
    """The class as it was in `schema`."""
    if schema == 1:

        class ParkingPaid(Event):
            plate: str
            cents: str

    elif schema == 2:

        class ParkingPaid(Event, schema=2):
            plate: str
            cents: int

    else:

        class ParkingPaid(Event, schema=3):
            plate: str
            amount_cents: int
            zone: str

    return ParkingPaid


@pytest.fixture(autouse=True)
def _upcasters():
    upcaster("ParkingPaid", 1)(lambda old: {**old, "cents": int(old["cents"])})
    upcaster("ParkingPaid", 2)(
        lambda old: {"plate": old["plate"], "amount_cents": old["cents"], "zone": "unknown"}
    )
    yield
    for version in (1, 2):
        codec._upcasters.pop(("ParkingPaid", version), None)
    _registry.pop("ParkingPaid", None)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    if request.param == "memory":
        made = MemoryStore()
    elif request.param == "sqlite":
        made = SQLiteStore(tmp_path / "parking.db")
    else:
        from companion.engines import PostgresStore

        name = (
            "upcast_" + "".join(char if char.isalnum() else "_" for char in request.node.name)[-50:].lower()
        )
        made = PostgresStore(request.getfixturevalue("postgres_url"), schema=name)
    yield made
    made.close()


def history(store):
    """One event of each schema, each appended when that was today's."""
    for schema in (1, 2, 3):
        cls = define(schema)
        made = codec.decode_event("ParkingPaid", RECORDED[schema], schema=schema)
        assert type(made) is cls
        store.append("p", [made], expected=schema - 1)
    return cls(plate="B-EV 42", amount_cents=1250, zone="unknown")


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_what_each_version_wrote_is_read_as_todays_class(schema):
    today = define(3)
    found = codec.decode_event("ParkingPaid", RECORDED[schema], schema=schema)
    assert found == today(plate="B-EV 42", amount_cents=1250, zone="unknown")


def test_every_way_of_reading_gives_todays_class(store):
    expected = history(store)
    ways = {
        "read": [each.event for each in store.read("p")],
        "read_events": store.read_events("p"),
        "read_all": [each.event for each in store.read_all()],
        "scan": [event for _, event in store.scan()],
        "subscribe": [each.event for each in store.subscribe("till")],
    }
    with store.transaction() as tx:
        ways["transaction"] = [each.event for each in tx.read("p")]
    for way, events in ways.items():
        assert list(events) == [expected] * 3, way
        assert {type(event) for event in events} == {type(expected)}, way


def test_deciders_see_only_todays_class(store):
    history(store)
    till = Decider(0, lambda *_: [], lambda cents, event: cents + event.amount_cents)
    assert replay(store, "p", till) == 3750
    assert rebuild(store, till) == {"p": 3750}


def test_an_old_envelope_repeated_after_the_class_changed_is_still_the_same_fact(store):
    history(store)
    old = store.read("p")
    assert store.append("p", old, expected=ANY) == old


def test_a_snapshot_and_old_events_after_it_fold_together(store):
    first = define(1)
    till = Decider(
        0, lambda cents, _: [first(plate="x", cents=str(cents))], lambda sum, event: sum + int(event.cents)
    )
    snapshots = Snapshots(int, "v1", every=2)
    for cents in (1, 2, 3):
        handle(store, "p", till, cents, snapshots=snapshots)
    define(3)
    today = Decider(0, lambda *_: [], lambda sum, event: sum + event.amount_cents)
    assert replay(store, "p", today, snapshots=snapshots) == replay(store, "p", today) == 6


def test_a_newer_schema_than_known_is_refused_with_its_number_and_stays(store):
    history(store)
    define(2)
    for read in (lambda: store.read("p"), lambda: store.read_events("p"), lambda: list(store.scan())):
        with pytest.raises(UnreadableEvent) as caught:
            read()
        problem = caught.value.problem
        assert (caught.value.stream, caught.value.version, caught.value.type) == ("p", 3, "ParkingPaid")
        assert isinstance(problem, UnknownSchemaVersion)
        assert (problem.version, problem.current) == (3, 2)
    assert store.version("p") == 3
    define(3)
    assert len(store.read("p")) == 3


def test_a_missing_upcaster_names_the_event_and_the_step(store):
    history(store)
    del codec._upcasters["ParkingPaid", 2]
    with pytest.raises(UnreadableEvent) as caught:
        store.read("p")
    assert (caught.value.version, caught.value.problem.version) == (1, 2)


def test_a_failing_upcaster_names_the_event_and_what_it_said(store):
    history(store)
    upcaster("ParkingPaid", 1)(lambda old: old["price"])
    with pytest.raises(UnreadableEvent) as caught:
        store.read_events("p")
    assert isinstance(caught.value.problem, CodecError)
    assert "the upcaster for schema 1 failed: KeyError" in caught.value.problem.problem
