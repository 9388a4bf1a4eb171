"""Fault: one place where one attempt of one handler breaks. Lesson 03's shop takes a plan of them."""

from __future__ import annotations

import msgspec

__all__ = ["Fault"]


class Fault(msgspec.Struct, frozen=True):
    """`handler` breaks right after the step `after`, in its attempt number `attempt` (the first is 1)."""

    handler: str
    after: str
    attempt: int = 1
