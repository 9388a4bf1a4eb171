"""Run a piece of the learner's code and report what happened.

`call` also returns when the code raises, exits, prints without end, catches everything or never stops. The
code has a step budget, its waits are watched (both in `steps.py`), and its output is held back
(`surroundings.py`). There are two exceptions: a press on stop, and a loop inside C, which only that press can
end.
"""

import builtins
import dis
import inspect
import linecache
import os
import re
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from companion.exercises.plain import Plain, plain
from companion.exercises.steps import LOOKS, Stopped, counted, is_learners, waits_ended
from companion.exercises.surroundings import held_back
from companion.exercises.todo import TODO

STEPS: Final = 200_000
AFTER_A_STOP: Final = 10
"""After a call was stopped, later calls get this many times fewer steps, so that the check ends soon."""
MOST_WAITS: Final = 3
"""After so many endless waits in one check no further call is run: each takes a second or more."""
WAITED: Final = "waited for what never came, such as a lock that is held or an empty queue"
UNAWAITED: Final = "gave back a coroutine, in which nothing has run: write def, not async def"
_EXERCISES: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lesson_")
_TOO_GENERAL: Final = (Exception, BaseException, object)
_RAISE: Final = dis.opmap["RAISE_VARARGS"]
_mro: Final[Any] = vars(type)["__mro__"].__get__  # a metaclass of the learner cannot change this


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one call of the learner's code.

    `value` is what it returned, the learner's own object: pass it through `plain` before comparing. `error`
    is empty or `"KeyError: 'milk'"`, and `where` names the learner's line. `printed` holds the first
    characters printed. `stopped` says that the step budget ran out. `slept_s` are the seconds of `sleep`
    asked for; there was no wait. `mutated` is known only with `watch=True`. `kind` is the kind of error
    (`kind_of`), or "stopped", "waiting" or "coroutine"; empty if there was none, or only one that the
    exercise raised itself.
    """

    value: object = None
    error: str = ""
    where: str = ""
    printed: str = ""
    stopped: bool = False
    steps: int = 0
    slept_s: float = 0.0
    mutated: bool = False
    kind: str = ""

    @property
    def ok(self) -> bool:
        """Whether it returned: no error, not stopped."""
        return not self.error and not self.stopped

    @property
    def trouble(self) -> str:
        """One sentence about what went wrong during the run, in the learner's words; "" if nothing did."""
        if self.stopped:
            return f"stopped after {self.steps:,} steps: does a loop never end?"
        if self.error == UNAWAITED:
            return self.error
        if self.error:
            said = self.error if self.error == WAITED else f"raised {self.error}"
            return said + (f" in {self.where}" if self.where else "")
        return ""

    def seen(self) -> dict[str, Plain]:
        """The same as plain data: keys value, error, where, printed, stopped, slept_s, mutated, trouble."""
        return {
            "value": plain(self.value),
            "error": self.error,
            "where": self.where,
            "printed": self.printed,
            "stopped": self.stopped,
            "slept_s": self.slept_s,
            "mutated": self.mutated,
            "trouble": self.trouble,
        }


@dataclass(slots=True)
class Witness:
    """The results of several calls: the first few `outcomes` worth a remark, the `kinds` of error of all
    calls (those with `expect=True` too), whether a call with `watch=True` changed its arguments, and where
    the endless `waits` were.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    kinds: dict[str, None] = field(default_factory=dict)
    mutated: bool = False
    waits: list[str] = field(default_factory=list)


_witnesses: list[Witness] = []


@contextmanager
def witnessed() -> Iterator[Witness]:
    """Record the result of every `call` made inside the `with`."""
    _witnesses.append(Witness())
    try:
        yield _witnesses[-1]
    finally:
        _witnesses.pop()


def met(kind: str) -> None:
    """Count an error that the learner's code raised and other code caught, such as a bus."""
    if _witnesses and kind:
        _witnesses[-1].kinds[kind] = None


