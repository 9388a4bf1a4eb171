"""Counts the repeat."""

MISCONCEPTION = "twice is lost"
FAILS = "reconcile: none, once the other three are found"
SAYS = "Nothing is lost and nothing is invented"

answer = {
    "sorry": "after save",
    "retry": "after save",
    "inside": "after publish posts",
    "reconcile": "before the mark",
}
