"""Entrances of the pictures, the classroom, the lab, the sagas and the read models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from entrance import (
    COUNTS,
    EVENT,
    FUNCTIONS,
    NAMES,
    NAN,
    SECONDS,
    TEXTS,
    THINGS,
    GateOpened,
    Room,
    Row,
)  # fmt: skip

from companion import (
    Backoff,
    Bus,
    Choreography,
    DictView,
    DuckDBAnalytics,
    Effects,
    GridNearby,
    MemoryFeed,
    MemoryStore,
    Projection,
    Saga,
    Simulation,
    SQLiteSearch,
    Step,
    StoreDisk,
    TableView,
    VirtualClock,
    bars,
    compare,
    concept_map,
    counterexample,
    crash_points,
    deliver,
    event_log,
    explore,
    flow,
    grid,
    picture_of,
    player,
    replay,
    saga_flow,
    service_map,
    stuck,
    swimlanes,
    unfinished,
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
        Row("picture_of", lambda _, wrong: picture_of(wrong), (None, 3, EVENT)),
        Row(
            "flow, svg(theme)",
            lambda _, wrong: flow([], title="A gate").svg(wrong),
            (None, 3, "", "pink", ["dark"]),
        ),
        *(
            Row(f"{draw.__name__}, trace", lambda _, wrong, draw=draw: draw(wrong, title="A gate"), NO_TRACE)
            for draw in (flow, player, saga_flow, service_map, swimlanes)
        ),
        *(
            Row(f"{draw.__name__}, title", lambda _, wrong, draw=draw: draw([], title=wrong), TEXTS)
            for draw in (flow, player, service_map, swimlanes)
        ),
        Row("event_log", lambda _, wrong: event_log(wrong), NO_TRACE),
        Row(
            "grid, rows",
            lambda _, wrong: grid(wrong, ["a"], [["x"]], title="A gate"),
            (None, 3, EVENT, "a", [3]),
        ),
        Row(
            "grid, cells",
            lambda _, wrong: grid(["a"], ["b"], wrong, title="A gate"),
            (None, 3, EVENT, [3], [["x", "y"]], "abc", {("b", "a"): "x"}),
        ),
        Row("counterexample", lambda _, wrong: counterexample(wrong, title="A gate", problem="b"), NO_TRACE),
        Row("concept_map", lambda _, wrong: concept_map(wrong, {}, title="A gate"), NO_TRACE),
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
        Row("explore, build", lambda _, wrong: explore(wrong, [1], _fine), FUNCTIONS),
        Row("explore, events", lambda _, wrong: explore(_build, wrong, _fine), (None, 3, EVENT)),
        Row("explore, invariant", lambda _, wrong: explore(_build, [1], wrong), FUNCTIONS),
        Row(
            "deliver, order",
            lambda _, wrong: deliver(_build, [1], wrong, _fine),
            (None, 3, EVENT, ["x"], [3]),
        ),
        Row("StoreDisk", lambda _, wrong: StoreDisk(wrong), THINGS[1:]),
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
        Row("Saga, steps", lambda _, wrong: Saga("visit", wrong), (None, 3, "open", EVENT, [3])),
        Row("saga.run, store", lambda _, wrong: SAGA.run(wrong, "1", {}), THINGS),
        Row("stuck", lambda _, wrong: stuck(wrong), THINGS),
        Row("unfinished", lambda _, wrong: unfinished(wrong), THINGS),
        Row("Backoff, first_wait_s", lambda _, wrong: Backoff(wrong), SECONDS),
        Row("Backoff, factor", lambda _, wrong: Backoff(1.0, wrong), SECONDS),
        Row("Effects.once, key", lambda _, wrong: Effects().once(wrong, dict), (*TEXTS, "")),
        Row("Choreography, bus", lambda _, wrong: Choreography(wrong, SAGA), THINGS),
        Row("Choreography, saga", lambda _, wrong: Choreography(Bus(VirtualClock()), wrong), THINGS),
        Row("compare, declared", lambda _, wrong: compare(wrong, []), NO_TRACE),
        Row("compare, trace", lambda _, wrong: compare({}, wrong), NO_TRACE),
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
        Row("saga.step", lambda _, wrong: SAGA.step(wrong), (None, 3, "shut", ["open"])),
        Row(
            "saga.answer, step",
            lambda store, wrong: SAGA.answer(store, "1", wrong),
            (None, 3, "shut", ["open"]),
        ),
        Row(
            "saga.retry, unknown", lambda store, wrong: SAGA.retry(store, wrong, by="Ada"), ("nobody", *NAMES)
        ),
    ),
)

CQRS = Room(
    "read models",
    lambda folder: MemoryStore(),
    lambda store: store.count(),
    (
        Row("TableView, name", lambda store, wrong: TableView(store, wrong, []), NAMES),
        Row("DictView, name", lambda _, wrong: DictView(wrong), (*TEXTS, "")),
        Row("Projection, view", lambda _, wrong: Projection(wrong), THINGS),
        Row("Projection, attempts", lambda _, wrong: Projection(DictView(), attempts=wrong), (*COUNTS, 0)),
        Row("Projection.catch_up", lambda _, wrong: Projection(DictView()).catch_up(wrong), THINGS),
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
