"""The standard library's stack of things to undo; it is emptied when all went well."""

from contextlib import ExitStack

from companion.sourcing import Refused


def run_saga(steps, order):
    with ExitStack() as undos:
        for name, action, compensation in steps:
            try:
                action(order)
            except Refused as no:
                return f"COMPENSATED at {name}: {no}"
            if compensation:
                undos.callback(compensation, order)
        undos.pop_all()
    return "COMPLETED"


answer = run_saga
