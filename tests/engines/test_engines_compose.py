"""compose.yaml runs what the engines look for: same variable, port, user, database; for this machine only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict

from companion.engines.apache_kafka.start import KAFKA
from companion.engines.postgresql import start as postgresql
from companion.engines.postgresql.start import POSTGRESQL
from companion.engines.redis import start as valkey_server
from companion.engines.redis.start import VALKEY

FILE = Path(__file__).resolve().parent.parent.parent / "compose.yaml"
TEXT = FILE.read_text("utf-8")


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(TEXT)["services"]  # type: ignore[no-any-return]


def told() -> dict[str, str]:
    """The exports that the comment at the top tells to type, by name."""
    return dict(re.findall(r"^#\s+export (\w+)=\"?([^\"\n]+)\"?$", TEXT, re.MULTILINE))


def test_the_variable_it_tells_to_set_is_the_one_that_is_read() -> None:
    assert POSTGRESQL.variable in told()
    POSTGRESQL.where(told()[POSTGRESQL.variable])


def test_the_url_it_tells_leads_to_the_service(services: dict[str, dict[str, Any]]) -> None:
    url, given = conninfo_to_dict(told()[POSTGRESQL.variable]), services["postgres"]["environment"]
    assert (url["user"], url["dbname"]) == (given["POSTGRES_USER"], given["POSTGRES_DB"])
    [port] = services["postgres"]["ports"]
    assert re.sub(r"\$\{\w+:-(\d+)\}", r"\1", port) == f"{url['host']}:{url['port']}:5432"
    assert url["password"] == "$COMPANION_POSTGRES_PASSWORD"


def test_the_password_is_the_owners_to_choose(services: dict[str, dict[str, Any]]) -> None:
    password = services["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${COMPANION_POSTGRES_PASSWORD:?") and "COMPANION_POSTGRES_PASSWORD" in told()


def test_every_service_is_pinned_watched_kept_and_open_to_this_machine_only(
    services: dict[str, dict[str, Any]],
) -> None:
    volumes = yaml.safe_load(TEXT)["volumes"]
    for service in services.values():
        assert re.fullmatch(r"[\w./-]+:\d+(\.\d+)*", service["image"])
        assert service["healthcheck"]["test"][0] == "CMD"
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert all(volume.partition(":")[0] in volumes for volume in service["volumes"])


def test_the_data_lies_where_images_from_18_on_keep_it(services: dict[str, dict[str, Any]]) -> None:
    assert services["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_the_server_in_production_is_no_older_than_what_is_accepted_and_can_be_decoded(
    services: dict[str, dict[str, Any]],
) -> None:
    image, command = services["postgres"]["image"], services["postgres"]["command"]
    assert int(image.partition(":")[2]) >= POSTGRESQL.oldest
    assert command == ["postgres", "-c", f"wal_level={postgresql.SETTINGS['wal_level']}"]


def test_the_kafka_it_tells_of_is_the_one_it_starts(services: dict[str, dict[str, Any]]) -> None:
    told_address, kafka = told()[KAFKA.variable], services["kafka"]
    assert KAFKA.where(told_address) == told_address

    def by_default(text: str) -> str:
        return re.sub(r"\$\{\w+:-(\d+)\}", r"\1", text)

    assert by_default(kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"]) == f"PLAINTEXT://{told_address}"
    [port] = kafka["ports"]
    assert by_default(port) == f"{told_address}:{told_address.partition(':')[2]}"
    assert by_default(kafka["healthcheck"]["test"][-1]) == f"--bootstrap-server={told_address}"


def test_the_kafka_it_starts_keeps_its_data_in_the_volume(services: dict[str, dict[str, Any]]) -> None:
    [volume] = services["kafka"]["volumes"]
    assert volume == f"kafka:{services['kafka']['environment']['KAFKA_LOG_DIRS']}"


def test_the_address_of_valkey_leads_to_the_service_with_the_owners_password(
    services: dict[str, dict[str, Any]],
) -> None:
    url, service = told()[VALKEY.variable], services["valkey"]
    [port] = service["ports"]
    there = VALKEY.where(url)
    assert re.sub(r"\$\{\w+:-(\d+)\}", r"\1", port) == f"{there.removesuffix('/0')}:6379"
    assert ":$COMPANION_REDIS_PASSWORD@" in url and "COMPANION_REDIS_PASSWORD" in told()
    assert service["command"][-2] == "--requirepass"
    for given in (service["command"][-1], service["environment"]["REDISCLI_AUTH"]):
        assert given.startswith("${COMPANION_REDIS_PASSWORD:?")


def test_valkey_is_new_enough_and_keeps_what_a_started_one_keeps(services: dict[str, dict[str, Any]]) -> None:
    service = services["valkey"]
    assert int(service["image"].partition(":")[2]) >= VALKEY.oldest
    flags = dict(zip(service["command"][1::2], service["command"][2::2], strict=True))
    for name in ("appendonly", "appendfsync"):
        assert flags[f"--{name}"] == valkey_server.SETTINGS[name]
    assert service["volumes"] == ["valkey:/data"]
