STYLE = (
    "the invoice is closed for good: on another day a later plane would be lost, and need an entry of its own"
)


answer = {
    "board": (0, "correct"),
    "statistic": (60, "correct"),
    "invoice": (840, "drop"),
}
