"""Lesson 01, Why events?: three coffee shops, one broken kitchen, and what events really buy."""

from companion.exercises.lesson_01_available import AVAILABLE
from companion.exercises.lesson_01_capacity import CAPACITY
from companion.exercises.lesson_01_uncouple import UNCOUPLE
from companion.exercises.lesson_01_when import WHEN
from companion.exercises.words import Prediction, Recall

TITLE = "Why events?"


TILL = Recall(
    id="01-recall-till",
    question="In lesson 00 two deliveries were enough to charge Ada twice. Which two?",
    choices={
        "a": "her order and somebody else's, at the same price",
        "b": "her order, and the same order again",
        "c": "her order, and another order of hers",
        "d": "two orders in the wrong order",
    },
    answer="b",
    says={
        "a": "Two customers at one price both have to pay. Ada's trouble was one order, delivered twice.",
        "b": "One order, delivered twice. Networks repeat themselves, so the till has to remember.",
        "c": "Two orders of hers are two payments, and rightly so. It was one order, delivered twice.",
        "d": "A sum does not care about order. It was one order, delivered twice.",
    },
    about="00",
)


FASTER = Prediction(
    id="01-faster",
    question="One customer every four minutes, for an hour, the kitchen open. In both shops the counter is "
    "free again after its minute; the customer waits. Which shop serves them sooner: the one with "
    "parallel calls, or the one with events?",
    choices={
        "a": "events, from the first customer on",
        "b": "events, but only when the shop gets busy",
        "c": "neither: every customer in the same minute",
        "d": "parallel calls",
    },
    answer="c",
    why="Why does it make no difference?",
    reasons={
        "a": "in both shops the three work at the same time, and the same work has to be done",
        "b": "events are faster, but the kitchen is too slow to let it show",
        "c": "fifteen customers are too few to see the difference",
        "d": "publishing an event takes as long as three calls",
    },
    reason="a",
    says={
        "b": (
            "asynchronous means fast",
            "A faster kitchen changes both shops alike. What speeds a shop up is working at the same time, "
            "and parallel calls do that too.",
        ),
        "c": (
            "wait until it scales",
            "Let them come for four hours, for_minutes=240: the two lines are still the same. "
            "Nobody in the kitchen cooks faster because an order came as an event.",
        ),
        "d": (
            "counts the wrong cost",
            "Here calling and publishing take no time at all. The minutes are the workers', "
            "however they hear of the order.",
        ),
    },
)


OUTAGE = Prediction(
    id="01-outage",
    question="The kitchen closes from minute 20 to 30. What do the customers of the shop with events get?",
    choices={
        "a": "those who come meanwhile are refused",
        "b": "all are served, some of them late",
        "c": "all are served on time",
        "d": "the orders of those ten minutes are lost",
    },
    answer="b",
    why="Why is nobody turned away, although the kitchen was closed?",
    reasons={
        "a": "the event is handled at once: that is what asynchronous means",
        "b": "the order waits where the worker can find it",
        "c": "the events of those ten minutes are lost, and the customers order again",
        "d": "the counter refuses while the kitchen is closed, and lets them in afterwards",
        "e": "it was a short peak, and the queue is gone soon after",
    },
    reason="b",
    says={
        "a": (
            "asynchronous means instant",
            "Accepting is instant, cooking is not: 19 minutes for the fifth customer.",
        ),
        "c": ("down means lost", "Nothing was lost: 15 orders in, 15 served. The event waited."),
        "d": ("down means refused", "That is the shop with calls: it needs the kitchen *now*."),
        "e": (
            "queues drain by themselves",
            "One order every 4 minutes into a kitchen of 5: every customer waits one minute longer than "
            "the last. Events move the wait; they add no capacity.",
        ),
    },
)


EXERCISES = (AVAILABLE, UNCOUPLE, WHEN, CAPACITY)
PREDICTIONS = (FASTER, OUTAGE)
RECALLS = (TILL,)
