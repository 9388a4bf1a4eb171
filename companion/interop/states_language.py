"""Amazon States Language: a saga as a state machine that AWS Step Functions, or another interpreter, can run.

`export` gives the machine as a dict, `dumps` as JSON text. Each step is a Task that calls one function with
`{"data": …, "key": …}`, as our orchestrator calls an action; its result is stored under the step's name, with
`_` for characters that a path cannot have (`charge card` becomes `charge_card`, `4K` becomes `step_4K`). The
saga's id is the name of the execution, so keys are equal to ours and stay equal in every attempt.

| here | States Language |
|---|---|
| attempts, backoff | Retry (the wait is at least one second, in whole seconds) |
| Refused, PermanentError | never retried; Catch leads to the compensation of the step before |
| any other failure | Catch leads to the step's own compensation, its effect may have happened |
| compensations, newest first | a chain of Tasks, then a Fail state with the error COMPENSATED |
| pivot | no Catch after it |
| STUCK, and `saga.retry` | the execution fails at that state, and `redrive` goes on from there |
| timeout_s, PENDING, `saga.answer` | waitForTaskToken with TimeoutSeconds, SendTaskSuccess |
| COMPLETED | the execution succeeds |

States Language cannot say that an earlier attempt failed before a service refused. So with several attempts a
refusal is compensated too; the compensation of an effect that never happened does nothing.

`interpret` runs such a machine, to compare it with our orchestrator: it calls, tries again and catches as the
specification says, without waiting between tries. Source: https://states-language.net.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from companion.events.errors import short
from companion.interop import NotExportable
from companion.sagas import Saga, SagaData, Step
from companion.sagas.step import from_json, to_json

__all__ = ["Execution", "NotExportable", "dumps", "export", "function_names", "functions", "interpret"]

N = TypeVar("N", int, float)
RESOURCE = "arn:aws:lambda:us-east-1:123456789012:function:"
_TOKEN = "arn:aws:states:::lambda:invoke.waitForTaskToken"
_REFUSALS = ["Refused", "PermanentError"]
_END = "saga/compensated"  # a step's name holds no "/", so no state can be called so
_FAILURE = "saga_failure"  # the field of the error of a failed step
_LONGEST = 80  # characters of a state's name
_LAMBDA_NAME = 64  # characters of a function's name: AWS Lambda, CreateFunction
_LARGEST = 99_999_999  # the largest number of seconds or attempts in Step Functions


def _not_exportable(what: str, problem: str) -> NotExportable:
    return NotExportable(what, "States Language", problem)


def dumps(saga: Saga, *, resource: str = RESOURCE) -> str:
    """What `export` gives, as JSON text."""
    return json.dumps(export(saga, resource=resource), indent=2)


def export(saga: Saga, *, resource: str = RESOURCE) -> dict[str, Any]:
    """The state machine of `saga`, as plain dicts and lists.

    `resource` is the address before the names of the functions (default: AWS Lambda, in an account that does
    not exist). Raises `NotExportable` for names too long or too alike, for waits that shrink, and for
    numbers over 99,999,999.
    """
    functions = function_names(saga)
    for state, name in functions.items():
        if ":lambda:" in resource and len(name) > _LAMBDA_NAME:
            problem = f"its function would be {name!r}; a name has at most {_LAMBDA_NAME} characters there"
            raise _not_exportable(state, problem)
    fields = _all_different(saga, {step.name: _field(step.name) for step in saga.steps} | {"": _FAILURE})
    states: dict[str, Any] = {}
    for index, step in enumerate(saga.steps):
        states[step.name] = _action(saga, index, resource + functions[step.name])
        states[step.name]["ResultPath"] = f"$.{fields[step.name]}"
    for index in reversed(range(len(saga.steps))):
        undo = _undo_name(saga.steps[index])
        if undo is not None and not saga.is_after_pivot(saga.steps[index]):
            states[undo] = _compensation(saga, index, resource + functions[undo])
    if any("Catch" in state for state in states.values()):
        states[_END] = {"Type": "Fail", "Error": "COMPENSATED", "Cause": "Every effect was compensated"}
    return {"Comment": f"Saga {saga.name}", "StartAt": saga.steps[0].name, "States": states}


def function_names(saga: Saga) -> dict[str, str]:
    """The name of the function behind each state: `order-charge`, and `order-charge-undo` for its
    compensation (the state `charge/undo`).

    Raises `NotExportable`.
    """
    states = [step.name for step in saga.steps]
    states += [undo for undo in map(_undo_name, saga.steps) if undo is not None]
    long = next((name for name in states if len(name) > _LONGEST), None)
    if long is not None:
        raise _not_exportable(long, f"a state's name has at most {_LONGEST} characters, this has {len(long)}")
    return _all_different(
        saga, {state: re.sub(r"[^A-Za-z0-9_-]", "-", f"{saga.name}-{state}") for state in states}
    )


def _all_different(saga: Saga, names: dict[str, str]) -> dict[str, str]:
    """Return `names`. Raises `NotExportable` if two of them are equal."""
    twice = next((name for name, times in Counter(names.values()).items() if times > 1), None)
    if twice is not None:
        raise _not_exportable(saga.name, f"two of its names would become {twice!r}: rename a step")
    return names


def _field(step: str) -> str:
    """A step's name as a field that a path can name: letters first, then letters, digits and `_`."""
    field = "".join(char if char.isalpha() or char.isdecimal() else "_" for char in step)
    return field if field[0].isalpha() else f"step_{field}"


