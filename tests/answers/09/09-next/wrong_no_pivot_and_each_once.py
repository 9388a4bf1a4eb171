MISCONCEPTION = "no pivot"
FAILS = "behind the pivot there is no way back"
SAYS = "what it did cannot be taken back"


def next_move(steps, pivot, log):
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    if any(what in ("failed", "refused") for what, _ in log):
        left = [step for what, step in log if what in ("succeeded", "failed") and step not in undone]
        return f"undo {left[-1]}" if left else "compensated"
    return next((f"do {step}" for step in steps if step not in done), "completed")


answer = next_move
