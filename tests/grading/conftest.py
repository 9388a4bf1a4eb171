"""What the tests of grading share: a whole run of the command."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from companion.bootstrap.commands import inside

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., SimpleNamespace]:
    """Run the command: its exit code, what it printed, the gradebook's rows by student and exercise, the out
    folder."""

    def run(folder: Path, *options: str, out: str = "graded") -> SimpleNamespace:
        code = inside("grade", [str(folder), "--out", str(tmp_path / out), "--jobs", "1", *options])
        said = capsys.readouterr()
        file = tmp_path / out / "gradebook.csv"
        lines = list(csv.DictReader(file.open(encoding="utf-8"))) if file.exists() else []
        rows = {(line["student"], line["exercise"]): line for line in lines}
        return SimpleNamespace(code=code, out=said.out, err=said.err, rows=rows, folder=tmp_path / out)

    return run
