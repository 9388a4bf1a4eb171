"""What an orchestrator does next, as a function of its log alone; and the log of a real saga, read that way.

The log is the short one of lesson 09: a list of `(what, step)`, where `what` is succeeded, refused, failed or
undone. Every step can be undone and is tried once; behind the pivot it is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from companion.events import Envelope
from companion.sagas import Saga
from companion.sourcing import EventStore

__all__ = ["ENDS", "LINES", "Line", "Move", "beside", "next_move", "short"]

Line = tuple[str, str]
Move = Callable[[list[str], str | None, list[Line]], object]

LINES: Final = {
    "StepSucceeded": "succeeded",
    "StepRefused": "refused",
    "StepFailed": "failed",
    "StepTimedOut": "failed",
    "StepCompensated": "undone",
}
ENDS: Final = {"SagaCompleted": "completed", "SagaCompensated": "compensated", "SagaGotStuck": "stuck"}


def next_move(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    """`do …`, `undo …`, `completed`, `compensated` or `stuck`."""
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    trouble = [(what, step) for what, step in log if what in ("refused", "failed")]
    if pivot in done or not trouble:
        if any(what == "refused" for what, _ in trouble):
            return "stuck"
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    back = done + [step for what, step in trouble if what == "failed"]
    left = [step for step in back if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"


def short(log: Iterable[Envelope]) -> list[Line]:
    """The log of a real saga as the short one."""
    events: list[tuple[str, object]] = [(each.type, each.event) for each in log]
    return [(LINES[name], getattr(event, "step", "")) for name, event in events if name in LINES]


def beside(move: Move, saga: Saga, store: EventStore, id: str) -> str:
    """`move` asked at every line of the log of run `id`, beside what the orchestrator did there.

    Where `move` answers with no text, as a function does that is not written yet, the course's own answers.
    """
    log = store.read(saga.stream(id))
    lines, ended = short(log), [ENDS[each.type] for each in log if each.type in ENDS]
    did = [f"{'undo' if what == 'undone' else 'do'} {step}" for what, step in lines]
    steps = [step.name for step in saga.steps]
    pivot = next((step.name for step in saga.steps if step.pivot), None)
    written = isinstance(_asked(move, steps, pivot, []), str)
    asked: Move = move if written else next_move
    rows = ["" if written else "next_move is not written yet: the course's stand-in answers"]
    for place, really in enumerate((*did, *ended[-1:])):
        last = " ".join(lines[place - 1]) if place else "nothing yet"
        yours = _asked(asked, steps, pivot, lines[:place])
        rows.append(f"{last:<18} {'yours' if written else 'stand-in'}: {yours!s:<14} orchestrator: {really}")
    return "\n".join(row for row in rows if row)


def _asked(move: Move, steps: list[str], pivot: str | None, lines: list[Line]) -> object:
    """What `move` says, with lists of its own; the name of the error where it raises one."""
    try:
        return move(list(steps), pivot, list(lines))
    except Exception as error:
        return type(error).__name__
