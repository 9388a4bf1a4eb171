"""The kind of an error, coarse enough that two people with the same idea get the same kind.

A kind is the most general builtin class below `Exception` ("NameError" for an UnboundLocalError,
"LookupError" for a KeyError), "Exception" for a class that is not builtin; `call` adds "stopped", "waiting"
and "coroutine".
"""

import builtins
import dis
import os
from typing import Any, Final

_EXERCISES: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lesson_")
_TOO_GENERAL: Final = (Exception, BaseException, object)
_RAISE: Final = dis.opmap["RAISE_VARARGS"]
_mro: Final[Any] = vars(type)["__mro__"].__get__  # a metaclass of the learner cannot change this


def kind_of(error: BaseException) -> str:
    """The kind of an error; "" if the exercise raised it on purpose."""
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
