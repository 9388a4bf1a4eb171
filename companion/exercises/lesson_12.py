"""Lesson 12, One write, many reads: a model that fits the question, its numbers, and where fan-out stops."""

from companion.exercises.lesson_12_best import BEST
from companion.exercises.lesson_12_draw import DRAW
from companion.exercises.lesson_12_groups import GROUPS
from companion.exercises.lesson_12_route import ROUTE
from companion.exercises.lesson_12_scale import SCALE
from companion.exercises.words import Prediction, Recall

TITLE = "One write, many reads"

ADA = Prediction(
    id="12-ada",
    question="At 20:00:00 an author with 50 million followers posts, at 20:00:01 Ada, who has three. One "
    "Feed Builder takes posts in the order in which they come and writes each into its followers' feeds, "
    "100,000 feeds a second. It has nothing else to do. When is Ada's post in the last of her three feeds?",
    choices={
        "a": "at once: it is three writes",
        "b": "after about five seconds",
        "c": "after more than eight minutes",
        "d": "never: nobody can write so many",
    },
    answer="c",
    why="Why so late?",
    reasons={
        "a": "the small post was overtaken by a larger one, which the broker delivers first",
        "b": "the broker cut the large post into four parts, and each worker had one",
        "c": "her post stands behind one whose writing takes 500 seconds",
        "d": "the queue was full, and her post had to be sent again",
        "e": "her three friends have the footballer's post in their feeds, too",
    },
    reason="c",
    says={
        "a": (
            "queues are fair by size",
            "A queue knows no sizes. First come, first written, and hers came second.",
        ),
        "b": (
            "partitions split a message",
            "One post is one message: it lies in one partition, and one worker has it. Whoever stands "
            "behind it there waits.",
        ),
        "d": (
            "slow means lost",
            "Nothing was refused and nothing was lost. It was late, as in lesson 01.",
        ),
        "e": (
            "feeds stand in each other's way",
            "Each feed is a key of its own. The one who writes them all is one.",
        ),
    },
)

LINE = Prediction(
    id="12-line",
    question="Five authors have 3, 200, 20,000, 1 million and 50 million followers. Each posts once a day, "
    "every follower looks twice a day, and one feed write costs as much as one look-up. From how many "
    "followers on should an author be pulled, so that writes and look-ups together are fewest?",
    choices={"a": "from 20,000 on", "b": "from 1 million on", "c": "nobody: push all", "d": "everybody"},
    answer="c",
    why="Why is it least to push even the greatest?",
    reasons={
        "a": "fan-out grows with the followers, and so it is the followers that decide",
        "b": "1 million is the line that large networks have found",
        "c": "one write for each follower stands against two look-ups for each follower",
        "d": "a look-up is cheaper than a write, so there may be more of them",
        "e": "a feed of the greatest author would need too much memory",
    },
    reason="c",
    says={
        "a": (
            "half of the bill",
            "So does the other half: each of those followers looks it up. The followers cancel out.",
        ),
        "b": (
            "borrowed lines",
            "They had a deadline. This was a question of work.",
        ),
        "d": (
            "the price of one",
            "They cost the same here, and there are twice as many look-ups.",
        ),
        "e": (
            "another bill",
            "A feed keeps 50 entries, whoever posts.",
        ),
    },
    points=0,
)

NAME = Recall(
    id="12-recall-name",
    question="A field of an event was renamed and has a default. The old events are still in the log. "
    "What does a program of today read from them?",
    choices={
        "a": "an error at the first old event",
        "b": "the default, and nobody is told",
        "c": "the old value, under the new name",
    },
    answer="b",
    says={
        "a": "Only without a default. It was added to make this very error go away.",
        "b": "The old name is ignored, the new one is missing. Four models would be wrong today, not one.",
        "c": "Fields go by name. Somebody has to write an upcaster.",
    },
    about="10",
)

COMMIT = Recall(
    id="12-recall-commit",
    question="A post is published, and the process dies before its row is committed. What is left?",
    choices={
        "a": "feeds that show a post which does not exist",
        "b": "a post that no feed shows",
        "c": "nothing: the broker takes it back",
    },
    answer="a",
    says={
        "a": "Today that would be a feed, an index, a count and a picture. So the outbox does it: one "
        "transaction.",
        "b": "That is the other order: saved, and never published.",
        "c": "A broker knows of no transaction in your database. What was published stays published.",
    },
    about="07",
)

EXERCISES = (ROUTE, GROUPS, SCALE, DRAW, BEST)
PREDICTIONS = (ADA, LINE)
RECALLS = (NAME, COMMIT)
