"""Names in two pairs of braces: the keys are feed:{123}."""

from companion.scenarios.social_schema import DDL

MISCONCEPTION = ""
FAILS = "the feed shows a post after its event, and not before"
SAYS = "Redis has feed:{123}, feed:{124}"


def scale(n):
    posts = n["users"] * n["posts_per_user"] / 86_400
    return {
        "posts_per_s": posts,
        "peak_writes_per_s": posts * n["followers"] * n["peak"],
        "peak_reads_per_s": n["users"] * n["loads_per_user"] * n["peak"] / 86_400,
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "celebrity_s": n["celebrity"] / n["builder_per_s"],
    }


LIKES = "CREATE TABLE likes (post_id INTEGER, user_id INTEGER, PRIMARY KEY (post_id, user_id))"
put = ["ZADD feed:{{follower}} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"]
find = ["DELETE FROM words WHERE post_id = {post_id}", "INSERT INTO words VALUES ({post_id}, {content})"]
answer = {
    "write": ["posts", "followers"],
    "tables": list(DDL),
    "sync": {
        "feed": {"PostCreated": put, "PostEdited": put, "PostDeleted": ["ZREM feed:{follower} {post_id}"]},
        "search": {"PostCreated": find, "PostEdited": find, "PostDeleted": find[:1]},
        "likes": {"PostLiked": ["INSERT OR IGNORE INTO likes VALUES ({post_id}, {user_id})"]},
    },
    "index_tables": ["CREATE VIRTUAL TABLE words USING fts5 (post_id UNINDEXED, content)", LIKES],
    "questions": {
        "feed": "ZRANGE feed:{reader} 0 49 REV",
        "search": "SELECT post_id FROM words WHERE words MATCH {words}",
        "likes": "SELECT count(*) FROM likes WHERE post_id = {post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