def _undo_name(step: Step) -> str | None:
    return None if step.compensation is None else f"{step.name}/undo"


def _action(saga: Saga, index: int, function: str) -> dict[str, Any]:
    step = saga.steps[index]
    state = _task(saga, step.name, function, step.timeout_s)
    state["Retry"] = _retry(step, saga.attempts(step))
    if not saga.is_after_pivot(step):
        own = _chain(saga.steps[: index + 1])
        refused = own if step.attempts > 1 else _chain(saga.steps[:index])
        state["Catch"] = [
            {"ErrorEquals": _REFUSALS, "ResultPath": f"$.{_FAILURE}", "Next": refused},
            {"ErrorEquals": ["States.ALL"], "ResultPath": f"$.{_FAILURE}", "Next": own},
        ]
    last = index == len(saga.steps) - 1
    return state | ({"End": True} if last else {"Next": saga.steps[index + 1].name})


def _compensation(saga: Saga, index: int, function: str) -> dict[str, Any]:
    """The state of a compensation. It has no Catch: an execution that fails here is stuck and can be
    redriven.
    """
    step = saga.steps[index]
    state = _task(saga, f"{step.name}/undo", function, None)
    return state | {
        "ResultPath": None,
        "Retry": _retry(step, step.undo_attempts),
        "Next": _chain(saga.steps[:index]),
    }


def _chain(steps: Sequence[Step]) -> str:
    """The first state of the compensations of `steps`, newest first."""
    return next((name for name in map(_undo_name, reversed(steps)) if name is not None), _END)


def _task(saga: Saga, state: str, function: str, timeout_s: float | None) -> dict[str, Any]:
    """A call with our action's two arguments; with a timeout, one that is answered later."""
    key = f"States.Format({_quoted(f'{saga.name}:{{}}/{state}')}, $$.Execution.Name)"
    given = {"data.$": "$", "key.$": key}
    if timeout_s is None:
        return {"Type": "Task", "Resource": function, "Parameters": given}
    return {
        "Type": "Task",
        "Resource": _TOKEN,
        "Parameters": {"FunctionName": function, "Payload": given | {"token.$": "$$.Task.Token"}},
        "TimeoutSeconds": _within(state, "its timeout in seconds", math.ceil(timeout_s)),
    }


def _quoted(text: str) -> str:
    """A text in single quotes, as intrinsic functions take it."""
    if re.search(r"['\\{}\n]", text.replace("{}", "", 1)):
        raise _not_exportable(text, "names may not hold quotes, backslashes, braces or line ends there")
    return f"'{text}'"


