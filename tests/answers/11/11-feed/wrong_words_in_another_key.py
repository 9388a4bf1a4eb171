"""The words lie beside the feed, and nobody takes them back."""

MISCONCEPTION = ""
FAILS = "a deleted post is gone"
SAYS = "no feed shows them, and post:31 still has their words"

answer = {
    "PostCreated": [
        "HSET post:{post_id} content {content}",
        "ZADD feed:{follower} {at} {post_id}",
        "ZREMRANGEBYRANK feed:{follower} 0 -51",
    ],
    "PostEdited": ["HSET post:{post_id} content {content}"],
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}
