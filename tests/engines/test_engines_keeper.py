"""The keeper: ports that others take, starts that fail or never end, and the life of a notebook's kernel."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

from companion.engines import EngineError, keeper, server

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="kernels are killed by signals of POSIX")

LONG_S = 300  # for what must happen, on a busy machine

SERVER = """
import socket, sys, threading
listening = socket.socket()
try:
    listening.bind(("127.0.0.1", int(sys.argv[1])))
except OSError:
    sys.exit("could not bind")
listening.listen()
print("ready", flush=True)
threading.Event().wait()
"""


class Stays:
    """A starter that never leaves."""

    def left(self, within_s: float = 0.0) -> bool:
        return False


def order(folder: Path, **other: Any) -> server.Order:
    usual: dict[str, Any] = {
        "folder": str(folder / "server"),
        "prepare": [],
        "command": [sys.executable, "-c", SERVER, "{port}"],
        "variables": dict(os.environ),
        "ready": "ready",
        "taken": "could not bind",
        "stop": "SIGTERM",
    }
    return server.Order(**usual | other)


def begin(wanted: server.Order) -> server.Server:
    return server.Server(wanted, "Abacus", "on PATH", "mend it")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens to."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_another_took_meanwhile_is_given_up_for_the_next(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, free_port = [taken, taken], keeper._free_port
    monkeypatch.setattr(keeper, "_free_port", lambda: ports.pop() if ports else free_port())
    given = json.loads(json.dumps(vars(order(tmp_path))))
    started, port = keeper._serve(given, tmp_path / "server", Stays())  # type: ignore[arg-type]
    keeper._stop(started, "SIGTERM")
    assert ports == [] and port != taken


def test_when_every_port_is_taken_it_gives_up(
    taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_free_port", lambda: taken)
    monkeypatch.setattr(keeper, "PORTS_TO_TRY", 2)
    given = json.loads(json.dumps(vars(order(tmp_path))))
    with pytest.raises(RuntimeError, match="2 ports in a row were taken"):
        keeper._serve(given, tmp_path / "server", Stays())  # type: ignore[arg-type]


def test_a_server_that_never_gets_ready_is_given_up_and_removed(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        begin(order(tmp_path, ready="never said", timeout_s=0.5))
    assert caught.value.reason == "it was not ready within 0.5 s"
    assert not (tmp_path / "server").exists()


def test_a_server_that_cannot_be_run_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no-such-program"):
        begin(order(tmp_path, command=["no-such-program"]))
    assert not (tmp_path / "server").exists()


def test_a_folder_that_is_there_already_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with pytest.raises(EngineError, match="exists"):
        begin(order(tmp_path))


def test_stopped_twice_is_stopped(tmp_path: Path) -> None:
    started = begin(order(tmp_path))
    assert started.serves()
    started.close()
    started.close()
    assert not started.serves()
    assert not (tmp_path / "server").exists()


def test_a_keeper_whose_other_side_says_nothing_ends_quietly() -> None:
    done = subprocess.run(
        [sys.executable, str(server.KEEPER)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


# --- in a notebook --------------------------------------------------------------------------------


@pytest.fixture
def kernel(postgres_url: str, open_folder: Path) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    """A kernel, as a notebook has one. It listens on files, for ports that are chosen before it starts may be
    another's when it comes to listen on them.
    """
    kernels = KernelManager(kernel_name="python3", transport="ipc", ip=str(open_folder / "kernel"))
    kernels.start_kernel(env={k: v for k, v in os.environ.items() if k != "COMPANION_POSTGRES_URL"})
    client = kernels.client()
    client.start_channels()
    client.wait_for_ready(timeout=LONG_S)
    yield kernels, client
    client.stop_channels()
    kernels.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, cell: str) -> str:
    """What the cell prints."""
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])

    assert client.execute_interactive(cell, output_hook=hear, timeout=LONG_S)["content"]["status"] == "ok"
    return "".join(said).strip()


def answer(client: BlockingKernelClient, asked: str) -> dict[str, Any]:
    """How the cell `asked` ended."""
    while (said := client.get_shell_msg(timeout=LONG_S))["parent_header"].get("msg_id") != asked:
        pass
    content: dict[str, Any] = said["content"]
    return content


START = """
from companion import engines
from companion.engines.postgresql.start import POSTGRESQL
engines.postgres()
server = POSTGRESQL.started[0]
print(server.pid, server._keeper.pid, server.folder)
"""


@POSIX
def test_a_restarted_kernel_takes_its_server_along(
    kernel: tuple[KernelManager, BlockingKernelClient], outlasting: Callable[..., list[str]]
) -> None:
    kernels, client = kernel
    server_pid, keeper_pid, folder = run(client, START).split()
    kernels.restart_kernel(now=True)
    assert outlasting(int(server_pid), int(keeper_pid)) == []
    assert not Path(folder).exists()


# Stop is pressed once: a second press could strike the next cell, or the kernel while it answers. So none may
# be missed: it is pressed when nothing is printed, and what comes just before a wait is heard at its end.
WAITS = """
import socket, threading
with socket.create_connection(("127.0.0.1", {port})):
    while True:
        threading.Event().wait(0.1)
"""


@POSIX
def test_stop_in_the_notebook_leaves_the_server_running(
    kernel: tuple[KernelManager, BlockingKernelClient],
) -> None:
    kernels, client = kernel
    run(client, START)
    before = run(client, "print(engines.postgres())")
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(LONG_S)
        # an error otherwise takes along what is sent a moment later
        asked = client.execute(WAITS.format(port=door.getsockname()[1]), stop_on_error=False)
        with door.accept()[0]:
            kernels.interrupt_kernel()
    assert answer(client, asked)["ename"] == "KeyboardInterrupt"
    assert run(client, "print(engines.postgres())") == before
