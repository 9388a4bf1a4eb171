MISCONCEPTION = "every error is a refusal"
FAILS = "the outcome names the step and the reason, and only a refusal is called one"
SAYS = "what to do here is lesson 09"


def run_saga(steps, order):
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Exception as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


answer = run_saga
