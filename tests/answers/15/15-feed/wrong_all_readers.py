"""The feed's table holds the entries of all readers, and nobody asks whose they are."""

from companion.scenarios.social_schema import DDL

MISCONCEPTION = ""
FAILS = "the newest fifty, newest first"
SAYS = "is in it twice where its event came once, too"


def scale(n):
    posts = n["users"] * n["posts_per_user"] / 86_400
    return {
        "posts_per_s": posts,
        "peak_writes_per_s": posts * n["followers"] * n["peak"],
        "peak_reads_per_s": n["users"] * n["loads_per_user"] * n["peak"] / 86_400,
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "celebrity_s": n["celebrity"] / n["builder_per_s"],
    }


put = ["INSERT OR REPLACE INTO feeds VALUES ({follower}, {post_id}, {at})"]
FEEDS = "CREATE TABLE feeds (reader INTEGER, post_id INTEGER, at INTEGER, PRIMARY KEY (reader, post_id))"
find = ["DELETE FROM words WHERE post_id = {post_id}", "INSERT INTO words VALUES ({post_id}, {content})"]
answer = {
    "write": ["posts", "followers"],
    "tables": list(DDL),
    "sync": {
        "feed": {"PostCreated": put, "PostDeleted": ["DELETE FROM feeds WHERE post_id = {post_id}"]},
        "search": {"PostCreated": find, "PostEdited": find, "PostDeleted": find[:1]},
        "likes": {"PostLiked": ["SADD likes:{post_id} {user_id}"]},
    },
    "index_tables": ["CREATE VIRTUAL TABLE words USING fts5 (post_id UNINDEXED, content)", FEEDS],
    "questions": {
        "feed": "SELECT post_id FROM feeds ORDER BY at DESC LIMIT 50",
        "search": "SELECT post_id FROM words WHERE words MATCH {words}",
        "likes": "SCARD likes:{post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
