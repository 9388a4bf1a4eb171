"""Pictures of what really happened: a trace goes in, a drawing and a table of the same facts come out.

Layouts are made once, in points; SVG needs nothing but the standard library, `figure()` needs matplotlib, `graph` needs
networkx. See `flow` first.
"""
from __future__ import annotations

from companion.diagrams.flow import flow
from companion.diagrams.picture import Picture
from companion.diagrams.table import EventLog, event_log

__all__ = ["EventLog", "Picture", "event_log", "flow"]
