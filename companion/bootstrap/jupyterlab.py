"""How JupyterLab is started on the learner's copies: its options, its environment, its port.

What JupyterLab is told stands on the command line or in the course's own environment. Its settings and its
state, and IPython's, are kept beside the learner's copies. Nothing is read from the user's home, whose
settings may break a lesson, and nothing is written into it. JupyterLab is kept from asking the network for
news, updates and extensions, and the learner whether it may.
"""

import errno
import json
import os
import socket
from pathlib import Path

from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal

PORT = 8888

# Without this it asks every newcomer whether it may fetch news, before they have seen a lesson.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


def arguments(checkout: Checkout, opened: Path | None, options: list[str]) -> list[str]:
    """What the environment's Python is called with; `options` are the user's and come last, so they win."""
    ours = [
        "--ServerApp.root_dir=" + str(checkout.course),
        "--ServerApp.port_retries=0",  # a taken port is said, never silently changed
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if opened is not None:
        ours.append("--LabApp.default_url=/lab/tree/" + opened.name)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        ours.append("--allow-root")  # in a container root is who you are
    return ["-m", "jupyterlab", *ours, *options]


def settle(checkout: Checkout) -> None:
    """Write what JupyterLab reads from its environment and cannot be told on the command line."""
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


def refuse_taken_port(options: list[str]) -> None:
    """Raise a `Refusal` when the port these options ask for is taken (8888 when they ask for none)."""
    port, address = _value(options, "port", str(PORT)), _value(options, "ip", "127.0.0.1")
    if not port.isdigit():
        raise Refusal(f"--port needs a number, and {port!r} is none.", code=2)
    if int(port) > 65535:
        raise Refusal(f"--port needs a number up to 65535, and {port} is more.", code=2)
    if _taken("127.0.0.1" if address == "localhost" else address, int(port)):
        raise Refusal(
            f"Port {port} is taken, perhaps by a JupyterLab that is still running: stop that one, "
            f"or choose another port: {COMMAND} lab --port {_next_free(int(port))}"
        )


def _value(options: list[str], name: str, default: str) -> str:
    spellings = (f"--{name}", f"--ServerApp.{name}")
    for place, option in enumerate(options):
        if option in spellings and place + 1 < len(options):
            default = options[place + 1]
        elif option.startswith(tuple(spelling + "=" for spelling in spellings)):
            default = option.partition("=")[2]
    return default


def _taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if not WINDOWS:  # as servers do: a port that only lingers is free; on Windows it would mean "share"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            return problem.errno == errno.EADDRINUSE
    return False


def _next_free(port: int) -> int:
    return next((other for other in range(port + 1, 65536) if not _taken("127.0.0.1", other)), PORT)
