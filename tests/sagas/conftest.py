"""The shop that the tests of sagas run, loaded once, and the stores they run it on."""

import importlib.util
from pathlib import Path

import pytest

SHOP = Path(__file__).with_name("shop_world.py")


@pytest.fixture(scope="session")
def shop():
    """The module with World, new_store and what goes wrong."""
    spec = importlib.util.spec_from_file_location("sagas_shop_world", SHOP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
