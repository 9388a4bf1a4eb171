"""A server that speaks as Elasticsearch does."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def elasticsearch_url(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[str]:
    """The server that COMPANION_ELASTICSEARCH_URL names, or a small one from a wheel that speaks as it does.

    Give each test an index of its own.
    """
    named = os.environ.get("COMPANION_ELASTICSEARCH_URL")
    if named:
        yield named
        return
    folder = tmp_path_factory.mktemp("elasticsearch")
    with contextlib.ExitStack() as ends:
        url, reason = "", "neither COMPANION_ELASTICSEARCH_URL nor the wheel noida-db is here"
        try:
            url = ends.enter_context(_small_server(folder, free_port()))
        except (ImportError, OSError) as problem:
            reason += f" ({problem})"
        _demand("elasticsearch", url, reason)
        yield url


def _demand(name: str, found: object, reason: str) -> None:
    """As the fixture `needs`, for a fixture of the whole session."""
    if not found and name in re.split(r"[,\s]+", os.environ.get("COMPANION_REQUIRE", "")):
        pytest.fail(f"COMPANION_REQUIRE names {name}, but {reason}", pytrace=False)
    if not found:
        pytest.skip(f"{reason} (COMPANION_REQUIRE={name} would make this a failure)")


@contextlib.contextmanager
def _small_server(folder: Path, port: int) -> Iterator[str]:
    """Start it on this port of 127.0.0.1; it is stopped, by its number, at the end."""
    import noida_db

    program = Path(noida_db.__file__).with_name("noida-db.exe" if os.name == "nt" else "noida-db")
    command = [str(program), "start", "--only", "elasticsearch", "--elasticsearch-port", str(port)]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--data-dir", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    said: list[str] = []
    too_long = threading.Timer(300, server.kill)
    too_long.start()
    try:
        for line in server.stdout:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                too_long.cancel()
                threading.Thread(target=server.stdout.read, daemon=True).start()  # a full pipe would stop it
                yield found[0]
                return
        raise OSError(f"it did not start: {''.join(said)[-300:]}")
    finally:
        too_long.cancel()
        server.kill()
        server.wait()
