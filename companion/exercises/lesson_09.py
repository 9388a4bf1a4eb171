"""Lesson 09, Sagas that survive: after a crash, after a timeout, after an undo that failed."""

from companion.exercises.lesson_09_bank import BANK
from companion.exercises.lesson_09_crash import CRASH
from companion.exercises.lesson_09_next import NEXT
from companion.exercises.lesson_09_sweep import SWEEP
from companion.exercises.words import Prediction, Recall

TITLE = "Sagas that survive"

KEYS = Prediction(
    id="09-keys",
    question="The plain function again, without any memory. Its services now note the key of each request "
    "together with its effect, and answer a known key as before. It is crashed at each of 17 points and "
    "begins again at the front. At how many do the books break?",
    choices={"a": "0", "b": "4", "c": "12", "d": "15"},
    answer="a",
    why="Why so few?",
    reasons={
        "a": "started again, it goes on where it stopped",
        "b": "asking again under the same key changes nothing",
        "c": "the crash took the last effect back",
        "d": "the services noticed the crash and undid their work",
        "e": "no crash falls between an effect and its answer",
    },
    reason="b",
    says={
        "a": (
            "the restart knows",
            "It knows nothing. It began at the front, 17 times. The services knew.",
        ),
        "c": (
            "a crash rolls back",
            "Each effect was committed in its service, and stayed. Where the services took no notes, 15 of "
            "17 broke.",
        ),
        "d": (
            "they notice",
            "They never heard of a crash. They saw the same request twice, under the same key.",
        ),
        "e": (
            "lucky points",
            "'after append CardCharged' is exactly such a point, and it is among the 17.",
        ),
    },
)

LATE = Prediction(
    id="09-late",
    question="Ada's request waits in Payment's queue. After 10 minutes the saga times out and undoes: an "
    "undo does not queue. At minute 15 Payment comes to her request. It notes each key it has done, and "
    "gives back nothing it has not taken. Where are Ada's $249?",
    choices={
        "a": "with Ada",
        "b": "with the shop, no parcel leaves, and nothing reports an error",
        "c": "with the shop, and the parcel leaves",
        "d": "with the shop, and the saga is STUCK",
    },
    answer="b",
    why="Why did nobody stop the charge?",
    reasons={
        "a": "the timeout took the request out of the queue",
        "b": "the undo came before the deed, found nothing, and left no note",
        "c": "a late yes takes the saga forward again",
        "d": "an undo without a deed is an error",
        "e": "this key was used for the second time",
    },
    reason="b",
    says={
        "a": (
            "a timeout cancels",
            "A timeout ends your waiting, and nothing else. The request lay in Payment's queue all the time.",
        ),
        "c": (
            "forward again",
            "LateAnswerIgnored. Once compensating, never forward again: otherwise two late answers could "
            "turn a saga round for ever.",
        ),
        "d": (
            "an undo needs a deed",
            "It said 'nothing to undo', and was done. That is right: after a lost answer it is the usual "
            "case.",
        ),
        "e": (
            "one kind of note",
            "The key of the charge stops a second charge. This was the first. The note that is missing is "
            "the undo's.",
        ),
    },
)

REFUSED = Recall(
    id="09-recall-refused",
    question="Refused or failed: which of the two steps is undone itself?",
    choices={"a": "the refused one", "b": "the failed one", "c": "both", "d": "neither"},
    answer="b",
    says={
        "a": "Refused means: the service said no and did nothing. There is nothing to undo.",
        "b": "Failed means that nobody knows what happened. So it is undone, just in case; refused means "
        "that nothing did.",
        "c": "Refused means: nothing happened. Only where nobody knows, an undo makes sure.",
        "d": "What failed may have happened all the same: the answer was lost, not the deed.",
    },
    about="05",
)

PUBLISHED = Recall(
    id="09-recall-published",
    question="PostCreated is published before its row is committed, and the program dies between the two. "
    "What does the feed show?",
    choices={
        "a": "nothing: publishing is rolled back with the row",
        "b": "a post that does not exist",
        "c": "the post, and the row comes later",
    },
    answer="b",
    says={
        "a": "The broker knows nothing of the database's transaction: what was published stays published.",
        "b": "What was published stays published, and the row was never there. Between two systems there is "
        "always a point at which one knows and the other does not.",
        "c": "Nobody writes that row any more: the program died, and its transaction with it.",
    },
    about="07",
)

EXERCISES = (NEXT, BANK, SWEEP, CRASH)
PREDICTIONS = (KEYS, LATE)
RECALLS = (REFUSED, PUBLISHED)
