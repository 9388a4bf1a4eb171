"""The errors of projections and read models, and whether an error means that a database is away.

Each driver has errors of its own for that: a refused connection, a full memory, a locked file. The module
that uses a driver says which they are, with `means_away`. Only errors that would happen with every event
belong there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from companion.events.errors import ErrorWithEvidence


class NotCaughtUp(ErrorWithEvidence):
    """The view did not reach `wanted` within `timeout_s` seconds; it stands `at`."""

    view: str
    wanted: object
    at: object
    timeout_s: float
    says = (
        "View {view!r} is at {at!r} after {timeout_s:g} s and should have reached {wanted!r}: is somebody "
        "catching up, and has it parked nothing? Nothing is lost: wait on, or show the reader what was "
        "written instead."
    )


class Overtaken(ErrorWithEvidence):
    """A batch began where the view stood `since`, and the view is now `at`: another projection was faster."""

    view: str
    since: object
    at: object
    says = (
        "View {view!r} was to be written from {since!r} on and stands at {at!r}: another projection keeps it "
        "up too. Nothing was written twice: go on from its checkpoint."
    )


class BatchRefused(ErrorWithEvidence):
    """A handler failed, or the view refused what handlers wrote: nothing of the batch was kept.

    `reason` says why. `index` is that of the event in the batch, None where the view cannot tell which it is.
    """

    view: str
    reason: str
    index: int | None = None
    says = "View {view!r} refused what a handler wrote ({reason}): mend the handler. Nothing was changed."


class ReadModelDamaged(ErrorWithEvidence):
    """A read model holds what no projection wrote as a whole: half a batch, or data of another program.

    `what` is damaged, `problem` says how, `remedy` which call makes it again.
    """

    what: str
    problem: str
    remedy: str
    says = "{what} is damaged: {problem}. No event is lost: {remedy}."


class ReadModelUnavailable(ErrorWithEvidence):
    """A read model's server or file cannot be used now: any event would fail, so none is parked.

    `database` says which, never with a password; `reason` is what it or its driver says.
    """

    database: str
    reason: str
    says = (
        "{database} cannot be used now ({reason}). No event was parked and none is lost: see that it runs "
        "and that address, user and password are right, then catch up again."
    )


# --- is the database away? ----------------------------------------------------------------------------

MeansAway = Callable[[Exception], bool]
_RULES: dict[str, MeansAway] = {}  # by the name that people know
_LOGIN = re.compile(r"//\S*@")  # greedy: a password may hold any of these characters


def means_away(database: str) -> Callable[[MeansAway], MeansAway]:
    """Decorate the rule of one driver: whether an error of it means that its `database` is away."""

    def register(rule: MeansAway) -> MeansAway:
        _RULES[database] = rule
        return rule

    return register


def unavailable(error: Exception, database: str = "") -> ReadModelUnavailable | None:
    """`error` as `ReadModelUnavailable`, or None if it is another error. `database` overrides the name in the
    rule. A driver is known once the module that uses it has been imported.
    """
    for name, means in _RULES.items():
        if means(error):
            return ReadModelUnavailable(database or name, reason(error))
    return None


@contextmanager
def reaching(database: str) -> Iterator[None]:
    """Turn errors of the block that mean that `database` is away into `ReadModelUnavailable`."""
    try:
        yield
    except Exception as error:
        away = unavailable(error, database)
        if away is None:
            raise
        raise away from error


def reason(error: BaseException) -> str:
    """What an error says, in one line of at most 200 characters and without the login of an address."""
    line = _LOGIN.sub("//", " ".join(str(error).split())) or type(error).__name__
    return line.rstrip(".") if len(line) <= 200 else line[:197] + "..."
