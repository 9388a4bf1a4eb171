"""What is said when an engine cannot be had. Never a password, never the traceback of a tool behind it."""

from __future__ import annotations

from collections.abc import Sequence


class EngineError(Exception):
    """The root of what this package raises. `engine` is its name in words, `remedy` what to do next."""

    def __init__(self, engine: str, remedy: str, *evidence: object) -> None:
        super().__init__(engine, remedy, *evidence)
        self.engine, self.remedy = engine, remedy

    def sentence(self) -> str:
        """What was wrong, with which value, and what to do next."""
        return f"{self.engine}: {self.remedy}."

    def __str__(self) -> str:
        return self.sentence()


class EngineAbsent(EngineError):
    """Nothing on this machine can be the engine. `tried` says of each place what was wrong with it."""

    def __init__(self, engine: str, tried: Sequence[str], remedy: str) -> None:
        super().__init__(engine, remedy, tuple(tried))
        self.tried = tuple(tried)

    def sentence(self) -> str:
        return f"No {self.engine} here: {'; '.join(self.tried)}. What helps: {self.remedy}."


class EngineRefused(EngineError):
    """The server that `variable` names does not serve. `address` is where, without the password."""

    def __init__(self, engine: str, variable: str, address: str, reason: str, remedy: str) -> None:
        super().__init__(engine, remedy, variable, address, reason)
        self.variable, self.address, self.reason = variable, address, reason

    def sentence(self) -> str:
        where = f" ({self.address})" if self.address else ""
        return f"{self.variable}{where}: {self.reason}. What helps: {self.remedy}."


class EngineFailed(EngineError):
    """The engine is here and did not start. `log` holds the last lines it wrote, `place` where it is."""

    def __init__(self, engine: str, place: str, reason: str, log: str, remedy: str) -> None:
        super().__init__(engine, remedy, place, reason, log)
        self.place, self.reason, self.log = place, reason, log

    def sentence(self) -> str:
        said = f"; its last words: {self.log}" if self.log else ""
        return f"{self.engine} {self.place} did not start: {self.reason}{said}. What helps: {self.remedy}."
