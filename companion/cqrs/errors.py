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
        shown = repr(self.post_id)
        return (
            f"Post {shown if len(shown) <= 60 else shown[:57] + '...'}: {self.problem}. Nothing was changed."
        )
