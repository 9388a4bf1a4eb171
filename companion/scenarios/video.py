"""The video pipeline of CONTENT: upload, then 4K, 1080p and 720p, orchestrated as a saga.

When 720p fails, 1080p is deleted, then 4K, and then the video is marked as failed. CONTENT lists all three
as compensations, but only two undo anything. The upload stays: it is the user's file, and whoever mends the
transcoder wants to try again, so that step has no compensation. And marking is a step forward: a new fact
that somebody needs to see. So it is no part of the way back but a reaction to its end: Catalog follows the
store and marks every video whose saga was compensated, also after a crash in between.

"Netflix" is CONTENT's label for it. There the transcodes would run in parallel; here they take turns, so that
"newest first" can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from companion.events import Event
from companion.sagas import Saga, SagaRun, Step
from companion.sourcing import NO_STREAM, ConcurrencyError, EventStore, Refused

from .keyed import Ask, Ledger, Service, asking, keyed

__all__ = [
    "FORMATS", "RenditionDeleted", "RenditionStored", "VideoMarkedFailed", "VideoUploaded", "bucket",
    "mark_failures", "process", "renditions", "transcoder", "video_saga",
]  # fmt: skip

FORMATS = ("4K", "1080p", "720p")


class VideoUploaded(Event):
    """The file is in the bucket, as `address`."""

    key: str
    address: str


class RenditionStored(Event):
    """The video was transcoded to `format` and stored."""

    key: str
    format: str


class RenditionDeleted(Event):
    """No file of the rendition is left, if there ever was one."""

    key: str
    format: str


class VideoMarkedFailed(Event):
    """Whoever looks at the video is told that it could not be processed: at `format`, for `reason`."""

    format: str
    reason: str


def _upload(ask: Ask, ledger: Ledger) -> Event:
    return VideoUploaded(key=ask.key, address=f"uploads/{ask.data['video_id']}.mov")


def _rendition(ask: Ask, ledger: Ledger) -> Event:
    format: str = ask.data["format"]
    if ask.undo:
        return RenditionDeleted(key=ask.key, format=format)
    if format in ask.data["unreadable_at"]:
        raise Refused(f"the source cannot be transcoded to {format}")
    return RenditionStored(key=ask.key, format=format)


bucket: Service = keyed(VideoUploaded, None, _upload)
transcoder: Service = keyed(RenditionStored, RenditionDeleted, _rendition)


def video_saga(store: EventStore) -> Saga:
    """The saga "video" with its services on `store`; its ids are video ids."""
    shelf = store, "Transcoder", transcoder, "renditions:{video_id}"
    transcodes = [
        Step(format, asking(*shelf, format=format), asking(*shelf, undo=True, format=format))
        for format in FORMATS
    ]
    return Saga("video", [Step("upload", asking(store, "Bucket", bucket, "uploads:{video_id}")), *transcodes])


def process(store: EventStore, video_id: str = "video-7", *, unreadable_at: Iterable[str] = ()) -> SagaRun:
    """Upload and transcode a video, or go on with it after a crash; where it stands then.

    `unreadable_at` are the formats at which the transcoder refuses. What failed is marked, too.
    """
    saga = video_saga(store)
    run = saga.run(store, video_id, {"video_id": video_id, "unreadable_at": list(unreadable_at)})
    mark_failures(store)
    return run


def mark_failures(store: EventStore) -> None:
    """Mark every video whose saga was compensated since the last call, once, whenever that is."""
    saga = video_saga(store)
    for ended in store.subscribe("Catalog"):
        if ended.type == "SagaCompensated" and str(ended.stream).startswith(saga.stream("")):
            run = saga.status(store, ended.correlation_id)
            failed = VideoMarkedFailed(format=run.step, reason=run.reason)
            with suppress(ConcurrencyError):  # it was marked before, and the process died then
                store.append(
                    f"catalog:{run.id}", [failed], expected=NO_STREAM, cause=ended, service="Catalog"
                )


def renditions(store: EventStore, video_id: str = "video-7") -> tuple[str, ...]:
    """The formats in which the video is stored now, in the order they were made."""
    stored: dict[str, Any] = {}
    for event in store.read_events(f"renditions:{video_id}"):
        if isinstance(event, RenditionStored):
            stored[event.format] = event
        elif isinstance(event, RenditionDeleted):
            stored.pop(event.format, None)
    return tuple(stored)
