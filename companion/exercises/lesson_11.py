"""Lesson 11, CQRS: one model to decide, another to read, and how far apart they are."""

from companion.exercises.lesson_11_feed import FEED
from companion.exercises.lesson_11_likes import LIKES
from companion.exercises.lesson_11_own import OWN
from companion.exercises.lesson_11_swap import SWAP
from companion.exercises.words import Prediction, Recall

TITLE = "CQRS"

TWIN = Prediction(
    id="11-twin",
    question="Post 460 stands in Bob's feed as JSON. Ada edits it: ZADD, with the new JSON and the same "
    "score. Then she deletes it: ZREM takes a member away, and gets the JSON that the database has now. "
    "What is left in Bob's feed?",
    choices={
        "a": "nothing",
        "b": "the post as it was edited",
        "c": "the post as it was at first, with the number",
        "d": "nothing is changed: the ZADD fails, because two members cannot have one score",
    },
    answer="c",
    why="Why is it that entry that stays?",
    reasons={
        "a": "both are post 460, and Redis keeps the first it was given",
        "b": "ZADD replaces the entry that has the same score",
        "c": "a member is its own name, and the new JSON names only the new entry",
        "d": "entries go by themselves after a while, and it was too early",
        "e": "the feed is only eventually right: the next event repairs it",
    },
    reason="c",
    says={
        "a": (
            "the member is an object",
            "Redis knows no posts, only bytes. Other bytes are another member, and both were kept.",
        ),
        "b": (
            "the score is the key",
            "Scores may be equal. It is the member that is there once.",
        ),
        "d": (
            "somebody cleans up",
            "Nothing in a sorted set expires by itself, and nobody trims it: a thousand ZADDs, a thousand "
            "members.",
        ),
        "e": (
            "eventually right",
            "Eventually means: when all events have been applied. They have been. Nothing more will come.",
        ),
    },
)

CRASH = Prediction(
    id="11-crash",
    question="count_then_save counts a like and commits, then saves the checkpoint. The log has two likes of "
    "post 456. The process crashes once, at any point, and is started again until it ends. What can the "
    "view say then?",
    choices={
        "a": "2, always",
        "b": "1 or 2",
        "c": "2 or 3",
        "d": "1, 2 or 3",
    },
    answer="c",
    why="Why?",
    reasons={
        "a": "the store hands out each event once",
        "b": "a crash loses the like that was being counted",
        "c": "the count stands and the checkpoint does not, so that like is handed out again",
        "d": "it depends on the database",
        "e": "a wrong count is put right by the next event",
    },
    reason="c",
    says={
        "a": (
            "exactly once",
            "It hands out what stands behind the checkpoint, and the checkpoint had not moved.",
        ),
        "b": (
            "a crash only loses",
            "That is the other order, checkpoint first. Here the count was committed already.",
        ),
        "d": (
            "luck",
            "It depends on two lines and their order. Every database does the same with them.",
        ),
        "e": (
            "heals itself",
            "The next like adds 1 to whatever stands there. One too many stays one too many, until somebody "
            "counts anew.",
        ),
    },
)

VERSION = Recall(
    id="11-recall-version",
    question="account-500 has 4 events. You have read them and decided. What does your append expect?",
    choices={
        "a": "expected=4: refused if another event came meanwhile",
        "b": "expected=5: the version of your new event",
        "c": "nothing: the database orders them",
    },
    answer="a",
    says={
        "a": "What you decided is true of version 4. If there is a fifth event, you must decide again.",
        "b": "You say what you have seen, not what you will write. Five events is what nobody has seen yet.",
        "c": "They would be in some order, and two withdrawals could each be right alone.",
    },
    about="08",
)

INBOX = Recall(
    id="11-recall-inbox",
    question="A message is handled at least once. Where must its id be written, so that it counts once?",
    choices={
        "a": "in the process, in a set",
        "b": "on the broker, with the acknowledgement",
        "c": "where the effect is, in the same transaction",
    },
    answer="c",
    says={
        "a": "The process forgets it when it dies, and a second worker never knew it.",
        "b": "Between effect and acknowledgement is a gap, and a crash finds it.",
        "c": "Id and effect, together or not at all. This lesson has a third pair of that kind.",
    },
    about="06",
)

EXERCISES = (FEED, OWN, LIKES, SWAP)
PREDICTIONS = (TWIN, CRASH)
RECALLS = (VERSION, INBOX)