def _retry(step: Step, attempts: int) -> list[dict[str, Any]]:
    never: dict[str, Any] = {"ErrorEquals": _REFUSALS, "MaxAttempts": 0}
    if attempts == 1:
        return [never]
    if step.backoff.factor < 1:
        raise _not_exportable(step.name, f"its waits shrink (factor {step.backoff.factor:g}), and must not")
    wait_s = math.ceil(step.backoff.first_wait_s)
    return [
        never,
        {
            "ErrorEquals": ["States.ALL"],
            "IntervalSeconds": max(1, _within(step.name, "its first wait in seconds", wait_s)),
            "BackoffRate": float(_within(step.name, "the factor of its waits", step.backoff.factor)),
            "MaxAttempts": _within(step.name, "its number of attempts", attempts - 1),
        },
    ]


def _within(name: str, what: str, number: N) -> N:
    """Return `number`. Raises `NotExportable` if Step Functions cannot hold it."""
    if number > _LARGEST:
        raise _not_exportable(name, f"{what} is {short(number)}, and {_LARGEST} is the largest there")
    return number


# --- running a machine --------------------------------------------------------------------------------


class Execution(NamedTuple):
    """How a machine ended: `status` SUCCEEDED, or FAILED with the `error`; the `states` it passed."""

    status: str
    error: str
    states: tuple[str, ...]


Call = Callable[[str, dict[str, Any], str], Any]


def functions(saga: Saga) -> Call:
    """The actions and compensations of `saga` as the functions that its machine calls by name."""
    states = {function: state for state, function in function_names(saga).items()}

    def call(function: str, data: dict[str, Any], key: str) -> Any:
        step = saga.step(states[function].removesuffix("/undo"))
        run = step.compensation if states[function].endswith("/undo") else step.action
        assert run is not None  # only such a step has a state for its undo
        return from_json(to_json(run(SagaData(from_json(to_json(data))), key)))

    return call


def interpret(machine: Mapping[str, Any], call: Call, data: Mapping[str, Any], name: str) -> Execution:
    """Run a `machine` that `export` wrote, as the execution called `name` (the saga's id), from `data` on.

    `call(function, data, key)` does a Task; an exception becomes an error with the name of its type. Tries
    follow each other without a wait. Raises `NotImplementedError` for a Task that is answered later.
    """
    at, data, visited = machine["StartAt"], dict(data), []
    while True:
        state = machine["States"][at]
        visited.append(at)
        if state["Type"] == "Fail":
            return Execution("FAILED", state["Error"], tuple(visited))
        result, error = _tried(state, call, data, name)
        if error:
            caught = _rule(state.get("Catch", ()), error)
            if caught is None:
                return Execution("FAILED", error, tuple(visited))
            data[caught["ResultPath"].removeprefix("$.")] = {"Error": error}
            at = caught["Next"]
            continue
        if state["ResultPath"]:
            data[state["ResultPath"].removeprefix("$.")] = result
        if "End" in state:
            return Execution("SUCCEEDED", "", tuple(visited))
        at = state["Next"]


def _tried(state: Mapping[str, Any], call: Call, data: dict[str, Any], name: str) -> tuple[Any, str]:
    """The result of a Task and "", or None and the name of its last error; tried as its Retry rules say."""
    if "TimeoutSeconds" in state:
        raise NotImplementedError(f"{state['Parameters']['FunctionName']} is answered later: not run here")
    made = re.fullmatch(r"States\.Format\('(.*)', \$\$\.Execution\.Name\)", state["Parameters"]["key.$"])
    assert made is not None  # export writes no other
    function, key, tries = state["Resource"].rpartition(":")[2], made[1].format(name), Counter[int]()
    while True:
        try:
            return call(function, dict(data), key), ""
        except Exception as failure:
            error = type(failure).__name__
            rule = _rule(state["Retry"], error)
            if rule is None or tries[id(rule)] >= rule["MaxAttempts"]:
                return None, error
            tries[id(rule)] += 1


def _rule(rules: Sequence[Mapping[str, Any]], error: str) -> Mapping[str, Any] | None:
    """The first rule for `error`, or for every error."""
    return next((rule for rule in rules if {error, "States.ALL"} & set(rule["ErrorEquals"])), None)
