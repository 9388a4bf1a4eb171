"""What `from companion.scenarios.bank import *` brings into a notebook, for every scenario."""

from __future__ import annotations

import importlib
import pkgutil
from types import FunctionType, ModuleType

import pytest

import companion.scenarios

MODULES = [each.name for each in pkgutil.iter_modules(companion.scenarios.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_a_star_brings_the_scenarios_own_names_and_shadows_nothing_of_the_learners(name):
    module = importlib.import_module(f"companion.scenarios.{name}")
    assert "__all__" in vars(module), "give it an __all__: else its imports, such as time, come along"
    brought = {each: getattr(module, each) for each in module.__all__}
    strangers = [
        each
        for each, value in brought.items()
        if isinstance(value, ModuleType)
        or (isinstance(value, (type, FunctionType)) and not value.__module__.startswith("companion"))
    ]
    assert strangers == []


def test_the_star_of_the_bank_brings_its_commands_events_and_refusals():
    brought: dict[str, object] = {"time": "mine"}
    exec("from companion.scenarios.bank import *", brought)
    assert brought["time"] == "mine"
    assert {"bank", "Withdraw", "MoneyWithdrawn", "Overdrawn", "transfer_history"} <= set(brought)
