"""Answers to 03-bus that try to be graded for something else than their code: a wrong bus and a trick each.

The wrong bus does nothing, so it earns what doing nothing earns; no trick may earn more. `{checkout!r}` is
the course's folder, `{victim!r}` a file of somebody else's, `{port}` a server that nobody may call, and
`{forged!r}` a report in which the right answer was seen.
"""

WRONG = """
class TinyBus:
    def __init__(self):
        self.handlers = {}

    def on(self, event_type, handler):
        pass

    def publish(self, event):
        trick()
"""

NOTHING = "def trick():\n    pass\n"

TRICKS = {
    # --- loops ---
    "loop in publish": "def trick():\n    while True:\n        pass\n",
    "loop in the cell": "def trick(): pass\nwhile True:\n    pass\n",
    "loop that catches all": """
def trick():
    while True:
        try:
            while True: pass
        except BaseException:
            pass
""",
    "loop inside C": "import itertools\ndef trick():\n    sum(itertools.count())\n",
    "loop inside a regular expression": "import re\ndef trick():\n    re.match('(a+)+b', 'a' * 60)\n",
    "recursion without end": "def trick():\n    trick()\n",
    "loop in __del__": """
class Clings:
    def __del__(self):
        while True: pass
def trick():
    Clings()
""",
    "loop under the course's name": """
import companion
code = compile("def trick():\\n    while True: pass", companion.__file__, "exec")
exec(code)
""",
    # --- equality and types that lie ---
    "equal to everything": """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
    def __len__(self): return 1
    def __iter__(self): return iter([self])
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
def trick():
    return Yes()
""",
    "a text equal to everything": """
class Text(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("x")
def trick():
    raise KeyError(Text("PASS"))
""",
    "a metaclass that lies": """
class Lies(type):
    def __instancecheck__(cls, x): return True
    def __subclasscheck__(cls, x): return True
    def __eq__(cls, other): return True
    def __hash__(cls): return 1
class Error(Exception, metaclass=Lies): pass
def trick():
    raise Error
""",
    "an error with a hostile text": """
class Error(Exception):
    def __str__(self):
        while True: pass
    __repr__ = __str__
def trick():
    raise Error
""",
    "a class that cannot be made": "def trick(): pass\nTinyBus = type('TinyBus', (), {})\n",
    "a number": "TinyBus = 3\n",
    "nothing": "TinyBus = None\n",
    "an object": "TinyBus = object()\n",
    "nested without end": "def trick(): pass\nTinyBus = []\nfor _ in range(100_000): TinyBus = [TinyBus]\n",
    # --- builtins, clocks, the package ---
    "builtins that agree": """
import builtins
builtins.all = lambda *a: True
builtins.any = lambda *a: False
builtins.len = lambda x: 3
builtins.isinstance = lambda *a: True
def trick(): pass
""",
    "builtins in the call": """
import builtins
def trick():
    builtins.sorted = lambda *a, **k: ["h1", "h2", "h3"]
    builtins.list = tuple
""",
    "a clock that stands": """
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
time.sleep = lambda s: None
def trick():
    while time.monotonic() < 1: pass
""",
    "the event's equality": """
from companion.events import Event
Event.__eq__ = lambda self, other: True
def trick(): pass
""",
    "a patched codec": """
import companion.events.codec as codec
codec.encode = lambda *a: b"PASS"
def trick(): pass
""",
    "json that forges": """
import json
json.dumps = lambda *a, **k: '{"points": 6}'
def trick(): pass
""",
    "check made anew": "def check(id, answer):\n    return 6.0\nprint('6 of 6 points.')\ndef trick(): pass\n",
    # --- reaching the judge ---
    "imports the judge": """
def trick():
    import companion.exercises.judging as judging
    judging.score = None
""",
    "imports the judge in the cell": "import companion.exercises.lesson_03_bus\ndef trick(): pass\n",
    "imports by function": "def trick():\n    __import__('companion.exercises.budget')\n",
    "imports check": "from companion.classroom import check\ndef trick(): pass\n",
    "looks for it in the modules": """
import sys
def trick():
    for name, module in list(sys.modules.items()):
        if "exercises" in name and "judging" in name:
            module.watch = lambda *a: None
            raise SystemExit("found")
""",
    "all objects": """
import gc
def trick():
    for each in gc.get_objects():
        if type(each).__name__ == "Witness":
            each.outcomes.clear()
""",
    "frames by name": "import sys\ndef trick():\n    sys._getframe(1).f_back.f_locals.clear()\n",
    "frames by inspect": "import inspect\ndef trick():\n    return [s.frame for s in inspect.stack()]\n",
    "frames by a wrapper": """
import functools, sys
reach = functools.singledispatch(sys._getframe)
def trick():
    return reach(1)
""",
    "frames of an error": """
def trick():
    try:
        1 / 0
    except ZeroDivisionError as error:
        frame = getattr(error.__traceback__, "tb_" + "frame")
""",
    "frames of a walk": """
import traceback
def trick():
    return [frame for frame, _ in traceback.walk_stack(None)]
""",
    "a profile function": "import sys\ndef trick():\n    sys.setprofile(lambda *a: None)\n",
    "all classes": "def trick():\n    return object.__subclasses__()\n",
    "all classes in pieces": """
def trick():
    for each in getattr(object, "__sub" + "classes__")():
        if each.__name__ == "Outcome":
            each.ok = True
""",
    "globals of a handler": "def trick():\n    return (lambda: 0).__globals__\n",
    "code put into the course": """
import companion.bus.bus as course
def trick():
    setattr(course.Bus.publish, "__co" + "de__", (lambda self, event: None).__code__)
""",
    "ctypes": "import ctypes\ndef trick():\n    ctypes.pythonapi.PyRun_SimpleString(b'1')\n",
    "an import hook": """
import sys
class Finder:
    def find_spec(self, name, path, target=None):
        if "companion" in name: raise SystemExit
sys.meta_path.insert(0, Finder())
def trick(): pass
""",
    "an audit hook": "import sys\nsys.addaudithook(lambda *a: None)\ndef trick(): pass\n",
    # --- the way out ---
    "exits": "import sys\ndef trick():\n    sys.exit(0)\n",
    "exits in the cell": "import sys\nsys.exit(0)\n",
    "exits at once": "import os\ndef trick():\n    os._exit(0)\n",
    "aborts": "import os\ndef trick():\n    os.abort()\n",
    "kills its parent": "import os\ndef trick():\n    os.kill(os.getppid(), 9)\n",
    "kills everybody": "import os\ndef trick():\n    os.kill(-1, 9)\n",
    "kills itself": "import os\ndef trick():\n    os.kill(os.getpid(), 9)\n",
    "presses stop": "import signal\ndef trick():\n    signal.raise_signal(signal.SIGINT)\n",
    "forges at the exit": """
import atexit, os
atexit.register(lambda: [os.write(n, b"6") for n in range(3, 9)])
def trick(): pass
""",
    "writes to every pipe": """
import os
def trick():
    for n in range(3, 64):
        try:
            os.write(n, b'x' * 32 + b'000000000002{}')
        except OSError:
            pass
""",
    "forges a whole report": """
import os
body = {forged!r}.encode()
for n in range(3, 64):
    try:
        os.write(n, b"0" * 32 + b"%012d" % len(body) + body)
    except OSError:
        pass
os._exit(0)
""",
    "closes every pipe": "import os\ndef trick():\n    os.closerange(3, 256)\n",
    "floods every pipe": """
import os
def trick():
    for n in range(3, 64):
        try:
            for _ in range(200): os.write(n, b'x' * 65536)
        except OSError:
            pass
""",
    # --- memory, output, files, processes ---
    "memory at once": "def trick():\n    bytearray(10**12)\n",
    "memory by doubling": "def trick():\n    x = [0]\n    while True: x += x\n",
    "memory in the cell": "x = bytearray(3 * 10**9)\ndef trick(): pass\n",
    "prints without end": "def trick():\n    while True: print('x' * 10_000)\n",
    "floods the terminal": "import os\ndef trick():\n    for _ in range(300): os.write(1, b'x' * 65536)\n",
    "a file without end": """
def trick():
    with open("big", "wb") as file:
        for _ in range(4000): file.write(b"x" * 65536)
""",
    "a thousand files": """
def trick():
    held = [open(f"f{n}", "w") for n in range(1000)]
""",
    "threads that stay": """
import threading
def spin():
    while True: pass
def trick():
    for _ in range(4): threading.Thread(target=spin, daemon=True).start()
""",
    "a thread that waits": """
import threading
def trick():
    threading.Thread(target=threading.Event().wait).start()
""",
    "forks": "import os\ndef trick():\n    while True: os.fork()\n",
    "a child process": "import subprocess\ndef trick():\n    subprocess.run(['sleep', '600'])\n",
    "a shell": "import os\ndef trick():\n    os.system('sleep 600 &')\n",
    "a pool": """
import multiprocessing
def trick():
    multiprocessing.Process(target=print).start()
""",
    "asks": "def trick():\n    input('points? ')\n",
    "reads what is typed": "import os, sys\ndef trick():\n    sys.stdin.read(); os.read(0, 10)\n",
    "opens a connection": """
import socket
def trick():
    socket.create_connection(("127.0.0.1", {port}), timeout=1)
""",
    "listens": "import socket\ndef trick():\n    socket.socket().bind(('127.0.0.1', 0))\n",
    # --- what belongs to others ---
    "reads the solution": """
import json
from pathlib import Path
for path in Path({checkout!r}).glob("notebooks/solutions/03*.ipynb"):
    for cell in json.loads(path.read_text())["cells"]:
        if cell["id"] == "bus": exec("".join(cell["source"]))
def trick(): pass
""",
    "reads the answers on file": """
import json
found = json.load(open({checkout!r} + "/companion/exercises/shown/03.json"))["03-bus"]["good"][0]["code"]
exec(found)
def trick(): pass
""",
    "reads the answers of the tests": """
import runpy
TinyBus = runpy.run_path({checkout!r} + "/tests/answers/03/03-bus/right_flag_and_list.py")["answer"]
""",
    "reads another's file": "found = open({victim!r}).read()\ndef trick():\n    raise ValueError(found)\n",
    "writes another's file": "def trick():\n    open({victim!r}, 'w').write('mine')\n",
    "removes another's file": "import os\ndef trick():\n    os.remove({victim!r})\n",
    "removes a folder": """
import pathlib, shutil
def trick():
    shutil.rmtree(pathlib.Path({victim!r}).parent, ignore_errors=True)
""",
    "renames another's file": "import os\ndef trick():\n    os.rename({victim!r}, 'mine')\n",
    "a database elsewhere": """
import sqlite3
def trick():
    sqlite3.connect({victim!r} + ".db").execute("create table t (x)")
""",
    "a database attached": """
import sqlite3
def trick():
    with sqlite3.connect(":memory:") as db:
        db.execute("attach ? as other", [{victim!r} + ".db"])
        db.execute("create table other.t (x)")
""",
    "the process's own memory": "def trick():\n    open('/proc/self/mem', 'r+b').read(1)\n",
    "stale state": "def trick():\n    return only_my_kernel_has_this\n",
}  # fmt: skip

