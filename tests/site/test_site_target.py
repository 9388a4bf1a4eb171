"""The folder of a site: a sentence for each that will not do, and nothing half written."""

from __future__ import annotations

import errno
import re
import stat
import sys
from pathlib import Path

import pytest

from companion.bootstrap.checkout import Refusal
from companion.site import command, pages, pyodide


def refused(argument):
    with pytest.raises(Refusal) as caught:
        command.chosen_folder(str(argument))
    said = str(caught.value)
    assert said.count("\n") == 0 and said.endswith((".", "my-site"))
    return said


def put(folder, **files):
    with command.staged(folder) as half:
        for name, text in files.items():
            (half / name).write_text(text)


def test_a_new_and_an_empty_folder_will_do(tmp_path):
    assert command.chosen_folder(str(tmp_path / "new" / "site")) == tmp_path / "new" / "site"
    assert command.chosen_folder(str(tmp_path)) == tmp_path


def test_a_folder_is_where_its_name_was_typed_and_not_where_the_command_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("COMPANION_STARTED_IN", str(tmp_path))
    assert command.chosen_folder("my-site") == tmp_path / "my-site"
    assert command.chosen_folder("~/my-site") == Path.home().resolve() / "my-site"


def test_a_folder_that_is_not_empty_is_left_alone_and_what_is_in_it_named(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    said = refused(tmp_path)
    assert "is not empty (thesis.txt)" in said and str(tmp_path) in said


def test_a_file_and_what_is_no_name_are_refused(tmp_path):
    (tmp_path / "file").write_text("")
    assert "is not a folder" in refused(tmp_path / "file")
    assert "Name a folder for it" in refused(" ")
    assert "cannot be a folder's name" in refused("a\0b")


def test_a_place_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Refusal, match="file"),
        command.staged(command.chosen_folder(str(tmp_path / "file" / "site"))),
    ):
        pass


def test_an_older_site_is_replaced_whole(tmp_path):
    put(tmp_path / "site", a="old", b="old")
    assert command.chosen_folder(str(tmp_path / "site")) == tmp_path / "site"
    put(tmp_path / "site", a="new")
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == ["a", command.MARK]
    assert (tmp_path / "site" / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_to_which_somebody_added_a_file_is_not_replaced(tmp_path):
    put(tmp_path / "site", a="old")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    assert "something that no site put there (CNAME)" in refused(tmp_path / "site")


@pytest.mark.parametrize("mark", ["", "[]", "{}", '{"eda-companion": 3}', "\ud800"])
def test_a_damaged_mark_makes_a_folder_somebody_elses(tmp_path, mark):
    (tmp_path / command.MARK).write_bytes(mark.encode("utf-8", "surrogatepass"))
    assert "not empty" in refused(tmp_path)


def test_what_fails_half_way_leaves_the_older_site_and_nothing_beside_it(tmp_path):
    put(tmp_path / "site", a="old")
    with pytest.raises(ValueError), command.staged(tmp_path / "site") as half:
        (half / "a").write_text("half")
        raise ValueError
    assert (tmp_path / "site" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_web_server_may_read_what_was_written(tmp_path):
    put(tmp_path / "site", a="text")
    assert stat.S_IMODE((tmp_path / "site").stat().st_mode) & 0o005 == 0o005


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def tools_there(monkeypatch, tmp_path):
    """A machine on which all that is fetched is there already."""
    monkeypatch.setattr(pyodide, "cache", lambda: tmp_path)
    monkeypatch.setattr(command.environment, "ready", lambda checkout: None)


def failing(problem):
    def fail(*ignored):
        raise problem

    return fail


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full: make room"),
        (OSError(errno.EIO, "Input/output error", "/x/y"), "The system refused /x/y: Input/output error."),
    ],
)
def test_a_full_disk_is_a_sentence_and_nothing_is_written(tools_there, monkeypatch, tmp_path, problem, said):
    monkeypatch.setattr(pages, "write", failing(problem))
    with pytest.raises(Refusal) as caught:
        command.main([str(tmp_path / "out" / "site")])
    assert said in str(caught.value) and "Nothing was written to" in str(caught.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_without_node_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(pyodide, "cache", lambda: tmp_path / "none")
    monkeypatch.setattr(command.shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match=r"npm is not on the PATH: install Node.js, which brings it"):
        command.main([str(tmp_path / "site")])
    assert list(tmp_path.iterdir()) == []


def test_without_pyodide_nothing_is_written(tools_there, monkeypatch, tmp_path):
    monkeypatch.setattr(pyodide, "cache", lambda: tmp_path / "none")
    monkeypatch.setattr(command.shutil, "which", lambda name: name)
    monkeypatch.setattr(pyodide, "fetch", failing(Refusal("no network")))
    with pytest.raises(Refusal, match="no network"):
        command.main([str(tmp_path / "site")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="its npm is no shell script")
def test_without_a_network_one_sentence_says_so_and_nothing_is_kept(monkeypatch, tmp_path):
    (tmp_path / "npm").write_text("#!/bin/sh\necho 'npm error network' >&2\nexit 1\n")
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(
        Refusal, match=r"could not be fetched \(npm ended with 1: npm error network\): connect"
    ):
        pyodide.fetch(tmp_path / "cache" / "pyodide")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_stick_has_a_start_script_that_any_python_reads_and_words(tmp_path):
    command._write_start(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["READ ME.txt", "start.py"]
    code = (tmp_path / "start.py").read_text("utf-8")
    compile(code, "start.py", "exec")
    assert '"127.0.0.1"' in code and not re.search(r"0\.0\.0\.0", code)
