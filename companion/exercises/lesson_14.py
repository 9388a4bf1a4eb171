"""Lesson 14, Two clocks and the law: what was, what was known, and what must be forgotten."""

from companion.exercises.lesson_14_erase import ERASE
from companion.exercises.lesson_14_known import KNOWN
from companion.exercises.lesson_14_late import LATE
from companion.exercises.lesson_14_patience import PATIENCE
from companion.exercises.words import Prediction, Recall

TITLE = "Two clocks and the law"

TODAY = Prediction(
    id="14-today",
    question="Opened with $1,000; $200 sent; $10 interest; $300 out: $510. Now a correction says that the "
    "transfer was $250, and the old transfer stays in the stream. Somebody folds all seven events with the "
    "bank's evolve: fold(bank, store.read_events(TRANSFER)). Which balance?",
    choices={"a": "$460", "b": "$510", "c": "$260", "d": "none: it is an error"},
    answer="c",
    why="Why $260?",
    reasons={
        "a": "the newer transfer replaces the older",
        "b": "the correction and its new transfer count for nothing",
        "c": "two transfers stand in the stream, and the fold adds up what it finds",
        "d": "the store noticed that the two contradict each other",
        "e": "the third event was changed in place, and the new one came on top",
    },
    reason="c",
    says={
        "a": (
            "the fold knows what a correction means",
            "That would be $460. evolve has never heard of EventCorrected: to it, two transfers left.",
        ),
        "b": (
            "no effect at all",
            "The correction itself has none. The transfer that came with it has one: $250 less.",
        ),
        "d": (
            "the store judges",
            "It stores what it is given. What two events mean together is nothing that a store knows.",
        ),
        "e": (
            "history rewritten",
            "Seven events, and the third is as it was: it still says $200.",
        ),
    },
)

WAIT = Prediction(
    id="14-wait",
    question="You publish how many planes of each hour's plan have left, and each number only when all "
    "planes of that hour have. Nineteen hours had a plan. When are all 19 numbers out?",
    choices={
        "a": "three hours after the last hour",
        "b": "at midnight",
        "c": "the next morning at 08:48",
        "d": "never",
    },
    answer="d",
    why="Why never?",
    reasons={
        "a": "a plane that is more than three hours late does not count any more",
        "b": "the day is over, and what comes then belongs to the next",
        "c": "whoever is expected comes in the end, and the last one came at 08:48",
        "d": "cancelled planes send no event, so their hours are never complete",
        "e": "some rows of the file are damaged",
    },
    reason="d",
    says={
        "a": (
            "the average delay is the longest",
            "Seven planes left more than three hours after their hour was over, and the question counts "
            "them all. The median plane left a minute early.",
        ),
        "b": (
            "the calendar closes windows",
            "MQ 3944 left on the 2nd and belongs to 18 o'clock of the 1st. A day's end closes nothing.",
        ),
        "c": (
            "whoever is expected comes",
            "That was the last one that came. Four are still expected, and nobody tells you that they will "
            "not come.",
        ),
        "e": (
            "what is missing is broken",
            "Read those rows: a plan, and no departure. That is no damage, it is a cancelled flight.",
        ),
    },
)

DAY = Recall(
    id="14-recall-day",
    question='A statement says "balance on 2024-01-31". $10 of interest came on that day, at noon UTC. What '
    "has to be known before anybody can say $800 or $810?",
    choices={
        "a": "which version the account had",
        "b": "whether the whole day counts, and in which zone it ends",
        "c": "when the statement was printed",
    },
    answer="b",
    says={
        "a": "A version is a point, too. A day is none, until somebody says where it ends.",
        "b": "A day counts whole, until its midnight, and midnight is not everywhere at once.",
        "c": "By the events alone it does not matter. This lesson is about the case in which it does.",
    },
    about="08",
)

GROUPS = Recall(
    id="14-recall-groups",
    question="A post is published once. Feed, search, analytics and media each need it. They were started as "
    "four members of one consumer group. What happens?",
    choices={
        "a": "each of them gets every post",
        "b": "each post reaches one of the four: they share the work",
        "c": "the first one gets all posts, the others wait in case it dies",
    },
    answer="b",
    says={
        "a": "That takes four groups. Within one group each message goes to one member.",
        "b": "One group is one job. Four jobs are four groups, each with its own place in the log.",
        "c": "Members of a group share the partitions. Only one without a partition waits.",
    },
    about="12",
)

EXERCISES = (KNOWN, PATIENCE, ERASE, LATE)
PREDICTIONS = (TODAY, WAIT)
RECALLS = (DAY, GROUPS)
