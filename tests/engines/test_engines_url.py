"""COMPANION_POSTGRES_URL: obeyed when its server serves, else refused in a sentence without the password."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator

import psycopg
import pytest

from companion import engines
from companion.engines.postgresql.start import POSTGRESQL

VARIABLE = POSTGRESQL.variable
PASSWORD = "Tr0ub4dor"
Refuses = Callable[[str], engines.EngineError]


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Refuses]:
    """Ask with `url` in the variable: the refusal, which names the variable and holds no password."""

    def ask(url: str) -> engines.EngineError:
        monkeypatch.setenv(VARIABLE, url)
        with pytest.raises(engines.EngineError) as caught:
            engines.postgres()
        problem = caught.value
        said = f"{problem} {problem!r} {problem.args} {vars(problem)}"
        assert problem.about.startswith(VARIABLE) and str(problem).startswith(problem.about)
        assert PASSWORD not in said and PASSWORD[-4:] not in said
        assert problem.__cause__ is None and (problem.__context__ is None or problem.__suppress_context__)
        assert "\n" not in str(problem)
        return problem

    yield ask


def test_the_variable_comes_first(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = postgres_url + "&application_name=given"
    monkeypatch.setenv(VARIABLE, given)
    assert engines.postgres() == given


def test_an_empty_variable_counts_as_none(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert "127.0.0.1" in engines.postgres()


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://me:{PASSWORD}@127.0.0.1/course",
        f"postgresql://me:{PASSWORD}@127.0.0.1:port/course",
        f"postgresql://me:x@{PASSWORD}@127.0.0.1/course",
        f"postgresql://me:x/{PASSWORD}@127.0.0.1/course",
        f"postgresql://me:1/{PASSWORD}@127.0.0.1/course",
        f"postgresql://me:{PASSWORD}@[127.0.0.1/course",
        f"postgresql://me:{PASSWORD}@127.0.0.1/course?colour=red",
        f"host=127.0.0.1 password={PASSWORD}",
        PASSWORD,
    ],
)
def test_a_malformed_url_is_refused_with_the_shape_it_should_have(refuses: Refuses, url: str) -> None:
    problem = refuses(url)
    assert "does not hold the address" in problem.reason
    assert "postgresql://user:password@host:5432/database" in problem.remedy


def test_a_server_that_is_not_there_is_named_with_its_address(refuses: Refuses) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        problem = refuses(f"postgresql://me:{PASSWORD}@127.0.0.1:{port}/course")
    assert problem.about == f"{VARIABLE} (127.0.0.1:{port}/course)"
    assert "refused" in problem.reason
    assert f"unset {VARIABLE}" in problem.remedy


def test_a_refused_password_is_said_and_not_shown(refuses: Refuses, postgres_url: str) -> None:
    problem = refuses(re.sub(r":[^:@/]+@", f":{PASSWORD}@", postgres_url))
    assert "password authentication failed" in problem.reason
    assert problem.remedy.startswith("check the user, the password")


def test_a_database_that_is_not_there_is_named(refuses: Refuses, postgres_url: str) -> None:
    problem = refuses(postgres_url.replace("/postgres?", "/nowhere?"))
    assert problem.reason == 'FATAL: database "nowhere" does not exist'
    assert problem.remedy.startswith("check the user, the password and the database")


def test_a_server_that_is_too_old_is_refused(
    refuses: Refuses, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres_url) as connection:
        version = connection.info.server_version // 10_000
    monkeypatch.setattr(POSTGRESQL, "oldest", version + 1)
    problem = refuses(postgres_url)
    assert problem.reason == f"it is version {version}"
    assert problem.remedy == f"name a server of version {version + 1} or newer"
