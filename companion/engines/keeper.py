"""The process between a notebook and the server it started, so that no server outlives its notebook.

It creates the data in a new folder, starts the server on a free port, prints one line, and waits. When its
own standard input ends, or the process that started it is gone (even killed with -9), it stops the server and
removes the folder. It runs in its own session: stop or Ctrl-C in the notebook reaches neither it nor the
server.

Standard library only, and started by its path: it must work from any folder and whatever the notebook did to
its own process. One JSON line comes in (see `server.py`, which writes it), one goes out: `{"port", "pid"}` or
`{"failed", "log"}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PORTS_TO_TRY = 10
PAUSE_S = 0.05
STOPPING_S = 10.0
PR_SET_PDEATHSIG = 1


class Starter:
    """The process that asked for the server: `left()` says that it ended or wants the server stopped."""

    def __init__(self) -> None:
        self._pid = os.getppid()
        self._over = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: self._over.set())
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        os.read(0, 1)  # a byte is the wish to stop, no byte the end of the other side
        self._over.set()

    def left(self, within_s: float = 0.0) -> bool:
        """Its forked child can hold the pipe open after its death, so the process id is compared too."""
        return self._over.wait(within_s) or os.getppid() != self._pid


def main() -> None:
    """Serve one order, from start to removal."""
    order = json.loads(_line())
    starter, folder = Starter(), Path(order["folder"])
    try:
        try:
            server, port = _serve(order, folder, starter)
        except Exception as problem:  # whatever it is, the other side waits for a word
            _say({"failed": str(problem) or type(problem).__name__, "log": _tail(folder)})
            return
        _say({"port": port, "pid": server.pid})
        while server.poll() is None and not starter.left(within_s=4 * PAUSE_S):
            pass
        _stop(server, order["stop"])
    finally:
        _remove(folder)


def _serve(order: dict[str, Any], folder: Path, starter: Starter) -> tuple[subprocess.Popen[bytes], int]:
    """Make the folder and the data in it, then start the server on the first free port."""
    secrets = _furnish(folder, order)
    if order["prepare"]:
        step = _spawn(order, order["prepare"], folder / "prepare.log")
        if _ended(step, order, starter) != 0:
            raise RuntimeError("its data could not be made")
    for secret in secrets:
        secret.unlink()
    for _ in range(PORTS_TO_TRY):
        port, log = _free_port(), folder / "server.log"
        log.unlink(missing_ok=True)
        server = _spawn(order, [part.replace("{port}", str(port)) for part in order["command"]], log)
        if _ready(server, log, order, starter):
            return server, port
        if order["taken"] not in log.read_text("utf-8", errors="replace"):
            raise RuntimeError(f"it ended with code {server.returncode}")
    raise RuntimeError(f"{PORTS_TO_TRY} ports in a row were taken by others")


def _furnish(folder: Path, order: dict[str, Any]) -> list[Path]:
    """Make the folder, readable only by the owner, with the files that the preparation needs; return
    those.
    """
    folder.mkdir(mode=0o700)
    secrets = [folder / name for name in order["files"]]
    for file in secrets:
        file.touch(mode=0o600)
        file.write_text(order["files"][file.name], "utf-8")
    for source, name in order["copies"]:
        shutil.copytree(source, folder / name, symlinks=True)
    if order["account"] is not None and sys.platform != "win32":
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *order["account"], follow_symlinks=False)
    return secrets


def _ended(child: subprocess.Popen[bytes], order: dict[str, Any], starter: Starter) -> int | None:
    """Wait for `child`; kill it and return None when the starter leaves or the time is over."""
    until = time.monotonic() + order["timeout_s"]
    while child.poll() is None:
        if starter.left(within_s=PAUSE_S) or time.monotonic() > until:
            _stop(child, order["stop"])
            return None
    return child.returncode


def _ready(server: subprocess.Popen[bytes], log: Path, order: dict[str, Any], starter: Starter) -> bool:
    """Wait until the server's log says it is ready; False when it ended before."""
    until = time.monotonic() + order["timeout_s"]
    while order["ready"] not in log.read_text("utf-8", errors="replace"):
        if server.poll() is not None:
            return False
        if starter.left(within_s=PAUSE_S) or time.monotonic() > until:
            _stop(server, order["stop"])
            raise RuntimeError(f"it was not ready within {order['timeout_s']} s")
    return True


def _spawn(order: dict[str, Any], command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        account = order["account"]
        more: dict[str, Any] = {}
        if account is not None:
            more = {"user": account[0], "group": account[1], "extra_groups": []}
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env=order["variables"],
            preexec_fn=_die_with_me(order["stop"]),
            **more,
        )


def _die_with_me(stop: str) -> Callable[[], None] | None:
    """On Linux, let the kernel stop the server if this process is killed."""
    if sys.platform != "linux":
        return None
    libc, number = ctypes.CDLL(None), int(getattr(signal, stop))
    return lambda: libc.prctl(PR_SET_PDEATHSIG, number)


def _stop(server: subprocess.Popen[bytes], stop: str) -> None:
    """Send the signal named `stop`, and kill the server after a while. The data is deleted anyway."""
    if server.poll() is not None:
        return
    server.send_signal(getattr(signal, stop, signal.SIGTERM))
    try:
        server.wait(STOPPING_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _remove(folder: Path) -> None:
    """Remove `folder`; again for a while if the server's own children still write into it."""
    for _ in range(200):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(PAUSE_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(folder: Path) -> str:
    """The last three lines that the server or its preparation wrote."""
    for name in ("server.log", "prepare.log"):
        if (folder / name).exists():
            lines = (folder / name).read_text("utf-8", errors="replace").strip().splitlines()
            return " | ".join(line.strip() for line in lines[-3:])
    return ""


def _line() -> bytes:
    """The order. Read without a buffer, because the following bytes belong to the listening thread."""
    read = b""
    while not read.endswith(b"\n"):
        more = os.read(0, 65536)
        if not more:
            sys.exit()
        read += more
    return read


def _say(answer: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more: the loop will notice
        os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
