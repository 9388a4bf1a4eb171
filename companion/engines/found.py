"""What the doctor is told of an engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """One engine: versions and places in `detail`; if it cannot be had, why and what helps in `remedy`."""

    engine: str
    detail: str = ""
    remedy: str = ""
