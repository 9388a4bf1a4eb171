MISCONCEPTION = "forward again"
FAILS = "a step was refused: it did nothing, what was done before is undone"
SAYS = "A refusal turns the saga back"


def next_move(steps, pivot, log):
    for step in steps:
        if ("succeeded", step) not in log:
            return f"do {step}"
    return "completed"


answer = next_move
