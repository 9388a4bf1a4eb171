"""The browser edition: JupyterLite with the Pyodide kernel, the learner's lessons and all packages.

`build` writes the folder. It copies the interpreter and the wheels into it, and their lock file lists nothing
else, so a page asks no other server. `/drive` outlives the page: progress is kept there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from email.parser import Parser
from pathlib import Path
from typing import Any

from companion.bootstrap.checkout import Checkout, Refusal
from companion.bootstrap.install import wait
from companion.site.pyodide import CORE, LOCK

PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
OF_THE_KERNEL = ("piplite", "pyodide_kernel", "ipykernel")
"""Wheels in the kernel's own package."""
ENV = {"COMPANION_HOME": "/drive/progress"}
APPS = ("notebooks", "tree")  # not `lab`: it would start a kernel for each lesson that is still open
LEFT_OUT = ("--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive")


def build(notebooks: Sequence[Path], pyodide: Path, tools: Checkout, scratch: Path, into: Path) -> None:
    """Write the browser edition of `notebooks` into the new folder `into`, with JupyterLite from `tools`.

    `scratch` is an empty folder for temporary files. Raises `Refusal` if a tool fails.
    """
    contents, static = scratch / "contents", scratch / "static" / "pyodide"
    contents.mkdir(parents=True)
    for path in notebooks:
        (contents / path.name).write_text(flat(path.read_text(encoding="utf-8")), encoding="utf-8")
    packages = interpreter(wheels(pyodide, tools, scratch), pyodide, static)
    (scratch / "jupyter-lite.json").write_text(json.dumps(settings(packages), indent=1), encoding="utf-8")
    apps = [word for app in APPS for word in ("--apps", app)]
    command = [str(tools.python), "-c", _START, "build", *LEFT_OUT, *apps, "--contents", str(contents)]
    _run(tools, "the browser edition", [*command, "--output-dir", str(into)], scratch)


_START = "import sys; from jupyterlite_core.app import main; sys.argv[0] = 'jupyter-lite'; sys.exit(main())"


def wheels(pyodide: Path, tools: Checkout, scratch: Path) -> list[Path]:
    """Every wheel of the browser edition: the fetched ones, the kernel's own, and the course's."""
    made = scratch / "wheel"
    command = [str(tools.python), "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    _run(tools, "the package's wheel", command, tools.root)
    share = tools.venv / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    of_kernel = [next(share.glob(f"{name}-*.whl")) for name in OF_THE_KERNEL]
    return [*sorted((pyodide / "wheels").glob("*.whl")), *of_kernel, *made.glob("*.whl")]


def interpreter(files: Iterable[Path], pyodide: Path, into: Path) -> list[str]:
    """Copy Pyodide and the wheels into `into`, with a lock file of only these wheels; the packages' names."""
    into.mkdir(parents=True)
    for name in CORE:
        shutil.copy(pyodide / name, into)
    for file in files:
        _copy(file, into / file.name)
    found = {package["name"]: package for package in map(entry, sorted(into.glob("*.whl")))}
    for package in found.values():
        package["depends"] = [name for name in package["depends"] if name in found]
    lock = json.loads((pyodide / LOCK).read_text(encoding="utf-8")) | {"packages": found}
    (into / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), encoding="utf-8")
    return sorted(found)


def _copy(wheel: Path, to: Path) -> None:
    """Copy a wheel without its own tests, which no page needs to fetch and unpack."""
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for each in whole.infolist():
            if "/tests/" not in each.filename:
                made.writestr(each, whole.read(each))


def entry(wheel: Path) -> dict[str, Any]:
    """The entry of one wheel in Pyodide's lock file."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(file.read(info).decode())
    tops = {name.split("/")[0].removesuffix(".py") for name in names if ".data/" not in name}
    needs = [Requirement(line) for line in about.get_all("Requires-Dist") or []]
    return {
        "name": canonicalize_name(about["Name"]),
        "version": about["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(name for name in tops if name.isidentifier()),
        "depends": sorted(
            {canonicalize_name(need.name) for need in needs if "extra" not in str(need.marker)}
        ),
        "unvendored_tests": False,
    }


def settings(packages: Sequence[str]) -> dict[str, Any]:
    """JupyterLite's settings: packages that come with the interpreter are never looked for on an index."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(packages), "env": ENV},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Event-driven architecture, by experiment",
            "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
            "exposeAppInBrowser": True,  # the tests ask it whether the kernel is idle
            "litePluginSettings": {PLUGIN: kernel},
        },
    }


def flat(notebook: str) -> str:
    """The notebook's text with every list of lines joined to one text, and marked as trusted.

    JupyterLite joins stored lists with commas, and runs scripts, such as a player's, only in trusted cells.
    """
    content = json.loads(notebook)
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["metadata"]["trusted"] = True
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"])
            for kind, value in output.get("data", {}).items():
                output["data"][kind] = "".join(value) if isinstance(value, list) else value
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _run(tools: Checkout, what: str, command: list[str], cwd: Path) -> None:
    log = tools.root / ".companion-setup.log"
    with log.open("wb") as file:
        child = subprocess.Popen(
            command, cwd=cwd, env=tools.variables(), stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
        code = wait(child, f"making {what}")
    if code:
        said = log.read_text("utf-8", errors="replace").strip().splitlines() or ["nothing"]
        raise Refusal(f"Making {what} did not work; the tool said: {said[-1][:300]} (all of it is in {log}).")
    log.unlink()
