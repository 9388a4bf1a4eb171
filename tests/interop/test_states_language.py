"""A saga in States Language: valid by the linter, and run by an interpreter in the order ours has."""

from __future__ import annotations

import contextlib
import io
import json
from itertools import count
from threading import Event

import pytest

from companion.events import VirtualClock
from companion.interop.states_language import (
    NotExportable,
    dumps,
    export,
    function_names,
    functions,
    interpret,
)
from companion.sagas import Backoff, Saga, Step
from companion.sourcing import MemoryStore, Refused

NAMES = ("reserve", "charge", "ship", "mail")


def nothing(data, key):
    return None


class Services:
    """Actions and compensations that write down their calls; `fails` says which raise, and what."""

    def __init__(self, fails=None, steps=NAMES, **each):
        self.calls, self.seen, self.tokens = [], [], []
        self.fails = dict(fails or {})
        made = [
            Step(name, self._call(name), self._call(f"{name}/undo"), **each.get(name, {})) for name in steps
        ]
        self.saga = Saga("order", made)

    def _call(self, state):
        def call(data, key):
            self.calls.append(state)
            self.seen.append((key, dict(data)))
            if state in self.fails:
                raise self.fails[state]
            return {"done": state}

        return call

    def handle(self, function, given):
        """What the function of this name does."""
        [state] = [state for state, name in function_names(self.saga).items() if name == function]
        step = self.saga.step(state.removesuffix("/undo"))
        call = step.compensation if state.endswith("/undo") else step.action
        if "token" in given:
            self.tokens.append(given["token"])
        return call(given["data"], given["key"])


def ours(services, data):
    """How our orchestrator runs it."""
    return services.saga.run(MemoryStore(clock=VirtualClock()), "o-1", data)


class Engine:
    """An interpreter of States Language whose functions are the handlers of `services`."""

    def __init__(self):
        import boto3

        self.services = None
        self._numbers = count(1)
        self._machines = boto3.client("stepfunctions", region_name="us-east-1")
        self._make_functions(boto3.Session(region_name="us-east-1"))

    def _make_functions(self, session):
        trust = {"Version": "2012-10-17", "Statement": []}
        role = session.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))
        client = session.client("lambda")
        for name in function_names(Services().saga).values():
            client.create_function(
                FunctionName=name,
                Runtime="python3.11",
                Role=role["Role"]["Arn"],
                Handler="f.f",
                Code={"ZipFile": b"zip"},
            )

    def invoke(self, function, body):
        """What a function answers, and whether it failed."""
        try:
            return self.services.handle(function.split(":")[-1], json.loads(body)), False
        except Exception as error:
            return {"errorType": type(error).__name__, "errorMessage": str(error)}, True

    def run(self, services, data):
        """Run it to its end; whoever waits for a token is answered. The description of the execution."""
        self.services, client = services, self._machines
        machine = client.create_state_machine(
            name=f"order-{next(self._numbers)}",
            definition=dumps(services.saga),
            roleArn="arn:aws:iam::123456789012:role/r",
        )["stateMachineArn"]
        execution = client.start_execution(stateMachineArn=machine, name="o-1", input=json.dumps(data))
        for _ in range(15_000):
            found = client.describe_execution(executionArn=execution["executionArn"])
            if found["status"] != "RUNNING":
                return found
            while services.tokens:
                client.send_task_success(taskToken=services.tokens.pop(), output='{"done": "later"}')
            Event().wait(0.02)  # the interpreter's threads need the processor
        raise AssertionError(f"the interpreter does not come to an end: {services.calls}")


@pytest.fixture(scope="module")
def engine():
    """One interpreter for all tests of this file: starting it takes longer than running."""
    from moto import mock_aws
    from moto.awslambda_simple.models import LambdaSimpleBackend

    def invoke(self, function_name, qualifier, body, headers, response_headers):
        answer, failed = made.invoke(function_name, body)
        if failed:
            response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps(answer).encode()

    config = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(io.StringIO()):
        patch.setattr(LambdaSimpleBackend, "invoke", invoke)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        with mock_aws(config=config):
            made = Engine()
            yield made


def problems(saga):
    """What the linter has to say."""
    from statelint.linter import Linter

    return Linter.validate(export(saga))


SAGAS = {
    "plain": {},
    "retries": {"charge": {"attempts": 3, "backoff": Backoff(first_wait_s=2.5, factor=3)}},
    "pivot": {"charge": {"pivot": True}},
    "pivot last": {"mail": {"pivot": True}},
    "pending": {"charge": {"timeout_s": 90.5}},
}