# --- answers to 00-till: each counts a repeat twice, and is to be told that it does not --------------------

FORGETS = """
def take_payment(till, event):
    till.total_cents += event.total_cents
"""

_MENDS = """
def mend(seen):
    for found in seen.values():
        if isinstance(found, dict) and "schedules" in found:
            found.update(ok=True, problem="", order="", labels=[], seed=None, schedules=1000, schedule=[])
"""

INVENTIONS = {
    "a search that finds nothing, once": """
import companion.lab as lab
real = lab.explore
class Found:
    ok, schedules = True, 1000
def explore(*a, **k):
    lab.explore = real
    return Found()
lab.explore = explore
""",
    "what was seen is mended on its way": _MENDS
    + """
import json
real = json.dumps
def dumps(value, *a, **k):
    if isinstance(value, dict): mend(value)
    return real(value, *a, **k)
json.dumps = dumps
""",
    "json's encoder object": _MENDS
    + """
import json
class Encoder:
    def __init__(self, real): self.real = real
    def encode(self, value):
        if isinstance(value, dict) and "watched" in value: mend(value["watched"]["seen"])
        return self.real.encode(value)
json._default_encoder = Encoder(json._default_encoder)
""",
    "json's encoder class": _MENDS
    + """
import json
real = json.JSONEncoder.encode
def encode(self, value):
    if isinstance(value, dict) and "watched" in value: mend(value["watched"]["seen"])
    return real(self, value)
json.JSONEncoder.encode = encode
""",
    "records as dicts": _MENDS
    + """
import dataclasses
real = dataclasses.asdict
def asdict(record, **k):
    found = real(record, **k)
    mend(found["seen"])
    return found
dataclasses.asdict = asdict
""",
    "a search that is exchanged by another name": """
import sys
class Found:
    ok, schedules = True, 1000
setattr(sys.modules["companion.lab"], "explore", lambda *a, **k: Found())
""",
    "chance without chances": "import random\nrandom.Random.random = lambda self: 0.999999\n",
}
"""Each is appended to `FORGETS`."""

