"""Run a notebook's cells in a fresh, quiet, offline kernel; what is stored is the same bytes each time.

`run(notebook, home)` fills the outputs in place. The kernel is this very Python, its environment is fixed,
its working folder is empty, `COMPANION_HOME` is `home`, and a connection that leaves this machine is
refused. What differs between machines and Pythons without meaning anything (timings, the version in
`language_info`) is not kept. Nothing here reads or writes the checkout.
"""

from __future__ import annotations

import copy
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from companion.classroom.cells import CellFailed

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: the folder that holds `companion/` and `notebooks/`."""

CELL_TIMEOUT_S = 300
SLOW_S = 10.0
"""Run time a lesson promises to stay under."""

_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "COMPANION_REQUIRE")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
RISE = {"scroll": True, "theme": "white"}
"""Live slides: a long slide scrolls; this theme loads no fonts from the network."""

METADATA = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO, "rise": RISE}
"""A notebook's own metadata, the same in every lesson and on every machine."""


def environment(home: Path, *, hash_seed: int = 0) -> dict[str, str]:
    """The whole environment a lesson is run in: `home` is HOME and COMPANION_HOME, and no network."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    offline = Path(__file__).with_name("offline")
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "COMPANION_HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "JUPYTER_DATA_DIR": str(home / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONPATH": os.pathsep.join((str(offline), str(ROOT))),
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONIOENCODING": "utf-8",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def run(notebook: Any, home: Path, *, hash_seed: int = 0) -> float:
    """Execute the notebook in place; the seconds its cells took. Raises `CellFailed` naming the cell."""
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    running, began = "", 0.0

    def remember(cell: Any, cell_index: int) -> None:
        nonlocal running, began
        running, began = cell["id"], began or time.perf_counter()

    with tempfile.TemporaryDirectory(prefix="lesson-") as folder, tempfile.TemporaryDirectory() as lines:
        manager = AsyncKernelManager(kernel_spec_manager=_this_python(), **_listening(lines))
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=CELL_TIMEOUT_S,
            startup_timeout=CELL_TIMEOUT_S,
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
            on_cell_start=remember,
        )
        try:
            client.execute(env=environment(home, hash_seed=hash_seed), cwd=folder)
        except Exception as error:
            raise CellFailed(running, _sentence(error)) from error
        seconds = time.perf_counter() - began
    settle(notebook)
    return seconds


def settle(notebook: Any) -> None:
    """Drop what differs from run to run: timings, kernel version, display ids."""
    notebook.metadata.clear()
    notebook.metadata.update(copy.deepcopy(METADATA))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", ()):
            output.pop("transient", None)


def joined(outputs: list[Any]) -> list[Any]:
    """Neighbouring pieces of one stream as one; where a kernel cuts a stream is chance.

    nbclient's own joining would put what is printed after a picture before it.
    """
    kept: list[Any] = []
    for output in outputs:
        last = kept[-1] if kept else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            kept.append(output)
    return kept


def _this_python() -> Any:
    """Kernels of this environment only: another `python3` kernel on this machine must not run the lessons."""
    from jupyter_client.kernelspec import KernelSpecManager

    return KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)


def _listening(folder: str) -> dict[str, str]:
    """Where the kernel listens: on files in `folder`, if the system can and their names are not too long. A
    port that is chosen before the kernel starts may be another's when it comes to listen there.
    """
    place = f"{folder}/kernel"
    return {} if sys.platform == "win32" or len(place) > 90 else {"transport": "ipc", "ip": place}


def _sentence(error: Exception) -> str:
    """What a cell's failure says in a line or two, with the line of the cell that raised."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    if isinstance(error, CellExecutionError):
        raised = re.findall(r"^-+> ?(\d+ .*)$", _ANSI.sub("", error.traceback), re.MULTILINE)
        where = f", at its line {raised[0]}" if raised else ""
        return f"raised {error.ename}: {_ANSI.sub('', error.evalue)}{where}"
    if isinstance(error, CellTimeoutError):
        return f"was still running after {CELL_TIMEOUT_S} seconds"
    if isinstance(error, DeadKernelError):
        return "ended the kernel"
    return f"could not be run with {sys.executable}: {type(error).__name__}: {error}"
