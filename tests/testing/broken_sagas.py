"""An honest saga engine in one small file, and engines that break one promise each."""

from collections.abc import Callable
from itertools import count
from typing import Any

from companion.sagas import PENDING
from companion.sourcing import Refused

BROKEN_SAGAS: dict[Any, tuple[str, str]] = {}
PATIENCE = 3  # attempts at a compensation


def caught_by(promise: str, says: str) -> Callable[[Any], Any]:
    """Enter a broken engine into the table: the promise that must catch it, and a part of the evidence."""

    def enter(engine: Any) -> Any:
        BROKEN_SAGAS[engine] = promise, says
        return engine

    return enter


class MiniSaga:
    """A log that is a list of (what, step), and a loop that looks at it."""

    def __init__(self, tasks, clock):
        self.tasks, self.clock = {task.name: task for task in tasks}, clock
        self.log = []

    # --- seams ----------------------------------------------------------------------------------------

    def key(self, name):
        return f"s-1/{name}"

    def undo_key(self, name):
        return self.key(name)

    def to_undo(self, done, doubtful):
        return [*reversed([*done, *doubtful])]

    def failed_undo(self, name, failures):
        return [("failed undo", name)] + ([("STUCK", name)] if failures + 1 >= PATIENCE else [])

    def loaded(self):
        return list(self.log)

    def record(self, seen, *entries):
        self.clock.point("before record")
        if len(self.log) != seen:
            return
        self.log += [(what, name, self.clock.now()) for what, name in entries]
        self.clock.point("after record")

    # --- the loop -------------------------------------------------------------------------------------

    def run(self):
        while True:
            log = self.loaded()
            whats = [what for what, *_ in log]
            for end in ("COMPLETED", "COMPENSATED", "STUCK"):
                if end in whats:
                    return end
            if self.is_waiting(log):
                return "WAITING"
            turned = next((name for what, name, _ in log if what == "turned"), None)
            if turned is None:
                self.forward(log)
            else:
                self.backward(log, turned)

    def is_waiting(self, log):
        if not log or log[-1][0] != "pending":
            return False
        _, name, since = log[-1]
        timeout_s = self.tasks[name].timeout_s
        if timeout_s is None or (self.clock.now() - since).total_seconds() < timeout_s:
            return True
        self.record(len(log), ("failed", name), *self.turned(name))
        return False

    def forward(self, log):
        done = self.done(log)
        name = next((name for name in self.tasks if name not in done), None)
        if name is None:
            self.record(len(log), ("COMPLETED", ""))
            return
        task, failures = self.tasks[name], count_of(log, "failed", name)
        try:
            result = task.do(self.key(name))
        except Refused:
            self.record(len(log), ("refused", name), *self.turned(name))
        except Exception:
            last = failures + 1 >= task.attempts
            self.record(len(log), ("failed", name), *(self.turned(name) if last else ()))
        else:
            self.record(len(log), ("pending" if result is PENDING else "done", name))

    def turned(self, name):
        names = list(self.tasks)
        behind = any(self.tasks[each].pivot for each in names[: names.index(name)])
        return [("STUCK", name)] if behind else [("turned", name)]

    def backward(self, log, turned):
        doubtful = [turned] if count_of(log, "failed", turned) else []
        left = [n for n in self.to_undo(self.done(log), doubtful) if not count_of(log, "undone", n)]
        if not left:
            self.record(len(log), ("COMPENSATED", ""))
            return
        name = left[0]
        try:
            self.tasks[name].undo(self.undo_key(name))
        except Exception:
            self.record(len(log), *self.failed_undo(name, count_of(log, "failed undo", name)))
        else:
            self.record(len(log), ("undone", name))

    def done(self, log):
        return [name for what, name, _ in log if what == "done"]

    def answer(self, step):
        log = self.loaded()
        if log and log[-1][:2] == ("pending", step):
            self.record(len(log), ("done", step))
        return self.run()

    def is_stuck(self):
        return any(what == "STUCK" for what, *_ in self.log)


def count_of(log, what, name):
    """How often something happened to a step."""
    return sum((each, of) == (what, name) for each, of, _ in log)


@caught_by(
    "compensations run newest first", "what is undone when shipment is refused: expected ['payment', 'i"
)
class OldestFirst(MiniSaga):
    """Undoes in the order in which it did."""

    def to_undo(self, done, doubtful):
        return [*done, *doubtful]


@caught_by("only what may have happened is compensated", "what is undone when inventory is refused")
class UndoesEverything(MiniSaga):
    """Undoes all steps, also those that never ran."""

    def to_undo(self, done, doubtful):
        return [*reversed(self.tasks)]


@caught_by("a failed step may have had its effect", "'inventory': 1")
class ForgetsTheDoubtful(MiniSaga):
    """A step that failed was not done."""

    def to_undo(self, done, doubtful):
        return [*reversed(done)]


