"""One SELECT on the tables that are written."""

from companion.exercises.exam import QUOTED
from companion.scenarios.social_schema import DDL

MISCONCEPTION = "one database for both"
FAILS = "the feed is read while the write model is down"
SAYS = "the feed is down with the write model"

answer = {
    **QUOTED[2],
    "sync": {},
    "tables": list(DDL),
    "questions": {
        "feed": "SELECT post_id FROM posts JOIN followers ON following_id = user_id "
        "WHERE follower_id = {reader} ORDER BY created_at DESC LIMIT 50"
    },
}
