"""Somebody mails the refusal, and somebody wakes after 30 minutes: both come later, on their own days."""

from companion.exercises.exam import QUOTED

answer = {
    **QUOTED[1],
    "reactions": [
        *QUOTED[1]["reactions"],
        ("PaymentDeclined", "Refusals", "RefusalMailed"),
        ("30 minutes pass", "Support", "DriverMissed"),
    ],
    "later": [*QUOTED[1]["later"], "Refusals", "Support", "DriverMissed"],
}