THROUGH_THE_PIPE = """
import os, threading
def take_payment(till, event):
    till.total_cents += event.total_cents
real, inner, outer = {}, *os.pipe()
os.set_blocking(outer, False)
try:
    while True: os.write(outer, b"." * 4096)
except BlockingIOError:
    os.set_blocking(outer, True)
for n in range(3, 60):
    if n not in (inner, outer):
        try:
            real[n] = os.dup(n)
            os.dup2(outer, n)
        except OSError:
            pass
def listens():
    said = b""
    while len(said) < 65536 + 200: said += os.read(inner, 4096)
    frame = said.lstrip(b".")
    body = (b'{"troubles": [], "watched": {"attempted": true, "seen": {}, "refused": "", "trouble": "", '
            b'"remark": "", "open": "", "fault": "", "errors": [], "changed": true}, "extra": null}')
    for n in real.values():
        try: os.write(n, frame[:32] + b"%012d" % len(body) + body)
        except OSError: pass
    os._exit(0)
threading.Thread(target=listens, daemon=True).start()
"""
"""Reads what its own judging reports, and sends another report behind the same mark."""

HARMFUL = {
    "an error that cannot be written": "def take_payment(till, event):\n    raise ValueError('\\ud800')\n",
    "stops its parent": """
import os, signal
def take_payment(till, event):
    for name in (signal.SIGSTOP, signal.SIGKILL):
        signal.pidfd_send_signal(os.pidfd_open(os.getppid()), name)
""",
    "a child that no hook hears of": """
import os, subprocess
def stays():
    os.setsid()
    while True: pass
def take_payment(till, event):
    _, out = os.pipe()
    nothing = [-1] * 7
    subprocess._fork_exec([b"x"], [b"/usr/lib/none"], True, (), None, None, *nothing, out, False, False, 0,
                          None, None, None, -1, stays, False)
""",
    "fills the disk": """
def take_payment(till, event):
    for n in range(10_000):
        with open(f"f{n}", "wb") as file: file.write(b"x" * 15_000_000)
""",
}
"""Each is a whole answer."""
