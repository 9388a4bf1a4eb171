"""Search in Elasticsearch: the same contract as `SQLiteSearch`, by the same tests.

Documents are kept under their own id with their time as external version: the server itself refuses late
versions. A removed document is kept without its words, because a server forgets the version of a deleted one.
The words are split here, not by the server, so that both engines find the same. Needs the extra
`elasticsearch`. Left out: a checkpoint. Keep the projection's in a view elsewhere; a repeated put changes
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from companion.cqrs.errors import ReadModelUnavailable, means_away, reaching, reason
from companion.cqrs.search import Asked, asked, document, when

VARIABLE: Final = "COMPANION_ELASTICSEARCH_URL"
_AWAY: Final = ("ConnectionError", "ConnectionTimeout", "TlsError")
_REFUSED: Final = (401, 403, 408, 429, 502, 503, 504, 507)  # as HTTP says it
_MAPPINGS: Final = {
    "dynamic": False,
    "properties": {
        "words": {"type": "text", "analyzer": "whitespace"},
        "tags": {"type": "keyword"},
        "at_us": {"type": "long"},
        "id": {"type": "keyword"},
    },
}


@means_away("Elasticsearch")
def is_away(error: Exception) -> bool:
    """Whether the server cannot be reached, or refuses this user or everybody now."""
    kind = type(error)
    if kind.__module__.partition(".")[0] not in ("elasticsearch", "elastic_transport"):
        return False
    status = getattr(getattr(error, "meta", None), "status", None)
    return status in _REFUSED or any(each.__name__ in _AWAY for each in kind.__mro__)


class ElasticSearch:
    """A search index called `index` on the server of `where`: a URL, a client, or None for
    COMPANION_ELASTICSEARCH_URL.

    With `wait` a put returns when it can be found: read your own writes, up to a second each. Without it,
    call `refresh()` after many. Raises `ReadModelUnavailable`, also when the server goes away later.
    """

    def __init__(self, where: Any = None, index: str = "posts", *, wait: bool = True) -> None:
        self.client, self.index = _client(where), index
        self.database = _address(self.client)
        self._refresh: Any = "wait_for" if wait else False
        with reaching(self.database):
            self._make()

    def put(self, id: str, text: str, tags: Iterable[str], at: datetime) -> None:
        """See `Search.put`."""
        found = document(id, text, tags, at)
        self._keep(id, found.at_us, words=found.words, tags=list(found.tags))

    def remove(self, id: str, at: datetime) -> None:
        """See `Search.remove`."""
        self._keep(id, when(id, at))  # without words nothing finds it

    def find(self, query: str, count: int = 10) -> tuple[str, ...]:
        """See `Search.find`."""
        words = [_in_query(each) for each in asked(query)]
        if not words or count < 1:
            return ()
        with reaching(self.database):
            found = self.client.search(
                index=self.index,
                query={"bool": {"must": words}},
                sort=["_score", {"at_us": "desc"}, {"id": "asc"}],
                size=min(count, 10_000),
                source=False,
            )
        return tuple(each["_id"] for each in found["hits"]["hits"])

    def refresh(self) -> None:
        """Make all earlier puts findable now."""
        with reaching(self.database):
            self.client.indices.refresh(index=self.index)

    def _keep(self, id: str, at_us: int, **content: object) -> None:
        from elasticsearch import ConflictError

        with reaching(self.database):
            try:
                self.client.index(
                    index=self.index, id=id, document={"id": id, "at_us": at_us, **content},
                    version=at_us, version_type="external_gte", refresh=self._refresh,
                )  # fmt: skip
            except ConflictError:  # something newer is there
                return

    def _make(self) -> None:
        from elasticsearch import BadRequestError

        if self.client.indices.exists(index=self.index):
            return
        try:
            self.client.indices.create(index=self.index, mappings=_MAPPINGS)
        except BadRequestError as refused:  # by another process, a moment ago
            if refused.error != "resource_already_exists_exception":
                raise


def _client(where: Any) -> Any:
    if where is not None and not isinstance(where, str):
        return where
    url = where or os.environ.get(VARIABLE)
    if not url:
        raise ReadModelUnavailable("Elasticsearch", f"{VARIABLE} is not set and no URL was given")
    from elasticsearch import Elasticsearch

    try:
        return Elasticsearch(url, request_timeout=30, max_retries=0)
    except ValueError as wrong:
        raise ReadModelUnavailable("Elasticsearch", f"its address is not a URL: {reason(wrong)}") from None


def _address(client: Any) -> str:
    """The address of a client, without user and password."""
    nodes = [f"{node.config.host}:{node.config.port}" for node in client.transport.node_pool.all()]
    return f"Elasticsearch at {', '.join(nodes)}"


def _in_query(each: Asked) -> dict[str, Any]:
    kind = "prefix" if each.prefix else "term"
    fields = ("tags",) if each.tag else ("words", "tags")
    return {"bool": {"should": [{kind: {field: each.word}} for field in fields]}}
