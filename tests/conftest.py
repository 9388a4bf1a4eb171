"""What holds for every test: no network, no settings of this machine's user, no progress file but its own.

`needs` decides between a skip and a failure: what COMPANION_REQUIRE names must be there, anything else may be
missing and is then skipped with the reason.
"""

import ipaddress
import itertools
import os
import re
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# jsonschema asks for this package, which prepares for over a second to judge addresses (IRIs) in schemas. No
# schema of ours has any.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

settings.register_profile(
    "companion", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("companion")


def required() -> set[str]:
    """The names in COMPANION_REQUIRE, which are separated by commas or spaces."""
    return set(re.split(r"[,\s]+", os.environ.get("COMPANION_REQUIRE", ""))) - {""}


def demand(name: str, found: object, reason: str) -> None:
    """Go on if `found` is true; else fail when COMPANION_REQUIRE names `name`, and skip when it does not."""
    if found:
        return
    if name in required():
        pytest.fail(f"COMPANION_REQUIRE names {name}, but {reason}", pytrace=False)
    pytest.skip(f"{reason} (COMPANION_REQUIRE={name} would make this a failure)")


@pytest.fixture(scope="session")
def needs() -> Callable[[str, object, str], None]:
    """`needs(name, found, reason)`: go on, skip or fail, as `demand` does."""
    return demand


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    places = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
    found = next(filter(None, map(shutil.which, names)), None)
    return found or next((place for place in places if Path(place).exists()), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of tests marked `browser`."""
    return find_chromium() or ""


@pytest.fixture(scope="session")
def chromedriver() -> str:
    """The driver that belongs to the browser of tests marked `browser`."""
    return shutil.which("chromedriver") or ""


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """`free_port()`: a port of 127.0.0.1 for a server that is told where to listen.

    None of those that a system gives to whoever asks for any, such as a client that connects: one of these
    may be another's by the time the server listens. They begin at 32768 or higher.
    """

    def find() -> int:
        while True:
            port = 20_000 + secrets.randbelow(12_000)
            with suppress(OSError), socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
                return port

    return find


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL that all tests of this run share: give each test a schema of its own."""
    from companion import engines

    url, reason = "", ""
    try:
        url = engines.postgres()
    except engines.EngineError as problem:
        reason = str(problem)
    demand("postgres", url, reason.rstrip("."))
    return url


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """The name of a schema that is not there yet, and that is gone after the test."""
    import psycopg

    name = f"test_{uuid4().hex}"
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Valkey that all tests of this run share: give each test a prefix of its own, never flush it."""
    from companion import engines

    url, reason = "", ""
    try:
        url = engines.valkey()
    except engines.EngineError as problem:
        reason = str(problem)
    demand("valkey", url, reason.rstrip("."))
    return url


@pytest.fixture
def redis_name() -> str:
    """What begins the name of every key of this test."""
    return f"t{uuid4().hex[:12]}"


@pytest.fixture
def valkey_client(redis_url: str, redis_name: str) -> Iterator[Any]:
    """A client of the Valkey that all tests share; the keys of this test's name are gone after it."""
    import redis

    client = redis.Redis.from_url(redis_url)
    yield client
    left = list(client.scan_iter(match=f"{redis_name}*", count=1_000))
    if left:
        client.unlink(*left)
    client.close()


@pytest.fixture(scope="session")
def kafka_bootstrap() -> str:
    """A Kafka cluster that all tests of this run share: give each test topics of its own."""
    from companion import engines

    bootstrap, reason = "", ""
    try:
        bootstrap = engines.kafka()
    except engines.EngineError as problem:
        reason = str(problem)
    demand("kafka", bootstrap, reason.rstrip("."))
    return bootstrap


@pytest.fixture
def fakeredis_client() -> Any:
    """fakeredis with a server of its own: no scripts, no other process.

    Connected once before a test's threads begin: of the first two connections at the same moment each may get
    a database of its own (fakeredis 2.40), and two writers then do not see each other.
    """
    import fakeredis

    client = fakeredis.FakeRedis(server=fakeredis.FakeServer())
    client.ping()
    return client


def pytest_configure() -> None:
    """Listen to Ctrl-C also where a shell started this run in the background and had it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


LESSON_OF = re.compile(r"tests/exercises/test_(?:answers\.py::.*?\[|lesson_)(\d\d)")


MOST = 8
"""Processes at most: each has servers of its own."""

LONG = (
    "tests/delivery/test_broker_promises_kafka.py",
    "lesson 15",
    "tests/notebooks/test_nbval.py",
    "tests/browser/test_slides_in_browser.py",
    "tests/browser/kernel/test_lessons_in_pyodide.py",
    "tests/browser/test_lab_in_browser.py",
    "tests/browser/test_site_in_browser.py",
    "tests/notebooks/test_further_engines.py",
    "tests/setup/test_setup_clean.py",
    "tests/setup/test_setup_wheel.py",
    "tests/setup/test_house.py",
    "tests/engines/test_kafka_trouble.py",
)
"""What takes longest, begun first: a long file that comes last leaves all processes but one without work."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """With `-n auto`: a process for each core and one more, because tests also wait for servers."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores + 1, MOST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile` a process takes a file at a time; of the exercises, what judges a lesson's."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrLesson(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            lesson = LESSON_OF.match(nodeid)
            return f"lesson {lesson[1]}" if lesson else str(super()._split_scope(nodeid))

        def _assign_work_unit(self, node: Any) -> None:
            for unit in filter(self.workqueue.__contains__, LONG):
                self.workqueue.move_to_end(unit, last=False)
                break
            super()._assign_work_unit(node)

    return ByFileOrLesson(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a marked test whose real counterpart is missing."""
    if item.get_closest_marker("browser"):
        demand("browser", find_chromium(), "no Chromium or Chrome is on the PATH")
        demand("browser", shutil.which("chromedriver"), "no chromedriver is on the PATH")
    if item.get_closest_marker("environment"):
        demand("environment", "environment" in required(), "a clean environment takes minutes to install")


@pytest.fixture(scope="session", autouse=True)
def _nobody_in_particular(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep Jupyter, IPython and matplotlib away from the settings of whoever runs the tests."""
    place = tmp_path_factory.mktemp("nobody")
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
    with pytest.MonkeyPatch.context() as patch:
        for name in folders:
            patch.setenv(name, str(place / name.lower()))
        patch.setenv("MPLBACKEND", "agg")
        yield


_homes = itertools.count()


@pytest.fixture(autouse=True)
def companion_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A progress folder of this test's own; not made before something writes to it."""
    place = tmp_path_factory.getbasetemp() / "homes" / str(next(_homes))
    monkeypatch.setenv("COMPANION_HOME", str(place))
    return place


class NetworkRefused(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """Let sockets of this process connect to this machine only."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if not _is_here(self, address):
                raise NetworkRefused(f"tests work offline; this one asked for {address!r}")
            return real[name](self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name), raising=False)
        yield


def _is_here(sock: socket.socket, address: Any) -> bool:
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:  # a name: looking it up would already ask the network
        return False


def pytest_report_header() -> str:
    """Say what is required, so that a log shows whether a skip was allowed."""
    return f"required: {', '.join(sorted(required())) or 'nothing'}; python {sys.version.split()[0]}"
