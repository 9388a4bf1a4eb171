MISCONCEPTION = "each version guards all"
FAILS = "with your streams no order of the steps breaks it"
SAYS = "savings in 'Ada', checking in 'ada': after A1 B1 A2 B2 together -$400.00"

answer = [["A1", "B1", "A2", "B2"], {"savings": "Ada", "checking": "ada", "grace": "grace"}]
