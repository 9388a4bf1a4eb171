"""Watches a submission's process from inside Python, with an audit hook that no code can remove.

It stops two kinds of things. What a graded answer may not do (other files, processes, the network, signals)
raises a `PermissionError`, as the system would. What only serves to reach the judging itself (the frames of
its callers, all objects, tracing, ctypes, the course's exercises) is a breach: it ends the process at once,
and the instructor reads which it was. Left out: what no hook sees; README.md says what that is.
"""

import os
import sys
import threading
from collections.abc import Callable
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final

from companion.exercises.steps import is_learners

HIDDEN: Final = ("companion.exercises", "companion.classroom", "companion.grading")
_TODO: Final = "companion.exercises.todo"
_NATIVE: Final = ("ctypes", "_ctypes", "_posixsubprocess", "_testcapi", "_testinternalcapi", "faulthandler")
_FRAMES: Final = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
_REACHES: Final = {
    "gc.get_objects": "all objects of the process",
    "gc.get_referrers": "the objects that refer to others",
    "gc.get_referents": "what objects refer to",
    "sys._current_frames": "the frames of all threads",
    "sys._current_exceptions": "the errors of all threads",
    "sys.setprofile": "profiling",
    "sys.addaudithook": "the audit hooks",
    "sys.monitoring.register_callback": "monitoring",
    "code.__new__": "making code objects",
    "marshal.loads": "making code objects",
}
if sys.version_info >= (3, 12):
    # In Python 3.11 the step counter is a trace function, and Python reports that as the learner's tracing.
    # While it counts, `sys.settrace` is not the real one.
    _REACHES["sys.settrace"] = "tracing"
_REFUSED: Final = (
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
    *("os.kill", "os.killpg", "signal.pthread_kill", "pty.spawn", "os.startfile", "_winapi.CreateProcess"),
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
    *("socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request"),
    *("resource.setrlimit", "resource.prlimit", "os.chown", "os.chroot", "os.setxattr", "webbrowser.open"),
    *("sqlite3.enable_load_extension", "sqlite3.load_extension"),
)
_UNHEARD: Final = (
    *(("subprocess", "_fork_exec"), ("_posixsubprocess", "fork_exec")),
    *(("signal", "pidfd_send_signal"), ("_signal", "pidfd_send_signal")),
)
_PATHS: Final = {  # event → how many of its first arguments are paths that it would change
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.utime", "os.chmod"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
    **dict.fromkeys(("shutil.rmtree", "shutil.chown"), 1),
}
_LOOKS: Final = ("os.listdir", "os.scandir", "os.chdir", "os.walk", "glob.glob")
_FRAME_USERS: Final = (
    "collections",
    "enum.py",
    "typing.py",
    "logging",
    "dataclasses.py",
    "warnings.py",
    "abc.py",
)
_TRACEBACK_USERS: Final = ("traceback.py", "logging", "contextlib.py", "asyncio", "unittest", "linecache.py")

Breach = Callable[[str], Any]


def install(readable: tuple[str, ...], writable: tuple[str, ...], breach: Breach) -> None:
    """Install the hook for the rest of this process. It calls `breach(what)` with what the answer reached
    for; `breach` must end the process."""
    inside: set[int] = set()
    hidden = HIDDEN

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        rule = _RULES.get(event)
        if rule is None:
            return
        me = threading.get_ident()
        if me in inside:
            return
        inside.add(me)
        try:
            reached = rule(event, arguments, sys._getframe(1), readable, writable, hidden)
            if reached:
                breach(reached)
        finally:
            inside.discard(me)

    _watch_modules(breach)
    sys.addaudithook(hook)


def remove_unheard() -> None:
    """Remove the functions that start or signal processes and that no hook hears of. The sandbox removes them
    before it forks; it needs none of them."""
    for module, name in _UNHEARD:
        if module in sys.modules:
            vars(sys.modules[module]).pop(name, None)


def hide_judges(brought: tuple[str, ...]) -> None:
    """Remove from `sys.modules` what judges and what leads around Python. The modules in `brought` stay: the
    lesson itself imports them."""
    import companion

    kept = {name: sys.modules[name] for name in (*brought, _TODO) if name in sys.modules}
    for name in [name for name in sys.modules if name in _NATIVE or name.startswith(HIDDEN)]:
        del sys.modules[name]
    for room in HIDDEN:
        vars(companion).pop(room.partition(".")[2], None)
    hollow: Any = ModuleType("companion.exercises")
    vars(hollow).update({name.rpartition(".")[2]: module for name, module in kept.items()}, __path__=[])
    sys.modules.update(kept | {"companion.exercises": hollow})
    vars(companion)["exercises"] = hollow


def watched_modules() -> list[ModuleType]:
    """The course's modules, and the modules of the standard library that they use by name."""
    ours = [module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] == "companion"]
    held = {id(module): module for module in ours}
    for module in ours:
        held |= {id(each): each for each in list(vars(module).values()) if type(each) is ModuleType}
    return [*held.values(), *(sys.modules[name] for name in ("json.encoder",) if name in sys.modules)]


def _watch_modules(breach: Breach) -> None:
    """Make the watched modules call `breach` when the learner's code sets one of their names, even for a
    moment."""

    class Watched(ModuleType):
        def __setattr__(self, name: str, value: object) -> None:
            frame = sys._getframe(1)
            known = name.startswith("__") or type(value) in (ModuleType, Watched)
            imports = known and frame.f_code.co_filename.startswith("<frozen importlib")
            if not imports and _below_learners(frame):
                breach(f"a change of {self.__name__}")
            super().__setattr__(name, value)

        def __delattr__(self, name: str) -> None:
            if _below_learners(sys._getframe(1)):
                breach(f"a change of {self.__name__}")
            super().__delattr__(name)

    for module in watched_modules():
        if type(module) is ModuleType:
            module.__class__ = Watched


