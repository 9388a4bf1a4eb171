"""given, when, then: a decider told as its specification. It needs nothing but the decider.

    given(account, MoneyDeposited(cents=500)).when(Withdraw(cents=200)).then(MoneyWithdrawn(cents=200))
    given(account).when(Withdraw(cents=200)).then_refused(NotEnough, missing_cents=200)
    given(account, AccountClosed()).when(Close()).then_nothing()

The case that is forgotten most is the last one: then nothing happened. Source: emmett's
`deciderSpecification`, and G. Young, "CQRS Documents" (2010).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from companion.events import Event, validate
from companion.sourcing.decider import Decider, fold
from companion.sourcing.errors import Refused

C = TypeVar("C")
S = TypeVar("S")


def given(decider: Decider[S, C], *events: Event) -> Given[S, C]:
    """Once these events have happened, oldest first; none: at the very beginning."""
    return Given(decider, events)


@dataclass(frozen=True)
class Given(Generic[S, C]):
    """What has happened. `state` is what the decider makes of it."""

    decider: Decider[S, C]
    events: tuple[Event, ...]

    @property
    def state(self) -> S:
        """The state after the given events."""
        return fold(self.decider, self.events)

    def when(self, command: C) -> Outcome:
        """Somebody asks for `command`. Whatever `decide` raises is kept for `then_…`."""
        try:
            decided = tuple(self.decider.decide(command, self.state))
        except Exception as error:
            return Outcome(self.events, command, (), error)
        return Outcome(self.events, command, decided, None)

    def then_state(self, state: S) -> None:
        """The given events lead to `state`. Raises AssertionError that shows both."""
        if self.state != state:
            told = f"{_listed('given', self.events)}\nexpected state {state!r}\n     got state {self.state!r}"
            raise AssertionError(f"\n{told}")


@dataclass(frozen=True)
class Outcome:
    """What a decider answered: events, or an error."""

    given: tuple[Event, ...]
    command: object
    events: tuple[Event, ...]
    error: Exception | None

    def then(self, *events: Event) -> None:
        """Exactly these events follow, in this order; they can also be stored. Raises AssertionError that
        shows expected and got.
        """
        if not events:
            raise TypeError("then() names no event: when nothing is to happen, say then_nothing()")
        if self.error is not None or self.events != events:
            self._differs(_listed("expected", events))
        for event in self.events:
            validate(event)

    def then_nothing(self) -> None:
        """The command is accepted, and there is nothing to do: it was done before, say."""
        if self.error is not None or self.events:
            self._differs("expected  nothing")

    def then_refused(
        self, kind: type[Exception] = Refused, *, match: str | None = None, **evidence: object
    ) -> Exception:
        """The command is refused with an error of `kind`, whose text has `match` (a regular expression)
        somewhere and whose attributes have these values. Returns the error.
        """
        wanted = ", ".join([*([f"match={match!r}"] if match else []), *_named(evidence)])
        expected = f"expected  {kind.__name__}{f' with {wanted}' if wanted else ''}"
        if not isinstance(self.error, kind):
            self._differs(expected)
        if match is not None and not re.search(match, str(self.error)):
            self._differs(expected)
        if any(getattr(self.error, name, _MISSING) != value for name, value in evidence.items()):
            has = {name: getattr(self.error, name, _MISSING) for name in evidence}
            self._differs(expected, f"with {', '.join(_named(has))}" if has else "")
        return self.error

    def _differs(self, expected: str, detail: str = "") -> NoReturn:
        got = f"got  {_error(self.error)} {detail}".rstrip() if self.error else _listed("got", self.events)
        parts = (_listed("given", self.given), f"when  {self.command!r}", expected, got)
        raise AssertionError("\n" + "\n".join(map(_aligned, parts))) from self.error


class _Missing:
    def __repr__(self) -> str:
        return "nothing of that name"


_MISSING = _Missing()


def _error(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _named(values: dict[str, Any]) -> list[str]:
    return [f"{name}={value!r}" for name, value in values.items()]


def _listed(word: str, events: Sequence[Event]) -> str:
    return f"{word}  " + ("\n".join(map(repr, events)) if events else "nothing")


def _aligned(part: str) -> str:
    """Words end in one column, and what they speak of begins in one."""
    word, _, rest = part.partition("  ")
    return f"{word:>8}  " + rest.replace("\n", "\n" + " " * 10)
