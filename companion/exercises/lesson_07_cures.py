"""07-cures: for each of four repairs the point of a crash that defeats it, or none."""

from typing import Any

from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

NONE = "none"
CURES = ("sorry", "retry", "inside", "reconcile")
DEFEATED = CURES[:3]

SORRY = "sorry: a crash that it cannot make good"
RETRY = "retry: a crash that it cannot make good"
INSIDE = "inside: a crash that it cannot make good"
RECONCILE = "reconcile: none, once the other three are found"
CRITERION = dict(zip(CURES, (SORRY, RETRY, INSIDE, RECONCILE), strict=True))


def points_of() -> dict[str, Any]:
    """For each repair its crash points in order, and what a crash there leaves ("" for nothing amiss)."""
    from companion.lab import crash_points
    from companion.scenarios import posting

    asked = {name: posting.PROMISES[name] for name in list(posting.PROMISES)[:2]}
    found = {}
    for name in CURES:
        run = posting.process(posting.save, posting.reconcile) if name == "reconcile" else None
        grid = crash_points(run or posting.process(getattr(posting, name)), asked, disk=posting.fresh)
        found[name] = {row.point: next(iter(row.broken.values()), "") for row in grid.rows[1:]}
    return found


def _observe(answer: Any) -> Seen:
    points = points_of()
    given = {str(key): value for key, value in answer.items() if type(key) is str}
    rows: dict[str, Any] = {}
    for name in CURES:
        value = given.get(name, TODO)
        point = NONE if value is None else plain(value)
        said = point.strip().lower().removeprefix("crash ") if type(point) is str else ""
        open_row = value is TODO or point == ""
        rows[name] = {
            "open": open_row,
            "point": said,
            "odd": "" if said or open_row else f"it is no text in quotes, but of type {type(value).__name__}",
            "known": list(points[name]),
            "left": points[name].get(said, ""),
        }
    return {"rows": rows, "strangers": [key[:40] for key in given if key not in CURES][:3]}


def _found(name: str, seen: Seen) -> Finding | None:
    row = seen["rows"][name]
    if row["open"]:
        return Finding("", _still_open(seen))
    if row["odd"]:
        return Finding("", f"{name}: {row['odd']}")
    if row["left"]:
        return None
    if row["point"] == NONE:
        return Finding("", f"{name}: you say none, and one of its points defeats it")
    if row["point"] not in row["known"]:
        known = ", ".join(row["known"])
        return Finding("", f"{name} has no point {row['point'][:40]!r}; it has {known}")
    return Finding("", f'{name}, crashed at "{row["point"]}": database and broker agree about post 101')


def _still_open(seen: Seen) -> str:
    rows = [name for name in CURES if seen["rows"][name]["open"]]
    strangers = f"; not known: {', '.join(seen['strangers'])}" if seen["strangers"] else ""
    return f"still open: {', '.join(rows)}{strangers}"


def _reconcile(seen: Seen) -> Finding | None:
    row = seen["rows"]["reconcile"]
    if row["open"]:
        return Finding("", _still_open(seen))
    if any(_found(name, seen) for name in DEFEATED):
        return Finding("", "find the points of the other three first")
    if row["odd"]:
        return Finding("", f"reconcile: {row['odd']}")
    if row["point"] == NONE:
        return None
    if row["point"] not in row["known"]:
        return Finding("", f"reconcile has no point {row['point'][:40]!r}; it has {', '.join(row['known'])}")
    return Finding("", f'reconcile, crashed at "{row["point"]}" and started again: post 101 is announced')


def _says(name: str, *points: str) -> Any:
    return lambda seen: seen["rows"][name]["point"] in points


def _announced_twice(seen: Seen) -> bool:
    """Crashed where the broker has the message and the mark is not yet committed."""
    row = seen["rows"]["reconcile"]
    known = row["known"]
    sent, marked = known.index("after publish posts"), known.index("before commit (3rd)")
    return row["point"] in known[sent : marked + 1]


def _both_are_there(seen: Seen) -> bool:
    row = seen["rows"]["inside"]
    return bool(row["point"] == row["known"][-2])


def _all_is_done(seen: Seen) -> bool:
    """`sorry` crashed where both machines know of the post."""
    row = seen["rows"]["sorry"]
    return row["point"] in row["known"][-2:]


_DONE = (
    "All was done there: nothing is left to lose. Look for the moment when one machine knows of the post and "
    "the other does not."
)

CURE = Exercise(
    id="07-cures",
    title="cures",
    kind="break it",
    points=4,
    accepts=(dict,),
    example='{"sorry": "at the end", "retry": "none", …}',
    blank=({},),
    observe=_observe,
    criteria=(
        Criterion(SORRY, 1, lambda seen: _found("sorry", seen)),
        Criterion(RETRY, 1, lambda seen: _found("retry", seen)),
        Criterion(INSIDE, 1, lambda seen: _found("inside", seen)),
        Criterion(RECONCILE, 1, _reconcile),
    ),
    misconceptions=(
        Misconception("breaks what is done", SORRY, _all_is_done, _DONE),
        Misconception(
            "an exception is not a crash",
            SORRY,
            _says("sorry", NONE),
            "`except` is code, and a dead process runs no code. A crash is no exception that somebody could "
            "catch: the next line simply never comes.",
        ),
        Misconception(
            "nothing has begun",
            SORRY,
            _says("sorry", "request is here", "before commit"),
            "Nothing is stored and nothing is announced: Ben's request is lost, and both machines agree "
            "about that. Go on until they disagree.",
        ),
        Misconception(
            "three tries in one process",
            RETRY,
            _says("retry", NONE),
            "Three tries, all by the process that died after `save`. Whoever is started in its place does "
            "not know that there was anything to try.",
        ),
        Misconception(
            "the commit comes first",
            INSIDE,
            _both_are_there,
            "After the commit both are there. The broker was told *before* it: look in between.",
        ),
        Misconception(
            "the database takes the message back",
            INSIDE,
            _says("inside", NONE),
            "A crash before the commit takes the row back. The broker has acknowledged the message and takes "
            "part in no transaction of your database.",
        ),
        Misconception(
            "twice is lost",
            RECONCILE,
            _announced_twice,
            "Announced twice, and an inbox (06) makes that harmless. Nothing is lost and nothing is "
            "invented: that was the question.",
        ),
    ),
    hints=(
        "What runs in a dead process?",
        "For each, find the moment when one of the two machines knows of the post and the other does not.",
        "Between the two writes. In `inside` the second write is the commit. For one of the four there is no "
        "such point.",
    ),
)
