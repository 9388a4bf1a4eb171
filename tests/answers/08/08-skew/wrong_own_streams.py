MISCONCEPTION = "each version guards all"
FAILS = "with your streams no order of the steps breaks it"
SAYS = "A rule is guarded only by the version of a stream that holds all it speaks of"

answer = [["A1", "B1", "A2", "B2"], {"savings": "savings", "checking": "checking", "grace": "grace"}]
