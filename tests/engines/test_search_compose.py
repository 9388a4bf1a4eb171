"""compose.yaml tells of the Elasticsearch that the search index looks for."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from companion.engines.elastic import VARIABLE

TEXT = (Path(__file__).resolve().parent.parent.parent / "compose.yaml").read_text("utf-8")


def test_the_address_it_tells_is_where_the_service_listens() -> None:
    service = yaml.safe_load(TEXT)["services"]["elasticsearch"]
    [port] = service["ports"]
    address = re.sub(r"\$\{\w+:-(\d+)\}", r"\1", port).removesuffix(":9200")
    assert f'export {VARIABLE}="http://{address}"' in TEXT


def test_it_is_started_only_when_it_is_asked_for() -> None:
    [profile] = yaml.safe_load(TEXT)["services"]["elasticsearch"]["profiles"]
    assert f"docker compose --profile {profile} up" in TEXT