def _from_learner(frame: FrameType) -> bool:
    return is_learners(frame.f_code.co_filename)


def _reach(event: str, _: Any, frame: FrameType, *__: Any) -> str:
    return _REACHES[event] if _from_learner(frame) or _on_its_behalf(frame) else ""


def _on_its_behalf(frame: FrameType) -> bool:
    """Whether the learner's code called the function of the library that does this."""
    back = frame.f_back
    return back is not None and _from_learner(back) and not _of_the_course(frame)


def _of_the_course(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(_COURSE)


_COURSE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def _frames(event: str, arguments: Any, frame: FrameType, *_: Any) -> str:
    if _of_the_course(frame) or _is_one_of(frame, _FRAME_USERS):
        return ""
    return "the frames of its callers" if _below_learners(frame) else ""


def _is_one_of(frame: FrameType, users: tuple[str, ...]) -> bool:
    path = frame.f_code.co_filename.replace("\\", "/").split("/")
    return path[-1] in users or path[-2:-1] in [[user] for user in users]


def _below_learners(frame: FrameType | None) -> bool:
    """Whether a function of the learner's is among the callers, before the first of the course's own."""
    while frame is not None and not _of_the_course(frame):
        if _from_learner(frame):
            return True
        frame = frame.f_back
    return False


def _attribute(event: str, arguments: Any, frame: FrameType, *_: Any) -> str:
    if len(arguments) < 2 or arguments[1] not in _FRAMES or _of_the_course(frame):
        return ""
    walks = frame.f_code.co_name.startswith("walk_") and _on_its_behalf(frame)
    if _is_one_of(frame, _TRACEBACK_USERS) and not walks:
        return ""
    return "the frames of its callers" if _below_learners(frame) else ""


def _changed(event: str, arguments: Any, frame: FrameType, *_: Any) -> str:
    target = arguments[0] if arguments else None
    if (
        not _from_learner(frame)
        or type(target) is not FunctionType
        or is_learners(target.__code__.co_filename)
    ):
        return ""
    return "the code of the course's functions"


def _compiled(event: str, arguments: Any, frame: FrameType, *_: Any) -> str:
    name = arguments[1] if len(arguments) > 1 else ""
    name = os.fsdecode(name) if isinstance(name, bytes) else str(name)
    return "code under the course's name" if _from_learner(frame) and not is_learners(name) else ""


def _imported(event: str, arguments: Any, frame: FrameType, *rest: Any) -> str:
    name = str(arguments[0])
    wanted = name in _NATIVE or name.startswith(rest[2])
    while wanted and frame.f_back is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return f"the module {name}" if wanted and (_from_learner(frame) or _on_its_behalf(frame)) else ""


def _refuse(event: str, *_: Any) -> str:
    raise PermissionError(f"a graded answer may not use {event}")


def _open(event: str, arguments: Any, frame: Any, readable: Any, writable: Any, *_: Any) -> str:
    path, mode, flags = (*arguments, None, None, None)[:3]
    if isinstance(path, int):
        return ""
    writes = bool(set(mode) & set("wax+")) if isinstance(mode, str) else bool((flags or 0) & _WRITING)
    _inside(path, writable if writes else readable + writable)
    return ""


_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _path(event: str, arguments: Any, frame: Any, readable: Any, writable: Any, *_: Any) -> str:
    for path in arguments[: _PATHS[event]]:
        if not isinstance(path, int):
            _inside(path, writable)
    return ""


def _look(event: str, arguments: Any, frame: Any, readable: Any, writable: Any, *_: Any) -> str:
    if arguments and arguments[0] is not None and not isinstance(arguments[0], int):
        _inside(arguments[0], readable + writable)
    return ""


def _sqlite(event: str, arguments: Any, frame: Any, readable: Any, writable: Any, *_: Any) -> str:
    path = os.fsdecode(arguments[0])
    if path.startswith("file:"):
        path = path[5:].partition("?")[0].removeprefix("//")
    if path and path != ":memory:":
        _inside(path, writable)
    return ""


def _inside(path: Any, folders: tuple[str, ...]) -> None:
    """Raise `PermissionError` for a path outside the folders, also where it leads out by a link or dots."""
    real = os.path.realpath(os.fsdecode(path))
    if not any(real == folder or real.startswith(folder + os.sep) for folder in folders):
        raise PermissionError(13, "a graded answer may not open files outside its folder", os.fsdecode(path))


def _ctypes(event: str, arguments: Any, frame: FrameType, *_: Any) -> str:
    return "ctypes" if _below_learners(frame) and event in ("ctypes.dlopen", "ctypes.dlsym") else ""


Rule = Callable[..., str]
_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(_REACHES, _reach),
    **dict.fromkeys(_REFUSED, _refuse),
    **dict.fromkeys(_PATHS, _path),
    **dict.fromkeys(_LOOKS, _look),
    "sys._getframe": _frames,
    "object.__getattr__": _attribute,
    "object.__setattr__": _changed,
    "object.__delattr__": _changed,
    "compile": _compiled,
    "import": _imported,
    "open": _open,
    "sqlite3.connect": _sqlite,
    **dict.fromkeys(("ctypes.dlopen", "ctypes.dlsym"), _ctypes),
}
