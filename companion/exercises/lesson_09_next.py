"""09-next: fold a saga's log into the next move, for every log that can stand there."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen
from companion.scenarios.next_moves import Line
from companion.scenarios.next_moves import next_move as right

Move = Callable[[Sequence[str], str | None, Sequence[Line]], str]

SHOP = ("reserve", "charge", "ship", "mail")
TRIP = ("hold seat", "take money", "issue ticket")
SAGAS: tuple[tuple[tuple[str, ...], str], ...] = (
    (SHOP, "ship"), (TRIP, "issue ticket"), (SHOP, "charge"), (SHOP, "mail"),
)  # fmt: skip
MOST_FAILURES = 2  # of one log; behind the pivot a step may fail for ever

FORWARD = "forward: nothing went wrong, the next step is done"
REFUSED = "a step was refused: it did nothing, what was done before is undone"
FAILED = "a step failed: it may have happened, and is undone itself"
UNDOING = "undoing: newest first, each once, until nothing is left"
PIVOT = "behind the pivot there is no way back"
GROUPS = (FORWARD, REFUSED, FAILED, UNDOING, PIVOT)


class Log(NamedTuple):
    """One log of one saga, what must come next, and which criterion asks it."""

    steps: tuple[str, ...]
    pivot: str
    lines: tuple[Line, ...]
    due: str
    group: str


def logs() -> list[Log]:
    """All logs of the four sagas, the shortest first."""
    found = [log for steps, pivot in SAGAS for log in _of(steps, pivot)]
    return sorted(found, key=lambda log: len(log.lines))  # the sort is stable: the sagas keep their order


def _of(steps: tuple[str, ...], pivot: str) -> Iterator[Log]:
    todo: list[tuple[Line, ...]] = [()]
    while todo:
        lines = todo.pop(0)
        due = right(steps, pivot, lines)
        yield Log(steps, pivot, lines, due, _group(pivot, lines, due))
        kind, _, step = due.partition(" ")
        failures = sum(what == "failed" for what, _ in lines)
        answers = ("succeeded", "refused", "failed")[: 3 if failures < MOST_FAILURES else 2]
        todo += [(*lines, (what, step)) for what in {"do": answers, "undo": ("undone",)}.get(kind, ())]


def _group(pivot: str, lines: Sequence[Line], due: str) -> str:
    kinds = [what for what, _ in lines]
    if "refused" not in kinds and "failed" not in kinds:
        return FORWARD
    if ("succeeded", pivot) in lines:
        return PIVOT
    if "undone" in kinds or due == "compensated":
        return UNDOING
    return REFUSED if kinds[-1] == "refused" else FAILED


# --- watching -----------------------------------------------------------------------------------------


def _observe(answer: Any) -> Seen:
    moves = list[dict[str, Any]]()
    for log in logs():
        stopped = bool(moves) and moves[-1].get("stopped", False)  # who never ends is not asked again
        moves.append(moves[-1] if stopped else _asked(_written(answer) if log.lines else answer, log))
    return {"moves": moves}


def _written(answer: Any) -> Callable[..., Any]:
    """The answer, with a text for TODO: behind the first move that is a part not written yet, and what is
    written counts.
    """

    def asked(*given: Any) -> Any:
        said = answer(*given)
        return "TODO" if said is TODO else said

    return asked


def _asked(answer: Any, log: Log) -> dict[str, Any]:
    """What the answer says, asked twice with the same lists: an orchestrator may be started twice."""
    given = list(log.steps), log.pivot, list(log.lines)
    first = call(answer, *given, watch=True)
    if not first.ok:
        return {
            "said": None, "again": None, "kind": "", "trouble": first.trouble, "stopped": first.stopped,
        }  # fmt: skip
    again = call(answer, *given)
    said = plain(first.value)
    return {
        "said": said if type(said) is str else None,
        "again": plain(again.value) if again.ok else again.trouble,
        "kind": "None" if first.value is None else type(first.value).__name__,
        "trouble": "",
        "undoes": _followed(answer, log, said) if log.group in (REFUSED, FAILED) else [],
    }


def _followed(answer: Any, log: Log, said: object) -> list[str]:
    """The steps that are undone from this log on, in the order of the answer."""
    lines, left, undoes = list(log.lines), _left(log), list[str]()
    while type(said) is str and said.removeprefix("undo ") in left and said.startswith("undo "):
        undoes.append(said.removeprefix("undo "))
        left.remove(undoes[-1])
        lines.append(("undone", undoes[-1]))
        said = plain(call(answer, list(log.steps), log.pivot, list(lines), expect=True).value)
    return undoes


def _left(log: Log) -> list[str]:
    """What is to be undone from this log on, oldest first."""
    undone = [step for what, step in log.lines if what == "undone"]
    return [step for what, step in log.lines if what in ("succeeded", "failed") and step not in undone]


# --- judging ------------------------------------------------------------------------------------------


def _judge(group: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for log, move in zip(logs(), seen["moves"], strict=True):
            finding = _finding(log, move)
            if log.group == group and finding is not None and not _other_order(log, move):
                return finding
        return None

    return judge


def _undoing(seen: Seen) -> Finding | None:
    for log, move in zip(logs(), seen["moves"], strict=True):
        finding = _finding(log, move)
        if finding is not None and (log.group == UNDOING or _other_order(log, move)):
            return finding
    return None


def _other_order(log: Log, move: dict[str, Any]) -> bool:
    """Whether all that is left is undone and nothing else, in another order: a slip that costs once."""
    undoes = move.get("undoes", [])
    return sorted(undoes) == sorted(_left(log)) and undoes != _left(log)[::-1] and log.group != UNDOING


def _finding(log: Log, move: dict[str, Any]) -> Finding | None:
    if move["trouble"]:
        return Finding("", f"{_told(log)}: next_move {move['trouble']}")
    if move["said"] is None:
        return Finding(repr(log.due), f"{_told(log)}: you return {_a(move['kind'])}")
    if move["said"] != log.due:
        return Finding(repr(log.due), f"{_told(log)}: you say {_quoted(move['said'])}")
    if move["again"] != log.due:
        return Finding(
            repr(log.due),
            f"{_told(log)}: right at first; asked again with the same lists you say {move['again']!r}",
        )
    return None


def _told(log: Log) -> str:
    lines = ", ".join(f"{what} {step}" for what, step in log.lines) or "nothing yet"
    return f"steps {', '.join(log.steps)}; pivot {log.pivot}; log: {lines}"


def _a(kind: str) -> str:
    return "None" if kind == "None" else f"something of type {kind}"


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


# --- what people get wrong ----------------------------------------------------------------------------


def _believes(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    return right(steps, pivot, _swapped(pivot, log, "failed", "refused"))


def _undoes_refused(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    return right(steps, pivot, _swapped(pivot, log, "refused", "failed"))


def _swapped(pivot: str | None, log: Sequence[Line], this: str, that: str) -> Sequence[Line]:
    if ("succeeded", pivot) in log:
        return log
    return [(that if what == this else what, step) for what, step in log]


def _oldest(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    move = right(steps, pivot, log)
    undone = [step for what, step in log if what == "undone"]
    left = [step for what, step in log if what in ("succeeded", "failed") and step not in undone]
    return f"undo {left[0]}" if move.startswith("undo ") else move


def _forward_again(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    left = [step for step in steps if ("succeeded", step) not in log]
    return f"do {left[0]}" if left else "completed"


def _undoes_again(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    return right(steps, pivot, [line for line in log if line[0] != "undone"])


def _last_line(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    if not log:
        return f"do {steps[0]}"
    what, step = log[-1]
    place = list(steps).index(step)
    if what == "succeeded":
        return f"do {steps[place + 1]}" if place + 1 < len(steps) else "completed"
    if what == "failed":
        return f"undo {step}"
    return f"undo {steps[place - 1]}" if place else "compensated"


def _stuck_at_once(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    trouble = any(what in ("refused", "failed") for what, _ in log)
    return "stuck" if ("succeeded", pivot) in log and trouble else right(steps, pivot, log)


def _pivot_itself(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    for what, step in log:
        if step == pivot and what in ("refused", "failed") and ("succeeded", pivot) not in log:
            return "stuck" if what == "refused" else f"do {step}"
    return right(steps, pivot, log)


def _tries_again(steps: Sequence[str], pivot: str | None, log: Sequence[Line]) -> str:
    return right(steps, pivot, [line for line in log if line[0] != "failed"])


def _starts_over(seen: Seen) -> bool:
    pairs = zip(logs(), seen["moves"], strict=True)
    asked = [move for log, move in pairs if log.group == UNDOING and log.lines[-1][0] == "undone"]
    return any(str(move["said"]).startswith("do ") for move in asked)


def _turns_round(seen: Seen) -> bool:
    """Whether it undoes something behind the pivot, whatever went wrong there."""
    pairs = zip(logs(), seen["moves"], strict=True)
    return all(str(move["said"]).startswith("undo ") for log, move in pairs if log.group == PIVOT)


def _is(wrong: Move, group: str) -> Callable[[Seen], bool]:
    """Whether the answer says, on every log of the criterion, what somebody with this idea says."""

    def recognise(seen: Seen) -> bool:
        groups = (REFUSED, FAILED, UNDOING) if group == UNDOING else (group,)
        asked = [(log, move) for log, move in zip(logs(), seen["moves"], strict=True) if log.group in groups]
        return all(move["said"] == wrong(log.steps, log.pivot, log.lines) for log, move in asked)

    return recognise


NEXT = Exercise(
    id="09-next",
    title="next_move",
    kind="write",
    points=6,
    signature="next_move(steps, pivot, log)",
    observe=_observe,
    criteria=(
        Criterion(FORWARD, 1, _judge(FORWARD)),
        Criterion(REFUSED, 1, _judge(REFUSED)),
        Criterion(FAILED, 1, _judge(FAILED)),
        Criterion(UNDOING, 2, _undoing),
        Criterion(PIVOT, 1, _judge(PIVOT)),
    ),
    misconceptions=(
        Misconception(
            "forward again",
            REFUSED,
            _is(_forward_again, REFUSED),
            "The service said no, and you ask it again, and again after the next crash, for ever. A refusal "
            'turns the saga back. (`log` holds pairs: `"refused" in log` is never true.)',
        ),
        Misconception(
            "undoes a refusal",
            REFUSED,
            _is(_undoes_refused, REFUSED),
            "Refused means: nothing happened. There is nothing to undo at this step, only at those before "
            "it.",
        ),
        Misconception(
            "behind the pivot too early",
            REFUSED,
            _is(_pivot_itself, REFUSED),
            "The pivot is behind you when it has *succeeded*. A pivot that was refused or failed turns the "
            "saga back as any other step does.",
        ),
        Misconception(
            "tries again before the pivot",
            FAILED,
            _is(_tries_again, FAILED),
            "Before the pivot a step is tried once. It failed, so nobody knows: this saga makes sure by "
            "undoing, it does not ask again.",
        ),
        Misconception(
            "believes a failure",
            FAILED,
            _is(_believes, FAILED),
            "Failed means: nobody knows. The answer was lost, and the deed may stand. You can only be sure "
            "by undoing it.",
        ),
        Misconception(
            "oldest first",
            UNDOING,
            _is(_oldest, UNDOING),
            "You put the machine back on the shelf while Ada's money is still with the shop. Undo newest "
            "first: each undo then finds the world as its own step left it.",
        ),
        Misconception(
            "starts over",
            UNDOING,
            _starts_over,
            "Something was undone already, and you go forward again. Others may have been told that this "
            "order is off: once going back, never forward.",
        ),
        Misconception(
            "undoes it again",
            UNDOING,
            _is(_undoes_again, UNDOING),
            "A line of the log says that this was undone, and you ask for it again, after every crash. "
            "Take the undone ones out.",
        ),
        Misconception(
            "only the last line",
            PIVOT,
            _is(_last_line, PIVOT),
            "Right until the pivot: one line does not know that the pivot lies behind it. Read the log from "
            "its beginning.",
        ),
        Misconception(
            "no pivot",
            PIVOT,
            _turns_round,
            "The pivot has succeeded, and what it did cannot be taken back. You turn round all the same.",
        ),
        Misconception(
            "stuck at once",
            PIVOT,
            _is(_stuck_at_once, PIVOT),
            "Behind the pivot a failed step may be done again; only a refusal needs a person. You woke Olga "
            "for a mail server that hiccups.",
        ),
    ),
    hints=(
        "Read the log once and answer one question first: which way is the saga going?",
        "What may have happened = succeeded, plus failed, minus undone. Going back means: the newest of "
        "these. It goes forward while nothing was refused or failed, and always when the pivot has "
        "succeeded.",
        "back = done + [s for w, s in log if w == 'failed']; left = [s for s in back if s not in undone]; "
        "return f'undo {left[-1]}' if left else 'compensated'. Forward and the pivot come before that.",
    ),
)
