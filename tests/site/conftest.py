"""The pages of the whole course, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.classroom.execute import ROOT
from companion.site.pages import write


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site without the browser edition."""
    folder = tmp_path_factory.mktemp("pages")
    write(ROOT, folder)
    return folder
