MISCONCEPTION = "the read model decides"
FAILS = "b2, d1: what must be true at once is asked where it is written"
SAYS = "edits a deleted post"

answer = {"d1": "search"}
