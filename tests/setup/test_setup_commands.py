"""What the command line does around the environment: help, wrong commands, ports, JupyterLab, old Pythons."""

import ast
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from companion import __version__
from companion.bootstrap import commands, options
from companion.bootstrap.checkout import COMMAND
from companion.bootstrap.table import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
TOO_OLD = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10"]


def one_sentence(done, code):
    """Whether a command ended with this exit code and one line on standard error."""
    return done.returncode == code and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize("asked", [(), ("--help",), ("-h",), ("help",)])
def test_help_lists_the_commands_without_setting_up(tiny, asked):
    done = tiny.run(*asked)
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command.name} " in done.stdout and command.does in done.stdout
    assert not (tiny.root / ".venv").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("asked", ["{} --help", "{} -h", "help {}"])
def test_every_command_has_help_with_its_options_and_examples_and_sets_up_nothing(command, asked, tiny):
    done = tiny.run(*asked.format(command.name).split())
    assert done.returncode == 0 and done.stderr == ""
    assert command.does in done.stdout and command.examples
    assert all(f"\n  {option.name} " in done.stdout for option in command.options)
    assert all(f"\n  {COMMAND} {typed}" in done.stdout for typed, _ in command.examples)
    assert [path.name for path in tiny.root.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_is_typed_rightly(command, capsys):
    for typed, _ in command.examples:
        name, *words = shlex.split(typed)
        assert options.read(name, words) and name == command.name


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("laab", "There is no command 'laab'. Did you mean lab?"),
        ("lab --prot 8951", "lab has no option --prot. Did you mean --port?"),
        ("lab --no-brwoser", "Did you mean --no-browser?"),
        ("lab --debug", "Write an option of JupyterLab after two dashes: -- --debug."),
        ("lab -p 8951", "lab has no option -p."),
        ("lab 03", "lab takes no words, only options: what is '03' for?"),
        ("lab --no-browser=yes", "--no-browser takes no value, but got 'yes'."),
        ("lab --port", "--port needs a value: --port N."),
        ("lab --port --no-browser", "--port needs a value: --port N."),
        ("lab --reset", "--reset needs a value: --reset NN."),
        ("test --quik", "test has no option --quik. Did you mean --quick?"),
        ("build --chek", "Did you mean --check?"),
        ("build 01 02", "build takes only [NN]: what is '02' for?"),
        ("progress exprot mine.json", "progress does not know 'exprot'. Did you mean export?"),
        ("new", f"new needs FOLDER, for instance: {COMMAND} new my-course/box-office."),
        ("new here --force", "new has no option --force."),
        ("lint --fiel names.txt", "Did you mean --file?"),
        ("doctor --verbose", "doctor has no option --verbose."),
    ],
)
def test_what_is_typed_wrongly_is_one_sentence_names_the_nearest_and_sets_up_nothing(typed, told, tiny):
    done = tiny.run(*typed.split())
    assert one_sentence(done, 2), done.stderr
    assert told in done.stderr and done.stdout == ""
    assert not (tiny.root / ".venv").exists()


def test_the_command_line_imports_nothing_but_the_standard_library():
    code = "import sys, companion.__main__, companion.bootstrap.commands; print(*sys.modules)"
    bare = [sys.executable, "-S", "-c", code]
    done = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, check=True)
    top = {name.partition(".")[0] for name in done.stdout.split()} - {"companion", "__main__"}
    assert top <= sys.stdlib_module_names


