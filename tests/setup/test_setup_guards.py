"""The guards around all tests: no network, nothing of this user, and skips that can be forbidden."""

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_a_test_that_asks_for_another_machine_fails(address):
    with socket.socket() as asking, pytest.raises(Exception, match="offline"):
        asking.connect(address)


def test_a_test_may_ask_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert server.accept()


def test_what_is_required_and_missing_fails(needs, monkeypatch):
    monkeypatch.setenv("COMPANION_REQUIRE", "browser,engine")
    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception), match="no engine here") as said:
        needs("engine", None, "no engine here")
    assert said.type is pytest.fail.Exception


def test_what_is_missing_and_not_required_is_skipped_with_its_reason(needs, monkeypatch):
    monkeypatch.setenv("COMPANION_REQUIRE", "browser")
    with pytest.raises(pytest.skip.Exception, match="no engine here"):
        needs("engine", None, "no engine here")


def test_what_is_there_goes_on(needs, monkeypatch):
    monkeypatch.setenv("COMPANION_REQUIRE", "engine")
    needs("engine", "/usr/bin/engine", "no engine here")


def test_progress_is_kept_in_a_folder_of_the_tests_own(companion_home):
    assert Path(os.environ["COMPANION_HOME"]) == companion_home
    assert not companion_home.exists()


@pytest.mark.parametrize("name", ["JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"])
def test_jupyter_reads_no_settings_of_this_user(name):
    assert not Path(os.environ[name]).is_relative_to(Path.home() / ".jupyter")
    assert "nobody" in os.environ[name]
