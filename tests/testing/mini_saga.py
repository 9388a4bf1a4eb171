"""An honest saga engine in one small file, with seams where a broken one can be let in."""

from companion.sagas import PENDING
from companion.sourcing import Refused

PATIENCE = 3  # attempts at a compensation


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
