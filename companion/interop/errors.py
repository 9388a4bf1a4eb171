"""What keeps something of ours from being written in a language of others."""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence


class NotExportable(ErrorWithEvidence):
    """`what` has no counterpart in `target` (States Language, AsyncAPI); `problem` says why and what
    to do.
    """

    what: str
    target: str
    problem: str
    says = "{what!r} cannot be written in {target}: {problem}."
