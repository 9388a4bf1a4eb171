"""From a model to its question."""

MISCONCEPTION = ""
FAILS = "a1, a2, b1: the right posts, and nothing else is read for them"
SAYS = "nothing is called 'feed'"

answer = {"feed": "a1", "write": "a2", "search": "b1", "analytics": "c1", "nobody": "c2", "media": "d2"}
