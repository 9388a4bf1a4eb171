"""The process in which one answer runs: it makes the answer, lets the exercise watch it, and reports.

No verdict is made here, and the modules that judge are out of reach by name. The report is one frame of
plain data as JSON, signed with a random mark that is written nowhere. Anything else on that pipe makes it
worthless. What writes it is made before the answer runs, of C only: it looks up no name that can be changed.
"""

import dataclasses
import hashlib
import json.encoder
import linecache
import os
import sys
import types
from collections.abc import Callable
from typing import Any, Final, NoReturn

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.steps import is_learners
from companion.exercises.todo import TODO
from companion.exercises.watching import Watched
from companion.exercises.watching import watch as watch_answer
from companion.exercises.words import Exercise
from companion.grading import guard

CELL_STEPS: Final = 5_000_000
"""Steps for each cell that the answer needs, as many as a cell of a lesson may take and more."""
QUIET: Final = (
    *("answers", "check", "doctor", "explain", "hint", "lesson", "page", "poll", "predict", "progress"),
    *("recall", "reveal"),
)
Watch = Callable[[Any], Any]


def sit_down(
    exercise: Exercise, work: dict[str, Any], private: Watch | None, mark: bytes, out: int, fences: Any
) -> None:
    """Run the answer in `work` and write the report to `out`; ends the process in any case."""
    judging = watch_answer
    report = _reporter(mark, out)
    seal = _sealed(exercise)
    guard.hide(tuple(work["brings"]))
    readable, writable = fences
    guard.watch(readable, writable, lambda what: _end(report({"breach": f"reached for {what}"})))
    parts = tuple(field.name for field in dataclasses.fields(Watched))
    try:
        names, troubles = _run(work["cells"])
        answer, missing = _answer(work["expression"], names)
        broken = seal()
        if broken:
            _end(report({"breach": f"changed {broken}"}))
        if missing:
            _end(report({"troubles": troubles, "missing": missing}))
        watched = judging(exercise, answer)
        extra = plain(private(answer)) if private is not None and watched.attempted else None
        broken = seal()
    except BaseException as problem:
        _end(report({"fault": f"{type(problem).__name__}: {problem}"}))
    if broken:
        _end(report({"breach": f"changed {broken}"}))
    found = {part: getattr(watched, part) for part in parts}
    _end(report({"troubles": troubles, "watched": found, "extra": extra}))


def _end(_: None) -> NoReturn:
    os._exit(0)


def _reporter(mark: bytes, out: int) -> Callable[[dict[str, Any]], None]:
    """What writes the one frame: signature, length, JSON."""
    made: Any = json.encoder
    encoded = made.c_make_encoder(
        None, None, made.encode_basestring_ascii, None, ": ", ", ", False, False, True
    )
    signed, write = hashlib.blake2b(key=mark, digest_size=len(mark) // 2), os.write

    def report(content: dict[str, Any]) -> None:
        body = "".join(encoded(content, 0)).encode()
        signature = signed.copy()
        signature.update(body)
        frame = signature.hexdigest().encode() + b"%012d" % len(body) + body
        while frame:
            frame = frame[write(out, frame) :]

    return report


def _run(cells: list[list[str]]) -> tuple[dict[str, Any], list[str]]:
    """Run the cells as a notebook would, each under a step budget: the names they made, their troubles."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = vars(module)
    names.update(dict.fromkeys(QUIET, _nothing), TODO=TODO)
    troubles = []
    for number, (title, source) in enumerate(cells):
        name = f"<{title} {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        outcome = call(_execute, source, name, names, steps=CELL_STEPS)
        if outcome.trouble:
            troubles.append(f"{title}: {outcome.trouble}")
    return names, troubles


def _nothing(*_: Any, **__: Any) -> float:
    """Stands for what a lesson's cells call around an answer: a check inside a cell, a prediction."""
    return 0.0


def _execute(source: str, name: str, names: dict[str, Any]) -> None:
    exec(compile(source, name, "exec", dont_inherit=True), names)


def _answer(expression: str, names: dict[str, Any]) -> tuple[Any, str]:
    """The answer, or why there is none."""
    made = call(lambda: eval(compile(expression, "<check>", "eval"), names))
    if made.ok:
        return made.value, ""
    return None, f"the answer could not be made: it {made.trouble}"


def _sealed(exercise: Exercise) -> Callable[[], str]:
    """What says whether the course's code is as it was: the functions and classes of its modules, what these
    classes hold, and the exercise."""
    before = [(module.__name__, vars(module), _parts(module)) for module in guard.watched_modules()]
    whole = [(vars(value), frozenset(vars(value))) for _, held, _ in before for value in list(held.values())
             if isinstance(value, type)]  # fmt: skip
    fields = [(field.name, getattr(exercise, field.name)) for field in dataclasses.fields(exercise)]

    def broken() -> str:
        for name, _, parts in before:
            for holder, part, value in parts:
                found = holder.get(part)
                if found is not value:
                    return f"{name}: {part}"
        added = next((part for held, names in whole for part in held if _is_new(held, part, names)), "")
        if added:
            return f"the course's classes: {added}"
        changed = [name for name, value in fields if getattr(exercise, name) is not value]
        return f"the exercise's {changed[0]}" if changed else ""

    return broken


def _is_new(held: Any, part: str, before: frozenset[str]) -> bool:
    """Whether a class has got a function of the learner's."""
    value = held[part]
    return part not in before and isinstance(value, _KEPT[0]) and is_learners(value.__code__.co_filename)


_KEPT: Final = (types.FunctionType, property, classmethod, staticmethod)


def _parts(module: types.ModuleType) -> list[tuple[Any, str, object]]:
    parts: list[tuple[Any, str, object]] = []
    for name, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type):
            parts.append((vars(module), name, value))
        if isinstance(value, type) and value.__module__ in (module.__name__, "json.encoder"):
            held = vars(value)
            parts += [(held, part, each) for part, each in list(held.items()) if isinstance(each, _KEPT)]
    return parts
