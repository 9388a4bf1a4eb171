"""How the course starts JupyterLab on the learner's copies: its options, its environment, its port.

JupyterLab gets its settings from the command line and from the course's own environment. It keeps its state,
and IPython's, in a folder next to the learner's copies. It reads nothing from the user's home, where settings
may break a lesson, and writes nothing there. It does not look for news, updates or extensions in the network,
and does not ask the learner whether it may.
"""

import errno
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal
from companion.bootstrap.options import Given

PORT = 8888

# Without this it asks each new learner whether it may fetch news, before they have seen a lesson.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


def arguments(checkout: Checkout, opened: Path | None, options: list[str]) -> list[str]:
    """The arguments for the environment's Python. The user's own `options` come last, so they win."""
    ours = [
        "--ServerApp.root_dir=" + str(checkout.course),
        "--ServerApp.port_retries=0",  # a taken port is an error; no other port is taken in silence
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if opened is not None:
        ours.append("--LabApp.default_url=/lab/tree/" + opened.name)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        ours.append("--allow-root")  # in a container you are root
    return ["-m", "jupyterlab", *ours, *options]


def write_settings(checkout: Checkout) -> None:
    """Write the setting that JupyterLab reads from a file only."""
    file = checkout.venv / "etc" / "jupyter" / "labconfig" / "page_config.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(QUIET), encoding="utf-8")


def variables(checkout: Checkout) -> dict[str, str]:
    """The environment of JupyterLab and its kernels."""
    foreign = ("JUPYTER", "IPYTHON", "PYTHONWARNINGS")
    kept = {name: value for name, value in checkout.variables().items() if not name.startswith(foreign)}
    own = checkout.course / ".jupyter"
    return kept | {
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
    }


@dataclass(frozen=True)
class Server:
    """Where JupyterLab listens, with its options and the sentence that says the address.

    `ours` are this command's options as typed, `theirs` are JupyterLab's own that the user typed. `token`
    protects the server; JupyterLab reads it from a variable, which other users of the machine cannot read.
    `theirs` may change the address. Then, and for port 0, JupyterLab itself says the address, in its log.
    """

    port: int
    ip: str
    browser: bool
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    token: str

    @classmethod
    def asked_for(cls, given: Given, token: str) -> "Server":
        """The server that the user asked for."""
        ours = [
            *(f"{name}={number}" for name, number in given.numbers.items()),
            *(f"{name}={text}" for name, text in given.texts.items() if name != "--reset"),
            *given.switches,
        ]
        port, ip = given.numbers.get("--port", PORT), given.texts.get("--ip", "127.0.0.1")
        return cls(port, ip, "--no-browser" not in given.switches, tuple(ours), tuple(given.rest), token)

    @property
    def _is_known(self) -> bool:
        return self.port != 0 and not self.theirs

    @property
    def options(self) -> list[str]:
        """JupyterLab's options, the user's own last."""
        quiet = ["--Application.log_level=WARN"] if self._is_known else []  # else its log hides the address
        return [*quiet, *self.ours, *self.theirs]

    @property
    def variables(self) -> dict[str, str]:
        """The environment variable with the token."""
        return {"JUPYTER_TOKEN": self.token} if self._is_known else {}

    @property
    def address(self) -> str:
        """The line that says which address to open."""
        if not self._is_known:
            return "JupyterLab says below which address to open. Ctrl-C twice stops it."
        here = "127.0.0.1" if self.ip in ("localhost", "0.0.0.0", "::", "*") else self.ip
        address = f"http://{f'[{here}]' if ':' in here else here}:{self.port}/lab?token={self.token}"
        opens = (
            "Your browser opens in a few seconds; if not, open" if self.browser else "In a few seconds open"
        )
        return f"{opens} {address} (Ctrl-C twice stops it)"

    def refuse_taken_port(self) -> None:
        """Raise `Refusal` if the port is taken, or is not a port number."""
        asked, address = _value(self.theirs, "port", str(self.port)), _value(self.theirs, "ip", self.ip)
        if not (asked.isascii() and asked.isdigit() and int(asked) < 65536):
            raise Refusal(f"--port needs a number up to 65535, not {asked!r}.", code=2)
        port = int(asked)
        if _taken("127.0.0.1" if address == "localhost" else address, port):
            raise Refusal(
                f"Port {port} is taken, perhaps by a JupyterLab that is still running: stop that one, "
                f"or choose another port: {COMMAND} lab --port {_next_free(port)}"
            )


def _value(options: tuple[str, ...], name: str, default: str) -> str:
    for option in options:
        if option.startswith((f"--{name}=", f"--ServerApp.{name}=")):
            default = option.partition("=")[2]
    return default


def _taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if not WINDOWS:  # as servers do: a port closed a moment ago is free; on Windows it would mean "share"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            return problem.errno == errno.EADDRINUSE
    return False


def _next_free(port: int) -> int:
    return next((other for other in range(port + 1, 65536) if not _taken("127.0.0.1", other)), PORT)