@caught_by("once compensating it never goes forward again", "outcome and effects after a crash")
class ForwardAgain(MiniSaga):
    """After a crash it tries the step again at which it had turned back."""

    def run(self):
        self.log = (
            [entry for entry in self.log if entry[0] not in ("turned", "refused")]
            if not {"COMPENSATED", "STUCK"} & {what for what, *_ in self.log}
            else self.log
        )
        return super().run()


@caught_by("a compensation that keeps failing is stuck and visible", "expected 'STUCK', got 'COMPENSATED'")
class SwallowsAFailingUndo(MiniSaga):
    """Logs a warning, and goes on."""

    def failed_undo(self, name, failures):
        return [("undone", name)]


@caught_by("a compensation that keeps failing is stuck and visible", "stands in no list")
class StuckUnseen(MiniSaga):
    """Is stuck, and tells nobody."""

    def is_stuck(self):
        return False


@caught_by("a compensation that fails is tried again", "expected 'COMPENSATED', got 'STUCK'")
class GivesUpAtOnce(MiniSaga):
    """One failing compensation, and an operator is called."""

    def failed_undo(self, name, failures):
        return super().failed_undo(name, PATIENCE)


@caught_by("every attempt has the same key", "keys of the payment, and effects")
class NewKeyEachTime(MiniSaga):
    """Makes a new key for each attempt."""

    numbers = count(1)

    def key(self, name):
        return f"s-1/{name}/{next(self.numbers)}"


@caught_by("after a crash it goes on where it was", "how often the steps before the crash were asked for")
class FromScratch(MiniSaga):
    """Keeps its log until it ends: after a crash it begins at the first step."""

    def run(self):
        if self.log and self.log[-1][0] not in ("COMPLETED", "COMPENSATED", "STUCK", "pending"):
            self.log = []
        return super().run()


@caught_by("a slow effect after its compensation is nothing", "'payment': 1")
class UndoHasItsOwnKey(MiniSaga):
    """The undo cannot be told to belong to what it undoes."""

    def undo_key(self, name):
        return f"undo-{name}"


@caught_by("a late answer changes nothing", "expected 'COMPENSATED', got 'COMPLETED'")
class LedByALateAnswer(MiniSaga):
    """Takes any answer for the step being done."""

    def answer(self, step):
        self.log = [entry for entry in self.log if entry[0] in ("done", "pending")] + [
            ("done", step, self.clock.now())
        ]
        return self.run()


@caught_by("while it waits nobody is asked again", "outcome and calls when run again")
class AsksAgain(MiniSaga):
    """While it waits, every run asks once more."""

    def run(self):
        if self.log and self.log[-1][0] == "pending":
            self.tasks[self.log[-1][1]].do(self.key(self.log[-1][1]))
        return super().run()


@caught_by("an answer that does not come is a failure", "a second after the timeout: expected 'COMPENSATED'")
class WaitsForEver(MiniSaga):
    """Knows no timeout."""

    def is_waiting(self, log):
        return bool(log) and log[-1][0] == "pending"


@caught_by("behind the pivot nothing is compensated", "expected 'STUCK', got 'COMPENSATED'")
class NoPivot(MiniSaga):
    """There is always a way back."""

    def turned(self, name):
        return [("turned", name)]


@caught_by("two orchestrators have one effect", "outcomes with")
class LooksAtNobody(MiniSaga):
    """Reads its log once, goes on from memory, and records behind whatever others recorded meanwhile."""

    memory = None

    def run(self):
        before, self.memory = self.memory, list(self.log)
        try:
            return super().run()
        finally:
            self.memory = before

    def loaded(self):
        return list(self.log if self.memory is None else self.memory)

    def record(self, seen, *entries):
        self.clock.point("before record")
        new = [(what, name, self.clock.now()) for what, name in entries]
        self.log += new
        if self.memory is not None:
            self.memory += new
        self.clock.point("after record")


@caught_by("every step is done once in order", "the outcome when it is run again")
class BeginsAnew(MiniSaga):
    """Running an ended saga starts another."""

    def run(self):
        if self.log and self.log[-1][0] == "COMPLETED":
            self.log = []
            super().run()
            return "COMPLETED AGAIN"
        return super().run()


@caught_by("after a crash at any point it ends and the books balance", "with ")
class RecordsBeforeItActs(MiniSaga):
    """Notes a step as done, then does it: a crash in between loses it."""

    def forward(self, log):
        name = next((name for name in self.tasks if name not in self.done(log)), None)
        if name is not None and not self.tasks[name].timeout_s and not count_of(log, "noted", name):
            self.record(len(log), ("noted", name), ("done", name))
            try:
                self.tasks[name].do(self.key(name))
            except Exception:
                self.log = [entry for entry in self.log if entry[:2] != ("done", name)]
                self.record(len(self.log), ("failed", name), *self.turned(name))
            return
        super().forward(log)
