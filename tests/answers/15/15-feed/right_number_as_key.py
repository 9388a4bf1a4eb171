"""Each row of followers has a number as its key, and a pair may stand in it once."""

from companion.scenarios.social_schema import DDL


def scale(n):
    posts = n["users"] * n["posts_per_user"] / 86_400
    return {
        "posts_per_s": posts,
        "peak_writes_per_s": posts * n["followers"] * n["peak"],
        "peak_reads_per_s": n["users"] * n["loads_per_user"] * n["peak"] / 86_400,
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "celebrity_s": n["celebrity"] / n["builder_per_s"],
    }


put = ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"]
find = ["DELETE FROM words WHERE post_id = {post_id}", "INSERT INTO words VALUES ({post_id}, {content})"]
answer = {
    "write": ["posts", "followers"],
    "tables": [
        *[each for each in DDL if "followers" not in each],
        "CREATE TABLE followers (id INTEGER PRIMARY KEY, follower_id INT NOT NULL, "
        "following_id INT NOT NULL, UNIQUE (follower_id, following_id))",
        "CREATE INDEX whose ON followers (following_id)",
    ],
    "sync": {
        "feed": {"PostCreated": put, "PostEdited": put, "PostDeleted": ["ZREM feed:{follower} {post_id}"]},
        "search": {"PostCreated": find, "PostEdited": find, "PostDeleted": find[:1]},
        "likes": {"PostLiked": ["SADD likes:{post_id} {user_id}"]},
    },
    "index_tables": ["CREATE VIRTUAL TABLE words USING fts5 (post_id UNINDEXED, content)"],
    "questions": {
        "feed": "ZRANGE feed:{reader} 0 49 REV",
        "search": "SELECT post_id FROM words WHERE words MATCH {words}",
        "likes": "SCARD likes:{post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
