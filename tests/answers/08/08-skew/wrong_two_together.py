MISCONCEPTION = "the wrong two together"
FAILS = "with your streams no order of the steps breaks it"
SAYS = "these two still stand in different streams"

answer = [["A1", "B1", "A2", "B2"], {"savings": "ada", "checking": "checking", "grace": "ada"}]
