"""A function in the kernel that made it, and in one that was just restarted. For lesson 00."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

__all__ = ["two_kernels"]


def two_kernels(function: FunctionType, *given: Any, page: Mapping[str, Any]) -> None:
    """Call `function(*given)` and print the result: here, and in a restarted kernel.

    `page` holds the names that the cells still on the page define; a restarted kernel knows no others.
    """
    restarted = FunctionType(function.__code__, dict(page))
    print(f"in this kernel: {_came_of(function, given)}")
    print(f"after a restart: {_came_of(restarted, given)}")


def _came_of(function: Callable[..., Any], given: tuple[Any, ...]) -> str:
    try:
        function(*given)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "a receipt"
