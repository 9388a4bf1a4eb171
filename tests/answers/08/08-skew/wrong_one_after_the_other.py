MISCONCEPTION = "one after the other"
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "The second machine read after the first had paid"

answer = [["A1", "A2", "B1", "B2"], {"savings": "savings", "checking": "checking", "grace": "grace"}]
