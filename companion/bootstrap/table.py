"""Every command, once: its sentence, what it takes, its options and its examples.

`options` reads what was typed by this table and writes the help from it. A new command is one entry here, and
a module with `main(words) -> exit code` that asks `options.read("NAME", words)` for what was given:
`companion.classroom.NAME`, or the one named in `module`. The environment's own Python runs it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Option:
    """One option. `kind` is bool for a switch, int for a whole number from 0, str for a text or a file.

    `value` is the word for its value in the help; a switch has none.
    """

    name: str
    help: str
    kind: type[bool] | type[int] | type[str] = bool
    value: str = ""


@dataclass(frozen=True)
class Command:
    """One command. `takes` is what follows its name: `FOLDER [NN...]` means a folder and any number of
    lessons, `[export|import]` means one of these words or nothing.

    `others` names another program. `handed_on` says which options are for it: "after --" those after two
    dashes (and those with a dot in the name: `--ServerApp.ip=…`), "unknown" also all that are not in
    `options`. `examples` are pairs: what to type after the program's name, and what that does.
    `installed` says that an installed package has the command too.
    """

    name: str
    does: str
    takes: str = ""
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    more: str = ""
    others: str = ""
    handed_on: Literal["", "after --", "unknown"] = ""
    installed: bool = False
    module: str = ""


COMMANDS = (
    Command(
        "lab",
        "Open JupyterLab on your own copies of the lessons, in my-course.",
        options=(
            Option("--reset", "give a fresh copy of lesson NN and open it; your old copy is kept", str, "NN"),
            Option("--port", "listen on this port instead of 8888; with 0, on any free port", int, "N"),
            Option("--ip", "listen on this address instead of 127.0.0.1", str, "ADDRESS"),
            Option("--no-browser", "open no browser, only say the address"),
        ),
        examples=(
            ("lab", "the lessons, from 00 on"),
            ("lab --reset 03", "lesson 03 as it was handed out"),
            ("lab --port 8890", "while another JupyterLab runs"),
            ("lab -- --debug", "JupyterLab with its own option --debug"),
        ),
        others="JupyterLab",
        handed_on="after --",
    ),
    Command(
        "test",
        "Run all tests, in several processes; or those that you name.",
        takes="[FILE...]",
        options=(Option("--quick", "only what an author breaks: answers, notebooks' honesty, house rules"),),
        examples=(
            ("test", "everything; this takes several minutes"),
            ("test tests/bus -k retry", "a part, with pytest's -k"),
            ("test --quick -x", "what an author breaks, until the first failure"),
            ("test -- --help", "pytest's own help"),
        ),
        others="pytest",
        handed_on="unknown",
    ),
    Command(
        "doctor",
        "Check whether this machine has what the course needs, and say what to do if not.",
        examples=(("doctor", "one line for each thing"),),
        more="Nothing is changed. The exit code is 1 when something a lesson needs is missing.",
        installed=True,
    ),
    Command(
        "progress",
        "Show your progress, take it to another machine, or start over.",
        takes="[export|import|reset] [FILE]",
        examples=(
            ("progress", "points and mastery, lesson by lesson"),
            ("progress export mine.json", "write all of it to a file"),
            ("progress import mine.json", "add the results of a file; the better result is kept"),
            ("progress reset", "start over; the old progress is kept in another file"),
        ),
    ),
    Command(
        "build",
        "Make the notebooks from notebooks/source, for authors.",
        takes="[NN]",
        options=(Option("--check", "write nothing; say which notebooks differ from their source"),),
        examples=(
            ("build 03", "both notebooks of lesson 03"),
            ("build --check", "is every notebook current?"),
        ),
    ),
    Command(
        "slides",
        "Make slides of the lessons, in slides: one file for each, which needs no network.",
        takes="[NN]",
        options=(Option("--pdf", "also make a PDF of each: one page for each slide, with its notes"),),
        examples=(
            ("slides 01", "the slides of lesson 01"),
            ("slides", "of all lessons"),
            ("slides 01 --pdf", "also as a PDF; this needs Chromium, Chrome or Edge"),
        ),
    ),
    Command(
        "site",
        "Make a web site of the course: pages to read, and the lessons to run in a browser.",
        takes="FOLDER",
        options=(
            Option("--offline", "add a script that serves it, for a USB stick and machines without network"),
        ),
        examples=(
            ("site my-site", "static files for any web server; replaces an older site there"),
            ("site my-site --offline", "start it with: python3 my-site/start.py"),
        ),
        more="Needs npm, which comes with Node.js, and the network once.",
        module="companion.site.command",
    ),
    Command(
        "poll",
        "Make a slide of what a class predicted, or let the class vote on its phones.",
        takes="[ID] [COUNT...]",
        options=(
            Option("--serve", "serve a page for voting, only for this machine, until Ctrl-C"),
            Option("--network", "with --serve: for everybody on the network of this room"),
            Option("--port", "with --serve: listen on this port instead of 8765", int, "N"),
        ),
        examples=(
            ("poll 00-coffee a=40 b=120", "bars of these counts, in slides/poll-00-coffee.html"),
            ("poll", "all questions, with their ids"),
            ("poll 03", "the questions of lesson 03"),
            ("poll 03-pays --serve --network", "a vote in this room, with a QR code for the projector"),
        ),
    ),
    Command(
        "handout",
        "Make the zip that a class gets: lessons, data, package; no solutions, no notes.",
        takes="FOLDER [NN...]",
        options=(
            Option("--offline", "with the packages for this system and Python: students need no network"),
        ),
        examples=(
            ("handout for-the-class", "all lessons"),
            ("handout for-the-class 00 01 02", "three of them"),
            ("handout usb-stick --offline", "for a room without a network"),
        ),
        module="companion.grading.handout",
    ),
    Command(
        "grade",
        "Judge a class's notebooks: gradebook, feedback, a page on the class.",
        takes="FOLDER",
        options=(
            Option("--out", "where the results go; without it, FOLDER-graded", str, "FOLDER"),
            Option("--jobs", "answers at a time; without it, one for each core", int, "N"),
            Option("--seed", "draw schedules that no student's copy tries", int, "N"),
            Option("--private", "also judge your own criteria and cases, from this Python file", str, "FILE"),
        ),
        examples=(
            ("grade submissions", "into submissions-graded; after a stop, the same command goes on"),
            ("grade submissions --out graded --jobs 4", "four answers at a time"),
            ("grade submissions --seed 2027 --private exam.py", "cases that no student has"),
        ),
        more="In FOLDER: ada/03_the_event_bus.ipynb, 03-ada.ipynb, zips of one student or of all, downloads "
        "of Moodle and Canvas. Nothing leaves this machine. companion/grading/README.md says more.",
        module="companion.grading.grade",
    ),
    Command(
        "new",
        "Make the box office of lesson 15 as a project of your own.",
        takes="FOLDER",
        examples=(("new my-course/box-office", "in a new folder; nothing is overwritten"),),
        installed=True,
    ),
    Command(
        "lint",
        "Judge the names of messages: is each an event, named for what happened?",
        takes="[NAME...]",
        options=(
            Option(
                "--file", "judge the names in this text file too, one a line; # begins a remark", str, "FILE"
            ),
        ),
        examples=(
            ("lint OrderPlaced", "an event: exit code 0"),
            ("lint PlaceOrder com.acme.order.placed.v1", "a command is among them: exit code 1"),
            ("lint --file names.txt", "for a build, or a hook before a commit"),
        ),
        installed=True,
    ),
)
