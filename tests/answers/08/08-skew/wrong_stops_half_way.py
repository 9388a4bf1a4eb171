MISCONCEPTION = ""
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "B1: reads $100.00 together: together $100.00"

answer = [["A1", "A2", "B1"], {"savings": "ada", "checking": "ada", "grace": "grace"}]