@pytest.mark.parametrize("name", SAGAS)
def test_the_linter_finds_nothing(name):
    assert problems(Services(**SAGAS[name]).saga) == []


def test_the_linter_finds_nothing_in_odd_names_and_in_steps_without_compensation():
    saga = Saga("an order", [Step(name, nothing) for name in ("charge the card", "größe", "4K", "a-b", "m²")])
    assert problems(saga) == []
    paths = [export(saga)["States"][step.name]["ResultPath"] for step in saga.steps]
    assert paths == ["$.charge_the_card", "$.größe", "$.step_4K", "$.a_b", "$.m_"]


def test_steps_without_compensation_lead_to_the_end_and_states_behind_the_pivot_have_no_way_back():
    states = export(Saga("s", [Step("a", nothing), Step("b", nothing, nothing)]))["States"]
    assert [catch["Next"] for catch in states["b"]["Catch"]] == ["saga/compensated", "b/undo"]
    states = export(Services(charge={"pivot": True}).saga)["States"]
    assert [name for name in states if "Catch" in states[name]] == ["reserve", "charge"]
    assert [name for name in states if name.endswith("/undo")] == ["charge/undo", "reserve/undo"]


def test_the_linter_finds_a_fault_in_a_broken_machine():
    from statelint.linter import Linter

    broken = export(Services().saga)
    broken["States"]["charge"]["Next"] = "nowhere"
    assert Linter.validate(broken) != []


def test_all_well_runs_in_the_same_order_with_the_same_keys_and_data(engine):
    mine, other = Services(), Services()
    run = ours(mine, {"order_id": "o-1"})
    found = engine.run(other, {"order_id": "o-1"})
    assert run.outcome == "COMPLETED" and found["status"] == "SUCCEEDED"
    assert mine.calls == other.calls == list(NAMES)
    assert mine.seen == other.seen
    assert json.loads(found["output"]) == dict(run.data)


@pytest.mark.parametrize(
    ("failing", "error"),
    [
        *((name, ConnectionError("no route")) for name in NAMES),
        *((name, Refused("no")) for name in NAMES[:3:2]),
    ],
)
def test_a_failure_at_any_step_is_compensated_in_the_same_order(failing, error, engine):
    mine, other = Services({failing: error}), Services({failing: error})
    run = ours(mine, {})
    found = engine.run(other, {})
    assert run.outcome == "COMPENSATED"
    assert (found["status"], found["error"]) == ("FAILED", "COMPENSATED")
    assert mine.calls == other.calls
    assert [key for key, _ in mine.seen] == [key for key, _ in other.seen]


def test_a_step_that_is_answered_later_goes_on_with_the_answer(engine):
    services = Services(**SAGAS["pending"])
    found = engine.run(services, {})
    assert found["status"] == "SUCCEEDED"
    assert services.calls == list(NAMES)
    assert services.seen[2][1]["charge"] == {"done": "later"}


def test_a_step_is_tried_again_as_often(engine):
    fails = {"charge": ConnectionError("no route")}
    each = {"charge": {"attempts": 2}}
    mine, other = Services(fails, **each), Services(fails, **each)
    ours(mine, {})
    engine.run(other, {})
    assert mine.calls == other.calls == ["reserve", "charge", "charge", "charge/undo", "reserve/undo"]


def test_after_the_pivot_nothing_is_compensated_and_the_execution_fails_where_ours_is_stuck(engine):
    fails = {"ship": Refused("no such address")}
    mine, other = Services(fails, charge={"pivot": True}), Services(fails, charge={"pivot": True})
    run = ours(mine, {})
    found = engine.run(other, {})
    assert (run.outcome, run.step) == ("STUCK", "ship")
    assert (found["status"], found["error"]) == ("FAILED", "Refused")
    assert mine.calls == other.calls == ["reserve", "charge", "ship"]


def test_a_refused_compensation_stops_both(engine):
    fails = {"ship": Refused("no"), "charge/undo": Refused("account closed")}
    mine, other = Services(fails), Services(fails)
    run = ours(mine, {})
    found = engine.run(other, {})
    assert (run.outcome, run.step) == ("STUCK", "charge")
    assert (found["status"], found["error"]) == ("FAILED", "Refused")
    assert mine.calls == other.calls == ["reserve", "charge", "ship", "charge/undo"]


# --- our own interpreter --------------------------------------------------------------------------------


PATHS = [
    ({}, {}),
    ({"charge": ConnectionError("no route")}, {}),
    ({"ship": Refused("no")}, {}),
    ({"reserve": Refused("no")}, {}),
    ({"mail": ConnectionError("down")}, {}),
    ({"charge": ConnectionError("no route")}, {"charge": {"attempts": 3}}),
    ({"ship": Refused("no such address")}, {"charge": {"pivot": True}}),
    ({"ship": ConnectionError("down")}, {"charge": {"pivot": True}}),
    ({"ship": Refused("no"), "charge/undo": Refused("account closed")}, {}),
]


