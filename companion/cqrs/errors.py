"""What a projection or a read model refuses, and how long it did not keep up."""

from __future__ import annotations

from companion.events.errors import CompanionError


class CQRSError(CompanionError):
    """The root of everything this room raises on purpose."""


class NotCaughtUp(CQRSError):
    """The view did not reach `wanted` within `timeout_s` seconds; it stands `at`."""

    def __init__(self, view: str, wanted: object, at: object, timeout_s: float) -> None:
        super().__init__(view, wanted, at, timeout_s)
        self.view, self.wanted, self.at, self.timeout_s = view, wanted, at, timeout_s

    def sentence(self) -> str:
        return (
            f"View {self.view!r} stands at {self.at!r} after {self.timeout_s:g} s and was to reach "
            f"{self.wanted!r}: is somebody catching up, and has it parked nothing? Nothing is lost: wait on, "
            f"or show the reader what was written instead."
        )


class Overtaken(CQRSError):
    """A batch began where the view stood `since`, and the view is now `at`: another projection was faster."""

    def __init__(self, view: str, since: object, at: object) -> None:
        super().__init__(view, since, at)
        self.view, self.since, self.at = view, since, at

    def sentence(self) -> str:
        return (
            f"View {self.view!r} was to be written from {self.since!r} on and stands at {self.at!r}: another "
            f"projection keeps it up too. Nothing was written twice: go on from its checkpoint."
        )


class BadView(CQRSError):
    """A view's definition cannot work. `problem` says why."""

    def __init__(self, view: object, problem: str) -> None:
        super().__init__(view, problem)
        self.view, self.problem = view, problem

    def sentence(self) -> str:
        return f"View {self.view!r}: {self.problem}."


class BadProjection(CQRSError):
    """A projection was given a handler it cannot call."""

    def __init__(self, projection: str, problem: str) -> None:
        super().__init__(projection, problem)
        self.projection, self.problem = projection, problem

    def sentence(self) -> str:
        return f"Projection {self.projection!r}: {self.problem}."


class NotOnEarth(CQRSError):
    """A latitude or longitude that no place on earth has, or none that this read model can keep."""

    def __init__(self, latitude: object, longitude: object, farthest_north: float = 90.0) -> None:
        super().__init__(latitude, longitude, farthest_north)
        self.latitude, self.longitude, self.farthest_north = latitude, longitude, farthest_north

    def sentence(self) -> str:
        return (
            f"Latitude {self.latitude!r}, longitude {self.longitude!r} is no place here: latitudes go from "
            f"-{self.farthest_north:g} to {self.farthest_north:g}, longitudes from -180 to 180, in degrees. "
            f"Nothing was changed."
        )


class BadFeedEntry(CQRSError):
    """A feed was given what is no post's id, or a post without a time."""

    def __init__(self, post_id: object, problem: str) -> None:
        super().__init__(post_id, problem)
        self.post_id, self.problem = post_id, problem

    def sentence(self) -> str:
        return f"Post {_short(self.post_id)}: {self.problem}. Nothing was changed."


class FeedDamaged(CQRSError):
    """A feed holds a `member` that is no post's id: somebody else wrote content into it."""

    def __init__(self, reader: str, member: object) -> None:
        super().__init__(reader, member)
        self.reader, self.member = reader, member

    def sentence(self) -> str:
        return (
            f"The feed of {self.reader!r} holds {_short(self.member)}, which is no post's id: somebody else "
            f"wrote into it. No post is lost: call rebuild({self.reader!r}), and let only this class write."
        )


class BadDocument(CQRSError):
    """A search index was given what it cannot index. `problem` says why."""

    def __init__(self, id: object, problem: str) -> None:
        super().__init__(id, problem)
        self.id, self.problem = id, problem

    def sentence(self) -> str:
        return f"Document {_short(self.id)}: {self.problem}. Nothing was changed."


class BadPageView(CQRSError):
    """Analytics was told of a view that cannot be counted. `problem` says why."""

    def __init__(self, event_id: object, problem: str) -> None:
        super().__init__(event_id, problem)
        self.event_id, self.problem = event_id, problem

    def sentence(self) -> str:
        return f"View {_short(self.event_id)}: {self.problem}. Nothing was counted."


class BatchRefused(CQRSError):
    """A view refused a batch as a whole when it was to be kept: nothing of it was. `reason` says why."""

    def __init__(self, view: str, reason: str) -> None:
        super().__init__(view, reason)
        self.view, self.reason = view, reason

    def sentence(self) -> str:
        return (
            f"View {self.view!r} refused what a handler wrote ({self.reason}): mend the handler. Nothing was "
            f"changed."
        )


class TornBatch(CQRSError):
    """A server refused some commands of a batch after it had run others, which Redis does not take back."""

    def __init__(self, view: str, reason: str) -> None:
        super().__init__(view, reason)
        self.view, self.reason = view, reason

    def sentence(self) -> str:
        return (
            f"View {self.view!r} has half a batch in it: Redis ran some commands and refused another "
            f"({self.reason}). Its checkpoint stayed, no event is lost: mend the handler, then rebuild()."
        )


class ReadModelUnavailable(CQRSError):
    """A read model's server or file cannot be used now: any event would fail, so none is parked.

    `place` says which, never with a password; `reason` is what it or its driver says.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason

    def sentence(self) -> str:
        return (
            f"{self.place} cannot be used now ({self.reason}). No event was parked and none is lost: see "
            f"that it runs and that address, user and password are right, then catch up again."
        )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
