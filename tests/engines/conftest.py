"""Processes that start a real server, folders that the user a server runs as can reach, and stores on the
PostgreSQL that all tests share, with a way behind their backs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from companion.engines import PostgresStore

Run = Callable[..., list[tuple[Any, ...]]]

WAIT_S = 300

ASK = """
import json, sys
from companion import engines
from companion.engines.postgresql.start import POSTGRESQL
url = engines.postgres()
server, _ = POSTGRESQL.started
said = {"url": url, "server": server.pid, "keeper": server._keeper.pid, "folder": str(server.folder)}
print(json.dumps(said), flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""


def outlasting(*pids: int) -> list[str]:
    """The names of those processes that do not end. One that ended and that nobody asked about counts not."""
    alive = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    for _ in range(2 * WAIT_S):
        _, alive = psutil.wait_procs(alive, timeout=0.5)
        alive = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
        if not alive:
            break
    return [process.name() for process in alive]


@dataclass
class Asking:
    """A Python process that asked for a PostgreSQL, and evaluates what it is sent."""

    process: subprocess.Popen[str]
    url: str = ""
    server: int = 0
    keeper: int = 0
    folder: str = ""

    def answer(self) -> dict[str, object]:
        """Wait for what it says next."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the process ended without a word"
        return json.loads(line)  # type: ignore[no-any-return]

    def evaluate(self, expression: str) -> object:
        """What `expression` is in there."""
        assert self.process.stdin
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return self.answer()

    def settle(self) -> None:
        """Wait until the server has started, and know it."""
        for name, value in self.answer().items():
            setattr(self, name, value)

    def starts(self, *programs: str) -> None:
        """Wait until its keeper runs one of `programs` on the server's data, and know it. The last of them
        stays: on a busy machine an earlier one can come and go unseen.
        """
        while not self.server:
            assert self.process.poll() is None
            with suppress(psutil.Error):  # what has just ended is not it
                self._look_for(programs)

    def _look_for(self, programs: tuple[str, ...]) -> None:
        for keeper in psutil.Process(self.process.pid).children():
            for child in keeper.children():
                command = child.cmdline()
                if "-D" in command and Path(command[0]).name in programs:
                    self.folder = str(Path(command[command.index("-D") + 1]).parent)
                    self.keeper, self.server = keeper.pid, child.pid

    def left_behind(self) -> list[str]:
        """What is still there once the server and its keeper had all the time they need to go."""
        return outlasting(self.server, self.keeper) + [self.folder] * Path(self.folder).exists()


@pytest.fixture(name="outlasting")
def _outlasting() -> Callable[..., list[str]]:
    return outlasting


@pytest.fixture
def start(postgres_url: str) -> Iterator[Callable[..., Asking]]:
    """Start a process that asks for a PostgreSQL; `settle()` waits for it. Variables are its own."""
    begun: list[Asking] = []

    def begin(**variables: str) -> Asking:
        process = subprocess.Popen(
            [sys.executable, "-c", ASK],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "COMPANION_POSTGRES_URL"}
            | variables,
        )
        begun.append(Asking(process))
        return begun[-1]

    yield begin
    for asking in begun:
        asking.process.kill()
        asking.process.communicate()
        asking.left_behind()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can look into: pytest's own are closed to the user a server of root runs as."""
    folder = Path(tempfile.mkdtemp(prefix="companion-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def postgres_open(postgres_url: str, postgres_schema: str) -> Iterator[Callable[..., PostgresStore]]:
    """Open the test's store, any number of times; all are closed at the end. The server knows their
    connections by the schema's name.
    """
    from psycopg.conninfo import make_conninfo

    from companion.engines import PostgresStore

    url = make_conninfo(postgres_url, application_name=postgres_schema)

    opened: list[PostgresStore] = []

    def open(**options: Any) -> PostgresStore:
        opened.append(PostgresStore(url, schema=postgres_schema, **options))
        return opened[-1]

    yield open
    for store in opened:
        store.close()


@pytest.fixture
def postgres_run(postgres_url: str, postgres_schema: str) -> Iterator[Run]:
    """Run a statement on a connection of its own, with the test's schema first on the search path."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute("SELECT set_config('search_path', %s, false)", (postgres_schema,))

        def run(text: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = link.execute(text, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        yield run
