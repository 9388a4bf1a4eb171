"""Conformance suites for everybody: a person who writes a store, a broker, a view or a saga engine can prove
that it keeps the same promises as ours, and a person who writes a decider can say given, when, then.

Each promise is one small function whose name is the sentence it proves. pytest runs them in a class of three
lines, `judge` runs them anywhere and tells which are broken. given/when/then needs nothing; the classes need
pytest, and the promises that make up whole lives of a store need hypothesis.

How to say what a decider does, once something has happened:

    >>> from companion.scenarios.bank import AccountOpened, Deposit, MoneyDeposited, Overdrawn, Withdraw, bank
    >>> from companion.testing import given
    >>> opened, paid_in = AccountOpened(), MoneyDeposited(amount_cents=1000)
    >>> given(bank, opened).when(Deposit(1000)).then(paid_in)
    >>> refused = given(bank, opened, paid_in).when(Withdraw(2000)).then_refused(Overdrawn)
    >>> refused.state.balance_cents
    1000
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .backend import Backend, Opening
    from .broker_backend import BrokerBackend
    from .broker_suite import BROKER_PROMISES
    from .promise import Judgement, Lacking, Promise, broken_promises, judge
    from .pytest_suites import BrokerPromises, SagaPromises, StorePromises, ViewPromises
    from .saga_suite import SAGA_PROMISES
    from .saga_world import CompanionSaga, JudgedSaga, Task
    from .specification import given
    from .store_suite import STORE_PROMISES
    from .view_backend import ViewBackend
    from .view_suite import VIEW_PROMISES

_NAMES = {
    "backend": "Backend Opening",
    "broker_backend": "BrokerBackend",
    "broker_suite": "BROKER_PROMISES",
    "saga_suite": "SAGA_PROMISES",
    "saga_world": "CompanionSaga JudgedSaga Task",
    "specification": "given",
    "promise": "Judgement Lacking Promise broken_promises judge",
    "pytest_suites": "BrokerPromises SagaPromises StorePromises ViewPromises",
    "store_suite": "STORE_PROMISES",
    "view_backend": "ViewBackend",
    "view_suite": "VIEW_PROMISES",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "BROKER_PROMISES", "SAGA_PROMISES", "STORE_PROMISES", "VIEW_PROMISES", "Backend", "BrokerBackend",
    "BrokerPromises", "CompanionSaga", "JudgedSaga", "Judgement", "Lacking", "Opening", "Promise",
    "SagaPromises", "StorePromises", "Task", "ViewBackend", "ViewPromises", "broken_promises", "given",
    "judge",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
