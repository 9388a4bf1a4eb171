"""A real Chromium: headless, offline, with an empty profile, and only pages and servers of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from companion.bootstrap.checkout import Refusal
from companion.classroom.build import build_one, built_path
from companion.classroom.execute import ROOT
from companion.classroom.slides import deck
from companion.classroom.source import read, sources
from companion.site.pyodide import WANTED, cache, fetch

SAMPLE = Path(__file__).with_name("sample")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class Screen:
    """A browser window of a given size, and what it asked for and complained about since `open`."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str, width: int, height: int) -> None:
        """Load a page in a window whose inside has this size in px."""
        self.resize(width, height)
        self.driver.get("about:blank")
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        self.driver.get(address)

    def resize(self, width: int, height: int) -> None:
        """Give the window's inside this size in px."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        """Errors on the console."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def asked_for(self) -> list[str]:
        """Addresses requested, those inside the page (data:, blob:) left out."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        addresses = [found["request"]["url"] for found in sent]
        return [found for found in addresses if not found.startswith(("data:", "blob:", "chrome", "about:"))]


@pytest.fixture(scope="session")
def screen(chromium: str, chromedriver: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One browser for all tests of the session; each test opens its own page."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    driver.set_script_timeout(300)  # usual is half a minute, also for what is said to be over at once
    yield Screen(driver)
    driver.quit()


@pytest.fixture(scope="session")
def pyodide(needs: Callable[[str, object, str], None]) -> Path:
    """The folder with Pyodide and the packages; without it a skip, or a failure where node is required."""
    for name in ("node", "npm"):
        needs("node", shutil.which(name), f"{name} is not on the PATH")
    asked = ("node", "--version")
    version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    number = re.match(r"v(\d+)\.", version)
    new = number and int(number[1]) >= WANTED["node"]
    needs("node", new, f"node is {version or 'silent'}, and Pyodide needs {WANTED['node']} or newer")
    there = cache()
    if not there.is_dir():
        required = "node" in re.split(r"[,\s]+", os.environ.get("COMPANION_REQUIRE", ""))
        needs("node", required, "Pyodide was never fetched, and nothing is fetched unasked")
        try:
            fetch(there)
        except Refusal as problem:
            needs("node", False, str(problem))
    return there


SLIDES = {path.stem: path for path in (*sources(SAMPLE), *sources(ROOT))}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `lesson_slides` for the sample and every lesson there is."""
    if "lesson_slides" in metafunc.fixturenames:
        metafunc.parametrize("lesson_slides", list(SLIDES), indirect=True)


@pytest.fixture(scope="session")
def make_slides(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`make_slides(stem)`: the HTML file, made once a session, from what is built."""
    folder, made = tmp_path_factory.mktemp("slides"), dict[str, Path]()

    def make(stem: str) -> Path:
        if stem not in made:
            lesson = read(SLIDES[stem])
            ours = SLIDES[stem].is_relative_to(SAMPLE)
            stored = "" if ours else built_path(ROOT, stem, solved=True).read_text(encoding="utf-8")
            text = stored or build_one(lesson, SAMPLE, solved=True).text
            file = folder / f"{stem}.html"
            file.write_text(deck(lesson, nbformat.reads(text, as_version=4)), encoding="utf-8")
            made[stem] = file
        return made[stem]

    return make


@pytest.fixture
def lesson_slides(request: pytest.FixtureRequest, make_slides: Callable[[str], Path]) -> Path:
    """The slides of one lesson."""
    return make_slides(request.param)


@pytest.fixture
def sample_slides(make_slides: Callable[[str], Path]) -> Path:
    """The slides of the tests' own lesson, which has more on every slide than fits."""
    return make_slides("91_slides")
