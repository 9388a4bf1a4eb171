"""Ids in sorted sets, trimmed at fifty; a full text index; likes as rows with a key."""

from companion.scenarios.social_schema import DDL

STYLE = (
    "Each question has the structure made for it, and a repeat changes nothing. It costs three structures in "
    "two engines, and somebody who knows both."
)


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
gone = "DELETE FROM words WHERE post_id = {post_id}"
find = [gone, "INSERT INTO words VALUES ({post_id}, {content}, {hashtags})"]
answer = {
    "write": ["posts", "followers", "likes"],
    "tables": list(DDL),
    "sync": {
        "feed": {"PostCreated": put, "PostEdited": put, "PostDeleted": ["ZREM feed:{follower} {post_id}"]},
        "search": {"PostCreated": find, "PostEdited": find, "PostDeleted": [gone]},
        "likes": {
            "PostLiked": ["INSERT INTO likes VALUES ({post_id}, {user_id}, {day}) ON CONFLICT DO NOTHING"]
        },
    },
    "index_tables": [
        "CREATE VIRTUAL TABLE words USING fts5 (post_id UNINDEXED, content, hashtags)",
        "CREATE TABLE likes (post_id INTEGER, user_id INTEGER, day TEXT, PRIMARY KEY (post_id, user_id))",
    ],
    "questions": {
        "feed": "ZRANGE feed:{reader} 0 49 REV",
        "search": "SELECT post_id FROM words WHERE words MATCH {words}",
        "likes": "SELECT count(*) FROM likes WHERE post_id = {post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
