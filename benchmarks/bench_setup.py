"""From an empty folder to a lesson: seconds until JupyterLab answers, the first time and the second.

    python benchmarks/bench_setup.py [--rounds N] [--test]

Each round clones this checkout (what is committed) into a temporary folder, gives it an empty HOME, so that
no cache of pip or uv helps, and runs the README's command, `python3 -m companion lab`, with --no-browser on a
free loopback port until it answers over HTTP. Then again in the same folder, and beside it the limit of the
second start: `jupyter lab` of that environment, started directly. What was started is stopped by its process
id. With --test the README's test command is timed too (minutes), once, and must be green. The first start
needs the network and depends on it. Never a timed test.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 900.0
PYTHON = getattr(sys, "_base_executable", sys.executable)  # the machine's, not that of an environment


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def clean_environment(home: Path) -> dict[str, str]:
    """This environment with an empty HOME, and nothing that points into another one."""
    home.mkdir()
    lost = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PIP_CACHE_DIR", "UV_CACHE_DIR")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in lost and not name.startswith(("XDG_", "JUPYTER", "COMPANION_"))
    }
    return {**kept, "HOME": str(home), "USERPROFILE": str(home)}


@contextmanager
def running(
    command: list[str], folder: Path, env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A server and what it started, as one process group that is ended with it."""
    with log.open("wb") as out:
        nothing = subprocess.DEVNULL
        server = subprocess.Popen(
            command, cwd=folder, env=env, stdin=nothing, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def seconds_to_answer(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """Start a JupyterLab; seconds until it tells its version over HTTP."""
    port, log = free_port(), folder.with_suffix(".log")
    start = time.perf_counter()
    with running([*command, "--no-browser", "--port", str(port)], folder, env, log) as server:
        while not answers(port):
            seconds = time.perf_counter() - start
            if server.poll() is not None or seconds > PATIENCE_S:
                raise SystemExit(f"no answer after {seconds:.0f} s:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        return time.perf_counter() - start


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as reply:
            return "version" in json.load(reply)
    except (OSError, ValueError):
        return False


def seconds_to_green(folder: Path, env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([PYTHON, "-m", "companion", "test", "-q"], cwd=folder, env=env, check=True)
    return time.perf_counter() - start


def one_round(taken: dict[str, list[float]], *, test: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="companion-") as name:
        folder, env = Path(name, "course"), clean_environment(Path(name, "home"))
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        ours = [PYTHON, "-m", "companion", "lab"]
        jupyter = [str(folder / ".venv" / "bin" / "jupyter"), "lab", "--allow-root"]  # containers are root
        commands = {
            "empty folder to JupyterLab answering": ours,
            "second start": ours,
            "`jupyter lab` started directly (limit of the second start)": jupyter,
        }
        for what, command in commands.items():
            taken.setdefault(what, []).append(seconds_to_answer(command, folder, env))
        if test:
            taken["then to a green test command"] = [seconds_to_green(folder, env)]


def main() -> None:
    options = argparse.ArgumentParser(description="Seconds from an empty folder to JupyterLab.")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--test", action="store_true", help="time the test command too (minutes)")
    chosen = options.parse_args()
    taken: dict[str, list[float]] = {}
    for number in range(chosen.rounds):
        one_round(taken, test=chosen.test and number == 0)
    print("| | median s | min | max |\n|---|---|---|---|")
    for what, s in taken.items():
        print(f"| {what} | {statistics.median(s):.1f} | {min(s):.1f} | {max(s):.1f} |")


if __name__ == "__main__":
    main()
