"""A notebook's kernel in a few lines, for Pyodide: runs cells through IPython and says what each gave.

Lessons follow one another in one interpreter, because starting it takes longer than running them. Each
begins as in a new kernel all the same: nothing of the course is loaded, nothing is defined, no progress is
saved, the folder is empty. And as the browser's kernel does, `fcntl` is an empty module: no file is locked.
"""

import io
import json
import os
import sys
import tempfile
import time
from types import ModuleType

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

COURSE = "companion"
outputs = []
sys.modules["fcntl"] = ModuleType("fcntl")


class Stream(io.TextIOBase):
    """What is printed, in one piece as long as nothing else is shown in between."""

    def __init__(self, name):
        self.name = name

    def write(self, text):
        if outputs and outputs[-1].get("name") == self.name:
            outputs[-1]["text"] += text
        elif text:
            outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)


class Shown(DisplayPublisher):
    """What `display` was given."""

    def publish(self, data, *ignored, **more):
        outputs.append({"output_type": "display_data", "data": data})


class Result(DisplayHook):
    """What the last line of a cell is worth."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        outputs.append({"output_type": "execute_result", "data": format_dict})

    def finish_displayhook(self):
        pass


class Shell(InteractiveShell):
    """IPython without a terminal and without a file of what was typed."""

    displayhook_class = Type(Result)
    display_pub_class = Type(Shown)

    def init_history(self):
        HistoryManager.enabled = False
        super().init_history()

    def showtraceback(self, *ignored, **more):
        kind, value, _ = sys.exc_info()
        outputs.append({"output_type": "error", "ename": kind.__name__, "evalue": str(value)})


def new_kernel():
    for name in [name for name in sys.modules if name.partition(".")[0] == COURSE]:
        del sys.modules[name]
    os.environ["COMPANION_HOME"] = tempfile.mkdtemp()
    os.chdir(tempfile.mkdtemp())
    Shell.clear_instance()
    return Shell.instance()


async def run(lesson):
    """Run the cells of `lesson` (JSON, ids with sources) in order; JSON of the outputs by id, and seconds."""
    began, printed = time.perf_counter(), (sys.stdout, sys.stderr)
    shell, done = new_kernel(), {}
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    try:
        for id, source in json.loads(lesson):
            outputs.clear()
            await shell.run_cell_async(
                source, store_history=True, transformed_cell=shell.transform_cell(source)
            )
            done[id] = [*outputs]
    finally:
        sys.stdout, sys.stderr = printed
    return json.dumps({"outputs": done, "seconds": round(time.perf_counter() - began, 1)})
