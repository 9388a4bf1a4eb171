"""What would be sent to a search engine and to a column store, in their own words; no server is asked."""

from __future__ import annotations

import json
from typing import Final

from .social_events import CreatePost, PostCreated
from .social_models import hashtags

__all__ = ["POST_VIEWS", "index_request"]

POST_VIEWS: Final = """\
CREATE TABLE post_views (
    post_id    UInt64,
    timestamp  DateTime,
    view_count UInt32
)
ENGINE = MergeTree ORDER BY (post_id, timestamp)"""
"""CONTENT's table of views, for ClickHouse."""


def index_request(post: CreatePost | PostCreated) -> str:
    """The request that puts a post into the index `posts` of Elasticsearch, as CONTENT's document.

    `created_at` is the day on which the post was made, in UTC. Raises ValueError for a post without a time.
    """
    if post.created_at is None:
        raise ValueError(f"post {post.post_id} has no created_at: give one, or take the event that was told")
    document = {
        "post_id": post.post_id,
        "content": post.content,
        "hashtags": list(hashtags(post.content)),
        "created_at": post.created_at.date().isoformat(),
    }
    fields = (
        f"  {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in document.items()
    )
    return f"PUT /posts/_doc/{post.post_id}\n{{\n" + ",\n".join(fields) + "\n}"
