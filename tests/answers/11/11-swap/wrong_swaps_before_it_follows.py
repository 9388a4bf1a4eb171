"""Swapped while it is empty: no like that came meanwhile is the reason."""

MISCONCEPTION = ""
FAILS = "at the end readers see all likes: 22"
SAYS = "not judged: readers still see the old view"


order = ["a", "g", "i"]


answer = order