def python(version):
    """The path of a Python of this version: from the PATH, or among pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    among = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return shutil.which(f"python{version}") if not among else str(among[-1])


@pytest.mark.parametrize("version", TOO_OLD)
def test_a_python_that_is_too_old_gets_one_sentence(version, tiny):
    old = python(version)
    works = old and subprocess.run([old, "-c", ""], capture_output=True, check=False).returncode == 0
    if not works:
        pytest.skip(f"there is no Python {version} on this machine")
    asked = [old, "-m", "companion", "lab"]
    done = subprocess.run(asked, cwd=tiny.root, capture_output=True, text=True, check=False)
    assert one_sentence(done, 1)
    assert f"this is Python {version}" in done.stderr
    assert "3.11" in done.stderr


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py"])
def test_the_two_files_an_old_python_reads_use_only_old_syntax(file):
    tree = ast.parse((ROOT / "companion" / file).read_text("utf-8"), feature_version=(3, 4))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [f for f in functions if f.returns or any(a.annotation for a in f.args.args)]


# --- test -----------------------------------------------------------------------------------------


def test_test_runs_everything_in_a_process_for_each_core_with_pytests_options(with_uv):
    assert with_uv.run("test", "-k", "bus", "-q").returncode == 0
    [call] = with_uv.calls("pytest")
    assert call["arguments"] == ["-n", "auto", "--dist", "loadfile", "-k", "bus", "-q"]
    assert call["cwd"] == str(with_uv.root)


def test_test_runs_named_files_in_one_process(with_uv):
    with_uv.write("tests/test_bus.py", "")
    with_uv.run("test", "tests/test_bus.py::test_it", "-q")
    [call] = with_uv.calls("pytest")
    assert call["arguments"] == ["tests/test_bus.py::test_it", "-q"]


@pytest.mark.parametrize("theirs", ["--quiet", "--co", "-x", "--maxfail=3", "--help"])
def test_test_hands_pytests_options_on_and_behind_two_dashes_all(with_uv, theirs):
    with_uv.run("test", *(("--", theirs) if theirs == "--help" else (theirs,)))
    [call] = with_uv.calls("pytest")
    assert call["arguments"] == [*commands.WHOLE, theirs]


def test_test_quick_runs_what_an_author_breaks(with_uv):
    with_uv.run("test", "-x", "--quick")
    [call] = with_uv.calls("pytest")
    assert call["arguments"] == [*commands.QUICK, "-x"]
    assert all((ROOT / word).exists() for word in commands.QUICK if word.startswith("tests/"))


def test_packages_of_another_python_are_kept_out(with_uv):
    with_uv.run("test", PYTHONPATH=os.devnull)
    [call] = with_uv.calls("pytest")
    assert "PYTHONPATH" not in call["settings"]


# --- lab ------------------------------------------------------------------------------------------


@pytest.fixture
def lessons(with_uv):
    """Two shipped lessons."""
    with_uv.write_lesson("notebooks/00_start_here.ipynb", "1 + 1")
    with_uv.write_lesson("notebooks/01_why_events.ipynb", "2 + 2")
    return with_uv


def test_lab_opens_lesson_00_among_the_learners_own_copies(lessons):
    done = lessons.run("lab")
    [call] = lessons.calls("jupyterlab")
    assert f"--ServerApp.root_dir={lessons.root / 'my-course'}" in call["arguments"]
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in call["arguments"]
    assert (lessons.root / "my-course" / "01_why_events.ipynb").exists()
    assert "Your own copies" in done.stdout


def test_lab_asks_the_network_for_nothing(lessons):
    lessons.run("lab")
    [call] = lessons.calls("jupyterlab")
    assert "--LabApp.news_url=None" in call["arguments"]
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in call["arguments"]


def test_lab_keeps_jupyterlab_from_asking_whether_it_may_fetch_news(lessons):
    lessons.run("lab", "--no-browser")
    told = json.loads((lessons.root / ".venv/etc/jupyter/labconfig/page_config.json").read_text())
    assert told["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}


def test_lab_keeps_its_settings_beside_the_copies_and_reads_none_of_the_users(lessons):
    lessons.run("lab", JUPYTER_CONFIG_DIR="/mine", JUPYTERLAB_DIR="/mine", IPYTHONDIR="/mine", HOME="/none")
    settings = lessons.calls("jupyterlab")[0]["settings"]
    told = {name: text for name, text in settings.items() if name.startswith(("JUPYTER", "IPYTHON"))}
    own = lessons.root / "my-course" / ".jupyter"
    assert told == {
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_TOKEN": settings["JUPYTER_TOKEN"],
    }


def test_lab_passes_its_options_on_after_its_own_and_jupyterlabs_last(lessons):
    lessons.run("lab", "--no-browser", "--ServerApp.quit_button=False", "--port", "0", "--", "--debug", "x")
    [call] = lessons.calls("jupyterlab")
    assert call["arguments"][-5:] == [
        "--port=0",
        "--no-browser",
        "--ServerApp.quit_button=False",
        "--debug",
        "x",
    ]


def test_lab_says_in_one_line_which_address_to_open(lessons):
    done = lessons.run("lab", "--port", "8951")
    [call] = lessons.calls("jupyterlab")
    token = call["settings"]["JUPYTER_TOKEN"]
    [line] = [line for line in done.stdout.splitlines() if "http" in line]
    assert f" open http://127.0.0.1:8951/lab?token={token} " in line and len(token) > 30
    assert token not in " ".join(call["arguments"])  # which every user of the machine can list
    assert "--Application.log_level=WARN" in call["arguments"]  # or JupyterLab's log would bury the line


@pytest.mark.parametrize(
    "typed", ["--port 0", "-- --IdentityProvider.token=mine", "--ServerApp.base_url=/me/"]
)
def test_where_only_jupyterlab_knows_the_address_it_says_so_in_its_log(lessons, typed):
    done = lessons.run("lab", *typed.split())
    [call] = lessons.calls("jupyterlab")
    assert "JupyterLab says below which address to open." in done.stdout
    assert "JUPYTER_TOKEN" not in call["settings"]
    assert not [word for word in call["arguments"] if "log_level" in word]


def test_lab_says_something_before_it_sets_up(lessons):
    lines = lessons.run("lab", UV_FAILS="1").stdout.splitlines()
    assert lines[0] == "Starting JupyterLab on your own copies of the lessons."
    assert lines[1].startswith("Setting up the course in .venv.")


def test_progress_is_kept_beside_the_copies_unless_the_learner_says_where(lessons):
    lessons.run("lab")
    lessons.run("lab", COMPANION_HOME="/elsewhere")
    homes = [call["settings"]["COMPANION_HOME"] for call in lessons.calls("jupyterlab")]
    assert homes == [str(lessons.root / "my-course" / ".progress"), "/elsewhere"]


@pytest.mark.parametrize("command", ["progress", "doctor", "poll"])
def test_every_command_sees_the_progress_that_lab_keeps(command, monkeypatch):
    started = []
    monkeypatch.delenv("COMPANION_HOME")
    monkeypatch.setattr(commands.environment, "ready", lambda checkout: None)
    monkeypatch.setattr(
        commands, "_continue_as", lambda checkout, arguments, variables: started.append(variables)
    )
    commands.main([command])
    kept = commands.jupyterlab.variables(commands.Checkout.here())["COMPANION_HOME"]
    assert [variables["COMPANION_HOME"] for variables in started] == [kept]
    assert kept.endswith(".progress")


def test_reset_gives_a_fresh_copy_keeps_the_old_one_and_opens_it(lessons):
    lessons.run("lab")
    lessons.write_lesson("my-course/01_why_events.ipynb", "my answer")
    done = lessons.run("lab", "--reset", "1", "--no-browser")
    call = lessons.calls("jupyterlab")[-1]
    assert "--LabApp.default_url=/lab/tree/01_why_events.ipynb" in call["arguments"]
    assert "--reset" not in call["arguments"] and call["arguments"][-1] == "--no-browser"
    assert "my answer" in (lessons.root / "my-course" / "01_why_events (old 1).ipynb").read_text("utf-8")
    assert "my answer" not in (lessons.root / "my-course" / "01_why_events.ipynb").read_text("utf-8")
    assert "(old 1)" in done.stdout


def test_reset_of_an_unknown_lesson_is_one_sentence_that_lists_the_lessons(lessons):
    done = lessons.run("lab", "--reset=42")
    assert one_sentence(done, 2)
    assert "There is no lesson 42" in done.stderr and "00, 01" in done.stderr


@pytest.fixture
def taken():
    """A port that something listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("spelling", ["--port {}", "--port={}", "--ServerApp.port={}", "-- --port={}"])
def test_a_taken_port_is_said_and_jupyterlab_not_started(lessons, taken, spelling):
    done = lessons.run("lab", *spelling.format(taken).split())
    assert one_sentence(done, 1)
    assert f"Port {taken} is taken" in done.stderr
    assert lessons.calls("jupyterlab") == []


@pytest.mark.parametrize("port", ["many", "65536", "-1"])
def test_a_port_that_cannot_be_is_one_sentence(lessons, port):
    assert one_sentence(lessons.run("lab", "--port", port), 2)
    assert one_sentence(lessons.run("lab", "--", f"--ServerApp.port={port}"), 2)


def test_a_checkout_that_lacks_a_file_is_one_sentence(with_uv):
    (with_uv.root / "requirements.lock").unlink()
    done = with_uv.run("lab")
    assert one_sentence(done, 1)
    assert "requirements.lock is missing" in done.stderr


def test_version_says_which_course_this_is(tiny):
    assert tiny.run("--version").stdout == f"eda-companion {__version__}\n"
