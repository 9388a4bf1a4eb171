"""It walks back from the end of the list to the step that refused: what is undone was never done."""

from companion.sourcing import Refused

MISCONCEPTION = ""
FAILS = "undone is only what was done: not the step that refused, not the ones behind it"
SAYS = "reserve refuses: undo ship, which was never done"


def run_saga(steps, order):
    for name, action, _ in steps:
        try:
            action(order)
        except Refused as no:
            for other, _, undo in reversed(steps):
                if other == name:
                    break
                if undo is not None:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
    return "COMPLETED"


answer = run_saga
