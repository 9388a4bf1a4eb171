"""The gallery, loaded once for every test of the pictures."""

import importlib.util
from pathlib import Path

import pytest

GALLERY = Path(__file__).with_name("gallery.py")


@pytest.fixture(scope="session")
def told():
    """The module with the told traces."""
    spec = importlib.util.spec_from_file_location("diagrams_gallery", GALLERY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pictures(told):
    """One picture of every sort, by name."""
    return told.gallery()