@pytest.mark.parametrize(("fails", "each"), PATHS)
def test_our_interpreter_makes_the_calls_that_our_orchestrator_makes(fails, each):
    mine, other = Services(fails, **each), Services(fails, **each)
    run = ours(mine, {"order_id": "o-1"})
    found = interpret(export(other.saga), functions(other.saga), {"order_id": "o-1"}, "o-1")
    assert mine.calls == other.calls
    assert [key for key, _ in mine.seen] == [key for key, _ in other.seen]
    if run.outcome == "COMPLETED":
        assert found == ("SUCCEEDED", "", NAMES) and mine.seen == other.seen
    elif run.outcome == "COMPENSATED":
        assert (found.status, found.error, found.states[-1]) == ("FAILED", "COMPENSATED", "saga/compensated")
    else:
        assert (found.status, found.states[-1].removesuffix("/undo")) == ("FAILED", run.step)


def test_our_interpreter_does_not_run_a_task_that_is_answered_later():
    saga = Services(**SAGAS["pending"]).saga
    with pytest.raises(NotImplementedError, match="order-charge is answered later"):
        interpret(export(saga), functions(saga), {}, "o-1")


# --- what is written ----------------------------------------------------------------------------------


def test_retries_and_waits_are_written_in_whole_seconds():
    state = export(Services(**SAGAS["retries"]).saga)["States"]["charge"]
    assert state["Retry"] == [
        {"ErrorEquals": ["Refused", "PermanentError"], "MaxAttempts": 0},
        {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "BackoffRate": 3.0, "MaxAttempts": 2},
    ]


def test_a_step_that_answers_later_waits_for_its_token():
    state = export(Services(**SAGAS["pending"]).saga)["States"]["charge"]
    assert state["Resource"].endswith("waitForTaskToken")
    assert state["TimeoutSeconds"] == 91
    assert state["Parameters"]["Payload"]["token.$"] == "$$.Task.Token"


def test_with_several_attempts_a_refusal_is_compensated_too_because_an_earlier_one_may_have_worked():
    states = export(Services(charge={"attempts": 2}).saga)["States"]
    assert [catch["Next"] for catch in states["charge"]["Catch"]] == ["charge/undo", "charge/undo"]
    assert [catch["Next"] for catch in states["ship"]["Catch"]] == ["charge/undo", "ship/undo"]


def test_the_text_is_the_machine_and_equal_in_every_run():
    saga = Services().saga
    assert json.loads(dumps(saga)) == export(saga)
    assert list(export(saga)["States"]) == [
        "reserve", "charge", "ship", "mail", "mail/undo", "ship/undo", "charge/undo", "reserve/undo",
        "saga/compensated",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("saga", "what", "problem"),
    [
        (Saga("s", [Step("x" * 81, nothing)]), "x" * 81, "81"),
        (Saga("s", [Step("a b", nothing), Step("a-b", nothing)]), "s", "s-a-b"),
        (Saga("s", [Step("a_b", nothing), Step("a.b", nothing)]), "s", "a_b"),
        (Saga("s", [Step("saga_failure", nothing)]), "s", "saga_failure"),
        (Saga("s", [Step("a", nothing, attempts=2, backoff=Backoff(1, 0.5))]), "a", "0.5"),
        (Saga("s", [Step("a", nothing, attempts=100_000_001)]), "a", "100000000, and"),
        (Saga("s", [Step("a", nothing, attempts=2, backoff=Backoff(1e8, 1))]), "a", "100000000, and"),
        (Saga("s", [Step("a", nothing, timeout_s=99_999_999.5)]), "a", "100000000, and"),
        (Saga("s", [Step("a", nothing, attempts=2, backoff=Backoff(0, 10**400))]), "a", "factor of its"),
        (Saga("s" * 60, [Step("reserve", nothing)]), "reserve", "at most 64 characters"),
        (Saga("s", [Step("it's", nothing)]), "s:{}/it's", "quotes"),
        (Saga("s", [Step("a\nb", nothing)]), "s:{}/a\nb", "line ends"),
        (Saga("s\n", [Step("a", nothing)]), "s\n:{}/a", "line ends"),
    ],
)
def test_what_states_language_cannot_say_is_refused(saga, what, problem):
    with pytest.raises(NotExportable) as raised:
        export(saga)
    assert raised.value.what == what and problem in raised.value.problem
