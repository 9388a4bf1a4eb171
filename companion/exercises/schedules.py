"""Run the learner's handler through the seeded schedules of the lab; the result is plain data.

`explored` is `companion.lab.explore` with one step budget for all schedules together; `broken` makes of its
result a `Finding` that prints, names the seed and can be drawn.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.words import Finding

EXPLORING_STEPS = 4_000_000
hidden = 0
"""Class grading's own schedules (`grade --seed`): added to every seed but 0, which has no fault."""

_NOTHING: dict[str, Plain] = {
    "ok": True,
    "problem": "",
    "order": "",
    "labels": [],
    "seed": None,
    "schedules": 0,
    "schedule": [],
    "trouble": "",
}


def explored(
    build: Callable[[Any], Callable[[Any], object]],
    events: Iterable[Any],
    invariant: Callable[[Any], str | None],
    *,
    disk: Callable[[], Any],
    label: Callable[[Any], str],
    faults: Sequence[str] = ("duplicate", "reorder"),
    seeds: int = 1000,
    steps: int = EXPLORING_STEPS,
) -> dict[str, Plain]:
    """Explore, and return plain data: `ok`, `problem` (the invariant's sentence), `order` ("A B A"),
    `labels`, `seed`, `schedules` (how many survived), `schedule` (steps as dicts) and `trouble` (a sentence
    when the answer itself raised or was stopped)."""
    from companion.lab import explore

    def search(seeds: int) -> Any:
        own = [0, *range(hidden + 1, hidden + seeds)]
        return explore(build, events, invariant, disk=disk, label=label, faults=faults, seeds=own)

    events = tuple(events)
    outcome = call(_calmly, build, disk, events)  # an endless loop must not use up the large budget
    if not outcome.stopped:
        outcome = call(search, seeds, steps=steps)
    found: Any = outcome.value
    if not outcome.ok:
        return {**_NOTHING, "ok": False, "trouble": outcome.trouble}
    if found.ok:
        return {**_NOTHING, "schedules": found.schedules}
    labels = [step.label for step in found.schedule if step.kind != "drop"]
    return {
        **_NOTHING,
        "ok": False,
        "problem": found.problem,
        "order": " ".join(labels),
        "labels": plain(labels),
        "seed": found.seed,
        "schedule": [
            {"kind": s.kind, "label": s.label, "index": s.index, "point": s.point, "late_s": s.late_s}
            for s in found.schedule
        ],
    }


def broken(found: dict[str, Any]) -> Finding | None:
    """The finding for what `explored` returned, or None if every schedule was survived."""
    if found["ok"]:
        return None
    if found["trouble"]:
        return Finding(expected="", evidence=f"your code {found['trouble']}")
    return Finding(
        expected="",
        evidence=f"delivered {found['order']}: {found['problem']}",
        schedule=tuple(found["schedule"]),
        seed=found["seed"],
    )


def _calmly(
    build: Callable[[Any], Callable[[Any], object]], disk: Callable[[], Any], events: Iterable[Any]
) -> None:
    handler = build(disk())
    for event in events:
        handler(event)
