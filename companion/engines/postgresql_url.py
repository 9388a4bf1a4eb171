"""Does the PostgreSQL that a URL names serve, let us in, and is it new enough? No answer holds a password."""

from __future__ import annotations

import re

from companion.engines.errors import EngineRefused

OLDEST = 14
"""The oldest PostgreSQL that is still maintained."""
WAIT_S = 10
SHAPE = "postgresql://user:password@host:5432/database, special characters written as %40"


def check(variable: str, url: str) -> str:
    """The version of the server that `url` names, like "18.1"; raise `EngineRefused` if it does not serve."""
    try:
        import psycopg
    except ImportError as problem:
        reason = f"psycopg, which speaks to it, cannot be loaded ({str(problem).splitlines()[0]})"
        raise EngineRefused("PostgreSQL", variable, "", reason, "install libpq or psycopg[binary]") from None
    address = where(variable, url)
    said = ""
    try:
        with psycopg.connect(url, connect_timeout=WAIT_S) as connection:
            found = connection.info.server_version
    except psycopg.Error as problem:
        said = _reason(str(problem))
    if said:
        remedy = "check the user, the password and the database in the URL"
        if "FATAL" not in said and "password" not in said:
            remedy = (
                f"start the server or correct host and port, or unset {variable} to have one started here"
            )
        raise EngineRefused("PostgreSQL", variable, address, said, remedy)
    if found < OLDEST * 10_000:
        remedy = f"name a server of version {OLDEST} or newer"
        raise EngineRefused("PostgreSQL", variable, address, f"it is version {found // 10_000}", remedy)
    return f"{found // 10_000}.{found % 10_000}"


def where(variable: str, url: str) -> str:
    """Host, port and database of `url`, without user and password; raise `EngineRefused` if it is none."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        parts = {"host": "@"}
    host, port = parts.get("host", "localhost"), parts.get("port", "5432")
    # A password with an @, a / or a : in it ends up in these; so they are not shown.
    split = "@" in host + parts.get("dbname", "") or not port.replace(",", "").isdigit()
    if split or not url.startswith(("postgresql://", "postgres://")):
        raise EngineRefused(
            "PostgreSQL", variable, "", "what it holds is no address of a PostgreSQL", f"write it as {SHAPE}"
        ) from None
    return f"{host}:{port}/{parts.get('dbname', '')}"


def _reason(said: str) -> str:
    """The first line of what libpq says, without the address, which the error's own sentence has."""
    line = " ".join(said.strip().splitlines()[0].split())
    return re.sub(r"^(connection failed: )?(connection to server .*? failed: )?", "", line).rstrip(".")
