"""No Redis: each read model is a table of its own, filled by events."""

from companion.scenarios.social_schema import DDL

STYLE = (
    "One engine and one language, and every question is a SELECT on a table made for it. It costs speed "
    "where Redis has the answer in memory, and a feed that is cut only when it is read."
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


take = "DELETE FROM {0} WHERE post_id = {{post_id}}".format
answer = {
    "write": ["posts", "followers"],
    "tables": list(DDL),
    "sync": {
        "feed": {
            "PostCreated": ["INSERT INTO feed VALUES ({follower}, {post_id}, {at}) ON CONFLICT DO NOTHING"],
            "PostDeleted": [take("feed")],
        },
        "search": {
            "PostCreated": [take("words"), "INSERT INTO words VALUES ({post_id}, {content})"],
            "PostEdited": [take("words"), "INSERT INTO words VALUES ({post_id}, {content})"],
            "PostDeleted": [take("words")],
        },
        "likes": {"PostLiked": ["INSERT INTO likes VALUES ({post_id}, {user_id}) ON CONFLICT DO NOTHING"]},
    },
    "index_tables": [
        "CREATE TABLE feed (reader INTEGER, post_id INTEGER, at INTEGER, PRIMARY KEY (reader, post_id))",
        "CREATE VIRTUAL TABLE words USING fts5 (post_id UNINDEXED, content)",
        "CREATE TABLE likes (post_id INTEGER, user_id INTEGER, PRIMARY KEY (post_id, user_id))",
    ],
    "questions": {
        "feed": "SELECT post_id FROM feed WHERE reader = {reader} ORDER BY at DESC LIMIT 50",
        "search": "SELECT post_id FROM words WHERE words MATCH {words}",
        "likes": "SELECT count(*) FROM likes WHERE post_id = {post_id}",
    },
    "may_be_late": ["feed", "search", "likes"],
    "numbers": scale,
}
