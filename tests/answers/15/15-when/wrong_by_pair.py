"""Two answers under the letter of the pair."""

MISCONCEPTION = ""
FAILS = "a  the goals and the score"
SAYS = "a1 is not chosen yet, and there is no 'a' here"

answer = {
    "a": ("events", "http"),
    "b": ("events", "http"),
    "c": ("events", "crud"),
    "d": ("transaction", "events"),
    "e": ("events", "gateway"),
    "f": ("events", "transaction"),
}
