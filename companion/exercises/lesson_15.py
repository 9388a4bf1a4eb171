"""Lesson 15, Practice exam: designs are handed in as data, and the examiner runs them."""

from companion.exercises.lesson_15_dinner import DINNER_EXERCISE
from companion.exercises.lesson_15_feed import FEED_EXERCISE
from companion.exercises.lesson_15_kept import KEPT
from companion.exercises.lesson_15_office import OFFICE
from companion.exercises.lesson_15_when import WHEN
from companion.exercises.words import Prediction, Recall

TITLE = "Practice exam"

PRINTED = Prediction(
    id="15-printed",
    question="The complete CQRS example, exactly as printed in the course's notes: two tables, ZADD with "
    "the post as JSON, ZREVRANGE 0 49. The criteria that gave the idea 24 of 40 run it. How many points?",
    choices={"a": "40", "b": "33", "c": "26", "d": "24"},
    answer="d",
    why="Why no more than the idea?",
    reasons={
        "a": "it is printed as the model answer, so the criteria must be wrong",
        "b": "only the numbers are missing; tables and commands are there and right",
        "c": "what it says breaks in four places, and three questions it does not answer",
        "d": "details earn nothing: only the idea counts",
        "e": "Redis is only eventually consistent, and that costs points",
    },
    reason="c",
    says={
        "a": ("printed is proven", "It was never run. You have just seen what happens when it is."),
        "b": (
            "a structure named is a structure right",
            "ZADD is the right command with the wrong member: after an edit the old words stay.",
        ),
        "d": (
            "only the idea counts",
            "Details earn 16 of the 40. These were run: each of the four that it says breaks.",
        ),
        "e": ("late is wrong", "Lateness cost nothing here: the feed may be late, and it comes right."),
    },
)

NOTHING = Prediction(
    id="15-nothing",
    question="A box office gives every payment back, once, and sells no ticket. It is played in 500 "
    "schedules with repeats, reordering and crashes, against the four invariants: seats, money, letters, "
    "view. In how many of them is one broken?",
    choices={"a": "500", "b": "about 250", "c": "1", "d": "0"},
    answer="d",
    why="Why?",
    reasons={
        "a": "the invariants say what the office is for, and it does none of it",
        "b": "a payment that comes twice is given back twice",
        "c": "in some order it gives away a seat that it does not have",
        "d": "every invariant says what must not be, and none asks for anything",
        "e": "500 schedules are too few: with 2,000 one would be found",
    },
    reason="d",
    says={
        "a": (
            "safe means useful",
            "They say what must never be: none of the four asks that a ticket is sold.",
        ),
        "b": (
            "repeats break everything",
            "It looks into the log for the id before it refunds. `because` tells a repeat, whatever is "
            "decided.",
        ),
        "c": ("reordering breaks everything", "It gives away no seat at all, in any order."),
        "e": (
            "more seeds find it",
            "2,000 schedules with 47,741 deliveries were played, and nothing was found: it is not there to "
            "be found. The quiet day finds it in one.",
        ),
    },
)

NOTES = Recall(
    id="15-recall-notes",
    question="Which two notes must a service keep for each request key?",
    choices={
        "a": "when the request came, and who sent it",
        "b": "what it answered, and that it was taken back",
        "c": "how often it was asked, and how often it answered",
    },
    answer="b",
    says={
        "a": "Neither helps when the request comes again. The answer must be the same: it has to be kept.",
        "b": "The answer, so that a repeat gets the same; and the undo, so that nothing is done after it.",
        "c": "A count says that it came twice, and not what to say the second time.",
    },
    about="09",
)

LIKE = Recall(
    id="15-recall-like",
    question="A like is counted, then the checkpoint is saved. What does a crash between the two do?",
    choices={
        "a": "the like is lost",
        "b": "the like is counted again",
        "c": "nothing: the count is rolled back",
    },
    answer="b",
    says={
        "a": "That is the other order: checkpoint first, then the count.",
        "b": "After the restart the event is read again. Count and checkpoint belong into one transaction.",
        "c": "Only inside one transaction. Two writes, one behind the other, have none around them.",
    },
    about="11",
)

FRIDAY = Recall(
    id="15-recall-friday",
    question="Friday night, lag grows. Four partitions, four members. What do you do first?",
    choices={
        "a": "start four more members",
        "b": "look how old the oldest waiting message is, and what is slow",
        "c": "delete what is waiting",
    },
    answer="b",
    says={
        "a": "A partition has one member. The four new ones would have nothing to do.",
        "b": "How old it is says whether anybody suffers. Members beyond the partitions are idle.",
        "c": "Those are rides and payments.",
    },
    about="13",
)

EXERCISES = (WHEN, DINNER_EXERCISE, FEED_EXERCISE, OFFICE, KEPT)
PREDICTIONS = (PRINTED, NOTHING)
RECALLS = (NOTES, LIKE, FRIDAY)
