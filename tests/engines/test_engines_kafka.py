"""Kafka as an engine: the cluster a variable names, or the one inside this process, which can be broken."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from companion import engines
from companion.engines.apache_kafka import mock as kafka_mock
from companion.engines.apache_kafka.address import local_at
from companion.engines.apache_kafka.mock import VARIABLE
from companion.engines.apache_kafka.start import KAFKA

WAIT_S = 300.0


@pytest.fixture
def mock(kafka_bootstrap: str) -> Iterator[engines.MockKafka]:
    """A cluster of this test's own, to break."""
    with engines.MockKafka(2) as cluster:
        yield cluster


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def brokers(bootstrap: str) -> str:
    return KAFKA.check(bootstrap)


def test_asked_twice_gives_the_same_cluster(kafka_bootstrap: str) -> None:
    assert engines.kafka() == engines.kafka() == kafka_bootstrap


def test_it_listens_on_this_machine_only(mock: engines.MockKafka) -> None:
    assert re.fullmatch(r"127\.0\.0\.1:\d+,127\.0\.0\.1:\d+", mock.bootstrap)


def test_the_variable_comes_first(mock: engines.MockKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, mock.bootstrap)
    assert engines.kafka() == mock.bootstrap


def test_an_empty_variable_counts_as_none(kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert "127.0.0.1" in engines.kafka()


@pytest.mark.parametrize(
    "wrong", ["kafka://127.0.0.1:9092", "nowhere", "127.0.0.1:", "127.0.0.1:70000", "a b:1"]
)
def test_what_is_no_address_is_refused_and_the_variable_named(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(engines.EngineError) as refused:
        engines.kafka()
    problem = refused.value
    assert problem.about == VARIABLE and str(problem).startswith(VARIABLE) and "\n" not in str(problem)
    assert "host:9092" in problem.remedy and "does not hold the address" in problem.reason


def test_a_cluster_that_is_not_there_is_refused_within_seconds_and_quietly(
    nobody: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, nobody)
    with pytest.raises(engines.EngineError) as refused:
        engines.kafka()
    problem = refused.value
    assert (problem.about, problem.__cause__) == (f"{VARIABLE} ({nobody})", None)
    assert "refused" in problem.reason and "after" not in problem.reason
    assert f"unset {VARIABLE}" in problem.remedy
    assert capfd.readouterr() == ("", "")


def test_in_a_browser_there_is_none_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(engines.EngineError, match="inside the browser") as absent:
        engines.kafka()
    assert absent.value.engine == "Kafka"
    assert KAFKA.look().remedy == str(absent.value)


@pytest.mark.parametrize("missing", ["confluent_kafka", "library", "function"])
def test_without_the_wheel_it_is_said_what_helps(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import confluent_kafka

    monkeypatch.setattr(KAFKA, "started", None)
    if missing == "confluent_kafka":
        monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    elif missing == "library":
        monkeypatch.setattr(confluent_kafka, "__file__", "/nowhere/confluent_kafka/__init__.py")
    else:
        monkeypatch.setattr(kafka_mock, "NEEDED", (*kafka_mock.NEEDED, "mock_of_another_version"))
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(engines.EngineError) as absent:
        engines.kafka()
    assert "install confluent-kafka" in absent.value.remedy and VARIABLE in absent.value.remedy
    tried = absent.value.reason
    told = {"confluent_kafka": "loaded", "library": "no librdkafka", "function": "mock_of_another_version"}
    assert told[missing] in tried
    assert tried in KAFKA.look().remedy


def test_without_the_function_that_spares_the_wait_it_still_works(
    monkeypatch: pytest.MonkeyPatch, kafka_bootstrap: str
) -> None:
    monkeypatch.setattr(kafka_mock, "REBALANCE_DELAY", "mock_of_another_version")
    with engines.MockKafka(1) as cluster:
        assert brokers(cluster.bootstrap) == "1 broker"


def test_the_survey_tells_the_version_and_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, kafka_bootstrap: str
) -> None:
    monkeypatch.setattr(KAFKA, "started", None)
    monkeypatch.delenv(VARIABLE, raising=False)
    [found] = [each for each in engines.survey() if each.engine == "Kafka"]
    assert re.search(r"librdkafka \d+\.\d+", found.detail) and not found.remedy
    assert KAFKA.started is None


def test_the_survey_asks_the_cluster_that_the_variable_names(
    mock: engines.MockKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, mock.bootstrap)
    assert KAFKA.look().detail == f"2 brokers at {mock.bootstrap}, from {VARIABLE}"


def test_the_survey_says_why_the_variable_is_refused(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, nobody)
    found = KAFKA.look()
    assert found.detail == "" and found.remedy.startswith(VARIABLE)


# --- the cluster inside -------------------------------------------------------------------------------


def test_a_cluster_has_at_least_one_broker() -> None:
    with pytest.raises(ValueError, match="at least one"):
        engines.MockKafka(0)


def test_a_topic_is_made_once(mock: engines.MockKafka) -> None:
    mock.create_topic("orders", 3)
    with pytest.raises(ValueError, match="'orders'"):
        mock.create_topic("orders", 3)


def test_a_broker_that_is_down_refuses_and_serves_again_when_it_is_up(mock: engines.MockKafka) -> None:
    mock.down()
    with pytest.raises(engines.EngineError):
        brokers(mock.bootstrap)
    mock.up()
    assert brokers(mock.bootstrap) == "2 brokers"


def test_one_broker_of_two_can_be_down(mock: engines.MockKafka) -> None:
    mock.down(1)
    assert brokers(mock.bootstrap) == "1 broker"


def test_a_broker_that_is_not_there_is_named(mock: engines.MockKafka) -> None:
    for act in (mock.down, mock.up, lambda broker: mock.slow(1, broker)):
        with pytest.raises(ValueError, match="from 1 to 2"):
            act(3)


def test_injected_errors_are_answered_until_they_are_cleared(mock: engines.MockKafka) -> None:
    from confluent_kafka import KafkaError, Producer

    mock.create_topic("orders", 1)
    told: list[object] = []
    client = Producer({"bootstrap.servers": mock.bootstrap, "log_level": 0})

    def publish() -> None:
        client.produce("orders", b"x", on_delivery=lambda error, _: told.append(error and error.code()))
        client.flush(WAIT_S)

    mock.inject(kafka_mock.PRODUCE, [KafkaError.MSG_SIZE_TOO_LARGE])
    publish()
    mock.inject(kafka_mock.PRODUCE, [KafkaError.MSG_SIZE_TOO_LARGE])
    mock.clear(kafka_mock.PRODUCE)
    publish()
    assert told == [KafkaError.MSG_SIZE_TOO_LARGE, None]


def test_slow_brokers_answer_late(mock: engines.MockKafka) -> None:
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    client = AdminClient({"bootstrap.servers": mock.bootstrap, "log_level": 0})
    client.list_topics(timeout=WAIT_S)
    mock.slow(30)
    with pytest.raises(KafkaException):
        client.list_topics(timeout=0.2)
    mock.slow(0)


def test_a_closed_cluster_says_so_and_is_found_no_more(kafka_bootstrap: str) -> None:
    cluster = engines.MockKafka(1)
    assert local_at(cluster.bootstrap) is cluster
    cluster.close()
    cluster.close()
    assert local_at(cluster.bootstrap) is None and not cluster.serves()
    with pytest.raises(engines.EngineError, match="closed"):
        cluster.create_topic("orders")


def test_a_new_one_takes_the_place_of_one_that_was_closed(
    monkeypatch: pytest.MonkeyPatch, kafka_bootstrap: str
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(KAFKA, "started", None)
    first = engines.kafka()
    cluster = local_at(first)
    assert cluster is not None
    cluster.close()
    assert brokers(engines.kafka()) == "3 brokers"
    second = local_at(engines.kafka())
    assert second is not None
    second.close()


CHILD = """
import json, sys
from companion import engines
print(json.dumps(engines.kafka()), flush=True)
sys.stdin.read()
"""


def test_it_is_joined_by_other_processes_and_gone_with_its_own(kafka_bootstrap: str) -> None:
    variables = {name: value for name, value in os.environ.items() if name != VARIABLE}
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables,
    )
    assert process.stdout is not None
    bootstrap = json.loads(process.stdout.readline())
    assert brokers(bootstrap) == "3 brokers"
    _, said = process.communicate(timeout=WAIT_S)
    assert (process.returncode, said) == (0, b"")
    with pytest.raises(engines.EngineError):
        brokers(bootstrap)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_leaves_the_cluster_to_its_parent(mock: engines.MockKafka) -> None:
    code = """
import os
from companion import engines
cluster = engines.MockKafka(1)
child = os.fork()
if child == 0:
    mine = cluster.serves()
    cluster.close()
    os._exit(1 if mine else 0)
assert os.waitpid(child, 0)[1] == 0
from companion.engines.apache_kafka.start import KAFKA
assert KAFKA.check(cluster.bootstrap) == "1 broker"
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=WAIT_S)
    assert (done.returncode, done.stderr) == (0, b"")
