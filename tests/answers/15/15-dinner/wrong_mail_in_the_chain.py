"""The restaurant waits for the mail."""

from companion.exercises.exam import QUOTED

MISCONCEPTION = "a mail became critical"
FAILS = "critical is what the promise needs"
SAYS = "ConfirmationSent is missing"

rows = [
    ("PaymentAuthorized", "Email", "ConfirmationSent")
    if row[1] == "Email"
    else ("ConfirmationSent", *row[1:])
    if row[1] == "Restaurant"
    else row
    for row in QUOTED[1]["reactions"]
]
answer = {**QUOTED[1], "reactions": rows}
