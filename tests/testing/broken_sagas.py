"""Saga engines that break one promise each, as real ones do."""

from collections.abc import Callable
from itertools import count
from typing import Any

from mini_saga import PATIENCE, MiniSaga, count_of

BROKEN_SAGAS: dict[Any, tuple[str, str]] = {}


def caught_by(promise: str, says: str) -> Callable[[Any], Any]:
    """Enter a broken engine into the table: the promise that must catch it, and a part of the evidence."""

    def enter(engine: Any) -> Any:
        BROKEN_SAGAS[engine] = promise, says
        return engine

    return enter


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


@caught_by("a compensation that keeps failing is stuck and visible", "is not in the list")
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
