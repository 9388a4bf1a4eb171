"""None is no number, and it is chosen."""

MISCONCEPTION = ""
FAILS = "b: there is time enough, and the work is least"
SAYS = "b: None, expected a number of followers"


lines = {"a": 1_000_001, "b": None}


answer = lines
