"""Lesson 00, Start here: what it asks to be predicted, and its three exercises, each in a file beside this
one."""

from companion.exercises.lesson_00_defeat import DEFEAT
from companion.exercises.lesson_00_kernel import KERNEL
from companion.exercises.lesson_00_till import TILL
from companion.exercises.words import Prediction

TITLE = "Start here"


# ---- 00-coffee -----------------------------------------------------------------------------------

COFFEE = Prediction(
    id="00-coffee",
    question="The barista becomes four times as fast (4 minutes to 1). "
    "When is Ada served in the event-driven shop?",
    choices={"a": "after 3 minutes", "b": "after 5 minutes", "c": "after 6 minutes", "d": "after 9 minutes"},
    answer="c",
    why="Why is it 6 minutes?",
    reasons={
        "a": "the branches add up: cashier and barista and kitchen",
        "b": "the kitchen is still the longest branch, after the counter's minute",
        "c": "it is about the average of the branches",
        "d": "a faster barista makes the whole shop faster",
        "e": "only the kitchen's 5 minutes count",
    },
    reason="b",
    says={
        "a": (
            "adds branches up",
            "You added the branches. They run at the same time; only the longest one decides. "
            "9 is the synchronous shop.",
        ),
        "c": ("average", "Nobody waits for an average. Look at which bar touches the line 'served'."),
        "d": (
            "faster part, faster whole",
            "The barista was done first already. Speeding up a branch that nobody waits for changes nothing.",
        ),
        "e": (
            "forgets the counter",
            "5 is the kitchen alone. "
            "Ada stands at the counter for 1 minute before anybody hears of her order.",
        ),
    },
)


# ---- 00-restart ----------------------------------------------------------------------------------

RESTART = Prediction(
    id="00-restart",
    question="You delete the line that defines `menu`, and the kernel goes on running. "
    "What does `first_receipt` do now?",
    choices={
        "a": "it works here, and after a restart too",
        "b": "it fails here, at the next call",
        "c": "it works here, and fails after the next restart",
    },
    answer="c",
    why="Why does it fail only after a restart?",
    reasons={
        "a": "deleting a line deletes what it defined",
        "b": "the kernel remembers names until it is restarted; the page does not matter to it",
        "c": "a restart loses the notebook's text",
        "d": "the notebook file stores what `menu` holds",
    },
    reason="b",
    says={
        "a": (
            "the page is the program",
            "You deleted text. The kernel had run it already and still holds `menu`.",
        ),
        "c": (
            "restart loses work",
            "The text stays. What goes is the kernel's memory: every name that some cell once defined.",
        ),
        "d": (
            "names are saved",
            "The file stores text and printed outputs. Names and values live in the kernel only.",
        ),
    },
    points=0,
)


EXERCISES = (TILL, DEFEAT, KERNEL)
PREDICTIONS = (COFFEE, RESTART)
RECALLS = ()