def call(
    fn: Callable[..., Any],
    *args: object,
    steps: int = STEPS,
    watch: bool = False,
    expect: bool = False,
) -> Outcome:
    """Call `fn(*args)`, which is or contains the learner's code, and return its `Outcome`. Never raises an
    error of the learner's code; raises `KeyboardInterrupt` when the user pressed stop.

    `steps` bounds the learner's bytecode instructions. `watch=True` compares the arguments before and after:
    a check then notes that they were changed.
    `expect=True` means that failing is part of the exercise: `check` then makes no remark about the error.
    """
    waits = _witnesses[-1].waits if _witnesses else []
    if len(waits) >= MOST_WAITS:
        return Outcome(error=WAITED, where=waits[-1], kind="waiting")
    before = plain(list(args)) if watch else None
    steps = steps // AFTER_A_STOP if _witnesses and "stopped" in _witnesses[-1].kinds else steps
    looks = LOOKS // 2 if waits else LOOKS
    with (
        counted(steps) as count,
        held_back(count.use_up) as held,
        waits_ended(lambda: count.taken, count.use_up, looks) as waited,
    ):
        value, error = _run(fn, args)
        if held.pressed:
            raise KeyboardInterrupt
        stopped = not waited.ended and (isinstance(error, Stopped) or count.spent)
        said = WAITED if waited.ended else "" if error is None or stopped else _said(error)
    kind = "stopped" if stopped else "waiting" if waited.ended else kind_of(error) if error else ""
    if type(value) in (types.CoroutineType, types.AsyncGeneratorType):
        said, value, kind = _unawaited(value), None, "coroutine"
    outcome = Outcome(
        value=None if stopped or waited.ended else value,
        error=said,
        where=_line(*waited.at) if waited.at else _where(error) if said and error else "",
        printed=held.printed.text(),
        stopped=stopped,
        steps=steps if stopped else count.taken,
        slept_s=held.slept_s,
        mutated=watch and plain(list(args)) != before,
        kind=kind,
    )
    _witness(outcome, expect)
    return outcome


def _run(fn: Callable[..., Any], args: tuple[object, ...]) -> tuple[object, BaseException | None]:
    return next(_apart(fn, args))


def _apart(fn: Callable[..., Any], args: tuple[object, ...]) -> Iterator[tuple[object, BaseException | None]]:
    """A generator, because a generator has its own current error: code that is stopped inside an `except`
    keeps its error, and each later error would be reported as raised "during handling" of that one.
    """
    try:
        result = fn(*args), None
    except BaseException as raised:  # every error of the learner's code is an observation
        result = None, raised  # type: ignore[assignment]  # one of the two is None
    yield result


def _witness(outcome: Outcome, expect: bool) -> None:
    met(outcome.kind)
    if _witnesses:
        _witnesses[-1].waits += [outcome.where] if outcome.kind == "waiting" else []
        _witnesses[-1].mutated |= outcome.mutated
    if not _witnesses or len(_witnesses[-1].outcomes) >= 100:
        return
    remarkable = (
        (outcome.kind and not expect)
        or outcome.value is TODO
        or (outcome.printed and outcome.value is None and outcome.ok)
    )
    if remarkable:
        _witnesses[-1].outcomes.append(outcome)


def _said(error: BaseException) -> str:
    """`KeyError: 'milk'`: the type and its message on one line, without memory addresses, at most 160
    characters."""
    name, text = type(error).__name__, ""
    try:
        with counted(5_000):
            text = str(error)  # may be the learner's own __str__ or __repr__
    except BaseException:  # then the name of the type is enough
        text = ""
    text = re.sub(r" at 0x[0-9A-Fa-f]+", "", " ".join(str.__str__(text).split()))
    text = text if len(text) <= 160 else text[:159] + "…"
    return f"{name}: {text}" if text else name


def _where(error: BaseException) -> str:
    """`line 3 of receipt: total = menu[item]`, the innermost line the learner wrote; empty when there is
    none."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if is_learners(code.co_filename):
            found = _line(code, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _line(code: types.CodeType, number: int) -> str:
    text = linecache.getline(code.co_filename, number).strip()
    inside = "" if code.co_name.startswith("<") else f" of {code.co_name}"
    text = text if len(text) <= 60 else text[:59] + "…"
    return f"line {number}{inside}" + (f": {text}" if text else "")


def _unawaited(value: object) -> str:
    if inspect.iscoroutine(value):
        value.close()  # or Python warns about it later, on stderr
    return UNAWAITED


def kind_of(error: BaseException) -> str:
    """The kind of an error, coarse enough that two people with the same idea get the same kind.

    It is the most general builtin class below `Exception`: "NameError" for an UnboundLocalError,
    "LookupError" for a KeyError. For a class that is not builtin it is "Exception", and for an error that the
    exercise raised on purpose "".
    """
    if _on_purpose(error):
        return ""
    below = [each.__name__ for each in _mro(type(error)) if _is_builtin(each) and each not in _TOO_GENERAL]
    return below[-1] if below else "Exception"


def _is_builtin(kind: type) -> bool:
    return kind.__module__ == "builtins" and kind.__name__ in vars(builtins)


def _on_purpose(error: BaseException) -> bool:
    """Whether the error comes from a `raise` of the exercise, such as in a stand-in for a service that is
    down.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return False
    code = trace.tb_frame.f_code
    return code.co_filename.startswith(_EXERCISES) and code.co_code[trace.tb_lasti] == _RAISE
