"""The commands: what each does before the environment's own Python takes over, and what is said when not.

Every failure a person can cause or meet is one sentence on standard error and an exit code that is not 0.
"""

import difflib
import errno
import os
import signal
import subprocess
import sys

from companion import __version__
from companion.bootstrap import environment, inside, jupyterlab, lock, new, workspace
from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal
from companion.bootstrap.progress import say

HELP = f"""\
Event-driven architecture, by experiment.

{COMMAND} COMMAND

  lab                     open JupyterLab on your own copies of the lessons, in my-course
      --reset NN          with a fresh copy of lesson NN; your old copy is kept
      OPTIONS             are JupyterLab's: --no-browser, --port 8889
  test [OPTIONS]          run everything that is tested; options are pytest's
      --quick             only what an author breaks: answers, notebooks' honesty, the house's rules
  doctor                  look whether this machine has what the course needs
  progress [OPTIONS]      your progress: show, export, import, reset
  build [NN]              make the notebooks from notebooks/source, for authors
  slides [NN]             make slides of the lessons, in slides
  poll ID a=40 b=120      make a slide of what a class predicted
  new FOLDER              the box office of lesson 15 as a project of your own
  lint NAME...            judge the names of messages: event, command, query?

The first command sets up the environment in .venv; this needs the network once.
--version says which course this is.
"""

INSTALLED_HELP = f"""\
Event-driven architecture, by experiment: the installed package.

{COMMAND} COMMAND

  new FOLDER              a small ticket office as a project of your own
  lint NAME...            judge the names of messages: event, command, query?
  doctor                  look what of the package works on this machine

The lessons, their tests and slides are in a checkout of the course; there `{COMMAND} --help` has more.
"""

INSIDE = ("build", "slides", "doctor", "poll", "progress", "lint")
"""Commands that run whole inside the environment: `main(argv)` of the classroom's module of that name."""
ALL = ("lab", "test", "new", *INSIDE)
OUTSIDE = ("new", "lint", "doctor")
"""Commands that an installed package has too, outside a checkout."""


def main(arguments: list[str]) -> int:
    """Run the command in `arguments` and return the process's exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a path must be printable in every locale
    try:
        return _dispatch(Checkout.here(), arguments)
    except Refusal as refusal:
        return _say_no(str(refusal), refusal.code)
    except KeyboardInterrupt:
        return _say_no("Stopped. Run the same command again to go on: it repairs what is half done.", 130)
    except OSError as problem:
        return _say_no(_about(problem), 1)


def _dispatch(checkout: Checkout, arguments: list[str]) -> int:
    command, options = (arguments or ["--help"])[0], arguments[1:]
    if command in ("--help", "-h", "help") or (command in ("lab", "new") and {"--help", "-h"} & set(options)):
        print(INSTALLED_HELP if checkout.is_installed else HELP, end="")
        return 0
    if command == "--version":
        print(f"eda-companion {__version__}")
        return 0
    if checkout.is_installed and command in ALL and command not in OUTSIDE:
        raise Refusal(
            f"{command} needs a checkout of the course, and this is the installed package: it has "
            f"{', '.join(OUTSIDE)}.",
            code=2,
        )
    if command == "lab":
        return lab(checkout, options)
    if command == "test":
        return test(checkout, options)
    if command == "new":
        return own_project(checkout, options)
    if command in INSIDE:
        if checkout.is_installed:
            return inside.main([command, *options])
        environment.ready(checkout)
        arguments = ["-m", "companion.bootstrap.inside", command, *options]
        return _become(checkout, arguments, checkout.variables())
    close = difflib.get_close_matches(command, OUTSIDE if checkout.is_installed else ALL, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise Refusal(f"There is no command {command!r}.{meant} {COMMAND} --help lists what there is.", code=2)


def lab(checkout: Checkout, options: list[str]) -> int:
    """Open JupyterLab on the learner's own copies, on lesson 00 or on the one that `--reset` names."""
    number, options = _take_option(options, "--reset")
    fresh = workspace.lesson(checkout, number) if number is not None else None
    jupyterlab.refuse_taken_port(options)
    environment.ready(checkout)
    with lock.held(checkout.root / environment.LOCK, waiting=lambda: None):
        jupyterlab.settle(checkout)
        copies = workspace.Workspace.opened(checkout)
        told = copies.reset(fresh) if fresh else []
        for sentence in told + copies.hand_out():
            say(sentence)
    opened = fresh or next(iter(workspace.lessons(checkout)), None)
    return _become(checkout, jupyterlab.arguments(checkout, opened, options), jupyterlab.variables(checkout))


WHOLE = ("-n", "auto", "--dist", "loadfile")
QUICK = (
    *("tests/exercises/test_answers.py", "tests/notebooks/test_honesty.py", "tests/setup/test_house.py"),
    # Left out: mypy as on Windows and macOS (for the authors of set-up), other forms of answers (of judging).
    *("-k", "not other_systems and not another_form"),
    *WHOLE,
)


def test(checkout: Checkout, options: list[str]) -> int:
    """Run all tests; `options` are pytest's, and its closing line closes the output.

    A run of everything, or of `--quick`, has a process for each core; pytest's `-n 0` makes it one.
    """
    environment.ready(checkout, tests=True)
    names_files = any((checkout.root / option.partition("::")[0]).exists() for option in options)
    selected = QUICK if "--quick" in options else () if names_files else WHOLE
    given = [option for option in options if option != "--quick"]
    return _become(checkout, ["-m", "pytest", *selected, *given], checkout.variables())


def own_project(checkout: Checkout, options: list[str]) -> int:
    """Make the learner's own project in the folder that `options` name."""
    folder = new.place(checkout, options)
    if not checkout.is_installed:
        environment.ready(checkout)
    for line in new.make(checkout, folder):
        say(line)
    return 0


def _take_option(options: list[str], name: str) -> tuple[str | None, list[str]]:
    """The value of one option, spelled `name value` or `name=value`, and the options without it."""
    for place, option in enumerate(options):
        if option.startswith(name + "="):
            return option.partition("=")[2], options[:place] + options[place + 1 :]
        if option == name:
            if place + 1 == len(options):
                raise Refusal(f"{name} needs the number of a lesson: {COMMAND} lab {name} 03", code=2)
            return options[place + 1], options[:place] + options[place + 2 :]
    return None, options


def _become(checkout: Checkout, arguments: list[str], variables: dict[str, str]) -> int:
    """Hand over to the environment's Python, in the checkout's folder, and end as it ends."""
    command = [str(checkout.python), *arguments]
    sys.stdout.flush()
    if not WINDOWS:
        os.chdir(checkout.root)
        os.execve(command[0], command, variables)
    # Windows has no exec: the child gets Ctrl-C as well, and this process waits for what it makes of it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(command, cwd=checkout.root, env=variables, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _say_no(sentence: str, code: int) -> int:
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)
    return code


def _about(problem: OSError) -> str:
    where = problem.filename or "this folder"
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Cannot write {where}: copy the course to a folder of your own and run the command there."
    if isinstance(problem, FileNotFoundError):
        return f"{where} is missing: this checkout is not whole; fetch it again, or restore it with git."
    return f"The system refused {where}: {problem.strerror or problem}."
