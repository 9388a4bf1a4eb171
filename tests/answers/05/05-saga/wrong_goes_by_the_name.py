MISCONCEPTION = "Refused alone"
FAILS = "undone is only what was done: not the step that refused, not the ones behind it"
SAYS = "charge refuses: undone is nothing; then it raised CardDeclined"


def run_saga(steps, order):
    undos = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Exception as error:
            if error.__class__.__name__ == "Refused":
                while undos:
                    undos.pop()(order)
                return "COMPENSATED at " + name + ": " + str(error)
            raise
        if compensation is not None:
            undos.append(compensation)
    return "COMPLETED"


answer = run_saga
