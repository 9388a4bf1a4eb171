"""The commands: what each does before the environment's own Python takes over, and what it says if it fails.

Every failure that a person can cause or meet is one sentence on standard error and an exit code: 2 if the
command was typed wrongly, 130 if it was stopped, else 1. `table` lists the commands.
"""

import errno
import importlib
import os
import secrets
import signal
import subprocess
import sys

from companion import __version__
from companion.bootstrap import environment, jupyterlab, lock, new, options, table, workspace
from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal, say

CLOSING = """\

The first command sets up the environment in .venv; this needs the network once.
--version says which course this is.
"""

INSTALLED_CLOSING = f"""\

This is the installed package. The lessons, their tests and slides are in a checkout of the course; there
`{COMMAND} --help` has more.
"""

OUTSIDE = tuple(command for command in table.COMMANDS if command.installed)
"""Commands that an installed package has too, outside a checkout."""

NOT_HANDED_OUT = ("test", "build", "slides", "site", "poll", "handout")
"""Commands that need what a hand-out does not have: tests, the lessons' sources, solved lessons."""


def main(arguments: list[str]) -> int:
    """Run the command in `arguments` and return the process's exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a path must be printable in every locale
    try:
        return _dispatch(Checkout.here(), arguments)
    except Refusal as refusal:
        return _failed(str(refusal), refusal.code)
    except KeyboardInterrupt:
        return _failed("Stopped. Run the same command again to go on: it repairs what is half done.", 130)
    except OSError as problem:
        return _failed(_sentence(problem), 1)


def _dispatch(checkout: Checkout, arguments: list[str]) -> int:
    name, typed = (arguments or ["--help"])[0], arguments[1:]
    known = OUTSIDE if checkout.is_installed else table.COMMANDS
    if name in (*options.HELP, "help"):
        for asked in typed[:1]:
            options.read(asked, ["--help"])
        print(options.overview(known, INSTALLED_CLOSING if checkout.is_installed else CLOSING), end="")
        return 0
    if name == "--version":
        print(f"eda-companion {__version__}")
        return 0
    if name in _names(table.COMMANDS) and options.find(name) not in known:
        raise Refusal(
            f"{name} needs a checkout of the course, and this is the installed package: it has "
            f"{', '.join(_names(known))}.",
            code=2,
        )
    if name in NOT_HANDED_OUT and not checkout.is_installed and not new.TEMPLATE.is_dir():
        raise Refusal(
            f"{name} is for authors and instructors, and this is a hand-out: use a checkout.", code=2
        )
    options.find(name, known)
    given = options.read(name, typed)  # before anything is set up: a typing mistake costs no time
    if name in HERE:
        return HERE[name](checkout, given)
    if checkout.is_installed:
        return inside(name, typed)
    environment.ready(checkout)
    return _continue_as(checkout, ["-m", "companion.bootstrap.commands", name, *typed], checkout.variables())


def _names(commands: tuple[table.Command, ...]) -> list[str]:
    return [command.name for command in commands]


def inside(name: str, typed: list[str]) -> int:
    """Run a command that needs the environment's own Python, in that Python; its exit code."""
    module = options.find(name).module or f"companion.classroom.{name}"
    try:
        return int(importlib.import_module(module).main(typed) or 0)
    except Refusal as refusal:
        return _failed(str(refusal), refusal.code)
    except KeyboardInterrupt:
        return _failed("Stopped.", 130)


def lab(checkout: Checkout, given: options.Given) -> int:
    """Open JupyterLab on the learner's own copies, on lesson 00 or on the one that `--reset` names."""
    number = given.texts.get("--reset")
    fresh = workspace.lesson(checkout, number) if number is not None else None
    server = jupyterlab.Server.asked_for(given, secrets.token_hex(24))
    server.refuse_taken_port()
    say("Starting JupyterLab on your own copies of the lessons.")
    environment.ready(checkout)
    with lock.held(checkout.root / environment.LOCK, waiting=lambda: None):
        jupyterlab.write_settings(checkout)
        copies = workspace.Workspace.opened(checkout)
        told = copies.reset(fresh) if fresh else []
        for sentence in told + copies.hand_out():
            say(sentence)
    opened = fresh or next(iter(workspace.lessons(checkout)), None)
    say(server.address)
    return _continue_as(
        checkout,
        jupyterlab.arguments(checkout, opened, server.options),
        jupyterlab.variables(checkout) | server.variables,
    )


WHOLE = ("-n", "auto", "--dist", "loadfile")
QUICK = (
    *("tests/exercises/test_answers.py", "tests/notebooks/test_honesty.py", "tests/setup/test_house.py"),
    # Left out: mypy as on Windows and macOS (for the authors of set-up), other forms of answers (of judging).
    *("-k", "not other_systems and not another_form"),
    *WHOLE,
)


def test(checkout: Checkout, given: options.Given) -> int:
    """Run all tests. All other options are pytest's, and its last line is the last line of the output.

    Without file names, and with `--quick`, there is a process for each core and one more, at most eight;
    pytest's `-n 0` makes it one.
    """
    environment.ready(checkout, tests=True)
    names_files = any((checkout.root / word.partition("::")[0]).exists() for word in given.rest)
    selected = QUICK if "--quick" in given.switches else () if names_files else WHOLE
    say("Running the tests." if names_files else "Running the tests, in several processes.")
    return _continue_as(checkout, ["-m", "pytest", *selected, *given.rest], checkout.variables())


def own_project(checkout: Checkout, given: options.Given) -> int:
    """Make the learner's own project in the folder that was given."""
    folder = new.chosen_folder(checkout, given.words[0])
    if not checkout.is_installed:
        environment.ready(checkout)
    for line in new.make(checkout, folder):
        say(line)
    return 0


HERE = {"lab": lab, "test": test, "new": own_project}
"""Commands that this Python runs itself, before the environment's own Python takes over."""


def _continue_as(checkout: Checkout, arguments: list[str], variables: dict[str, str]) -> int:
    """Continue as the environment's Python, in the checkout's folder; its exit code."""
    command = [str(checkout.python), *arguments]
    variables = variables | {"COMPANION_STARTED_IN": os.getcwd()}  # `typed_path` reads it
    sys.stdout.flush()
    if not WINDOWS:
        os.chdir(checkout.root)
        os.execve(command[0], command, variables)
    # Windows has no exec. Ctrl-C reaches the child too, and this process waits until the child has ended.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(command, cwd=checkout.root, env=variables, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _failed(sentence: str, code: int) -> int:
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)
    return code


def _sentence(problem: OSError) -> str:
    where = problem.filename or "this folder"
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Cannot write {where}: copy the course to a folder of your own and run the command there."
    if isinstance(problem, FileNotFoundError):
        return f"{where} is missing: this checkout is not complete; fetch it again, or restore it with git."
    return f"The system refused {where}: {problem.strerror or problem}."


if __name__ == "__main__":
    sys.exit(inside(sys.argv[1], sys.argv[2:]))
