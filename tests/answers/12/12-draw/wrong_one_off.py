MISCONCEPTION = "only the great are pulled"
FAILS = "b: there is time enough, and the work is least"
SAYS = "the work is 25.510103 million"

answer = {"a": 50_000_000, "b": 4}
