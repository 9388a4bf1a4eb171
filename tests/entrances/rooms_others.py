"""Entrances of the pictures, the classroom, the lab, the sagas and the read models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from entrance import COUNTS, EVENT, NAMES, NAN, SECONDS, GateOpened, Room, Row

from companion import (
    Bus,
    DictView,
    DuckDBAnalytics,
    GridNearby,
    MemoryFeed,
    MemoryStore,
    Projection,
    Saga,
    Simulation,
    SQLiteSearch,
    Step,
    TableView,
    VirtualClock,
    bars,
    crash_points,
    explore,
    flow,
    replay,
)

NO_TRACE: tuple[Any, ...] = (None, 3, EVENT, "abc", [3], [EVENT])
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def _nothing(_: Any) -> int:
    return 0


PICTURES = Room(
    "pictures",
    lambda folder: None,
    _nothing,
    (
        Row(
            "flow, svg(theme)",
            lambda _, wrong: flow([], title="A gate").svg(wrong),
            (None, 3, "", "pink", ["dark"]),
        ),
        Row(
            "bars",
            lambda _, wrong: bars(wrong, title="A gate"),
            (None, 3, "abc", EVENT, [3], {"a": "3"}, {"a": NAN}),
        ),
    ),
)

LAB = Room(
    "the lab",
    lambda folder: None,
    _nothing,
    (
        Row(
            "explore, faults",
            lambda _, wrong: explore(_build, [1], _fine, faults=wrong),
            (["fire"], "fire", [3]),
        ),
        Row("replay, choices", lambda _, wrong: replay(wrong, _build, [1], _fine), ([3], [["fire", 1]])),
        Row(
            "crash_points, crashes",
            lambda _, wrong: crash_points(lambda disk: None, {"fine": _fine}, crashes=wrong),
            (None, 1.5, NAN, -1),
        ),
        Row(
            "Simulation, latency_s",
            lambda _, wrong: Simulation(Bus(VirtualClock()), latency_s=wrong),
            SECONDS,
        ),
        Row("Simulation, bus", lambda _, wrong: Simulation(wrong), (None, 3, "bus", EVENT)),
        Row(
            "Simulation.at",
            lambda _, wrong: Simulation(Bus(VirtualClock())).at(publish=wrong),
            (3, "x", GateOpened),
        ),
        Row(
            "Simulation.at, minute",
            lambda _, wrong: Simulation(Bus(VirtualClock())).at(minute=wrong, publish=EVENT),
            SECONDS,
        ),
        Row(
            "Simulation.workers",
            lambda _, wrong: Simulation(Bus(VirtualClock())).workers("till", wrong),
            COUNTS,
        ),
    ),
)


def _build(disk: Any) -> Any:
    return lambda event: None


def _fine(disk: Any) -> None:
    return None


SAGA = Saga("visit", [Step("open", lambda data, key: 1, lambda data, key: None)])
SAGAS = Room(
    "sagas",
    lambda folder: MemoryStore(clock=VirtualClock()),
    lambda store: store.count(),
    (
        Row("Saga, name", lambda _, wrong: Saga(wrong, SAGA.steps), NAMES[:7]),
        Row("Step, name", lambda _, wrong: Step(wrong, _fine), NAMES[:7]),
        Row("Step, action", lambda _, wrong: Step("open", wrong), (None, 3, "x", EVENT)),
        Row("Step, attempts", lambda _, wrong: Step("open", _fine, attempts=wrong), (*COUNTS, 0)),
        Row("saga.run, id", lambda store, wrong: SAGA.run(store, wrong), NAMES),
        Row("saga.run, data", lambda store, wrong: SAGA.run(store, "1", wrong), (3, "x", [3], EVENT)),
        Row("saga.status, unknown", lambda store, wrong: SAGA.status(store, wrong), (*NAMES, "nobody")),
        Row(
            "saga.resolve, unknown",
            lambda store, wrong: SAGA.resolve(store, wrong, "note", by="Ada"),
            ("nobody",),
        ),
        Row("saga.step", lambda _, wrong: SAGA.step(wrong), (None, 3, "shut")),
    ),
)

CQRS = Room(
    "read models",
    lambda folder: MemoryStore(),
    lambda store: store.count(),
    (
        Row("TableView, name", lambda store, wrong: TableView(store, wrong, []), NAMES),
        Row(
            "Projection.on",
            lambda _, wrong: Projection(DictView("a")).on(wrong)(print),
            (None, 3, "GateOpened", EVENT, int),
        ),
        Row(
            "MemoryFeed.post, at",
            lambda _, wrong: MemoryFeed().post("ada", "1", wrong),
            (None, 3, "now", datetime(2024, 1, 1)),
        ),
        Row(
            "GridNearby.move",
            lambda _, wrong: GridNearby().move("cab", wrong, 0.0),
            (None, "3", NAN, 91, -91),
        ),
        Row(
            "GridNearby.nearest", lambda _, wrong: GridNearby().nearest(wrong, 0.0), (None, "3", NAN, 91, -91)
        ),
        Row(
            "SQLiteSearch.put, at", lambda _, wrong: SQLiteSearch().put("1", "a", [], wrong), (None, 3, "now")
        ),
        Row(
            "DuckDBAnalytics.viewed",
            lambda _, wrong: DuckDBAnalytics().viewed("1", wrong, "e-1"),
            (None, 3, "now"),
        ),
        Row("DuckDBAnalytics.per", lambda _, wrong: DuckDBAnalytics().per(wrong), (None, 3, "", "fortnight")),
    ),
)


ROOMS = (PICTURES, LAB, SAGAS, CQRS)
